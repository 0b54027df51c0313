"""The people of a study and what each may do."""

from __future__ import annotations

from dataclasses import replace

from assistant.domain.acts import CoderRegistered
from assistant.domain.coder import Coder, CoderKind, Role
from assistant.domain.identifiers import CoderId
from assistant.errors import StudyError
from assistant.workflows.workbench import Workbench

_MOST_CHARACTERS = 64


def people_of(bench: Workbench) -> tuple[Coder, ...]:
    """Return the people of the study in the order they joined."""
    return tuple(coder for coder in bench.ledger.coders() if coder.kind is CoderKind.PERSON)


def find_coder(bench: Workbench, coder_id: CoderId) -> Coder | None:
    """Return the person of that id, None where the study has none."""
    return next((coder for coder in people_of(bench) if coder.id == coder_id), None)


def known_coder(bench: Workbench, coder_id: CoderId) -> Coder:
    """Return the person of that id.

    Raises:
        StudyError: The study has none.
    """
    found = find_coder(bench, coder_id)
    if found is None:
        raise StudyError(
            f"the study has no person {coder_id!r}; add one with `tricoder coders --add {coder_id}`",
            f"本研究没有成员 {coder_id!r}；可用 `tricoder coders --add {coder_id}` 添加",
        )
    return found


def add_person(bench: Workbench, coder: Coder, *, actor: CoderId) -> Coder:
    """Let a person join the study.

    Raises:
        StudyError: The id is taken, empty or too long, or the name is.
    """
    fit = coder.id.isprintable() and coder.id == coder.id.strip() and 0 < len(coder.id) <= _MOST_CHARACTERS
    if not fit:
        raise StudyError(
            f"{coder.id!r} cannot be an id; give 1 to {_MOST_CHARACTERS} printable characters without outer spaces",
            f"{coder.id!r} 不能作编号；请用 1 至 {_MOST_CHARACTERS} 个可见字符，首尾不留空格",
        )
    if not coder.name.strip() or len(coder.name) > _MOST_CHARACTERS:
        raise StudyError(
            f"give the person a name of 1 to {_MOST_CHARACTERS} characters",
            f"请填写 1 至 {_MOST_CHARACTERS} 个字符的姓名",
        )
    if coder.id in {known.id for known in bench.ledger.coders()}:
        raise StudyError(
            f"the study has a coder {coder.id!r} already; choose another id",
            f"编号 {coder.id!r} 已有人使用；请换一个",
        )
    bench.ledger.append([CoderRegistered(coder=coder)], actor=actor)
    return coder


def give_role(bench: Workbench, coder_id: CoderId, role: Role, *, actor: CoderId) -> Coder:
    """Let a person do more, or less.

    Raises:
        StudyError: The study has no such person, or would be left without a lead.
    """
    coder = known_coder(bench, coder_id)
    others = [each for each in people_of(bench) if each.role is Role.LEAD and each.id != coder_id]
    if coder.role is Role.LEAD and role is not Role.LEAD and not others:
        raise StudyError(
            "a study has at least one lead; make somebody else a lead first",
            "研究至少要有一位负责人；请先让另一人成为负责人",
        )
    changed = replace(coder, role=role)
    if changed != coder:
        bench.ledger.append([CoderRegistered(coder=changed)], actor=actor)
    return changed
