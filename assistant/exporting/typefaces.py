"""Fonts of this machine that can draw a text, and the outlines of its letters. Nothing is fetched, nothing is guessed.

A character that no font here has is never drawn as an empty box: it is spelled out as its code point, or the drawing is
refused with what to install where whole words would be lost.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import StudyError

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

_WANTED = (
    "NotoSansCJK-Regular", "NotoSansCJKsc-Regular", "NotoSansSC", "SourceHanSansSC-Regular", "SourceHanSans-Regular",
    "SourceHanSansCN-Regular", "PingFang", "msyh", "Hiragino Sans GB", "STHeiti Light", "wqy-microhei", "wqy-zenhei",
    "simhei", "Deng", "simsun", "DroidSansFallback", "uming", "NotoSerifCJK-Regular", "NotoSans-Regular", "DejaVuSans",
    "LiberationSans-Regular", "arial",
)  # fmt: skip
"""File names without ending, best first; those with Chinese stand before those without."""
_SPECIAL = ("bold", "italic", "oblique", "light", "black", "thin", "mono", "medium")
_ENDINGS = (".ttc", ".otf", ".ttf", ".otc")
_SIMPLIFIED = ("SC", "CN", "YaHei", "GB")
_SPELLED_OUT = 0.1
"""Up to this share of a picture's characters may be spelled out; beyond it the words are lost and it is refused."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A letter: its outline as SVG-like path commands in units of the font, and how far the next one stands."""

    commands: tuple[tuple[str, tuple[tuple[float, float], ...]], ...]
    advance: float


class Typefaces:
    """The fonts that one drawing uses, opened when a character asks for them."""

    def __init__(self, files: Iterable[Path]) -> None:
        self._files = iter(files)
        self._open: list[_Face] = []
        self._glyphs: dict[str, Glyph | None] = {}

    def glyph(self, char: str) -> Glyph | None:
        """Return a letter in units of one em, None where no font here has it."""
        if char not in self._glyphs:
            face = next((face for face in self._faces() if face.has(char)), None)
            self._glyphs[char] = face.glyph(char) if face else None
        return self._glyphs[char]

    def check(self, text: str) -> None:
        """Refuse a text of which too much would be lost.

        Raises:
            StudyError: More than a tenth of its letters are in no font here.
        """
        letters = [char for char in text if not char.isspace()]
        lost = sorted({char for char in letters if self.glyph(char) is None})
        if letters and sum(char in lost for char in letters) > _SPELLED_OUT * len(letters):
            raise StudyError(
                f"no font on this machine can draw {''.join(lost[:12])!r}; install one with Chinese (Debian: "
                "fonts-noto-cjk; any Windows or macOS with Chinese has one) or name a font file in TRICODER_FONT. "
                "The SVG needs no font here and can be written as it is"
            )

    def _faces(self) -> Iterator[_Face]:
        yield from self._open
        for path in self._files:
            face = _opened(path)
            if face is not None:
                self._open.append(face)
                yield face


class _Face:
    """One opened font."""

    def __init__(self, font: TTFont) -> None:
        self._letters: dict[int, str] = font.getBestCmap() or {}
        self._outlines: Any = font.getGlyphSet()
        self._em = float(font["head"].unitsPerEm)

    def has(self, char: str) -> bool:
        return ord(char) in self._letters

    def glyph(self, char: str) -> Glyph:
        from fontTools.pens.recordingPen import DecomposingRecordingPen  # noqa: PLC0415 - only drawings need it

        name = self._letters[ord(char)]
        pen = DecomposingRecordingPen(self._outlines)
        self._outlines[name].draw(pen)
        commands = tuple((step, tuple(self._scaled(point) for point in points)) for step, points in pen.value)
        return Glyph(commands, self._outlines[name].width / self._em)

    def _scaled(self, point: tuple[float, float] | None) -> tuple[float, float]:
        return (0.0, 0.0) if point is None else (point[0] / self._em, point[1] / self._em)


def find_typefaces() -> Typefaces:
    """Return the fonts of this machine, the one named in ``TRICODER_FONT`` first."""
    named = os.environ.get("TRICODER_FONT")
    return Typefaces([*([Path(named)] if named else []), *_ordered(_font_files(_folders()))])


def _folders() -> Sequence[Path]:
    home = Path.home()
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA", str(home))
        return (Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts", Path(local) / "Microsoft/Windows/Fonts")
    if sys.platform == "darwin":
        return (home / "Library/Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts"))
    data = os.environ.get("XDG_DATA_HOME", str(home / ".local/share"))
    return (home / ".fonts", Path(data) / "fonts", Path("/usr/local/share/fonts"), Path("/usr/share/fonts"))


def _font_files(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        if folder.is_dir():
            yield from (path for path in sorted(folder.rglob("*")) if path.suffix.lower() in _ENDINGS)


def _ordered(files: Iterable[Path]) -> list[Path]:
    """Return the files that are known to serve, best first, then the others, plain weights before special ones."""
    rank = {name.casefold(): number for number, name in enumerate(_WANTED)}

    def place(path: Path) -> tuple[int, bool, str]:
        stem = path.stem.casefold()
        special = any(
            word in stem for word in ("bold", "italic", "oblique", "light", "black", "thin", "mono", "medium")
        )
        return rank.get(stem, len(rank)), special, str(path)

    return sorted(files, key=place)


def _opened(path: Path) -> _Face | None:
    """Return a font, of a collection the face for simplified Chinese; None for a file that is no sound font."""
    from fontTools.ttLib import TTCollection, TTFont, TTLibError  # noqa: PLC0415 - only drawings need it

    try:
        if path.suffix.lower() in {".ttc", ".otc"}:
            faces = TTCollection(str(path), lazy=True).fonts
            return _Face(next((face for face in faces if _is_simplified(face)), faces[0]))
        return _Face(TTFont(str(path), lazy=True))
    except (TTLibError, OSError, KeyError, ValueError, AssertionError):
        return None


def _is_simplified(face: TTFont) -> bool:
    name = str(face["name"].getDebugName(4) or "")
    return any(word in name for word in _SIMPLIFIED) and "Mono" not in name
