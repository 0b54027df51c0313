"""Why a figure does not exist, in Chinese; the sentences are born in English where they are computed."""

from __future__ import annotations

_CHINESE = (
    ("no variation: nobody gave this code in", "没有变异：无人给过此代码，系数无定义"),
    ("no variation: nobody marked anything", "没有变异：无人标出任何文字，系数无定义"),
    ("no variation: no text that two coders coded", "没有变异：两人都编码的文字里只有一个代码，系数无定义"),
    ("no variation", "没有变异：可比的编码全都相同，偶然一致已是完全一致，系数无定义"),
    ("0 blind units", "盲编单元为 0：无法估计"),
    ("a single coder", "只有一名编码者：一致性至少需要两人"),
    ("no unit was looked at by two coders", "没有任何单元由两名编码者看过"),
    ("nothing pairable", "没有可配对的单元：没有任何单元由两名编码者看过"),
    ("empty", "没有任何编码"),
    ("nothing to divide by", "没有可作分母的编码"),
    ("a coder gives the same text two codes", "同一编码者给同一文字两个代码，此系数要求每处至多一个代码"),
    ("nobody coded", "无人编码"),
    ("refused:", "不作判断：不足六份"),
    ("the first four sources brought nothing", "最初四份资料没有可作基数的信息"),
)


def in_language(reason: str, language: str) -> str:
    """Return a reason in the language asked for; an unknown one stays as it is."""
    if language != "zh":
        return reason
    return next((chinese for start, chinese in _CHINESE if reason.startswith(start)), reason)
