"""The command `tricoder`: one file per group of commands. Nothing heavy is imported before a command asks for it."""

import os

# Small products on many BLAS threads get in each other's way; one is faster here, and a user's own setting stands.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from assistant.cli.main import run
from assistant.cli.serving import serve_default

__all__ = ["run", "serve_default"]
