"""The picture that others show where a page's address is shared: the page's title and nothing else of it."""

import io
import re
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from PIL import Image, ImageFont
from wagtail.models import PageViewRestriction

from home.services import card_picture, cards
from home.services.cards import Card
from home.services.pdf import FACES, FONTS
from tests.factories import (
    ImageFactory,
    RebuttalIndexPageFactory,
    RebuttalPageFactory,
    SectionPageFactory,
    StandardPageFactory,
    home_page,
    translated,
)
from tests.pages import GATED_TYPES, PUBLIC_TYPES, make_page, member, path_of, sign_in

GROUND = (8, 60, 64)
ARABIC = "لا تفرض الشبكة خطة واحدة على المدن الأعضاء"
LETTERS = st.text(alphabet="abcWM éß «»,.-/&<>\"' 2017\u00a0\u202f" + "بسمهلاأيغكضقفثّ،؟", min_size=1, max_size=255)


def card_address(page: Any, client: Client | None = None) -> str:
    """Return the address of the card that the page's head names, without the host; empty where it names none."""
    html = (client or Client()).get(path_of(page)).content.decode()
    found = re.search(r'property="og:image" content="([^"]+)"', html)
    return found[1].removeprefix(settings.SITE_URL) if found else ""


def card(**values: str) -> Card:
    return Card(
        **{"title": "A fact", "section": "", "organisation": "SCN", "language": "en", "motif": "home", **values}
    )


def inked(picture: bytes, box: tuple[int, int, int, int]) -> bool:
    """Say whether anything but the ground is drawn in the box."""
    part = Image.open(io.BytesIO(picture)).convert("RGB").crop(box)
    extremes = zip(part.getextrema(), GROUND, strict=True)
    return any(abs(low - ground) > 8 or abs(high - ground) > 8 for (low, high), ground in extremes)


# What a page names


@pytest.mark.django_db
@pytest.mark.parametrize("model", PUBLIC_TYPES, ids=lambda model: model.__name__)
def test_every_public_page_names_a_card_that_is_there_for_everybody(model: Any) -> None:
    answer = Client().get(card_address(make_page(model)))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(answer.content)).size == (1200, 630)
    assert len(answer.content) < 300_000
    assert "immutable" in answer["Cache-Control"]
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db
def test_the_head_tells_the_cards_size_and_its_words() -> None:
    html = Client().get(path_of(StandardPageFactory(title="A “fact” & more"))).content.decode()
    assert 'property="og:image:width" content="1200"' in html
    assert 'property="og:image:height" content="630"' in html
    assert 'property="og:image:alt" content="A “fact” &amp; more – Strong Cities Network"' in html
    assert 'name="twitter:card" content="summary_large_image"' in html


@pytest.mark.django_db
def test_a_picture_that_an_editor_chose_stands_in_place_of_the_card() -> None:
    address = card_address(StandardPageFactory(social_image=ImageFactory()))
    assert address
    assert "/cards/" not in address


@pytest.mark.django_db
def test_a_rebuttals_card_never_says_its_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    real = card_picture.svg
    monkeypatch.setattr(card_picture, "svg", lambda card: drawn.append(real(card)) or drawn[-1])
    index = RebuttalIndexPageFactory(title="Exposing falsehoods", parent=SectionPageFactory())
    page = RebuttalPageFactory(
        parent=index, title="Cities decide", claim="ZZCLAIM", introduction="ZZLEAD", seo_title="ZZTITLE"
    )
    Client().get(card_address(page))
    [said] = drawn
    assert re.findall(r">([^<>]+)</text>", said) == ["Strong Cities Network", "Cities decide", "Exposing falsehoods"]


@pytest.mark.django_db
def test_a_translations_card_is_in_its_own_language_and_runs_its_way() -> None:
    page = StandardPageFactory()
    home_page("ar")
    arabic = translated(page, "ar", title=ARABIC)
    picture = Client().get(card_address(arabic)).content
    assert inked(picture, (1000, 150, 1140, 460))
    assert not inked(Client().get(card_address(page)).content, (560, 150, 640, 460))
    assert card_address(page) != card_address(arabic)


# Whose card nobody gets


@pytest.mark.django_db
@pytest.mark.parametrize("model", GATED_TYPES, ids=lambda model: model.__name__)
def test_a_members_page_has_no_card_even_where_its_restriction_is_gone(model: Any, client: Client) -> None:
    page = make_page(model)
    assert card_address(page, sign_in(client, member())) == ""
    PageViewRestriction.objects.all().delete()
    for reader in (Client(), client):
        assert reader.get(f"/cards/{page.pk}/{'0' * 16}.png").status_code == 404


@pytest.mark.django_db
def test_a_page_that_is_restricted_or_below_one_that_is_or_not_live_has_no_card() -> None:
    section = SectionPageFactory()
    below, draft = StandardPageFactory(parent=section), StandardPageFactory()
    addresses = [card_address(page) for page in (section, below, draft)]
    PageViewRestriction.objects.create(page=section, restriction_type="login")
    draft.unpublish()
    assert [Client().get(address).status_code for address in addresses] == [404, 404, 404]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/cards/999999/{}.png", "/cards/1/{}.png", "/cards/99999999999999999999/{}.png"])
def test_what_is_no_page_of_the_site_has_no_card(address: str) -> None:
    home_page()
    assert Client().get(address.format("0" * 16)).status_code == 404


@pytest.mark.django_db
def test_a_title_whose_letters_the_typeface_lacks_makes_no_card_of_boxes() -> None:
    page = StandardPageFactory(title="城市")
    assert card_address(page) == ""
    assert Client().get(f"/cards/{page.pk}/{'0' * 16}.png").status_code == 404


# One drawing for each card


@pytest.mark.django_db
def test_an_earlier_cards_address_leads_to_the_present_one() -> None:
    page = StandardPageFactory(title="As it was")
    earlier = card_address(page)
    page.title = "As it is"
    page.save_revision().publish()
    answer = Client().get(earlier)
    assert answer.status_code == 302
    assert "immutable" not in answer["Cache-Control"]
    assert answer["Location"] == card_address(page) != earlier
    assert not answer.cookies


@pytest.mark.django_db
def test_a_card_is_drawn_once_and_guessed_addresses_draw_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Card] = []
    monkeypatch.setattr(card_picture, "png", lambda card: drawn.append(card) or b"PNG")
    page = StandardPageFactory()
    address = card_address(page)
    for guess in range(5):
        Client().get(f"/cards/{page.pk}/{guess:016x}.png")
    assert drawn == []
    for _time in range(3):
        Client().get(address)
    assert len(drawn) == 1


@pytest.mark.django_db
def test_a_card_costs_four_queries_however_deep_its_page_stands() -> None:
    section = SectionPageFactory()
    for _level in range(3):
        section = SectionPageFactory(parent=section)
    address = card_address(StandardPageFactory(parent=section))
    Client().get(address)
    with CaptureQueriesContext(connection) as captured:
        Client().get(address)
    # 1 the restrictions, 2 the page, 3 the page above it. The languages and the identity are remembered.
    assert len(captured) <= 4


# The drawing


@pytest.mark.parametrize(
    "title",
    [
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 3,
        "W" * 255,
        "م" * 255,
        f"{ARABIC} Strong Cities Network (SCN), 2016 and 2017: «{ARABIC}» " * 2,
        "A sentence of many words that says what is so, and then says it again. " * 3,
    ],
)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_longest_title_stays_in_its_place(title: str, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(card_picture, "_drawing", lambda seed, rtl: "")
    picture = card_picture.png(card(title=title[:255], language=language, section="S" * 255, organisation="O" * 255))
    # 700 pixels from a margin of 72, and what a letter reaches over its own width.
    left, right = (420, 1136) if language == "ar" else (64, 780)
    assert inked(picture, (left, 130, right, 480))
    for outside in [(0, 0, left, 630), (right, 0, 1200, 630), (0, 0, 1200, 40), (0, 600, 1200, 630)]:
        assert not inked(picture, outside)


def test_a_machine_that_cannot_shape_what_it_measures_keeps_it_on_the_card(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = ImageFont.truetype(str(FONTS / FACES[600]), 1000, layout_engine=ImageFont.Layout.BASIC)
    monkeypatch.setattr(card_picture, "_face", lambda weight: plain)
    monkeypatch.setattr(card_picture, "_drawing", lambda seed, rtl: "")
    # Of all pairs of letters this one grows most when it is joined.
    for title, leftmost in (("ها" * 120, 72), (f"{ARABIC} " * 5, 420)):
        picture = card_picture.png(card(title=title, language="ar"))
        assert inked(picture, (420, 130, 1136, 480))
        assert not inked(picture, (0, 0, leftmost, 630))


@hypothesis_settings(max_examples=60, deadline=None)
@given(text=LETTERS)
def test_no_line_is_ever_wider_than_its_place_nor_are_there_too_many(text: str) -> None:
    for leading in (1.16, 1.42):
        title = card_picture.fitted(text, leading)
        assert title.size in card_picture.SIZES
        assert len(title.lines) * title.size * leading <= card_picture.TITLE_HEIGHT
        for line in title.lines:
            assert card_picture.measured(line, 600) * title.size <= card_picture.MEASURE
        whole = "".join(title.lines).replace(" ", "")
        assert whole == text.replace(" ", "") or whole.endswith("…")


def test_a_short_title_is_large_and_a_long_one_smaller() -> None:
    sizes = [card_picture.fitted("A fact. " * times, 1.16).size for times in (1, 8, 30)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == card_picture.SIZES[0] > sizes[-1]


def test_signs_that_turn_the_direction_do_not_reach_the_card() -> None:
    assert cards._plain("Abc\u202edef\u2066 \n x\x07y 😀") == "Abcdef x y"


def test_the_digest_tells_every_part_of_the_card() -> None:
    others = [card(**{name: "other"}) for name in ("title", "section", "organisation", "language", "motif")]
    assert len({each.digest for each in [card(), *others]}) == 6
