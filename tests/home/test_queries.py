"""What each page costs the database: named query by query, the same however much it lists, never above sixteen.

One page has seventeen: docs/decisions/0018-the-members-first-page.md says why.
"""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from faq.models import FAQIndexPage, QuestionPage, RelatedQuestion
from home.models import ContactPage, HomePage, NavigationItem, SectionPage, SiteNavigation, StandardPage
from membership.models import (
    ActivityPage,
    ApplyPage,
    MembershipPage,
    MembersHomePage,
    PrinciplesPage,
    ResearchPage,
    ResourcePage,
    TermsOfReferencePage,
    TextReview,
)
from tests.blocks import block, link_to
from tests.factories import (
    ActivityPageFactory,
    DocumentFactory,
    FundingPageFactory,
    JoiningStepFactory,
    QuestionPageFactory,
    RebuttalIndexPageFactory,
    RebuttalPageFactory,
    ResearchPageFactory,
    ResourceDocumentFactory,
    SectionPageFactory,
    SiteIdentityFactory,
    StandardPageFactory,
    SupportRecordFactory,
    TermFactory,
    TopicFactory,
    home_page,
    translated,
)
from tests.factories_membership import MeetingFactory, TextVersionFactory, principle
from tests.pages import GATED_TYPES, PAGE_TYPES, make_page, member, path_of, sign_in
from translation.models import GlossaryPage, Rendering
from transparency.models import FundingPage, RebuttalIndexPage, RebuttalPage

pytestmark = pytest.mark.django_db

MOST = 16
#: The members' home page alone may cost more.
MOST_OF_ALL = 17
MANY = 100
# Every page asks for these, in this order:
#  1 the site of the request                                  (Wagtail's Site.find_for_request)
#  2 the address's language, 3 its home page, and 4 its texts (Site.root_page.localized.specific)
#    (the source language's own home page is the site's root: one query less)
#  5 the page at the address, and 6 its texts                 (HomePage.route)
#  7 the pages above it, and 8 their view restrictions        (Wagtail's check_view_restrictions)
#  9 its translations and the way to it                       (page_frame)
# 10 the pages to which its buttons lead                      (Wagtail's PageChooserBlock)
# 11 the pages to which its text leads                        (resolve_links)
# The languages, the site's identity, its menus and its root paths are remembered between requests.
EVERY_PAGE = 11
# A members' page is asked for by someone: 1 the account, 2 its groups, 3 the restriction's groups. The session is
# remembered between requests.
SIGNED_IN = 3
# What each type asks for besides:
BUDGETS: dict[type[Page], int] = {
    # 1 how many questions, 2 records and 3 rebuttals there are, 4 the ways in; but not 5 and 6 of the above.
    HomePage: EVERY_PAGE + 4 - 2,
    # 1 the pages below it, 2 their introductions.
    SectionPage: EVERY_PAGE + 2,
    StandardPage: EVERY_PAGE,
    ContactPage: EVERY_PAGE,
    # 1 the questions with their topics.
    FAQIndexPage: EVERY_PAGE + 1,
    # 1 the topic, 2 the related questions, 3 their translations.
    QuestionPage: EVERY_PAGE + 3,
    # 1 the steps, 2 the pages below it.
    MembershipPage: EVERY_PAGE + 2,
    # 1 the adopted versions with their meetings, 2 the meetings' names, 3 their reviews, 4 the words in force.
    PrinciplesPage: EVERY_PAGE + 4,
    TermsOfReferencePage: EVERY_PAGE + 4,
    # 1 the page on how to join, 2 the privacy notice in force. The service clock is remembered between requests.
    ApplyPage: EVERY_PAGE + 2,
    # 1 the coming activities with the reader's interest, 2 the research and the resources, 3 the reader's city.
    MembersHomePage: EVERY_PAGE + SIGNED_IN + 3,
    # 1 whether the reader is interested.
    ActivityPage: EVERY_PAGE + SIGNED_IN + 1,
    ResearchPage: EVERY_PAGE + SIGNED_IN,
    # 1 the documents.
    ResourcePage: EVERY_PAGE + SIGNED_IN + 1,
    # 1 the funders, by their names and for the filter, 2 the sums, 3 a page of the records, 4 the refusals; and
    # 5 the records' translations, which are asked for outside the source language.
    FundingPage: EVERY_PAGE + 5,
    # 1 how many rebuttals there are, 2 those of this page of the list.
    RebuttalIndexPage: EVERY_PAGE + 2,
    # Of the evidence: 1 the pages, 2 the documents, 3 the records of the ledger with their funders and translations,
    # 4 the questions; and 5 the corrections. The funding page's address and the setting are remembered.
    RebuttalPage: EVERY_PAGE + 5,
    # 1 the terms in the reader's language and the source's, 2 how the other languages say them.
    GlossaryPage: EVERY_PAGE + 2,
}


def cost(page: Any, client: Client) -> int:
    """Return how many queries the page takes once it was asked for before."""
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
        case PrinciplesPage() | TermsOfReferencePage():
            principles = [principle(f"P{count + 1}") for count in range(number)]
            for count in range(number):
                adopted = TextVersionFactory(
                    kind=page.kind, version=f"{number}-{count}", wordings={"en": principles, "ar": principles}
                )
                meeting = MeetingFactory()
                TextReview.objects.create(meeting=meeting, kind=page.kind, outcome="unchanged", version=adopted)
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
            # Five kinds: as many pieces as the number says, or one of each.
            times = max(1, number // 5)
            page.evidence = [piece for _count in range(times) for piece in evidence_of_every_kind()]
            page.save()
        case GlossaryPage():
            for term in TermFactory.create_batch(number):
                Rendering.objects.create(owner=term, language="ar", text="كلمة")
        case SectionPage():
            StandardPageFactory.create_batch(number, parent=page)


def evidence_of_every_kind() -> list[dict[str, Any]]:
    """Return a piece of evidence for each thing of this site that can be cited, and a source elsewhere."""
    shows = {"statement": "So it is.", "source": "Here"}
    copy = {"archive_url": "https://archive.example.org/", "sha256": "0" * 64, "captured_on": "2026-01-31"}
    return [
        block("ledger", shows | {"record": SupportRecordFactory().pk}),
        block("question", shows | {"key": QuestionPageFactory().stable_id}),
        block("page", shows | {"page": home_page().pk}),
        block("document", shows | {"document": DocumentFactory().pk}),
        block("address", shows | copy | {"url": "https://example.org/"}),
    ]


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
    assert cost(page, client) == few <= BUDGETS[model] <= (MOST_OF_ALL if model is MembersHomePage else MOST)


@pytest.mark.usefixtures("furniture")
@pytest.mark.parametrize("model", PAGE_TYPES, ids=lambda model: model.__name__)
def test_a_translation_costs_no_more_than_its_type_may(model: Any, client: Client) -> None:
    page = make_page(model)
    if model in GATED_TYPES:
        sign_in(client, member())
    home_page("ar")
    for parent in page.get_ancestors().filter(depth__gt=2).specific():
        translated(parent, "ar")
    with_links(page, 1)
    with_children(page, 1)
    assert cost(translated(page, "ar") if model is not HomePage else home_page("ar"), client) <= BUDGETS[model]


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
        client.get("/en/search/", {"q": "committee"})
        with CaptureQueriesContext(connection) as captured:
            answer = client.get("/en/search/", {"q": "committee"})
        assert answer.context["links"]
        return len(captured)

    StandardPageFactory(introduction="A committee.")
    few = cost_of_search()
    StandardPageFactory.create_batch(20, introduction="A committee.")
    assert cost_of_search() == few <= MOST
