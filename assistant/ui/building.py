"""The pages put together."""

from __future__ import annotations

import os

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("HF_HUB_OFFLINE", "1")

import gradio as gr
from gradio.components.navbar import Navbar

from assistant.domain.coder import Role
from assistant.ui.pages import (
    adjudication,
    assignments,
    audit,
    codebook,
    coding,
    corpus,
    instruments,
    people,
    report,
    triangulation,
    work,
)
from assistant.workflows.workbench import Workbench

PAGES = (
    ("page_coding", "/", coding),
    ("page_corpus", "/corpus", corpus),
    ("page_codebook", "/codebook", codebook),
    ("page_audit", "/audit", audit),
    ("page_triangulation", "/triangulation", triangulation),
    ("page_report", "/report", report),
    ("page_work", "/work", work),
    ("page_instruments", "/instruments", instruments),
    ("page_assignments", "/assignments", assignments),
    ("page_adjudication", "/adjudication", adjudication),
    ("page_people", "/people", people),
)
"""Every page: its word, its path, its module."""
LEAST = dict.fromkeys(("/adjudication", "/assignments", "/instruments", "/people"), Role.LEAD)
"""The role that a page takes, where it is not for everybody."""
FONTS = ["Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "system-ui", "sans-serif"]
"""Fonts of the user's machine; none is fetched."""


def build(bench: Workbench) -> gr.Blocks:
    """Return the whole interface of one study."""
    (_, _, first), *others = PAGES
    with gr.Blocks(title=f"Tricoder · {bench.name}", analytics_enabled=False, fill_width=True) as blocks:
        Navbar(visible=False)  # the shell has the list of pages, in the language chosen
        first.build(bench)
    for name, path, page in others:
        with blocks.route(name, path):
            Navbar(visible=False)
            page.build(bench)
    return blocks  # type: ignore[no-any-return]  # Gradio's context manager is untyped


def theme() -> gr.themes.Base:
    """Return the looks: fonts that have Chinese, nothing from outside."""
    return gr.themes.Default(font=FONTS, font_mono=["ui-monospace", "monospace"])
