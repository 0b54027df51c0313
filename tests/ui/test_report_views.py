"""Tables of a report on a page: words are data, numbers lead to their place."""

from __future__ import annotations

from xml.etree.ElementTree import fromstring

from assistant.domain.codebook import Wording
from assistant.domain.span import Span
from assistant.reporting.picture import Picture, Words
from assistant.reporting.tables import Cited, Column, Gap, Statement, Table
from assistant.ui.report_views import picture_markup, table_markup

HOSTILE = "<img src=x onerror=alert(1)> ${1+1} {{7*7}} `x` \x07 javascript:alert(1) ]]>"
PLACES = {"Q0001": ("d" * 64, Span(40, 50)), "Q0002": ("e" * 64, Span(7, 9))}


def table(*cells: object) -> Table:
    columns = tuple(
        Column(f"c{number}", Wording(HOSTILE, HOSTILE), over=Wording("共", "shared")) for number, _ in enumerate(cells)
    )
    return Table(key="t", title=Wording(HOSTILE), columns=columns, rows=(cells,), note=Wording(HOSTILE))


def test_words_stay_words_and_no_template_can_read_them():
    cited = Cited((Statement(Wording(HOSTILE, HOSTILE), ("Q0001",)),), ("Q0002",))
    markup = table_markup(table(HOSTILE, cited, Gap(Wording("—")), 3), PLACES, "zh")
    assert not set("${}`") & set(markup)
    root = fromstring(markup)
    allowed = {"div", "table", "caption", "thead", "tbody", "tr", "th", "td", "p", "a", "details", "summary"}
    assert {element.tag for element in root.iter()} <= allowed
    assert HOSTILE.replace("\x07", "\ufffd") in "".join(root.itertext())


def test_the_number_of_a_quotation_leads_to_its_place():
    cited = Cited((Statement(Wording("字", "word"), ("Q0001",)),), ("Q0002",))
    links = {link.text: link.get("href") for link in fromstring(table_markup(table(cited), PLACES, "en")).iter("a")}
    assert links == {"Q0001": f"/?source={'d' * 64}&at=40", "Q0002": f"/?source={'e' * 64}&at=7"}


def test_a_gap_is_marked_as_one():
    root = fromstring(table_markup(table(Gap(Wording("—（无）", "— (none)"))), {}, "en"))
    (cell,) = root.iter("td")
    assert (cell.get("class"), cell.text) == ("report-gap", "— (none)")


def test_a_figure_cannot_be_read_as_a_template():
    picture = Picture(name="x", title=HOSTILE, width=9, height=9, marks=(Words(x=0, y=5, text=HOSTILE, size=5),))
    assert not set("${}`") & set(picture_markup(picture, "zh"))
