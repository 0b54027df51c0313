"""Files that a browser has sent."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gradio.utils import get_upload_folder

from assistant.errors import StudyError


@contextmanager
def under_its_own_name(sent: str, name: str) -> Iterator[Path]:
    """Give a sent file the name it had, while it is read; nothing of it is left behind.

    Raises:
        StudyError: It is none of the files that were sent, or its name cannot be one.
    """
    folder, path = Path(get_upload_folder()).resolve(), Path(sent).resolve()
    if folder not in path.parents or not path.is_file():
        raise StudyError("this file did not arrive; choose it again", "没有收到这个文件；请重新选择")
    own = Path(name.replace("\\", "/")).name
    if own in {"", ".", ".."} or "\0" in own or len(own.encode("utf-8", "replace")) > 255:
        raise StudyError(
            f"{name[:40]!r} cannot be the name of a file here; rename it and choose it again",
            f"{name[:40]!r} 不能作文件名；请改名后重新选择",
        )
    with tempfile.TemporaryDirectory() as desk:
        here = Path(desk, own)
        shutil.move(path, here)
        yield here
