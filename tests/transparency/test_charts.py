"""Charts: what is drawn is what was given, in both directions, for readers who see it and for those who do not."""

import re
from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transparency.services import charts
from transparency.services.charts import Series, Words

WORDS = Words("Amounts <by> year", "Two columns.")
YEARS = ["2023", "2024"]
PARTS = [Series("Core", [Decimal(30), Decimal(0)]), Series("Pro<ject>", [Decimal(10), Decimal(80)])]


def draw(kind: str = "columns", rtl: bool = False, series: list[Series] | None = None) -> str:
    """Return a chart of two years."""
    parts = PARTS if series is None else series
    if kind == "columns":
        return charts.columns("c", WORDS, YEARS, parts, str, str, rtl)
    return charts.bars("c", WORDS, YEARS, parts, str, rtl)


def parts_of(svg: str) -> list[dict[str, str]]:
    """Return the attributes of every drawn part."""
    return [part.attrib for part in ElementTree.fromstring(svg).iter("rect") if "chart__part" in part.get("class", "")]  # noqa: S314


def number(text: str) -> float:
    return float(text.rstrip("%"))


@pytest.mark.parametrize("kind", ["columns", "bars"])
@pytest.mark.parametrize("rtl", [False, True])
def test_a_chart_is_one_picture_with_a_title_and_a_description_and_nothing_inline(kind: str, rtl: bool) -> None:
    svg = draw(kind, rtl)
    root = ElementTree.fromstring(svg)  # noqa: S314
    assert root.get("role") == "img"
    titles = {found.get("id"): found.text for found in root if found.tag in {"title", "desc"}}
    assert titles[root.get("aria-labelledby")] == "Amounts <by> year"
    assert titles[root.get("aria-describedby")] == "Two columns."
    assert not re.search(r"<(?:style|script)|\sstyle=|\son\w+=", svg)
    assert "2023" in "".join(text.text or "" for text in root.iter("text"))


def test_columns_are_as_high_as_their_values_and_stand_on_one_another() -> None:
    core, project, later = parts_of(draw())
    assert number(core["height"]) == pytest.approx(3 * number(project["height"]), rel=0.02)
    assert number(later["height"]) == pytest.approx(2 * (number(core["height"]) + number(project["height"])), rel=0.02)
    assert number(project["y"]) + number(project["height"]) == pytest.approx(number(core["y"]), abs=0.2)


@pytest.mark.parametrize("kind", ["columns", "bars"])
def test_a_chart_read_from_the_right_is_the_same_in_a_mirror(kind: str) -> None:
    for one, other in zip(parts_of(draw(kind)), parts_of(draw(kind, rtl=True)), strict=True):
        assert number(one["x"]) + number(one["width"]) + number(other["x"]) == pytest.approx(100, abs=0.05)
        assert (one["y"], one["height"], one["width"]) == (other["y"], other["height"], other["width"])


def test_the_first_year_stands_at_the_right_where_one_reads_from_there() -> None:
    def places(rtl: bool) -> dict[str, float]:
        found = re.findall(r'<text class="chart__label" x="([\d.]+)%"[^>]*>(20\d\d)<', draw(rtl=rtl))
        return {year: float(x) for x, year in found}

    assert places(rtl=False)["2023"] < places(rtl=False)["2024"]
    assert places(rtl=True)["2023"] > places(rtl=True)["2024"]


@pytest.mark.parametrize("kind", ["columns", "bars"])
def test_no_colour_is_alone_each_series_has_its_own_pattern(kind: str) -> None:
    svg = draw(kind)
    fills = {part["fill"] for part in parts_of(svg)}
    assert len(fills) == 2
    patterns = re.findall(r'<path class="chart__mark[^"]*" d="([^"]*)"', svg)
    assert len(patterns) == len(set(patterns)) == 2


@pytest.mark.parametrize("kind", ["columns", "bars"])
def test_no_chart_is_drawn_of_nothing(kind: str) -> None:
    assert draw(kind, series=[]) == ""
    assert draw(kind, series=[Series("Core", [Decimal(0), Decimal(0)])]) == ""


@given(st.decimals(min_value="0.001", max_value="1e15", places=3))
def test_an_axis_has_few_round_numbers_and_room_for_the_largest(most: Decimal) -> None:
    scale = charts.ticks(most)
    assert scale[0] == 0
    assert scale[-2] < most <= scale[-1]
    assert 2 <= len(scale) <= 5
    assert len({after - before for before, after in pairwise(scale)}) == 1


@given(st.integers(1, 60))
def test_years_are_never_written_on_one_another(count: int) -> None:
    years = [str(2000 + number) for number in range(count)]
    svg = charts.columns("c", WORDS, years, [Series("Core", [Decimal(1)] * count)], str, str, rtl=False)
    assert 1 <= len(re.findall(r">20\d\d</text>", svg)) <= charts.LABELS
