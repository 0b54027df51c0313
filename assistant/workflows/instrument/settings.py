"""What makes an instrument this one and no other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from assistant.domain.codebook import Code, Codebook, Family
from assistant.domain.coder import Coder, CoderKind
from assistant.domain.identifiers import CoderId, DocumentId, FamilyId, content_hash
from assistant.domain.segment import Segment
from assistant.prompting import PromptLibrary
from assistant.prompting.siblings import in_order
from assistant.workflows.instrument.chatting import ChatPort
from assistant.workflows.instrument.examples import ExamplePool
from assistant.workflows.instrument.nearness import Nearness, WordNearness

VERSION = "1"
"""Raised when the same configuration would ask or conclude otherwise."""


class Veil(Protocol):
    """Pseudonyms: hides names in what is sent and gives them back in what returns."""

    @property
    def name(self) -> str:
        """Stable name; part of who the instrument is."""
        ...

    def hide(self, text: str) -> str:
        """Return the text with pseudonyms."""
        ...

    def reveal(self, text: str) -> str:
        """Return the text with the names that pseudonyms stand for."""
        ...


class NoVeil:
    """Shows everything as it is."""

    name = "none"

    def hide(self, text: str) -> str:
        """Return the text."""
        return text

    def reveal(self, text: str) -> str:
        """Return the text."""
        return text


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentSettings:
    """What can be set; all of it is part of who the instrument is.

    Attributes:
        families: Families to ask about, empty for all that hold a code which is no abstention.
        window_tokens: Most tokens of passages in one screening question.
        window_segments: Most passages in one screening question.
        answer_tokens: Room kept for the answer.
        examples: Most adjudicated examples in one verification.
        siblings: Most siblings shown in one verification.
        screen: Name of the screening prompt.
        verify: Name of the verification prompt.
        prompt_language: ``zh`` or ``en`` to ask in that language whatever the source's, empty to follow the source.
        order: Order in which codes are listed, see ``prompting.siblings.in_order``.
        sample: Number of the repetition.
    """

    families: frozenset[FamilyId] = frozenset()
    window_tokens: int = 1600
    window_segments: int = 10
    answer_tokens: int = 1200
    examples: int = 6
    siblings: int = 2
    screen: str = "screen"
    verify: str = "verify"
    repair: str = "repair"
    prompt_language: str = ""
    order: int = 0
    sample: int = 0

    def as_pairs(self) -> tuple[tuple[str, str], ...]:
        """Return the settings as sorted name-value pairs."""
        names = ("window_tokens", "window_segments", "answer_tokens", "examples", "siblings", "order", "sample")
        numbers = [(name, str(getattr(self, name))) for name in names]
        families = ("families", " ".join(sorted(self.families)) or "all")
        return tuple(sorted([*numbers, families, ("prompt_language", self.prompt_language or "source")]))


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentParts:
    """Everything the instrument works with.

    Attributes:
        segments_of: All segments of a document in order, questions and headings as well.
        kept_local: Sources whose words must not leave this machine.
    """

    chat: ChatPort
    book: Codebook
    prompts: PromptLibrary
    segments_of: Callable[[DocumentId], Sequence[Segment]]
    settings: InstrumentSettings = field(default_factory=InstrumentSettings)
    nearness: Nearness = field(default_factory=WordNearness)
    pool: ExamplePool = field(default_factory=ExamplePool)
    veil: Veil = field(default_factory=NoVeil)
    kept_local: frozenset[DocumentId] = frozenset()

    def families(self) -> tuple[Family, ...]:
        """Return the families to ask about, in the codebook's order."""
        wanted = self.settings.families
        return tuple(
            family for family in self.book.families if (not wanted or family.id in wanted) and self.codes_of(family.id)
        )

    def codes_of(self, family_id: FamilyId) -> tuple[Code, ...]:
        """Return the codes of a family that can be proposed, in the order in which they are listed."""
        codes = tuple(code for code in self.book.in_family(family_id) if not code.abstain)
        return in_order(codes, self.settings.order)

    def coder(self) -> Coder:
        """Return who this is."""
        identity = self.chat.identity
        configuration = (
            ("codebook", str(self.book.id)),
            ("examples", self.pool.digest),
            ("instrument", f"language model {VERSION}"),
            ("model", identity.spec),
            ("model_reported", identity.reported),
            ("nearness", self.nearness.name),
            *(("parameter." + name, value) for name, value in identity.parameters),
            *self._prompts(),
            *((f"setting.{name}", value) for name, value in self.settings.as_pairs()),
            ("veil", self.veil.name),
        )
        return Coder(
            id=CoderId(content_hash([list(pair) for pair in configuration])),
            name=identity.reported or identity.spec,
            kind=CoderKind.INSTRUMENT,
            configuration=tuple(sorted(configuration)),
        )

    def _prompts(self) -> list[tuple[str, str]]:
        names = (self.settings.screen, self.settings.verify, self.settings.repair)
        files = [self.prompts.prompt(name, language) for name in names for language in ("en", "zh")]
        return [(f"prompt.{file.file_name}", file.sha256) for file in files]
