"""The convergence matrix of a study: codes or figures against kinds of sources, for one case or across all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.domain.claims import Claim, Modality
from assistant.domain.codebook import Code, Codebook, FamilyRole, FamilyRule, Wording
from assistant.domain.document import SourceType
from assistant.domain.identifiers import CodeId, DocumentId, FamilyId
from assistant.domain.independence import OwnerRelation
from assistant.errors import StudyError
from assistant.triangulation.claims.comparing import Figure
from assistant.triangulation.convergence import Cell, Ground, Row, Saying, cells_of
from assistant.triangulation.warnings import (
    Warned,
    confounded,
    counted_by_case,
    figure_warnings,
    one_owner,
    owners_by_case,
    row_warnings,
)
from assistant.workflows.triangulate.gathering import Gathered, gather, miss_bound
from assistant.workflows.triangulate.pieces import Piece, PieceId
from assistant.workflows.workbench import Workbench

_HOUSE = frozenset({OwnerRelation.OWNER, OwnerRelation.OWNER_DERIVED})


class Rows(StrEnum):
    """What is asked of every kind of source."""

    CODES = "codes"
    FIGURES = "figures"


class Columns(StrEnum):
    """By what sources are told apart."""

    TYPES = "types"
    RELATIONS = "relations"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardQuestion:
    """Which matrix is asked for; an empty case means all cases together, an empty family all families."""

    rows: Rows = Rows.CODES
    columns: Columns = Columns.TYPES
    case: str = ""
    family: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One kind of source, with how much of it there is."""

    id: str
    sources: int
    units: int
    voices: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRow:
    """One code or figure with its cells and what a reader must be warned of."""

    id: str
    label: Wording
    group: str
    cells: tuple[Cell, ...]
    warnings: tuple[Warned, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The matrix.

    Attributes:
        left_out: Codings that do not count as evidence, by reason.
        homeless: Codings that count and of which nothing tells the case; in the matrix across cases alone.
    """

    question: BoardQuestion
    columns: tuple[Column, ...]
    rows: tuple[BoardRow, ...]
    warnings: tuple[Warned, ...]
    left_out: Mapping[Wording, int]
    homeless: int


def open_board(bench: Workbench, question: BoardQuestion) -> Board:
    """Return the matrix that is asked for.

    Raises:
        StudyError: There is no such case or family.
    """
    found = gather(bench)
    if question.case and question.case not in found.cases:
        raise StudyError(
            f"no source speaks of a case {question.case!r}; the cases are {', '.join(found.cases) or 'none'}"
        )
    if question.family and question.family not in {family.id for family in found.codebook.families}:
        raise StudyError(f"the codebook has no family {question.family!r}")
    return _Draughtsman(found, question).board()


class _Draughtsman:
    """Draws one matrix."""

    def __init__(self, found: Gathered, question: BoardQuestion) -> None:
        self._found = found
        self._question = question
        self._column = {name: self._column_of(name) for name in found.sources}
        known = SourceType if question.columns is Columns.TYPES else OwnerRelation
        used = set(self._column.values())
        self._columns = [value.value for value in known if value.value in used]
        self._speaking = {name for name in found.sources if not question.case or question.case in found.cases_of(name)}
        self._clashes = _clashing_pieces(found)

    def board(self) -> Board:
        """Return the matrix."""
        figures = self._question.rows is Rows.FIGURES
        rows = tuple(self._figure_rows() if figures else self._code_rows())
        return Board(
            question=self._question,
            columns=tuple(self._counted(column) for column in self._columns),
            rows=rows,
            warnings=tuple(self._warnings()),
            left_out=dict(self._found.left_out),
            homeless=sum(piece.id not in self._found.case_of for piece in self._found.pieces),
        )

    def _column_of(self, name: DocumentId) -> str:
        if self._question.columns is Columns.TYPES:
            return self._found.sources[name].metadata.source_type.value
        return self._found.relations[name].value

    def _counted(self, column: str) -> Column:
        inside = [name for name in self._speaking if self._column[name] == column]
        return Column(
            id=column,
            sources=len(inside),
            units=sum(self._found.sources[name].units for name in inside),
            voices=len({self._found.voice_of[name] for name in inside}),
        )

    # ---- codes ----
    def _code_rows(self) -> Iterator[BoardRow]:
        by_code: dict[CodeId, list[Piece]] = defaultdict(list)
        for piece in self._found.pieces:
            if not self._question.case or self._found.case_of.get(piece.id) == self._question.case:
                by_code[piece.code].append(piece)
        book = self._found.codebook
        for family in book.families:
            if self._question.family and family.id != self._question.family:
                continue
            grounds = self._grounds(family.id)
            for code in book.in_family(family.id):
                if not code.abstain:
                    yield self._code_row(code, by_code, grounds)

    def _code_row(self, code: Code, by_code: Mapping[CodeId, list[Piece]], grounds: Mapping[str, Ground]) -> BoardRow:
        pieces = [each for name in with_descendants(self._found.codebook, code.id) for each in by_code.get(name, ())]
        said = [(self._column[each.document_id], self._coded(each)) for each in pieces]
        kinds = frozenset({code.id, code.family, *_ancestors(self._found.codebook, code)})
        return self._row(Row(id=code.id, sayings=_by_column(said), kinds=kinds), code.label, code.family, grounds)

    def _coded(self, piece: Piece) -> Saying:
        name = piece.document_id
        return Saying(
            id=piece.id,
            document_id=name,
            voice=self._found.voice_of[name],
            owner=self._found.relations[name] in _HOUSE,
            polarity=piece.given("polarity"),
            modality=piece.given("modality"),
            clashes=self._clashes.get(piece.id, frozenset()),
        )

    def _grounds(self, family: FamilyId) -> dict[str, Ground]:
        screened = self._found.screened.get(family, {})
        return {column: self._ground(column, screened) for column in self._columns}

    def _ground(self, column: str, screened: Mapping[DocumentId, int]) -> Ground:
        inside = [name for name in self._speaking if self._column[name] == column]
        units = sum(self._found.sources[name].units for name in inside)
        searched = sum(min(screened.get(name, 0), self._found.sources[name].units) for name in inside)
        examined = sum(self._found.examined.get(name, 0) for name in inside)
        bound = miss_bound(examined) if examined and searched < units else None
        return Ground(sources=len(inside), units=units, searched=searched, miss_bound=bound)

    # ---- figures ----
    def _figure_rows(self) -> Iterator[BoardRow]:
        told = {claim.document_id for claim in self._found.claims if self._is_asked(claim)}
        grounds = {}
        for column in self._columns:
            counted = self._counted(column)
            tells = any(self._column[name] == column for name in told)
            grounds[column] = Ground(sources=counted.sources, units=counted.units, searched=counted.units, tells=tells)
        for figure in self._found.figures:
            if self._is_asked(figure.claims[0]):
                yield self._figure_row(figure, grounds)

    def _is_asked(self, claim: Claim) -> bool:
        return bool(claim.subject) and (not self._question.case or claim.subject == self._question.case)

    def _figure_row(self, figure: Figure, grounds: Mapping[str, Ground]) -> BoardRow:
        side_of = {claim.id: number for number, side in enumerate(figure.sides) for claim in side}
        everybody = {claim.id for claim in figure.claims}
        said = []
        for claim in figure.claims:
            there = {name for name in everybody if side_of[name] != side_of[claim.id]} if figure.is_conflict else set()
            said.append((self._column[claim.document_id], self._claimed(claim, frozenset(there))))
        label = Wording(*(f"{figure.key.metric} {_ARROWS[figure.key.direction.value]}",) * 2)
        row = Row(
            id=figure_id(figure), sayings=_by_column(said), is_figure=True, kinds=frozenset({*figure.names, "figures"})
        )
        return self._row(row, label, figure.key.subject, grounds)

    def _claimed(self, claim: Claim, clashes: frozenset[str]) -> Saying:
        name = claim.document_id
        return Saying(
            id=claim.id,
            document_id=name,
            voice=self._found.voice_of[name],
            owner=self._found.relations[name] in _HOUSE,
            modality="planned" if claim.modality is Modality.PLANNED else "realised",
            clashes=clashes,
        )

    # ---- both ----
    def _row(self, row: Row, label: Wording, group: str, grounds: Mapping[str, Ground]) -> BoardRow:
        rules = self._found.rules
        said = [each for column in row.sayings.values() for each in column]
        return BoardRow(
            id=row.id,
            label=label,
            group=group,
            cells=cells_of(row, grounds, rules, self._question.case),
            warnings=row_warnings(row.id, said, rules),
        )

    def _warnings(self) -> Iterator[Warned]:
        yield from _confounding(self._found)
        pieces = [each for each in self._found.pieces if each.id in self._found.case_of]
        owner = one_owner(owners_by_case((self._found.case_of[each.id], self._coded(each)) for each in pieces))
        if owner is not None:
            yield owner
        claims = [each for each in self._found.claims if self._is_asked(each)]
        changes = [each for each in claims if each.change is not None]
        undated = sum(not each.date for each in claims)
        yield from figure_warnings(undated, sum(not each.baseline for each in changes), (len(claims), len(changes)))


_ARROWS = {"up": "↑", "down": "↓", "level": "＝", "event": "·"}


def figure_id(figure: Figure) -> str:
    """Return the name of a figure's row."""
    return " | ".join((figure.key.subject, figure.key.metric, figure.key.direction.value))


def _by_column(said: Iterable[tuple[str, Saying]]) -> dict[str, list[Saying]]:
    found: dict[str, list[Saying]] = defaultdict(list)
    for column, saying in said:
        found[column].append(saying)
    return found


def with_descendants(book: Codebook, code: CodeId) -> tuple[CodeId, ...]:
    """Return a code and every code that rolls up to it."""
    below = [each.id for each in book.codes if each.parent == code]
    return (code, *(name for child in below for name in with_descendants(book, child)))


def _ancestors(book: Codebook, code: Code) -> Iterator[CodeId]:
    while code.parent is not None:
        yield code.parent
        above = book.code(code.parent)
        if above is None:
            return
        code = above


def _clashing_pieces(found: Gathered) -> dict[PieceId, frozenset[str]]:
    """Return for each piece those of its code whose words hold a figure that clashes with a figure in its own."""
    conflicts = [figure for figure in found.figures if figure.is_conflict]
    if not conflicts:
        return {}
    wanted = {claim.document_id for figure in conflicts for claim in figure.claims}
    here: dict[DocumentId, list[Piece]] = defaultdict(list)
    for piece in found.pieces:
        if piece.document_id in wanted:
            here[piece.document_id].append(piece)
    clashes: dict[PieceId, set[str]] = defaultdict(set)
    for figure in conflicts:
        sides = [_pieces_on(side, here) for side in figure.sides]
        for number, side in enumerate(sides):
            others = [each for at, other in enumerate(sides) if at != number for each in other]
            for piece in side:
                clashes[piece.id] |= {each.id for each in others if each.code == piece.code}
    return {name: frozenset(ids) for name, ids in clashes.items()}


def _pieces_on(claims: Sequence[Claim], here: Mapping[DocumentId, Sequence[Piece]]) -> list[Piece]:
    return [piece for claim in claims for piece in here.get(claim.document_id, ()) if piece.span.overlaps(claim.span)]


def _confounding(found: Gathered) -> Iterator[Warned]:
    """Yield a warning for each family of types whose codes each stand for one case."""
    for family in found.codebook.families:
        if family.role is not FamilyRole.TYPE and family.rule is not FamilyRule.PRIMARY:
            continue
        said = [
            (piece.code, found.case_of[piece.id])
            for piece in found.pieces
            if piece.id in found.case_of and (code := found.codebook.code(piece.code)) and code.family == family.id
        ]
        warned = confounded(counted_by_case(said), family.label, found.rules)
        if warned is not None:
            yield warned
