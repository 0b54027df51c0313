"""PDF files as raw blocks: what is printed on the page in the order in which a person reads it."""

from assistant.reading.pdf.reader import MEDIA_TYPE, read_pdf

__all__ = ["MEDIA_TYPE", "read_pdf"]
