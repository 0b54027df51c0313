"""Placeholders: how they are written, and how they are recognised after somebody rewrote them.

Invariant: the pattern that recognises them looks at nothing beside them, and an opening bracket stands only at its
beginning and a closing one only at its end; so text beside a placeholder can never become part of one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.privacy.lexicon import Kind

_ZH = {
    Kind.PERSON: "人物",
    Kind.FIRM: "企业",
    Kind.PLACE: "地点",
    Kind.PHONE: "电话",
    Kind.EMAIL: "邮箱",
    Kind.IDENTITY: "证件",
    Kind.PASSPORT: "护照",
    Kind.CARD: "银行卡",
    Kind.PLATE: "车牌",
    Kind.ACCOUNT: "账号",
    Kind.LINK: "网址",
    Kind.ADDRESS: "地址",
    Kind.BIRTH: "生日",
    Kind.LITERAL: "原文",
}
_EN = {
    Kind.PERSON: "PERSON",
    Kind.FIRM: "FIRM",
    Kind.PLACE: "PLACE",
    Kind.PHONE: "PHONE",
    Kind.EMAIL: "EMAIL",
    Kind.IDENTITY: "IDCARD",
    Kind.PASSPORT: "PASSPORT",
    Kind.CARD: "BANKCARD",
    Kind.PLATE: "PLATE",
    Kind.ACCOUNT: "ACCOUNT",
    Kind.LINK: "LINK",
    Kind.ADDRESS: "ADDRESS",
    Kind.BIRTH: "BIRTHDATE",
    Kind.LITERAL: "LITERAL",
}
_KINDS = {label: kind for labels in (_ZH, _EN) for kind, label in labels.items()}
_NUMBER = r"[0-9０-９]"
_DASH = r"[-_.·－‐‑‒–—―−]"
_BLANK = r"[\s\u3000\u00a0]*"
_LABELS = "|".join((*_ZH.values(), *_EN.values()))
_BRACKETED = (
    rf"[〔\[【［（({{｛「『<＜《〈〖]{_BLANK}(?P<label>{_LABELS})[\s\u3000\u00a0_＿:：#-]*(?P<number>{_NUMBER}{{1,6}})"
    rf"(?:{_BLANK}{_DASH}{_BLANK}(?P<form>{_NUMBER}{{1,4}}))?{_BLANK}[〕\]】］）)}}｝」』>＞》〉〗]"
)
_BARE = (
    rf"(?-i:(?P<bare_en>{'|'.join(_EN.values())})_(?P<bare_en_number>[0-9]{{2,6}})"
    rf"|(?P<bare_zh>{'|'.join(_ZH.values())})(?P<bare_zh_number>0[1-9]))(?:-(?P<bare_form>[0-9]{{1,4}}))?"
)
BLANK = "\ue000"
"""Stands for one code point of something concealed where a text is only looked through."""
PLACEHOLDER = re.compile(f"{_BRACKETED}|{_BARE}", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Reference:
    """What a placeholder says: the thing ``number`` of a kind, in the ``form`` it was written in (1-based)."""

    kind: Kind
    number: int
    form: int = 1

    def written(self, language: str) -> str:
        """Return the placeholder; ``language`` is ``zh`` or ``en``."""
        form = f"-{self.form}" if self.form > 1 else ""
        if language == "en":
            return f"[{_EN[self.kind]}_{self.number:02d}{form}]"
        return f"〔{_ZH[self.kind]}{self.number:02d}{form}〕"


def read_reference(found: re.Match[str]) -> Reference:
    """Return what a match of ``PLACEHOLDER`` says."""
    label = found["label"] or found["bare_en"] or found["bare_zh"]
    number = found["number"] or found["bare_en_number"] or found["bare_zh_number"]
    form = found["form"] or found["bare_form"] or "1"
    return Reference(_KINDS[label.upper()], int(number), int(form))


def language_of(text: str) -> str:
    """Return ``zh`` unless words in Latin letters are more than twice the Han characters."""
    han = len(re.findall(r"[㐀-鿿]", text))
    latin = len(re.findall(r"[A-Za-z]+", text))
    return "en" if latin and han < latin * 0.5 else "zh"
