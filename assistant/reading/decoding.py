"""From bytes to characters. The verdict is kept, and whatever could not be decoded is counted, never hidden."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from assistant.domain.document import ReadingNote
from assistant.errors import UnreadableSource

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHINESE = ("gb18030", "big5hkscs", "utf-16-le", "utf-16-be")
_FREQUENT = frozenset(
    "的一是在不了有和人这这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多"
    "定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由"
    "其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意"
    "建月公无系軍军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山"
    "统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东"
    "這個國來時們會為說發對動過產種後學經進著電裡現實體機當點從業應開還關與義間樣線內數無變條沒結問題黨員總設長頭資邊"
    "統較將組見計別論運農區強決戰據處隊給門規領東您吗吧呢啊嗎企网信息平台数据"
)
_CJK_MARKS = frozenset("，。、；：？！“”‘’（）《》【】…—　「」『』〔〕·％")
_READABLE = 0.25
_MOSTLY_SOUND = 0.02
_SAMPLE = 200_000
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """Characters, the name of the encoding they were in, and what went wrong on the way."""

    text: str
    encoding: str
    notes: tuple[ReadingNote, ...] = ()


def decode(data: bytes, name: str, declared: str = "") -> Decoded:
    """Return the text of the bytes in the first encoding that fits: byte-order mark, UTF-8, declared, Chinese, Western.

    Args:
        data: The bytes of a text.
        name: File name, for messages.
        declared: Encoding that the file itself states; taken if it decodes without a fault.

    Raises:
        UnreadableSource: The bytes are no text in any encoding known here.
    """
    decoded = _by_mark(data) or _wide(data) or _strict(data, "utf-8") or _declared(data, declared)
    decoded = decoded or _mended(data) or _chinese(data) or _western(data) or _guessed(data)
    if decoded is None or _binary(decoded.text):
        raise UnreadableSource(
            f"{name!r} is not a text in any known encoding; save it as UTF-8 text, docx or pdf",
            f"{name!r} 不是任何已知编码的文本；请另存为 UTF-8 文本、docx 或 pdf",
        )
    return _with_scars(decoded)


def _by_mark(data: bytes) -> Decoded | None:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _lenient(data[len(mark) :], encoding)
    return None


def _strict(data: bytes, encoding: str) -> Decoded | None:
    try:
        return Decoded(text=data.decode(encoding), encoding=encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _lenient(data: bytes, encoding: str) -> Decoded:
    strict = _strict(data, encoding)
    if strict is not None:
        return strict
    sign = "\ufffd".encode(encoding, "ignore")
    already = data.count(sign) if sign else 0
    text = data.decode(encoding, "replace")
    broken = max(text.count("\ufffd") - already, 1)
    note = ReadingNote(
        "undecodable_bytes", broken, f"places that are no valid {encoding} read as U+FFFD; find a sound copy"
    )
    return Decoded(text=text, encoding=encoding, notes=(note,))


def _wide(data: bytes) -> Decoded | None:
    """Return UTF-16 or UTF-32 without a byte-order mark, recognised by where its zero bytes stand."""
    sample = data[:4096]
    if b"\0" not in sample or len(data) < 4:
        return None
    quarters = [sample[at::4].count(0) / max(len(sample[at::4]), 1) for at in range(4)]
    if len(data) % 4 == 0 and min(quarters[2:]) > 0.95:
        return _strict(data, "utf-32-le")
    if len(data) % 4 == 0 and min(quarters[:2]) > 0.95:
        return _strict(data, "utf-32-be")
    even, odd = (quarters[0] + quarters[2]) / 2, (quarters[1] + quarters[3]) / 2
    if len(data) % 2 == 0 and max(even, odd) > 0.4 and min(even, odd) < 0.1:
        return _strict(data, "utf-16-le" if odd > even else "utf-16-be")
    return None


def _declared(data: bytes, declared: str) -> Decoded | None:
    label = declared.strip().lower()
    if not label:
        return None
    encoding = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "iso-8859-1": "cp1252"}.get(label, label)
    try:
        text = data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None
    return Decoded(text=text, encoding=encoding) if isinstance(text, str) else None


def _fluency(text: str) -> float:
    """Return the share of frequent Chinese characters and marks among the characters beyond ASCII."""
    foreign = [character for character in text[:_SAMPLE] if character > "\x7f"]
    if not foreign:
        return 0.0
    return sum(character in _FREQUENT or character in _CJK_MARKS for character in foreign) / len(foreign)


def _chinese(data: bytes) -> Decoded | None:
    """Return the Chinese encoding in which the text reads most like Chinese, broken bytes counted."""
    best: tuple[float, str] = (_READABLE, "")
    for encoding in _CHINESE:
        if encoding.startswith("utf-16") and len(data) % 2:
            continue
        text = data[: 2 * _SAMPLE].decode(encoding, "replace")
        if text.count("\ufffd") > _MOSTLY_SOUND * len(text) + 1:
            continue
        best = max(best, (_fluency(text), encoding))
    return _lenient(data, best[1]) if best[1] else None


def _western(data: bytes) -> Decoded | None:
    """Return the text as cp1252 where bytes beyond ASCII are few and stand among Latin letters."""
    decoded = _strict(data, "cp1252")
    if decoded is None:
        return None
    letters = [character for character in decoded.text[:_SAMPLE] if character.isalpha()]
    foreign = [character for character in letters if character > "\x7f"]
    marks = [character for character in decoded.text[:_SAMPLE] if character > "\x7f" and not character.isalpha()]
    if len(foreign) > 0.5 * max(len(letters), 1) or len(marks) > 0.1 * max(len(letters), 1):
        return None
    return decoded


def _mended(data: bytes) -> Decoded | None:
    """Return UTF-8 with broken bytes counted, where nearly all of it is sound."""
    text = data.decode("utf-8", "replace")
    sound = sum(character > "\x7f" and character != "\ufffd" for character in text)
    broken = text.count("\ufffd")
    return _lenient(data, "utf-8") if sound > broken and broken <= max(0.1 * sound, 3) else None


def _guessed(data: bytes) -> Decoded | None:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - a third of a second, needed for rare encodings only

    best = from_bytes(data[:_SAMPLE]).best()
    decoded = _strict(data, best.encoding) if best is not None else None
    if decoded is None:
        return None
    note = ReadingNote(
        "encoding_guessed", 1, f"the encoding {decoded.encoding} is a guess; look whether the text reads well"
    )
    return Decoded(text=decoded.text, encoding=decoded.encoding, notes=(note,))


def _binary(text: str) -> bool:
    head = text[:_SAMPLE]
    return len(_CONTROL.findall(head)) > 0.05 * len(head) + 8


def _with_scars(decoded: Decoded) -> Decoded:
    """Add a note where the file itself already holds the marks of an earlier wrong decoding."""
    if any(note.kind == "undecodable_bytes" for note in decoded.notes):
        return decoded
    scars = decoded.text.count("\ufffd") + decoded.text.count("锟斤拷")
    if not scars:
        return decoded
    note = ReadingNote(
        "lost_characters", scars, "the file was damaged before: it holds U+FFFD or 锟斤拷; find a sound copy"
    )
    return Decoded(text=decoded.text, encoding=decoded.encoding, notes=(*decoded.notes, note))
