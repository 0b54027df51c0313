"""What a file is: by its content first, its name second. What has no reader is told what to be saved as."""

from __future__ import annotations

import re
import zipfile
from enum import StrEnum

from assistant.reading.limits import open_archive, optional_part
from assistant.reading.refusing import locked, unsupported, unsupported_suffix


class Format(StrEnum):
    """Formats that have a reader."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    XML = "xml"
    PDF = "pdf"
    DOCX = "docx"
    ODT = "odt"
    RTF = "rtf"
    SUBTITLES = "subtitles"
    WORKBOOK = "workbook"
    CSV = "csv"
    MAIL = "mail"
    MSG = "msg"
    EPUB = "epub"
    JSON = "json"


SUFFIXES: dict[str, Format] = {
    ".txt": Format.TEXT,
    ".text": Format.TEXT,
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".htm": Format.HTML,
    ".html": Format.HTML,
    ".xhtml": Format.HTML,
    ".xml": Format.XML,
    ".pdf": Format.PDF,
    ".docx": Format.DOCX,
    ".docm": Format.DOCX,
    ".dotx": Format.DOCX,
    ".odt": Format.ODT,
    ".rtf": Format.RTF,
    ".srt": Format.SUBTITLES,
    ".vtt": Format.SUBTITLES,
    ".ass": Format.SUBTITLES,
    ".ssa": Format.SUBTITLES,
    ".xlsx": Format.WORKBOOK,
    ".xlsm": Format.WORKBOOK,
    ".xlsb": Format.WORKBOOK,
    ".xls": Format.WORKBOOK,
    ".ods": Format.WORKBOOK,
    ".csv": Format.CSV,
    ".tsv": Format.CSV,
    ".eml": Format.MAIL,
    ".mht": Format.MAIL,
    ".mhtml": Format.MAIL,
    ".msg": Format.MSG,
    ".epub": Format.EPUB,
    ".json": Format.JSON,
    ".jsonl": Format.JSON,
}

_PLAIN = frozenset({Format.TEXT, Format.MARKDOWN, Format.CSV, Format.JSON, Format.HTML, Format.XML})
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UNPACK = "unpack it and add the documents inside one by one"
_TRANSCRIBE = "add its transcript (docx, txt, srt or vtt) instead"
_TYPED = "add a PDF with a text layer, or type the words into a docx"
_REFUSED: tuple[tuple[bytes, str, str], ...] = (
    (b"\x89PNG", "a picture", _TYPED),
    (b"\xff\xd8\xff", "a picture", _TYPED),
    (b"GIF8", "a picture", _TYPED),
    (b"II*\0", "a picture", _TYPED),
    (b"MM\0*", "a picture", _TYPED),
    (b"BM", "a picture", _TYPED),
    (b"RIFF", "a sound, film or picture file", _TRANSCRIBE),
    (b"ID3", "a sound file", _TRANSCRIBE),
    (b"\xff\xfb", "a sound file", _TRANSCRIBE),
    (b"\xff\xf3", "a sound file", _TRANSCRIBE),
    (b"OggS", "a sound file", _TRANSCRIBE),
    (b"fLaC", "a sound file", _TRANSCRIBE),
    (b"#!AMR", "a sound file", _TRANSCRIBE),
    (b"\x1aE\xdf\xa3", "a film", _TRANSCRIBE),
    (b"Rar!", "an archive", _UNPACK),
    (b"7z\xbc\xaf", "an archive", _UNPACK),
    (b"\x1f\x8b", "an archive", _UNPACK),
    (b"BZh", "an archive", _UNPACK),
    (b"SQLite format 3", "a database", "export the texts as docx, xlsx or csv"),
    (b"\x7fELF", "a program", "add the document itself"),
    (b"MZ", "a program", "add the document itself"),
    (b"CAJ", "a CAJ document", "save it as PDF in its reader"),
    (b"HN\0\0", "a CAJ document", "save it as PDF in its reader"),
    (b"KDH", "a KDH document", "save it as PDF in its reader"),
    (b"TEB", "a TEB document", "save it as PDF in its reader"),
)
_REFUSED_SUFFIXES = {
    ".caj": "save it as PDF in its reader",
    ".nh": "save it as PDF in its reader",
    ".kdh": "save it as PDF in its reader",
    ".pages": "export it as docx from Pages",
    ".key": "export it as PDF from Keynote",
    ".numbers": "export it as xlsx from Numbers",
    ".wps": "save it as .docx",
    ".et": "save it as .xlsx",
    ".mp3": _TRANSCRIBE,
    ".m4a": _TRANSCRIBE,
    ".wav": _TRANSCRIBE,
    ".mp4": _TRANSCRIBE,
    ".mov": _TRANSCRIBE,
    ".tex": "save it as PDF or plain text",
    ".mobi": "convert it to epub",
    ".azw3": "convert it to epub",
}
_ZIP_KINDS: tuple[tuple[str, Format], ...] = (
    ("word/document.xml", Format.DOCX),
    ("xl/workbook.xml", Format.WORKBOOK),
    ("xl/workbook.bin", Format.WORKBOOK),
    ("META-INF/container.xml", Format.EPUB),
)
_ZIP_REFUSED = (
    ("ppt/presentation.xml", "a slide deck", "save it as PDF"),
    ("Index/Document.iwa", "an Apple document", "export it as docx"),
    ("Index.zip", "an Apple document", "export it as docx"),
)
_MIME_KINDS = {
    b"application/vnd.oasis.opendocument.text": Format.ODT,
    b"application/vnd.oasis.opendocument.text-template": Format.ODT,
    b"application/vnd.oasis.opendocument.spreadsheet": Format.WORKBOOK,
    b"application/epub+zip": Format.EPUB,
}
_CUES = re.compile(
    r"\s*(?:\d+\s*\n)?\s*(?:\d{1,2}:)?\d{1,2}:\d{2}[,.]\d{1,3} *--> *(?:\d{1,2}:)?\d{1,2}:\d{2}[,.]\d{1,3}"
)
_HTML = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
_MAIL = re.compile(r"(?:[A-Za-z][A-Za-z0-9-]{1,40}: ?.*\n(?:[ \t]+.*\n)*){3,}")
_MAIL_SIGNS = re.compile(r"^(?:MIME-Version|Message-ID|Received|Content-Type): ", re.IGNORECASE | re.MULTILINE)


def by_magic(data: bytes, name: str) -> Format | None:
    """Return the format that the first bytes show, None where they show a text.

    Raises:
        UnsupportedSource: The bytes are of a format without a reader.
        UnreadableSource: The file is locked by a password or damaged.
    """
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _zipped(data, name)
    if data.startswith(_OLE):
        return _compound(data, name)
    if b"%PDF-" in data[:1024]:
        return Format.PDF
    if data[:16].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{\\rtf"):
        return Format.RTF
    _refuse_magic(data, name)
    return None


def _refuse_magic(data: bytes, name: str) -> None:
    if data[4:12] in (b"ftypheic", b"ftypmif1"):
        raise unsupported(name, "a picture", _TYPED)
    if data[4:8] == b"ftyp":
        raise unsupported(name, "a sound or film file", _TRANSCRIBE)
    for magic, kind, advice in _REFUSED:
        if data.startswith(magic) and not (magic.isascii() and _is_wordy(data[: len(magic) + 64])):
            raise unsupported(name, kind, advice)


def refuse_suffix(suffix: str, name: str) -> None:
    """Refuse a file by its name alone, where no content was recognised.

    Raises:
        UnsupportedSource: The name ends in a format without a reader.
    """
    advice = _REFUSED_SUFFIXES.get(suffix)
    if advice:
        raise unsupported_suffix(name, suffix, advice)


def by_words(text: str, suffix: str) -> Format:
    """Return the format of a decoded text: what its opening shows, else what its name says."""
    head = text[:4000].lstrip("\ufeff")
    named = SUFFIXES.get(suffix, Format.TEXT)
    if head.startswith("WEBVTT") or head.lstrip().startswith("[Script Info]") or _CUES.match(head):
        return Format.SUBTITLES
    if named is Format.MAIL or _is_mail(head):
        return Format.MAIL
    if _HTML.match(head):
        return Format.HTML
    if head.lstrip().startswith("<?xml"):
        return Format.XML
    return named if named in _PLAIN else Format.TEXT


def _is_wordy(head: bytes) -> bool:
    """Tell whether bytes may open a text, as ``BM`` or ``MZ`` well may: no control characters among them."""
    return not any(byte < 9 or 13 < byte < 27 for byte in head)


def _is_mail(head: str) -> bool:
    return bool(_MAIL.match(head.replace("\r\n", "\n"))) and len(_MAIL_SIGNS.findall(head)) >= 2


def _zipped(data: bytes, name: str) -> Format:
    with open_archive(data, name) as archive:
        return _archive_kind(archive, name)


def _archive_kind(archive: zipfile.ZipFile, name: str) -> Format:
    mime = (optional_part(archive, "mimetype", name) or b"").strip()
    if mime in _MIME_KINDS:
        return _unlocked(_MIME_KINDS[mime], archive, name)
    parts = {part.replace("\\", "/") for part in archive.namelist()}
    for part, found in _ZIP_KINDS:
        if part in parts:
            return found
    for part, kind, advice in _ZIP_REFUSED:
        if part in parts:
            raise unsupported(name, kind, advice)
    raise unsupported(name, "an archive", _UNPACK)


def _unlocked(found: Format, archive: zipfile.ZipFile, name: str) -> Format:
    manifest = optional_part(archive, "META-INF/manifest.xml", name) or b""
    if b"encryption-data" in manifest:
        raise locked(name)
    return found


def _compound(data: bytes, name: str) -> Format:
    """Return what an OLE compound file holds, by the names in its directory."""

    def holds(entry: str) -> bool:
        return entry.encode("utf-16-le") in data

    if holds("__properties_version1.0"):
        return Format.MSG
    if holds("EncryptedPackage"):
        raise locked(name)
    if holds("WordDocument"):
        raise unsupported(name, "a Word 97-2003 document (.doc)", "open it and save it as .docx")
    if holds("PowerPoint Document"):
        raise unsupported(name, "a PowerPoint 97-2003 slide deck", "save it as PDF")
    if holds("Workbook") or holds("Book"):
        return Format.WORKBOOK
    raise unsupported(name, "an Office file of an unknown kind", "save it as .docx, .xlsx or PDF")
