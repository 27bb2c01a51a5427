"""An e-mail's words, as its reader sees them."""

import pytest

from home.services.letters import letter, plain
from tests import factories

pytestmark = pytest.mark.django_db
LINK = "https://example.org/ar/apply/?key=a&b=c"


def test_in_arabic_a_letter_is_set_from_right_to_left_with_the_networks_name() -> None:
    factories.SiteIdentityFactory(locale=factories.language("ar"), organisation_name="شبكة المدن القوية")
    html = letter("طلبكم", "وصل طلبكم.", "ar")
    assert '<html lang="ar" dir="rtl">' in html
    assert "شبكة المدن القوية" in html
    assert '<html lang="fr" dir="ltr">' in letter("Objet", "Texte", "fr")


def test_whatever_somebody_wrote_is_text_and_nothing_else() -> None:
    html = letter("<b>Hi</b>", '<script>alert(1)</script> "https://example.org/"onmouseover="x"', "en")
    assert "<script>" not in html
    assert "<b>Hi" not in html
    assert 'href="https://example.org/"' in html
    assert "&quot;onmouseover" in html


def test_a_link_leads_where_it_says_and_leaves_the_full_stop_behind() -> None:
    html = letter("Subject", f"Open {LINK}.", "en")
    assert 'href="https://example.org/ar/apply/?key=a&amp;b=c"' in html
    assert "</a>." in html


def test_no_other_kind_of_address_becomes_a_link() -> None:
    html = letter("Subject", "javascript:alert(1) data:text/html,x file:///etc", "en")
    assert "javascript:alert" not in [part.split('"')[0] for part in html.split('href="')]
    assert html.count("href=") == 1


@pytest.mark.parametrize("token", ["SCN-7K3M-9Q", "7K3M-9Q", "anna@example.org", "+962 6 555 0100"])
def test_references_addresses_and_numbers_read_from_left_to_right(token: str) -> None:
    assert f'<bdi dir="ltr" style="white-space: nowrap;">{token}</bdi>' in letter("طلبكم", f"رقم {token} محفوظ", "ar")
    assert plain(f"رقم {token} محفوظ", "ar") == f"رقم \u200e{token}\u200e محفوظ"


def test_in_plain_arabic_a_link_has_a_line_of_its_own() -> None:
    assert plain(f"افتحوا {LINK}. ثم أكّدوا", "ar") == f"افتحوا\n{LINK}\n. ثم أكّدوا"
    assert plain(f"افتحوا {LINK}.", "ar") == f"افتحوا\n{LINK}"
    assert plain(f"{LINK}\n\nشكرًا", "ar") == f"{LINK}\n\nشكرًا"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_where_all_is_from_left_to_right_plain_text_stays_as_it_is(language: str) -> None:
    text = f"Open {LINK}.\r\n\n- SCN-7K3M-9Q\n"
    assert plain(text, language) == text


def test_blank_lines_part_paragraphs_and_dashes_make_a_list() -> None:
    html = letter("Subject", f"One\r\ntwo\r\n\r\n- three\r\n- four\r\n\r\n{LINK}", "en")
    assert "One<br>two" in html
    assert html.count("<li ") == 2
    assert 'class="alone"' in html
