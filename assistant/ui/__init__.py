"""The workbench in the browser. A page calls one workflow per act; text of documents only ever becomes text nodes."""

from assistant.ui.building import build
from assistant.ui.launching import Stand, launch

__all__ = ["Stand", "build", "launch"]
