"""Files brought in: what they may change, what they never do, and who may send them."""

import pytest
from django.core.management import call_command
from pytest_django import DjangoAssertNumQueries
from wagtail_localize.models import StringTranslation

from home.models import OutgoingEmail, StandardPage, User
from tests import factories
from tests.translation.exchanging import (
    INTRODUCTION,
    Writer,
    filled,
    into,
    out,
    put,
    segment_of,
    send,
    waiting_page,
    words_of,
)
from translation.models import SegmentComment, SegmentEvent, Unconfirmed
from translation.services import obstacles, words
from translation.services.exchange import bring_in, gather, po, tmx, xliff
from translation.services.exchange.document import Document, Refused, State
from translation.services.memory import OLDER_FILE

pytestmark = pytest.mark.django_db

WRITERS = [xliff.write2, xliff.write1, po.write]


@pytest.fixture
def english() -> StandardPage:
    return waiting_page()


@pytest.fixture
def admin() -> User:
    made: User = factories.UserFactory(is_superuser=True)
    return made


@pytest.mark.parametrize("write", WRITERS)
def test_words_for_what_was_undone_are_written_and_checked_as_typed_ones(
    english: StandardPage, admin: User, write: Writer
) -> None:
    put(english, "يومان", admin, source="Two days")
    data = filled(out(english, write), "يستغرق يومين.")

    done = send(data, admin)

    assert (done.counts["new"], done.counts["same"]) == (1, len(gather.rows_of([into(english)])[into(english).pk]) - 1)
    assert words_of(english) == "يستغرق يومين."
    event = SegmentEvent.objects.get(string__data=INTRODUCTION)
    assert (event.action, event.origin, event.actor) == (SegmentEvent.Action.IMPORTED, "file", admin)


@pytest.mark.parametrize("write", WRITERS)
def test_a_file_that_comes_back_as_it_went_writes_nothing(english: StandardPage, admin: User, write: Writer) -> None:
    put(english, "يستغرق  يومين &amp; \u2066CVE\u2069.", admin)
    before = list(StringTranslation.objects.values())
    events = SegmentEvent.objects.count()

    done = send(out(english, write), admin)

    assert done.to_write == 0
    assert list(StringTranslation.objects.values()) == before
    assert SegmentEvent.objects.count() == events


def test_what_a_tool_marks_as_not_final_waits_until_a_person_confirms_it(english: StandardPage, admin: User) -> None:
    send(filled(out(english), "يومان", state="initial"), admin)

    assert Unconfirmed.objects.get().origin == Unconfirmed.Origin.FILE
    assert 'subState="desk:unconfirmed"' in out(english)
    assert "#, fuzzy" in out(english, po.write)

    send(out(english).replace('state="initial" subState="desk:unconfirmed"', 'state="translated"'), admin)

    assert not Unconfirmed.objects.exists()


def test_who_confirms_words_by_a_file_stands_in_the_history_and_does_not_approve_them(
    english: StandardPage, admin: User
) -> None:
    segment = segment_of(english)
    machine = {"origin": Unconfirmed.Origin.MACHINE, "action": SegmentEvent.Action.FILLED}
    words.fill_many(into(english), [words.Incoming(segment, "يومان")], factories.UserFactory(), **machine)

    send(filled(out(english), "يومان"), admin)

    event = SegmentEvent.objects.get(actor=admin)
    assert (event.action, event.text, event.origin) == (SegmentEvent.Action.CONFIRMED, "يومان", "file")
    assert admin.pk in obstacles.writers_of(into(english))
    assert send(filled(out(english), "يومان"), admin).to_write == 0


def test_what_somebody_writes_while_a_file_is_brought_in_is_not_written_over(
    english: StandardPage, admin: User
) -> None:
    segment = segment_of(english)
    (row,) = (row for row in gather.rows_of([into(english)])[into(english).pk] if row.source == INTRODUCTION)
    put(english, "بيد شخص", admin)

    with pytest.raises(words.Overtaken):
        words.fill_many(
            into(english),
            [words.Incoming(segment, "من الملف", token=row.token)],
            admin,
            origin=Unconfirmed.Origin.FILE,
            action=SegmentEvent.Action.IMPORTED,
        )

    assert words_of(english) == "بيد شخص"


def test_a_page_that_stands_in_a_file_twice_is_taken_once(english: StandardPage, admin: User) -> None:
    data = filled(out(english), "يومان")
    start, end = data.index("<file"), data.index("</file>") + len("</file>")
    again = data[start:end].replace("يومان", "يومين").replace(".v1", ".v2")

    done = send(data[:end] + again + data[end:], admin)

    assert done.counts["refused"] == 1
    assert words_of(english) == "يومان"


def test_a_file_of_pages_in_two_languages_is_refused_though_it_names_none(english: StandardPage, admin: User) -> None:
    arabic, french = (gather.document_of([into(english, code)]) for code in ("ar", "fr"))
    both = Document("en", "", (*arabic.portions, *french.portions))

    with pytest.raises(Refused, match="mixes languages"):
        bring_in.plan(both, admin)


def test_a_title_longer_than_a_page_can_have_waits_to_be_shortened(english: StandardPage, admin: User) -> None:
    page = english.copy_for_translation(factories.language("ar"), copy_parents=True)

    put(english, "كلمة " * 60, admin, source="Two days")

    page.refresh_from_db()
    assert len(page.draft_title) == 255


def test_a_translator_of_many_pages_that_are_not_begun_is_asked_for_with_few_queries(
    english: StandardPage, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    factories.home_page("ar")
    call_command("setup_roles", verbosity=0)
    translator, other = (factories.UserFactory(groups=[f"Translators: {name}"]) for name in ("Arabic", "French"))
    for number in range(6):
        factories.StandardPageFactory(title=f"Page {number}", slug=f"page-{number}").save_revision().publish()
    arabic = factories.language("ar")
    pages = list(gather.translations_into(arabic))

    with django_assert_max_num_queries(8):
        assert gather.permitted(translator, pages, arabic) == pages
    assert gather.permitted(other, pages, arabic) == []


def test_an_older_file_never_overwrites_newer_words_and_is_offered_once(english: StandardPage, admin: User) -> None:
    put(english, "الأولى", admin)
    older = filled(out(english), "من الملف")
    put(english, "الأحدث", admin)

    for _twice in range(2):
        assert send(older, admin).counts["older"] == 1

    assert words_of(english) == "الأحدث"
    suggestion = SegmentEvent.objects.get(origin=OLDER_FILE)
    assert (suggestion.text, suggestion.string.data, suggestion.action) == (
        "من الملف",
        INTRODUCTION,
        SegmentEvent.Action.IMPORTED,
    )


def test_a_po_file_that_lost_its_stamps_overwrites_nothing(english: StandardPage, admin: User) -> None:
    put(english, "الأولى", admin)
    lines = [line for line in out(english, po.write).splitlines() if not line.startswith("#:")]

    send("\n".join(lines).replace("الأولى", "أخرى"), admin)

    assert words_of(english) == "الأولى"
    assert SegmentEvent.objects.get(origin=OLDER_FILE).text == "أخرى"


def test_words_for_a_source_that_changed_meanwhile_are_offered_for_the_new_one(
    english: StandardPage, admin: User
) -> None:
    older = filled(out(english), "يستغرق يومين.")
    english.introduction = "It takes three days."
    english.save_revision().publish()

    done = send(older, admin)

    assert done.pages[0].is_older
    assert SegmentEvent.objects.get(origin=OLDER_FILE).string.data == "It takes three days."
    assert words_of(english, "It takes three days.") == ""


def test_words_for_a_text_that_is_gone_are_left_out_and_counted(english: StandardPage, admin: User) -> None:
    older = filled(out(english), "يستغرق يومين.")
    english.introduction = ""
    english.save_revision().publish()

    assert send(older, admin).counts["gone"] == 1
    assert not SegmentEvent.objects.filter(string__data=INTRODUCTION).exists()


def test_a_remark_becomes_a_comment_once_and_goes_out_with_the_next_file(english: StandardPage, admin: User) -> None:
    data = out(english, xliff.write1).replace(
        "</trans-unit>", '<note from="X">أيّ مصدر؟ <b></note></trans-unit>'.replace("<b>", "&lt;b&gt;"), 1
    )

    for _twice in range(2):
        send(data, admin)

    comment = SegmentComment.objects.get()
    assert (comment.text, comment.author, comment.to) == ("أيّ مصدر؟ <b>", admin, None)
    assert "أيّ مصدر؟ &lt;b&gt;" in out(english)
    assert send(out(english), admin).to_write == 0


def test_the_pages_editor_hears_of_the_remarks_in_a_file_by_one_e_mail(english: StandardPage, admin: User) -> None:
    editor = factories.UserFactory(groups=["Communications"])
    english.save_revision(user=editor).publish()
    data = out(english, po.write).replace("#. Two days", "# Why two?\n#. Two days", 1)
    data = data.replace("\n#. Two days\nmsgctxt", "\n# Which days?\n#. Two days\nmsgctxt")

    assert send(data, admin).comments == 2

    (told,) = OutgoingEmail.objects.filter(event__startswith="desk/comment").select_related("email")
    assert told.email.to == [editor.email]
    assert "Why two?" in told.email.message
    assert "Which days?" in told.email.message


def test_a_remark_of_the_desk_does_not_come_back_as_another(english: StandardPage, admin: User) -> None:
    segment = segment_of(english)
    SegmentComment.objects.create(
        translation=into(english), context=segment.context, string=segment.string, author=admin, text="Which two days?"
    )
    for write in WRITERS:
        assert "Which two days?" in out(english, write)
        assert send(out(english, write), admin).to_write == 0


def test_what_is_published_and_unchanged_is_final_in_the_file(english: StandardPage, admin: User) -> None:
    put(english, "يومان", admin)
    translation = into(english)
    translation.desk.published_at = StringTranslation.objects.get().updated_at
    translation.desk.save()

    states = {row.source: row.state for row in gather.rows_of([translation])[translation.pk]}

    assert states == {"Two days": State.NEW, INTRODUCTION: State.FINAL} | {
        source: State.NEW for source in states if source not in {"Two days", INTRODUCTION}
    }


def test_only_what_is_to_do_goes_out_where_that_is_asked_for(english: StandardPage, admin: User) -> None:
    put(english, "يومان", admin)
    document = gather.document_of([into(english)], only_open=True)

    assert INTRODUCTION not in {unit.source for unit in document.portions[0].units}
    assert "Two days" in {unit.source for unit in document.portions[0].units}


def test_a_section_is_a_page_and_what_is_below_it(english: StandardPage) -> None:
    home = english.get_parent()
    arabic = factories.language("ar")

    assert set(gather.below(english, arabic)) == {into(english)}
    assert into(english) in gather.below(home, arabic)
    assert set(gather.translations_into(factories.language("fr"))) >= {into(english, "fr")}


def test_a_file_of_many_pages_is_made_and_read_with_few_queries(
    english: StandardPage, admin: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(4):
        factories.StandardPageFactory(title=f"Page {number}", slug=f"page-{number}").save_revision().publish()
    arabic = factories.language("ar")
    with django_assert_max_num_queries(8):
        document = gather.document_of(list(gather.translations_into(arabic)))
    assert len(document.portions) >= 5
    with django_assert_max_num_queries(12):
        assert bring_in.plan(document, admin).to_write == 0


def test_the_memory_goes_out_as_tmx_without_names_and_without_what_nobody_confirmed(
    english: StandardPage, admin: User
) -> None:
    put(english, "يومان <b>و</b> \u2066CVE\u2069", admin)
    words.fill_many(
        into(english),
        [words.Incoming(segment_of(english, "Two days"), "آلة")],
        admin,
        origin=Unconfirmed.Origin.MACHINE,
        action=SegmentEvent.Action.FILLED,
    )
    data = tmx.memory_of(factories.language("ar")).decode()

    assert '<tuv xml:lang="en"' in data
    assert "It takes two days." in data
    assert '<bpt i="1" type="b1">&lt;b&gt;</bpt>و<ept i="1">&lt;/b&gt;</ept>' in data
    assert "آلة" not in data
    assert admin.email not in data
