"""The script and the style of the coding page, put together from readable files in the order they build on."""

from __future__ import annotations

from pathlib import Path

STATIC = Path(__file__).with_name("static")
SCRIPTS = (
    "text",
    "marks",
    "state",
    "places",
    "codebook",
    "drawing",
    "selecting",
    "acting",
    "proposals",
    "deciding",
    "codings",
    "memos",
    "context",
    "panel",
    "sources",
    "locking",
    "following",
    "keys",
    "start",
)
STYLES = ("frame", "text", "codebook", "panels")


def static(*parts: str) -> str:
    """Return a file of the interface as text."""
    return STATIC.joinpath(*parts).read_text("utf-8")


def coding_script(*names: str) -> str:
    """Return the script of the coding page, or some of its files in their order."""
    return "\n".join(static("coding", f"{name}.js") for name in names or SCRIPTS)


def coding_style() -> str:
    """Return the style of the coding page."""
    return "\n".join(static("coding", f"{name}.css") for name in STYLES)
