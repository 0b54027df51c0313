"""Quotations from three invented documents, and whether the software may accept them, and where.

A turn that begins with ``问`` or ``Q`` is the interviewer's.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.domain.proposal import MatchStatus

ALTERED, CROSSING, STITCHED = MatchStatus.ALTERED, MatchStatus.CROSSING, MatchStatus.STITCHED
ELSEWHERE, NOT_FOUND = MatchStatus.ELSEWHERE, MatchStatus.NOT_FOUND

PASSAGES: dict[str, tuple[str, ...]] = {
    "zh": (
        "问：平台给你们带来了什么变化？",
        "答：我们接入卡奥斯平台以后，交货期从35天缩短到20天，采购成本降低了7.3%。"
        "说实话，一开始我们并不认为工业互联网能够成功，后来才慢慢接受。",
        "问：员工的积极性有没有提高？",
        "答：有提高。平台没有强迫员工使用系统，但是员工的满意度提高了。"
        "我们计划明年把3条产线全部接入，预计增加产能5万台。",
        "问：平台真正降低了能耗吗？",
        "答：能耗下降了18%，不良率减少了26%，设计效率提升50%。张伟认为“数据共享”（尤其是供应商数据）很重要；"
        "李娜不同意。不，是客户要求我们这样做的。",
    ),
    "en": (
        "Q: What changed after you joined the platform?",
        "A: We joined the COSMOPlat platform in 2019, and delivery time fell from 35 days to 20 days. "
        "Costs did not rise; they fell by 7.3%. Honestly, we never believed that the industrial internet would "
        "succeed.",
        "Q: Did the employees resist the new system?",
        "A: Employees were not forced to use the system, but their satisfaction improved. "
        "We plan to connect three more lines next year and may add capacity of 50,000 units.",
        "Q: And the market?",
        "A: “Data sharing”, Mr. Chen said, “is the key — nothing else.” The US market doesn’t matter to us, "
        "and no table of prices was published before 2020. Haier and Midea cooperate; Gree was unable to.",
    ),
    "news": (
        "2023 年我国工业互联网平台已突破 1000 家，连接工业设备超 9600 万台（套），服务工业企业超 160 万家。"
        "工业 4. 0 时代，企业不仅降低了成本，而且提高了质量。",
        "十二家供应商共同建设了生态联盟，其中三十家经销商尚未加入。该公司将投资 1,234.5 万元，拟于 2025 年投产。"
        "平台可能帮助中小企业转型，但没有证据表明效率已经提高。",
        "业内人士表示……这一模式难以复制。用户社区增强了用户的认同感——这是平台最大的价值。",
        "库存周转由原来的 45 天降至 30 天，订单增长 2.5 倍！",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteCase:
    """One quotation said to stand in one segment.

    Attributes:
        segment: 0-based place of the segment.
        found: The words it must be found at, empty where it must be refused.
        status: The status expected, None where any refusal (or any way of finding) will do.
    """

    kind: str
    passage: str
    segment: int
    quote: str
    found: str = ""
    status: MatchStatus | None = None


def verbatim(passage: str, segment: int, *quotes: str) -> list[QuoteCase]:
    return [
        QuoteCase(kind="verbatim", passage=passage, segment=segment, quote=q, found=q, status=MatchStatus.EXACT)
        for q in quotes
    ]


def faithful(kind: str, passage: str, segment: int, *pairs: tuple[str, str]) -> list[QuoteCase]:
    return [QuoteCase(kind=kind, passage=passage, segment=segment, quote=q, found=found) for q, found in pairs]


def refused(kind: str, passage: str, segment: int, *quotes: str, status: MatchStatus | None = None) -> list[QuoteCase]:
    return [QuoteCase(kind=kind, passage=passage, segment=segment, quote=q, status=status) for q in quotes]


FAITHFUL: tuple[QuoteCase, ...] = (
    *verbatim(
        "zh",
        1,
        "我们接入卡奥斯平台以后",
        "交货期从35天缩短到20天",
        "采购成本降低了7.3%",
        "采购成本降低了7.3%。",
        "交货期从35天缩短到20天，采购成本降低了7.3%",
        "一开始我们并不认为工业互联网能够成功",
        "说实话，一开始我们并不认为工业互联网能够成功，后来才慢慢接受。",
        "后来才慢慢接受",
        "并不认为工业互联网能够成功",
    ),
    *verbatim(
        "zh",
        3,
        "有提高。",
        "平台没有强迫员工使用系统",
        "员工的满意度提高了",
        "但是员工的满意度提高了",
        "我们计划明年把3条产线全部接入",
        "预计增加产能5万台",
        "我们计划明年把3条产线全部接入，预计增加产能5万台。",
    ),
    *verbatim(
        "zh",
        5,
        "能耗下降了18%",
        "不良率减少了26%",
        "设计效率提升50%。",
        "张伟认为“数据共享”（尤其是供应商数据）很重要",
        "李娜不同意",
        "不，是客户要求我们这样做的",
        "是客户要求我们这样做的",
        "尤其是供应商数据",
    ),
    *verbatim(
        "en",
        1,
        "We joined the COSMOPlat platform in 2019",
        "delivery time fell from 35 days to 20 days",
        "Costs did not rise",
        "they fell by 7.3%",
        "Costs did not rise; they fell by 7.3%.",
        "we never believed that the industrial internet would succeed",
    ),
    *verbatim(
        "en",
        3,
        "Employees were not forced to use the system",
        "their satisfaction improved",
        "We plan to connect three more lines next year",
        "may add capacity of 50,000 units",
    ),
    *verbatim(
        "en",
        5,
        "“Data sharing”, Mr. Chen said, “is the key — nothing else.”",
        "The US market doesn’t matter to us",
        "no table of prices was published before 2020",
        "Haier and Midea cooperate",
        "Gree was unable to",
    ),
    *verbatim("news", 0, "连接工业设备超 9600 万台（套）", "企业不仅降低了成本，而且提高了质量", "提高了质量"),
    *verbatim("news", 1, "十二家供应商共同建设了生态联盟", "三十家经销商尚未加入", "没有证据表明效率已经提高"),
    *verbatim("news", 2, "这一模式难以复制"),
    *verbatim("news", 3, "订单增长 2.5 倍！", "订单增长 2.5 倍"),
    *faithful(
        "re-spaced",
        "zh",
        1,
        ("交货期从 35 天缩短到 20 天", "交货期从35天缩短到20天"),
        ("我们接入 卡奥斯 平台以后", "我们接入卡奥斯平台以后"),
        ("采购成本\n降低了 7.3%", "采购成本降低了7.3%"),
        ("采购成本降低了7.3 %", "采购成本降低了7.3%"),
        ("一开始我们并不认为\u3000工业互联网能够成功", "一开始我们并不认为工业互联网能够成功"),
        (" 后来才慢慢接受 ", "后来才慢慢接受"),
        ("后来\u200b才慢慢接受", "后来才慢慢接受"),
    ),
    *faithful(
        "re-spaced",
        "news",
        0,
        ("2023年我国工业互联网平台已突破1000家", "2023 年我国工业互联网平台已突破 1000 家"),
        ("连接工业设备超9600万台（套）", "连接工业设备超 9600 万台（套）"),
        ("服务工业企业超160万家", "服务工业企业超 160 万家"),
        ("工业4.0时代", "工业 4. 0 时代"),
        ("工业 4.0 时代", "工业 4. 0 时代"),
        ("工业4. 0时代，企业不仅降低了成本", "工业 4. 0 时代，企业不仅降低了成本"),
    ),
    *faithful(
        "re-spaced",
        "en",
        1,
        ("delivery  time fell from 35 days\nto 20 days", "delivery time fell from 35 days to 20 days"),
        ("Costsdidnotrise;theyfellby7.3%", "Costs did not rise; they fell by 7.3%"),
        ("they fell by 7.3 %", "they fell by 7.3%"),
        ("We joined the COSMOPlat\u00a0platform in 2019", "We joined the COSMOPlat platform in 2019"),
    ),
    *faithful(
        "re-spaced",
        "news",
        3,
        ("库存周转由原来的45天降至30天", "库存周转由原来的 45 天降至 30 天"),
        ("订单增长2.5倍", "订单增长 2.5 倍"),
    ),
    *faithful(
        "width",
        "zh",
        1,
        ("交货期从３５天缩短到２０天", "交货期从35天缩短到20天"),
        ("采购成本降低了７．３％", "采购成本降低了7.3%"),
        ("交货期从35天缩短到20天,采购成本降低了7.3%", "交货期从35天缩短到20天，采购成本降低了7.3%"),
        ("说实话,一开始我们并不认为", "说实话，一开始我们并不认为"),
    ),
    *faithful(
        "width",
        "zh",
        5,
        ("张伟认为“数据共享”(尤其是供应商数据)很重要", "张伟认为“数据共享”（尤其是供应商数据）很重要"),
        ("很重要;李娜不同意", "很重要；李娜不同意"),
        ("能耗下降了１８％", "能耗下降了18%"),
        ("设计效率提升５０%", "设计效率提升50%"),
    ),
    *faithful(
        "width",
        "news",
        1,
        ("该公司将投资１，２３４．５万元", "该公司将投资 1,234.5 万元"),
        ("拟于２０２５年投产", "拟于 2025 年投产"),
    ),
    *faithful(
        "width",
        "en",
        1,
        ("Ｗｅ joined the ＣＯＳＭＯＰｌａｔ platform", "We joined the COSMOPlat platform"),
        ("Costs did not rise；they fell by 7.3％", "Costs did not rise; they fell by 7.3%"),
    ),
    *faithful(
        "quotation marks",
        "zh",
        5,
        ('张伟认为"数据共享"（尤其是供应商数据）很重要', "张伟认为“数据共享”（尤其是供应商数据）很重要"),
        ("张伟认为「数据共享」", "张伟认为“数据共享”"),
        ("张伟认为『数据共享』", "张伟认为“数据共享”"),
        ("张伟认为‘数据共享’", "张伟认为“数据共享”"),
        ("张伟认为'数据共享'", "张伟认为“数据共享”"),
        ("“李娜不同意。”", "李娜不同意"),
        ("「能耗下降了18%」", "能耗下降了18%"),
    ),
    *faithful(
        "quotation marks",
        "en",
        5,
        ('"Data sharing", Mr. Chen said', "“Data sharing”, Mr. Chen said"),
        ("'Data sharing', Mr. Chen said", "“Data sharing”, Mr. Chen said"),
        ("The US market doesn't matter to us", "The US market doesn’t matter to us"),
        ('"Haier and Midea cooperate."', "Haier and Midea cooperate"),
        ("is the key - nothing else", "is the key — nothing else"),
        ("is the key – nothing else", "is the key — nothing else"),
        ("is the key--nothing else", "is the key — nothing else"),
    ),
    *faithful(
        "dashes and dots",
        "news",
        2,
        ("用户社区增强了用户的认同感—这是平台最大的价值", "用户社区增强了用户的认同感——这是平台最大的价值"),
        ("增强了用户的认同感--这是平台最大的价值", "增强了用户的认同感——这是平台最大的价值"),
        ("业内人士表示...这一模式难以复制", "业内人士表示……这一模式难以复制"),
        ("业内人士表示…这一模式难以复制", "业内人士表示……这一模式难以复制"),
        ("……这一模式难以复制……", "这一模式难以复制"),
    ),
    *faithful(
        "case",
        "en",
        1,
        ("we joined the cosmoplat platform in 2019", "We joined the COSMOPlat platform in 2019"),
        ("costs did not rise", "Costs did not rise"),
        ("They fell by 7.3%", "they fell by 7.3%"),
        ("Delivery time fell from 35 days to 20 days.", "delivery time fell from 35 days to 20 days."),
    ),
    *faithful(
        "outer punctuation",
        "zh",
        1,
        ("，采购成本降低了7.3%，", "采购成本降低了7.3%"),
        ("交货期从35天缩短到20天。", "交货期从35天缩短到20天"),
        ("“后来才慢慢接受！”"[:-2] + "”", "后来才慢慢接受"),
        ("（后来才慢慢接受）", "后来才慢慢接受"),
    ),
    *faithful(
        "label",
        "zh",
        1,
        ("答：我们接入卡奥斯平台以后", "我们接入卡奥斯平台以后"),
        ("答: 我们接入卡奥斯平台以后", "我们接入卡奥斯平台以后"),
    ),
    *faithful(
        "wording",
        "zh",
        1,
        ("交货期从35天缩短到20天 采购成本降低了7.3%", "交货期从35天缩短到20天，采购成本降低了7.3%"),
        ("嗯，我们接入卡奥斯平台以后交货期从35天缩短到20天", "我们接入卡奥斯平台以后，交货期从35天缩短到20天"),
        ("说实话一开始我们并不认为工业互联网能够成功", "说实话，一开始我们并不认为工业互联网能够成功"),
    ),
    *faithful(
        "wording",
        "zh",
        5,
        ("张伟认为数据共享，尤其是供应商数据，很重要", "张伟认为“数据共享”（尤其是供应商数据）很重要"),
        ("能耗下降了18%；不良率减少了26%", "能耗下降了18%，不良率减少了26%"),
    ),
    *faithful(
        "wording",
        "en",
        1,
        ("Costs did not rise, they fell by 7.3%", "Costs did not rise; they fell by 7.3%"),
        ("Costs didn't rise; they fell by 7.3%", "Costs did not rise; they fell by 7.3%"),
        (
            "Um, honestly we never believed that the industrial internet would succeed",
            "Honestly, we never believed that the industrial internet would succeed",
        ),
    ),
    *faithful(
        "wording",
        "en",
        5,
        ("The US market does not matter to us", "US market doesn’t matter to us"),
        (
            "Data sharing, Mr. Chen said, is the key, nothing else",
            "Data sharing”, Mr. Chen said, “is the key — nothing else",
        ),
    ),
)

REFUSED: tuple[QuoteCase, ...] = (
    *refused(
        "negation dropped",
        "zh",
        1,
        "我们认为工业互联网能够成功",
        "一开始我们认为工业互联网能够成功",
        "说实话，一开始我们认为工业互联网能够成功，后来才慢慢接受。",
        "我们并认为工业互联网能够成功",
        "一开始我们并不认为工业互联网不能够成功",
        status=ALTERED,
    ),
    *refused(
        "negation left outside",
        "zh",
        1,
        "认为工业互联网能够成功",
        "工业互联网能够成功",
        status=ALTERED,
    ),
    *refused("negation left outside", "zh", 3, "强迫员工使用系统", "有强迫员工使用系统", status=ALTERED),
    *refused("negation left outside", "zh", 5, "同意。", "良率减少了26%", status=ALTERED),
    *refused(
        "negation left outside",
        "en",
        1,
        "rise; they fell by 7.3%",
        "believed that the industrial internet would succeed",
        status=ALTERED,
    ),
    *refused("negation left outside", "en", 3, "forced to use the system", status=ALTERED),
    *refused(
        "negation left outside", "en", 5, "matter to us", "table of prices was published before 2020", status=ALTERED
    ),
    *refused("negation left outside", "news", 1, "证据表明效率已经提高", "加入。", status=ALTERED),
    *refused(
        "negation dropped",
        "zh",
        3,
        "平台强迫员工使用系统",
        "平台有强迫员工使用系统，但是员工的满意度提高了",
        "平台没有强迫员工使用系统，但是员工的满意度没有提高",
    ),
    *refused(
        "negation added", "zh", 5, "能耗没有下降18%", "能耗未下降了18%", "张伟不认为“数据共享”很重要", "李娜并不同意"
    ),
    *refused("negation dropped", "zh", 5, "李娜同意", "不是客户要求我们这样做的", "不是客户要求我们这样做的。"),
    *refused(
        "negation dropped",
        "en",
        1,
        "Costs did rise; they fell by 7.3%",
        "Costs rise",
        "we believed that the industrial internet would succeed",
        "we never believed that the industrial internet would not succeed",
        "Honestly, we ever believed that the industrial internet would succeed",
    ),
    *refused(
        "negation dropped",
        "en",
        3,
        "Employees were forced to use the system",
        "Employees were not forced to use the system, but their satisfaction never improved",
    ),
    *refused(
        "negation dropped",
        "en",
        5,
        "The US market does matter to us",
        "The US market matters to us",
        "table of prices was not published before 2020",
        "Gree was able to",
        "able to.",
    ),
    *refused(
        "negation by spacing",
        "en",
        5,
        "notable of prices was published before 2020",
        "and notable of prices",
        status=ALTERED,
    ),
    *refused("negation dropped", "news", 1, "但有证据表明效率已经提高", "三十家经销商已加入", "其中三十家经销商加入"),
    *refused("negation dropped", "news", 2, "这一模式容易复制", "业内人士表示……这一模式可以复制", "复制。"),
    *refused(
        "number changed",
        "zh",
        1,
        "交货期从35天缩短到25天",
        "交货期从45天缩短到20天",
        "采购成本降低了8.3%",
        "采购成本降低了73%",
        "采购成本降低了7%",
        "采购成本降低了7.30%",
        "交货期从20天缩短到35天",
        "交货期从三十五天缩短到二十天",
    ),
    *refused(
        "number cut",
        "zh",
        1,
        "5天缩短到20天",
        "3%",
        "交货期从35天缩短到2",
        "采购成本降低了7",
        "采购成本降低了7.3",
        "交货期从35天缩短到20",
    ),
    *refused(
        "number changed",
        "zh",
        3,
        "预计增加产能6万台",
        "我们计划明年把2条产线全部接入",
        "预计增加产能50万台",
        "预计增加产能5万",
    ),
    *refused("number changed", "zh", 5, "能耗下降了26%，不良率减少了18%", "设计效率提升5%", "设计效率提升0%"),
    *refused(
        "number changed",
        "en",
        1,
        "delivery time fell from 35 days to 25 days",
        "they fell by 7.8%",
        "they fell by 73%",
        "in 2018",
        "they fell by 7.3",
    ),
    *refused(
        "number changed",
        "en",
        3,
        "connect four more lines next year",
        "may add capacity of 5,000 units",
        "may add capacity of 50 units",
        "may add capacity of 50",
        "000 units",
    ),
    *refused(
        "number changed",
        "news",
        0,
        "工业互联网平台已突破 10000 家",
        "连接工业设备超 9600 台（套）",
        "服务工业企业超 16 万家",
        "工业 40 时代",
        "600 万台（套）",
        "工业 4. 1 时代",
        "工业 4",
    ),
    *refused(
        "number changed",
        "news",
        1,
        "二家供应商共同建设了生态联盟",
        "十三家供应商共同建设了生态联盟",
        "二十家经销商尚未加入",
        "十家经销商尚未加入",
        "投资 12,345 万元",
        "投资 1,234.5 亿元",
        "234.5 万元",
    ),
    *refused(
        "number changed", "news", 3, "库存周转由原来的 30 天降至 45 天", "订单增长 25 倍", "5 倍！", "订单增长 2.5"
    ),
    *refused(
        "direction flipped",
        "zh",
        1,
        "交货期从35天延长到20天",
        "采购成本提高了7.3%",
        "采购成本增加了7.3%",
        "我们接入卡奥斯平台以前",
        status=ALTERED,
    ),
    *refused("direction flipped", "zh", 3, "员工的满意度降低了", "预计减少产能5万台"),
    *refused("direction flipped", "zh", 5, "能耗上升了18%", "不良率增加了26%", "设计效率下降50%"),
    *refused(
        "direction flipped",
        "en",
        1,
        "delivery time rose from 35 days to 20 days",
        "they rose by 7.3%",
        "Costs did not fall",
    ),
    *refused(
        "direction flipped", "en", 3, "their satisfaction declined", "We plan to connect three fewer lines next year"
    ),
    *refused("direction flipped", "en", 5, "no table of prices was published after 2020"),
    *refused("direction flipped", "news", 0, "连接工业设备不足 9600 万台（套）", "企业不仅提高了成本，而且降低了质量"),
    *refused(
        "direction flipped",
        "news",
        3,
        "订单下降 2.5 倍",
        "库存周转由原来的 45 天升至 30 天",
    ),
    *refused(
        "unit changed",
        "zh",
        1,
        "交货期从35周缩短到20周",
        "采购成本降低了7.3倍",
        "采购成本降低了7.3个百分点",
        "交货期从35小时缩短到20小时",
    ),
    *refused("direction flipped", "news", 2, "用户社区削弱了用户的认同感"),
    *refused("unit changed", "zh", 3, "预计增加产能5亿台", "预计增加产能5万套", "预计增加产能5台"),
    *refused(
        "unit changed",
        "en",
        1,
        "delivery time fell from 35 weeks to 20 weeks",
        "they fell by 7.3 percentage points",
        "they fell by 7.3 times",
    ),
    *refused("unit changed", "news", 1, "该公司将投资 1,234.5 万美元", "该公司将投资 1,234.5 元"),
    *refused("unit changed", "news", 3, "订单增长 2.5%", "库存周转由原来的 45 周降至 30 周"),
    *refused("name changed", "zh", 1, "我们接入根云平台以后", "我们接入美擎平台以后，交货期从35天缩短到20天"),
    *refused(
        "name changed",
        "zh",
        5,
        "王芳不同意",
        "李伟认为“数据共享”（尤其是供应商数据）很重要",
        "张娜认为“数据共享”（尤其是供应商数据）很重要",
    ),
    *refused("name changed", "en", 1, "We joined the Predix platform in 2019", "We joined the COSMO platform in 2019"),
    *refused(
        "name changed",
        "en",
        5,
        "Haier and Gree cooperate",
        "Mr. Chan said",
        "The UK market doesn’t matter to us",
        "The us market doesn’t matter to us",
        "Haier and Midea cooperate; Haier was unable to",
    ),
    *refused(
        "mood changed",
        "zh",
        3,
        "我们明年把3条产线全部接入",
        "我们已经把3条产线全部接入",
        "已经增加产能5万台",
        "我们计划明年把3条产线全部接入，增加产能5万台",
    ),
    *refused(
        "mood changed",
        "en",
        3,
        "We connected three more lines next year",
        "will add capacity of 50,000 units",
        "and added capacity of 50,000 units",
        "We connect three more lines next year",
    ),
    *refused("mood changed", "en", 1, "we never believed that the industrial internet could succeed"),
    *refused(
        "mood changed",
        "news",
        1,
        "该公司已投资 1,234.5 万元",
        "已于 2025 年投产",
        "平台帮助中小企业转型",
        "平台能够帮助中小企业转型",
    ),
    *refused("mood changed", "zh", 1, "采购成本会降低7.3%", "采购成本将降低了7.3%"),
    *refused(
        "paraphrased",
        "zh",
        1,
        "交货时间大大缩短了",
        "平台让我们的采购更便宜",
        "采购成本下降了7.3%",
        "我们加入卡奥斯平台之后",
    ),
    *refused("paraphrased", "zh", 3, "员工对平台更加满意", "员工的满意度有所提升"),
    *refused(
        "paraphrased",
        "en",
        1,
        "delivery became much faster",
        "The platform cut delivery time to 20 days",
        "we never thought that the industrial internet would succeed",
    ),
    *refused("paraphrased", "en", 3, "Workers were happier with the system", "their happiness improved"),
    *refused("paraphrased", "news", 2, "用户社区增强了用户的归属感", "用户社区大幅增强了用户的认同感"),
    *refused("words left out", "zh", 5, "张伟认为“数据共享”很重要", "张伟认为很重要"),
    *refused(
        "words left out", "en", 3, "We plan to connect three lines next year", "Employees were not forced to use it"
    ),
    *refused(
        "stitched",
        "zh",
        1,
        "我们接入卡奥斯平台以后……后来才慢慢接受",
        "交货期从35天缩短到20天...工业互联网能够成功",
        "我们接入卡奥斯平台以后，采购成本降低了7.3%，后来才慢慢接受",
        status=STITCHED,
    ),
    *refused("stitched", "zh", 5, "能耗下降了18%……李娜不同意", "能耗下降了18%[…]设计效率提升50%", status=STITCHED),
    *refused("stitched", "zh", 3, "平台没有强迫员工使用系统……采购成本降低了7.3%", status=STITCHED),
    *refused(
        "stitched",
        "en",
        1,
        "We joined the COSMOPlat platform ... they fell by 7.3%",
        "Costs did … succeed",
        status=STITCHED,
    ),
    *refused("stitched", "en", 3, "Employees were not forced [...] next year", status=STITCHED),
    *refused(
        "cross-turn",
        "zh",
        1,
        "后来才慢慢接受。员工的积极性有没有提高？",
        "后来才慢慢接受。员工的积极性",
        status=CROSSING,
    ),
    *refused(
        "cross-turn",
        "zh",
        3,
        "员工的积极性有没有提高？有提高。",
        "有没有提高？有提高。平台没有强迫员工使用系统",
        status=CROSSING,
    ),
    *refused("cross-turn", "zh", 5, "预计增加产能5万台。平台真正降低了能耗吗？能耗下降了18%", status=CROSSING),
    *refused("cross-turn", "zh", 1, "后来才慢慢接受。问：员工的积极性有没有提高？"),
    *refused("cross-turn", "en", 3, "resist the new system? Employees were not forced", status=CROSSING),
    *refused("cross-paragraph", "news", 0, "而且提高了质量。十二家供应商共同建设了生态联盟", status=CROSSING),
    *refused("elsewhere", "zh", 1, "能耗下降了18%", "员工的满意度提高了", "能 耗 下 降 了 18%", status=ELSEWHERE),
    *refused("elsewhere", "zh", 5, "采购成本降低了7.3%", "交货期从３５天缩短到２０天", status=ELSEWHERE),
    *refused("elsewhere", "en", 5, "their satisfaction improved", "Costs did not rise", status=ELSEWHERE),
    *refused("elsewhere", "news", 0, "十二家供应商共同建设了生态联盟", status=ELSEWHERE),
    *refused("question", "zh", 3, "员工的积极性有没有提高", "员工的积极性有没有提高？", status=ELSEWHERE),
    *refused("question", "zh", 5, "平台真正降低了能耗吗？", status=ELSEWHERE),
    *refused("question", "zh", 4, "平台真正降低了能耗吗？", status=ELSEWHERE),
    *refused("question", "zh", 5, "平台真正降低了能耗", "平台真正降低了能耗。"),
    *refused("question", "en", 3, "Did the employees resist the new system?", status=ELSEWHERE),
    *refused("question", "en", 1, "What changed after you joined the platform?", status=ELSEWHERE),
    *refused("word cut", "en", 1, "ivery time fell from 35 days", "We joined the COSMO", "would suc"),
    *refused("word cut", "en", 5, "The US market does", "Hai"),
    *refused("too short", "zh", 1, "", "我", "。。", "，", " 7 ", status=NOT_FOUND),
    *refused("invented", "zh", 1, "区块链溯源系统全面上线运行", "今天天气很好，我们去爬山", status=NOT_FOUND),
    *refused("invented", "en", 1, "Quantum chips arrive by drone", status=NOT_FOUND),
)
