"""Chat models, opened: live ones by their settings, recorded ones by their file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from assistant.errors import InstrumentError
from assistant.models.chat import ChatModel, Outfit
from assistant.models.egress import EgressLog, Guard, is_loopback
from assistant.models.replay import Replay
from assistant.models.settings import ModelSettings

BARE = Outfit()


def open_chat_model(
    settings: ModelSettings,
    outfit: Outfit = BARE,
    *,
    egress: EgressLog | None = None,
    environment: Mapping[str, str] = os.environ,
) -> ChatModel:
    """Return a model, ready to be asked; nothing is sent yet.

    Args:
        settings: Which model and how it is asked.
        outfit: Its store of answers, its budget, its patience.
        egress: Where requests to other machines are written down; a model there needs it.
        environment: Where keys and addresses are looked up.

    Raises:
        InstrumentError: A package or a key is missing, or the model is elsewhere and there is no egress log.
    """
    from assistant.models.calling import LangChainCaller  # noqa: PLC0415 - LangChain takes a second to import
    from assistant.models.providers import open_provider  # noqa: PLC0415 - as above

    guard = Guard(egress)
    opened = open_provider(settings, guard, environment)
    if egress is None and not is_loopback(opened.host):
        raise InstrumentError(
            f"model {settings.spec!r} is at {opened.host!r}, outside this machine; what is sent there has to be "
            "written down, and no egress log was given"
        )
    return ChatModel(settings, LangChainCaller(settings, opened, guard), outfit)


def open_replay(settings: ModelSettings, path: Path) -> ChatModel:
    """Return the recorded answers of a model as a model; no question leaves this process.

    Raises:
        InstrumentError: The recordings are missing or damaged.
    """
    return ChatModel(settings, None, Outfit(store=Replay(path)))
