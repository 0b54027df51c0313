"""Makes this corpus: ``make.py`` the files and the manifest, ``make.py gold`` the gold, ``make.py pdf`` prints anew.

No two versions of a browser print the same bytes: a PDF is kept as long as its authoring file is unchanged. All else is
made again each time.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import tomllib
from pathlib import Path

from making.authoring import AuthoringError, Source, read_authoring
from making.gold import CODERS, GoldQuote, check_gold, gold_counts, gold_lines, locate, read_gold
from making.office import book_bytes, open_document_bytes, sheet_bytes, word_bytes
from making.pages import page_bytes, printed_bytes
from making.plain import mail_bytes, markdown_bytes, rich_text_bytes, subtitle_bytes, text_bytes

HERE = Path(__file__).resolve().parent
_WRITERS = {
    "docx": word_bytes,
    "eml": mail_bytes,
    "epub": book_bytes,
    "html": page_bytes,
    "md": markdown_bytes,
    "odt": open_document_bytes,
    "pdf": printed_bytes,
    "rtf": rich_text_bytes,
    "txt": text_bytes,
    "vtt": subtitle_bytes,
    "xlsx": sheet_bytes,
}


def make_files(sources: tuple[Source, ...], *, reprint: bool) -> None:
    """Write every source in its format; a PDF that is still true stays unless ``reprint``. Other files are removed."""
    folder = HERE / "sources"
    folder.mkdir(exist_ok=True)
    for stray in {path.name for path in folder.iterdir()} - {source.file for source in sources}:
        (folder / stray).unlink()
    printed = _printed()
    for source in sources:
        writer = _WRITERS.get(source.format)
        if writer is None:
            raise AuthoringError(f"{source.id!r} asks for format {source.format!r}; choose one of {sorted(_WRITERS)}")
        target = folder / source.file
        kept = source.format == "pdf" and target.exists() and source.fingerprint in printed
        if reprint or not kept:
            target.write_bytes(writer(source))


def _printed() -> frozenset[str]:
    """Return the fingerprints of the authoring files that the files in the manifest were made from."""
    manifest = HERE / "manifest.toml"
    if not manifest.exists():
        return frozenset()
    entries = tomllib.loads(manifest.read_text("utf-8"))["source"]
    return frozenset(entry.get("authoring_sha256", "") for entry in entries)


def make_manifest(sources: tuple[Source, ...]) -> None:
    """Write ``manifest.toml``: what each file is, where it claims to come from, and its sha256."""
    told = ("source_type", "language", "case", "voice", "date", "title", "publisher", "organisation", "format")
    lines = [
        'name = "cosmoplat"',
        'title = "工业互联网平台赋能（示范语料）"',
        'licence = "CC-BY-4.0"',
        "invented = true",
    ]
    for source in sources:
        digest = hashlib.sha256((HERE / "sources" / source.file).read_bytes()).hexdigest()
        lines += ["", "[[source]]", f'id = "{source.id}"', f"file = {_quoted(source.file)}", f'sha256 = "{digest}"']
        lines += [f"{'kind' if name == 'source_type' else name} = {_quoted(getattr(source, name))}" for name in told]
        lines += ["invented = true", f'authoring_sha256 = "{source.fingerprint}"']
    (HERE / "manifest.toml").write_text("\n".join(lines) + "\n", "utf-8")


def make_gold(sources: tuple[Source, ...], gold: tuple[GoldQuote, ...]) -> None:
    """Write ``gold/*.jsonl`` with offsets into the canonical text as the package reads it.

    Raises:
        AuthoringError: Some quotes are not found; all of them are listed.
    """
    from assistant.reading import read_source  # noqa: PLC0415 - the files can be made without the package

    texts = {source.id: read_source(HERE / "sources" / source.file).document.text for source in sources}
    lost = []
    for item in gold:
        try:
            locate(item.quote, texts[item.source], item.nth)
        except AuthoringError as error:
            lost.append(f"{item.source}: {error}")
    if lost:
        raise AuthoringError("\n".join(["these quotes are not found:", *lost]))
    (HERE / "gold").mkdir(exist_ok=True)
    files = {source.id: source.file for source in sources}
    for coder in CODERS:
        lines = gold_lines(gold, coder, files, texts)
        (HERE / "gold" / f"{coder}.jsonl").write_text("".join(f"{line}\n" for line in lines), "utf-8")


def make_readme(sources: tuple[Source, ...], gold: tuple[GoldQuote, ...]) -> None:
    """Renew the parts of the README that can be computed: the counts and the list of plants."""
    plants = HERE / "authoring" / "b_plants.md"
    parts = {"counts": _counts(sources, gold), "plants": _demoted(plants.read_text("utf-8"))}
    readme = HERE / "README.md"
    text = readme.read_text("utf-8")
    for name, content in parts.items():
        before, _, rest = text.partition(f"<!-- {name}: begin -->\n")
        _, end, after = rest.partition(f"<!-- {name}: end -->")
        text = f"{before}<!-- {name}: begin -->\n{content}\n{end}{after}"
    readme.write_text(text, "utf-8")


def _demoted(text: str) -> str:
    """Return Markdown with its headings two levels lower, to stand below a second-level heading."""
    return re.sub(r"^#", "###", text.strip(), flags=re.MULTILINE)


def _counts(sources: tuple[Source, ...], gold: tuple[GoldQuote, ...]) -> str:
    rows = [
        "| source | kind | format | voice | Chinese characters | English words | gold quotes |",
        "| --- | --- | --- | --- | ---: | ---: | ---: |",
    ]
    totals = [0, 0]
    for source in sources:
        words = "\n".join(source.words)
        han, latin = len(re.findall(r"[\u4e00-\u9fff]", words)), len(re.findall(r"[A-Za-z]{2,}", words))
        totals = [totals[0] + han, totals[1] + latin]
        coded = sum(item.source == source.id for item in gold)
        rows.append(
            f"| {source.id} | {source.source_type} | {source.format} | {source.voice} | {han} | {latin} | {coded} |"
        )
    rows.append(f"| **{len(sources)}** | | | | **{totals[0]}** | **{totals[1]}** | **{len(gold)}** |")
    told = ", ".join(f"{name}: {count}" for name, count in gold_counts(gold).items())
    return "\n".join([*rows, "", f"Gold: {told}."])


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def run(steps: list[str]) -> str:
    """Do the steps asked for and return what there is now.

    Raises:
        AuthoringError: The authoring files or the gold have faults.
    """
    sources, gold = read_authoring(HERE / "authoring"), read_gold(HERE / "authoring")
    faults = check_gold(gold, {source.id: source for source in sources})
    if faults:
        raise AuthoringError("\n".join(["the gold has faults:", *faults]))
    if steps != ["gold"]:
        make_files(sources, reprint="pdf" in steps)
        make_manifest(sources)
        make_readme(sources, gold)
    if "gold" in steps:
        make_gold(sources, gold)
    return f"{len(sources)} sources, {len(gold)} gold quotes"


def main(steps: list[str]) -> int:
    """Run the steps and return the exit status."""
    try:
        sys.stdout.write(run(steps) + "\n")
    except AuthoringError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
