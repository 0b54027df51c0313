"""Whether two quantities can be compared, and whether they can both be true."""

from __future__ import annotations

from decimal import Decimal

from assistant.domain.claims import Bound, Claim, Direction, Quantity
from assistant.triangulation.claims.lexicon import Lexicon

_ABOUT = Decimal("0.1")
_ENDLESS = Decimal("Infinity")
PARTS = ("start", "end", "change")


def dimension(quantity: Quantity, lexicon: Lexicon) -> tuple[str, Decimal]:
    """Return what a quantity is measured in, and the factor that brings it there; all that is counted is one."""
    if quantity.unit in lexicon.counted:
        return "count", Decimal(1)
    return lexicon.factors.get(quantity.unit, (quantity.unit, Decimal(1)))


def reach(quantity: Quantity, factor: Decimal = Decimal(1)) -> tuple[Decimal, Decimal]:
    """Return the least and the greatest value that the words allow."""
    low, high = quantity.low * factor, quantity.high * factor
    return {
        Bound.EXACT: (low, high),
        Bound.AT_LEAST: (low, _ENDLESS),
        Bound.AT_MOST: (Decimal(0), high),
        Bound.ABOUT: (low * (1 - _ABOUT), high * (1 + _ABOUT)),
        Bound.NEARLY: (low * (1 - _ABOUT), high),
    }[quantity.bound]


def comparable(one: Quantity, other: Quantity, lexicon: Lexicon) -> bool:
    """Tell whether two quantities are of one kind: days and weeks are, days and per cent are not."""
    return dimension(one, lexicon)[0] == dimension(other, lexicon)[0]


def agree(one: Quantity, other: Quantity, lexicon: Lexicon) -> bool:
    """Tell whether two comparable quantities can both be true; what is given with fewer digits is taken as rounded."""
    first = reach(one, dimension(one, lexicon)[1])
    second = reach(other, dimension(other, lexicon)[1])
    if first[0] <= second[1] and second[0] <= first[1]:
        return True
    return one.bound is other.bound is Bound.EXACT and all(
        _rounded(mine, theirs) for mine, theirs in zip(first, second, strict=True)
    )


def _rounded(one: Decimal, other: Decimal) -> bool:
    exponents = [value.as_tuple().exponent for value in (one, other)]
    coarser = max(each for each in exponents if isinstance(each, int))
    unit = Decimal(1).scaleb(min(coarser, 0))
    return one.quantize(unit) == other.quantize(unit)


def same_time(one: Claim, other: Claim) -> bool:
    """Tell whether two claims may speak of one time: an untold time may be any."""
    shorter, longer = sorted((one.date, other.date), key=len)
    return longer.startswith(shorter)


def clash(one: Claim, other: Claim, lexicon: Lexicon) -> bool:
    """Tell whether two claims of one figure cannot both be true.

    Events clash by their dates, other figures by any part that both give; figures of different times do not clash.
    """
    if one.direction is Direction.EVENT:
        return not same_time(one, other)
    if not same_time(one, other):
        return False
    for part in PARTS:
        mine, theirs = getattr(one, part), getattr(other, part)
        if mine and theirs and comparable(mine, theirs, lexicon) and not agree(mine, theirs, lexicon):
            return True
    return False


def say_the_same(one: Claim, other: Claim, lexicon: Lexicon) -> bool:
    """Tell whether two claims give at least one part with the same number and none unlike."""
    if one.direction is Direction.EVENT:
        return bool(one.date) and one.date[:4] == other.date[:4]
    alike = [
        same_number(mine, theirs, lexicon)
        for part in PARTS
        if (mine := getattr(one, part)) and (theirs := getattr(other, part)) and comparable(mine, theirs, lexicon)
    ]
    return bool(alike) and all(alike)


def same_number(one: Quantity, other: Quantity, lexicon: Lexicon) -> bool:
    """Tell whether two comparable quantities name one number, however firmly: 20 % and 20 % or more do."""
    if not agree(one, other, lexicon):
        return False
    mine, theirs = (each.low * dimension(each, lexicon)[1] for each in (one, other))
    return _rounded(mine, theirs)
