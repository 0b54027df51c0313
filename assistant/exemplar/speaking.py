"""Grounds, rationales and refusals in the language of the passage."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assistant.domain.codebook import Code
from assistant.domain.proposal import Ground
from assistant.exemplar.lessons import Exemplar
from assistant.exemplar.rules import Pick, Silence
from assistant.exemplar.settings import Scores

_MOST = 3
_SHOWN = 120
"""Characters of a passage shown in a rationale."""
_KINDS = {"near_miss": "example", "quote": "coding"}
_SAYS = {
    ("indicator", "zh"): "最接近指标：「{}」",
    ("inclusion", "zh"): "最接近纳入规则：「{}」",
    ("definition", "zh"): "最接近定义：「{}」",
    ("example", "zh"): "最接近手册示例：「{}」",
    ("coding", "zh"): "最接近已编码段落：「{}」",
    ("cue", "zh"): "含线索词：「{}」",
    ("indicator", "en"): "closest to indicator: “{}”",
    ("inclusion", "en"): "closest to inclusion rule: “{}”",
    ("definition", "en"): "closest to definition: “{}”",
    ("example", "en"): "closest to the codebook's example: “{}”",
    ("coding", "en"): "closest to a coded passage: “{}”",
    ("cue", "en"): "contains the cue “{}”",
}
_BESIDE = {
    "zh": "；次码：得分 {score:.2f}，与主码 {code}（{first:.2f}）相近",
    "en": "; secondary: scores {score:.2f}, near the primary {code} ({first:.2f})",
}
_SILENT = {
    ("", "zh"): "最接近 {code} {score:.2f}，低于 {threshold:.2f}",
    ("label", "zh"): "最接近 {code} {score:.2f}，但句中只有标签、没有内容",
    ("planned", "zh"): "最接近 {code} {score:.2f}，但说的是计划，计划不能支持该码",
    ("nothing", "zh"): "手册没有可比的指标或示例，也没有已编码的段落",
    ("nothing", "en"): "the codebook has no indicator or example to compare with, and nothing is coded yet",
    ("", "en"): "closest: {code} {score:.2f}, below {threshold:.2f}",
    ("label", "en"): "closest: {code} {score:.2f}, but the words only name a label",
    ("planned", "en"): "closest: {code} {score:.2f}, but this is a plan, and plans do not support it",
}


def grounds_of(
    code: Code, shares: Scores, exemplars: Sequence[Exemplar], similar: Scores, language: str
) -> tuple[Ground, ...]:
    """Return the exemplars of the code that contributed most to its score, best first.

    Args:
        code: What was proposed.
        shares: What each exemplar added to the score.
        exemplars: In the same order.
        similar: How alike each exemplar and the passage are.
        language: ``zh`` or ``en``.
    """
    found: dict[str, Ground] = {}
    for place in np.argsort(-shares, kind="stable"):
        if len(found) == _MOST or shares[place] <= 0:
            break
        exemplar = exemplars[place]
        if any(held == code.id for held, _share in exemplar.codes):
            text = exemplar.wording.in_language(language)
            kind = _KINDS.get(exemplar.kind, exemplar.kind)
            found.setdefault(text, Ground(kind, text, round(float(similar[place]), 3)))
    return tuple(found.values())


def rationale_of(pick: Pick, grounds: Sequence[Ground], language: str) -> str:
    """Return why a code was proposed, in one sentence."""
    reason = ""
    if grounds:
        text = grounds[0].text
        shown = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
        reason = _SAYS[grounds[0].kind, language].format(shown)
    if pick.beside is not None:
        reason += _BESIDE[language].format(score=pick.score, code=pick.beside[0], first=pick.beside[1])
    return reason


def refusal_of(silence: Silence, code: Code, language: str) -> str:
    """Return why nothing was proposed, in one sentence."""
    return _SILENT[silence.rule, language].format(code=code.id, score=silence.score, threshold=silence.threshold)
