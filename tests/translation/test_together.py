"""A page and its translations go live as one act, or not at all."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from home.models import StandardPage
from home.publication import PublicationRefused
from tests import factories
from tests.translation import on_the_desk as desk
from tests.translation.on_the_desk import People
from translation.models import SubmissionStatus
from translation.services import review, together

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> People:
    factories.home_page()
    return desk.people()


@pytest.fixture
def english(people: People) -> StandardPage:
    """Return a page that is public in three languages, with a draft that changes a sentence."""
    made = desk.published()
    for code in ("ar", "fr"):
        translation = desk.begun(made, code)
        desk.write(translation, people.translator, code)
        review.bring_in(translation, people.reviewer, people.translator)
    made = StandardPage.objects.get(pk=made.pk)
    made.introduction = "We keep nothing."
    made.save_revision()
    return StandardPage.objects.get(pk=made.pk)


def approve(page: Page, people: People, *codes: str) -> None:
    reviewers = {"ar": people.reviewer, "fr": people.french}
    for code in codes:
        translation = desk.translation_of(page, code)
        admin = factories.UserFactory(superuser=True)
        desk.write(translation, admin, f"{code}, anew:")
        review.approve(review.submit(translation, admin), reviewers[code])


def introductions(page: Page) -> list[str]:
    """Return what readers see, in English, Arabic and French."""
    return [
        StandardPage.objects.get(translation_key=page.translation_key, locale__language_code=code).introduction
        for code in ("en", "ar", "fr")
    ]


BEFORE = ["We keep little.", "ar We keep little.", "fr We keep little."]
AFTER = ["We keep nothing.", "ar, anew: We keep nothing.", "fr, anew: We keep nothing."]


def test_an_approved_translation_waits_for_its_source_and_all_go_live_as_one(
    english: StandardPage, people: People
) -> None:
    together.prepare(english, people.editor)
    approve(english, people, "ar", "fr")
    assert introductions(english) == BEFORE
    together.publish(english, people.publisher)
    assert introductions(english) == AFTER
    assert [desk.follows(desk.translation_of(english, code)) for code in ("ar", "fr")] == [2, 2]


def test_a_page_without_a_draft_has_nothing_to_prepare(english: StandardPage, people: People) -> None:
    assert together.state_of(english).has_draft
    english.get_latest_revision().publish()
    assert not together.state_of(StandardPage.objects.get(pk=english.pk)).has_draft


def test_with_one_language_missing_nothing_goes_live(english: StandardPage, people: People) -> None:
    together.prepare(english, people.editor)
    approve(english, people, "ar")
    with pytest.raises(together.NotTogether, match="Français"):
        together.publish(english, people.publisher)
    assert introductions(english) == BEFORE


def test_what_fails_in_one_language_leaves_all_as_they_were(
    english: StandardPage, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    together.prepare(english, people.editor)
    approve(english, people, "ar", "fr")
    arabic = desk.translation_of(english, "ar").get_target_instance()
    french = desk.translation_of(english, "fr").get_target_instance()
    revision = french.get_latest_revision()
    type(revision).objects.filter(pk=revision.pk).update(content=revision.content | {"title": ""})
    with pytest.raises(together.NotTogether):
        together.publish(english, people.publisher)
    assert introductions(english) == BEFORE
    assert arabic.live


def test_a_draft_that_changed_since_is_prepared_again(english: StandardPage, people: People) -> None:
    together.prepare(english, people.editor)
    approve(english, people, "ar", "fr")
    english.introduction = "We keep it all."
    english.save_revision()
    with pytest.raises(together.NotTogether, match="prepared"):
        together.publish(StandardPage.objects.get(pk=english.pk), people.publisher)
    assert introductions(english) == BEFORE


def test_what_was_approved_does_not_go_live_before_its_source_by_any_button(
    english: StandardPage, people: People
) -> None:
    together.prepare(english, people.editor)
    approve(english, people, "ar", "fr")
    arabic = desk.translation_of(english, "ar").get_target_instance()
    with pytest.raises(PublicationRefused, match="source"), transaction.atomic():
        arabic.get_latest_revision().publish(user=people.reviewer)
    draft = arabic.get_latest_revision()
    draft.approved_go_live_at = timezone.now() + timedelta(days=1)
    with pytest.raises(PublicationRefused, match="source"):
        draft.save(update_fields=["approved_go_live_at"])
    assert introductions(english) == BEFORE


def test_where_a_draft_was_purged_meanwhile_nothing_goes_live(english: StandardPage, people: People) -> None:
    together.prepare(english, people.editor)
    approve(english, people, "ar", "fr")
    desk.translation_of(english, "fr").submissions.first().revision.delete()
    with pytest.raises(together.NotTogether, match="draft"):
        together.publish(english, people.publisher)
    assert introductions(english) == BEFORE


@pytest.mark.parametrize("change", ["unscheduled", "put off", "unpublished", "deleted"])
def test_when_the_source_is_put_off_its_translations_wait_with_it(
    english: StandardPage, people: People, change: str
) -> None:
    together.prepare(english, people.editor)
    approve(english, people, "ar", "fr")
    at = timezone.now() + timedelta(days=2)
    together.publish(english, people.publisher, go_live_at=at)
    english.refresh_from_db()
    prepared = english.get_latest_revision()
    if change == "unscheduled":
        prepared.approved_go_live_at = None
        prepared.save(update_fields=["approved_go_live_at"])
    elif change == "put off":
        english.go_live_at = at + timedelta(days=1)
        english.save_revision().publish()
    elif change == "unpublished":
        english.unpublish()
    else:
        english.delete()
    with time_machine.travel(at + timedelta(minutes=1)):
        call_command("publish_scheduled")
    translations = StandardPage.objects.filter(translation_key=english.translation_key, locale__language_code="ar")
    assert translations.get().introduction == BEFORE[1]


def test_only_who_may_publish_the_source_publishes_all(english: StandardPage, people: People) -> None:
    together.prepare(english, people.editor)
    approve(english, people, "ar", "fr")
    for person in (people.editor, people.reviewer):
        with pytest.raises(PermissionDenied):
            together.publish(english, person)
    with pytest.raises(PermissionDenied):
        together.prepare(english, people.translator)


def test_all_go_live_at_one_hour(english: StandardPage, people: People) -> None:
    together.prepare(english, people.editor)
    approve(english, people, "ar", "fr")
    at = timezone.now() + timedelta(days=2)
    together.publish(english, people.publisher, go_live_at=at)
    assert introductions(english) == BEFORE
    with time_machine.travel(at + timedelta(minutes=1)):
        call_command("publish_scheduled")
    assert introductions(english) == AFTER
    statuses = {desk.translation_of(english, code).submissions.first().status for code in ("ar", "fr")}
    assert statuses == {SubmissionStatus.PUBLISHED}


def test_a_page_that_was_never_public_goes_live_in_every_language_at_its_hour(people: People) -> None:
    page = factories.StandardPageFactory(title="New", introduction="Soon.", live=False)
    page.save_revision()
    page = StandardPage.objects.get(pk=page.pk)
    together.prepare(page, people.editor)
    for code in ("ar", "fr"):
        desk.begun(page, code)
    approve(page, people, "ar", "fr")
    at = timezone.now() + timedelta(days=2)
    together.publish(page, people.publisher, go_live_at=at)
    assert not Page.objects.filter(translation_key=page.translation_key, live=True).exists()
    assert not desk.translation_of(page).submissions.first().version.published_at
    with time_machine.travel(at + timedelta(minutes=1)):
        call_command("publish_scheduled")
    assert Page.objects.filter(translation_key=page.translation_key, live=True).count() == 3
