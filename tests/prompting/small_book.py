"""A codebook small enough to read in a prompt."""

from __future__ import annotations

from assistant.domain.codebook import (
    Attribute,
    AttributeValue,
    Code,
    Codebook,
    Example,
    Exclusion,
    Family,
    FamilyRule,
    Wording,
)
from assistant.domain.document import SourceType
from assistant.prompting import Passage, ScreenTask, Setting, VerifyTask
from assistant.prompting.siblings import confusable


def both(zh: str, en: str) -> Wording:
    return Wording(zh, en)


RES = Code(
    id="A.RES",
    family="A",
    label=both("资源赋能", "Resource empowerment"),
    definition=both("平台把可用之物交给接受方。", "The platform hands something usable to a receiver."),
    inclusion=(both("软件、资金、培训", "Software, money, training"),),
    exclusions=(Exclusion(neighbour="A.STR", rule=both("连接企业的归 A.STR。", "Ties between firms are A.STR.")),),
    indicators=(both("平台送来一套软件", "The platform provided software"),),
    examples=(
        Example(
            text="平台给了我们一套排产软件。", quote="给了我们一套排产软件", why=both("给的是软件", "software is given")
        ),
        Example(
            text="The platform lent us two engineers.",
            quote="lent us two engineers",
            why=both("给的是人", "people are lent"),
        ),
        Example(
            text="平台把供应商接到一起。",
            quote="把供应商接到一起",
            positive=False,
            instead="A.STR",
            why=both("变的是连接", "a tie changes"),
        ),
    ),
)
STR = Code(
    id="A.STR",
    family="A",
    label=both("结构赋能", "Structural empowerment"),
    definition=both("同一产品链上的企业被连接起来。", "Firms on one product's chain are linked."),
    indicators=(both("上下游企业直接往来", "Firms up and down the chain deal directly"),),
    examples=(Example(text="供应商与整机厂直接对话了。", quote="供应商与整机厂直接对话了"),),
)
PSY = Code(
    id="A.PSY",
    family="A",
    label=both("心理赋能", "Psychological empowerment"),
    definition=both("接受方的动机或信任增强。", "The receiver's motive or trust grows."),
    indicators=(both("员工更愿意参与", "Staff are more willing to take part"),),
    examples=(Example(text="大家更信任平台了。", quote="更信任平台了"),),
)
OUT = Code(
    id="D.O1",
    family="D",
    label=both("绩效提高", "Better performance"),
    definition=both("组织的绩效有了性质上的改变。", "An organisation performs differently in kind."),
    indicators=(both("成本下降", "Costs fell"),),
    examples=(Example(text="成本下降了一成。", quote="成本下降了一成"),),
)
NOTHING = Code(
    id="Z.NONE", family="Z", label=both("范围外", "Out of scope"), definition=both("无关。", "Unrelated."), abstain=True
)
TYPES = Family(
    id="A",
    label=both("赋能类型", "Type"),
    question=both("平台给了什么？", "What does the platform give?"),
    rule=FamilyRule.PRIMARY,
)
OUTCOMES = Family(
    id="D", label=both("结果", "Outcome"), question=both("改变了什么？", "What has changed?"), rule=FamilyRule.MULTIPLE
)
ABSTENTION = Family(
    id="Z", label=both("弃权", "Abstention"), question=both("为何不编？", "Why no code?"), rule=FamilyRule.PRIMARY
)
MODALITY = Attribute(
    id="modality",
    label=both("实现状态", "Modality"),
    values=(
        AttributeValue(id="realised", label=both("已实现", "Realised")),
        AttributeValue(id="planned", label=both("计划中", "Planned")),
    ),
)
BOOK = Codebook(
    id="b" * 64,
    name="small",
    version="1",
    title=both("小手册", "Small book"),
    families=(TYPES, OUTCOMES, ABSTENTION),
    codes=(RES, STR, PSY, OUT, NOTHING),
    attributes=(MODALITY,),
)


def setting(language: str = "zh", **more: str) -> Setting:
    given = {"tag": "Dabc", "title": "", "date": "", **more}
    return Setting(source_type=SourceType.INTERVIEW, language=language, **given)


def screen_task(*texts: str, language: str = "zh", book: Codebook = BOOK, **more: str) -> ScreenTask:
    passages = tuple(Passage(label=f"S{number}", text=text) for number, text in enumerate(texts, start=1))
    codes = tuple(code for code in book.in_family("A") if not code.abstain)
    family = next(family for family in book.families if family.id == "A")
    return ScreenTask(family=family, codes=codes, book=book, setting=setting(language, **more), passages=passages)


def verify_task(text: str, language: str = "zh", book: Codebook = BOOK, **more: str) -> VerifyTask:
    code = book.codes[0]
    return VerifyTask(
        family=book.families[0],
        code=code,
        siblings=confusable(code, book),
        book=book,
        setting=setting(language, **more),
        passage=Passage(label="S1", text=text, question="怎么看？" if language == "zh" else "Your view?"),
    )
