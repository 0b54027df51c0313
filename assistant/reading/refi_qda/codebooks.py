"""Codebooks in whatever file: our own kinds, and the codes of another program's codebook or project."""

from __future__ import annotations

from pathlib import Path

from assistant.domain.codebook import Codebook
from assistant.errors import CodebookError, SourceError
from assistant.interchange.matching import codebook_of
from assistant.reading.codebook import FormsAndFiles, build_codebook, load_codebook
from assistant.reading.refi_qda.package import open_package
from assistant.reading.refi_qda.projects import read_any
from assistant.revising import codebook_content

_EXCHANGED = (".qdc", ".qdpx", ".qde")


def read_codebook_file(path: Path) -> Codebook:
    """Return the codebook in a file: ``.yaml``, ``.xlsx``, ``.csv``, ``.qdc`` or ``.qdpx``.

    Raises:
        CodebookError: The file cannot be read, holds no codes, breaks the schema or contradicts itself.
    """
    if path.suffix.lower() not in _EXCHANGED:
        return load_codebook(path)
    try:
        with open_package(path) as package:
            project = read_any(package).project
    except SourceError as error:
        raise CodebookError(str(error)) from error
    if not project.codes:
        raise CodebookError(f"{path.name!r} holds no codes; choose another file")
    return build_codebook(codebook_content(codebook_of(project, path.stem)), path.name)


class CodebookFiles(FormsAndFiles):
    """Codebooks as files, those of other programs too; implements ``CodebookFiles`` of the workbench."""

    def read(self, path: Path) -> Codebook:
        """Return the codebook in a file; see ``read_codebook_file``."""
        return read_codebook_file(path)
