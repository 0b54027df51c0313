"""Where a study keeps embedders adapted to it: folders inside its index folder, each named by its weights."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from assistant.errors import InstrumentError
from assistant.retrieval.bundled_model import WEIGHTS_FILE, BundledEmbeddings

FOLDER = "adapted"
"""Where they lie, inside the index folder."""
SCHEME = "adapted"
"""How ``project.toml`` names one: ``adapted:0123456789ab``."""


def open_adapted(name: str, index: Path | None) -> BundledEmbeddings:
    """Return an adapted embedder of a study by the name of its folder.

    Raises:
        InstrumentError: It is not there, or not what it was when it was measured.
    """
    folder = (index or Path()) / FOLDER / name
    again = "run `tricoder adapt` again, or `tricoder adapt --revert` to return to the bundled embedder"
    if not name or Path(name).name != name or not (folder / WEIGHTS_FILE).is_file():
        raise InstrumentError(f"the study has no adapted embedder {name!r}; {again}")
    if not sha256(folder / WEIGHTS_FILE).startswith(name):
        raise InstrumentError(f"the weights of the adapted embedder {name!r} have changed; {again}")
    return BundledEmbeddings(folder)


def forget_adapted(index: Path) -> int:
    """Delete all adapted models of a study's index folder; return how many there were."""
    folders = [path for path in (index / FOLDER).glob("*") if path.is_dir()]
    shutil.rmtree(index / FOLDER, ignore_errors=True)
    return len(folders)


def sha256(path: Path) -> str:
    """Return the hash of a file (hex)."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
