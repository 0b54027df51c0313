"""Figures that moved, in Chinese: 由35天缩短至20天, 提高45%以上, 订单62%的增幅, 以前两台现在四台."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from assistant.domain.claims import Bound, Direction, Quantity
from assistant.domain.span import Span
from assistant.triangulation.claims.lexicon import Lexicon
from assistant.triangulation.claims.naming import Name, tidy
from assistant.triangulation.claims.quantities import Found
from assistant.triangulation.claims.readings import Reading, way
from assistant.triangulation.claims.scene import Scene, any_of

_WAS = r"(?:原来|原先|之前|过去|改造前|最初|当初|此前|去年|上年)?的?\s?"
_CLOSE = r"(?:[从由自]\s?)"
_FAR = 70
"""Characters between what was and what is now."""


def moves(scene: Scene) -> Iterator[Reading]:
    """Yield what moved: first pairs of values, then single ones."""
    yield from _respectively(scene)
    yield from _from_to(scene)
    yield from _before_and_now(scene)
    yield from _doubled(scene)
    yield from _nominal(scene)
    yield from _changed(scene)


# ---- several names, several values: A、B分别增长1%、2% ----
def _respectively(scene: Scene) -> Iterator[Reading]:
    """Yield each name with its value where there are as many; where there are not, nothing is read at all."""
    for cue in re.finditer("分别", scene.text):
        figures = _listed(scene, cue.end())
        scene.use(*figures)
        verb = re.match(rf"(?:{any_of(scene.lexicon, 'up', 'down', 'copulas')})?了?", scene.text[cue.end() :])
        names = _names_before(scene, cue.start())
        if not figures or verb is None or len(names) != len(figures):
            continue
        for name, figure in zip(names, figures, strict=True):
            yield _by_verb(scene, verb.group().rstrip("了"), name, figure)


def _listed(scene: Scene, at: int) -> list[Found]:
    """Return the figures after a place that follow one another with nothing but 、 or 和 between."""
    kept: list[Found] = []
    for figure in scene.open_figures():
        if figure.span.start < at:
            continue
        between = scene.text[kept[-1].span.end if kept else at : figure.span.start]
        if len(between.strip()) > 6 or (kept and not re.fullmatch(r"\s?[、和及与,，]\s?", between)):
            break
        kept.append(figure)
    return kept


def _names_before(scene: Scene, at: int) -> list[Name]:
    start = max((match.end() for match in re.finditer(r"[，,。；;：:]", scene.text[:at])), default=0)
    ends = [match.start() for match in re.finditer(r"[、和及与]", scene.text[start:at])]
    return [name for end in (*(start + end for end in ends), at) if (name := scene.namer.before(end)) is not None]


def _by_verb(scene: Scene, verb: str, name: Name, figure: Found) -> Reading:
    for list_, direction in (("up", Direction.UP), ("down", Direction.DOWN)):
        if verb in scene.lexicon.words("zh", list_):
            return _change(name, direction, figure, figure.span.end)
    return Reading(name=name, direction=Direction.LEVEL, end=figure.quantity, first=name.start, last=figure.span.end)


# ---- from one value to another ----
def _from_to(scene: Scene) -> Iterator[Reading]:
    for one, other in pairwise(scene.open_figures()):
        if (
            one.quantity.unit != other.quantity.unit
            or one.article
            or way(one.quantity, other.quantity) is Direction.LEVEL
        ):
            continue
        between = scene.text[one.span.end : other.span.start]
        cue = re.search(rf"{_CLOSE}{_WAS}(?P<doing>[^，,。；;从由自]{{0,10}})$", scene.text[: one.span.start])
        becomes = re.fullmatch(_becoming(scene.lexicon), between.strip())
        if becomes is None or (cue is None and not becomes["verb"]):
            continue
        name = _pair_name(scene, one, cue, becomes["noun"] or "")
        if name is None:
            continue
        scene.use(one, other)
        yield Reading(
            name=name,
            direction=way(one.quantity, other.quantity),
            start=one.quantity,
            end=other.quantity,
            first=min(name.start, one.span.start),
            last=other.span.end,
        )


@lru_cache(maxsize=8)
def _becoming(lexicon: Lexicon) -> str:
    verbs = any_of(lexicon, "up", "down")
    become = any_of(lexicon, "become")
    return (
        r"(?P<noun>[^，,。；;、0-9]{0,8}?)\s?"
        rf"(?P<verb>(?:{verbs}|变|改|更|转)(?:了|短|低|高)?)?\s?(?:到了|{become})?(?:了)?"
    )


def _pair_name(scene: Scene, one: Found, cue: re.Match[str] | None, noun: str) -> Name | None:
    if cue is None:
        return scene.namer.before(one.span.start)
    doing = tidy(cue["doing"])
    if doing and noun:
        return Name(doing + tidy(noun), cue.start("doing"), one.span.end + len(noun))
    return scene.namer.before(cue.start())


# ---- what was, what is now ----
def _before_and_now(scene: Scene) -> Iterator[Reading]:
    figures = [each for each in scene.open_figures() if not each.article]
    for one, other in pairwise(figures):
        if one.quantity.unit != other.quantity.unit or other.span.end - one.span.start > _FAR:
            continue
        then = _last_word(scene, "before", scene.sentence.clause_start(one.span.start) - 20, one.span.start)
        now = _last_word(scene, "now", one.span.end, other.span.start)
        if then is None or now is None:
            continue
        name = _doing_name(scene, one, then)
        if name is None:
            continue
        scene.use(one, other)
        yield Reading(
            name=name,
            direction=way(one.quantity, other.quantity),
            start=one.quantity,
            end=other.quantity,
            first=min(name.start, then.start),
            last=max(other.span.end, scene.sentence.clause_end(other.span.end)),
        )


def _last_word(scene: Scene, name: str, start: int, end: int) -> Span | None:
    found = [match.span() for match in re.finditer(any_of(scene.lexicon, name), scene.text[max(0, start) : end])]
    return Span(max(0, start) + found[-1][0], max(0, start) + found[-1][1]) if found else None


def _doing_name(scene: Scene, one: Found, then: Span) -> Name | None:
    """Return what is done so often: the clause around the first value without the word for the past."""
    start = scene.sentence.clause_start(one.span.start)
    end = scene.sentence.clause_end(one.span.end)
    before = scene.text[start : one.span.start]
    if start <= then.start:
        before = scene.text[start : then.start] + scene.text[then.end : one.span.start]
    after = re.split(r"[，,;；]", scene.text[one.span.end : end])[0]
    doing = tidy(re.sub(r"^(?:我们|他们|就|也)|(?:大约|大概|要|是|用)$", "", before.strip()))
    if not doing and not tidy(after):
        return scene.namer.before(max(0, start - 1))
    name = doing + tidy(after)
    return Name(name, start, end) if 2 <= len(name) <= 24 else None


# ---- doubled, halved ----
def _doubled(scene: Scene) -> Iterator[Reading]:
    for table, direction in (("doubled", Direction.UP), ("halved", Direction.DOWN)):
        words = scene.lexicon.table["zh"][table]
        for match in re.finditer("|".join(sorted(map(re.escape, words), key=len, reverse=True)), scene.text):
            name = scene.namer.before(match.start())
            if name is not None:
                span = Span(*match.span())
                value = Decimal(words[match.group()])
                change = Quantity(low=value, high=value, unit="%", bound=Bound.EXACT, span=span)
                scene.use(*(each for each in scene.figures if each.span.overlaps(span)))
                yield Reading(name=name, direction=direction, change=change, first=name.start, last=span.end)


# ---- a noun of movement: 订单增幅达62%, 62%的增幅 ----
def _nominal(scene: Scene) -> Iterator[Reading]:
    for figure in scene.open_figures():
        reading = _noun_before(scene, figure) or _noun_after(scene, figure)
        if reading is not None:
            scene.use(figure)
            yield reading


def _noun_before(scene: Scene, figure: Found) -> Reading | None:
    for names, direction in (("up_nouns", Direction.UP), ("down_nouns", Direction.DOWN)):
        pattern = rf"(?P<noun>{any_of(scene.lexicon, names)})\s?(?:最高)?(?:达到|达|为|是|在|约为|有)了?\s?$"
        match = re.search(pattern, scene.text[: figure.span.start])
        name = scene.namer.before(match.start()) or _carried(scene, match.start()) if match else None
        if name is not None:
            return _change(name, direction, figure, figure.span.end)
    return None


def _noun_after(scene: Scene, figure: Found) -> Reading | None:
    for names, direction in (("up_nouns", Direction.UP), ("down_nouns", Direction.DOWN)):
        match = re.match(rf"\s?的\s?(?P<noun>{any_of(scene.lexicon, names)})", scene.text[figure.span.end :])
        name = scene.namer.before(figure.span.start) if match else None
        if match and name is not None:
            return _change(name, direction, figure, figure.span.end + match.end())
    return None


def _carried(scene: Scene, at: int) -> Name | None:
    """Return what the clause before was about: 产品成本下降，降幅达7.3%."""
    start = scene.sentence.clause_start(at)
    before = scene.text[: max(0, start - 1)]
    match = re.search(rf"(?:{any_of(scene.lexicon, 'up', 'down')})了?$", before)
    return scene.namer.before(match.start()) if match else None


# ---- a verb of movement: 提高45%以上, 减少缺陷26%, 快了百分之三十 ----
def _changed(scene: Scene) -> Iterator[Reading]:
    for figure in scene.open_figures():
        if figure.quantity.unit in scene.lexicon.frequencies or figure.article:
            continue
        reading = _verb_beside(scene, figure) or _verb_apart(scene, figure)
        if reading is not None:
            scene.use(figure)
            yield reading


@lru_cache(maxsize=8)
def _verbs(lexicon: Lexicon) -> re.Pattern[str]:
    up, down, bare = (any_of(lexicon, name) for name in ("up", "down", "bare"))
    return (
        re.compile(
            rf"(?:(?P<up>{up})|(?P<down>{down}))(?P<past>[了过])?\s?(?:幅度)?"
            rf"(?P<reach>到了?|至|为|成)?(?:了|约|近|达|高达|将近|超过|最多|共|整整|大约|差不多|幅度达|幅度超过)*\s?$"
        )
        if bare
        else re.compile("$^")
    )


def _verb_beside(scene: Scene, figure: Found) -> Reading | None:
    match = _verbs(scene.lexicon).search(scene.text[: figure.span.start])
    if match is None or not _is_movement(scene, match, figure):
        return None
    at = match.start("up") if match["up"] else match.start("down")
    name = scene.namer.before(at)
    if name is None or name.end < scene.sentence.clause_start(at):
        return None
    direction = Direction.UP if match["up"] else Direction.DOWN
    if match["reach"] or (match["up"] or match["down"]).endswith(("至", "到")):
        return Reading(name=name, direction=direction, end=figure.quantity, first=name.start, last=figure.span.end)
    return _change(name, direction, figure, figure.span.end)


def _is_movement(scene: Scene, match: re.Match[str], figure: Found) -> bool:
    """Tell a short word that moves a figure from one that is part of another word: 快了三成, not 最高30%."""
    word = match["up"] or match["down"]
    if word not in scene.lexicon.words("zh", "bare"):
        return True
    at = match.start("up") if match["up"] else match.start("down")
    verb = word in "提增涨升降减缩跌"
    alone = any(each.start == at and each.text.rstrip("了") == word for each in scene.sentence.words)
    return bool(match["past"]) or (verb and alone) or (verb and not match["reach"] and figure.quantity.unit in "%point")


def _verb_apart(scene: Scene, figure: Found) -> Reading | None:
    """Return a movement told before its name: 减少缺陷26%."""
    if figure.quantity.unit in scene.lexicon.counted:
        return None
    start = scene.sentence.clause_start(figure.span.start)
    clause = scene.text[start : figure.span.start]
    verbs = "|".join(word for word in any_of(scene.lexicon, "up", "down").split("|") if len(word) > 1)
    match = re.match(
        rf"\s?(?:有效|大幅|平均|累计)?(?P<verb>{verbs})了?(?P<what>[^0-9]{{2,10}}?)(?:约|近|达|超)?\s?$", clause
    )
    if match is None:
        return None
    name = scene.namer.before(figure.span.start)
    if name is None:
        return None
    begins = start + match.start("what")
    bare = Name(tidy(scene.text[max(begins, name.start) : name.end]), max(begins, name.start), name.end)
    if len(bare.text) < 2:
        return None
    direction = Direction.UP if match["verb"] in scene.lexicon.words("zh", "up") else Direction.DOWN
    reading = _change(bare, direction, figure, figure.span.end)
    return replace(reading, first=start + match.start("verb"))


def compared(scene: Scene, told: Sequence[Reading]) -> Iterator[Reading]:
    """Yield movements told of the figure just before: 营业收入15.8亿元，较上年同期增长40.36%."""
    for figure in scene.open_figures():
        start = scene.sentence.clause_start(figure.span.start)
        match = _verbs(scene.lexicon).search(scene.text[: figure.span.start])
        before = [each for each in told if each.last <= start]
        if match is None or not before or match.start() < start:
            continue
        words = scene.text[start : match.start()].strip()
        if re.fullmatch(r"(?:同比|环比|[较比][^，,。；;]{1,8})?(?:大幅|显著)?", words):
            scene.use(figure)
            name = before[-1].name
            reading = _change(name, Direction.UP if match["up"] else Direction.DOWN, figure, figure.span.end)
            yield replace(reading, agent=before[-1].agent)


def _change(name: Name, direction: Direction, figure: Found, last: int) -> Reading:
    quantity = figure.quantity
    if quantity.unit == "times":
        hundred = Decimal(100)
        quantity = replace(quantity, low=quantity.low * hundred, high=quantity.high * hundred, unit="%")
    first = min(name.start, figure.span.start)
    return Reading(name=name, direction=direction, change=quantity, first=first, last=max(last, name.end))
