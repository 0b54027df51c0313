"""E-mail (eml, mht, msg): the words of the message; sender and date are noted, attachments counted."""

from __future__ import annotations

import email
import email.policy
import re
from email.message import EmailMessage
from typing import TYPE_CHECKING

from assistant.domain.document import BlockKind, ReadingNote
from assistant.errors import UnreadableSource
from assistant.reading.building import RawBlock, RawDocument
from assistant.reading.decoding import decode
from assistant.reading.html import html_blocks
from assistant.reading.text import prose_blocks

if TYPE_CHECKING:
    import datetime as dt

_SHOWN = ("From", "To", "Cc", "Date")
_ENCRYPTED = ("multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime")
_MOST_PARTS = 500
_SEALED = re.compile(r"SMIME(?!.*MultipartSigned)|multipart/encrypted|pkcs7-mime", re.IGNORECASE)


def read_mail(data: bytes, name: str) -> RawDocument:
    """Return an e-mail: its subject as heading, its plain words, or its HTML where it has no plain part.

    Raises:
        UnreadableSource: The message is encrypted or its parts nest without end.
    """
    try:
        message = email.message_from_bytes(data.lstrip(), policy=email.policy.default)
        parts = list(message.walk())
    except (RecursionError, ValueError, LookupError, IndexError) as error:
        raise UnreadableSource(
            f"{name!r} is a damaged message ({error}); save its text as .txt",
            f"{name!r} 是损坏的邮件（{error}）；请把正文另存为 .txt",
        ) from error
    if len(parts) > _MOST_PARTS:
        raise UnreadableSource(
            f"{name!r} has {len(parts)} parts, more than a message holds; save its text as .txt",
            f"{name!r} 有 {len(parts)} 个部分，超出一封邮件所能有的；请把正文另存为 .txt",
        )
    if any(part.get_content_type() in _ENCRYPTED for part in parts):
        raise UnreadableSource(
            f"{name!r} is encrypted; open it in the mail program and save the text as .txt",
            f"{name!r} 是加密邮件；请在邮件程序中打开，把正文另存为 .txt",
        )
    body = _body(message, parts)
    blocks = _part_blocks(body, name) if body is not None else []
    subject = _header(message, "Subject")
    attached = sum(part.get_content_disposition() == "attachment" for part in parts)
    notes = (_envelope([(key, _header(message, key)) for key in _SHOWN]), *_attachments(attached))
    return RawDocument(
        blocks=(*_subject(subject, blocks), *blocks),
        reader="mail",
        media_type="message/rfc822",
        encoding=str(body.get_content_charset() or "utf-8") if body is not None else None,
        notes=notes,
        title=subject,
        date=_sent(message),
    )


def read_msg(data: bytes, name: str) -> RawDocument:
    """Return an Outlook message.

    Raises:
        UnreadableSource: The message is encrypted or damaged.
    """
    from oxmsg import Message  # noqa: PLC0415 - needed for this format only

    try:
        message = Message.load(data)
        sent, kind = message.sent_date, message.message_class
        plain, page, subject = message.body, message.html_body, message.subject
        attached, sender = message.attachment_count, message.sender
        kind += " " + next(
            (value for key, value in message.message_headers.items() if key.lower() == "content-type"), ""
        )
    except (ValueError, KeyError, IndexError, OSError, LookupError, AttributeError, TypeError, AssertionError) as error:
        raise UnreadableSource(
            f"{name!r} is a damaged Outlook message ({error}); save it as .eml or .txt",
            f"{name!r} 是损坏的 Outlook 邮件（{error}）；请另存为 .eml 或 .txt",
        ) from error
    if _SEALED.search(kind) or (not (plain or "").strip() and not page and _sealed(data)):
        raise UnreadableSource(
            f"{name!r} is encrypted; open it in Outlook and save the text as .txt",
            f"{name!r} 是加密邮件；请在 Outlook 中打开，把正文另存为 .txt",
        )
    blocks = prose_blocks(_plain_ends(plain))[0] if plain and plain.strip() else html_blocks(page or "<p>", name)
    return RawDocument(
        blocks=(*_subject(subject or "", blocks), *blocks),
        reader="msg",
        media_type="application/vnd.ms-outlook",
        notes=(_envelope([("From", sender or ""), ("Date", _iso(sent))]), *_attachments(attached)),
        title=subject or "",
        date=_iso(sent),
    )


def _sealed(data: bytes) -> bool:
    return any(sign.encode(code) in data for sign in ("pkcs7-mime", "smime.p7m") for code in ("ascii", "utf-16-le"))


def _iso(sent: dt.datetime | None) -> str:
    return sent.date().isoformat() if sent is not None else ""


def _plain_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _body(message: EmailMessage, parts: list[EmailMessage]) -> EmailMessage | None:
    """Return the part that holds the words: plain text first, then HTML."""
    texts = [part for part in parts if part.get_content_disposition() != "attachment" and not part.is_multipart()]
    for kind in ("text/plain", "text/html"):
        for part in texts:
            if part.get_content_type() == kind and (_raw(part) or b"").strip():
                return part
    return None


def _raw(part: EmailMessage) -> bytes | None:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else None


def _part_blocks(part: EmailMessage, name: str) -> list[RawBlock]:
    text = decode(_raw(part) or b"", name, str(part.get_content_charset() or "")).text
    if part.get_content_type() == "text/html":
        return html_blocks(text, name)
    return prose_blocks(_plain_ends(text))[0]


def _subject(subject: str, blocks: list[RawBlock]) -> list[RawBlock]:
    """Return the subject as a heading, unless it is all there is."""
    return [RawBlock(text=subject, kind=BlockKind.HEADING, level=1)] if subject.strip() and blocks else []


def _header(message: EmailMessage, key: str) -> str:
    try:
        return re.sub(r"\s+", " ", str(message.get(key, ""))).strip()
    except (ValueError, LookupError, IndexError, AttributeError, TypeError):
        return ""


def _sent(message: EmailMessage) -> str:
    try:
        sent = getattr(message.get("Date"), "datetime", None)
    except (ValueError, LookupError, IndexError, AttributeError, TypeError):
        return ""
    return _iso(sent)


def _envelope(headers: list[tuple[str, str]]) -> ReadingNote:
    told = "; ".join(f"{key}: {value}" for key, value in headers if value)
    return ReadingNote("mail_headers", sum(bool(value) for _, value in headers), told[:500])


def _attachments(count: int) -> tuple[ReadingNote, ...]:
    return (ReadingNote("attachments", count, "attachments not read; add them one by one"),) if count else ()
