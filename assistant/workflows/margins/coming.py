"""Comments of a file planned as acts, and carried out."""

from __future__ import annotations

from collections import Counter

from assistant.domain.acts import Act, CoderRegistered, StudyNoted
from assistant.domain.identifiers import CoderId
from assistant.domain.margins import MarkedText
from assistant.errors import StudyError
from assistant.workflows.margins.desk import CommentDesk
from assistant.workflows.margins.plan import MarginChoice, MarginPlan
from assistant.workflows.workbench import Workbench

IMPORTED = "comments.imported"


def plan_comments(bench: Workbench, marked: MarkedText, choice: MarginChoice | None = None) -> MarginPlan:
    """Return what would come in from the comments of a file.

    Raises:
        StudyError: It is a copy of no source of the study, or a coder named in the choice does not exist.
    """
    desk = CommentDesk(bench, marked, choice or MarginChoice())
    lines = [line for remark in marked.remarks for line in desk.lines(remark)]
    newcomers = desk.joining()
    acts: list[Act] = [*(CoderRegistered(coder=coder) for coder in newcomers), *desk.acts]
    if desk.acts:
        counts = Counter(line.fate.value for line in lines)
        details = {f"count:{name}": str(count) for name, count in counts.items()}
        details |= {"file": marked.name, "source": desk.source.id}
        acts.append(StudyNoted(note=IMPORTED, details=tuple(sorted(details.items()))))
    return MarginPlan(
        file_name=marked.name,
        source=desk.source,
        lines=tuple(lines),
        newcomers=newcomers,
        acts=tuple(acts),
        head=bench.ledger.head(),
        untouched=desk.map.whole,
        changed=marked.changed,
    )


def carry_out_comments(bench: Workbench, plan: MarginPlan, *, actor: CoderId) -> None:
    """Record what a plan says: all of it in one transaction, or nothing.

    Raises:
        StudyError: The study has changed since it was planned.
    """
    if not plan.acts:
        return
    if bench.ledger.head() != plan.head:
        raise StudyError("the study has changed since this import was planned; look at the preview again")
    bench.ledger.append(plan.acts, actor=actor)
