"""The principles: quoted by ids that outlive order and wording."""

import datetime
import re

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from membership.blocks import WordingBlock
from membership.models import TextVersion
from tests.factories import JoiningStepFactory, MembershipPageFactory, PrinciplesPageFactory, translated
from tests.factories_membership import MeetingFactory, TextVersionFactory, principle
from tests.pages import path_of, text_of

pytestmark = pytest.mark.django_db
PRINCIPLES = TextVersion.Kind.PRINCIPLES


def html_of(page: object) -> str:
    """Return the page as a reader gets it."""
    return Client().get(path_of(page)).content.decode()


def test_each_principle_is_reached_by_its_id_in_the_order_of_the_version_in_force() -> None:
    body = [principle(stable_id, name=f"Name of {stable_id}") for stable_id in ("P2", "P1", "P10")]
    TextVersionFactory(kind=PRINCIPLES, wordings={"en": body, "ar": body})
    page = PrinciplesPageFactory()
    for shown in (page, translated(page, "ar")):
        html = html_of(shown)
        assert re.findall(r'id="(P\d+)"', html) == ["P2", "P1", "P10"]
        for stable_id in ("P1", "P2", "P10"):
            assert f'href="#{stable_id}"' in html


@pytest.mark.parametrize("stable_id", ["1", "p1", "P0", "P", "P1a", "P 1", "P١", "P1\n"])
def test_an_id_is_p_and_a_number(stable_id: str) -> None:
    stream = WordingBlock()
    typed = stream.to_python([principle(stable_id)])
    with pytest.raises(ValidationError):
        stream.clean(typed)


def test_an_id_names_one_principle() -> None:
    stream = WordingBlock()
    assert stream.clean(stream.to_python([principle("P1"), principle("P2")]))
    twice = stream.to_python([principle("P1"), principle("P1", name="Another")])
    with pytest.raises(ValidationError):
        stream.clean(twice)


def test_where_and_when_it_was_adopted_is_told_or_that_it_is_not_published() -> None:
    page = PrinciplesPageFactory()
    assert "Date not published yet" in text_of(html_of(page))
    TextVersionFactory(
        kind=PRINCIPLES,
        adopted_at=MeetingFactory(names={"en": "A fictional meeting"}),
        adopted_on=datetime.date(2024, 3, 1),
    )
    html = html_of(page)
    assert '<time datetime="2024-03-01">' in html
    assert "A fictional meeting" in html
    assert "Date not published yet" not in html


def test_the_steps_of_joining_stand_in_order_with_what_is_promised() -> None:
    page = MembershipPageFactory()
    JoiningStepFactory(page=page, name="Second step", sort_order=2)
    JoiningStepFactory(page=page, name="First step", sort_order=1, duration="a fictional week")
    text = text_of(html_of(page))
    assert text.index("First step") < text.index("a fictional week") < text.index("Second step")
