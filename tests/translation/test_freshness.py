"""What the desk learns when a source is published, without anybody pressing a button."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

from faq.models import QuestionPage
from home.models import StandardPage
from tests.factories import QuestionPageFactory, StandardPageFactory, TopicFactory, language, translated
from translation.models import DeskEntry, SegmentChange, SourceVersion, Status
from translation.services import freshness
from translation.services.segments import State, rows_of

pytestmark = pytest.mark.django_db


def paragraphs(*texts: str) -> list[dict[str, str]]:
    """Return a body with one paragraph block, whose id stays the same, of these paragraphs."""
    html = "".join(f"<p>{text}</p>" for text in texts)
    return [{"type": "text", "value": html, "id": "b1c7b4a2-0000-4000-8000-000000000001"}]


def published(*texts: str) -> StandardPage:
    """Return a page with these paragraphs, published as an editor does."""
    page = StandardPageFactory(body=paragraphs(*texts))
    page.save_revision().publish()
    return StandardPage.objects.get(pk=page.pk)


def change(page: StandardPage, *texts: str) -> None:
    """Publish the page with other paragraphs."""
    page.body = paragraphs(*texts)
    page.save_revision().publish()


def translate(page: StandardPage, code: str = "ar") -> Translation:
    """Translate every segment and note the translation as public."""
    translation = Translation.objects.get(source__object_id=page.translation_key, target_locale__language_code=code)
    for segment in StringSegment.objects.filter(source=translation.source).select_related("string"):
        StringTranslation.objects.create(
            translation_of=segment.string,
            locale=translation.target_locale,
            context=segment.context,
            data=f"{code}: {segment.string.data}",
            translation_type="manual",
        )
    freshness.mark_published(translation, freshness.present_version(translation.source))
    return translation


@pytest.fixture(autouse=True)
def _languages() -> None:
    for code in ("en", "ar", "fr"):
        language(code)


def test_a_published_page_is_on_every_languages_desk_at_once() -> None:
    page = published("One sentence.", "Another one.")
    entries = DeskEntry.objects.filter(translation__source__object_id=page.translation_key)
    assert {entry.translation.target_locale.language_code for entry in entries} == {"ar", "fr"}
    assert {entry.status for entry in entries} == {Status.TO_DO}
    # Title, introduction and two paragraphs; nothing is translated yet.
    assert {(entry.segments, entry.segments_to_do) for entry in entries} == {(4, 4)}
    assert all(entry.words == entry.words_to_do > 0 for entry in entries)


def test_a_change_marks_exactly_the_segments_that_changed_came_and_went() -> None:
    page = published("The first stays.", "Two cities met in May.", "The third goes, for it is no longer true.")
    translation = translate(page)
    change(
        page, "The first stays.", "Three cities met in May.", "Something else that nobody had said before now.", "Last."
    )
    version = SourceVersion.objects.latest("number")
    assert (version.number, version.added, version.changed, version.removed) == (2, 2, 1, 1)
    changes = {
        (c.previous and c.previous.data, c.string and c.string.data)
        for c in SegmentChange.objects.filter(version=version)
    }
    assert ("Two cities met in May.", "Three cities met in May.") in changes
    assert all(before != "The first stays." for before, _after in changes)
    rows = {row.source: row for row in rows_of(translation)}
    assert rows["The first stays."].state == State.DONE
    changed = rows["Three cities met in May."]
    assert changed.state == State.CHANGED
    assert (changed.previous, changed.previous_text) == ("Two cities met in May.", "ar: Two cities met in May.")


def test_a_segment_that_only_went_leaves_nothing_to_translate_but_a_page_to_publish() -> None:
    page = published("One sentence.", "It goes.")
    translation = translate(page)
    change(page, "One sentence.")
    entry = DeskEntry.objects.get(translation=translation)
    assert (entry.segments_to_do, entry.status) == (0, Status.READY)
    assert entry.behind_since is not None


def test_two_changes_before_the_translator_looks_show_what_was_translated_last() -> None:
    page = published("Two cities met.")
    translation = translate(page)
    change(page, "Three cities met.")
    change(page, "Four cities met.")
    row = next(row for row in rows_of(translation) if row.source == "Four cities met.")
    assert (row.state, row.previous) == (State.CHANGED, "Two cities met.")


def test_a_change_that_is_taken_back_leaves_nothing_to_do() -> None:
    page = published("Two cities met.")
    translation = translate(page)
    change(page, "Three cities met.")
    change(page, "Two cities met.")
    assert DeskEntry.objects.get(translation=translation).segments_to_do == 0


def test_what_readers_see_stays_as_it_is() -> None:
    page = published("Two cities met.")
    arabic = translated(page, "ar", title="صفحة")
    before = StandardPage.objects.filter(pk=arabic.pk).values().get()
    change(page, "Three cities met.")
    assert StandardPage.objects.filter(pk=arabic.pk).values().get() == before


def test_a_publication_that_changes_nothing_makes_no_version() -> None:
    page = published("Two cities met.")
    page.save_revision().publish()
    assert SourceVersion.objects.filter(source__object_id=page.translation_key).count() == 1


def test_a_minor_change_does_not_put_the_translation_behind() -> None:
    page = published("Two cities met.")
    translation = translate(page)
    change(page, "Two cities have met.")
    SourceVersion.objects.filter(number=2).update(minor=True)
    freshness.counting.recount([translation])
    entry = DeskEntry.objects.get(translation=translation)
    assert entry.behind_since is None
    assert entry.out_of_date_since is not None


def test_a_snippet_is_followed_like_a_page() -> None:
    topic = TopicFactory(name="Joining")
    entry = DeskEntry.objects.get(
        translation__source__object_id=topic.translation_key, translation__target_locale=language("ar")
    )
    before = entry.segments_to_do
    topic.description = "How a city becomes a member."
    topic.save()
    entry.refresh_from_db()
    assert entry.segments_to_do == before + 1


def test_the_number_of_queries_does_not_grow_with_the_page() -> None:
    counted = []
    for size in (3, 300):
        page = published(*[f"Sentence {number} of many." for number in range(size)])
        page.body = paragraphs(*[f"Sentence {number} of very many." for number in range(size)])
        page.save()
        with CaptureQueriesContext(connection) as queries:
            version = freshness.follow(page)
        assert version
        assert version.changed == size
        counted.append(len(queries))
    # SQLite takes so many values in one statement, then asks for another.
    assert counted[1] - counted[0] <= 5
    assert counted[1] < 60


def test_the_segments_are_those_that_wagtail_localize_would_make() -> None:
    page = published("One <b>bold</b> word.", 'A <a href="https://example.org/">link</a>.')
    source = TranslationSource.objects.get(object_id=page.translation_key)
    ours = sorted(
        StringSegment.objects.filter(source=source).values_list(
            "context__path", "context__field_path", "string__data", "attrs", "order"
        )
    )
    source.update_from_db()
    theirs = sorted(
        StringSegment.objects.filter(source=source).values_list(
            "context__path", "context__field_path", "string__data", "attrs", "order"
        )
    )
    assert ours == theirs


def test_the_desk_opens_on_a_site_that_was_translated_without_it() -> None:
    question = QuestionPageFactory(short_answer="Two days.")
    source, _made = TranslationSource.get_or_create_from_instance(QuestionPage.objects.get(pk=question.pk))
    Translation.objects.create(source=source, target_locale=language("ar"))
    call_command("open_desk")
    entries = DeskEntry.objects.filter(translation__source=source)
    assert {entry.translation.target_locale.language_code for entry in entries} == {"ar", "fr"}
    assert call_command("open_desk") is None
    assert SourceVersion.objects.filter(source=source).count() == 1


def test_the_desk_opens_although_a_page_was_deleted_whose_words_are_kept() -> None:
    gone, there = (TranslationSource.get_or_create_from_instance(StandardPageFactory())[0] for _number in range(2))
    gone.get_source_instance().delete()
    call_command("open_desk")
    assert SourceVersion.objects.filter(source=there).exists()
    assert not DeskEntry.objects.filter(translation__source=gone).exists()
