"""The map of cities: every one where it lies, and nothing that a list cannot say."""

import math
import re
from xml.etree import ElementTree

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from membership.services import worldmap
from membership.services.worldmap import HEIGHT, WIDTH, MapPoint, equal_earth, project, svg

AMMAN = MapPoint("Amman", 31.95, 35.95)
ZARQA = MapPoint("Zarqa", 32.07, 36.09)
AARHUS = MapPoint("Aarhus", 56.15, 10.2)
SVG = "{http://www.w3.org/2000/svg}"


def drawn(*points: MapPoint, language: str = "en") -> ElementTree.Element:
    text = svg(points, language).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ')
    root = ElementTree.fromstring(text)  # noqa: S314 - drawn here
    found = root.find(f"{SVG}svg")
    assert found is not None
    return found


def places_on(element: ElementTree.Element) -> list[ElementTree.Element]:
    return [child for child in element.iter() if child.get("class", "").startswith("world-map__place")]


def title_of(place: ElementTree.Element) -> str:
    return (place.findtext(f"{SVG}title") or "").replace("\u2068", "").replace("\u2069", "")


@pytest.mark.parametrize(
    ("latitude", "longitude", "x", "y"),
    [
        # The outline of Equal Earth: 2.05458 times as wide as high.
        (0, 0, 0, 0),
        (0, 180, 2.706630, 0),
        (90, 0, 0, 1.317363),
        (-90, 0, 0, -1.317363),
    ],
)
def test_the_projection_is_equal_earth(latitude: float, longitude: float, x: float, y: float) -> None:
    assert equal_earth(latitude, longitude) == pytest.approx((x, y), abs=1e-5)


def test_equal_areas_of_the_earth_are_equal_on_the_map() -> None:
    def area(south: float, west: float, size: float = 0.01) -> float:
        corners = [
            equal_earth(south, west), equal_earth(south, west + size),
            equal_earth(south + size, west + size), equal_earth(south + size, west),
        ]  # fmt: skip
        return abs(
            sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(corners, corners[1:] + corners[:1], strict=True))
        )

    for latitude in (0, 30, 60, 75):
        shrinks = math.cos(math.radians(latitude + 0.005)) / math.cos(math.radians(0.005))
        assert area(latitude, 20) / area(0, 20) == pytest.approx(shrinks, rel=1e-3)


def test_places_lie_as_they_do_on_the_earth() -> None:
    amman, aarhus = project(31.95, 35.95), project(56.15, 10.2)
    assert aarhus[0] < amman[0]
    assert aarhus[1] < amman[1]
    assert project(0, 0)[0] == WIDTH / 2


@pytest.mark.parametrize(
    ("latitude", "longitude", "x", "y"),
    [(-90, 0, WIDTH / 2, HEIGHT), (90, 0, WIDTH / 2, 0), (0, 180, WIDTH, None), (0, -180, 0, None), (0, 540, 0, None)],
)
def test_the_ends_of_the_earth_are_on_the_edge(latitude: float, longitude: float, x: float, y: float | None) -> None:
    found = project(latitude, longitude)
    assert found[0] == pytest.approx(x, abs=0.1)
    if y is not None:
        assert found[1] == y


@given(
    latitude=st.floats(allow_nan=False, allow_infinity=False),
    longitude=st.floats(allow_nan=False, allow_infinity=False),
)
def test_no_coordinates_fall_off_the_map(latitude: float, longitude: float) -> None:
    x, y = project(latitude, longitude)
    assert 0 <= x <= WIDTH
    assert 0 <= y <= HEIGHT


def test_the_land_keeps_to_the_map_and_crosses_it_nowhere() -> None:
    """A piece of land that leaps over 180 degrees would be drawn as a band across the whole map."""
    for piece in worldmap.land().split("z")[:-1]:
        x, y, *steps = map(float, re.findall(r"-?[\d.]+", piece))
        assert 0 <= x <= WIDTH
        for dx, dy in zip(steps[::2], steps[1::2], strict=True):
            assert abs(dx) < WIDTH / 8
            x, y = x + dx, y + dy
            assert -1 <= x <= WIDTH + 1
            assert -1 <= y <= HEIGHT + 1
    assert len(worldmap.land()) < 40_000


def test_cities_apart_have_a_dot_each_with_their_name() -> None:
    assert [title_of(place) for place in places_on(drawn(AMMAN, AARHUS))] == ["Amman", "Aarhus"]


def test_cities_that_would_overlap_share_a_dot_that_counts_and_names_them() -> None:
    amman, aarhus = places_on(drawn(AMMAN, AARHUS, ZARQA))
    assert title_of(amman) == "Amman and Zarqa"
    assert amman.findtext(f"{SVG}text") == "2"
    assert aarhus.find(f"{SVG}text") is None


def test_a_dot_of_very_many_names_some_and_counts_the_rest() -> None:
    [place] = places_on(drawn(*(MapPoint(f"City {number}", 32, 36) for number in range(40))))
    assert place.findtext(f"{SVG}text") == "40"
    assert title_of(place).endswith("City 11 and 28 more")


def test_it_is_a_picture_to_those_who_hear_it_unless_it_has_links() -> None:
    picture = drawn(AMMAN)
    assert picture.get("role") == "img"
    named = picture.find(f"{SVG}title")
    assert named is not None
    assert named.get("id") == picture.get("aria-labelledby")
    linked = drawn(MapPoint("Amman", 31.95, 35.95, url="/en/members/cities/amman/"))
    assert linked.get("role") == "group"
    [link] = places_on(linked)
    assert (link.tag, link.get("href")) == (f"{SVG}a", "/en/members/cities/amman/")
    assert "Amman" in link.get("aria-label", "")


def test_it_says_how_many_there_are_in_the_readers_language() -> None:
    assert "2 cities are marked." in (drawn(AMMAN, ZARQA).findtext(f"{SVG}desc") or "")
    assert "No city is marked." in (drawn().findtext(f"{SVG}desc") or "")
    assert drawn(AMMAN, language="ar").get("lang") == "ar"
    assert title_of(places_on(drawn(AMMAN, ZARQA, language="fr"))[0]) == "Amman et Zarqa"


def test_it_leaves_the_language_of_the_page_as_it_was() -> None:
    with translation.override("fr"):
        svg([AMMAN], "ar")
        assert translation.get_language() == "fr"


def test_a_hostile_name_or_address_stays_text() -> None:
    name = "\"><script>alert('x')</script>\u202e"
    text = svg([MapPoint(name, 10, 10, url='/x"onclick="y')], "en")
    assert "<script" not in text
    assert 'onclick="' not in text


@pytest.mark.parametrize("wrong", [math.nan, math.inf, -math.inf])
def test_a_city_without_coordinates_is_left_out(wrong: float) -> None:
    assert [title_of(place) for place in places_on(drawn(MapPoint("Nowhere", wrong, 0), AMMAN))] == ["Amman"]


def test_it_has_no_style_of_its_own() -> None:
    """The site's policy lets no inline style through."""
    assert " style=" not in svg([AMMAN, ZARQA, AARHUS], "en")
