"""What each page costs the database: named query by query, the same however much it lists, never above sixteen."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from faq.models import FAQIndexPage, QuestionPage, RelatedQuestion
from home.models import HomePage, NavigationItem, SectionPage, SiteNavigation
from membership.models import MembershipPage, MembersHomePage, PrinciplesPage, ResourcePage
from tests.blocks import block, link_to
from tests.factories import (
    ActivityPageFactory,
    DocumentFactory,
    FundingPageFactory,
    JoiningStepFactory,
    PrincipleFactory,
    QuestionPageFactory,
    RebuttalIndexPageFactory,
    RebuttalPageFactory,
    ResearchPageFactory,
    ResourceDocumentFactory,
    SectionPageFactory,
    SiteIdentityFactory,
    StandardPageFactory,
    SupportRecordFactory,
    TopicFactory,
    home_page,
)
from tests.pages import GATED_TYPES, PAGE_TYPES, make_page, member, path_of, sign_in
from transparency.models import FundingPage, RebuttalIndexPage, RebuttalPage

pytestmark = pytest.mark.django_db

MOST = 16
# A signed-in member's page asks, too, for 1 the session, 2 the account, 3 its groups, 4 the restriction's groups.
SIGNING_IN = 4
MANY = 100
# Every page asks for these, in this order:
#  1 the site of the request                         (Wagtail's Site.find_for_request)
#  2 the site's root paths, once for all addresses   (Wagtail's cache is empty when a test begins)
#  3 the root page in the address's language, 4 its locale, and 5 the page below it by its slug (Page.route)
#  6 the view restrictions above the page            (Wagtail's check_view_restrictions)
#  7 the page's translations, 8 its ancestors, 9 the languages' codes (page_frame)
# 10 the site's identity
# 11 the menus' items with their pages, 12 their translations
# 13 the links of the body, all at once
# A page that lists something asks once more for each kind of thing that it lists.


def cost(page: Any, client: Client) -> int:
    """Return how many queries the page takes, when all that is remembered between requests was forgotten."""
    address = path_of(page)
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    assert answer.status_code == 200
    return len(captured)


def with_links(page: Any, number: int) -> None:
    """Give the page's text links to as many other pages, and the home page as many ways in."""
    targets = StandardPageFactory.create_batch(min(number, 10), parent=home_page())
    links = "".join(link_to(targets[count % len(targets)]) for count in range(number))
    if hasattr(page, "body"):
        page.body = [block("text", links), *(block("button", {"text": "Go", "page": home_page().pk}) for _ in range(3))]
    if hasattr(page, "answer"):
        page.answer = [block("text", links)]
    if isinstance(page, HomePage):
        page.entrances = [block("entrance", {"page": target.pk, "text": "What is found"}) for target in targets]
    page.save()


def with_children(page: Any, number: int) -> None:
    """Give the page as many of whatever its type lists."""
    match page:
        case FAQIndexPage():
            topics = TopicFactory.create_batch(min(number, 5))
            for count in range(number):
                QuestionPageFactory(
                    parent=page, topic=topics[count % len(topics)], answer=[block("text", link_to(home_page()))]
                )
        case QuestionPage():
            others = QuestionPageFactory.create_batch(min(number, 3), parent=page.get_parent(), topic=page.topic)
            page.related = [RelatedQuestion(related=other) for other in others]
            page.save()
        case MembershipPage():
            JoiningStepFactory.create_batch(number, page=page)
        case PrinciplesPage():
            PrincipleFactory.create_batch(number, page=page)
        case MembersHomePage():
            for factory in (ActivityPageFactory, ResearchPageFactory):
                factory.create_batch(number, parent=page)
        case ResourcePage():
            for document in DocumentFactory.create_batch(number):
                ResourceDocumentFactory(page=page, document=document)
        case FundingPage():
            SupportRecordFactory.create_batch(number)
        case RebuttalIndexPage():
            RebuttalPageFactory.create_batch(number, parent=page)
        case RebuttalPage():
            evidence = {"statement": "So it is.", "source": "Here", "page": home_page().pk, "document": None, "url": ""}
            page.evidence = [block("evidence", evidence) for _ in range(number)]
            page.save()
        case SectionPage():
            StandardPageFactory.create_batch(number, parent=page)


@pytest.fixture
def furniture() -> None:
    """Give the site an identity and menus, as every real one has."""
    SiteIdentityFactory()
    navigation = SiteNavigation.for_site(home_page().get_site())
    for menu in NavigationItem.Menu.values:
        for page in StandardPageFactory.create_batch(3):
            NavigationItem.objects.create(navigation=navigation, menu=menu, page=page)


@pytest.mark.usefixtures("furniture")
@pytest.mark.parametrize("model", PAGE_TYPES, ids=lambda model: model.__name__)
def test_a_page_costs_the_same_with_one_and_with_a_hundred_and_never_much(model: Any, client: Client) -> None:
    page = make_page(model)
    if model in GATED_TYPES:
        sign_in(client, member())
    with_links(page, 1)
    with_children(page, 1)
    few = cost(page, client)
    with_links(page, MANY)
    with_children(page, MANY)
    assert cost(page, client) == few <= MOST + (SIGNING_IN if model in GATED_TYPES else 0)


@pytest.mark.usefixtures("furniture")
def test_a_section_costs_the_same_whatever_types_of_pages_it_lists(client: Client) -> None:
    section = SectionPageFactory()
    StandardPageFactory(parent=section)
    few = cost(section, client)
    FundingPageFactory(parent=section)
    RebuttalIndexPageFactory(parent=section)
    assert cost(section, client) == few


@pytest.mark.usefixtures("furniture")
def test_search_costs_the_same_for_one_and_for_many_results(client: Client) -> None:
    def cost_of_search() -> int:
        with CaptureQueriesContext(connection) as captured:
            answer = client.get("/en/search/", {"q": "committee"})
        assert answer.context["links"]
        return len(captured)

    StandardPageFactory(introduction="A committee.")
    client.get("/en/search/")
    few = cost_of_search()
    StandardPageFactory.create_batch(20, introduction="A committee.")
    assert cost_of_search() == few <= MOST
