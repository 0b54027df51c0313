"""A chat model that answers by rule: it reads the question as a model would and can be made to fail in every way."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from assistant.workflows.instrument import (
    ChatFailure,
    ChatOutcome,
    ChatReply,
    ChatRequest,
    ModelIdentity,
)
from assistant.workflows.instrument.chatting import Draw, TagT

Rule = Callable[["Asked"], object]


@dataclass(frozen=True)
class Asked:
    """A question, taken apart."""

    request: ChatRequest

    @property
    def kind(self) -> str:
        return self.request.schema_name

    @property
    def repaired(self) -> bool:
        return len(self.request.messages) > 2

    @property
    def tag(self) -> str:
        return self._one("document")

    @property
    def system(self) -> str:
        return self.request.messages[0].content

    @property
    def user(self) -> str:
        return self.request.messages[1].content

    @property
    def candidate(self) -> str:
        return re.search(r"(?:候选编码|Candidate) \[(.*?)\]", self.system)[1]

    @property
    def codes(self) -> list[str]:
        found = self.request.schema["properties"]["found"]["items"]["properties"]
        return found["code"]["enum"]

    @property
    def passages(self) -> dict[str, str]:
        """The words of each passage by its label."""
        found = re.findall(r"<<<([0-9a-f]{10}) (S[\d.]+)[^\n]*\n(.*?)\n\1>>>", self.user, re.DOTALL)
        return {label: words for _fence, label, words in found if "的提问" not in label}

    def _one(self, name: str) -> str:
        return self.request.schema["properties"][name]["enum"][0]

    def screened(self, finds: dict[str, tuple[str, str]], **changes: object) -> dict[str, object]:
        """A screening answer: label -> (code, words); every other passage has none."""
        found = [{"segment": label, "code": code, "evidence": words} for label, (code, words) in finds.items()]
        none = [label for label in self.passages if label not in finds]
        return {"document": self.tag, "found": found, "none": none, **changes}

    def verified(self, label: str, *evidence: str, **changes: object) -> dict[str, object]:
        """A verification answer."""
        return {
            "document": self.tag,
            "segment": self._one("segment"),
            "reason": "符合定义，是平台给的。" if "候选编码" in self.system else "It meets the definition given.",
            "evidence": list(evidence),
            "label": label,
            "attributes": {},
            **changes,
        }


@dataclass
class RuleChat:
    """Answers with what the rule returns: an object (sent as JSON), a text, or a failure."""

    rule: Rule
    identity: ModelIdentity = field(default_factory=lambda: ModelIdentity(spec="fake:rule"))
    asked: list[Asked] = field(default_factory=list)
    model: str = "rule-1"

    def converse(self, draw: Draw[TagT]) -> Iterator[tuple[TagT, ChatOutcome] | None]:
        while (drawn := draw()) is not None:
            yield drawn[0], self._answer(Asked(drawn[1]))

    def _answer(self, asked: Asked) -> ChatOutcome:
        self.asked.append(asked)
        said = self.rule(asked)
        if isinstance(said, ChatFailure):
            return said
        text = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)
        return ChatReply(text=text, model=self.model, tokens_in=100, tokens_out=20)


@dataclass
class DisorderlyChat(RuleChat):
    """A chat model that has several questions under way and answers them in any order, with pauses."""

    chance: random.Random = field(default_factory=lambda: random.Random(0))
    wide: int = 5
    most_under_way: int = 0

    def converse(self, draw: Draw[TagT]) -> Iterator[tuple[TagT, ChatOutcome] | None]:
        under_way: list[tuple[TagT, ChatRequest]] = []
        while True:
            while len(under_way) < self.wide and (drawn := draw()) is not None:
                under_way.append(drawn)
            if not under_way:
                return
            self.most_under_way = max(self.most_under_way, len(under_way))
            if self.chance.random() < 0.2:
                yield None
            tag, request = under_way.pop(self.chance.randrange(len(under_way)))
            yield tag, self._answer(Asked(request))


def failure(kind: str, *, stops: bool = False, raw: str = "") -> ChatFailure:
    return ChatFailure(kind=kind, detail=f"it is {kind}", stops_run=stops, raw=raw)


KEYWORDS = {"软件": "A.RES", "供应商": "A.STR", "信任": "A.PSY", "下降": "D.O1", "software": "A.RES"}


def keyword_rule(asked: Asked) -> object:
    """A model that goes by keywords and quotes the sentence they stand in."""
    if asked.kind == "screen":
        finds = {}
        for label, words in asked.passages.items():
            for word, code in KEYWORDS.items():
                if word in words and code in asked.codes:
                    finds.setdefault(label, (code, word))
        return asked.screened(finds)
    (words,) = list(asked.passages.values())
    word = next(word for word, code in KEYWORDS.items() if code == asked.candidate and word in words)
    sentence = next(each for each in re.split(r"(?<=[。.])", words) if word in each)
    return asked.verified(asked.candidate, sentence.rstrip("。."), attributes={"modality": "realised"})
