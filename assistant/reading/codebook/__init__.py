"""Codebook files in and out. Invariant: what comes out keeps the schema and does not contradict itself."""

from assistant.reading.codebook.examples import QuoteFinder, UnfoundExample, check_examples
from assistant.reading.codebook.files import FormsAndFiles
from assistant.reading.codebook.loading import build_codebook, codebook_from_rows, load_codebook, parse_codebook
from assistant.reading.codebook.writing import dump_codebook
from assistant.revising import codebook_content

__all__ = [
    "FormsAndFiles",
    "QuoteFinder",
    "UnfoundExample",
    "build_codebook",
    "check_examples",
    "codebook_content",
    "codebook_from_rows",
    "dump_codebook",
    "load_codebook",
    "parse_codebook",
]
