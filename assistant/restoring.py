"""A backup becomes a study again: unpacked beside its place, checked, then put there in one step."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path

from assistant.bootstrap import open_study
from assistant.domain.proof import Verification
from assistant.errors import StudyError
from assistant.exporting.archives import unpack_archive
from assistant.exporting.whole import sync_folder
from assistant.settings import PROJECT_FILE, StudySettings, read_study_settings, write_study_settings
from assistant.workflows.backing_up import FACTS, FORMAT, LEDGER
from assistant.workflows.proving import verify_study

_OWN_LEDGER = f"sqlite:///{LEDGER}"


def restore_study(backup: Path, folder: Path) -> Verification:
    """Make a study of a backup; return what a complete check of it found.

    Raises:
        StudyError: The file is no backup or is damaged, or something stands where the study should be.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise StudyError(f"{str(folder)!r} exists and is not empty; choose another place for the study")
    draft = folder.absolute().parent / f".{folder.absolute().name}.{secrets.token_hex(4)}.restoring"
    try:
        draft.mkdir(parents=True)
        names = unpack_archive(backup, draft)
        _check_facts(draft, names, backup.name)
        _settle(draft)
        found = _verified(draft)
        if folder.exists():
            folder.rmdir()
        draft.replace(folder)
        sync_folder(folder.absolute().parent)
    except OSError as error:
        raise StudyError(f"{str(folder)!r} cannot be made: {error.strerror or error}") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return found


def _check_facts(draft: Path, names: tuple[str, ...], backup: str) -> None:
    lacking = {FACTS, LEDGER, PROJECT_FILE} - set(names)
    if lacking:
        raise StudyError(f"{backup!r} is no backup of a study (it lacks {min(lacking)!r}); choose another file")
    facts: Mapping[str, object] = json.loads((draft / FACTS).read_text("utf-8"))
    if facts.get("format") != FORMAT:
        raise StudyError(f"{backup!r} was made by a newer version of Tricoder; install it to restore this backup")
    (draft / FACTS).unlink()


def _settle(draft: Path) -> None:
    """Let the settings name the ledger that was restored, also where it had been on a database server."""
    settings = read_study_settings(draft)
    if settings.ledger != _OWN_LEDGER:
        changed = StudySettings.model_validate({**settings.model_dump(), "ledger": _OWN_LEDGER})
        write_study_settings(draft, changed)


def _verified(draft: Path) -> Verification:
    bench = open_study(draft)
    try:
        return verify_study(bench)
    finally:
        bench.close()
