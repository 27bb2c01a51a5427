"""The drawn motif."""

from xml.etree import ElementTree

from home import motif

SECTIONS = ("home", "section", "faq", "membership", "principles", "transparency", "funding", "rebuttals", "error")


def test_a_section_is_always_drawn_the_same() -> None:
    first = motif.svg("faq", 9, 7)
    motif.svg.cache_clear()
    assert motif.svg("faq", 9, 7) == first


def test_no_two_sections_are_drawn_alike() -> None:
    assert len({motif.svg(section, 9, 7) for section in SECTIONS}) == len(SECTIONS)


def test_the_way_leads_through_every_place() -> None:
    for section in SECTIONS:
        drawing = ElementTree.fromstring(motif.svg(section, 9, 7))  # noqa: S314 - our own drawing
        places = drawing.find("path[@class='motif__place']").get("d").count("M")
        way = drawing.find("path[@class='motif__way']").get("d")
        assert places >= 3
        assert way.count("M") == 1
        assert way.count("L") >= places


def test_the_drawing_is_silent_and_carries_no_style_of_its_own() -> None:
    drawing = motif.svg("faq", 9, 7)
    assert 'aria-hidden="true"' in drawing
    assert "style" not in drawing
