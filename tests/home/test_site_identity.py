"""The site's name, address and menus: one identity for each language."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from home.models import NavigationItem, SiteIdentity, SiteNavigation
from tests.factories import SiteIdentityFactory, StandardPageFactory, home_page, language, translated

pytestmark = pytest.mark.django_db


def html(code: str = "en") -> str:
    """Return the home page of this language."""
    home_page(code)
    return Client().get(f"/{code}/").content.decode()


def test_a_language_has_one_identity() -> None:
    SiteIdentityFactory()
    with pytest.raises(ValidationError):
        SiteIdentity(organisation_name="Another", locale=language()).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        SiteIdentityFactory()
    SiteIdentityFactory(locale=language("ar")).full_clean()


def test_each_language_shows_its_own_and_the_source_s_until_there_is_one() -> None:
    SiteIdentityFactory(organisation_name="Fictional network", footer_text="At the foot.")
    assert "Fictional network" in html("fr")
    SiteIdentityFactory(locale=language("fr"), organisation_name="Réseau fictif")
    assert "Réseau fictif" in html("fr")
    assert "Fictional network" not in html("fr")
    assert "At the foot." in html("en")


def test_a_new_site_has_a_name_before_anybody_wrote_one() -> None:
    assert "Strong Cities Network" in html()


def test_the_address_is_shown_or_said_not_to_be_published() -> None:
    identity = SiteIdentityFactory(contact_email="contact@example.org")
    assert '<a href="mailto:contact@example.org" dir="ltr">contact@example.org</a>' in html("ar")
    identity.contact_email = ""
    identity.save()
    assert "No e-mail address is published yet." in html()


def test_a_menu_leads_to_pages_of_the_readers_language_in_the_editors_order() -> None:
    first, second, draft = (StandardPageFactory(title=title) for title in ("First", "Second", "Third"))
    draft.unpublish()
    translated(first, "fr", title="Premier")
    navigation = SiteNavigation.for_site(home_page().get_site())
    for order, page in ((2, first), (1, second), (0, draft)):
        NavigationItem.objects.create(navigation=navigation, page=page, sort_order=order)
    links = Client().get("/en/").context["frame"].menus["header"]
    assert [link.title for link in links] == ["Second", "First"]
    links = Client().get("/fr/").context["frame"].menus["header"]
    assert [(link.title, link.language) for link in links] == [("Second", "en"), ("Premier", "")]
