"""In which language a prompt is put: that of the source."""

from __future__ import annotations

import re
from typing import Literal

from assistant.domain.document import Language

PromptLanguage = Literal["zh", "en"]
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")
_WORD = re.compile(r"[A-Za-z]+")


def language_of(text: str) -> PromptLanguage:
    """Return ``zh`` where Han characters outnumber Latin words, else ``en``."""
    return "zh" if len(_HAN.findall(text)) > len(_WORD.findall(text)) else "en"


def prompt_language(declared: Language, text: str) -> PromptLanguage:
    """Return the language declared for a source; for a mixed one that of the words shown."""
    if declared is Language.MIXED:
        return language_of(text)
    return "en" if declared is Language.EN else "zh"


def speaks(text: str, language: PromptLanguage) -> bool:
    """Tell whether words are in a language; a few words, or none, are in any."""
    han, words = len(_HAN.findall(text)), len(_WORD.findall(text))
    if language == "zh":
        return han > 0 or words < 4
    return words > 0 or han < 4
