"""A report as data: every table and figure of a study, with the sentence that says what counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.domain.codebook import Wording
from assistant.reporting.exhibits import Passage
from assistant.reporting.framework import Framework
from assistant.reporting.framework_figure import draw_framework
from assistant.reporting.picture import Picture
from assistant.reporting.tables import Cited, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All tables and the framework.

    Attributes:
        basis: What counts, what was left out, and the state of the ledger.
        structures: The data structure of each family, drawn, by language.
        at: When the newest event was recorded, ISO 8601 in UTC; the report tells the study as of then.
        passages: Where every quotation stands, by number.
        places: Source and place of every quotation that a table cites, by number.
    """

    study: str
    title: Wording
    basis: Wording
    tables: tuple[Table, ...]
    framework: Framework
    structures: Mapping[str, tuple[Picture, ...]]
    places: Mapping[str, Wording]
    passages: Mapping[str, Passage]
    at: str = ""

    def table(self, key: str) -> Table:
        """Return the table of a key."""
        return next(table for table in self.tables if table.key == key)

    def pictures(self, language: str) -> tuple[Picture, ...]:
        """Return the figures in a language, the framework first."""
        return (draw_framework(self.framework, language), *self.structures[language])


def quotations_of(table: Table) -> tuple[str, ...]:
    """Return the numbers of the quotations that a table spells out, in order."""
    cells = [cell for row in table.rows for cell in row if isinstance(cell, Cited)]
    return tuple(sorted({number for cell in cells for each in cell.statements for number in each.quotations}))
