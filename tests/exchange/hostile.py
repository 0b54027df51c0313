"""Reads hostile files in a process of its own and tells what each took, as JSON lines: ``python hostile.py FOLDER``."""

from __future__ import annotations

import json
import re
import resource
import sys
from pathlib import Path

from assistant.errors import SourceError
from assistant.reading import read_source
from assistant.reading.refi_qda import open_package, read_any

EXCHANGED = {".qdpx", ".qdc", ".qde"}


def spent() -> float:
    """Processor seconds of this process and of those it has started."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in both)


def peak() -> float:
    """Most memory that this process or one it has started ever held, in MB.

    Of this process the kernel is asked: what ``getrusage`` says begins with the memory of whoever started it.
    """
    own = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert own is not None
    return max(int(own[1]), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024


def read(path: Path) -> str:
    """Read a file and everything it points to; return why it was refused, or what came."""
    try:
        if path.suffix not in EXCHANGED:
            return f"read: {read_source(path).document.text[:200]}"
        with open_package(path) as package:
            project = read_any(package)
            for source in project.project.sources:
                package.part(source.original)
            texts = [each.text for each in (*project.project.sources, *project.project.notes)]
            return f"read: {texts} {[each.name for each in project.project.codes][:5]} {project.remarks}"[:2000]
    except SourceError as error:
        return f"refused: {error}"


if __name__ == "__main__":
    for file in sorted(Path(sys.argv[1]).iterdir()):
        before = spent()
        outcome = read(file)
        print(json.dumps({"file": file.name, "outcome": outcome, "seconds": spent() - before, "peak": peak()}))
