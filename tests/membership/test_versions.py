"""A text from its proposal to its adoption: what each step refuses, and that what is adopted stays as it is."""

import datetime
import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from home.models import AppendOnlyError
from home.services.differences import Change
from membership.models import Acceptance, Meeting, TextReview, TextVersion, TextWording
from membership.models.frozen import FrozenError
from membership.services import citations, terms, versions, wordings
from membership.services.wordings import Fate, compare_parts, differ
from tests.blocks import block
from tests.factories import PrinciplesPageFactory, translated
from tests.factories_membership import CityContactFactory, MeetingFactory, TextVersionFactory, principle

Kind = TextVersion.Kind
TODAY = datetime.date(2026, 6, 1)
LANGUAGES = ("en", "ar", "fr")


def everywhere(*body: Any) -> dict[str, Any]:
    """Return these blocks as the wording of each language."""
    return {code: list(body) for code in LANGUAGES}


def reword(proposal: TextVersion, *body: Any) -> None:
    """Give the proposal these words in each language."""
    for wording in proposal.wordings.all():
        wording.body = json.dumps(list(body))
        wording.save()


def proposed(kind: Kind = Kind.PRINCIPLES, version: str = "2") -> TextVersion:
    """Return a proposal that differs from the first version, which is adopted."""
    TextVersionFactory(kind=kind, wordings=everywhere(principle("P1"), principle("P2")))
    proposal = versions.propose(kind, version)
    reword(proposal, principle("P2"), principle("P1", statement="Protect all human rights."))
    return TextVersion.objects.get(pk=proposal.pk)


def refusal(do: Any) -> dict[str, list[str]]:
    """Return what is said beside which field."""
    with pytest.raises(ValidationError) as refused:
        do()
    return refused.value.update_error_dict({})  # type: ignore[no-any-return]


# Proposing


@pytest.mark.django_db
def test_a_proposal_begins_as_a_copy_of_the_last_version_in_every_language() -> None:
    TextVersionFactory(kind=Kind.TERMS, wordings={"en": "<p>Words.</p>", "ar": "<p>كلمات</p>"})
    proposal = versions.propose(Kind.TERMS, "2.0")
    words = {wording.language: wording.plain() for wording in proposal.wordings.all()}
    assert words == {"en": "Words.", "ar": "كلمات", "fr": ""}
    assert proposal.slug == "2-0"
    assert "kind" in refusal(lambda: versions.propose(Kind.TERMS, "3"))
    assert "version" in refusal(lambda: versions.propose(Kind.TERMS, "2.0"))


@pytest.mark.django_db
def test_two_names_never_share_an_address() -> None:
    names = ["1.0", "1-0", "10", "١", "٢"]
    slugs = [TextVersionFactory(kind=Kind.TERMS, version=name).slug for name in names]
    assert len(set(slugs)) == len(names)


# Adopting


@pytest.mark.django_db
def test_adopting_records_the_meeting_and_its_review_and_freezes_the_words() -> None:
    proposal, meeting = proposed(), MeetingFactory(held_on=TODAY)
    versions.adopt(proposal.pk, meeting, None, TODAY)
    adopted = TextVersion.objects.get(pk=proposal.pk)
    assert (adopted.state, adopted.adopted_at, adopted.in_force_on) == ("adopted", meeting, TODAY)
    review = TextReview.objects.get()
    assert (review.meeting, review.kind, review.outcome, review.version) == (meeting, "principles", "adopted", adopted)
    assert_frozen(adopted)


def assert_frozen(adopted: TextVersion) -> None:
    """Assert that no way through the ORM changes or deletes the version or its words, and that nothing was lost."""
    before = [wording.plain() for wording in adopted.wordings.order_by("pk")]
    wording = adopted.wordings.first()

    def renamed() -> None:
        adopted.version = "another"
        adopted.save()

    def reopened() -> None:
        again = TextVersion.objects.get(pk=adopted.pk)
        again.state = TextVersion.State.PROPOSED
        again.save()

    def reworded() -> None:
        wording.body = json.dumps([block("text", "<p>Other words.</p>")])
        wording.save()

    def added() -> None:
        TextWording.objects.create(text=adopted, language="de", body="[]")

    def taken_away() -> None:
        wording.text = TextVersionFactory(kind=Kind.PRIVACY, version="other", state="proposed")
        wording.save()

    for attempt in (
        renamed,
        reopened,
        reworded,
        added,
        taken_away,
        wording.delete,
        adopted.delete,
        TextVersion.objects.all().delete,
        TextWording.objects.all().delete,
        adopted.wordings.all().delete,
        lambda: TextVersion.objects.update(in_force_on=TODAY),
        lambda: TextWording.objects.update(body="[]"),
        lambda: adopted.wordings.update(what_changed="Nothing."),
        lambda: TextWording.objects.bulk_update([wording], ["body"]),
        lambda: TextWording.objects.bulk_create([TextWording(text=adopted, language="de", body="[]")]),
    ):
        with pytest.raises(FrozenError), transaction.atomic():
            attempt()
    kept = TextVersion.objects.get(pk=adopted.pk)
    assert kept.state == TextVersion.State.ADOPTED
    assert [each.plain() for each in kept.wordings.order_by("pk")] == before
    with pytest.raises(AppendOnlyError):
        TextReview.objects.all().delete()


@pytest.mark.django_db
def test_who_may_read_an_adopted_text_is_no_part_of_the_text() -> None:
    adopted = TextVersionFactory(kind=Kind.TERMS)
    adopted.is_public = False
    adopted.save()
    assert not TextVersion.objects.get().is_public


@pytest.mark.django_db
def test_of_two_who_adopt_at_once_one_does() -> None:
    proposal, meeting = proposed(), MeetingFactory()
    versions.adopt(proposal.pk, meeting, None, TODAY)
    assert refusal(lambda: versions.adopt(proposal.pk, MeetingFactory(), None, TODAY))
    assert TextReview.objects.count() == 1
    assert TextVersion.objects.get(pk=proposal.pk).adopted_at == meeting


@pytest.mark.django_db
def test_nobody_adopts_words_that_a_colleague_changed_meanwhile() -> None:
    proposal = proposed()
    seen = versions.fingerprint(proposal)
    reword(proposal, principle("P1", statement="Something else."))
    refusal(lambda: versions.adopt(proposal.pk, MeetingFactory(), None, TODAY, seen=seen))
    assert not TextReview.objects.exists()


@pytest.mark.django_db
def test_what_cannot_be_adopted_is_refused_with_its_reason_and_nothing_is_written() -> None:
    proposal = proposed()
    meeting = MeetingFactory(held_on=TODAY)
    later = TODAY + datetime.timedelta(days=1)
    assert "meeting" in refusal(lambda: versions.adopt(proposal.pk, None, None, TODAY))
    assert "in_force_on" in refusal(lambda: versions.adopt(proposal.pk, meeting, later, TODAY))
    assert "in_force_on" in refusal(lambda: versions.adopt(proposal.pk, meeting, None, datetime.date(2026, 5, 31)))
    assert "in_force_on" in refusal(
        lambda: versions.adopt(proposal.pk, MeetingFactory(), None, datetime.date(2025, 12, 31))
    )
    assert "adopted_on" in refusal(lambda: versions.adopt(proposal.pk, meeting, datetime.date(2999, 1, 1), TODAY))
    reword(proposal, principle("P1"), principle("P2"))
    assert "Nothing differs" in str(refusal(lambda: versions.adopt(proposal.pk, meeting, None, TODAY)))
    proposal.wordings.filter(language="fr").update(body=json.dumps([block("principle", principle("P9")["value"])]))
    assert "same principles" in str(refusal(lambda: versions.adopt(proposal.pk, meeting, None, TODAY)))
    proposal.wordings.get(language="ar").delete()
    assert "العربي" in str(refusal(lambda: versions.adopt(proposal.pk, meeting, None, TODAY)))
    assert TextVersion.objects.get(pk=proposal.pk).state == TextVersion.State.PROPOSED
    assert not TextReview.objects.exists()


@pytest.mark.django_db
def test_the_privacy_notice_needs_no_meeting() -> None:
    TextVersionFactory(kind=Kind.PRIVACY, wordings={"en": "<p>A.</p>"})
    proposal = versions.propose(Kind.PRIVACY, "2")
    reword(proposal, block("text", "<p>B.</p>"))
    versions.adopt(proposal.pk, None, None, TODAY)
    assert not TextReview.objects.exists()
    assert_frozen(TextVersion.objects.get(pk=proposal.pk))


@pytest.mark.django_db
def test_a_version_is_asked_for_from_its_day_on_and_a_proposal_never(monkeypatch: pytest.MonkeyPatch) -> None:
    first = TextVersionFactory(kind=Kind.TERMS, wordings=everywhere(block("text", "<p>A.</p>")))
    contact = CityContactFactory()
    Acceptance.objects.create(city=contact.city, contact=contact, text=first, language="en")
    proposal = versions.propose(Kind.TERMS, "2")
    reword(proposal, block("text", "<p>B.</p>"))
    assert terms.asked_of(contact.city, "en") == []
    tomorrow = datetime.date(2999, 1, 1)
    versions.adopt(proposal.pk, MeetingFactory(), None, tomorrow)
    assert terms.asked_of(contact.city, "en") == []
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args: tomorrow)
    [asked] = terms.asked_of(contact.city, "en")
    assert (asked.text, asked.known) == (proposal, "1")


# Reviews


@pytest.mark.django_db
def test_a_review_is_recorded_also_when_nothing_changed_once_for_each_meeting_and_text() -> None:
    first = TextVersionFactory(kind=Kind.TERMS)
    meeting = MeetingFactory(held_on=TODAY)
    review = versions.record_review(meeting, Kind.TERMS)
    assert (review.outcome, review.version) == (TextReview.Outcome.UNCHANGED, first)
    assert "meeting" in refusal(lambda: versions.record_review(meeting, Kind.TERMS))
    assert "kind" in refusal(lambda: versions.record_review(meeting, Kind.PRINCIPLES))
    assert "kind" in refusal(
        lambda: versions.record_review(MeetingFactory(held_on=datetime.date(2020, 1, 1)), Kind.TERMS)
    )
    with pytest.raises(AppendOnlyError):
        review.delete()


@pytest.mark.django_db
def test_a_meeting_that_changed_nothing_adopted_nothing() -> None:
    proposal, meeting = proposed(), MeetingFactory()
    versions.record_review(meeting, Kind.PRINCIPLES)
    assert "meeting" in refusal(lambda: versions.adopt(proposal.pk, meeting, None, TODAY))
    assert TextVersion.objects.get(pk=proposal.pk).state == TextVersion.State.PROPOSED


@pytest.mark.django_db
def test_the_day_of_a_meeting_on_record_can_be_filled_in_and_never_changed() -> None:
    TextVersionFactory(kind=Kind.TERMS)
    meeting = MeetingFactory()
    versions.record_review(meeting, Kind.TERMS)
    meeting.held_on = TODAY
    meeting.save()
    meeting.held_on = None
    with pytest.raises(FrozenError):
        meeting.save()
    assert Meeting.objects.get().held_on == TODAY


# Comparing

WORDS = st.lists(st.text(alphabet="abc دهو", min_size=1).map(str.strip).filter(bool), max_size=3)
PARTS = st.dictionaries(st.sampled_from([*(f"P{number}" for number in range(1, 6)), "text 1", "text 2"]), WORDS).map(
    lambda parts: list(parts.items())
)


@given(before=PARTS, after=PARTS)
def test_a_comparison_holds_each_part_once_and_all_the_words_of_both(
    before: list[wordings.Part], after: list[wordings.Part]
) -> None:
    found = compare_parts(before, after)
    assert sorted(part.key for part in found) == sorted({key for key, _words in [*before, *after]})
    assert [part.key for part in found if part.fate != Fate.GONE] == [key for key, _words in after]
    for side, lost in ((before, Change.NEW), (after, Change.GONE)):
        for key, paragraphs in side:
            part = next(part for part in found if part.key == key)
            told = ("".join(run.text for run in each if run.change != lost) for each in part.paragraphs)
            assert [words for words in told if words] == paragraphs


@given(parts=PARTS, data=st.data())
def test_a_part_that_moved_is_not_taken_for_one_that_was_rewritten(parts: list[wordings.Part], data: Any) -> None:
    moved = data.draw(st.permutations(parts))
    assert {part.fate for part in compare_parts(parts, moved)} <= {Fate.SAME}
    assert differ(parts, moved) == (moved != parts)


# Citing


@pytest.mark.django_db
def test_a_principle_is_cited_by_id_and_version_in_the_readers_language(django_assert_max_num_queries: Any) -> None:
    old = {
        "en": [principle("P2", name="Name", statement="As it was.")],
        "ar": [principle("P2", name="اسم", statement="كما كان.")],
    }
    TextVersionFactory(kind=Kind.PRINCIPLES, version="1", wordings=old)
    TextVersionFactory(kind=Kind.PRINCIPLES, version="2", in_force_on=TODAY, wordings=everywhere(principle("P2")))
    TextVersionFactory(kind=Kind.PRINCIPLES, version="3", is_public=False, wordings=everywhere(principle("P2")))
    versions.propose(Kind.PRINCIPLES, "4")
    translated(PrinciplesPageFactory(slug="principles"), "ar", slug="principles")
    kind = citations.PrincipleCitations()
    assert [key for key, _label in kind.choices()] == ["P2@2", "P2@1"]
    kind.cite(["P2@1"], "ar")
    keys = ["P2@1", "P2@2", "P2@3", "P2@4", "P9@1", "P2", "@", "P2@none"]
    with django_assert_max_num_queries(4):
        found = kind.cite(keys, "ar")
    assert set(found) == {"P2@1", "P2@2"}
    cited = found["P2@1"]
    assert cited.text == "اسم: كما كان."
    assert cited.url.startswith("/ar/")
    assert cited.url.endswith("/principles/versions/1/#P2")
    assert cited.language == ""
    assert kind.cite(["P2@1"], "fr")["P2@1"].language == "en"
