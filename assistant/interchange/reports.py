"""The report of an export or of an import as a text file, in Chinese and in English."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from assistant.domain.exchange import Remark
from assistant.interchange.wording import count_words, remark_words

_EXPORT = {
    "zh": (
        "# {file} 中写不出的内容",
        "REFI-QDA 标准没有位置容纳下列内容。标“仅 Tricoder 读得到”的随文件另存（tricoder.json），其他软件会略过。",
        "研究的全部内容都能写出。",
    ),
    "en": (
        "# What {file} does not hold",
        "The REFI-QDA standard has no place for the following. What only Tricoder reads back travels in tricoder.json, "
        "which other programs pass over.",
        "Everything in the study could be written.",
    ),
}
_HOW = {
    "zh": "位置：Unicode 码点，从 0 起，末位不含；文本为 UTF-8、LF 行尾、无字节顺序标记。"
    "原始文件（docx、pdf 等）随附在 sources/ 中，但不在项目里引用："
    "其他软件会按自己读出的文字计位，与所编码的文字不同。",
    "en": "Positions: Unicode code points from 0, end exclusive; texts are UTF-8 with LF line ends and no byte-order "
    "mark. Original files (docx, pdf and so on) travel in sources/, but the project does not point to them: other "
    "programs would count positions in their own reading of them, which is not the text that was coded.",
}


def export_report(file_name: str, remarks: Sequence[Remark], language: str) -> str:
    """Return what an export could not write, the study's language first, as Markdown."""
    languages = ("zh", "en") if language == "zh" else ("en", "zh")
    parts = []
    for each in languages:
        head, about, nothing = _EXPORT[each]
        lines = [f"- {remark_words(remark, each)}" for remark in remarks]
        parts += [head.format(file=file_name), "", about if lines else nothing, "", *lines, "", _HOW[each], ""]
    return "\n".join(parts)


_IMPORT = {
    "zh": ("# {file} 的导入报告", "| 类别 | 对方 | 本研究 | 依据 |", "## 判定、改动与未导入"),
    "en": ("# Report of the import of {file}", "| what | there | here | how |", "## Decided, changed, left out"),
}


def import_report(
    file_name: str,
    counts: Mapping[str, int],
    remarks: Sequence[Remark],
    rows: Iterable[Sequence[str]],
    language: str,
) -> str:
    """Return what an import did or would do, as Markdown."""
    head, columns, decided = _IMPORT["zh" if language == "zh" else "en"]
    table = ["| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |" for row in rows]
    return "\n".join(
        [
            head.format(file=file_name),
            "",
            *(f"- {count_words(key, language)}: {count}" for key, count in counts.items() if count),
            "",
            decided,
            "",
            *(f"- {line}" for line in listed(remarks, language)),
            "",
            columns,
            "|---|---|---|---|",
            *table,
            "",
        ]
    )


def listed(remarks: Iterable[Remark], language: str, longest: int | None = None) -> list[str]:
    """Return remarks as lines."""
    return [remark_words(remark, language, longest) for remark in remarks]
