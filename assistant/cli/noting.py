"""Commands on memos."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.speaking import CoderOption, JsonOption, StudyOption, as_coder, open_bench, print_rows

if TYPE_CHECKING:
    from assistant.workflows.memos import MemoLine


def memos(
    study: StudyOption = None,
    source: Annotated[str, typer.Option("--source", help="Only on this source.")] = "",
    code: Annotated[str, typer.Option("--code", help="Only on this code.")] = "",
    coder: CoderOption = "",
    json: JsonOption = False,
) -> None:
    """List memos with what they are about: your own, and those of others that are not private."""
    from assistant.domain.identifiers import CoderId  # noqa: PLC0415 - keeps `--help` fast
    from assistant.workflows.ingest import find_source  # noqa: PLC0415 - as above
    from assistant.workflows.memos import list_memos  # noqa: PLC0415 - as above

    with open_bench(study) as bench:
        person = CoderId(as_coder(bench, coder))
        lines = list_memos(bench, coder=person)
        wanted = find_source(bench, source).id if source else None
    lines = [line for line in lines if wanted is None or line.memo.document_id == wanted]
    print_rows([_row(line, whole=json) for line in lines if not code or line.memo.code == code], as_json=json)


def _row(line: MemoLine, *, whole: bool) -> dict[str, object]:
    memo = line.memo
    row: dict[str, object] = {
        "id": memo.id if whole else memo.id[:13],
        "by": memo.coder_id,
        "about": memo.target.value,
        "source": line.file_name,
        "code": memo.code or "",
        "words": line.quotation if whole else line.quotation[:40],
        "memo": memo.text if whole else memo.text[:120],
        "private": memo.private,
    }
    span = None if memo.span is None else [memo.span.start, memo.span.end]
    return row | {"document": memo.document_id, "span": span} if whole else row


COMMANDS = (memos,)
