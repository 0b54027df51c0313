"""The house rules that no linter knows: sizes, the prompt lock, and what the project may say of itself."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PYTHON = sorted([*(ROOT / "assistant").rglob("*.py"), *(ROOT / "evals").rglob("*.py"), ROOT / "app.py"])
MIGRATIONS = ROOT / "assistant" / "ledger" / "migrations" / "versions"


def tracked_text_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    kinds = {".py", ".md", ".toml", ".yaml", ".yml", ".txt", ".js", ".css", ".html", ".jinja", ".jsonl", ""}
    return [ROOT / name for name in listed.splitlines() if (ROOT / name).suffix in kinds and (ROOT / name).is_file()]


def body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = node.body[0]
    docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    taken = (first.end_lineno - first.lineno + 1) if docstring else 0
    return node.end_lineno - node.lineno + 1 - taken


def test_files_have_at_most_400_lines():
    long = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in PYTHON}
    assert {name: count for name, count in long.items() if count > 400} == {}


def test_functions_have_at_most_40_lines():
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name} {body_lines(node)}"
        for path in PYTHON
        if path.parent != MIGRATIONS
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and body_lines(node) > 40
    ]
    assert long == []


def test_classes_have_at_most_ten_methods():
    large = []
    for path in PYTHON:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                methods = [n for n in node.body if isinstance(n, ast.FunctionDef) and not n.name.startswith("_")]
                if len(methods) > 10:
                    large.append(f"{path.relative_to(ROOT)} {node.name} {len(methods)}")
    assert large == []


def test_every_room_says_in_its_first_line_what_it_is():
    silent = [
        str(path.relative_to(ROOT))
        for path in PYTHON
        if path.read_text("utf-8").strip() and not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert silent == []


def test_architecture_names_every_room():
    page = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    rooms = [path.name for path in (ROOT / "assistant").iterdir() if path.is_dir() and (path / "__init__.py").exists()]
    assert [room for room in rooms if f"`{room}" not in page] == []


def test_every_command_stands_in_the_readme():
    readme = (ROOT / "README.md").read_text("utf-8")
    from assistant.cli.main import app

    names = [command.name for command in app.registered_commands]
    assert [name for name in names if f"tricoder {name}" not in readme] == []


def test_help_is_fast_because_nothing_heavy_is_imported():
    heavy = ("torch", "gradio", "chromadb", "sqlalchemy", "pandas", "numpy", "rich.progress", "langchain_core")
    code = f"import sys, assistant.cli.main; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


PLACES = re.compile(r"/(?:work|root|home/\w+)/")


@pytest.mark.parametrize("path", [pytest.param(path, id=path.name) for path in tracked_text_files()])
def test_no_file_names_a_path_of_the_machine_it_was_written_on(path: Path):
    if path == Path(__file__):
        return
    assert not PLACES.search(path.read_text("utf-8", errors="replace"))
