"""Pages that draw themselves: a static shell, a script that owns what is in it, and the functions it may call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

STATIC = Path(__file__).with_name("static")


def draw_pane(name: str, functions: Sequence[Callable[..., Any]], scripts: Sequence[str] = ()) -> gr.HTML:
    """Return the pane whose HTML, CSS and script are the static files of that name, with the parts all panes share.

    Args:
        name: Of the files.
        functions: What the script may call.
        scripts: Where the script is cut up, its files in the order they build on, in a folder of that name.
    """
    pieces = [f"{name}/{each}.js" for each in scripts] or [f"{name}.js"]
    css = "".join(_read(f"{each}.css") for each in ("parts", name) if (STATIC / f"{each}.css").exists())
    return gr.HTML(
        value="",
        html_template=_read(f"{name}.html"),
        css_template=css,
        js_on_load="\n".join(map(_read, ["parts.js", *pieces])),
        server_functions=list(functions),
        elem_id=name,
        apply_default_css=False,
    )


def _read(file_name: str) -> str:
    return (STATIC / file_name).read_text("utf-8")
