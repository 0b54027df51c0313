"""How much a file may ask for: every archive and every file passes here before anything is unpacked."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from pathlib import PurePosixPath, PureWindowsPath
from typing import IO

from assistant.errors import UnreadableSource, UnsupportedSource
from assistant.reading.refusing import locked

MEBIBYTE = 1024 * 1024
LARGEST_FILE = 300 * MEBIBYTE
LARGEST_UNPACKED = 1024 * MEBIBYTE
LARGEST_PART = 256 * MEBIBYTE
LARGEST_RATIO = 250
RATIO_COUNTS_FROM = 32 * MEBIBYTE
MOST_PARTS = 20_000
LARGEST_DIRECTORY = 8 * MEBIBYTE

_TAIL = 70_000
_END, _END_64 = b"PK\x05\x06", b"PK\x06\x06"

_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)


def check_size(name: str, size: int) -> None:
    """Refuse a file that is larger than any text.

    Raises:
        UnsupportedSource: The file is larger than 300 MB.
    """
    if size > LARGEST_FILE:
        raise UnsupportedSource(
            f"{name!r} has {size // MEBIBYTE} MB, the limit is {LARGEST_FILE // MEBIBYTE} MB; "
            "split it, or save its text alone",
            f"{name!r} 有 {size // MEBIBYTE} MB，上限为 {LARGEST_FILE // MEBIBYTE} MB；请拆分，或只保存其文字",
        )


def open_archive(data: bytes, name: str) -> zipfile.ZipFile:
    """Return the opened archive of a docx, odt, xlsx or epub file, its promised sizes checked.

    Raises:
        UnreadableSource: The archive is damaged, unpacks to more than any document does, or has parts that would
            land outside a folder.
    """
    archive = open_stream(io.BytesIO(data), name)
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    bomb = unpacked > RATIO_COUNTS_FROM and unpacked > LARGEST_RATIO * len(data)
    if bomb or unpacked > LARGEST_UNPACKED or len(parts) > MOST_PARTS:
        raise UnreadableSource(
            f"{name!r} would unpack to {unpacked // MEBIBYTE} MB in {len(parts)} parts, more than a document holds; "
            "it was not opened. Save it anew from the program that made it"
        )
    check_names(archive, name)
    return archive


def open_stream(stream: IO[bytes], name: str) -> zipfile.ZipFile:
    """Return an archive whose list of contents is no larger than one that a program writes.

    Raises:
        UnreadableSource: The archive is damaged, or its list of contents alone would take all memory.
    """
    stream.seek(0, io.SEEK_END)
    stream.seek(max(0, stream.tell() - _TAIL))
    tail = stream.read()
    if _directory_size(tail) > LARGEST_DIRECTORY:
        raise UnreadableSource(f"{name!r} lists more parts than any document has; it was not opened")
    try:
        return zipfile.ZipFile(stream)
    except _DAMAGED as error:
        raise UnreadableSource(
            f"{name!r} is damaged ({error}); get a sound copy of the file",
            f"{name!r} 已损坏（{error}）；请换一份完好的",
        ) from error


def _directory_size(tail: bytes) -> int:
    """Return the size in bytes of the list of contents, as the end of an archive states it."""
    end, wide = tail.rfind(_END), tail.rfind(_END_64)
    if wide >= 0:
        return int.from_bytes(tail[wide + 40 : wide + 48], "little")
    return int.from_bytes(tail[end + 12 : end + 16], "little") if end >= 0 else 0


def check_names(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse an archive whose parts would land outside a folder, point elsewhere, or hide one another.

    Raises:
        UnreadableSource: A part has an absolute path or one that leads upwards, is a link, or stands there twice.
    """
    seen: set[str] = set()
    for part in archive.infolist():
        inside = part.filename.replace("\\", "/")
        if inside.startswith("/") or PureWindowsPath(inside).drive or ".." in inside.split("/"):
            raise UnreadableSource(f"{name!r}: its part {part.filename!r} would leave the folder; it was not opened")
        if stat.S_ISLNK(part.external_attr >> 16):
            raise UnreadableSource(f"{name!r}: its part {part.filename!r} is a link to elsewhere; it was not opened")
        if inside in seen:
            raise UnreadableSource(f"{name!r} holds two parts named {part.filename!r}; get a sound copy of the file")
        seen.add(inside)


def read_part(archive: zipfile.ZipFile, part: str, name: str) -> bytes:
    """Return the bytes of one part of an archive.

    Raises:
        UnreadableSource: The part is missing, damaged, locked by a password or oversized.
    """
    try:
        info = archive.getinfo(part)
    except KeyError as error:
        raise UnreadableSource(
            f"{name!r} lacks its part {part!r}; get a sound copy of the file", f"{name!r} 缺少 {part!r}；请换一份完好的"
        ) from error
    if info.flag_bits & 1:
        raise locked(name)
    if info.file_size > LARGEST_PART:
        raise UnreadableSource(
            f"{name!r}: part {part!r} has {info.file_size // MEBIBYTE} MB; split the document",
            f"{name!r} 的一部分有 {info.file_size // MEBIBYTE} MB；请拆分文档",
        )
    try:
        return archive.read(info)
    except _DAMAGED as error:
        raise UnreadableSource(
            f"{name!r} is damaged at {part!r} ({error}); get a sound copy of the file",
            f"{name!r} 在 {part!r} 处损坏（{error}）；请换一份完好的",
        ) from error


def optional_part(archive: zipfile.ZipFile, part: str, name: str) -> bytes | None:
    """Return the bytes of a part, None where the archive has no such part."""
    return read_part(archive, part, name) if part in archive.NameToInfo else None


def beside(part: str, target: str) -> str:
    """Return the archive path that a relative ``target`` named inside ``part`` means."""
    pieces: list[str] = []
    for piece in PurePosixPath(part).parent.joinpath(target).parts:
        if piece == "..":
            del pieces[-1:]
        elif piece not in (".", "/"):
            pieces.append(piece)
    return "/".join(pieces)
