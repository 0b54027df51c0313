"""Words of the interface for the components that Gradio draws."""

from __future__ import annotations

import gradio as gr
from gradio.i18n import I18nData

from assistant.ui.wording import INTERFACE

_I18N = gr.I18n(en=INTERFACE["en"], zh=INTERFACE["zh"], **{"zh-CN": INTERFACE["zh"], "zh-TW": INTERFACE["zh"]})


def word(key: str) -> I18nData:
    """Return a word that the browser shows in its own language."""
    return _I18N(key)


def translations() -> gr.I18n:
    """Return all words, to be handed to the application."""
    return _I18N
