"""Why a figure does not exist, in Chinese; the sentences are born in English where they are computed.

A pattern keeps the numbers and names of the sentence.
"""

from __future__ import annotations

import re

_CHINESE = (
    (r"no variation: nobody gave this code in (\d+) units", "没有变异：{0} 个单元中无人给过此代码，系数无定义"),
    (r"no variation: nobody gave this code", "没有变异：可比的单元中无人给过此代码，系数无定义"),
    (r"no variation: everybody gave this code", "没有变异：可比的单元中人人都给了此代码，系数无定义"),
    (r"no variation: nobody marked anything", "没有变异：无人标出任何文字，系数无定义"),
    (r"no variation: no text that two coders coded", "没有变异：两人都编码的文字里只有一个代码，系数无定义"),
    (r"no variation: every code that can be compared is (.+), so", "没有变异：可比的编码全是 {0}，系数无定义"),
    (r"no variation", "没有变异：可比的编码全都相同，偶然一致已是完全一致，系数无定义"),
    (r"too little text that two coders coded", "两人都编码的文字太少：片段不与自身相比之后，偶然一致无从计算"),
    (r"the expected disagreement is zero", "偶然不一致为 0，系数要除以 0，无定义"),
    (r"0 blind units", "盲编单元为 0：无法估计"),
    (r"no unit was coded with the proposal shown", "没有任何单元是看着建议编的：无从比较"),
    (
        r"too small to say: (\d+) shown and (\d+) blind segments, but a gap of ([\d.]+) takes (\d+) in each arm "
        r"\((\d+) more",
        "样本太小，说不了：展示 {0} 个、盲编 {1} 个单元，而要看出 {2} 的差距每组需 {3} 个（较小的一组还差 {4} 个）",
    ),
    (
        r"no experiment",
        "没有实验：没有任何分配抽签决定哪些单元展示建议；"
        "可用 `tricoder assign 姓名 --round 轮次 --share 0.3 --shown 0.5` 抽取",
    ),
    (r"nothing to compare: no unit of the experiment", "无从比较：实验中有建议的单元都还没有锁定"),
    (r"no instrument has answered", "还没有工具用这版手册作过回答"),
    (
        r"no random sample exists",
        "没有随机样本：没有任何分配是抽签得来的，不知入样概率就不能估计流行率；"
        "可用 `tricoder assign 姓名 --round 轮次 --share 0.3` 抽取",
    ),
    (r"the random sample has no blind human label", "随机样本还没有盲编标签：其单元都未锁定"),
    (r"the strata of the sample are not", "样本的层不是本研究的来源类型，无从得知各单元的入样概率"),
    (r"the random sample was drawn from only (\d+) of (\d+)", "随机样本只取自 {1} 个单元中的 {0} 个，对其余一无所知"),
    (r"no unit of (.+) in the random sample has", "随机样本中 {0} 没有盲编标签，对它一无所知"),
    (r"no sampled unit of this group", "这一组的样本单元还没有盲编标签"),
    (r"the sample comes from a single document", "样本只来自一份资料，看不出离散程度"),
    (
        r"the model's labels help: an interval ([\d.]+) wide instead of ([\d.]+)",
        "工具的标签有帮助：区间宽 {0}，仅人工为 {1}",
    ),
    (
        r"the model is too poor to help: an interval ([\d.]+) wide against ([\d.]+)",
        "工具太差，没有帮助：区间宽 {0}，仅人工为 {1}；只报告人工标签",
    ),
    (r"no sampled unit carries this code", "样本中没有单元有此代码，无从漏掉"),
    (r"nothing was passed over", "样本中没有被略过的单元"),
    (r"no segment was examined", "没有查看任何单元，漏掉多少无从得知"),
    (r"no cell has been judged by two people", "还没有单元格由两人判定过"),
    (r"a single coder", "只有一名编码者：一致性至少需要两人"),
    (r"a single unit has no standard error", "只有一个单元，没有标准误"),
    (r"no unit was looked at by two coders", "没有任何单元由两名编码者看过"),
    (r"nothing pairable: no source was looked at", "没有可配对的资料：没有任何资料由两名编码者通读"),
    (r"nothing pairable", "没有可配对的单元：没有任何单元由两名编码者看过"),
    (r"empty", "没有任何编码"),
    (r"nothing to divide by", "没有可作分母的编码"),
    (r"a coder gives the same text two codes", "同一编码者给同一文字两个代码，此系数要求每处至多一个代码"),
    (r"nobody coded", "无人编码"),
    (r"refused:", "不作判断：不足六份"),
    (r"the first four sources brought nothing", "最初四份资料没有可作基数的信息"),
)
_PATTERNS = tuple((re.compile(pattern), chinese) for pattern, chinese in _CHINESE)


def in_language(reason: str, language: str) -> str:
    """Return a reason in the language asked for; an unknown one stays as it is."""
    if language != "zh":
        return reason
    for pattern, chinese in _PATTERNS:
        found = pattern.match(reason)
        if found:
            return chinese.format(*found.groups())
    return reason
