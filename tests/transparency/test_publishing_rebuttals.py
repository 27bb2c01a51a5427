"""A rebuttal that may not be public stays a draft, whoever publishes it and by whichever way."""

import datetime
import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Workflow, WorkflowPage, WorkflowTask
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from tests.blocks import block
from tests.factories import (
    DocumentFactory,
    RebuttalIndexPageFactory,
    RebuttalPageFactory,
    UserFactory,
    home_page,
    language,
)
from tests.pages import sign_in, superuser
from translation.services import review
from transparency.models import RebuttalPage
from transparency.services.publishing import problems

pytestmark = pytest.mark.django_db

CLAIM = "The fictional network hides who pays for it."
DENIAL = "The fictional network does not hide who pays for it"
COPY = {"archive_url": "https://archive.example.org/1", "sha256": "a" * 64, "captured_on": "2026-01-31"}


def elsewhere(**values: Any) -> dict[str, Any]:
    """Return a source elsewhere, with its archived copy unless the test takes part of it away."""
    value = {"statement": "So it was.", "source": "A fictional report", "url": "https://example.org/"}
    return block("address", value | COPY | values)


def good_draft(**values: Any) -> RebuttalPage:
    """Return a rebuttal that may be published and is not."""
    made: RebuttalPage = RebuttalPageFactory(
        live=False, **({"title": "Its funders are named", "claim": CLAIM, "evidence": [elsewhere()]} | values)
    )
    return made


def refused(page: RebuttalPage) -> set[str]:
    """Return the fields for which publishing the page is refused."""
    return set(problems(page).by_field())


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": DENIAL}, "title"),
        ({"introduction": f"Some say this: {CLAIM}"}, "introduction"),
        ({"why_misleading": CLAIM}, "why_misleading"),
        ({"search_description": CLAIM}, "search_description"),
        ({"seo_title": CLAIM}, "seo_title"),
        ({"body": [block("text", "<p>The fictional network <b>hi</b>des who pays for it.</p>")]}, "body"),
        ({"body": [block("callout", {"tone": "note", "title": CLAIM, "text": "<p>No.</p>"})]}, "body"),
        ({"evidence": [elsewhere(statement=CLAIM)]}, "evidence"),
        ({"evidence": []}, "evidence"),
        ({"evidence": [elsewhere(archive_url="")]}, "evidence"),
        ({"evidence": [elsewhere(sha256="")]}, "evidence"),
        ({"evidence": [elsewhere(captured_on=None)]}, "evidence"),
    ],
)
def test_each_rule_is_broken_in_one_field_and_told_beside_it(values: dict[str, Any], field: str) -> None:
    assert refused(good_draft()) == set()
    assert refused(good_draft(**values)) == {field}


def test_a_stored_copy_has_to_be_the_file_that_was_captured() -> None:
    document = DocumentFactory()
    right = hashlib.sha256(b"What a city can do.").hexdigest()
    assert refused(good_draft(evidence=[elsewhere(capture=document.pk, sha256=right.upper())])) == set()
    assert refused(good_draft(evidence=[elsewhere(capture=document.pk)])) == {"evidence"}
    gone = document.pk
    document.delete()
    assert refused(good_draft(evidence=[elsewhere(capture=gone, sha256=right)])) == {"evidence"}


def form_of(page: RebuttalPage, evidence: list[tuple[str, dict[str, Any]]], **values: Any) -> dict[str, Any]:
    """Return what the editor sends."""
    return dict(
        nested_form_data(
            {
                "title": page.title,
                "slug": page.slug,
                "introduction": page.introduction,
                "claim": page.claim,
                "fallacy": page.fallacy,
                "why_misleading": page.why_misleading,
                "body": streamfield([("text", rich_text("<p>They are named.</p>"))]),
                "evidence": streamfield(evidence),
                "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000},
                **values,
            }
        )
    )


def source(**values: Any) -> tuple[str, dict[str, Any]]:
    return "address", {k: v or "" for k, v in (elsewhere(**values)["value"] | {"capture": ""}).items()}


def edit(client: Client, page: RebuttalPage, action: str, *evidence: Any, **values: Any) -> Any:
    """Send the editor's form with one of its buttons."""
    data = form_of(page, list(evidence), **values)
    if action:
        data[f"action-{action}"] = "1"
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)


def is_live(page: RebuttalPage) -> bool:
    return RebuttalPage.objects.live().filter(pk=page.pk).exists()


def test_the_editor_saves_any_draft_and_publishes_none_that_breaks_a_rule(client: Client) -> None:
    page = good_draft()
    sign_in(client, superuser())
    bad = {"title": DENIAL, "why_misleading": CLAIM}
    assert edit(client, page, "", source(archive_url="", sha256="", captured_on=""), **bad).status_code == 302
    for action in ("publish", "submit"):
        answer = edit(client, page, action, source(archive_url=""), **bad)
        assert answer.status_code == 200
        errors = answer.context["form"].errors
        assert {"title", "why_misleading", "evidence"} <= set(errors)
        html = answer.content.decode()
        assert "The heading repeats the claim" in html
        assert "Give the address of the archived copy" in html
        assert DENIAL in html
        assert not is_live(page)
    assert "evidence" in edit(client, page, "publish").context["form"].errors
    assert edit(client, page, "publish", source()).status_code == 302
    assert is_live(page)


def test_a_new_page_is_refused_with_what_was_typed_kept(client: Client) -> None:
    index = RebuttalIndexPageFactory()
    page = RebuttalPage(title=DENIAL, slug="new", claim=CLAIM, fallacy="omission", why_misleading="It leaves out much.")
    sign_in(client, superuser())
    address = reverse("wagtailadmin_pages:add", args=["transparency", "rebuttalpage", index.pk])
    answer = client.post(address, form_of(page, [source()]) | {"action-publish": "1"})
    assert set(answer.context["form"].errors) == {"title"}
    assert DENIAL in answer.content.decode()
    assert not RebuttalPage.objects.exists()
    assert client.post(address, form_of(page, []) | {"action-submit": ""}).status_code == 302
    assert not RebuttalPage.objects.get().live


def test_the_draft_of_a_live_page_may_break_the_rules_and_readers_see_what_they_saw(client: Client) -> None:
    page = RebuttalPageFactory(title="Its funders are named", claim=CLAIM)
    sign_in(client, superuser())
    assert edit(client, page, "", title=DENIAL).status_code == 302
    page.refresh_from_db()
    assert page.live
    assert page.title == "Its funders are named"
    assert page.get_latest_revision_as_object().title == DENIAL
    with pytest.raises(ValidationError):
        page.get_latest_revision().publish()


def test_the_orm_publishes_no_page_that_breaks_a_rule() -> None:
    page = good_draft(title=DENIAL)
    with pytest.raises(ValidationError) as error:
        page.save_revision().publish()
    assert set(error.value.error_dict) == {"title"}
    page.live = True
    with pytest.raises(ValidationError):
        page.save()
    assert not is_live(page)


def test_what_is_scheduled_is_checked_when_it_is_scheduled_and_when_it_goes_live() -> None:
    page = good_draft(title=DENIAL)
    page.go_live_at = timezone.now() + datetime.timedelta(days=1)
    revision = page.save_revision()
    with pytest.raises(ValidationError):
        revision.publish()
    revision.refresh_from_db()
    assert revision.approved_go_live_at is None
    # Somebody's own script, or a rule that is newer than the schedule.
    revision.approved_go_live_at = timezone.now() - datetime.timedelta(minutes=1)
    revision.save()
    other = good_draft(title="Other funders are named, too")
    other.save_revision(approved_go_live_at=timezone.now() - datetime.timedelta(seconds=1))
    call_command("publish_scheduled", verbosity=0)
    assert not is_live(page)
    assert is_live(other)
    revision.refresh_from_db()
    assert revision.approved_go_live_at is None


def test_bulk_publishing_says_which_page_is_refused_and_publishes_none(client: Client) -> None:
    good, bad = good_draft(), good_draft(title=DENIAL)
    sign_in(client, superuser())
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    answer = client.post(f"{address}?id={good.pk}&id={bad.pk}&next=/admin/", follow=True)
    assert answer.status_code == 200
    told = [str(message) for message in answer.context["messages"]]
    assert any(DENIAL in message and "The heading repeats the claim" in message for message in told)
    assert not is_live(good)
    assert not is_live(bad)


@pytest.fixture
def moderated() -> Callable[[RebuttalPage, Any], Any]:
    """Return what submits a page to a workflow with one task, as an approver, and returns the task's state."""

    def submit(page: RebuttalPage, approver: Any) -> Any:
        workflow = Workflow.objects.create(name="Review")
        task = GroupApprovalTask.objects.create(name="Review")
        group = UserFactory(groups=["Approvers"]).groups.get()
        approver.groups.add(group)
        task.groups.add(group)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
        WorkflowPage.objects.create(workflow=workflow, page=page)
        page.save_revision()
        return workflow.start(page, approver).current_task_state

    return submit


@pytest.mark.parametrize("script", [False, True])
def test_an_approval_publishes_no_page_that_breaks_a_rule(client: Client, moderated: Any, script: bool) -> None:
    page, approver = good_draft(title=DENIAL), superuser()
    state = moderated(page, approver)
    sign_in(client, approver)
    headers = {"x-requested-with": "XMLHttpRequest"} if script else {}
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])
    answer = client.post(address, {"comment": ""}, headers=headers)
    editor = reverse("wagtailadmin_pages:edit", args=[page.pk])
    if script:
        assert json.loads(answer.content) == {"step": "success", "redirect": editor}
    else:
        assert answer["Location"] == editor
    told = [str(message) for message in client.get(editor).context["messages"]]
    assert any("The heading repeats the claim" in message for message in told)
    state.refresh_from_db()
    assert state.status == state.STATUS_IN_PROGRESS
    assert not is_live(page)


def translation_of(page: RebuttalPage, title: str) -> Translation:
    """Return the page's French translation, complete but for being published."""
    home_page("fr")
    translation: Translation = Translation.objects.get(
        source__object_id=page.translation_key, target_locale=language("fr")
    )
    for segment in StringSegment.objects.filter(source=translation.source).select_related("context", "string"):
        StringTranslation.objects.create(
            translation_of=segment.string,
            context=segment.context,
            locale=language("fr"),
            data={"title": title, "claim": "Le réseau fictif cache qui le finance."}.get(
                segment.context.path, f"Texte français {segment.pk}"
            ),
        )
    return translation


def test_a_translation_that_breaks_a_rule_does_not_go_live() -> None:
    page = good_draft()
    page.save_revision().publish()
    page.refresh_from_db()
    translation = translation_of(page, "Le réseau fictif ne cache pas qui le finance")
    with pytest.raises(review.ReviewRefused, match="The heading repeats the claim"):
        review.bring_in(translation, superuser())
    french = RebuttalPage.objects.filter(translation_key=page.translation_key, locale=language("fr"), live=True)
    assert not french.exists()
    title = StringTranslation.objects.filter(locale=language("fr"), context__path="title")
    title.update(data="Ses bailleurs sont nommés", has_error=False)
    review.bring_in(translation, superuser())
    assert french.exists()
    # What is live already is refused likewise, and stays as it was.
    title.update(data="Le réseau fictif ne cache pas qui le finance")
    with pytest.raises(review.ReviewRefused, match="The heading repeats the claim"):
        review.bring_in(translation, superuser())
    assert french.get().title == "Ses bailleurs sont nommés"


def test_the_message_names_the_source_by_its_number() -> None:
    page = good_draft(evidence=[elsewhere(), elsewhere(sha256="")])
    reasons = problems(page).by_field()["evidence"]
    assert len(reasons) == 1
    assert reasons[0].startswith("Evidence 2: ")


def test_an_unpublished_page_is_withdrawn_without_any_question(client: Client) -> None:
    page = RebuttalPageFactory(title="Its funders are named", claim=CLAIM)
    RebuttalPage.objects.filter(pk=page.pk).update(title=DENIAL)
    sign_in(client, superuser())
    client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
    assert not is_live(page)
