"""What the tables of a study call things, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.domain.codebook import Codebook, Wording
from assistant.domain.document import SourceType
from assistant.domain.identifiers import CodeId

SOURCE_TYPES: Mapping[SourceType, Wording] = {
    SourceType.INTERVIEW: Wording("访谈", "Interviews"),
    SourceType.NEWS: Wording("新闻报道", "News"),
    SourceType.ANNUAL_REPORT: Wording("年度报告", "Annual reports"),
    SourceType.OFFICIAL_REPORT: Wording("官方报告", "Official reports"),
    SourceType.WHITE_PAPER: Wording("白皮书", "White papers"),
    SourceType.LITERATURE: Wording("理论文献", "Literature"),
    SourceType.BOOK: Wording("专业书籍", "Books"),
    SourceType.OTHER: Wording("其他资料", "Other sources"),
}
VOICES: Mapping[str, Wording] = {
    "owner": Wording("平台方", "platform owner"),
    "platform-owner": Wording("平台方", "platform owner"),
    "owner_derived": Wording("据平台方材料", "derived from the owner"),
    "receiver": Wording("接受方", "receiver"),
    "receiver-firm": Wording("接受方", "receiver"),
    "employee": Wording("员工", "employee"),
    "user": Wording("用户", "user"),
    "government": Wording("政府", "government"),
    "third_party": Wording("第三方", "third party"),
    "third_party_press": Wording("第三方媒体", "third-party press"),
    "scholar": Wording("学者", "scholar"),
}
GAP = Wording("—（本语料无证据）", "— (no evidence in this corpus)")
NOT_DONE = Wording("—（只有计划或宣称）", "— (only planned or promised)")


def voice_label(voice: str) -> Wording:
    """Return what a voice is called; one that is not known keeps its own name."""
    return VOICES.get(voice.replace("-", "_"), VOICES.get(voice, Wording(voice, voice)))


def code_label(codebook: Codebook, code_id: CodeId) -> Wording:
    """Return the label of a code without the remark in brackets at its end."""
    code = codebook.code(code_id)
    if code is None:
        return Wording(code_id, code_id)
    return Wording(_bare(code.label.zh, "（"), _bare(code.label.en, " ("))


def _bare(words: str, bracket: str) -> str:
    head, found, _ = words.rpartition(bracket)
    return head if found and head and words.endswith(("）", ")")) else words
