"""Who asks and who answers: from the words of the labels first, then from who asks and who speaks at length."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.domain.document import BlockKind, SpeakerRole
from assistant.reading.labels import role_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.reading.building import RawBlock

_QUESTION = re.compile(r"[？?][”\"’'）)」』*\s]*$")
_FEWEST_TURNS = 2


@dataclass(slots=True)
class _Habit:
    turns: int = 0
    questions: int = 0
    characters: int = 0

    @property
    def asking(self) -> float:
        return self.questions / max(self.turns, 1)

    @property
    def length(self) -> float:
        return self.characters / max(self.turns, 1)


def with_roles(blocks: Sequence[RawBlock]) -> list[RawBlock]:
    """Return the blocks with a role on each turn whose speaker's part is known or plain from the talk."""
    habits = _habits(blocks)
    roles = {speaker: role_of(speaker) for speaker in habits}
    known = {role for role in (*roles.values(), *(block.role for block in blocks)) if role is not None}
    if None in roles.values():
        roles = _from_known(habits, roles, known) if known else _from_habits(habits, roles)
    return [
        replace(block, role=roles.get(block.speaker)) if block.speaker and block.role is None else block
        for block in blocks
    ]


def _habits(blocks: Sequence[RawBlock]) -> dict[str, _Habit]:
    habits: dict[str, _Habit] = defaultdict(_Habit)
    for block in blocks:
        if block.kind is BlockKind.TURN and block.speaker:
            body = block.text[block.body_start :].strip()
            habit = habits[block.speaker]
            habit.turns += 1
            habit.questions += bool(_QUESTION.search(body))
            habit.characters += len(body)
    return dict(habits)


_Roles = dict[str, SpeakerRole | None]


def _from_known(habits: dict[str, _Habit], roles: _Roles, known: set[SpeakerRole]) -> _Roles:
    """Fill in the speakers beside a known interviewer (who answer) or a known respondent (who ask)."""
    filled = dict(roles)
    if len(habits) == 2 and len(known) == 1 and any(roles.values()):
        other = SpeakerRole.RESPONDENT if SpeakerRole.INTERVIEWER in known else SpeakerRole.INTERVIEWER
        return {speaker: role or other for speaker, role in roles.items()}
    for speaker, habit in habits.items():
        if roles[speaker] is not None:
            continue
        if SpeakerRole.RESPONDENT not in known and habit.asking < 0.5:
            filled[speaker] = SpeakerRole.RESPONDENT
        elif SpeakerRole.INTERVIEWER not in known and habit.asking >= 0.3:
            filled[speaker] = SpeakerRole.INTERVIEWER
    return filled


def _from_habits(habits: dict[str, _Habit], roles: _Roles) -> _Roles:
    """Tell a speaker who mostly asks, and briefly, from one who mostly answers, and at length."""
    talkers = [speaker for speaker, habit in habits.items() if habit.turns >= _FEWEST_TURNS]
    if len(talkers) < 2:
        return roles
    main = max(talkers, key=lambda speaker: habits[speaker].characters)
    asker = max(talkers, key=lambda speaker: habits[speaker].asking)
    if asker == main or habits[asker].asking < 0.25 or habits[asker].asking < habits[main].asking + 0.15:
        return roles
    filled = dict(roles)
    filled[main] = SpeakerRole.RESPONDENT
    for speaker in talkers:
        habit = habits[speaker]
        if speaker != main and habit.asking >= 0.25 and habit.length < 1.5 * habits[main].length:
            filled[speaker] = SpeakerRole.INTERVIEWER
    return filled
