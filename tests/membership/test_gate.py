"""The gate: whatever a stranger tries, a members' page stays shut; whoever belongs there comes in."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.test import Client, RequestFactory
from django.urls import reverse
from wagtail.actions.copy_for_translation import CopyPageForTranslationAction
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.models import Page, PageViewRestriction

from home.models import NavigationItem, SiteNavigation
from home.services.search import search_pages
from home.sitemaps import PagesSitemap
from membership.services import gate
from tests.factories import (
    ActivityPageFactory,
    MembersHomePageFactory,
    ResearchPageFactory,
    SectionPageFactory,
    UserFactory,
    home_page,
    language,
    translated,
)
from tests.pages import (
    GATED_TYPES,
    LANGUAGES,
    assert_kept_by_no_cache,
    make_page,
    member,
    outsider,
    path_of,
    sign_in,
    suspended,
)

pytestmark = pytest.mark.django_db

SECRET = "Xylophonic"

every_gated_type = pytest.mark.parametrize("model", GATED_TYPES, ids=lambda model: model.__name__)
every_language = pytest.mark.parametrize("code", LANGUAGES)


def assert_shut(address: str) -> None:
    """Assert that strangers of every kind, by every method, are turned away from the address."""
    stranger = Client()
    for method in ("get", "head", "post", "put", "patch", "delete"):
        answer = getattr(stranger, method)(address)
        assert answer.status_code in {302, 403, 404, 405}, method
        assert SECRET not in answer.content.decode()
    assert SECRET not in stranger.options(address).content.decode()
    answer = stranger.get(address)
    if answer.status_code == 302:
        assert "/accounts/login/?next=" in answer["Location"]
    for user in (outsider(), suspended()):
        answer = sign_in(Client(), user).get(address)
        assert answer.status_code in {302, 403, 404}
        assert SECRET not in answer.content.decode()


def public_addresses() -> str:
    """Return every address that the sitemap gives away."""
    return Client().get("/sitemap.xml").content.decode()


# Who comes in


@every_gated_type
def test_the_page_itself_turns_strangers_away_whatever_else_stands_before_it(model: Any) -> None:
    page = make_page(model)
    for user in (AnonymousUser(), outsider(), suspended()):
        request = RequestFactory().get(path_of(page))
        request.user = user
        assert page.serve(request).status_code in {302, 403}


@every_gated_type
@every_language
def test_strangers_are_turned_away_and_members_come_in(model: Any, code: str) -> None:
    page = make_page(model, code, title=f"{SECRET} page", introduction=SECRET)
    address = path_of(page)
    assert_shut(address)
    answer = sign_in(Client(), member()).get(address)
    assert answer.status_code == 200
    assert page.title in answer.content.decode()
    assert_kept_by_no_cache(answer)
    assert "noindex" in answer["X-Robots-Tag"]


@pytest.mark.parametrize("group", gate.ADMITTED)
def test_each_admitted_group_comes_in(group: str) -> None:
    page = MembersHomePageFactory()
    assert sign_in(Client(), UserFactory(groups=[group])).get(path_of(page)).status_code == 200


@pytest.mark.parametrize("group", ["Translators: Arabic", "Reviewers: French", "members", "Members of something else"])
def test_other_groups_do_not(group: str) -> None:
    page = MembersHomePageFactory()
    assert sign_in(Client(), UserFactory(groups=[group])).get(path_of(page)).status_code == 403


def test_a_person_who_is_signed_in_is_told_why_in_the_language_of_the_address() -> None:
    page = translated(MembersHomePageFactory(title=SECRET), "ar")
    answer = sign_in(Client(), outsider()).get(path_of(page))
    html = answer.content.decode()
    assert answer.status_code == 403
    assert '<html lang="ar" dir="rtl">' in html
    assert SECRET not in html


def test_a_stranger_is_led_to_sign_in_and_back_in_the_language_of_the_address() -> None:
    page = translated(ResearchPageFactory(), "fr")
    answer = Client().get(path_of(page))
    assert answer["Location"] == f"/fr/accounts/login/?next={path_of(page)}"


def test_the_refusal_is_kept_by_no_shared_cache() -> None:
    page = ResearchPageFactory()
    assert "Cookie" in Client().get(path_of(page))["Vary"]


def test_leaving_the_group_shuts_the_gate_at_once() -> None:
    page, user = ResearchPageFactory(), member()
    client = sign_in(Client(), user)
    assert client.get(path_of(page)).status_code == 200
    user.groups.clear()
    assert client.get(path_of(page)).status_code == 403


# However the page came to be where it is


def test_the_calendar_file_is_behind_the_gate() -> None:
    activity = ActivityPageFactory(title=SECRET)
    for page in (activity, translated(activity, "ar")):
        address = path_of(page) + page.reverse_subpage("calendar")
        assert_shut(address)
        answer = sign_in(Client(), member()).get(address)
        assert SECRET in answer.content.decode()
        assert_kept_by_no_cache(answer)


@pytest.mark.parametrize("model", [model for model in GATED_TYPES if model.__name__ != "MembersHomePage"])
def test_a_page_put_elsewhere_by_force_stays_shut_and_unlisted(model: Any) -> None:
    page = make_page(model, title=SECRET, introduction=SECRET)
    section = SectionPageFactory()
    page.move(section, pos="last-child")
    moved = model.objects.get(pk=page.pk)
    assert_shut(path_of(moved))
    assert not search_pages(SECRET, "en")
    assert path_of(moved) not in public_addresses()
    assert SECRET not in Client().get(path_of(section)).content.decode()


def test_a_page_made_elsewhere_by_force_stays_shut_and_unlisted() -> None:
    page = ResearchPageFactory(parent=SectionPageFactory(), title=SECRET)
    assert_shut(path_of(page))
    assert not search_pages(SECRET, "en")
    assert path_of(page) not in public_addresses()


@every_language
def test_an_alias_is_as_shut_as_its_page(code: str) -> None:
    page = ResearchPageFactory(title=SECRET)
    source = translated(page, code) if code != "en" else page
    alias = CreatePageAliasAction(source, update_slug=f"alias-{code}", user=None).execute(skip_permission_checks=True)
    assert_shut(path_of(alias))
    assert not search_pages(SECRET, code)
    assert path_of(alias) not in public_addresses()


def test_an_untranslated_copy_made_as_an_alias_is_shut() -> None:
    section = MembersHomePageFactory()
    page = ResearchPageFactory(parent=section, title=SECRET)
    home_page("ar")
    CopyPageForTranslationAction(section, language("ar"), alias=True).execute(skip_permission_checks=True)
    copy = CopyPageForTranslationAction(page, language("ar"), alias=True).execute(skip_permission_checks=True)
    Page.objects.filter(pk=copy.pk).update(live=True)
    assert_shut(path_of(copy))
    assert not search_pages(SECRET, "ar")


def test_a_language_added_later_has_its_own_gate() -> None:
    section = MembersHomePageFactory()
    for code in ("ar", "fr"):
        restriction = translated(section, code).get_view_restrictions().get()
        assert restriction.restriction_type == PageViewRestriction.GROUPS
        assert {group.name for group in restriction.groups.all()} == set(gate.ADMITTED)


# Whatever is done to the restriction


def _delete(restriction: PageViewRestriction) -> None:
    restriction.delete()


def _delete_in_bulk(restriction: PageViewRestriction) -> None:
    PageViewRestriction.objects.filter(pk=restriction.pk).delete()


def _to_password(restriction: PageViewRestriction) -> None:
    restriction.restriction_type, restriction.password = PageViewRestriction.PASSWORD, "open"
    restriction.save()


def _to_anyone_signed_in(restriction: PageViewRestriction) -> None:
    restriction.restriction_type = PageViewRestriction.LOGIN
    restriction.save()


def _to_another_group(restriction: PageViewRestriction) -> None:
    restriction.groups.add(Group.objects.get_or_create(name="Everybody")[0])


def _to_no_group(restriction: PageViewRestriction) -> None:
    restriction.groups.clear()


@pytest.mark.parametrize(
    "change", [_delete, _delete_in_bulk, _to_password, _to_anyone_signed_in, _to_another_group, _to_no_group]
)
@every_language
def test_a_restriction_that_someone_changes_is_put_back(
    change: Callable[[PageViewRestriction], None], code: str
) -> None:
    section = MembersHomePageFactory()
    home = translated(section, code) if code != "en" else section
    page = ResearchPageFactory(parent=home, title=SECRET)
    change(PageViewRestriction.objects.get(page_id=home.pk))
    restriction = PageViewRestriction.objects.get(page_id=home.pk)
    assert restriction.restriction_type == PageViewRestriction.GROUPS
    assert {group.name for group in restriction.groups.all()} == set(gate.ADMITTED)
    assert_shut(path_of(page))
    assert path_of(page) not in public_addresses()


def test_the_gate_holds_without_any_restriction_at_all() -> None:
    page = ResearchPageFactory(title=SECRET)
    PageViewRestriction.groups.through.objects.all()._raw_delete("default")
    PageViewRestriction.objects.all()._raw_delete("default")
    assert_shut(path_of(page))


# Where a page could be told of


@every_gated_type
@every_language
def test_no_list_tells_strangers_of_members_pages(model: Any, code: str) -> None:
    page = make_page(model, code, title=SECRET, introduction=SECRET, search_description=SECRET)
    Page.objects.filter(pk=page.pk).update(title=SECRET)
    type(page).objects.get(pk=page.pk).save()
    assert not search_pages(SECRET, code)
    assert Client().get(f"/{code}/search/?q={SECRET}").context["links"] == []
    assert path_of(page) not in public_addresses()
    assert SECRET not in Client().get(f"/{code}/").content.decode()


def test_a_member_does_not_find_members_pages_by_the_public_search_either() -> None:
    ResearchPageFactory(title=SECRET)
    answer = sign_in(Client(), member()).get(f"/en/search/?q={SECRET}")
    assert answer.context["links"] == []


def test_a_section_does_not_list_a_members_page_below_it() -> None:
    section = SectionPageFactory()
    ResearchPageFactory(parent=section, title=SECRET)
    assert SECRET not in Client().get(path_of(section)).content.decode()


def test_a_menu_may_name_the_members_home_page_and_leads_to_sign_in() -> None:
    section = MembersHomePageFactory(title="For members")
    navigation = SiteNavigation.for_site(home_page().get_site())
    NavigationItem.objects.create(navigation=navigation, menu=NavigationItem.Menu.FOOTER, page=section)
    html = Client().get("/en/").content.decode()
    assert f'href="{path_of(section)}"' in html
    assert_shut(path_of(section))


def test_the_sitemap_stays_silent_although_the_restriction_is_gone() -> None:
    page = ResearchPageFactory(title=SECRET)
    PageViewRestriction.objects.all().delete()
    request = RequestFactory().get("/sitemap.xml")
    assert page.pk not in {item.pk for item in PagesSitemap(request).items()}


# Drafts and previews


def test_a_draft_is_at_no_address() -> None:
    page = ResearchPageFactory(title=SECRET, live=False)
    assert Client().get(path_of(page)).status_code in {302, 404}
    assert sign_in(Client(), member()).get(path_of(page), follow=True).status_code == 404


@pytest.mark.parametrize(
    "view", ["wagtailadmin_pages:view_draft", "wagtailadmin_pages:edit", "wagtailadmin_pages:preview_on_edit"]
)
@pytest.mark.parametrize("who", [None, outsider, member])
def test_the_cms_previews_nothing_to_those_without_rights_there(view: str, who: Callable[[], Any] | None) -> None:
    page = ResearchPageFactory(title=SECRET)
    client = sign_in(Client(), who()) if who else Client()
    answer = client.get(reverse(view, args=[page.pk]))
    assert answer.status_code in {302, 403}
    assert SECRET not in answer.content.decode()


def test_rights_on_public_pages_do_not_open_members_drafts() -> None:
    home_page()
    writer = UserFactory(groups=["Communications"], second_factor=True)
    page = ResearchPageFactory(title=SECRET)
    assert not page.permissions_for_user(writer).can_edit()
    assert not page.permissions_for_user(AnonymousUser()).can_edit()
