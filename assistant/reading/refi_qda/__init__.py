"""Projects and codebooks of other analysis programs (REFI-QDA 1.5), read as they write them, not only as they should.

Whatever cannot come is counted and named; nothing in a file is run, fetched or unpacked to the disk.
"""

from assistant.reading.refi_qda.codebooks import CodebookFiles, read_codebook_file
from assistant.reading.refi_qda.package import Package, open_package
from assistant.reading.refi_qda.projects import read_any, read_exchanged_codebook, read_project

__all__ = [
    "CodebookFiles",
    "Package",
    "open_package",
    "read_any",
    "read_codebook_file",
    "read_exchanged_codebook",
    "read_project",
]
