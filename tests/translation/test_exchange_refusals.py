"""Files that are refused, in whole or in part: each says where and why, and nothing is half brought in."""

from uuid import uuid4

import pytest
from django.core.management import call_command

from home.models import StandardPage, User
from tests import factories
from tests.translation.exchanging import INTRODUCTION, filled, into, out, send, waiting_page, words_of
from translation.models import SegmentComment, Submission
from translation.services.exchange import gather, po, xliff
from translation.services.exchange.document import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def english() -> StandardPage:
    return waiting_page()


@pytest.fixture
def admin() -> User:
    made: User = factories.UserFactory(is_superuser=True)
    return made


def test_words_in_review_stay_as_they_were_handed_in(english: StandardPage, admin: User) -> None:
    data = filled(out(english), "يومان")
    Submission.objects.create(translation=into(english), submitted_by=admin)

    done = send(data, admin)

    assert "in review" in done.pages[0].left_out
    assert words_of(english) == ""


def test_a_file_of_another_site_is_refused_with_its_line(english: StandardPage, admin: User) -> None:
    data = out(english).replace(str(into(english).uuid), str(uuid4()))

    with pytest.raises(Refused, match=r"Line 3: .*not come from this site"):
        send(data, admin)


def test_a_file_in_another_language_is_refused_with_its_line(english: StandardPage, admin: User) -> None:
    for wrong in (
        out(english).replace('trgLang="ar"', 'trgLang="fr"'),
        out(english).replace('srcLang="en"', 'srcLang="fr"'),
    ):
        with pytest.raises(Refused, match="Line 3: "):
            send(wrong, admin)


def test_a_page_that_is_gone_does_not_hold_up_the_others(english: StandardPage, admin: User) -> None:
    other = factories.StandardPageFactory(title="Another", slug="another")
    other.save_revision().publish()
    data = xliff.write2(gather.document_of([into(english), into(other)])).decode()
    into(other).source.delete()

    done = send(filled(data, "يومان"), admin)

    assert sorted(bool(one.left_out) for one in done.pages) == [False, True]
    assert words_of(english) == "يومان"


def test_nothing_is_written_where_one_page_fails(
    english: StandardPage, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = filled(out(english), "يومان").replace("</notes>", "<note>Why?</note></notes>")

    def full(*_args: object, **_kwargs: object) -> None:
        raise OSError("The disk is full.")

    monkeypatch.setattr(SegmentComment.objects, "bulk_create", full)
    with pytest.raises(OSError, match="full"):
        send(data.replace("<segment", "<notes><note>Why?</note></notes><segment", 1), admin)

    assert words_of(english) == ""


def test_a_translator_brings_in_words_of_their_own_language_only(english: StandardPage) -> None:
    for code in ("ar", "fr"):
        factories.home_page(code)
    call_command("setup_roles", verbosity=0)
    arabic = factories.UserFactory(groups=["Translators: Arabic"])
    french = factories.UserFactory(groups=["Translators: French"])
    data = filled(out(english), "يومان")

    refused = send(data, french)
    assert "may not translate" in refused.pages[0].left_out
    assert "Two days" not in refused.pages[0].title
    assert words_of(english) == ""

    send(data, arabic)
    assert words_of(english) == "يومان"


def test_mark_up_that_no_sentence_has_is_refused_with_its_line_and_the_rest_is_written(
    english: StandardPage, admin: User
) -> None:
    data = filled(out(english, po.write), "<script>alert(1)</script>")
    title = data.replace('msgid "Two days"\nmsgstr ""', 'msgid "Two days"\nmsgstr "يومان"')

    done = send(title, admin)

    (refusal,) = done.pages[0].refusals
    assert "script" in refusal.reason
    assert INTRODUCTION in "".join(title.splitlines()[refusal.line - 1 :][:6])
    assert (words_of(english), words_of(english, "Two days")) == ("", "يومان")


def test_a_segment_that_stands_twice_with_other_words_is_refused(english: StandardPage, admin: User) -> None:
    data = filled(out(english), "يومان")
    first = data[
        data.rindex("<unit", 0, data.index(INTRODUCTION)) : data.index("</unit>", data.index(INTRODUCTION)) + 7
    ]
    twice = data.replace("</file>", first.replace("يومان", "يومين").replace('id="u', 'id="u9', 1) + "</file>")

    done = send(twice, admin)

    assert done.counts["refused"] == 1
    assert words_of(english) == "يومان"
