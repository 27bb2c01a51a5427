"""The CMS, in each role's own browser: nothing in it breaks, and its policy stops nothing that it needs."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from wagtail.models import Locale
from wagtail.users.models import UserProfile

from faq.models import FAQIndexPage, QuestionPage
from membership.models import ResearchPage

PREVIEW = "#w-preview-iframe"


@pytest.fixture(params=["en", "ar"])
def language(request: pytest.FixtureRequest, demo: None) -> str:
    """Let everybody's CMS speak this language."""
    UserProfile.objects.update(preferred_language=request.param)
    return str(request.param)


@pytest.mark.parametrize("name", ["admin", "communications", "publisher", "membership"])
def test_writers_open_dashboard_editor_preview_and_chooser(
    signed_in: Callable[[str], Page], language: str, name: str
) -> None:
    model = ResearchPage if name == "membership" else QuestionPage
    written = model.objects.filter(locale__language_code="en").first()
    assert written
    page = signed_in(name)

    page.goto("/admin/")
    expect(page.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
    expect(page.locator(".next-tasks")).to_be_visible()

    page.goto(f"/admin/pages/{written.pk}/edit/")
    expect(page.locator("[name=title]")).to_have_value(written.title)
    page.locator("[data-side-panel-toggle=preview]").click()
    expect(page.frame_locator(PREVIEW).get_by_role("heading", level=1)).to_have_text(written.title)


@pytest.mark.usefixtures("language")
def test_an_editor_chooses_a_topic_a_page_and_a_picture(signed_in: Callable[[str], Page]) -> None:
    index = FAQIndexPage.objects.get(locale__language_code="en")
    page = signed_in("communications")
    page.goto(f"/admin/pages/add/faq/questionpage/{index.pk}/")

    _open_chooser(page, "#id_topic-chooser")
    page.locator("#id_related-ADD").click()
    _open_chooser(page, "#id_related-0-related-chooser")
    page.locator("[role=tab][href='#tab-promote']").click()
    _open_chooser(page, "#id_social_image-chooser")


def _open_chooser(page: Page, chooser: str) -> None:
    page.locator(chooser).locator("[data-chooser-action-choose]").filter(visible=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading").first).to_be_visible()
    dialog.locator("[data-dismiss=modal]").click()
    expect(dialog).to_have_count(0)


@pytest.mark.usefixtures("language")
@pytest.mark.parametrize("name", ["translator.ar", "reviewer.ar"])
def test_translators_open_dashboard_and_translation(signed_in: Callable[[str], Page], name: str) -> None:
    arabic = QuestionPage.objects.filter(locale=Locale.objects.get(language_code="ar")).first()
    assert arabic
    page = signed_in(name)

    page.goto("/admin/")
    expect(page.locator(".next-tasks")).to_be_visible()
    page.goto(f"/admin/pages/{arabic.pk}/edit/")
    expect(page.locator("article.segment textarea").first).to_have_value(arabic.title)
