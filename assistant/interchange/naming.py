"""Names of codes: compared as people read them, and made into ids that a codebook allows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

from assistant.domain.codebook import Code, Family, Wording

_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003fffd]")
_UNFIT = re.compile(r"[\s\x00-\x1f\x7f]+")
_LONGEST = 60
NO_DEFINITION = Wording("原项目未给出定义", "the project it comes from gives no definition")


def folded(name: str) -> str:
    """Return a name without what people do not mean by it: width, case, doubled blanks."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def as_wording(words: str) -> Wording:
    """Return words on the side of the language they are in."""
    settled = unicodedata.normalize("NFC", words.replace("\r\n", "\n").replace("\r", "\n")).strip()
    return Wording(zh=settled) if _HAN.search(settled) else Wording(en=settled)


def names_of(entry: Code | Family) -> frozenset[str]:
    """Return every name that means this code or family, folded."""
    labels = [label for label in (entry.label.zh, entry.label.en) if label]
    return frozenset(map(folded, [entry.id, *labels, *(f"{entry.id} {label}" for label in labels)]))


def new_id(name: str, taken: Container[str]) -> str:
    """Return an id made of a name: no blanks, at most 60 characters, not taken."""
    visible = "".join(char for char in unicodedata.normalize("NFC", name) if unicodedata.category(char) != "Cf")
    wanted = _UNFIT.sub("_", visible.strip())[:_LONGEST] or "code"
    number, found = 2, wanted
    while found in taken:
        found = f"{wanted}_{number}"
        number += 1
    return found
