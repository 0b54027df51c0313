"""Passages and the sentences in them; ``|`` marks where one sentence ends and the next begins."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SentenceCase:
    """A passage written with ``|`` between its sentences (white space beside the bar belongs to no sentence)."""

    name: str
    marked: str


CASES = (
    # Chinese
    SentenceCase("one sentence", "平台帮助我们降低了成本。"),
    SentenceCase("two sentences", "平台上线了。|交货期缩短到20天。"),
    SentenceCase("no final mark", "平台上线了。|交货期缩短"),
    SentenceCase("question", "你们用了多久？|大概三年。"),
    SentenceCase("exclamation", "太快了！|以前要一个月。"),
    SentenceCase("question with exclamation", "真的吗？！|我不信。"),
    SentenceCase("ascii question between Han", "你们用了多久?|大概三年。"),
    SentenceCase("ascii exclamation between Han", "太快了!|以前要一个月。"),
    SentenceCase("semicolon", "成本下降；|效率提高。"),
    SentenceCase("half-width semicolon stays", "成本下降;效率提高。"),
    SentenceCase("ellipsis whole", "我们试过……|后来放弃了。"),
    SentenceCase("single ellipsis character", "我们试过…|后来放弃了。"),
    SentenceCase("ellipsis then full stop", "我们试过……。|后来放弃了。"),
    SentenceCase("ellipsis before a comma", "我们试过……，后来放弃了。"),
    SentenceCase("closing quotation mark", "他说：“平台很好。”|我们同意。"),
    SentenceCase("corner brackets", "他说：「平台很好。」|我們同意。"),
    SentenceCase("white corner brackets", "他說：『很好。』|我們同意。"),
    SentenceCase("two closers", "（他说：“很好。”）|我们同意。"),
    SentenceCase("closing bracket", "（见附件。）|我们同意。"),
    SentenceCase("bracket before the stop", "我们同意（见附件）。|没有别的。"),
    SentenceCase("quotation goes on after a comma", "“太好了！”，他说，“就这样。”|我们同意。"),
    SentenceCase("title with a question mark", "《谁在赋能？》一书出版了。|我们读过。"),
    SentenceCase("straight quotation marks close", '他说:"平台很好。"|我们同意。'),
    SentenceCase("straight quotation marks open", '他走了。|"我们开始吧。"|大家同意。'),
    SentenceCase("decimal and per cent", "成本降低7.3%。|效率提高50%。"),
    SentenceCase("full-width decimal", "成本降低7．3％。|效率提高。"),
    SentenceCase("full-width stop as full stop", "成本降低．|效率提高．"),
    SentenceCase("space in a number", "工业 4. 0 时代到来。|我们准备好了。"),
    SentenceCase("stop before Han", "我们用SaaS.|后来换了。"),
    SentenceCase("list numbers", "1.技术方面没有问题。|2.资金方面有困难。"),
    SentenceCase("list numbers with space", "1. 技术方面没有问题。|2. 资金方面有困难。"),
    SentenceCase("number before Han inside", "包括1.技术2.资金两方面。"),
    SentenceCase("version", "升级到3.1.2版本。|运行平稳。"),
    SentenceCase("thousands", "接入1,234.5万台设备。|覆盖29个行业。"),
    SentenceCase("address", "网址是https://a.example.com/b?q=1!x。|欢迎访问。"),
    SentenceCase("e-mail", "写信到li.lei@example.com.cn。|谢谢。"),
    SentenceCase("half-width stop of Han", "成本降低｡|效率提高｡"),
    SentenceCase("white space between", "平台上线了。 　|\n交货期缩短。"),
    SentenceCase("line break is no end", "平台上\n线了。|交货期缩短。"),
    SentenceCase("blank line is an end", "平台上线了\n\n|交货期缩短"),
    SentenceCase("emoji", "太快了🎉。|以前要一个月👩‍💻！|好"),
    SentenceCase("colon and enumeration comma stay", "包括：技术、资金、人才。|没有别的。"),
    SentenceCase("rare Han", "𠮷野公司上线了.|𠮷野公司满意。"),
    # English
    SentenceCase("two English sentences", "The platform went live. |Delivery fell to 20 days."),
    SentenceCase("lower case goes on", "We saw approx. twenty firms. |All stayed."),
    SentenceCase("title abbreviations", "Dr. Chen met Mr. Li and Mrs. Wu. |They agreed."),
    SentenceCase("e.g.", "Tools, e.g. Python, help. |We use them."),
    SentenceCase("i.e. before a capital", "The hub, i.e. COSMOPlat, grew. |It did."),
    SentenceCase("etc. before lower case", "Cost, time, etc. were lower. |Good."),
    SentenceCase("figure", "See Fig. 3 for this. |It is clear."),
    SentenceCase("number word", "Plant No. 5 closed. |No. 6 stayed."),
    SentenceCase("no as an answer", "Did it help? |No. |It did not."),
    SentenceCase("versus", "Cloud vs. Edge is the question. |We chose both."),
    SentenceCase("country", "The U.S. Department agreed. |We left."),
    SentenceCase("company", "Haier Co. Ltd. Qingdao signed. |Midea Inc. Foshan too."),
    SentenceCase("et al.", "Smith et al. (2020) disagree. |We agree."),
    SentenceCase("initials", "J. R. Smith led it. |He left."),
    SentenceCase("numbers English", "It fell by 7.3% to 1,234.5 units. |Fine."),
    SentenceCase("versions English", "We run 3.1.2 now. |It works."),
    SentenceCase("address English", "Go to www.example.com/a.b?c=D. |Then sign in."),
    SentenceCase("e-mail English", "Mail j.doe@example.org. |Thanks."),
    SentenceCase("ellipsis of dots", "Well... We tried it. |It worked."),
    SentenceCase("list number English", "1. Start the machine. |2. Wait."),
    SentenceCase("year at the end", "It began in 2019. |The firm grew."),
    SentenceCase("small number at the end", "We hired 5. |They stayed."),
    SentenceCase("quoted sentence", 'He said "It works." |Then he left.'),
    SentenceCase("curly quoted sentence", "He said “It works.” |Then he left."),
    SentenceCase("question inside a quotation", "“Why now?” he asked. |We waited."),
    SentenceCase("question and exclamation", "Really?! |Yes."),
    SentenceCase("Latin semicolon", "Costs fell; quality rose. |Good."),
    SentenceCase("full-width semicolon amid Latin", "Costs fell；quality rose. |Good."),
    SentenceCase("bracketed sentence", "(See the annex.) |We agree."),
    SentenceCase("sentence after a bracket opens", "We agree. |(See the annex.)"),
    SentenceCase("digit opens a sentence", "The firm grew. |30 people joined."),
    SentenceCase("line break in English", "The platform\nwent live. |Good."),
    SentenceCase("Chinese after English", "It works. |我们同意。|Good."),
    SentenceCase("doctorate", "She holds a Ph.D. Her team grew."),
)
