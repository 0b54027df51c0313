"""Many files in one: a zip with a list of their hashes, whole or not at all; and the way back, checked on the way."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import IO

from assistant.errors import StudyError
from assistant.exporting.whole import whole_file

LIST = "files.json"
"""The part that names every other part with its sha256 and size; it is the last."""
_PIECE = 1 << 20
_MOST_PARTS = 200_000

Part = tuple[str, bytes | Path]


def write_archive(path: Path, parts: Iterable[Part]) -> None:
    """Write files into one archive; the same parts make the same archive.

    Raises:
        StudyError: The archive or one of the files cannot be written or read.
    """
    listed: dict[str, dict[str, object]] = {}
    with whole_file(path) as draft, zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
        for name, data in parts:
            with archive.open(_entry(name), "w", force_zip64=True) as target:
                listed[name] = _copy(data, target)
        whole = json.dumps({"files": listed}, ensure_ascii=False, sort_keys=True, indent=1)
        archive.writestr(_entry(LIST), whole)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def _copy(data: bytes | Path, target: IO[bytes]) -> dict[str, object]:
    digest, size = hashlib.sha256(), 0
    for piece in _pieces(data):
        target.write(piece)
        digest.update(piece)
        size += len(piece)
    return {"sha256": digest.hexdigest(), "size": size}


def _pieces(data: bytes | Path) -> Iterator[bytes]:
    if isinstance(data, bytes):
        yield data
        return
    with data.open("rb") as stream:
        while piece := stream.read(_PIECE):
            yield piece


def unpack_archive(path: Path, folder: Path) -> tuple[str, ...]:
    """Write the files of an archive of ours into a new folder; return their names.

    Raises:
        StudyError: It is no such archive, a part is missing, changed, or would land outside the folder.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            listed = _listed(archive, path.name)
            for name, stated in listed.items():
                _unpack(archive, name, stated, folder)
            return tuple(listed)
    except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
        raise StudyError(f"{path.name!r} is damaged ({error}); take another copy of it") from error
    except OSError as error:
        raise StudyError(f"{path.name!r} cannot be unpacked: {error.strerror or error}; check the disk") from error


def _listed(archive: zipfile.ZipFile, name: str) -> Mapping[str, Mapping[str, object]]:
    try:
        listed = json.loads(archive.read(LIST))["files"]
        sizes = {part.filename: part.file_size for part in archive.infolist() if part.filename != LIST}
        whole = {part: (str(stated["sha256"]), int(stated["size"])) for part, stated in listed.items()}
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise StudyError(f"{name!r} is no archive that Tricoder wrote; choose another file") from error
    strange = next((part for part in {**sizes, **whole} if sizes.get(part) != whole.get(part, ("", -1))[1]), None)
    if strange is not None or len(sizes) > _MOST_PARTS:
        raise StudyError(f"{name!r} does not hold what its own list says (see {strange!r}); take another copy of it")
    return listed  # type: ignore[no-any-return]  # its shape was looked at above


def _unpack(archive: zipfile.ZipFile, name: str, stated: Mapping[str, object], folder: Path) -> None:
    steps = PurePosixPath(name)
    if steps.is_absolute() or ".." in steps.parts or "\\" in name or ":" in name:
        raise StudyError(f"part {name!r} would land outside the folder; nothing was restored")
    place = folder.joinpath(*steps.parts)
    place.parent.mkdir(parents=True, exist_ok=True)
    digest, left = hashlib.sha256(), int(str(stated["size"]))
    with archive.open(name) as source, place.open("xb") as target:
        while left >= 0 and (piece := source.read(_PIECE)):
            left -= len(piece)
            digest.update(piece)
            target.write(piece)
        target.flush()
        os.fsync(target.fileno())
    if left != 0 or digest.hexdigest() != stated["sha256"]:
        raise StudyError(f"part {name!r} is not what was packed; take another copy of the file")
