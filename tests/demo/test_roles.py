"""What each role may do, asked through the CMS as a person would."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection, GroupPagePermission, Locale, Page, Workflow
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from home.models import StandardPage, User
from membership.models import ActivityPage, MembersHomePage
from tests import factories
from tests.conftest import Plant, Planted
from transparency.models import SupportRecord

SignIn = Callable[[User], Client]
GROUPS = {
    "Communications",
    "Publishers",
    "Membership officers",
    "Members",
    "Translators: Arabic",
    "Reviewers: Arabic",
    "Translators: French",
    "Reviewers: French",
}


@dataclass
class Tree:
    """A public page and a members' page, each in English and Arabic."""

    english: StandardPage
    arabic: StandardPage
    french: StandardPage
    members: MembersHomePage
    members_in_arabic: MembersHomePage
    activity: ActivityPage


def build() -> Tree:
    english = factories.StandardPageFactory(title="Privacy")
    members = factories.MembersHomePageFactory()
    made = Tree(
        english=english,
        arabic=factories.translated(english, "ar"),
        french=factories.translated(english, "fr"),
        members=members,
        members_in_arabic=factories.translated(members, "ar"),
        activity=factories.ActivityPageFactory(parent=members),
    )
    call_command("setup_roles", verbosity=0)
    return made


@pytest.fixture(scope="module")
def planted(plant: Plant[Tree]) -> Planted[Tree]:
    return plant(build)


@pytest.fixture
def tree(planted: Planted[Tree], transactional_db: None) -> Tree:
    return planted.again()


@pytest.fixture
def enter(sign_in: SignIn) -> Callable[[str], Client]:
    """Return the client, signed in as a person of this group who has a second factor."""
    return lambda group: sign_in(factories.UserFactory(groups=[group], second_factor=True))


Enter = Callable[[str], Client]


def opens(client: Client, page: Page) -> bool:
    return client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200


def send(client: Client, page: Page, title: str, button: str = "action-publish") -> str:
    """Send the editor's form with one of its buttons, and return the title that readers see then."""
    data = nested_form_data(
        {
            "title": title,
            "slug": page.slug,
            "introduction": page.introduction,
            "seo_title": "",
            "search_description": "",
            "social_image": "",
            "last_reviewed_on": "",
            "next_review_on": "",
            "body": streamfield([]),
            "comments": inline_formset([]),
            button: "1",
        }
    )
    client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)
    page.refresh_from_db()
    return page.title


def test_running_it_again_changes_nothing(tree: Tree) -> None:
    before = GroupPagePermission.objects.count()
    call_command("setup_roles", verbosity=0)
    assert set(Group.objects.values_list("name", flat=True)) == GROUPS
    assert GroupPagePermission.objects.count() == before
    assert Collection.objects.filter(name="Members").count() == 1


def test_wagtails_own_groups_and_workflow_go(tree: Tree) -> None:
    assert not Group.objects.filter(name__in=["Editors", "Moderators"]).exists()
    assert not Workflow.objects.filter(name="Moderators approval").exists()


def test_wagtails_own_groups_stay_while_somebody_is_in_them(db: None) -> None:
    factories.home_page()
    factories.UserFactory(groups=["Editors"])
    call_command("setup_roles", verbosity=0)
    assert Group.objects.filter(name="Editors").exists()


@pytest.mark.parametrize(
    ("group", "may_edit"),
    [
        ("Communications", {"english"}),
        ("Publishers", {"english"}),
        ("Translators: Arabic", {"arabic", "members_in_arabic"}),
        ("Reviewers: Arabic", {"arabic", "members_in_arabic"}),
        ("Translators: French", {"french"}),
        ("Reviewers: French", {"french"}),
        ("Membership officers", {"members", "members_in_arabic", "activity"}),
    ],
)
def test_each_edits_their_own_pages_and_no_others(tree: Tree, enter: Enter, group: str, may_edit: set[str]) -> None:
    client = enter(group)
    assert {name for name, page in vars(tree).items() if opens(client, page)} == may_edit


@pytest.mark.parametrize("path", ["", "pages/", "images/", "localize/reports/translations/", "snippets/faq/topic/"])
def test_a_member_never_enters_the_cms(tree: Tree, enter: Enter, path: str) -> None:
    assert enter("Members").get(f"/admin/{path}").status_code == 403


@pytest.mark.parametrize(("group", "title"), [("Publishers", "Privacy, anew"), ("Communications", "Privacy")])
def test_publishers_publish_and_communications_submit(tree: Tree, enter: Enter, group: str, title: str) -> None:
    assert send(enter(group), tree.english, "Privacy, anew") == title


@pytest.mark.parametrize(("group", "changed"), [("Reviewers: Arabic", True), ("Translators: Arabic", False)])
def test_reviewers_publish_in_their_language(tree: Tree, enter: Enter, group: str, changed: bool) -> None:
    assert (send(enter(group), tree.arabic, "الخصوصية") == "الخصوصية") is changed


def test_what_communications_submit_waits_for_publishers(tree: Tree, enter: Enter) -> None:
    client = enter("Communications")
    assert "Privacy, anew" not in client.get("/admin/").content.decode()
    assert send(client, tree.english, "Privacy, anew", button="action-submit") == "Privacy"
    client.logout()
    dashboard = enter("Publishers").get("/admin/").content.decode()
    assert "Awaiting your approval" in dashboard
    assert "Privacy, anew" in dashboard


@pytest.mark.parametrize(
    ("page", "workflow"),
    [
        ("english", "Publication"),
        ("arabic", "Review: Arabic"),
        ("members", "Members' pages"),
        ("members_in_arabic", "Review: Arabic"),
    ],
)
def test_each_language_has_its_workflow(tree: Tree, page: str, workflow: str) -> None:
    assert getattr(tree, page).get_workflow().name == workflow


@pytest.mark.parametrize(
    ("group", "address", "allowed"),
    [
        ("Communications", "/admin/snippets/faq/topic/add/", True),
        ("Communications", "/admin/snippets/transparency/funder/", False),
        ("Communications", "/admin/settings/home/sitenavigation/", False),
        ("Communications", "/admin/images/", True),
        ("Publishers", "/admin/snippets/transparency/supportrecord/add/", True),
        ("Publishers", "/admin/snippets/home/siteidentity/", True),
        ("Publishers", "/admin/settings/home/sitenavigation/", True),
        ("Publishers", "/admin/users/", False),
        ("Membership officers", "/admin/snippets/faq/topic/", False),
        ("Membership officers", "/admin/documents/", True),
        ("Membership officers", "/admin/snippets/transparency/funder/", False),
        ("Translators: Arabic", "/admin/snippets/transparency/supportrecord/add/", False),
        ("Translators: Arabic", "/admin/snippets/faq/topic/", True),
    ],
)
def test_each_has_the_tools_of_their_work(tree: Tree, enter: Enter, group: str, address: str, allowed: bool) -> None:
    response = enter(group).get(address, follow=True)
    assert (response.redirect_chain[-1:] != [("/admin/", 302)]) is allowed


def test_the_ledger_is_the_publishers(tree: Tree, enter: Enter) -> None:
    record = factories.SupportRecordFactory()
    address = f"/admin/snippets/transparency/supportrecord/unpublish/{record.pk}/"
    enter("Reviewers: Arabic").post(address)
    assert SupportRecord.objects.get(pk=record.pk).live
    enter("Publishers").post(address)
    assert not SupportRecord.objects.get(pk=record.pk).live


def test_a_members_document_is_closed_to_strangers(tree: Tree, client: Client, enter: Enter) -> None:
    document = factories.DocumentFactory(collection=Collection.objects.get(name="Members"))
    assert client.get(document.url).status_code != 200
    response = enter("Members").get(document.url)
    response.close()
    assert response.status_code == 200


def test_a_new_language_gets_its_groups_when_it_is_run_again(tree: Tree, settings: object) -> None:
    settings.LANGUAGES = [*settings.LANGUAGES, ("es", "Español")]  # type: ignore[attr-defined]
    Locale.objects.create(language_code="es")
    call_command("setup_roles", verbosity=0)
    assert Group.objects.filter(name__in=["Translators: Spanish", "Reviewers: Spanish"]).count() == 2


def test_the_dashboard_opens_for_every_role_in_arabic_too(tree: Tree, enter: Enter) -> None:
    for group in sorted(GROUPS - {"Members"}):
        client = enter(group)
        client.cookies["django_language"] = "ar"
        page = client.get("/admin/")
        assert page.status_code == 200, group
        assert 'dir="rtl"' in page.content.decode()
        client.logout()
