"""Cold starts: the command's help, and from `tricoder serve` to a page that answers; with the memory they take."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from assistant.demonstration import demonstration_study
from evals.bench._rows import Row, told, within

MOST_WAIT = 60


def help_seconds() -> float:
    """Return the seconds of `tricoder --help`, the better of three."""
    times = []
    for _ in range(3):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-m", "assistant.cli", "--help"], check=True, capture_output=True)
        times.append(time.perf_counter() - began)
    return min(times)


def bare_python() -> float:
    """Return the seconds of a Python that imports typer and does nothing."""
    times = []
    for _ in range(3):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", "import typer"], check=True)
        times.append(time.perf_counter() - began)
    return min(times)


def page_seconds(study: Path) -> tuple[float, float]:
    """Return seconds until the page answers, and the most memory of the server by then, in MiB."""
    began = time.perf_counter()
    command = [sys.executable, "-u", "-m", "assistant.cli", "serve", "--study", str(study), "--port", "7999"]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment) as run:
        try:
            address = _address(run)
            _until_it_answers(address, began)
            seconds = time.perf_counter() - began
            status = Path(f"/proc/{run.pid}/status").read_text("utf-8")
            memory = re.search(r"VmHWM:\s+(\d+)", status)
            return seconds, int(memory[1]) / 1024 if memory else 0.0
        finally:
            run.terminate()


def _address(run: subprocess.Popen[str]) -> str:
    for line in run.stdout or ():
        found = re.search(r"http://\S+", line)
        if found:
            return found[0].rstrip("/")
    raise RuntimeError("the server said no address")


def _until_it_answers(address: str, began: float) -> None:
    while time.perf_counter() - began < MOST_WAIT:
        try:
            with urllib.request.urlopen(f"{address}/", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise RuntimeError("the page never answered")


def main() -> int:
    """Measure."""
    with tempfile.TemporaryDirectory() as scratch:
        study = demonstration_study(lambda _words: None, home=Path(scratch))
        page_seconds(study)
        seconds, memory = page_seconds(study)
    rows = [
        within(
            Row(
                what="tricoder --help (bare: import typer)",
                ours=help_seconds(),
                bare=bare_python(),
                unit="s",
                main=True,
            ),
            0.5,
        ),
        within(Row(what="from `tricoder serve` to a page that answers", ours=seconds, unit="s", main=True), 8.0),
        Row(what="memory of the server by then", ours=memory, unit="MiB"),
    ]
    return told("starting", rows)


if __name__ == "__main__":
    sys.exit(main())
