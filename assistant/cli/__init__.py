"""The command `tricoder`: one file per group of commands. Nothing heavy is imported before a command asks for it."""

from assistant.cli.main import run
from assistant.cli.serving import serve_default

__all__ = ["run", "serve_default"]
