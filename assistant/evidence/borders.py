"""What stands beside a span and would change what its words say: half a word, half a number, a negation left out."""

from __future__ import annotations

import re

from assistant.domain.span import Span
from assistant.evidence.normalised import cuts_character
from assistant.evidence.script import simplified

_REACH = 64
_PARAGRAPH = re.compile(r"\n\s*\n")
_HAN_NUMERALS = "〇零一二两三四五六七八九十百千万亿"
_NUMERAL = re.compile(rf"[0-9０-９{_HAN_NUMERALS}]")
_AMOUNT_END = re.compile(r"[0-9０-９二两三四五六七八九十百千万亿]\Z")
_NUMBER_BEFORE = re.compile(rf"(?:[0-9０-９{_HAN_NUMERALS}](?:点|\s?[.．:：/]\s?)?|[数几第]|分之)\s*\Z")
_NUMBER_AFTER = re.compile(rf"(?:点|\s?[.．:：/]\s?)?[0-9０-９{_HAN_NUMERALS}]")
_FULL_STOP = re.compile(r"(?<![.．。…])[。！？!?.．｡][\s”’」』\"')）】]*\Z")
_DIGIT = re.compile(r"[0-9０-９]")
_UNITS = (
    r"(?:[%％‰℃°]|个?百分点|倍|成(?![本功为立果员长就效熟品])|[十百千万亿]"
    r"|[天日年月周秒元台套家个项名人次件吨米度岁亩升克斤户辆艘架座间条款种批笔届页代期角块]"
    r"|[只头匹张本份单趟组级档箱盒桶栋层所处场门位篇股点]"
    r"|小时|分钟|公[里斤顷]|平方|立方|[千毫厘]米|[千兆]?瓦|[美欧日港英韩澳]元|英镑|卢布|[Kk][Mm]|[Kk][Gg]|[Kk][Ww])"
)
_UNIT_AFTER = re.compile(
    rf"\s*(?:{_UNITS}|per ?cent|million|billion|thousand|bn\b|(?:day|week|month|year|hour|mile|time|dollar|euro)s?\b"
    r"|[-−－–—~～至]\s?[0-9０-９])",
    re.IGNORECASE,
)
_UNIT_CUT = re.compile(rf"[0-9０-９{_HAN_NUMERALS}]\s*\Z")
_UNIT_FIRST = re.compile(rf"(?!万一|个别|个人|人[员才民]|年[轻底初终]|次[年日要])(?:{_UNITS})")
_MEASURED_END = re.compile(rf"[0-9０-９{_HAN_NUMERALS}]\s*{_UNITS}{{1,2}}\Z")
_MEASURE_GOES_ON = re.compile(
    r"半(?!数|年|导|成|天|自)|[多余]|以[上下内外]|之[多内外]|左右|上下|[-−－–—~～至]\s?[0-9０-９]"
)
_DAY = re.compile(rf"[0-9０-９{_HAN_NUMERALS}]{{1,3}}[日号]")
_SIGN_BEFORE = re.compile(
    r"(?:[0-9０-９%％万亿]\s*[-−－–—~～]\s*|(?:^|[^A-Za-z0-9\-−－])[-−－]|[$＄¥￥€£±+＋<>≥≤≈]\s*)\Z"
)
_BOUND_BEFORE = re.compile(
    r"(?:[低小少高大多]于|不足|不到|不及|超过?|[近约逾]|[最至][多少]"
    r"|\b(?:than|under|below|over|above|up to|at (?:most|least)))\s*\Z",
    re.IGNORECASE,
)
_QUALIFIED = re.compile(
    r"(?:[至最][多少]|几乎|差一?点儿?|险些|未必|不见得|似乎|好像|仿佛|据说|据称|听说|号称|声称|自称|所谓|只有|唯有|仅有?"
    r"|计划|打算|预计|预期|有望|希望|力争|争取|试图|企图|可能|也许|或许|大概|应该|应当|本该|本应|如果|假如|假设|要是|倘若|即使|即便|除非)"
    r"(?:要|会|能|能够|可以|将|在|再|还|说)?\Z"
)
_QUALIFIED_EN = re.compile(
    r"\b(?:(?:more|less|fewer|higher|lower|greater|smaller|rather|other) than|nearly|almost|virtually|practically"
    r"|(?<!not )(?<!the )only|if|unless|perhaps|maybe|possibly|probably|allegedly|supposedly|apparently"
    r"|might|may|would|could|should|(?:hoped?|plan(?:s|ned)?|expect(?:s|ed)?|intend(?:s|ed)?|tr(?:y|ies|ied)) to)\s*\Z",
    re.IGNORECASE,
)
_CLAUSE_MARK = re.compile(r"[，。；！？、：,;!?:…（(）)\n]|\.\s")
_IDIOMS = re.compile(
    r"不(?:仅|但|断|同(?!意)|少|过|论|管|只|光|得不|可或缺|可避免|锈钢|乏|久|妨|禁|由得|愧|约而同)|无(?:论|疑|线|缝|感|数|限|边界|非)"
    r"|非(?:常|洲|凡)|除非|未来|[困艰灾疑]难|难(?:点|题|得|怪|道|忘|免|关|度)|(?:特|分|区|级|类|性|识|个|辨|差|告)别|别(?:人|的|墅)|否则"
)
_NEGATED = re.compile(
    r"(?:[不没未无非勿别莫毋否]|很?难(?:以|于|说)?|谈不上|称不上|算不上|假装|避免|防止|拒绝|停止|缺乏|以为|怀疑|质疑|反对)"
    r"(?:有|是|会|能够|能|可以|可能|想|要|愿意|愿|敢|肯|打算|准备|觉得|认为|认|以为|相信|同意|承认|说过|说|再|曾经|曾|必要|必|应该|应|该"
    r"|一定|见得|至于|算|等于|代表|意味着|需要|值得|建议|清楚|知道|确定|属于|存在|理由|用|上|得|到|足|让|使|真正|真的|真|完全|很|太"
    r"|那么|这么|怎么|什么|任何|被|把|给|为|在|我们|他们|你们|它们|我|他|她|它|因为|由于|通过|从|对|了|过|的|地"
    r"|明显|显著|大幅|直接|全部|都|办法|法|人|谁|一[个家人位名次点种项台天])*+\Z"
)
_NONE_OF = re.compile(r"(?:没有|没|无)(?:任何)?一[个家人位名次点种项台天]\w{0,8}\Z")
_NEGATION_CUT = re.compile(r"[并绝莫无若岂]\Z")
_NEGATED_EN = re.compile(
    r"(?:\b(?:not|never|no|nor|neither|without|cannot|hardly|scarcely|barely|rarely|seldom|nobody|none|nothing|few"
    r"|doubt(?:s|ed)?|den(?:y|ies|ied)|(?:fail|fails|failed|failing|unable|refuse|refuses|refused) to|far from"
    r"|instead of|anything but|yet to)|n['’]t)"
    r"(?:\s+(?:really|yet|longer|have|has|had|be|been|being|is|are|was|were|do|does|did|think|believe|feel|say|said"
    r"|sure|that|the|a|an|any|much|very|quite|fully|completely|actually|even|ever|always|we|i|it|they|he|she|you|us"
    r"|our|their|its|this|to|of|in|by|for|able|going|want|intend|expect|see|seen|find|found|claim|mean|at|all"
    r"|evidence|proof|reason|sign|way|case|here|there|people|one|says|saying|as|if|with|on))*\s*\Z",
    re.IGNORECASE,
)
_UNDONE_AFTER = re.compile(r"不(?:了|到|出|起|上|下|好|成|动|完|着|住|清|懂|通|掉|开|来|去|够)|未遂|失败")
_WITHOUT_WHICH = re.compile(
    r"(?:(?:如果|要是|假如|倘若|假设|若)\s*(?:没有|没|不是|不|无)|要不是|若非|幸亏|多亏)[^，,。；;！!？?\n]*[，,]\s*\Z"
    r"|\bif\b[^,.;!?\n]*(?:n['’]t|\bnot)\b[^,.;!?\n]*,\s*\Z",
    re.IGNORECASE,
)
_THAN, _TO, _BUT = (re.compile(rf"\s*{word}\b", re.IGNORECASE) for word in ("than", "to", "but"))
_BUT_ENDS = re.compile(r"\b(?:anything|choice|option|alternative)\Z", re.IGNORECASE)
_ASKED_AFTER = re.compile(r"了?[吗么]|[”’」』\"'）)]*[？?]")
_ASKS = re.compile(
    r"什么|怎|为何|如何|谁|哪|几|多少|多久|多大|多长|是否|难道|究竟|到底|能否|可否|吗|呢|有没有|(\w)不\1"
    r"|\b(?:what|why|how|who|whom|whose|which|when|where|whether)\b"
    r"|^\W*(?:do|does|did|is|are|was|were|can|could|will|would|should|have|has|had|may)\b",
    re.IGNORECASE,
)


def border_fault(text: str, span: Span, within: Span) -> str | None:
    """Return why a span must not be cut out here, None where its borders are sound.

    Args:
        text: The document's text.
        span: The words.
        within: The body they stand in; what stands outside of it, or in another paragraph, says nothing about them.
    """
    if cuts_character(text, span.start) or cuts_character(text, span.end):
        return "the border would cut a character"
    if _inside_word(text, span.start) or _inside_word(text, span.end):
        return "the border would cut a word or a number"
    before = _PARAGRAPH.split(simplified(text[max(within.start, span.start - _REACH) : span.start]))[-1]
    after = _PARAGRAPH.split(simplified(text[span.end : min(within.end, span.end + _REACH)]))[0]
    words = simplified(span.read(text))
    return _number_fault(before, words, after) or _sense_fault(before, words, after)


def ending_fault(text: str, span: Span, quote: str) -> str | None:
    """Return that a quotation ends its sentence where the text goes on without a stop, None where it does not."""
    ends = _FULL_STOP.search(quote) is not None and not _FULL_STOP.search(span.read(text))
    goes_on = span.end < len(text) and text[span.end].isalnum()
    return "the sentence goes on where the quotation ends it" if ends and goes_on else None


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
    if _UNIT_CUT.search(before) and _UNIT_FIRST.match(words):
        return "the number of the first unit is left out"
    if _DAY.match(words) and before.endswith("月"):
        return "the border would cut a date"
    return _end_fault(words, after)


def _end_fault(words: str, after: str) -> str | None:
    if _NUMERAL.match(words[-1]) and _NUMBER_AFTER.match(after):
        return "the border would cut a number"
    if _AMOUNT_END.search(words) and _UNIT_AFTER.match(after):
        return "the unit of the last number is left out"
    if _MEASURED_END.search(words) and _MEASURE_GOES_ON.match(after):
        return "a part of the last amount is left out"
    return None


def _sense_fault(before: str, words: str, after: str) -> str | None:
    clause = _CLAUSE_MARK.split(before)[-1]
    han = _IDIOMS.sub("□", "".join(clause.split()))
    if _WITHOUT_WHICH.search(before):
        return "the condition it hangs on stands right before and is left out"
    return _left_out_before(clause, han, words) or _left_out_after(words, after)


def _left_out_before(clause: str, han: str, words: str) -> str | None:
    """Return why the beginning of the clause, as it is and with its Chinese alone, must not be left out."""
    if _NEGATED_EN.search(clause) or _NEGATED.search(han) or _NONE_OF.search(han):
        return "a negation stands right before and is left out"
    if words[0] == "非" and _NEGATION_CUT.search(han):
        return "the border would cut a negation"
    if _THAN.match(words) and clause.strip():
        return "the first half of a comparison is left out"
    if _QUALIFIED_EN.search(clause) or _QUALIFIED.search(han):
        return "a word that limits it stands right before and is left out"
    if _TO.match(words) and clause.rstrip().casefold().endswith(" used"):
        return "a word that limits it stands right before and is left out"
    return None


def _left_out_after(words: str, after: str) -> str | None:
    if _UNDONE_AFTER.match(after) or (_BUT.match(after) and _BUT_ENDS.search(words)):
        return "the words right after undo it and are left out"
    if _ASKED_AFTER.match(after) and words[-1] not in "?？" and not _ASKS.search(words):
        return "it is part of a question"
    return None
