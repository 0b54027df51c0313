"""What stands beside a span and would change what its words say: half a word, half a number, a negation left out."""

from __future__ import annotations

import re

from assistant.domain.span import Span
from assistant.evidence.normalised import cuts_character

_REACH = 48
_HAN_NUMERALS = "〇零一二两三四五六七八九十百千万亿"
_NUMERAL = re.compile(rf"[0-9０-９{_HAN_NUMERALS}]")
_AMOUNT_END = re.compile(r"[0-9０-９二两三四五六七八九十百千万亿]\Z")
_NUMBER_BEFORE = re.compile(rf"(?:[0-9０-９{_HAN_NUMERALS}](?:点|\s?[.．:：/]\s?)?|[数几第]|分之)\s*\Z")
_NUMBER_AFTER = re.compile(rf"(?:点|\s?[.．:：/]\s?)?[0-9０-９{_HAN_NUMERALS}]")
_DIGIT = re.compile(r"[0-9０-９]")
_UNIT_AFTER = re.compile(
    r"\s*(?:[%％‰℃°]|个?百分点|per ?cent|倍|成(?![本功为立果员长就效熟品])|[十百千万亿]|million|billion|thousand|bn\b"
    r"|[天日年月周秒元台套家个项名人次件吨米度岁]|小时|分钟|公里|平方|美元|欧元|(?:day|week|month|year|hour|time)s?\b"
    r"|[-−－–—~～至]\s?[0-9０-９])",
    re.IGNORECASE,
)
_SIGN_BEFORE = re.compile(
    r"(?:[0-9０-９%％万亿]\s*[-−－–—~～]\s*|(?:^|[^A-Za-z0-9\-−－])[-−－]|[$＄¥￥€£±+＋<>≥≤≈]\s*)\Z"
)
_BOUND_BEFORE = re.compile(
    r"(?:[低小少]于|不足|不到|不及|[最至]多|\b(?:(?:less|fewer|lower) than|under|below|up to|at most))\s*\Z",
    re.IGNORECASE,
)
_CLAUSE_MARK = re.compile(r"[，。；！？、：,;!?:…（(）)\n]|\.\s")
_IDIOMS = re.compile(
    r"不(?:仅|但|断|同(?!意)|少|过|论|管|只|光|得不|可或缺|可避免|锈钢|乏|久|妨|禁|由得|愧|约而同)|无(?:论|疑|线|缝|感|数|限|边界|非)"
    r"|非(?:常|洲|凡)|除非|未来|(?:特|分|区|级|类|性|识|个|辨|差|告)别|别(?:人|的|墅)|否则"
)
_NEGATED = re.compile(
    r"(?:[不没未无非勿别莫毋否]|假装|避免|防止|拒绝|停止|难以|缺乏|以为|怀疑|质疑|反对)"
    r"(?:有|是|会|能够|能|可以|可能|想|要|愿意|愿|敢|肯|打算|准备|觉得|认为|认|以为|相信|同意|承认|说过|说|再|曾经|曾|必要|必|应该|应|该"
    r"|一定|见得|至于|算|等于|代表|意味着|需要|值得|建议|清楚|知道|确定|属于|存在|理由|用|上|得|到|足|让|使|真正|真的|真|完全|很|太"
    r"|那么|这么|怎么|什么|任何|被|把|给|为|在|我们|他们|你们|它们|我|他|她|它|因为|由于|通过|从|对|了|过|的|地"
    r"|明显|显著|大幅|直接|全部|都|办法|法|人|谁)*+\Z"
)
_NEGATED_EN = re.compile(
    r"(?:\b(?:not|never|no|nor|neither|without|cannot|hardly|scarcely|barely|rarely|seldom|nobody|none|nothing|few"
    r"|doubt(?:s|ed)?|den(?:y|ies|ied)|(?:fail|fails|failed|failing|unable|refuse|refuses|refused) to|far from"
    r"|instead of)|n['’]t)"
    r"(?:\s+(?:really|yet|longer|have|has|had|be|been|being|is|are|was|were|do|does|did|think|believe|feel|say|said"
    r"|sure|that|the|a|an|any|much|very|quite|fully|completely|actually|even|ever|always|we|i|it|they|he|she|you|us"
    r"|our|their|its|this|to|of|in|by|for|able|going|want|intend|expect|see|seen|find|found|claim|mean|at|all"
    r"|evidence|proof|reason|sign|way|case|here|there|people|one|says|saying|as|if|with|on))*\s*\Z",
    re.IGNORECASE,
)
_UNDONE_AFTER = re.compile(r"不(?:了|到|出|起|上|下|好|成|动|完|着|住|清|懂|通|掉|开|来|去|够)|未遂|失败")
_ASKED_AFTER = re.compile(r"了?[吗么]|[”’」』\"'）)]*[？?]")
_ASKS = re.compile(
    r"什么|怎|为何|如何|谁|哪|几|多少|多久|多大|多长|是否|能否|可否|吗|呢|有没有|(\w)不\1"
    r"|\b(?:what|why|how|who|whom|whose|which|when|where|whether)\b"
    r"|^\W*(?:do|does|did|is|are|was|were|can|could|will|would|should|have|has|had|may)\b",
    re.IGNORECASE,
)


def border_fault(text: str, span: Span) -> str | None:
    """Return why a span must not be cut out here, None where its borders are sound."""
    if cuts_character(text, span.start) or cuts_character(text, span.end):
        return "the border would cut a character"
    if _inside_word(text, span.start) or _inside_word(text, span.end):
        return "the border would cut a word or a number"
    before = text[max(0, span.start - _REACH) : span.start]
    after = text[span.end : span.end + _REACH]
    words = span.read(text)
    return _number_fault(before, words, after) or _sense_fault(before, words, after)


def _inside_word(text: str, at: int) -> bool:
    """Tell whether Latin letters or digits on both sides of the border belong together."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if _in_word(before) and _in_word(after):
        return True
    joins, far = (before, text[at - 2 : at - 1]) if _in_word(after) else (after, text[at + 1 : at + 2])
    near = after if _in_word(after) else before
    if not (far and _in_word(near) and _in_word(far)):
        return False
    return joins in "'’-‐‑" or (
        joins in ".．,，/:" and _DIGIT.match(near) is not None and _DIGIT.match(far) is not None
    )


def _in_word(char: str) -> bool:
    return char.isalnum() and (char < "\u2e80" or "\uff10" <= char <= "\uff5a")


def _number_fault(before: str, words: str, after: str) -> str | None:
    if _NUMERAL.match(words):
        if _NUMBER_BEFORE.search(before):
            return "the border would cut a number"
        if _DIGIT.match(words) and _SIGN_BEFORE.search(before):
            return "a sign or the first half of a range stands right before"
        if _BOUND_BEFORE.search(before):
            return "a bound stands right before the number"
    if _NUMERAL.match(words[-1]) and _NUMBER_AFTER.match(after):
        return "the border would cut a number"
    if _AMOUNT_END.search(words) and _UNIT_AFTER.match(after):
        return "the unit of the last number is left out"
    return None


def _sense_fault(before: str, words: str, after: str) -> str | None:
    clause = _CLAUSE_MARK.split(before)[-1]
    if _NEGATED_EN.search(clause) or _NEGATED.search(_IDIOMS.sub("□", "".join(clause.split()))):
        return "a negation stands right before and is left out"
    if _UNDONE_AFTER.match(after):
        return "the words right after undo it and are left out"
    if _ASKED_AFTER.match(after) and words[-1] not in "?？" and not _ASKS.search(words):
        return "it is part of a question"
    return None
