"""General traits of a sentence, from short lists of everyday words: they fit any study and know no codebook."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from assistant.domain.codebook import Codebook
from assistant.domain.unit import Unit
from assistant.exemplar.settings import Vectors

_FIGURE = r"[0-9]|[一二三四五六七八九十两][成倍]|百分之|per ?cent|half|double"
_PLANNED = (
    r"(?<!必)将(?=[于在对会把与向由为以进持继全来建推带深成逐]|启动|开展|实施|打造)|(?<![虚模])拟(?!合|定了|人)|计划(?!经济|员|部)|打算|预计|准备(?!金|好了)|有望"
    r"|下一步|明年|未来[^，。]{0,6}[将要]|规划(?!了)|\bwill\b"
    r"|\bplan(?:s|ned|ning)?\b(?!ed economy)|\bintends?\b|\bgoing to\b|\bexpect(?:s|ed)? to\b|\bshall\b|\bnext year\b"
)
_PROMISED = r"承诺|旨在|致力于|力争|目标是|愿景|promis\w+|\baims?\b|committed to"
_ONGOING = (
    r"正在|正由|正从|正逐步|着手|逐步|持续|目前[^，。]{0,8}中|\bis being\b|\bare being\b|\bunder way\b|\bongoing\b"
)
_CON = (
    r"担心|风险|隐患|泄[露漏]|攻击|漏洞|投入太?大|吃不消|太贵|亏|难以|锁定|垄断|受制|抱怨|麻烦|失败|不足|问题|害怕|停产|不[够敢肯能]"
    r"|\brisks?\b|\bleak\w*|\battack\w*|costly|burden|\bfail\w*|\bworr\w+|\bcomplain\w*|lock-in|monopol\w*|\bunable\b|\bshortage\b"
)
_PRO = (
    r"提[高升]|增长|改善|缩短|降低|节省|顺畅?|放心|满意|认同|信任|成功|实现|打通|优化|受益|轻松|便利"
    r"|\bimprov\w*|\brose\b|\bgr[eo]w\w*|\bsav(?:ed|es|ing)\b|\bshorten\w*|\bsatisf\w*|\btrust\w*|\bbetter\b|\bbenefit\w*"
)
_TRAITS = tuple(
    re.compile(words, re.IGNORECASE)
    for words in (
        _FIGURE,
        _PLANNED,
        _PROMISED,
        r"由于|因为|促使|迫使|驱动|逼|推动|使得|because|driven|due to|forc(?:ed|ing)|owing to",
        r"不|没|无|未|\bnot?\b|never|without",
        r"提升|提高|增长|增加|上升|翻番|\brose\b|\brise|increas|\bgrew\b|\bup by",
        r"降低|下降|减少|缩短|压缩|节省|\bfell\b|reduc|\bcut\b|drop|shorten|down by|\bsaved\b",
        r"[感觉]|愿意|信任|满意|开心|热情|踏实|自豪|\bfeel|trust|proud|willing|satisf",
        r"了|已|过(?!程|渡)|\bhas\b|\bhave\b|\bwas\b|\bwere\b",
        r"投入|费用|成本|花[了钱]|付费|cost|money|\bpay|expens|invest",
        r"风险|隐患|泄[露漏]|攻击|漏洞|担心|risk|leak|attack|breach",
        r"分[成享配]|返利|比例|\bshar(?:e|ed|ing)\b|split|rebate",
    )
)


def traits(texts: Sequence[str], labelled: Sequence[bool]) -> Vectors:
    """Return one row of length one or zero per text: which traits it shows; the last says that it names a label."""
    lowered = [text.lower() for text in texts]
    rows = [
        [*(pattern.search(text) is not None for pattern in _TRAITS), named]
        for text, named in zip(lowered, labelled, strict=True)
    ]
    found = np.array(rows, dtype=np.float32).reshape(len(rows), len(_TRAITS) + 1)
    return np.asarray(found / np.sqrt(np.maximum(1, found.sum(axis=1, keepdims=True))), dtype=np.float32)


def is_planned(text: str) -> bool:
    """Tell whether the words speak of something that is yet to come."""
    return re.search(_PLANNED, text, re.IGNORECASE) is not None


def attributes_of(text: str, unit: Unit, book: Codebook) -> tuple[tuple[str, str], ...]:
    """Return proposed values of those status attributes that the codebook declares."""
    guesses = {
        "modality": _modality(text),
        "voice": unit.metadata.voice,
        "polarity": _polarity(text),
        "quantified": "yes" if re.search(_FIGURE, text, re.IGNORECASE) else "no",
    }
    found = []
    for attribute in book.attributes:
        guess = guesses.get(attribute.id, "")
        value = _declared(guess, [value.id for value in attribute.values])
        if value:
            found.append((attribute.id, value))
    return tuple(found)


def _modality(text: str) -> str:
    for name, words in (("promised", _PROMISED), ("planned", _PLANNED), ("ongoing", _ONGOING)):
        if re.search(words, text, re.IGNORECASE):
            return name
    return "realised"


def _polarity(text: str) -> str:
    con = len(re.findall(_CON, text, re.IGNORECASE))
    pro = len(re.findall(_PRO, text, re.IGNORECASE))
    return "neutral" if con == pro else ("con" if con > pro else "pro")


def _declared(guess: str, values: Sequence[str]) -> str:
    """Return the declared value that the guess names: the same, or the only one with it as a part."""
    wanted = guess.lower().replace("_", "-")
    alike = [value for value in values if value.lower().replace("_", "-") == wanted]
    parts = [value for value in values if wanted and wanted in value.lower().replace("_", "-").split("-")]
    return next(iter(alike or (parts if len(parts) == 1 else [])), "")
