"""`python -m assistant.cli` is `tricoder`."""

from assistant.cli.main import run

run()
