"""The file a project travels in: an archive, or the bare XML with its folder of sources beside it.

Nothing is ever unpacked to the disk. A path inside names a part by its last piece alone: it cannot lead anywhere.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from assistant.errors import SourceError, UnreadableSource
from assistant.reading.limits import MEBIBYTE, MOST_PARTS, check_names, open_stream, read_part

LARGEST_PROJECT = 100 * MEBIBYTE
"""Bytes of XML that are read; a hundred thousand codings take about forty."""
DETAILS = "tricoder.json"
_DENSEST = 150
_DENSITY_COUNTS_FROM = 4 * MEBIBYTE
_INTERNAL = "internal://"


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """An opened project file.

    Attributes:
        name: File name, for messages.
        project: The XML.
        part: Returns the bytes of a source by its path as the XML states it, None where the file has no such part.
        details: What this program laid beside the standard's own, empty if the file is another program's.
    """

    name: str
    project: bytes
    part: Callable[[str], bytes | None]
    details: bytes = b""


@contextmanager
def open_package(path: Path) -> Iterator[Package]:
    """Give the contents of a ``.qdpx`` archive or of a bare ``.qde`` or ``.qdc`` file.

    Raises:
        UnreadableSource: The file cannot be opened, is damaged, hostile, or holds no project.
    """
    try:
        with path.open("rb") as stream:
            if stream.read(2) != b"PK":
                yield _bare(path)
                return
            with open_stream(stream, path.name) as archive:
                yield _packed(archive, path.name)
    except OSError as error:
        raise UnreadableSource(f"{path.name!r} cannot be opened ({error.strerror}); check the path") from error


def _packed(archive: zipfile.ZipFile, name: str) -> Package:
    check_names(archive, name)
    _check_sizes(archive, name)
    places = {_last(part.filename): part.filename for part in archive.infolist() if not part.is_dir()}
    projects = sorted(part for part in archive.namelist() if part.lower().endswith(".qde"))
    if len(projects) != 1:
        found = f"{len(projects)} project files (.qde)" if projects else "no project file (.qde)"
        raise UnreadableSource(f"{name!r} holds {found} where there must be one; export the project anew")

    def part(stated: str) -> bytes | None:
        place = places.get(_wanted(stated)) or places.get(unquote(_wanted(stated)))
        return read_part(archive, place, name) if place is not None and _is_internal(stated) else None

    project = read_part(archive, projects[0], name)
    details = read_part(archive, DETAILS, name) if DETAILS in archive.NameToInfo else b""
    return Package(name=name, project=project, part=part, details=details)


def _check_sizes(archive: zipfile.ZipFile, name: str) -> None:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS:
        raise UnreadableSource(f"{name!r} holds {len(parts)} parts, more than a project has; it was not opened")
    dense = next((part for part in parts if _is_bomb(part)), None)
    if dense is not None:
        raise UnreadableSource(
            f"{name!r}: its part {dense.filename!r} would unpack to {dense.file_size // MEBIBYTE} MB from "
            f"{dense.compress_size // 1024} kB; it was not opened. Export the project anew"
        )
    large = next((part for part in parts if part.filename.lower().endswith(".qde")), None)
    if large is not None and large.file_size > LARGEST_PROJECT:
        raise UnreadableSource(f"{name!r}: its XML has {large.file_size // MEBIBYTE} MB; export the project in parts")


def _is_bomb(part: zipfile.ZipInfo) -> bool:
    return part.file_size > _DENSITY_COUNTS_FROM and part.file_size > _DENSEST * max(part.compress_size, 1)


def _last(path: str) -> str:
    return path.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1].lower()


def _wanted(stated: str) -> str:
    return _last(stated.removeprefix(_INTERNAL))


def _is_internal(stated: str) -> bool:
    return stated.startswith(_INTERNAL) or "://" not in stated


def _bare(path: Path) -> Package:
    if path.stat().st_size > LARGEST_PROJECT:
        raise UnreadableSource(f"{path.name!r} has {path.stat().st_size // MEBIBYTE} MB; export the project in parts")

    def part(stated: str) -> bytes | None:
        beside = path.parent / "sources" / _wanted(stated)
        inside = _is_internal(stated) and beside.is_file() and not beside.is_symlink()
        return beside.read_bytes() if inside and beside.stat().st_size <= LARGEST_PROJECT else None

    return Package(name=path.name, project=path.read_bytes(), part=part)


def part_or_reason(package: Package, stated: str) -> tuple[bytes | None, str]:
    """Return the bytes of a part, or None and the reason in a sentence."""
    if not _is_internal(stated):
        return None, f"it lies outside the project file, at {stated!r}"
    try:
        data = package.part(stated)
    except SourceError as error:
        return None, str(error)
    return data, "" if data is not None else f"the project file has no part {_wanted(stated)!r}"
