"""The pages put together."""

from __future__ import annotations

import os

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("HF_HUB_OFFLINE", "1")

import gradio as gr
from gradio.components.navbar import Navbar

from assistant.ui.pages import coding, work
from assistant.ui.wording import INTERFACE
from assistant.workflows.workbench import Workbench

FONTS = ["Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "system-ui", "sans-serif"]
"""Fonts of the user's machine; none is fetched."""


def build(bench: Workbench) -> gr.Blocks:
    """Return the whole interface of one study."""
    with gr.Blocks(title=f"Tricoder · {bench.name}", analytics_enabled=False, fill_width=True) as blocks:
        Navbar(main_page_name=INTERFACE["zh"]["page_coding"] + " / " + INTERFACE["en"]["page_coding"])
        coding.build(bench)
    with blocks.route(INTERFACE["zh"]["page_work"] + " / " + INTERFACE["en"]["page_work"], "/work"):
        Navbar(main_page_name=INTERFACE["zh"]["page_coding"] + " / " + INTERFACE["en"]["page_coding"])
        work.build(bench)
    return blocks  # type: ignore[no-any-return]  # Gradio's context manager is untyped


CSS = ".nav-holder a, nav a { color: var(--body-text-color) !important; }"
"""Links to the other pages as readable as the text."""


def theme() -> gr.themes.Base:
    """Return the looks: fonts that have Chinese, nothing from outside."""
    return gr.themes.Default(font=FONTS, font_mono=["ui-monospace", "monospace"])
