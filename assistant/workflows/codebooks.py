"""Publishing codebooks. A codebook's own examples are checked with the same eyes as everybody's evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.domain.acts import CodebookPublished, CodingRemoved, CodingRestamped, EntryChange
from assistant.domain.codebook import Codebook, Example
from assistant.domain.identifiers import CodebookId, CoderId
from assistant.domain.span import Span
from assistant.errors import ChangedMeanwhile, CodebookError, StudyError
from assistant.evidence import Located, locate_quote
from assistant.revising import (
    ChangeKind,
    EntryDifference,
    codebook_id,
    compare_codebooks,
    contradictions,
    published_changes,
)
from assistant.workflows.workbench import Workbench


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of the codebook with its story.

    Attributes:
        changes: What it changes against the version before it.
        at: ISO 8601 in UTC.
    """

    codebook: Codebook
    reason: str
    actor: CoderId
    at: str
    changes: tuple[EntryChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A new version, ready to be published.

    Attributes:
        previous: The version it was made from; None where it may follow whatever is in force.
        said: What the editor says of changed entries: ``minor`` or ``semantic``; else the fields changed say it.
        reshaped: Mergers and splits that led to it.
    """

    codebook: Codebook
    reason: str
    previous: CodebookId | None = None
    said: Mapping[str, ChangeKind] | None = None
    reshaped: tuple[EntryChange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What publishing a version did.

    Attributes:
        restamped: Codings that a merger moved to another code.
        doubled: Codings that a merger made the same as one that stood there, and that it took away.
    """

    codebook: Codebook
    changes: tuple[EntryChange, ...]
    restamped: int
    doubled: int


def is_quoted(example: Example) -> bool:
    """Tell whether the quotation of an example stands in its own text."""
    return isinstance(locate_quote(example.text, example.quote, Span(0, len(example.text))), Located)


def misquoted_examples(codebook: Codebook) -> list[str]:
    """Return a line for each example whose quotation does not stand in its own text."""
    return [
        f"{code.id}: the quotation {example.quote[:40]!r} does not stand in the example {example.text[:40]!r}; "
        "copy it from there"
        for code in codebook.codes
        for example in code.examples
        if not is_quoted(example)
    ]


def publish_codebook(bench: Workbench, codebook: Codebook, *, reason: str, actor: CoderId) -> Published:
    """Bring a version into force in place of whatever is in force.

    Raises:
        CodebookError: An example misquotes its own text, or the codebook contradicts itself.
        StudyError: It is in force already, or the reason is empty.
    """
    return publish_revision(bench, Revision(codebook=codebook, reason=reason), actor=actor)


def publish_revision(bench: Workbench, revision: Revision, *, actor: CoderId) -> Published:
    """Bring a revision into force, and move the codings of merged codes with it, all in one step.

    Raises:
        CodebookError: An example misquotes its own text, or the codebook contradicts itself.
        StudyError: It is in force already, its version has a name that is taken, or the reason is empty.
        ChangedMeanwhile: Another version came into force since the one it was made from.
    """
    codebook, reason = revision.codebook, revision.reason.strip()
    in_force = bench.ledger.codebook()
    _refuse_unfit(codebook, in_force, reason)
    if revision.previous is not None:
        if in_force is None or in_force.id != revision.previous:
            raise ChangedMeanwhile
        _refuse_taken_number(bench, codebook)
    changes = published_changes(in_force, codebook, revision.said, revision.reshaped)
    previous = revision.previous or (in_force.id if in_force else None)
    act = CodebookPublished(codebook=codebook, reason=reason, previous=previous, changes=changes)
    moved = _moved_codings(bench, codebook, changes, reason)
    bench.ledger.append([act, *moved], actor=actor)
    restamped = sum(isinstance(each, CodingRestamped) for each in moved)
    return Published(codebook=codebook, changes=changes, restamped=restamped, doubled=len(moved) - restamped)


def _refuse_unfit(codebook: Codebook, in_force: Codebook | None, reason: str) -> None:
    if not reason:
        raise StudyError(
            "say why the codebook changes; the reason stands in the audit trail",
            "请写明为什么修改手册；理由会写入审计记录",
        )
    if in_force is not None and in_force.id == codebook.id:
        raise StudyError(
            f"this very codebook (version {codebook.version}) is in force already; change it first",
            f"这正是现行的手册（版本 {codebook.version}）；请先作修改",
        )
    wrong = contradictions(codebook)
    if wrong:
        raise CodebookError(
            f"the codebook contradicts itself ({len(wrong)}); the first: {wrong[0]}",
            f"手册自相矛盾（{len(wrong)} 处）；第一处：{wrong[0]}",
        )
    misquoted = misquoted_examples(codebook)
    if misquoted:
        raise CodebookError(
            f"{len(misquoted)} examples misquote their text; the first: {misquoted[0]}",
            f"有 {len(misquoted)} 个例子的原话不在例文中；第一处：{misquoted[0]}",
        )


def _refuse_taken_number(bench: Workbench, codebook: Codebook) -> None:
    for version in bench.ledger.codebooks():
        known = bench.ledger.codebook(version.id)
        if known is not None and known.id != codebook.id and _name(known) == _name(codebook):
            raise StudyError(
                f"there is a version {codebook.version!r} of {codebook.name!r} already, and it says something else; "
                "a published version is never edited, so give this one another number",
                f"{codebook.name!r} 已有内容不同的版本 {codebook.version!r}；已发布的版本不再修改，请换一个版本号",
            )


def _name(codebook: Codebook) -> tuple[str, str]:
    return codebook.name, codebook.version


def _moved_codings(
    bench: Workbench, codebook: Codebook, changes: Sequence[EntryChange], reason: str
) -> list[CodingRestamped | CodingRemoved]:
    """Return the acts that take the codings of merged codes along; a coder's coding is never doubled by it."""
    into = {change.code: change.into[0] for change in changes if change.kind == ChangeKind.MERGED}
    if not into:
        return []
    codings = bench.ledger.codings()
    standing = {(each.coder_id, each.document_id, each.span, each.code, each.mode, each.round) for each in codings}
    acts: list[CodingRestamped | CodingRemoved] = []
    for coding in codings:
        code = into.get(coding.code)
        if code is None:
            continue
        why = f"{coding.code} was merged into {code}: {reason}"
        place = (coding.coder_id, coding.document_id, coding.span, code, coding.mode, coding.round)
        if place in standing:
            acts.append(CodingRemoved(coding_id=coding.id, reason=f"{why} (the same coding stands there already)"))
        else:
            standing.add(place)
            acts.append(CodingRestamped(coding_id=coding.id, codebook_id=codebook.id, code=code, reason=why))
    return acts


def codebook_history(bench: Workbench) -> tuple[Version, ...]:
    """Return all versions with who published them, when, why, and what each changes; the newest last."""
    versions: list[Version] = []
    for each in bench.ledger.codebooks():
        codebook = version_of(bench, each.id)
        before = versions[-1].codebook if versions else None
        changes = each.changes or published_changes(before, codebook)
        versions.append(Version(codebook=codebook, reason=each.reason, actor=each.actor, at=each.at, changes=changes))
    return tuple(versions)


def version_of(bench: Workbench, codebook_id: CodebookId) -> Codebook:
    """Return a published version.

    Raises:
        StudyError: There is none of that id.
    """
    codebook = bench.ledger.codebook(codebook_id)
    if codebook is None:
        raise StudyError(
            f"there is no version {codebook_id[:12]!r} of the codebook; `tricoder codebook versions` lists",
            f"手册没有版本 {codebook_id[:12]!r}；请刷新页面",
        )
    return codebook


def find_version(bench: Workbench, wanted: str) -> Codebook:
    """Return the one version whose number, or the beginning of whose id, is the word given.

    Raises:
        StudyError: None or several are.
    """
    books = [version.codebook for version in codebook_history(bench)]
    fits = [book for book in books if book.version == wanted]
    fits = fits or [book for book in books if len(wanted) >= 4 and book.id.startswith(wanted)]
    if len(fits) == 1:
        return fits[0]
    what = "fits several versions" if fits else "is no version"
    raise StudyError(f"{wanted!r} {what} of the codebook; `tricoder codebook versions` lists them with their ids")


def compare_versions(bench: Workbench, before: CodebookId, after: CodebookId) -> tuple[EntryDifference, ...]:
    """Return what differs between two published versions.

    Raises:
        StudyError: One of them does not exist.
    """
    return compare_codebooks(version_of(bench, before), version_of(bench, after))


def numbered(codebook: Codebook, version: str) -> Codebook:
    """Return the codebook under a version number; its id follows from what it says."""
    changed = replace(codebook, version=version.strip())
    return replace(changed, id=codebook_id(changed))
