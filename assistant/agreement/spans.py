"""Span studies: each coder marks stretches of each document with codes.

Offsets are code points, half-open, within the document. A coder who was *assigned* a document and marked nothing says
"nothing here"; a coder who was not assigned it says nothing. A coder's own spans of one code that overlap or touch are
one stretch of text and are merged at the door, so that splitting a span changes no figure.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

import numpy as np

from assistant.agreement.arrays import BoolArray, IntArray
from assistant.agreement.cells import rows_of
from assistant.errors import StudyError

SpanRecord = tuple[Hashable, Hashable, int, int, Hashable]
"""(document, coder, start, end, code)."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, weakref_slot=True)
class SpanStudy:
    """Spans on a continuum of documents laid end to end, one empty place between two of them.

    Attributes:
        documents: Names, and ``lengths`` in code points, shape (documents,).
        assigned: Shape (documents, coders): who was to read what.
        document, coder, code: Shape (spans,): indices into the names.
        start, end: Shape (spans,): places on the common continuum.
        merged: How many of the given spans were merged into another.
    """

    documents: tuple[Hashable, ...]
    lengths: IntArray
    coders: tuple[Hashable, ...]
    codes: tuple[Hashable, ...]
    assigned: BoolArray
    document: IntArray
    coder: IntArray
    code: IntArray
    start: IntArray
    end: IntArray
    merged: int = 0

    @property
    def origins(self) -> IntArray:
        """Return where each document starts on the common continuum, shape (documents,)."""
        return np.concatenate([[0], np.cumsum(self.lengths + 1)[:-1]]).astype(np.int64)[: len(self.documents)]

    def of_code(self, code: Hashable) -> SpanStudy:
        """Return the study of one code: all other spans are left out.

        Raises:
            StudyError: The code is unknown.
        """
        if code not in self.codes:
            raise StudyError(f"{code!r} is not a code of this study; it has {list(self.codes)!r}")
        keep = self.code == self.codes.index(code)
        return replace(self._only(keep), codes=(code,), code=np.zeros(int(keep.sum()), dtype=np.int64))

    def between(self, coders: Sequence[Hashable]) -> SpanStudy:
        """Return the study of some coders only, in the order given.

        Raises:
            StudyError: A name is not among the coders.
        """
        unknown = [name for name in coders if name not in self.coders]
        if unknown:
            raise StudyError(f"{unknown[0]!r} is not a coder of this study; it has {list(self.coders)!r}")
        columns = [self.coders.index(name) for name in coders]
        keep = np.isin(self.coder, columns)
        lookup = np.full(len(self.coders), -1, dtype=np.int64)
        lookup[columns] = np.arange(len(columns))
        kept = self._only(keep)
        return replace(kept, coders=tuple(coders), coder=lookup[kept.coder], assigned=self.assigned[:, columns])

    def _only(self, keep: BoolArray) -> SpanStudy:
        return replace(
            self,
            document=self.document[keep],
            coder=self.coder[keep],
            code=self.code[keep],
            start=self.start[keep],
            end=self.end[keep],
        )


def study_from_spans(
    records: Iterable[SpanRecord | Mapping[str, object]],
    lengths: Mapping[Hashable, int],
    coders: Sequence[Hashable] | None = None,
    codes: Sequence[Hashable] | None = None,
    assigned: Mapping[Hashable, Iterable[Hashable]] | None = None,
) -> SpanStudy:
    """Return a span study.

    Args:
        records: (document, coder, start, end, code), or mappings or a data frame with these keys.
        lengths: Length of every document in code points, also of those in which nothing was marked.
        coders: All coders, also one who marked nothing anywhere; else those who marked or were assigned something.
        codes: All codes; else those that occur.
        assigned: Document -> coders who were to read it; all coders everywhere if left out.

    Raises:
        StudyError: A span is empty or leaves its document, or a name is unknown or stands twice.
    """
    rows = [_record(record) for record in rows_of(records)]
    names, sizes = _documents(lengths)
    readers = None if assigned is None else {name: list(assigned[name]) for name in assigned}
    people = _named("coder", coders, [row[1] for row in rows] + [c for each in (readers or {}).values() for c in each])
    book = _named("code", codes, [row[4] for row in rows])
    columns = (
        _indices("document", names, [row[0] for row in rows]),
        _indices("coder", people, [row[1] for row in rows]),
        _indices("code", book, [row[4] for row in rows]),
    )
    start = np.asarray([row[2] for row in rows], dtype=np.int64)
    end = np.asarray([row[3] for row in rows], dtype=np.int64)
    bad = np.flatnonzero((start < 0) | (start >= end) | (end > sizes[columns[0]] if rows else start >= end))
    if bad.size:
        row = rows[int(bad[0])]
        raise StudyError(
            f"span {row[2]}..{row[3]} of {row[1]!r} does not fit document {row[0]!r} of length {lengths[row[0]]}"
        )
    bare = SpanStudy(
        documents=names, lengths=sizes, coders=people, codes=book, assigned=_assignment(names, people, readers),
        document=columns[0], coder=columns[1], code=columns[2], start=start, end=end,
    )  # fmt: skip
    _refuse_unassigned(bare)
    origin = bare.origins[columns[0]] if rows else start
    return merge_own(replace(bare, start=start + origin, end=end + origin))


def merge_own(study: SpanStudy) -> SpanStudy:
    """Return the study with a coder's overlapping or touching spans of one code merged, ordered by coder and place."""
    if study.start.size == 0:
        return study
    group = study.coder * len(study.codes) + study.code
    order = np.lexsort((study.start, group))
    group, start, end = group[order], study.start[order], study.end[order]
    lift = group * (int(study.end.max()) + 2)
    reach = np.maximum.accumulate(end + lift)
    first = np.concatenate([[True], (start + lift)[1:] > reach[:-1]])
    head = np.flatnonzero(first)
    last = np.append(head[1:], start.size) - 1
    merged = replace(
        study,
        document=study.document[order][head],
        coder=study.coder[order][head],
        code=study.code[order][head],
        start=start[head],
        end=(reach - lift)[last],
        merged=study.merged + int(start.size - head.size),
    )
    place = np.lexsort((merged.start, merged.coder))
    return replace(
        merged,
        document=merged.document[place],
        coder=merged.coder[place],
        code=merged.code[place],
        start=merged.start[place],
        end=merged.end[place],
    )


def _record(record: object) -> SpanRecord:
    if isinstance(record, Mapping):
        fields = [record.get(key) for key in ("document", "coder", "start", "end", "code")]
    else:
        fields = list(record) if isinstance(record, Iterable) and not isinstance(record, str | bytes) else []
    if len(fields) != 5 or fields[4] is None or not all(_whole(place) for place in fields[2:4]):
        raise StudyError(
            f"{record!r} is not a span record (document, coder, start, end, code) with whole numbers for places"
        )
    document, coder, start, end, code = cast("SpanRecord", tuple(fields))
    return document, coder, int(start), int(end), code


def _whole(place: object) -> bool:
    if isinstance(place, float | np.floating):
        return float(place).is_integer()
    return isinstance(place, int | np.integer) and not isinstance(place, bool)


def _documents(lengths: Mapping[Hashable, int]) -> tuple[tuple[Hashable, ...], IntArray]:
    if not isinstance(lengths, Mapping):
        raise StudyError("give the lengths as a mapping from document to its number of code points")
    for name, size in lengths.items():
        if not _whole(size) or size < 0:
            raise StudyError(f"document {name!r} has length {size!r}; a length is a whole number of code points")
    return tuple(lengths), np.asarray([int(size) for size in lengths.values()], dtype=np.int64)


def _named(kind: str, declared: Sequence[Hashable] | None, used: Iterable[Hashable]) -> tuple[Hashable, ...]:
    if declared is None:
        return tuple(sorted(set(used), key=lambda name: (type(name).__name__, str(name))))
    if len(set(declared)) < len(declared):
        raise StudyError(f"a {kind} stands twice in {list(declared)!r}; name each once")
    return tuple(declared)


def _indices(kind: str, names: Sequence[Hashable], used: Sequence[Hashable]) -> IntArray:
    index = {name: place for place, name in enumerate(names)}
    strangers = set(used) - set(index)
    if strangers:
        raise StudyError(
            f"{kind} {next(iter(strangers))!r} is not among the {kind}s of the study; add it or leave the span out"
        )
    return np.fromiter((index[name] for name in used), np.int64, len(used))


def _assignment(
    documents: Sequence[Hashable], coders: Sequence[Hashable], assigned: Mapping[Hashable, Sequence[Hashable]] | None
) -> BoolArray:
    if assigned is None:
        return np.ones((len(documents), len(coders)), dtype=bool)
    table = np.zeros((len(documents), len(coders)), dtype=bool)
    rows = _indices("document", documents, list(assigned))
    for row, names in zip(rows, assigned.values(), strict=True):
        table[row, _indices("coder", coders, names)] = True
    return table


def _refuse_unassigned(study: SpanStudy) -> None:
    outside = np.flatnonzero(~study.assigned[study.document, study.coder])
    if outside.size:
        who, where = study.coders[study.coder[outside[0]]], study.documents[study.document[outside[0]]]
        raise StudyError(f"coder {who!r} marked document {where!r} without being assigned to it; add the assignment")
