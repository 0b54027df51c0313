"""Examples that prove themselves: the deciding words must stand in the passage they are said to decide."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assistant.domain.codebook import Codebook, Example
from assistant.domain.identifiers import CodeId

QuoteFinder = Callable[[str, str], bool]
"""Takes a text and a quotation, tells whether the quotation stands in the text."""


@dataclass(frozen=True, slots=True)
class UnfoundExample:
    """An example whose quotation does not stand in its own passage.

    Attributes:
        position: 1-based place among the examples of its code.
    """

    code: CodeId
    position: int
    example: Example

    def __str__(self) -> str:
        """Return one line for the author of the codebook."""
        return f"{self.code}, example {self.position}: {self.example.quote!r} does not stand in its own text"


def check_examples(codebook: Codebook, locate: QuoteFinder) -> list[UnfoundExample]:
    """Return every example whose quotation ``locate`` does not find in the example's text, in the codebook's order."""
    return [
        UnfoundExample(code.id, position, example)
        for code in codebook.codes
        for position, example in enumerate(code.examples, start=1)
        if not example.quote or not locate(example.text, example.quote)
    ]
