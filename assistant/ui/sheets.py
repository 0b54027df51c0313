"""A page that its own script draws: markup, looks and script from files, and the functions it may call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import gradio as gr

STATIC = Path(__file__).with_name("static")


def sheet(name: str, scripts: Sequence[str], functions: Sequence[Callable[..., str]]) -> gr.HTML:
    """Return the page whose files lie in ``static/NAME``; its scripts run one after the other, as one.

    The markup is constant, so that nothing a study holds is ever read as a template.
    """
    folder = STATIC / name
    styles = [STATIC / "sheet.css", folder / f"{name}.css"]
    parts = [STATIC / "sheet.js", *(folder / f"{script}.js" for script in scripts)]
    return gr.HTML(
        value="",
        html_template=f'<div class="sheet {name}"></div>',
        css_template="\n".join(path.read_text("utf-8") for path in styles),
        js_on_load="\n".join(path.read_text("utf-8") for path in parts),
        server_functions=list(functions),
        elem_id=name,
        apply_default_css=False,
    )
