"""Quality and speed figures, each made by one command."""
