"""Publishing codebooks. A codebook's own examples are checked with the same eyes as everybody's evidence."""

from __future__ import annotations

from assistant.domain.acts import CodebookPublished
from assistant.domain.codebook import Codebook
from assistant.domain.identifiers import CoderId
from assistant.domain.span import Span
from assistant.errors import CodebookError, StudyError
from assistant.evidence import Located, locate_quote
from assistant.workflows.workbench import Workbench


def misquoted_examples(codebook: Codebook) -> list[str]:
    """Return a line for each example whose quotation does not stand in its own text."""
    return [
        f"{code.id}: the quotation {example.quote[:40]!r} does not stand in the example {example.text[:40]!r}; "
        "copy it from there"
        for code in codebook.codes
        for example in code.examples
        if not isinstance(locate_quote(example.text, example.quote, Span(0, len(example.text))), Located)
    ]


def publish_codebook(bench: Workbench, codebook: Codebook, *, reason: str, actor: CoderId) -> None:
    """Bring a version into force.

    Raises:
        CodebookError: An example misquotes its own text.
        StudyError: It is in force already, or the reason is empty.
    """
    if not reason.strip():
        raise StudyError("say why the codebook changes; the reason stands in the audit trail")
    in_force = bench.ledger.codebook()
    if in_force is not None and in_force.id == codebook.id:
        raise StudyError(f"this very codebook (version {codebook.version}) is in force already; change it first")
    wrong = misquoted_examples(codebook)
    if wrong:
        raise CodebookError(f"{len(wrong)} examples misquote their text; the first: {wrong[0]}")
    bench.ledger.append([CodebookPublished(codebook=codebook, reason=reason.strip())], actor=actor)
