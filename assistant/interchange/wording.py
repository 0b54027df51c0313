"""What exchange decided, changed or left out, in sentences, in Chinese and in English."""

from __future__ import annotations

from assistant.domain.codebook import Wording
from assistant.domain.exchange import Remark

_LOST = {
    "instruments": Wording("工具（不是人的编码者）", "instruments (coders that are not people)"),
    "runs": Wording("工具的运行", "runs of instruments"),
    "proposals": Wording("建议及其证据与理由", "proposals with their evidence and rationale"),
    "refusals": Wording("工具的弃权与无效答复", "abstentions and unusable answers of instruments"),
    "decisions": Wording("对建议的决定及理由", "decisions on proposals with their reasons"),
    "showings": Wording("谁在何时看过哪条建议", "who saw which proposal when"),
    "assignments": Wording("编码分派", "assignments"),
    "locks": Wording("“该单元已编完”的记录（有别于未编）", "units marked as done (as against not coded)"),
    "adjudications": Wording(
        "裁定的理由与依据（裁定出的编码已写出）", "reasons of verdicts (the codings settled on are written)"
    ),
    "judgements": Wording("三角验证等判断", "judgements of triangulation and the like"),
    "stability": Wording("工具的稳定性测量", "measurements of instruments' stability"),
    "earlier_codebooks": Wording("编码手册的较早版本", "earlier versions of the codebook"),
    "attributes": Wording(
        "编码所带的状态属性（仅 Tricoder 读得到）", "codings with status attributes (only Tricoder reads them back)"
    ),
    "events": Wording("台账事件（谁在何时做了什么）", "events of the ledger (who did what when)"),
    "origins": Wording("编码出自哪条建议", "the proposal that a coding came from"),
    "private_memos": Wording("私人备忘录，未写出", "private memos, not written"),
    "memos_apart": Wording(
        "备忘录所依附的对象写不出，单独列为笔记", "memos whose object cannot be written stand as notes of their own"
    ),
    "retired_codes": Wording(
        "现行手册已无的代码，按其名称写出", "codes that the codebook in force has no more are written by name"
    ),
    "originals_missing": Wording(
        "原始文件缺失或已被改动，只写出文本", "sources whose file is missing or changed: only the text is written"
    ),
    "characters": Wording("XML 不能容纳的字符，已替换为 U+FFFD", "characters that XML cannot hold, replaced by U+FFFD"),
}
"""Leaving."""
_MET = {
    "counting_standard": Wording(
        "份资料的位置按标准计数（码点，末位不含），与选段名称相符",
        "sources whose positions are counted as the standard says, as the selections' names show",
    ),
    "counting": Wording(
        "份资料的位置按另一种方式计数，依选段名称判定",
        "sources whose positions are counted otherwise, as the selections' names show",
    ),
    "counting_unnamed": Wording(
        "份资料的选段名称不是其文字，无从核对；按标准计数",
        "sources whose selections are not named after their words: nothing shows how they count, the standard is taken",
    ),
    "selection_otherwise_named": Wording(
        "处选段的文字与其名称不同，按位置读取", "selections whose words are not their name, read by position"
    ),
    "selection_moved": Wording(
        "处选段因字符规范化（NFC）而改变了长度，边界外移到整字",
        "selections that changed length when characters were composed (NFC); borders went outwards to whole characters",
    ),
    "selection_empty": Wording("处选段不含文字，未导入", "selections without words, not brought in"),
    "selection_outside": Wording("处选段超出原文，未导入", "selections that run past the text, not brought in"),
    "selection_without_place": Wording("处选段没有位置，未导入", "selections without a place, not brought in"),
    "selections_without_words": Wording("处选段所在资料没有文字", "selections in sources without words"),
    "codings_without_words": Wording(
        "条编码所在的选段或资料没有文字，未导入", "codings on selections or sources without words, not brought in"
    ),
    "coding_on_blanks": Wording("条编码只覆盖空白，未导入", "codings that cover white space alone, not brought in"),
    "coding_on_context": Wording(
        "条编码只落在提问或标题上：已导入，不计入一致性",
        "codings on a question or heading alone: brought in, never part of agreement",
    ),
    "coding_on_folder": Wording("条编码给的是代码文件夹，未导入", "codings with a folder of codes, not brought in"),
    "coding_differs": Wording(
        "条编码在本研究中已有而内容不同：保留本研究的", "codings that are here and say something else: ours stay"
    ),
    "coding_unknown_code": Wording(
        "条编码所指的代码不在文件中，未导入", "codings whose code the file does not hold, not brought in"
    ),
    "coding_of_whole_source": Wording(
        "条编码给的是整份资料，转为该资料的备忘录", "codings of a whole source, kept as memos on it"
    ),
    "source_left_out": Wording(
        "份资料没有可读的文字，未导入", "sources without words that can be read, not brought in"
    ),
    "source_changed": Wording(
        "份资料曾导入过，现在文字不同，作为新的资料", "sources seen before whose words differ now, taken as new ones"
    ),
    "original_reads_otherwise": Wording(
        "份资料的随附文件读出来与所编码的文字不同：以文字为准，未保留该文件",
        "sources whose file reads otherwise than the words that were coded: the words count, the file was not kept",
    ),
    "original_missing": Wording(
        "份资料的随附文件不在项目中，以文字为准", "sources whose file is not in the project: the words count"
    ),
    "original_unreadable": Wording(
        "份资料的随附文件读不了，以文字为准", "sources whose file cannot be read: the words count"
    ),
    "areas": Wording(
        "处图像、音视频或页面区域选段，未导入", "selections of pictures, sound, film or page areas, not brought in"
    ),
    "area_by_words": Wording("处 PDF 页面区域选段按其文字找到了位置", "areas of PDF pages found by their words"),
    "note_without_words": Wording("条笔记没有文字，未导入", "notes without words, not brought in"),
    "note_on_nothing": Wording(
        "条笔记不依附于任何对象，作为项目备忘录", "notes on nothing, kept as memos on the project"
    ),
    "definition_as_memo": Wording(
        "个代码按名称匹配而定义不同：保留本研究的，对方的存为备忘录",
        "codes matched by name with another definition: ours stays, theirs became a memo",
    ),
    "variables_as_memo": Wording(
        "份资料的变量在此没有对应字段，存为备忘录", "sources with variables that have no field here, kept as memos"
    ),
    "variable_unknown": Wording("个变量值没有变量名，未导入", "values without a variable, not brought in"),
    "case_selections": Wording("处归入案例的选段，未导入", "selections grouped into cases, not brought in"),
    "links": Wording("条对象之间的链接，未导入", "links between things, not brought in"),
    "graphs": Wording("幅图，未导入", "graphs, not brought in"),
    "sets": Wording("个集合，未导入", "groups, not brought in"),
    "colours": Wording("个代码的颜色，未导入", "colours of codes, not brought in"),
    "guid_made": Wording(
        "个对象的 GUID 缺失、无效或重复，已另给", "things whose GUID is missing, wrong or doubled were given another"
    ),
    "details_unreadable": Wording(
        "Tricoder 的附加记录读不了，按标准内容导入",
        "what Tricoder laid beside cannot be read; read by the standard alone",
    ),
}
"""Coming in."""
_COUNTED = {
    "sources_added": Wording("新增资料", "sources added"),
    "sources_known": Wording("已有资料", "sources there already"),
    "codes_added": Wording("新增代码", "codes added"),
    "coders_added": Wording("新增编码者", "coders added"),
    "codings_added": Wording("新增编码", "codings added"),
    "codings_known": Wording("已有编码", "codings there already"),
    "codings_gone": Wording("本研究中已撤销、不再导入的编码", "codings taken back here, not brought in again"),
    "memos_added": Wording("新增备忘录", "memos added"),
    "memos_known": Wording("已有备忘录", "memos there already"),
    "memos_gone": Wording("本研究中已删除、不再导入的备忘录", "memos removed here, not brought in again"),
}


def remark_words(remark: Remark, language: str, longest: int | None = None) -> str:
    """Return a remark as a line; its instances are cut to so many characters if asked."""
    wording = _LOST.get(remark.kind) or _MET.get(remark.kind)
    said = wording.in_language(language) if wording else remark.kind
    what = remark.what
    if longest is not None and len(what) > longest:
        what = f"{what[:longest]}…"
    gap = "" if language == "zh" else " "
    return f"{remark.count} {said}" + (f"{'：' if language == 'zh' else ':'}{gap}{what}" if what else "")


def count_words(key: str, language: str) -> str:
    """Return what a count of an import counts."""
    wording = _COUNTED.get(key)
    return wording.in_language(language) if wording else key
