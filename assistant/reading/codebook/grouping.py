"""Groups of codes from the cells of a table: ``Positive/Organisation`` puts a code into a group inside a group."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import zip_longest

_STEP = re.compile(r"\s*[/／]\s*")

Path = tuple[tuple[str, str], ...]
"""(Chinese, English) of each group on the way down."""


def gather_groups(codes: list[dict[str, object]], families: list[dict[str, object]]) -> None:
    """Take the cell ``group`` out of every code and give each family the groups it names, in the codes' order."""
    found: dict[object, dict[Path, list[object]]] = {}
    for code in codes:
        path = _path(code.pop("group", None))
        places = found.setdefault(code.get("family"), {})
        for depth in range(1, len(path) + 1):
            places.setdefault(path[:depth], [])
        if path:
            places[path].append(code["id"])
    for family in families:
        groups = list(_groups(found.get(family["id"], {})))
        if groups:
            family["groups"] = groups


def _path(words: object) -> Path:
    if not isinstance(words, Mapping):
        return ()
    zh, en = ([step for step in _STEP.split(str(words.get(side, ""))) if step.strip()] for side in ("zh", "en"))
    return tuple(zip_longest(zh, en, fillvalue=""))


def _groups(places: Mapping[Path, list[object]]) -> Iterator[dict[str, object]]:
    names = {path: f"g{number}" for number, path in enumerate(places, start=1)}
    for path, codes in places.items():
        entry: dict[str, object] = {"id": names[path], "label": dict(zip(("zh", "en"), path[-1], strict=True))}
        if path[:-1]:
            entry["parent"] = names[path[:-1]]
        yield entry | {"codes": codes}
