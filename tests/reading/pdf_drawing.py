"""A PDF writer of a few lines: text in Helvetica, ruled grids, page rotation; enough to test a reader with."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Sheet:
    """One page under construction, 600 by 800 points, drawn from the bottom left as PDF does."""

    rotate: int = 0
    operators: list[str] = field(default_factory=list)
    size: tuple[int, int] = (600, 800)

    def text(self, x: float, y: float, words: str, size: float = 10, matrix: str = "1 0 0 1") -> Sheet:
        safe = words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        self.operators.append(f"BT /F1 {size} Tf {matrix} {x} {y} Tm ({safe}) Tj ET")
        return self

    def lines(self, x: float, y: float, words: list[str], size: float = 10, pitch: float = 12) -> Sheet:
        for count, line in enumerate(words):
            self.text(x, y - count * pitch, line, size)
        return self

    def grid(self, x: float, y: float, cells: list[list[str]], width: float = 120, height: float = 20) -> Sheet:
        rows, columns = len(cells), len(cells[0])
        for row in range(rows + 1):
            self.operators.append(f"{x} {y - row * height} m {x + columns * width} {y - row * height} l S")
        for column in range(columns + 1):
            self.operators.append(f"{x + column * width} {y} m {x + column * width} {y - rows * height} l S")
        for row, texts in enumerate(cells):
            for column, words in enumerate(texts):
                self.text(x + column * width + 4, y - row * height - 14, words)
        return self


def pdf(*sheets: Sheet, count: int | None = None, info: str = "") -> bytes:
    """Return the file; ``count`` overrides the number of pages it claims."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for sheet in sheets:
        stream = "\n".join(sheet.operators)
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {sheet.size[0]} {sheet.size[1]}] /Rotate {sheet.rotate} "
            f"/Contents {len(objects)} 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {count or len(kids)} >>"
    objects.append(f"<< {info} >>")
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    head = f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{table}"
    tail = f"trailer << /Size {len(places) + 1} /Root 1 0 R /Info {len(places)} 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + head.encode() + tail.encode()
