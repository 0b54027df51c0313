"""The tables of the README, made from the newest results; a test fails when they differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from evals.records import QUALITY, SPEED, newest

ROOT = Path(__file__).resolve().parents[1]
PAGES = {
    "README.md": ("quality", "speed"),
    "evals/README.md": ("quality", "learning", "finding", "speed-all"),
}
Rows = Sequence[Mapping[str, Any]]


def quality_tables() -> str:
    """Return all tables, one after another."""
    return "\n\n".join(block(name) for name in ("quality", "learning", "finding"))


def write_tables() -> None:
    """Write every table between its marks in every page."""
    for name, blocks in PAGES.items():
        path = ROOT / name
        path.write_text(with_blocks(path.read_text("utf-8"), blocks), "utf-8")


def with_blocks(page: str, blocks: Iterable[str]) -> str:
    """Return a page with its tables made anew; the marks are comments that Markdown does not show."""
    for name in blocks:
        opening, closing = f"<!-- {name}: made by python -m evals.run --write -->", f"<!-- end {name} -->"
        head, found, rest = page.partition(opening)
        _old, closed, tail = rest.partition(closing)
        if not found or not closed:
            raise ValueError(f"the page has no place for the table {name!r}; put {opening} and {closing} there")
        page = f"{head}{opening}\n{block(name)}\n{closing}{tail}"
    return page


def block(name: str) -> str:
    """Return one table as Markdown."""
    made = {
        "quality": _quality,
        "learning": _learning,
        "finding": _finding,
        "speed": lambda: _speed(main_only=True),
        "speed-all": lambda: _speed(main_only=False),
    }
    return made[name]()


def _findings(case: str) -> Rows:
    return newest(QUALITY, "case").get(case, {}).get("findings", [])  # type: ignore[return-value]


def _quality() -> str:
    rows = [row for row in _findings("coding-cosmoplat") if row["scorer"] == "set_f1.macro@1" and row["scope"] != "all"]
    families = list(dict.fromkeys(row["scope"] for row in rows))
    lines = [["macro F1 by family", *families]]
    wanted = [
        ("baseline", "adjudicated"), ("instrument", "adjudicated"), ("ceiling", "coder2"),
    ]  # fmt: skip
    for kind, against in wanted:
        for who in dict.fromkeys(row["who"] for row in rows if (row["kind"], row["against"]) == (kind, against)):
            mine = {
                row["scope"]: row for row in rows if (row["kind"], row["against"], row["who"]) == (kind, against, who)
            }
            label = f"{who} and {against}, two people" if kind == "ceiling" else who
            lines.append([label, *(_share(mine.get(family)) for family in families)])
    return _markdown(lines)


def _learning() -> str:
    rows = [row for row in _findings("learning-cosmoplat") if row["scorer"] == "set_f1.macro@1"]
    scopes = list(dict.fromkeys(row["scope"] for row in rows))
    lines = [["macro F1, taught", *scopes]]
    for who in dict.fromkeys(row["who"] for row in rows):
        mine = {row["scope"]: row for row in rows if row["who"] == who}
        lines.append([who, *(_share(mine.get(scope)) for scope in scopes)])
    return _markdown(lines)


def _finding() -> str:
    rows = [row for row in _findings("finding-cosmoplat") if row["scorer"] in {"recall@20@1", "hit@5@1"}]
    wanted = [row for row in rows if row["scope"].startswith("queries") == (row["scorer"] == "hit@5@1")]
    systems = list(dict.fromkeys(row["who"] for row in wanted))
    lines = [["share found", "n", *systems]]
    for scope in dict.fromkeys(row["scope"] for row in wanted):
        mine = {row["who"]: row for row in wanted if row["scope"] == scope}
        any_row = next(iter(mine.values()))
        label = f"{scope} (first {any_row['scorer'].split('@')[1]})"
        lines.append([label, str(any_row["n"]), *(_share(mine.get(system)) for system in systems)])
    return _markdown(lines)


def _speed(*, main_only: bool) -> str:
    lines = [["what", "ours", "bare", "ratio", "limit"]]
    for name, record in sorted(newest(SPEED, "bench").items()):
        rows: Rows = record["rows"]  # type: ignore[assignment]  # written by the benchmarks
        lines += [_speed_row(name, row) for row in rows if row.get("main") or not main_only]
    return _markdown(lines)


def _speed_row(bench: str, row: Mapping[str, Any]) -> list[str]:
    bare = "" if row["bare"] is None else f"{row['bare']:,.4g} {row['unit']}"
    ratio = "" if row["ratio"] is None else f"{row['ratio']:.2f}"
    return [f"{bench}: {row['what']}", f"{row['ours']:,.4g} {row['unit']}", bare, ratio, row.get("limit") or ""]


def _share(row: Mapping[str, Any] | None) -> str:
    return "" if row is None or row["value"] is None else f"{row['value']:.2f}"


def _markdown(lines: Sequence[Sequence[str]]) -> str:
    if len(lines) == 1:
        return "(no results yet)"
    head, *body = ["| " + " | ".join(line) + " |" for line in lines]
    return "\n".join([head, "|" + "---|" * len(lines[0]), *body])
