"""A source as it goes out to a word processor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assistant.domain.coder import CoderKind
from assistant.domain.document import BlockKind
from assistant.domain.identifiers import CoderId, DocumentId
from assistant.domain.margins import EVERYBODY, Remark, Transcript, token_of
from assistant.interchange.margins import write_coding, write_memo
from assistant.interchange.naming import folded
from assistant.ports import Ledger, Selection, Source
from assistant.workflows.workbench import Workbench


def prepare_transcript(bench: Workbench, source: Source, coders: frozenset[CoderId] | None) -> Transcript:
    """Return a source as it goes out.

    Args:
        bench: The study, as whoever asks may see it.
        source: The source.
        coders: Whose codings and memos stand in the margin: all where it is empty, nobody's where it is None.
    """
    document = bench.ledger.document(source.id)
    remarks = () if coders is None else tuple(_remarks(bench, source.id, coders))
    shown = {remark.author for remark in remarks}
    ids = {name: coder for coder, name in signatures(bench.ledger).items()}
    only = token_of(ids[next(iter(shown))]) if len(shown) == 1 else EVERYBODY
    lines = [0]
    for line in document.text.split("\n")[:-1]:
        lines.append(lines[-1] + len(line) + 1)
    heads = {block.span.start for block in document.blocks if block.kind is BlockKind.HEADING}
    return Transcript(
        title=source.metadata.title,
        source=source.id,
        text=document.text,
        remarks=remarks,
        shown=only if shown else "",
        headings=frozenset(number for number, start in enumerate(lines) if start in heads),
        at=next((event.at for event in bench.ledger.events(after=max(0, bench.ledger.head() - 1))), ""),
    )


def signatures(ledger: Ledger) -> dict[CoderId, str]:
    """Return how each person signs comments: by name, with the id where the name is another's or differs."""
    people = [coder for coder in ledger.coders() if coder.kind is CoderKind.PERSON]
    return {each.id: each.id if folded(each.name) == folded(each.id) else f"{each.name} ({each.id})" for each in people}


def _remarks(bench: Workbench, document_id: DocumentId, coders: frozenset[CoderId]) -> Iterator[Remark]:
    codebook, names = bench.codebook(), signatures(bench.ledger)
    here = Selection(documents=frozenset({document_id}))
    codings = [each for each in bench.ledger.codings(here) if _wanted(each.coder_id, coders, names)]
    by_id = {coding.id: coding for coding in codings}
    for coding in codings:
        text = write_coding(coding, codebook, bench.language)
        yield Remark(author=names[coding.coder_id], text=text, span=coding.span)
    for memo in bench.ledger.memos():
        if memo.private or not _wanted(memo.coder_id, coders, names):
            continue
        about = by_id.get(memo.coding_id) if memo.coding_id else None
        span = about.span if about else memo.span if memo.document_id == document_id else None
        if span is not None:
            text = write_memo(memo.text, bench.language, about.code if about else None)
            yield Remark(author=names[memo.coder_id], text=text, span=span)


def _wanted(coder: CoderId, coders: frozenset[CoderId], names: Mapping[CoderId, str]) -> bool:
    return coder in names and (not coders or coder in coders)
