"""What is known about a source, corrected: checked word by word, for one source or for many at once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from assistant.domain.acts import SourceDescribed
from assistant.domain.document import Language, SourceMetadata, SourceType
from assistant.domain.identifiers import CoderId, DocumentId
from assistant.errors import StudyError
from assistant.ports import Source
from assistant.workflows.workbench import Workbench

Changes = Mapping[str, str]
"""New words by field: ``title``, ``source_type``, ``case``, ``organisation``, ``publisher``, ``voice``, ``date``,
``language``, ``may_leave`` (``yes``, ``no`` or empty for the study's rule)."""
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_LONGEST = 500


def describe_source(bench: Workbench, source: Source, metadata: SourceMetadata, *, actor: CoderId) -> None:
    """Record a corrected description of a source; nothing happens when it says the same."""
    if metadata != source.metadata:
        bench.ledger.append([SourceDescribed(document_id=source.id, metadata=metadata)], actor=actor)


def describe_sources(bench: Workbench, changes: Mapping[DocumentId, Changes], *, actor: CoderId) -> int:
    """Record what changes in several sources, all or none; return how many sources say something else now.

    Raises:
        StudyError: A source is unknown or a value does not fit; the message names each, with what to write instead.
    """
    sources = {source.id: source for source in bench.ledger.sources()}
    acts, wrong = [], []
    for document_id, fields in changes.items():
        source = sources.get(document_id)
        if source is None:
            wrong.append((f"there is no source {document_id[:12]!r}; reload the list", "没有这份资料；请刷新列表"))
            continue
        try:
            metadata = corrected(source.metadata, fields)
        except StudyError as error:
            name = source.metadata.title
            wrong.append((f"{name}: {error}", f"{name}：{error.in_language('zh')}"))
            continue
        if metadata != source.metadata:
            acts.append(SourceDescribed(document_id=document_id, metadata=metadata))
    if wrong:
        raise _nothing_changed(wrong)
    bench.ledger.append(acts, actor=actor)
    return len(acts)


def _nothing_changed(wrong: Sequence[tuple[str, str]]) -> StudyError:
    rest = len(wrong) - 5
    more, more_zh = (f" (and {rest} more)", f"（另有 {rest} 处）") if rest > 0 else ("", "")
    return StudyError(
        "nothing was changed: " + "; ".join(en for en, _ in wrong[:5]) + more,
        "没有改动：" + "；".join(zh for _, zh in wrong[:5]) + more_zh,
    )


def corrected(metadata: SourceMetadata, changes: Changes) -> SourceMetadata:
    """Return a description with some fields changed.

    Raises:
        StudyError: There is no such field, or a value does not fit it.
    """
    fields: dict[str, object] = {}
    for name, words in changes.items():
        if name not in _CHECKS:
            raise StudyError(
                f"{name!r} cannot be said of a source; say {', '.join(_CHECKS)}", f"资料没有 {name!r} 这一项"
            )
        fields[name] = _CHECKS[name](words)
    return replace(metadata, **fields)  # type: ignore[arg-type]  # the names are those of the fields


def known_type(name: str) -> SourceType:
    """Return the source type of that name.

    Raises:
        StudyError: There is none.
    """
    try:
        return SourceType(name)
    except ValueError as error:
        known = ", ".join(kind.value for kind in SourceType)
        raise StudyError(
            f"{name!r} is no source type; the types are {known}", f"没有 {name!r} 这种资料类型；类型有 {known}"
        ) from error


def _title(words: str) -> str:
    title = _line(words)
    if not title:
        raise StudyError("a source needs a title; give it some words", "资料要有标题；请填写")
    return title


def _line(words: str) -> str:
    """Return words as one line of canonical text."""
    line = " ".join(unicodedata.normalize("NFC", words).split())
    if len(line) > _LONGEST:
        raise StudyError(
            f"{line[:20]!r}… has {len(line)} characters; at most {_LONGEST} are kept, so shorten it",
            f"{line[:20]!r}… 有 {len(line)} 个字符，最多 {_LONGEST} 个；请缩短",
        )
    return line


def _date(words: str) -> str:
    day = _line(words)
    if day and not (_DATE.fullmatch(day) and _is_day(day)):
        raise StudyError(
            f"{words!r} is no date; write 2023, 2023-05 or 2023-05-12",
            f"{words!r} 不是日期；请写成 2023、2023-05 或 2023-05-12",
        )
    return day


def _is_day(words: str) -> bool:
    try:
        date.fromisoformat(words + "-01-01"[len(words) - 4 :])
    except ValueError:
        return False
    return True


def _language(words: str) -> Language:
    try:
        return Language(words)
    except ValueError as error:
        raise StudyError(
            f"{words!r} is no language of a source; say {', '.join(Language)}",
            f"{words!r} 不是资料的语言；可用 {'、'.join(Language)}",
        ) from error


def _may_leave(words: str) -> bool | None:
    answers = {"yes": True, "no": False, "": None}
    if words not in answers:
        raise StudyError(
            f"may-leave is {words!r}; say yes, no, or nothing for the study's rule",
            f"可否外传不能是 {words!r}；请写 yes、no，或留空按研究规则",
        )
    return answers[words]


_CHECKS: Mapping[str, Callable[[str], object]] = {
    "title": _title,
    "source_type": known_type,
    "case": _line,
    "organisation": _line,
    "publisher": _line,
    "voice": _line,
    "date": _date,
    "language": _language,
    "may_leave": _may_leave,
}
