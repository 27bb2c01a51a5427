"""The principles: quoted by ids that outlive order and wording."""

import datetime
import re

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from membership.models import Principle
from tests.factories import (
    JoiningStepFactory,
    MembershipPageFactory,
    PrincipleFactory,
    PrinciplesPageFactory,
    language,
    translated,
)
from tests.pages import path_of, text_of

pytestmark = pytest.mark.django_db


def html_of(page: object) -> str:
    """Return the page as a reader gets it."""
    return Client().get(path_of(page)).content.decode()


def test_each_principle_is_reached_by_its_id_in_the_editors_order() -> None:
    page = PrinciplesPageFactory()
    for order, stable_id in enumerate(("P2", "P1", "P10")):
        PrincipleFactory(page=page, stable_id=stable_id, sort_order=order, name=f"Name of {stable_id}")
    for shown in (page, translated(page, "ar")):
        html = html_of(shown)
        assert re.findall(r'id="(P\d+)"', html) == ["P2", "P1", "P10"]
        for stable_id in ("P1", "P2", "P10"):
            assert f'href="#{stable_id}"' in html


@pytest.mark.parametrize("stable_id", ["1", "p1", "P0", "P", "P1a", "P 1", "P١"])
def test_an_id_is_p_and_a_number(stable_id: str) -> None:
    principle = Principle(
        page=PrinciplesPageFactory(), locale=language(), stable_id=stable_id, name="Name", statement="Statement"
    )
    with pytest.raises(ValidationError) as refused:
        principle.full_clean()
    assert "stable_id" in refused.value.message_dict


def test_where_and_when_it_was_adopted_is_told_or_that_it_is_not_published() -> None:
    page = PrinciplesPageFactory()
    assert "Date not published yet" in text_of(html_of(page))
    page.adopted_on, page.adopted_at, page.version = datetime.date(2024, 3, 1), "A fictional meeting", "1"
    page.save()
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
