"""Second pass: one find at a time, with its full entry, its worst siblings and the nearest adjudicated passages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from assistant.domain.codebook import Code
from assistant.domain.identifiers import CodeId
from assistant.prompting import Fault, VerifyAnswer, VerifyTask
from assistant.prompting.answers import Verdict, parse_verify
from assistant.prompting.budgeting import estimate_tokens
from assistant.prompting.rendering import RenderedPrompt
from assistant.prompting.schemas import verify_schema
from assistant.prompting.siblings import confusable
from assistant.prompting.tasks import verify_prompt
from assistant.workflows.instrument.asking import Question, Talk
from assistant.workflows.instrument.chatting import ChatMessage, ChatRequest
from assistant.workflows.instrument.examples import Retrieved, nearest_examples
from assistant.workflows.instrument.planning import fits
from assistant.workflows.instrument.states import Check, Find, Notes, Work


def verify(work: Work, notes: Notes) -> Talk[None]:
    """Verify every find; a sibling that holds instead is verified itself, once, with its own full entry."""
    finds = [find for find in dict.fromkeys(notes.finds) if find.segment_id not in notes.open]
    notes.checks = yield from _check(work, finds, notes)
    asked = {(find.piece.passage.label, find.code) for find in finds}
    notes.siblings = yield from _check(work, list(dict.fromkeys(_siblings_found(notes.checks, asked))), notes)


def verification_request(work: Work, find: Find) -> ChatRequest:
    """Return the request that verifies a find."""
    return _question(work, find)[0].request


def _check(work: Work, finds: Sequence[Find], notes: Notes) -> Talk[list[Check]]:
    prepared = [_question(work, find) for find in finds]
    results = yield from work.asker.ask([question for question, _shown in prepared])
    checks = [Check(find, result, shown) for find, result, (_q, shown) in zip(finds, results, prepared, strict=True)]
    notes.open.update(check.find.segment_id for check in checks if check.result.open)
    return checks


def _siblings_found(checks: Sequence[Check], asked: set[tuple[str, CodeId]]) -> Iterator[Find]:
    for check in checks:
        answer = check.result.value
        if answer is None or answer.verdict is not Verdict.CODE or check.result.open:
            continue
        if (check.find.piece.passage.label, answer.codes[0]) not in asked:
            yield Find(check.find.piece, check.find.family, answer.codes[0])


def _question(work: Work, find: Find) -> tuple[Question[VerifyAnswer], tuple[Retrieved, ...]]:
    parts, language = work.parts, work.plan.language
    task, prompt, shown = _fitting(work, find)
    request = ChatRequest(
        messages=(ChatMessage("system", prompt.system), ChatMessage("user", prompt.user)),
        schema=verify_schema(task),
        schema_name="verify",
        local_only=work.document.id in parts.kept_local,
        sample=parts.settings.sample,
    )
    repair = parts.prompts.prompt(parts.settings.repair, language)
    return Question(request, partial(parse_verify, task=task), _faults, repair), shown


def _faults(answer: VerifyAnswer) -> tuple[Fault, ...]:
    return answer.faults


def _fitting(work: Work, find: Find) -> tuple[VerifyTask, RenderedPrompt, tuple[Retrieved, ...]]:
    """Return the question with as many examples as the model's window takes; those left out are not shown."""
    parts = work.parts
    code = _entry(work, find)
    siblings = confusable(code, work.book, parts.settings.siblings)
    codes = [code.id, *(sibling.id for sibling in siblings)]
    words = find.piece.unit.text
    retrieved = nearest_examples(words, work.examples, codes, parts.nearness, parts.settings.examples)
    file = parts.prompts.prompt(parts.settings.verify, work.plan.language)
    for count in range(len(retrieved), -1, -1):
        shown = retrieved[:count]
        task = VerifyTask(
            family=find.family,
            code=code,
            siblings=siblings,
            book=work.book,
            setting=work.setting,
            passage=find.piece.passage,
            examples=tuple(each.veiled(parts.veil.hide) for each in shown),
        )
        prompt = verify_prompt(task, file)
        if count == 0 or fits(parts, estimate_tokens(prompt.system) + estimate_tokens(prompt.user)):
            break
    return task, prompt, shown


def _entry(work: Work, find: Find) -> Code:
    code = work.book.code(find.code)
    assert code is not None  # answers name codes of the book only
    return code
