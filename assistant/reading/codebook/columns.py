"""The headers a table may use, in Chinese and in English. A header is read without case, blanks and punctuation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from assistant.errors import CodebookError

Column = tuple[str, str]
"""A field and its language: ``zh``, ``en`` or empty where the header names none."""

CODE_FIELDS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "code", "codeid", "编码", "代码", "编号", "编码id", "编码编号"),
    "family": ("family", "category", "dimension", "家族", "类别", "范畴", "维度", "所属类别"),
    "label": ("label", "name", "title", "名称", "标签", "名", "编码名称"),
    "definition": ("definition", "description", "定义", "描述", "含义", "操作化定义"),
    "inclusion": (
        "inclusion",
        "include",
        "includes",
        "inclusioncriteria",
        "whentouse",
        "纳入",
        "包含",
        "纳入标准",
        "包括",
    ),
    "exclusion": (
        "exclusion",
        "exclusions",
        "exclude",
        "exclusioncriteria",
        "whennottouse",
        "排除",
        "排除标准",
        "不包括",
    ),
    "neighbour": ("neighbour", "neighbours", "neighbor", "neighbors", "相邻编码", "近邻", "易混编码", "邻近编码"),
    "indicators": ("indicators", "indicator", "指标", "典型表述", "表征"),
    "cues": ("cues", "cue", "keywords", "线索", "线索词", "关键词", "提示词"),
    "positive": (
        "positive",
        "positiveexample",
        "positiveexamples",
        "example",
        "examples",
        "正例",
        "示例",
        "例句",
        "例子",
    ),
    "negative": ("negative", "negativeexample", "negativeexamples", "nearmiss", "counterexample", "反例", "近似反例"),
    "parent": ("parent", "parentcode", "上级", "上级编码", "父编码", "父级"),
    "group": ("group", "grouping", "level", "分组", "组别", "层面"),
    "abstain": ("abstain", "abstention", "弃权", "弃权码"),
    "support": ("support", "source", "reference", "依据", "来源", "出处", "文献依据"),
}
FAMILY_FIELDS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "family", "familyid", "编号", "类别", "家族", "范畴", "维度"),
    "label": ("label", "name", "名称", "标签", "名"),
    "question": ("question", "问题", "编码问题"),
    "rule": ("rule", "规则"),
    "role": ("role", "角色", "作用", "框架角色"),
}
_BILINGUAL = frozenset(
    {"label", "definition", "inclusion", "exclusion", "indicators", "cues", "question", "positive", "negative", "group"}
)
_SIDE = {"zh": "zh", "cn": "zh", "chinese": "zh", "中文": "zh", "en": "en", "english": "en", "英文": "en"}
_WORD = re.compile(r"中文|英文|[^\W_]+?(?=中文|英文|[\W_]|$)")


def read_header(cells: Iterable[str], known: Mapping[str, tuple[str, ...]], file_name: str) -> list[Column | None]:
    """Return the field of each column; None for one left out on purpose (empty, or its header starts with ``#``).

    Raises:
        CodebookError: A header that is not known, one given twice, or no id column.
    """
    columns = [_column(cell, known, file_name) for cell in cells]
    named = [column for column in columns if column]
    for column in named:
        if named.count(column) > 1:
            raise CodebookError(
                f"{file_name!r}: two columns are read as {' '.join(column).strip()!r}: rename one of them"
            )
    if ("id", "") not in named:
        raise CodebookError(f"{file_name!r}: the first row has no id column: name it 'id' or '编码'")
    return columns


def _column(cell: str, known: Mapping[str, tuple[str, ...]], file_name: str) -> Column | None:
    header = unicodedata.normalize("NFKC", cell).strip().casefold()
    if not header or header.startswith("#"):
        return None
    words = _WORD.findall(header)
    side = next((_SIDE[word] for word in words if word in _SIDE), "")
    base = "".join(word for word in words if word not in _SIDE)
    field = next((field for field, aliases in known.items() if base in aliases), None)
    if field is None or (side and field not in _BILINGUAL):
        raise CodebookError(
            f"{file_name!r}: unknown column {cell!r}: use one of {', '.join(known)} (with _zh or _en for words), "
            "or start the header with '#' to leave the column out"
        )
    return field, side
