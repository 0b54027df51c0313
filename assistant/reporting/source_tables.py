"""The table of sources: interviews by interviewee, and secondary sources by kind with their channels."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.domain.codebook import Wording
from assistant.domain.document import SourceType
from assistant.reporting.exhibits import SourceEntry
from assistant.reporting.labels import SOURCE_TYPES, voice_label
from assistant.reporting.numerals import with_digits
from assistant.reporting.tables import Cell, Table, column

_ANYBODY = frozenset({"受访者", "被访者", "受访人", "答", "respondent", "interviewee", "participant", "a"})
"""Labels that name the part in the conversation and not the person."""
_HOURS = re.compile(r"(\d+(?:\.\d+)?)\s*个?半?(?:小时|hours?\b|h\b)", re.IGNORECASE)
_MINUTES = re.compile(r"(\d+(?:\.\d+)?)\s*(?:分钟|minutes?\b|mins?\b)", re.IGNORECASE)
_ABOUT = ("约", "近", "about", "approx", "nearly")
_UNSTATED = Wording("未记", "not recorded")
_NO_CASE = Wording("未注明", "unstated")
_PRIMARY_NOTE = Wording(
    "时长取自逐字稿首部所记，未记者取自时间码；“约”表示记录本身如此说，或末一话轮没有结束时间。“未记”是空缺，不是零。",
    "Length as the head of the transcript states it, else by its time codes; “about” where it says so itself, or where "
    "the last turn has no end. “Not recorded” is a gap and no zero.",
)


def primary_table(sources: Iterable[SourceEntry]) -> Table:
    """Return the interviews: who, how often, how long, about what."""
    interviews = [each for each in sources if each.metadata.source_type is SourceType.INTERVIEW]
    people: dict[tuple[str, ...], list[SourceEntry]] = defaultdict(list)
    for source in interviews:
        named = tuple(label for label in source.respondents if label.casefold() not in _ANYBODY)
        people[named or (source.id,)].append(source)
    rows = [_interview_row(held) for held in people.values()]
    persons = sum(_persons(held) for held in people.values())
    total: tuple[Cell, ...] = (
        Wording("合计", "Total"),
        "",
        "",
        persons,
        len(interviews),
        _total_length(interviews),
        "",
    )
    columns = (
        column("interviewee", "受访者", "Interviewee"), column("record", "记录", "Record"),
        column("voice", "立场", "Voice"), column("persons", "人数", "Persons"),
        column("sessions", "访谈次数", "Sessions"), column("length", "访谈时长", "Length"),
        column("date", "日期", "Date"),
    )  # fmt: skip
    return Table(
        key="primary", title=Wording("一手资料：访谈", "Primary sources: interviews"), columns=columns,
        rows=(*rows, total) if rows else (), note=_PRIMARY_NOTE,
    )  # fmt: skip


def _interview_row(held: Sequence[SourceEntry]) -> tuple[Cell, ...]:
    first = held[0]
    dates = sorted({source.metadata.date for source in held if source.metadata.date})
    return (
        "、".join(first.respondents) or "—",
        "；".join(source.metadata.title for source in held),
        voice_label(first.metadata.voice),
        _persons(held),
        len(held),
        _total_length(held),
        "；".join(dates),
    )


def _persons(held: Sequence[SourceEntry]) -> int:
    return max(1, *(len(source.respondents) for source in held))


@dataclass(frozen=True, slots=True)
class _Length:
    """How long a conversation was; ``about`` where the record itself says so, or stops before the end."""

    minutes: float
    about: bool


def _total_length(held: Sequence[SourceEntry]) -> Wording:
    """Return the length of interviews together; those of which nothing is known are counted."""
    known = [length for source in held if (length := _length(source)) is not None]
    if not known:
        return _UNSTATED
    minutes = f"{sum(each.minutes for each in known):.0f}"
    about = any(each.about for each in known)
    zh, en = f"{'约 ' if about else ''}{minutes} 分钟", f"{'about ' if about else ''}{minutes} min"
    missing = len(held) - len(known)
    return Wording(f"{zh}（{missing} 次未记）", f"{en} ({missing} not recorded)") if missing else Wording(zh, en)


def _length(source: SourceEntry) -> _Length | None:
    if source.stated:
        plain = with_digits(source.stated)
        hours, minutes = _HOURS.search(plain), _MINUTES.search(plain)
        half = 30.0 if "半" in plain else 0.0
        total = half + 60 * (float(hours[1]) if hours else 0.0) + (float(minutes[1]) if minutes else 0.0)
        return _Length(total, any(word in plain for word in _ABOUT))
    if source.duration_ms is None:
        return None
    return _Length(source.duration_ms / 60_000, source.at_least)


def secondary_table(sources: Iterable[SourceEntry]) -> Table:
    """Return the other sources by kind: how many, from which channels, of which years, in whose voice."""
    kinds: dict[SourceType, list[SourceEntry]] = defaultdict(list)
    for source in sources:
        if source.metadata.source_type is not SourceType.INTERVIEW:
            kinds[source.metadata.source_type].append(source)
    held = [(kind, kinds[kind]) for kind in SourceType if kinds.get(kind)]
    rows: list[tuple[Cell, ...]] = [
        (SOURCE_TYPES[kind], len(each), _voices(each), _channels(each), _years(each), _voice_kinds(each))
        for kind, each in held
    ]
    whole = [source for _, each in held for source in each]
    if rows:
        rows.append((Wording("合计", "Total"), len(whole), _voices(whole), "", _years(whole), ""))
    columns = (
        column("kind", "资料类型", "Kind"), column("count", "份数", "Count"),
        column("independent", "独立声音", "Independent voices"), column("channels", "渠道", "Channels"),
        column("years", "时间", "Dates"), column("voice", "立场", "Voice"),
    )  # fmt: skip
    note = Wording(
        "独立声音：同出一源（转载、改写、同一发布方）的资料合计为一个。",
        "Independent voices: sources that go back to one (reprints, rewrites, one publisher) count once.",
    )
    return Table(
        key="secondary", title=Wording("二手资料", "Secondary sources"), columns=columns, rows=tuple(rows), note=note
    )


def _voices(sources: Iterable[SourceEntry]) -> int:
    return len({source.voice for source in sources})


def _channels(sources: Iterable[SourceEntry]) -> Wording:
    counted: dict[str, int] = defaultdict(int)
    for source in sources:
        counted[source.metadata.publisher or source.metadata.organisation] += 1
    unnamed = counted.pop("", 0)
    zh = "；".join(f"{name}（{count}）" if count > 1 else name for name, count in counted.items())
    en = "; ".join(f"{name} ({count})" if count > 1 else name for name, count in counted.items())
    if unnamed:
        zh, en = (
            "；".join(filter(None, (zh, f"未注明（{unnamed}）"))),
            "; ".join(filter(None, (en, f"unstated ({unnamed})"))),
        )
    return Wording(zh, en)


def _years(sources: Iterable[SourceEntry]) -> Wording:
    years = sorted({source.metadata.date[:4] for source in sources if source.metadata.date})
    if not years:
        return _NO_CASE
    span = years[0] if years[0] == years[-1] else f"{years[0]}–{years[-1]}"
    return Wording(span, span)


def _voice_kinds(sources: Iterable[SourceEntry]) -> Wording:
    counted: dict[Wording, int] = defaultdict(int)
    for source in sources:
        counted[voice_label(source.metadata.voice) if source.metadata.voice else _NO_CASE] += 1
    ordered = sorted(counted.items(), key=lambda pair: -pair[1])
    return Wording(
        "；".join(f"{label.zh} {count}" for label, count in ordered),
        "; ".join(f"{label.en} {count}" for label, count in ordered),
    )
