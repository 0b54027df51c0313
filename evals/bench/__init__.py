"""Speed, always as a ratio to the bare library in the same run. `make bench` runs every file here."""
