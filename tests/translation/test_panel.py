"""What stands beside a segment, who sees it, and what is done from there, with a script and without."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup, Tag
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from home.models import StandardPage, User
from tests.factories import UserFactory, home_page, translated
from tests.translation.desk import change, desk_of, page_of, segment_of, write
from translation.models import Finding, SegmentComment, SegmentEvent, Submission, Unconfirmed

pytestmark = pytest.mark.django_db

SENTENCE = 'The network has 165 <a href="https://example.org/cities">member cities</a>.'
STORED = 'The network has 165 <a id="a1">member cities</a>.'
NEW = SENTENCE.replace("165", "170")
STORED_NEW = STORED.replace("165", "170")
WORDS = 'تضمّ الشبكة 165 <a id="a1">مدينة عضوًا</a>.'
SCRIPT = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}
Enter = Callable[[str], Client]


@pytest.fixture
def page() -> StandardPage:
    made = page_of(SENTENCE, title="Members")
    for code in ("ar", "fr"):
        home_page(code)
    call_command("setup_roles", verbosity=0)
    return made


@pytest.fixture
def enter(client: Client) -> Enter:
    """Return the client, signed in as a person of this group who has a second factor."""

    def as_one_of(group: str) -> Client:
        client.force_login(UserFactory(groups=[group], second_factor=True))
        return client

    return as_one_of


def address(name: str, translation: Translation, segment: StringSegment, *more: int) -> str:
    return reverse(f"translation:{name}", args=[translation.pk, segment.pk, *more])


def soup(client: Client, translation: Translation, segment: StringSegment) -> BeautifulSoup:
    return BeautifulSoup(client.get(address("panel", translation, segment)).content, "html.parser")


def test_a_changed_segment_shows_what_changed_and_offers_its_old_words(page: StandardPage, enter: Enter) -> None:
    write(desk_of(page), STORED, WORDS, UserFactory())
    change(page, NEW)
    translation = desk_of(page)
    panel = soup(enter("Translators: Arabic"), translation, segment_of(translation, STORED_NEW))
    gone, new = panel.select_one("del.difference__gone"), panel.select_one("ins.difference__new")
    assert gone
    assert "165" in gone.text
    assert new
    assert "170" in new.text
    taken = panel.select_one("[data-take]")
    assert taken
    assert taken["data-take"] == WORDS
    # What is shown of it has no link that leads anywhere, and no id that the page has already.
    assert not panel.select(".desk-offer a, .desk-offer [id]")
    assert (panel.select_one(".desk-offer__words") or {}).get("dir") == "rtl"


def test_a_suggestion_is_taken_without_a_script_and_by_nobody_while_a_reviewer_reads(
    page: StandardPage, enter: Enter
) -> None:
    write(desk_of(page), STORED, WORDS, UserFactory())
    change(page, NEW)
    translation = desk_of(page)
    segment = segment_of(translation, STORED_NEW)
    client = enter("Translators: Arabic")

    def forms() -> list[Tag]:
        shown = BeautifulSoup(client.get(address("segment", translation, segment)).content, "html.parser")
        return list(shown.select(".desk-offer form"))

    Submission.objects.create(translation=translation)
    assert forms() == []
    assert not soup(client, translation, segment).select("[data-take]")
    Submission.objects.all().delete()
    form = forms()[0]
    client.post(str(form["action"]), {str(field["name"]): field["value"] for field in form.select("input")})
    assert StringTranslation.objects.get(translation_of=segment.string).data == WORDS


def test_the_panel_says_where_the_segments_links_lead(page: StandardPage, enter: Enter) -> None:
    translation = desk_of(page)
    panel = soup(enter("Translators: Arabic"), translation, segment_of(translation, STORED))
    shown = panel.select_one(".desk-link__address")
    assert shown
    assert (shown.text, shown["dir"]) == ("https://example.org/cities", "ltr")


def test_the_panel_takes_few_queries_however_much_it_shows(page: StandardPage, enter: Enter) -> None:
    translated(page, "ar")
    translation = desk_of(page)
    write(translation, STORED, WORDS, UserFactory())
    change(page, NEW)
    translation = desk_of(page)
    segment = segment_of(translation, STORED_NEW)
    write(translation, STORED_NEW, f"{WORDS}.", UserFactory())
    for _number in range(6):
        SegmentComment.objects.create(
            translation=translation, context=segment.context, string=segment.string, author=UserFactory(), text="Why?"
        )
    for number in range(160, 165):
        other = STORED.replace("165", str(number))
        write(
            desk_of(page_of(SENTENCE.replace("165", str(number)))),
            other,
            WORDS.replace("165", str(number)),
            UserFactory(),
        )
    client = enter("Translators: Arabic")
    client.get(address("panel", translation, segment))
    with CaptureQueriesContext(connection) as queries:
        client.get(address("panel", translation, segment))
    # Five of them are for the account: itself, its rights, its second factor and its language.
    assert len(queries) <= 22


@pytest.mark.parametrize("group", ["Translators: French", "Members", "Membership officers"])
def test_who_works_on_neither_text_sees_nothing(page: StandardPage, enter: Enter, group: str) -> None:
    translation = desk_of(page)
    segment = segment_of(translation, STORED)
    client = enter(group)
    for name in ("panel", "segment"):
        assert client.get(address(name, translation, segment)).status_code in {302, 403}
    assert client.post(address("comment", translation, segment), {"text": "Hello"}).status_code in {302, 403}
    assert not SegmentComment.objects.exists()


def test_a_segment_of_another_page_is_not_reached_through_this_one(page: StandardPage, enter: Enter) -> None:
    other = segment_of(desk_of(page_of("Another.")), "Another.")
    client = enter("Translators: Arabic")
    assert client.get(address("panel", desk_of(page), other), follow=True).status_code == 404


def test_who_writes_the_source_may_answer_and_change_nothing(page: StandardPage, enter: Enter) -> None:
    write(desk_of(page), STORED, WORDS, UserFactory())
    translation = desk_of(page)
    segment = segment_of(translation, STORED)
    client = enter("Communications")
    shown = BeautifulSoup(client.get(address("segment", translation, segment)).content, "html.parser")
    assert "member cities" in shown.text
    assert shown.select(f"a[href='{reverse('wagtailadmin_pages:edit', args=[page.pk])}']")
    assert not shown.select("[data-take]")
    response = client.post(address("comment", translation, segment), {"text": "Cities, not states.", "to": ""})
    assert response.url == address("segment", translation, segment)
    assert SegmentComment.objects.get().text == "Cities, not states."
    event = SegmentEvent.objects.get()
    assert client.post(address("take_again", translation, segment, event.pk)).status_code in {302, 403}
    assert client.post(reverse("translation:fill_from_memory", args=[translation.pk])).status_code in {302, 403}


def test_a_comment_comes_back_in_the_panel_and_leads_back_to_the_segment_without_a_script(
    page: StandardPage, enter: Enter
) -> None:
    translation = desk_of(page)
    segment = segment_of(translation, STORED)
    client = enter("Translators: Arabic")
    colleague = UserFactory(groups=["Reviewers: Arabic"])
    post = {"text": "<b>Cities</b>?", "to": colleague.pk}
    shown = client.post(address("comment", translation, segment), post, **SCRIPT)
    assert "&lt;b&gt;Cities&lt;/b&gt;" in shown.content.decode()
    assert SegmentComment.objects.get().to == colleague
    led = client.post(address("comment", translation, segment), post)
    assert led.url == f"{reverse('translation:edit', args=[translation.pk])}#segment-{segment.pk}"


def test_what_was_typed_in_vain_is_kept_with_the_reason(page: StandardPage, enter: Enter) -> None:
    translation = desk_of(page)
    segment = segment_of(translation, STORED)
    stranger = UserFactory()
    client = enter("Translators: Arabic")
    for more in ({}, SCRIPT):
        response = client.post(address("comment", translation, segment), {"text": "Why?", "to": stranger.pk}, **more)
        shown = BeautifulSoup(response.content, "html.parser")
        assert response.status_code == 422
        assert (shown.select_one("#panel-text") or shown).text.strip() == "Why?"
        assert shown.select_one(".desk-panel__said--fault")


def test_an_answer_goes_to_whoever_asked(page: StandardPage, enter: Enter) -> None:
    translation = desk_of(page)
    segment = segment_of(translation, STORED)
    asking = UserFactory(groups=["Translators: Arabic"])
    place = {"translation": translation, "context": segment.context, "string": segment.string}
    comment = SegmentComment.objects.create(**place, author=asking, text="165 of what?")
    client = enter("Communications")

    def addressed() -> list[str]:
        return [str(option["value"]) for option in soup(client, translation, segment).select("#panel-to [selected]")]

    assert addressed() == [str(asking.pk)]
    comment.resolved_at = comment.created_at
    comment.save()
    assert addressed() == []


def test_a_comment_is_resolved_and_opened_again_from_the_panel(page: StandardPage, enter: Enter) -> None:
    translation = desk_of(page)
    segment = segment_of(translation, STORED)
    client = enter("Translators: Arabic")
    client.post(address("comment", translation, segment), {"text": "Why?"})
    comment = SegmentComment.objects.get()
    settle = address("settle_comment", translation, segment, comment.pk)
    client.post(settle)
    comment.refresh_from_db()
    assert comment.resolved_at
    client.post(settle, {"reopen": "1"})
    comment.refresh_from_db()
    assert comment.resolved_at is None


def test_a_finding_is_shown_with_how_to_mend_it_and_dismissed_with_a_reason(page: StandardPage, enter: Enter) -> None:
    write(desk_of(page), STORED, WORDS, UserFactory())
    translation = desk_of(page)
    segment = segment_of(translation, STORED)
    finding = Finding.objects.create(
        words=StringTranslation.objects.get(), check_name="number_lost", values={"number": "165"}, holds=True
    )
    client = enter("Translators: Arabic")
    assert "165 is missing" in soup(client, translation, segment).select(".desk-finding__what")[-1].text
    dismiss = address("dismiss", translation, segment, finding.pk)
    assert client.post(dismiss, {"reason": " "}, **SCRIPT).status_code == 422
    client.post(dismiss, {"reason": "It is written as a word."}, **SCRIPT)
    finding.refresh_from_db()
    assert finding.reason == "It is written as a word."
    (again,) = soup(client, translation, segment).select(".desk-finding button[name=reopen]")
    client.post(again.find_parent("form")["action"], {again["name"]: again["value"]}, **SCRIPT)
    finding.refresh_from_db()
    assert (finding.reason, finding.dismissed_at) == ("", None)


def test_earlier_words_are_taken_again_unless_somebody_was_quicker(page: StandardPage, enter: Enter) -> None:
    first = write(desk_of(page), STORED, WORDS, UserFactory())
    event = SegmentEvent.objects.get()
    second = write(desk_of(page), STORED, "خطأ", UserFactory())
    translation = desk_of(page)
    segment = segment_of(translation, STORED)
    again = address("take_again", translation, segment, event.pk)
    client = enter("Translators: Arabic")
    assert client.post(again, {"token": first.token}).status_code == 422
    assert StringTranslation.objects.get().data == "خطأ"
    client.post(again, {"token": second.token})
    assert StringTranslation.objects.get().data == WORDS


def test_nothing_is_taken_again_while_a_reviewer_reads(page: StandardPage, enter: Enter) -> None:
    write(desk_of(page), STORED, WORDS, UserFactory())
    event = SegmentEvent.objects.get()
    saved = write(desk_of(page), STORED, "خطأ", UserFactory())
    translation = desk_of(page)
    Submission.objects.create(translation=translation)
    response = enter("Translators: Arabic").post(
        address("take_again", translation, segment_of(translation, STORED), event.pk), {"token": saved.token}, **SCRIPT
    )
    assert response.status_code == 422
    assert StringTranslation.objects.get().data == "خطأ"


def test_the_machine_is_offered_only_where_there_is_one_and_suggests_in_the_panel(
    page: StandardPage, enter: Enter, settings: object
) -> None:
    translation = desk_of(page)
    segment = segment_of(translation, STORED)
    client = enter("Translators: Arabic")
    ask = address("ask_machine", translation, segment)
    assert ask not in str(soup(client, translation, segment))
    assert client.post(ask, follow=True, **SCRIPT).status_code == 404
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {  # type: ignore[attr-defined]
        "CLASS": "wagtail_localize.machine_translators.dummy.DummyTranslator"
    }
    assert ask in str(soup(client, translation, segment))
    shown = BeautifulSoup(client.post(ask, **SCRIPT).content, "html.parser")
    offered = shown.select_one("[data-take]")
    assert offered
    assert 'id="a1"' in str(offered["data-take"])
    client.post(reverse("translation:fill_by_machine", args=[translation.pk]))
    assert set(Unconfirmed.objects.values_list("origin", flat=True)) == {"machine"}


def test_the_history_of_a_translation_is_paged_and_costs_the_same(page: StandardPage, enter: Enter) -> None:
    translation = desk_of(page)
    segment = segment_of(translation, STORED)
    actor: User = UserFactory()

    def happen(times: int) -> None:
        SegmentEvent.objects.bulk_create(
            SegmentEvent(
                translation=translation, context=segment.context, string=segment.string, actor=actor, text=WORDS,
                action=SegmentEvent.Action.TYPED, at=page.last_published_at,
            )
            for _number in range(times)
        )  # fmt: skip

    client = enter("Translators: Arabic")
    history = reverse("translation:history", args=[translation.pk])
    happen(2)
    client.get(history)
    with CaptureQueriesContext(connection) as few:
        client.get(history)
    happen(28)
    with CaptureQueriesContext(connection) as many:
        first = client.get(history)
    assert len(many) <= len(few)
    assert first.content.decode().count('class="desk-event"') == 25
    assert client.get(f"{history}?p=2").content.decode().count('class="desk-event"') == 5
    assert enter("Translators: French").get(history).status_code in {302, 403}
