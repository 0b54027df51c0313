"""Pictures to files: SVG with words as words, PDF with words as outlines, PNG made from that PDF.

One drawing engine makes all three, so that they show the same. PDF and PNG need a font with the characters on this
machine; SVG needs none.
"""

from __future__ import annotations

import io

from assistant.exporting.pdf_drawings import draw_pdf
from assistant.exporting.typefaces import Typefaces, find_typefaces
from assistant.reporting.picture import Picture

DOTS_PER_INCH = 300


def draw_png(picture: Picture, faces: Typefaces | None = None) -> bytes:
    """Return the picture at 300 dots per inch, on white.

    Raises:
        StudyError: No font on this machine can draw its words.
    """
    import pypdfium2  # noqa: PLC0415 - only drawings need it

    document = pypdfium2.PdfDocument(draw_pdf(picture, faces or find_typefaces()))
    try:
        image = document[0].render(scale=DOTS_PER_INCH / 72, fill_color=(255, 255, 255, 255)).to_pil()
    finally:
        document.close()
    held = io.BytesIO()
    image.save(held, "PNG", dpi=(DOTS_PER_INCH, DOTS_PER_INCH))
    return held.getvalue()
