"""The pages put together."""

from __future__ import annotations

import os

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("HF_HUB_OFFLINE", "1")

import gradio as gr
from gradio.components.navbar import Navbar

from assistant.ui.pages import audit, coding, work
from assistant.ui.wording import INTERFACE
from assistant.workflows.workbench import Workbench

FONTS = ["Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "system-ui", "sans-serif"]
"""Fonts of the user's machine; none is fetched."""


def build(bench: Workbench) -> gr.Blocks:
    """Return the whole interface of one study."""
    with gr.Blocks(title=f"Tricoder · {bench.name}", analytics_enabled=False, fill_width=True) as blocks:
        Navbar(main_page_name=_both("page_coding"))
        coding.build(bench)
    for name, path, page in (("page_audit", "/audit", audit), ("page_work", "/work", work)):
        with blocks.route(_both(name), path):
            Navbar(main_page_name=_both("page_coding"))
            page.build(bench)
    return blocks  # type: ignore[no-any-return]  # Gradio's context manager is untyped


def _both(key: str) -> str:
    """Return a word in both languages, where Gradio takes one text for every browser."""
    return f"{INTERFACE['zh'][key]} / {INTERFACE['en'][key]}"


CSS = ".nav-holder a, nav a { color: var(--body-text-color) !important; }"
"""Links to the other pages as readable as the text."""


def theme() -> gr.themes.Base:
    """Return the looks: fonts that have Chinese, nothing from outside."""
    return gr.themes.Default(font=FONTS, font_mono=["ui-monospace", "monospace"])
