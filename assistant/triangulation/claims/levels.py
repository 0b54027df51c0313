"""Figures that stand, in Chinese: 覆盖29个行业, 链接企业近90万家, 供应时间为3天, 轻质板材三天到料, 新闻报道(42份)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from assistant.domain.claims import Direction
from assistant.triangulation.claims.naming import Name, tidy
from assistant.triangulation.claims.quantities import Found, is_share
from assistant.triangulation.claims.readings import Reading
from assistant.triangulation.claims.scene import Scene, any_of

_TIMES = frozenset({"minute", "hour", "day", "week", "month", "year"})
_REACHING = "突破|达到|达|高达|超过|超|逾|约为|约|近|共有|共计|总计|合计"


def levels(scene: Scene) -> Iterator[Reading]:
    """Yield what stands at a value."""
    earlier: Name | None = None
    agent = ""
    for figure in scene.open_figures():
        if figure.quantity.unit in scene.lexicon.frequencies:
            continue
        reading = _first(scene, figure, earlier)
        if reading is not None and not _is_small_talk(scene, figure, reading):
            scene.use(figure)
            earlier = reading.name
            agent = _agent(scene, reading) or agent
            yield replace(reading, agent=agent)


def _agent(scene: Scene, reading: Reading) -> str:
    """Return who has so many: named before the verb, or given as the example."""
    if not re.match(any_of(scene.lexicon, "holding"), reading.name.text):
        return ""
    example = re.search(r"以(?P<who>[^，,。；;]{2,20})为例[，,]", scene.text[: reading.first])
    who = scene.namer.doer(reading.name.start)
    return who if who.endswith(scene.lexicon.words("zh", "agents")) else (tidy(example["who"]) if example else "")


def _first(scene: Scene, figure: Found, earlier: Name | None) -> Reading | None:
    readers: tuple[Callable[[Scene, Found], Reading | None], ...] = (
        _taking_time, _solved_in, _described, _repeated, _copula, _held_after, _held_before, _in_brackets,
    )  # fmt: skip
    for read in readers:
        reading = read(scene, figure)
        if reading is not None:
            return reading
    return _pointing(scene, figure, earlier) if earlier is not None else None


def _is_small_talk(scene: Scene, figure: Found, reading: Reading) -> bool:
    """Tell counts of the text's own parts and a mere article (一个, 一家) from figures."""
    counted = figure.quantity.unit in scene.lexicon.counted
    return counted and (figure.article or scene.namer.is_discourse(reading.name))


def _level(name: Name, figure: Found, last: int | None = None, first: int | None = None) -> Reading:
    begins = min(name.start, figure.span.start) if first is None else min(first, name.start)
    ends = max(figure.span.end, name.end) if last is None else last
    return Reading(name=name, direction=Direction.LEVEL, end=figure.quantity, first=begins, last=ends)


def _held_after(scene: Scene, figure: Found) -> Reading | None:
    """覆盖29个行业; 助力钢铁冶金等48个工业细分行业."""
    if figure.quantity.unit not in scene.lexicon.counted:
        return None
    before = scene.text[: figure.span.start]
    verb = re.search(
        rf"(?P<verb>{any_of(scene.lexicon, 'holding')})[了着]?(?:[^，,。；;]{{0,40}}等(?:共|约)?)?"
        r"(?:近|约|超过|超)?\s?$",
        before,
    )
    noun = scene.namer.after(figure.span.end)
    if verb is None or noun is None:
        return None
    whole = Name(f"{verb['verb']}{noun.text}", verb.start("verb"), noun.end)
    if re.fullmatch(_REACHING, verb["verb"]):
        subject = scene.namer.before(verb.start("verb"))
        whole = subject or Name(noun.text, noun.start, noun.end)
    return _level(whole, figure, max(noun.end, whole.end))


def _held_before(scene: Scene, figure: Found) -> Reading | None:
    """链接企业近90万家; 平台已突破1000家."""
    if figure.quantity.unit not in scene.lexicon.counted:
        return None
    before = scene.text[: figure.span.start]
    start = scene.sentence.clause_start(figure.span.start)
    if scene.namer.after(figure.span.end) is not None:
        return None
    held = re.search(
        rf"(?P<verb>{any_of(scene.lexicon, 'holding')})了?(?P<what>[^0-9，,。；;的]{{2,10}}?)\s?$", before[start:]
    )
    name = scene.namer.before(figure.span.start)
    if (
        held
        and name is not None
        and name.start < start + held.end("what")
        and not re.fullmatch(_REACHING, held["verb"])
    ):
        begins = start + held.start("verb")
        what = tidy(scene.text[max(name.start, start + held.start("what")) : name.end])
        return _level(Name(f"{held['verb']}{what}", begins, name.end), figure) if what else None
    reached = re.search(rf"(?:{_REACHING})\s?$", before)
    bound_is_verb = re.match(_REACHING, scene.text[figure.span.start : figure.span.end])
    if reached or bound_is_verb:
        subject = scene.namer.before(reached.start() if reached else figure.span.start)
        return _level(subject, figure) if subject and subject.start >= start else None
    return None


def _copula(scene: Scene, figure: Found) -> Reading | None:
    """供应时间为3天; 合格率达到99%; counts of things only where a number is reached."""
    words = any_of(scene.lexicon, "copulas")
    if figure.quantity.unit in scene.lexicon.counted:
        words = "为|升至|增至|降至|约为"
    elif figure.quantity.unit in scene.lexicon.worth:
        words += "|实现"
    match = re.search(rf"(?<!就)(?:{words})\s?$", scene.text[: figure.span.start])
    name = scene.namer.before(match.start()) if match else None
    if match is None or name is None or name.start < scene.sentence.clause_start(figure.span.start):
        return None
    return _level(name, figure)


def _taking_time(scene: Scene, figure: Found) -> Reading | None:
    """轻质板材三天到料; 轻质板材三天、三明治板材一天就能送到."""
    if figure.quantity.unit not in _TIMES:
        return None
    after = re.match(rf"\s?(?:{any_of(scene.lexicon, 'arriving')})", scene.text[figure.span.end :])
    listed = re.match(r"[、，,]", scene.text[figure.span.end :]) and re.search(
        rf"^[^。；;]{{0,24}}?(?:{any_of(scene.lexicon, 'arriving')})", scene.text[figure.span.end :]
    )
    last = re.match(
        r"\s?(?:就能|就可以|就(?!是)|能|即可|便可|便能|可以)?\s?(?:送到|到|解决|送达|到货|交付)",
        scene.text[figure.span.end :],
    )
    spoken = re.search(r"(?:现在|如今|只要|只需|仅需)\s?$", scene.text[: figure.span.start])
    if not (after or listed or last or spoken):
        return None
    at = spoken.start() if spoken else figure.span.start
    name = scene.namer.before(at)
    if name is None or name.start < scene.sentence.clause_start(figure.span.start):
        return None
    ends = figure.span.end + max((match.end() for match in (after, last) if match), default=0)
    return _level(name, figure, ends)


def _solved_in(scene: Scene, figure: Found) -> Reading | None:
    """3天解决房车用轻质板材、1天时间解决三明治板材的供应难题."""
    if figure.quantity.unit not in _TIMES:
        return None
    match = re.match(
        rf"\s?(?:时间|之内|内|就|即可|能|便)*\s?(?:{any_of(scene.lexicon, 'solving')})了?",
        scene.text[figure.span.end :],
    )
    if match is None:
        return None
    at = figure.span.end + match.end()
    used = re.match(r"\s?[^，,。、]{1,4}用(?=[^于在])", scene.text[at:])
    name = scene.namer.after(at + (used.end() if used else 0))
    return _level(name, figure, name.end) if name else None


def _described(scene: Scene, figure: Found) -> Reading | None:
    """三层立体物流配送体系."""
    if figure.written not in scene.lexicon.words("zh", "attributive"):
        return None
    name = scene.namer.after(figure.span.end)
    return _level(name, figure) if name and name.text.endswith(scene.lexicon.words("zh", "structures")) else None


def _repeated(scene: Scene, figure: Found) -> Reading | None:
    """连续五年被写入《政府工作报告》."""
    before = re.search(rf"(?P<cue>{any_of(scene.lexicon, 'repeated')})\s?$", scene.text[: figure.span.start])
    after = re.match(r"\s?(?:被|获|获得|入选|位居|保持)?[^，,。；;]{2,20}", scene.text[figure.span.end :])
    if before is None or after is None or figure.quantity.unit not in _TIMES:
        return None
    name = tidy(re.sub(r"^被", "", after.group().strip()))
    ends = figure.span.end + after.end()
    return _level(Name(f"{before['cue']}{name}", before.start("cue"), ends), figure)


def _in_brackets(scene: Scene, figure: Found) -> Reading | None:
    """新闻报道(42份)."""
    opened = re.search(r"[(（]\s?(?:共计?|约)?\s?$", scene.text[: figure.span.start])
    closed = re.match(r"\s?[)）]", scene.text[figure.span.end :])
    name = scene.namer.before(opened.start()) if opened and closed else None
    return _level(name, figure) if name and not is_share(figure.quantity) else None


def _pointing(scene: Scene, figure: Found, earlier: Name) -> Reading | None:
    """服务其中七万余家: of the things named just before."""
    before = re.search(
        rf"(?P<verb>{any_of(scene.lexicon, 'holding')})(?:{any_of(scene.lexicon, 'pointing')})\s?$",
        scene.text[: figure.span.start],
    )
    if before is None or figure.quantity.unit not in scene.lexicon.counted:
        return None
    noun = re.sub(rf"^(?:{any_of(scene.lexicon, 'holding')})", "", earlier.text)
    return _level(Name(f"{before['verb']}{noun}", before.start("verb"), figure.span.end), figure)
