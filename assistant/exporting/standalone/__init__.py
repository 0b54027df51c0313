"""Programs that go along with what is exported and need nothing but a Python of their own."""
