"""`make bench`: every benchmark, one process after another, so that none warms the next; the tables are made anew."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

from evals.tables import write_tables

HERE = Path(__file__).parent


def main() -> int:
    """Run each benchmark and print its table under its name; the exit code is the worst of theirs."""
    print(f"{platform.processor() or platform.machine()}, Python {platform.python_version()}\n")
    worst = 0
    for path in sorted(HERE.glob("[!_]*.py")):
        print(f"## {path.stem}\n", flush=True)
        done = subprocess.run([sys.executable, "-m", f"evals.bench.{path.stem}"], cwd=HERE.parents[1], check=False)
        worst = max(worst, done.returncode)
        print(flush=True)
    write_tables()
    return worst


if __name__ == "__main__":
    sys.exit(main())
