"""The gold codings: quotes of two coders and their adjudication, turned into offsets into canonical text."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import yaml

from making.authoring import AuthoringError, Source, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

CODERS = ("coder1", "coder2", "adjudicated")
_ATTRIBUTES = {
    "modality": {"realised", "ongoing", "planned", "promised"},
    "voice": {"owner", "owner_derived", "receiver", "employee", "user", "government", "third_party_press", "scholar"},
    "polarity": {"pro", "con", "neutral"},
    "quantified": {"yes", "no"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldQuote:
    """Verbatim words of one source with the codes that each coder gave; ``nth`` is 1-based."""

    source: str
    quote: str
    nth: int | None
    codes: Mapping[str, tuple[str, ...]]
    attributes: Mapping[str, str]
    reason: str

    @property
    def disputed(self) -> bool:
        """Whether the two coders differ."""
        return set(self.codes["coder1"]) != set(self.codes["coder2"])


def read_gold(folder: Path) -> tuple[GoldQuote, ...]:
    """Return the gold quotes of all ``*_gold.yaml`` files, in their order."""
    return tuple(
        GoldQuote(
            source=entry["source"],
            quote=entry["quote"],
            nth=int(entry["nth"]) if "nth" in entry else None,
            codes={coder: tuple(entry[coder]) for coder in CODERS},
            attributes=entry["attributes"],
            reason=entry["reason"],
        )
        for path in sorted(folder.glob("*_gold.yaml"))
        for entry in yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - strings only
    )


def check_gold(gold: Iterable[GoldQuote], sources: Mapping[str, Source]) -> list[str]:
    """Return what is wrong with the gold, one line each: quotes not there or not unique, values, two primaries."""
    faults: list[str] = []
    primaries: dict[tuple[str, int, str, str], set[str]] = {}
    for item in gold:
        if item.source not in sources:
            faults.append(f"{item.source}: no such source")
            continue
        units = _units(sources[item.source])
        places = [place for place, text in enumerate(units) for _ in range(text.count(item.quote))]
        if not places or (len(places) > 1 and item.nth is None) or len(places) < (item.nth or 1):
            faults.append(f"{item.source}: {item.quote!r} stands {len(places)} times")
            continue
        faults += [
            f"{item.source}: {item.quote!r} has {k}={v!r}"
            for k, v in item.attributes.items()
            if v not in _ATTRIBUTES[k]
        ]
        for coder in CODERS:
            for code in item.codes[coder]:
                if code[:2] in ("A.", "B."):
                    stage = re.sub(r"\d$", "", code) if code[0] == "B" else code
                    primaries.setdefault((item.source, places[(item.nth or 1) - 1], coder, code[0]), set()).add(stage)
    faults += [
        f"{key[0]}: {key[2]} gives unit {key[1]} more than one of {key[3]}: {sorted(found)}"
        for key, found in primaries.items()
        if len(found) > 1
    ]
    return faults


def _units(source: Source) -> list[str]:
    units: list[str] = []
    for part in source.parts:
        units += ["\t".join(row) for row in part.rows] if isinstance(part, Table) else [part.text]
    return units


def locate(quote: str, text: str, nth: int | None) -> tuple[int, int]:
    """Return start and end of the quote in the text, exact or else with white space left out on both sides.

    Raises:
        AuthoringError: The quote is not there, or more than once with no ``nth`` to choose.
    """
    found = [(match.start(), match.end()) for match in re.finditer(re.escape(quote), text)]
    if not found:
        kept = [place for place, character in enumerate(text) if not character.isspace()]
        bare = "".join(text[place] for place in kept)
        wanted = "".join(quote.split())
        found = [(kept[m.start()], kept[m.end() - 1] + 1) for m in re.finditer(re.escape(wanted), bare)]
    if len(found) < (nth or 1) or (nth is None and len(found) > 1):
        raise AuthoringError(f"{quote!r} stands {len(found)} times in the text that was read; change it or say nth")
    return found[(nth or 1) - 1]


def gold_lines(
    gold: Iterable[GoldQuote], coder: str, files: Mapping[str, str], texts: Mapping[str, str]
) -> Iterator[str]:
    """Yield one JSON object a line for one coder, ordered by file, place and code."""
    rows = []
    for item in gold:
        start, end = locate(item.quote, texts[item.source], item.nth)
        rows += [(files[item.source], start, end, code, item.attributes) for code in item.codes[coder]]
    rows.sort(key=lambda row: row[:4])
    for one, other in pairwise(rows):
        if one[:4] == other[:4]:
            raise AuthoringError(f"{one[:4]!r} is coded twice by {coder!r}; take one out")
    for file, start, end, code, attributes in rows:
        record = {
            "coder": coder,
            "source": file,
            "start": start,
            "end": end,
            "code": code,
            "attributes": dict(attributes),
        }
        yield json.dumps(record, ensure_ascii=False)


def gold_counts(gold: Iterable[GoldQuote]) -> dict[str, int]:
    """Return how many quotes there are, how many are disputed, and the adjudicated codes by family."""
    items = list(gold)
    families = Counter(code.split(".")[0] for item in items for code in item.codes["adjudicated"])
    counts = {"quotes": len(items), "disputed": sum(item.disputed for item in items)}
    return counts | {f"adjudicated {family}": families[family] for family in sorted(families)}
