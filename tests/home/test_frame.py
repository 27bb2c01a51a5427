"""What surrounds every page is remembered between requests, and never for longer than it is true."""

import pytest
from django.test import Client

from home.models import NavigationItem, SiteIdentity, SiteNavigation
from tests.factories import SiteIdentityFactory, StandardPageFactory, home_page

pytestmark = pytest.mark.django_db


def shown(client: Client) -> str:
    return client.get("/en/").content.decode()


def test_a_new_name_of_the_network_is_shown_at_once(client: Client) -> None:
    home_page()
    SiteIdentityFactory(organisation_name="The old name")
    assert "The old name" in shown(client)
    identity = SiteIdentity.objects.get()
    identity.organisation_name = "The new name"
    identity.save()
    assert "The new name" in shown(client)
    assert "The old name" not in shown(client)


def test_the_menu_follows_its_items_and_their_pages_at_once(client: Client) -> None:
    page = StandardPageFactory(title="What we do")
    assert "What we do" not in shown(client)
    item = NavigationItem.objects.create(
        navigation=SiteNavigation.for_site(home_page().get_site()), menu=NavigationItem.Menu.HEADER, page=page
    )
    assert "What we do" in shown(client)
    page.title = "What we did"
    page.save_revision().publish()
    assert "What we did" in shown(client)
    page.unpublish()
    assert "What we did" not in shown(client)
    page.save_revision().publish()
    item.delete()
    assert "What we did" not in shown(client)


def test_the_menu_stands_in_the_editors_order(client: Client) -> None:
    navigation = SiteNavigation.for_site(home_page().get_site())
    for order, title in ((2, "Third thing"), (0, "First thing"), (1, "Second thing")):
        NavigationItem.objects.create(navigation=navigation, page=StandardPageFactory(title=title), sort_order=order)
    html = shown(client)
    assert html.index("First thing") < html.index("Second thing") < html.index("Third thing")
