"""What stands in a comment: codes with their status and a memo, or a memo alone. Writing and reading are one grammar.

A coding is written as ``A.STR 结构赋能``, then ``[modality=realised]`` where there is a status, then the memo. A person
may write a code's id or label, several with ``;`` between them, and a memo behind a colon or on the next line. Anything
else is a memo.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.domain.codebook import Codebook
from assistant.domain.coding import Coding
from assistant.domain.identifiers import CodeId
from assistant.domain.proposal import Rank
from assistant.interchange.naming import folded, names_of

RANK = "rank"
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ABOUT = re.compile(r"^(?:memo|备忘)\s*(?:[\[［](?P<code>[^\]］]{1,80})[\]］])?\s*[:：]\s?", re.IGNORECASE)
_STATUS = re.compile(r"^\[(?P<pairs>[^\]\n]*)\]$")
_BETWEEN = re.compile(r"\s*[;；、]\s*")
_LIKE_A_CODE = re.compile(r"[A-Za-z][A-Za-z0-9]{0,9}\.[-\w]{1,20}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A comment as it is meant.

    Attributes:
        codes: Codes given to the words; empty for a memo about them.
        attributes: Status of the codings; None where the comment says nothing of it.
        about: For a memo about a coding, its code.
        unknown: What looks like a code and is none; nothing may be made of such a comment.
    """

    codes: tuple[CodeId, ...] = ()
    attributes: Mapping[str, str] | None = None
    rank: Rank = Rank.PRIMARY
    memo: str = ""
    about: CodeId | None = None
    unknown: str = ""


def legal(words: str) -> str:
    """Return words with U+FFFD for each character that XML cannot hold; their number stays the same."""
    return _ILLEGAL.sub("\ufffd", words)


def plain(words: str) -> str:
    """Return a memo as it comes back from a word processor: line feeds alone, no blanks around it."""
    return legal(words.replace("\r\n", "\n").replace("\r", "\n")).strip()


def write_coding(coding: Coding, codebook: Codebook, language: str) -> str:
    """Return the comment that stands for a coding."""
    entry = codebook.code(coding.code)
    label = entry.label.in_language(language) if entry else ""
    pairs = [f"{name}={value}" for name, value in coding.attributes]
    pairs += [f"{RANK}={coding.rank.value}"] if coding.rank is not Rank.PRIMARY else []
    memo = plain(coding.memo)
    status = [f"[{'; '.join(pairs)}]"] if pairs or memo.startswith("[") else []
    return "\n".join([f"{coding.code} {label}".strip(), *status, *([memo] if memo else [])])


def write_memo(text: str, language: str, about: CodeId | None = None) -> str:
    """Return the comment that stands for a memo, about the words or about the coding with a code."""
    head = "备忘" if language == "zh" else "Memo"
    mark = f" [{about}]" if about else ""
    return f"{head}{mark}{'：' if language == 'zh' else ': '}{plain(text)}"


class CommentReader:
    """Reads comments by the names of one codebook."""

    def __init__(self, codebook: Codebook) -> None:
        self._codes = {name: code.id for code in codebook.codes for name in names_of(code)}
        self._ids = {code.id for code in codebook.codes}

    def read(self, text: str) -> Comment:
        """Return what a comment means."""
        told = plain(text)
        named = _ABOUT.match(told)
        if named:
            about = self._code(named["code"]) if named["code"] else None
            return Comment(memo=told[named.end() :].strip(), about=about)
        first, _, rest = told.partition("\n")
        codes, behind = self._codes_in(first)
        if not codes:
            return Comment(unknown=self._unknown(first), memo=told)
        attributes, rank, memo = _status(rest)
        return Comment(
            codes=codes, attributes=attributes, rank=rank, memo="\n".join(filter(None, (behind, memo))).strip()
        )

    def _codes_in(self, line: str) -> tuple[tuple[CodeId, ...], str]:
        """Return the codes that a line names, and the words behind a colon."""
        for mark in ("", ":", "："):
            head, found, behind = line.partition(mark) if mark else (line, "", "")
            parts = [part for part in _BETWEEN.split(head.strip()) if part]
            codes = [self._code(part) for part in parts]
            if codes and all(codes) and (found or not mark):
                return tuple(dict.fromkeys(code for code in codes if code)), behind.strip()
        return (), ""

    def _code(self, name: str) -> CodeId | None:
        return self._codes.get(folded(name))

    def _unknown(self, line: str) -> str:
        """Return the first word of a line that looks like a code of this codebook's kind and is none."""
        word = re.split(r"[\s:：;；、]", line.strip(), maxsplit=1)[0]
        return word if _LIKE_A_CODE.fullmatch(word) and self._code(word) is None else ""


def _status(rest: str) -> tuple[Mapping[str, str] | None, Rank, str]:
    first, _, memo = rest.partition("\n")
    found = _STATUS.match(first.strip())
    pairs = [part.partition("=") for part in _BETWEEN.split(found["pairs"]) if part] if found else []
    if found is None or not all(name.strip() and mark for name, mark, _ in pairs):
        return None, Rank.PRIMARY, rest.strip()
    values = {name.strip(): value.strip() for name, _, value in pairs}
    rank = Rank.SECONDARY if values.pop(RANK, "") == Rank.SECONDARY else Rank.PRIMARY
    return values, rank, memo.strip()
