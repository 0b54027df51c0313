"""What the page of jobs says when one is done, in Chinese and in English, under the same keys."""

from __future__ import annotations

WORK: dict[str, dict[str, str]] = {
    "zh": {
        "work_indexed": "{total} 个单元 · 新编码 {embedded} · 未变 {reused} · 移除 {removed}",
        "work_proposed": "{units} 个单元（此前已答 {earlier}）· {proposals} 条建议",
        "work_was_stopped": "已停止，再次运行会接着做完",
        "work_sound": "台账完好：{events} 个事件，末端 {head}",
    },
    "en": {
        "work_indexed": "{total} units · {embedded} embedded · {reused} unchanged · {removed} removed",
        "work_proposed": "{units} units ({earlier} earlier) · {proposals} proposals",
        "work_was_stopped": "stopped; run it again to go on",
        "work_sound": "sound: {events} events, head {head}",
    },
}
