"""Names for local models: the hash of the files that decide their vectors."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from assistant.errors import InstrumentError

_WEIGHTS = (".safetensors", ".bin", ".pt", ".onnx", ".gguf", ".npy")
_SETTINGS = (".json", ".txt", ".model", ".py")
_REMEMBERED = "weights.json"
_BLOCK = 1 << 20


def fingerprint(model: Path, cache: Path | None) -> str:
    """Return twelve hex digits that change with the model's weights, tokenizer or settings.

    Args:
        model: The model's folder.
        cache: Folder in which hashes are remembered for files that have not changed, None to hash each time.

    Raises:
        InstrumentError: There are no weights.
    """
    files = sorted(path for path in model.rglob("*") if path.is_file() and path.suffix in (*_WEIGHTS, *_SETTINGS))
    if not any(path.suffix in _WEIGHTS for path in files):
        raise InstrumentError(f"no model weights under {str(model)!r}; name the folder that holds modules.json")
    known = _recall(cache)
    digests = {path: known.get(_sight(path)) or _digest(path) for path in files}
    _remember(cache, known | {_sight(path): digest for path, digest in digests.items()})
    together = hashlib.sha256()
    for path, digest in digests.items():
        together.update(f"{path.relative_to(model).as_posix()}={digest};".encode())
    return together.hexdigest()[:12]


def _sight(path: Path) -> str:
    """Return what a look at a file shows without reading it."""
    status = path.stat()
    return f"{path.resolve()}|{status.st_size}|{status.st_mtime_ns}"


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    for block in _blocks(path):
        digest.update(block)
    return digest.hexdigest()


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as opened:
        while block := opened.read(_BLOCK):
            yield block


def _recall(cache: Path | None) -> dict[str, str]:
    if cache is None:
        return {}
    try:
        known = json.loads((cache / _REMEMBERED).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): str(digest) for name, digest in known.items()} if isinstance(known, dict) else {}


def _remember(cache: Path | None, digests: dict[str, str]) -> None:
    if cache is None:
        return
    cache.mkdir(parents=True, exist_ok=True)
    half = cache / f"{_REMEMBERED}.half"
    half.write_text(json.dumps(digests), encoding="utf-8")
    half.replace(cache / _REMEMBERED)
