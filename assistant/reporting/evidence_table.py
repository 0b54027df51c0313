"""The table of quotations: each number with its words, its place, its source and the hash of that source's file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from assistant.domain.codebook import Codebook, Wording
from assistant.domain.identifiers import CodeId
from assistant.reporting.exhibits import Exhibit, SourceEntry, place_label
from assistant.reporting.labels import SOURCE_TYPES, code_label, voice_label
from assistant.reporting.standing import STANDINGS
from assistant.reporting.tables import Cell, Table, column

_NOTE = Wording(
    "编号按首次被编码的先后给出，不再改变；起止为 Unicode 码点，左闭右开，对应规范文本；"
    "sha256 为原始文件。编号不连续处为未被接受的引文。",
    "Numbers follow the order in which passages were first coded and never change. Start and end are Unicode code "
    "points, half-open, into the canonical text; sha256 is that of the raw file. Missing numbers are passages not "
    "accepted.",
)


def evidence_table(codebook: Codebook, evidence: Sequence[Exhibit]) -> Table:
    """Return every quotation with all that is needed to find it again."""
    quoted: dict[str, list[Exhibit]] = defaultdict(list)
    for each in evidence:
        quoted[each.quotation].append(each)
    labels = {each.code: code_label(codebook, each.code) for each in evidence}
    rows = tuple(_row(number, quoted[number], labels) for number in sorted(quoted))
    columns = (
        column("quotation", "编号", "No."), column("words", "原文", "Words"), column("codes", "代码", "Codes"),
        column("case", "案例", "Case"), column("source", "资料", "Source"), column("type", "类型", "Kind"),
        column("voice", "立场", "Voice"), column("date", "日期", "Date"), column("place", "位置", "Place"),
        column("standing", "依据", "Standing"), column("coders", "编码者", "Coders"),
        column("attributes", "属性", "Attributes"), column("file", "文件", "File"), column("start", "起", "Start"),
        column("end", "止", "End"), column("sha256", "sha256", "sha256"),
    )  # fmt: skip
    return Table(key="quotations", title=Wording("引文表", "Quotations"), columns=columns, rows=rows, note=_NOTE)


def _row(number: str, held: Sequence[Exhibit], labels: Mapping[CodeId, Wording]) -> tuple[Cell, ...]:
    first, source = held[0], held[0].source
    codes = sorted({each.code for each in held})
    standings = sorted({each.standing for each in held})
    pairs = sorted({pair for each in held for pair in each.attributes.items()})
    return (
        number,
        first.text,
        Wording(
            "；".join(f"{code} {labels[code].in_language('zh')}" for code in codes),
            "; ".join(f"{code} {labels[code].in_language('en')}" for code in codes),
        ),
        first.case or "",
        source.metadata.title,
        SOURCE_TYPES[source.metadata.source_type],
        voice_label(source.metadata.voice),
        source.metadata.date,
        place_label(first),
        Wording(
            "；".join(STANDINGS[each].zh for each in standings), "; ".join(STANDINGS[each].en for each in standings)
        ),
        ", ".join(sorted({coder for each in held for coder in each.coders})),
        "; ".join(f"{name}={value}" for name, value in pairs),
        source.file_name,
        first.span.start,
        first.span.end,
        source.id,
    )


def quotation_list(codebook: Codebook, evidence: Sequence[Exhibit]) -> Table:
    """Return every quotation in a form that fits a printed page; ``source_files`` has the whole hashes."""
    quoted: dict[str, list[Exhibit]] = defaultdict(list)
    for each in evidence:
        quoted[each.quotation].append(each)
    rows = []
    for number in sorted(quoted):
        first = quoted[number][0]
        codes = "；".join(sorted({each.code for each in quoted[number]}))
        span = f"S{first.source.number} {first.span.start}–{first.span.end}"
        rows.append((number, first.text, codes, first.case or "", _place(first), span))
    columns = (
        column("quotation", "编号", "No."), column("words", "原文", "Words"), column("codes", "代码", "Codes"),
        column("case", "案例", "Case"), column("place", "出处", "Source and place"),
        column("span", "资料号与起止", "File and span"),
    )  # fmt: skip
    return Table(
        key="quotation_list", title=Wording("引文", "Quotations"), columns=columns, rows=tuple(rows), note=_NOTE
    )


def source_files(sources: Iterable[SourceEntry]) -> Table:
    """Return the files behind the quotations with their hashes."""
    rows = tuple((f"S{each.number}", each.metadata.title, each.file_name, each.id) for each in sources)
    columns = (
        column("number", "资料号", "No."), column("title", "题名", "Title"), column("file", "文件", "File"),
        column("sha256", "sha256", "sha256"),
    )  # fmt: skip
    return Table(key="source_files", title=Wording("资料文件", "Files of the sources"), columns=columns, rows=rows)


def cited_places(evidence: Sequence[Exhibit], numbers: Sequence[str]) -> tuple[tuple[str, Wording], ...]:
    """Return for each number, in order, the source's number and the place where it stands: the footnotes of a table."""
    known = {each.quotation: each for each in evidence}
    return tuple((number, _short(known[number])) for number in sorted(set(numbers)) if number in known)


def _short(exhibit: Exhibit) -> Wording:
    place, source = place_label(exhibit), f"S{exhibit.source.number}"
    return Wording(f"{source} {place.zh}", f"{source} {place.en}")


def _place(exhibit: Exhibit) -> Wording:
    place, title = place_label(exhibit), exhibit.source.metadata.title
    return Wording(f"{title}，{place.zh}", f"{title}, {place.en}")
