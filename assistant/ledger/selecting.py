"""A selection as SQL: one way to restrict every table that has the columns for it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, Table

from assistant.ports import Selection


def restrict(statement: Select[Any], table: Table, selection: Selection) -> Select[Any]:
    """Return the statement restricted to what is selected; a column that a table lacks restricts nothing."""
    wanted = {
        "document_id": selection.documents,
        "coder_id": selection.coders,
        "run_id": selection.runs,
        "segment_id": selection.segments,
    }
    for name, values in wanted.items():
        if values and name in table.c:
            statement = statement.where(table.c[name].in_(values))
    if selection.after:
        statement = statement.where(table.c.seq > selection.after)
    return statement
