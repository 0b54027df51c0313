"""`make evals`: every quality figure that can be made offline from what comes with the program.

Run ``python -m evals.run [--case NAME] [--write]``. Results are appended to ``evals/results/quality.jsonl``;
``--write`` makes the tables of the README and of ``evals/README.md`` anew from the newest results.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence

from assistant.errors import AssistantError
from evals.casefile import Case, read_cases
from evals.measuring import hashes_of, measure
from evals.records import QUALITY, CaseRun, append
from evals.tables import quality_tables, write_tables


def run_case(case: Case) -> CaseRun:
    """Return what a case came to; what stops it is its result."""
    began = time.perf_counter()
    hashes = hashes_of(case)
    try:
        findings = tuple(measure(case))
    except AssistantError as error:
        return CaseRun(case=case.name, hashes=hashes, seconds=time.perf_counter() - began, failed=str(error))
    return CaseRun(case=case.name, hashes=hashes, seconds=time.perf_counter() - began, findings=findings)


def main(arguments: Sequence[str]) -> int:
    """Run the cases; the exit code is 1 if one failed."""
    parser = argparse.ArgumentParser(description="Quality figures.")
    parser.add_argument("--case", help="only this one")
    parser.add_argument("--write", action="store_true", help="make the tables anew")
    asked = parser.parse_args(arguments)
    runs = [run_case(case) for case in read_cases() if asked.case in (None, case.name)]
    for run in runs:
        append(QUALITY, run)
        outcome = f"failed: {run.failed}" if run.failed else f"{len(run.findings)} figures"
        print(f"{run.case}: {outcome} in {run.seconds:.0f} s")
    if asked.write:
        write_tables()
    print(quality_tables())
    return int(any(run.failed for run in runs) or not runs)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
