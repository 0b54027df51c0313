"""Refreshes an index until it is killed: run as ``python -m tests.retrieval.killed_refresh FOLDER COUNT``."""

from __future__ import annotations

import sys
from pathlib import Path

from assistant.retrieval import placing, vectors
from assistant.retrieval.hashing import HashingEncoder
from assistant.retrieval.index import open_index
from tests.retrieval.toys import entries


def text(number: int) -> str:
    return f"第{number}段:供应链的韧性与成本 {number * 7919 % 1000}"


def told(done: int, total: int, what: str) -> bool:
    print(what, done, total, flush=True)
    return True


if __name__ == "__main__":
    vectors.BATCH = 20
    placing._AT_ONCE = 20
    index = open_index(Path(sys.argv[1]), HashingEncoder(64))
    print("open", flush=True)
    index.refresh(entries(text(number) for number in range(int(sys.argv[2]))), told)
    print("done", flush=True)
    sys.stdin.read()
