"""The editor of a translation: what it shows, what it saves, and for whom."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from home.models import StandardPage
from tests import factories
from translation.models import SegmentEvent, Submission, Unconfirmed
from translation.services import words

LINKED = 'Read the <a id="a1">principles</a> of <b>2015</b>.'
BODY = [
    {
        "type": "section",
        "id": "5d0e1f9e-0f0e-4c64-9a43-0a8ad1f0f1a1",
        "value": {
            "heading": "Who decides",
            "content": [
                {
                    "type": "text",
                    "id": "0c7c0fd0-63b5-4f4b-a3f5-5ab2ab4b1f01",
                    "value": '<p>Read the <a href="https://example.org/principles">principles</a> of <b>2015</b>.</p>',
                }
            ],
        },
    }
]
Enter = Callable[..., Client]


@pytest.fixture
def english(db: None) -> StandardPage:
    """Return a published page in English whose Arabic translation waits on the desk."""
    for code in ("ar", "fr"):
        factories.home_page(code)
    page: StandardPage = factories.StandardPageFactory(title="About", introduction="What it is.", body=BODY)
    call_command("setup_roles", verbosity=0)
    page.save_revision().publish()
    return page


@pytest.fixture
def translation(english: StandardPage) -> Translation:
    """Return its translation into Arabic, begun."""
    found = Translation.objects.get(source__object_id=english.translation_key, target_locale__language_code="ar")
    english.copy_for_translation(found.target_locale)
    return found


@pytest.fixture
def enter() -> Enter:
    """Return a client in which somebody of this group is signed in."""

    def as_one_of(group: str = "Translators: Arabic") -> Client:
        client = Client()
        client.force_login(factories.UserFactory(groups=[group], second_factor=True))
        return client

    return as_one_of


def segment_of(translation: Translation, text: str) -> StringSegment:
    found: StringSegment = StringSegment.objects.get(source=translation.source, string__data=text)
    return found


def address(name: str, translation: Translation, *args: Any) -> str:
    return reverse(f"translation:{name}", args=[translation.pk, *args])


def save(client: Client, translation: Translation, text: str, typed: str, token: str = "") -> HttpResponse:
    """Save a segment as the script does."""
    where = address("save", translation, segment_of(translation, text).pk)
    return client.post(where, json.dumps({"text": typed, "token": token}), content_type="application/json")


def late(client: Client, translation: Translation, segment: StringSegment, typed: str, **more: Any) -> HttpResponse:
    """Save words for a text that was on the page when it was opened."""
    sent = {"text": typed, "token": "", "place": f"{segment.context_id}-{segment.string_id}"}
    return client.post(address("save", translation, segment.pk), json.dumps(sent) if more else sent, **more)


def words_in(translation: Translation, text: str) -> str:
    segment = segment_of(translation, text)
    return str(
        StringTranslation.objects.get(
            translation_of=segment.string, context=segment.context, locale=translation.target_locale
        ).data
    )


def test_source_and_translation_stand_in_their_own_languages(translation: Translation, enter: Enter) -> None:
    page = enter().get(address("edit", translation)).content.decode()
    assert '<div class="segment__source" lang="en" dir="ltr">What it is.</div>' in page
    assert 'lang="ar" dir="rtl"' in page


def test_links_are_tokens_and_no_raw_markup_is_shown(translation: Translation, enter: Enter) -> None:
    page = enter().get(address("edit", translation)).content.decode()
    assert '<span class="link-token" data-link="1" title="https://example.org/principles">principles</span>' in page
    assert 'id="a1"' not in page
    assert "&lt;a" not in page


def test_the_segments_stand_below_the_pages_own_headings(translation: Translation, enter: Enter) -> None:
    page = enter().get(address("edit", translation))
    headings = [group.heading for group in page.context["groups"]]
    assert any("Who decides" in heading for heading in headings)


def test_what_is_typed_is_saved_with_its_links_and_bold_words(translation: Translation, enter: Enter) -> None:
    answer = save(enter(), translation, LINKED, "اقرأ ⟦1⟧المبادئ⟦/1⟧ لعام ⟦b⟧2015⟦/b⟧.")
    assert answer.status_code == 200
    assert answer.json()["state"] == "done"
    assert words_in(translation, LINKED) == 'اقرأ <a id="a1">المبادئ</a> لعام <b>2015</b>.'


def test_markup_of_a_persons_own_is_text(translation: Translation, enter: Enter) -> None:
    save(enter(), translation, "What it is.", "<script>alert(1)</script> ⟦b⟧")
    assert words_in(translation, "What it is.") == "&lt;script&gt;alert(1)&lt;/script&gt; ⟦b⟧"


def test_without_a_script_broken_tokens_come_back_with_what_was_typed(translation: Translation, enter: Enter) -> None:
    where = address("save", translation, segment_of(translation, LINKED).pk)
    answer = enter().post(where, {"text": "اقرأ ⟦1⟧المبادئ", "token": ""})
    assert answer.status_code == 400
    assert "اقرأ ⟦1⟧المبادئ" in answer.content.decode()
    assert "⟦1⟧ is opened, but not closed." in answer.content.decode()
    assert not StringTranslation.objects.exists()


def test_without_a_script_a_segment_is_saved_and_found_again(translation: Translation, enter: Enter) -> None:
    segment = segment_of(translation, "What it is.")
    answer = enter().post(address("save", translation, segment.pk), {"text": "ما هي.", "token": ""})
    assert answer.headers["Location"] == f"{address('edit', translation)}#segment-{segment.pk}"
    assert words_in(translation, "What it is.") == "ما هي."


def test_two_people_on_one_segment_lose_no_word(translation: Translation, enter: Enter) -> None:
    first, second = enter(), enter()
    save(first, translation, "What it is.", "كلمة أولى")
    answer = save(second, translation, "What it is.", "كلمة ثانية")
    assert answer.status_code == 409
    assert answer.json()["theirs"] == "كلمة أولى"
    assert set(SegmentEvent.objects.values_list("text", flat=True)) == {"كلمة أولى", "كلمة ثانية"}
    assert save(second, translation, "What it is.", "كلمة ثانية", answer.json()["token"]).status_code == 200
    assert words_in(translation, "What it is.") == "كلمة ثانية"


def test_words_that_somebody_took_out_meanwhile_are_no_reason_to_lose_mine(
    translation: Translation, enter: Enter
) -> None:
    client = enter()
    token = save(client, translation, "What it is.", "كلمة").json()["token"]
    save(client, translation, "What it is.", "", token)
    assert save(client, translation, "What it is.", "كلمة أخرى", token).json()["state"] == "done"
    assert words_in(translation, "What it is.") == "كلمة أخرى"


def test_nothing_is_written_while_a_reviewer_reads(translation: Translation, enter: Enter) -> None:
    Submission.objects.create(translation=translation)
    client = enter()
    assert save(client, translation, "What it is.", "كلمة").status_code == 423
    page = client.get(address("edit", translation)).content.decode()
    assert 'name="text"' not in page
    assert "with its reviewer" in page


def test_without_a_script_words_that_came_while_a_reviewer_reads_are_shown_again(
    translation: Translation, enter: Enter
) -> None:
    Submission.objects.create(translation=translation)
    answer = enter().post(address("save", translation, segment_of(translation, "What it is.").pk), {"text": "كلمة"})
    assert answer.status_code == 423
    assert "كلمة" in answer.content.decode()


def test_words_for_a_text_that_was_published_anew_meanwhile_are_not_lost(
    english: StandardPage, translation: Translation, enter: Enter
) -> None:
    client, segment = enter(), segment_of(translation, "What it is.")
    english.introduction = "What it is today."
    english.save_revision().publish()
    answer = late(client, translation, segment, "ما هي.", content_type="application/json")
    now = segment_of(translation, "What it is today.")
    assert (answer.status_code, answer.json()["segment"]) == (410, now.pk)
    assert "published anew" in answer.json()["error"]
    # They are nobody's translation of the new text, and its history offers them.
    assert not StringTranslation.objects.exists()
    assert "ما هي." in client.get(address("panel", translation, now.pk)).content.decode()
    without_script = late(client, translation, segment, "ما هي الآن.")
    [row] = [row for group in without_script.context["groups"] for row in group.rows if row.id == str(now.pk)]
    assert (row.not_saved, row.text) == ("ما هي الآن.", "")
    assert "ما هي الآن." in without_script.content.decode()


def test_words_for_a_text_that_went_come_back_to_whoever_typed_them(
    english: StandardPage, translation: Translation, enter: Enter
) -> None:
    client, segment = enter(), segment_of(translation, "What it is.")
    english.introduction = ""
    english.save_revision().publish()
    answer = late(client, translation, segment, "ما هي.")
    assert answer.status_code == 410
    assert "ما هي." in answer.content.decode()
    assert "no longer on the page" in answer.content.decode()


def test_an_open_editor_hears_that_the_source_was_published_anew_or_handed_in(
    english: StandardPage, translation: Translation, enter: Enter
) -> None:
    client = enter()
    opened = client.get(address("edit", translation)).context["translation"].version_number

    def news(**here: Any) -> str:
        sent = json.dumps({"segment": 1, "version": opened, "frozen": False, **here})
        told = client.post(address("presence", translation), sent, content_type="application/json")
        return str(told.json()["news"])

    assert news() == ""
    english.introduction = "What it is today."
    english.save_revision().publish()
    assert "published anew" in news()
    Submission.objects.create(translation=translation)
    assert "with its reviewer" in news()
    assert news(version=opened + 1, frozen=True) == ""


def test_a_title_takes_no_line_break(translation: Translation, enter: Enter) -> None:
    save(enter(), translation, "About", "عن\r\n  الشبكة\n")
    assert words_in(translation, "About") == "عن الشبكة"


def test_what_waits_for_an_answer_has_a_list_of_its_own(translation: Translation, enter: Enter) -> None:
    client, segment = enter(), segment_of(translation, "What it is.")
    client.post(address("comment", translation, segment.pk), {"text": "لماذا؟", "to": ""})
    [group] = client.get(address("edit", translation) + "?show=comments").context["groups"]
    assert [row.id for row in group.rows] == [str(segment.pk)]


def test_a_changed_segment_shows_the_difference_and_begins_with_the_old_words(
    english: StandardPage, translation: Translation, enter: Enter
) -> None:
    client = enter()
    save(client, translation, "What it is.", "ما هي.")
    english.introduction = "What it is today."
    english.save_revision().publish()
    page = client.get(address("edit", translation) + "?show=changed")
    [group] = page.context["groups"]
    [row] = group.rows
    assert row.state == "changed"
    assert row.text == "ما هي."
    assert "today" in "".join(run.text for run in row.difference[0] if run.change == "new")
    assert "Keep the old words" in page.content.decode()
    save(client, translation, "What it is today.", "ما هي.")
    assert client.get(address("edit", translation) + "?show=changed").context["groups"] == []


def test_what_a_machine_filled_in_is_marked_until_somebody_confirms_it(translation: Translation, enter: Enter) -> None:
    segment = segment_of(translation, "What it is.")
    words.fill_many(
        translation, [words.Incoming(segment, "ما هي.")], None, origin=Unconfirmed.Origin.MACHINE, action="filled"
    )
    client = enter()
    [group] = client.get(address("edit", translation) + "?show=unconfirmed").context["groups"]
    assert group.rows[0].filled_by == "Machine translation"
    save(client, translation, "What it is.", "ما هي.", group.rows[0].token)
    assert client.get(address("edit", translation) + "?show=unconfirmed").context["groups"] == []


@pytest.mark.parametrize("group", ["Translators: French", "Communications", "Members"])
def test_nobody_else_opens_or_writes_it(translation: Translation, enter: Enter, group: str) -> None:
    client = enter(group)
    segment = segment_of(translation, "What it is.").pk
    for answer in (
        client.get(address("edit", translation)),
        client.get(address("row", translation, segment)),
        client.post(address("save", translation, segment), {"text": "كلمة", "token": ""}),
        client.post(address("presence", translation), "{}", content_type="application/json"),
        client.post(address("begin", translation)),
    ):
        assert answer.status_code in (302, 403)
        assert answer.headers.get("Location", "/admin/").startswith("/admin/")
    assert not StringTranslation.objects.exists()


def test_the_stock_editor_leads_to_the_desk(english: StandardPage, translation: Translation, enter: Enter) -> None:
    arabic = Page.objects.get(translation_key=english.translation_key, locale=translation.target_locale)
    answer = enter().get(reverse("wagtailadmin_pages:edit", args=[arabic.pk]))
    assert answer.headers["Location"] == address("edit", translation)


def test_a_page_is_begun_as_a_draft_that_readers_do_not_see(english: StandardPage, enter: Enter) -> None:
    translation = Translation.objects.get(source__object_id=english.translation_key, target_locale__language_code="ar")
    client = enter()
    assert "Begin the translation" in client.get(address("edit", translation)).content.decode()
    client.post(address("begin", translation))
    arabic = Page.objects.get(translation_key=english.translation_key, locale__language_code="ar")
    assert not arabic.live
    assert arabic.get_parent().locale == arabic.locale


def test_a_page_below_one_that_is_not_translated_waits_for_it(english: StandardPage, enter: Enter) -> None:
    child = factories.SectionPageFactory(title="Below", parent=factories.SectionPageFactory(title="Above"))
    child.save_revision().publish()
    child.get_parent().specific.save_revision().publish()
    translation = Translation.objects.get(source__object_id=child.translation_key, target_locale__language_code="ar")
    client = enter()
    assert "Above" in client.get(address("edit", translation)).content.decode()
    assert "Begin the translation" not in client.get(address("edit", translation)).content.decode()
    client.post(address("begin", translation))
    assert not Page.objects.filter(translation_key=child.translation_key, locale__language_code="ar").exists()


def test_people_on_one_page_are_told_of_one_another(translation: Translation, enter: Enter) -> None:
    first, second = enter(), enter()
    here = address("presence", translation)
    alone = first.post(here, json.dumps({"segment": 2}), content_type="application/json").json()
    assert alone["words"] == ""
    told = second.post(here, json.dumps({"segment": 1}), content_type="application/json").json()
    assert "at segment 2" in told["words"]


def test_a_link_may_lead_elsewhere_in_this_language(translation: Translation, enter: Enter) -> None:
    client = enter()
    [item] = client.get(address("edit", translation)).context["adapted"]
    client.post(item["address"], {"value": "javascript:alert(1)"})
    [item] = client.get(address("edit", translation)).context["adapted"]
    assert item["value"] == ""
    client.post(item["address"], {"value": "https://example.org/ar/principles"})
    [item] = client.get(address("edit", translation)).context["adapted"]
    assert item["value"] == "https://example.org/ar/principles"


def queries_of(captured: CaptureQueriesContext) -> list[str]:
    """Return what the desk asked, without what Wagtail asks of every request: who it is, and whether they may enter."""
    asked = [query["sql"] for query in captured]
    return [sql for sql in asked if "SAVEPOINT" not in sql and not _is_frame(sql)]


def _is_frame(sql: str) -> bool:
    tables = ("home_user", "django_content_type", "auth_permission", "mfa_authenticator", "wagtailusers_userprofile")
    return any(sql.split("FROM", 1)[-1].lstrip().startswith(f'"{table}"') for table in tables)


def test_a_long_page_takes_no_more_queries_than_a_short_one(
    english: StandardPage, translation: Translation, enter: Enter
) -> None:
    client, counted = enter(), []
    for size in (2, 200):
        text = "".join(f"<p>Sentence {number} of many.</p>" for number in range(size))
        english.body = [{"type": "text", "id": "0c7c0fd0-63b5-4f4b-a3f5-5ab2ab4b1f02", "value": text}]
        english.save_revision().publish()
        incoming = [
            words.Incoming(segment, segment.string.data)
            for segment in StringSegment.objects.filter(source=translation.source).select_related("string", "context")
        ]
        words.fill_many(translation, incoming, None, origin=Unconfirmed.Origin.MACHINE, action="filled")
        client.get(address("edit", translation))
        with CaptureQueriesContext(connection) as opening:
            client.get(address("edit", translation))
            counted.append(len(opening))
    assert counted[0] == counted[1]


def test_opening_takes_thirty_queries_and_saving_ten(translation: Translation, enter: Enter) -> None:
    client, segment = enter(), segment_of(translation, "What it is.")
    client.get(address("edit", translation))
    with CaptureQueriesContext(connection) as opening:
        client.get(address("edit", translation))
        assert len(opening) <= 30
    token = save(client, translation, "What it is.", "ما هي.").json()["token"]
    where = address("save", translation, segment.pk)
    with CaptureQueriesContext(connection) as saving:
        client.post(where, json.dumps({"text": "ما هي هذه.", "token": token}), content_type="application/json")
        assert len(queries_of(saving)) <= 10
