"""Krippendorff, K., Mathet, Y., Bouvry, S., & Widloecher, A. (2016). On the reliability of unitizing textual continua:
further developments. Quality & Quantity 50, 2347-2364.

The paper's own example is not at hand, so no figure here is claimed to be printed there. Held instead are its
equations on two continua worked by hand as fractions: observed coincidences are lengths of intersections over pairs of
observers, divided by m - 1; by chance a unit does not meet itself, so that squared lengths of units, and the lengths
of gaps, are taken off (equation 4); in the intersections that cu-alpha looks at, the squared lengths of what a unit
shares with the others' units are (equation 10).
"""

from fractions import Fraction

from assistant.agreement import binary_u_alpha, cu_alpha, ku_alpha, study_from_spans, u_alpha
from tests.published.printed import check, estimated

ONE_CODE = study_from_spans([("d", "A", 2, 6, "x"), ("d", "B", 4, 8, "x")], {"d": 10})
THREE = study_from_spans(
    [
        ("d", "A", 0, 4, "x"), ("d", "A", 6, 10, "y"),
        ("d", "B", 0, 5, "x"), ("d", "B", 6, 9, "x"),
        ("d", "C", 1, 4, "x"), ("d", "C", 7, 10, "y"),
    ],
    {"d": 12},
)  # fmt: skip


def test_two_observers_and_one_value():
    gap, value, unlike = 2 * 4, 2 * 2, 2 * 4
    total = gap + value + unlike
    assert total == 20
    own = 4**2 + 4**2 + 6 + 6
    room = total**2 - own
    like_by_chance = Fraction(total * ((8**2 - 32) + (12**2 - 12)), room)
    expected = total - like_by_chance
    check(u_alpha(ONE_CODE), float(1 - unlike / expected), unlike / total, float(expected / total), places=12)
    between = Fraction(total * 8 * 12, room)
    check(binary_u_alpha(ONE_CODE), float(1 - Fraction(unlike, 2) / between), places=12)


def test_three_observers_and_two_values():
    """Lengths of intersections by pair of observers, AB + AC + BC; each counts twice and is divided by m - 1 = 2."""
    xx, yy, gaps = Fraction(4 + 3 + 3), Fraction(0 + 3 + 0), Fraction(3 + 4 + 3)
    total, x, y, gap = Fraction(3 * 12), Fraction(4 + 8 + 3), Fraction(4 + 0 + 3), Fraction(4 + 4 + 6)
    own = {"x": 4**2 + 5**2 + 3**2 + 3**2, "y": 4**2 + 3**2, "gap": 4 + 4 + 6}
    room = total**2 - sum(own.values())
    by_chance = total * ((x**2 - own["x"]) + (y**2 - own["y"]) + (gap**2 - own["gap"])) / room
    unlike = total - xx - yy - gaps
    check(u_alpha(THREE), float(1 - unlike / (total - by_chance)), float(unlike / total), places=12)
    between = total * gap * (total - gap) / room
    check(binary_u_alpha(THREE), float(1 - (gap - gaps) / between), places=12)


def test_their_values_alone():
    """Of each unit the lengths shared with the valued units of the two others: A's x 4 and 3, B's x 4 and 3 ..."""
    xx, yy, xy = Fraction(4 + 3 + 3), Fraction(3), Fraction(3 + 2)
    x, y = xx + xy / 2, yy + xy / 2
    both = x + y
    own_x = Fraction((4**2 + 3**2) + (4**2 + 3**2) + (3**2 + 2**2) + (3**2 + 3**2), 2)
    own_y = Fraction((3**2 + 3**2) + (3**2 + 2**2), 2)
    room = both**2 - own_x - own_y
    apart = both * x * y / room
    check(cu_alpha(THREE), float(1 - xy / (2 * apart)), float(xy / both), float(2 * apart / both), places=12)
    assert estimated(cu_alpha(THREE)).coverage == float(both / 36)
    for code, margin, own in (("x", x, own_x), ("y", y, own_y)):
        expected = both * (margin**2 - own) / room + apart
        check(ku_alpha(THREE, code), float(1 - (expected / margin) * (xy / 2) / apart), places=12)
