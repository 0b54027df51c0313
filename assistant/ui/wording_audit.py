"""The words of the audit page, in Chinese and in English, under the same keys."""

from __future__ import annotations

AUDIT: dict[str, dict[str, str]] = {
    "zh": {
        "page_audit": "一致性",
        "audit_hint": "只有盲编编码计入一致性。没有形容词，只有数字、区间和算不出时的原因。",
        "audit_family": "代码族",
        "audit_button": "计算",
        "audit_basis": "依据与方法",
        "audit_forest": "各代码：alpha 与区间",
        "audit_heat": "两两比较（代码集合，MASI 距离）",
        "audit_confusions": "混淆的代码：点一行看单元",
        "audit_units": "单元：点一行读原文",
        "audit_text": "原文与各人所标",
        "audit_next": "下一步",
        "audit_line": "惯例线 .667 与 .80",
        "audit_with_instrument": "虚线框：与工具比较，不是编码者间一致性",
        "audit_nothing": "（无）",
        "audit_head_confusions": "代码|对方给的代码|次数|单元数",
        "audit_head_units": "资料|位置|各人所标",
        "audit_head_next": "代码|名称|分歧次数|占本族|alpha|最常混淆|次数|手册的界线|例",
    },
    "en": {
        "page_audit": "Agreement",
        "audit_hint": "Only blind codings count. No adjectives: figures, intervals, or the reason why there is none.",
        "audit_family": "Family",
        "audit_button": "Compute",
        "audit_basis": "Basis and method",
        "audit_forest": "Each code: alpha with its interval",
        "audit_heat": "Pairs of coders (label sets, MASI distance)",
        "audit_confusions": "Codes confused: click a row for its units",
        "audit_units": "Units: click a row to read the text",
        "audit_text": "Text, and what each coder marked",
        "audit_next": "What to do next",
        "audit_line": "conventional lines .667 and .80",
        "audit_with_instrument": "dashed: with an instrument, no inter-coder agreement",
        "audit_nothing": "(nothing)",
        "audit_head_confusions": "code|the other's code|times|units",
        "audit_head_units": "source|place|marked",
        "audit_head_next": "code|label|apart|share|alpha|confused with|times|the codebook's rule|examples",
    },
}
