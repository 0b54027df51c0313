"""Codebooks in and out by the ending of the file name; implements ``CodebookFiles`` of the workbench."""

from __future__ import annotations

import os
from pathlib import Path

from assistant.domain.codebook import Codebook
from assistant.errors import CodebookError
from assistant.reading.codebook.loading import build_codebook, load_codebook
from assistant.reading.codebook.workbook import write_whole_workbook
from assistant.reading.codebook.writing import dump_codebook


class FormsAndFiles:
    """Codebooks as files and as the plain data of a form."""

    def build(self, content: object, name: str) -> Codebook:
        """Return the codebook that plain data stands for; ``name`` is for the messages.

        Raises:
            CodebookError: It breaks the schema or contradicts itself; the message says where.
        """
        return build_codebook(content, name)

    def read(self, path: Path) -> Codebook:
        """Return the codebook in a file.

        Raises:
            CodebookError: The file cannot be read, breaks the schema or contradicts itself.
        """
        return load_codebook(path)

    def write(self, codebook: Codebook, path: Path) -> None:
        """Write a codebook as ``.yaml`` or ``.xlsx``, whole or not at all; reading it gives the same codebook again.

        Raises:
            CodebookError: Another ending, or the file cannot be written.
        """
        match path.suffix.lower():
            case ".yaml" | ".yml":
                _write_text(path, dump_codebook(codebook))
            case ".xlsx":
                write_whole_workbook(codebook, path)
            case _:
                raise CodebookError(f"{path.name!r}: a codebook is written as .yaml or .xlsx; choose one of these")


def _write_text(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_text(text, "utf-8")
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise CodebookError(f"{str(path)!r} cannot be written: {error.strerror}") from error
