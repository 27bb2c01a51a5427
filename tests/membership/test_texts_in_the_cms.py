"""A text's way through the CMS: proposed, reworded, compared, adopted; and the record of the meetings."""

import datetime
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from home.models import User
from membership.models import Meeting, TextReview, TextVersion
from membership.services import versions
from tests.factories import UserFactory
from tests.factories_membership import MeetingFactory, TextVersionFactory, officer

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
CODES = [code for code, _name in settings.LANGUAGES]


@pytest.fixture
def desk(sign_in: SignIn) -> Client:
    """Return the client of a signed-in officer."""
    return sign_in(officer())


@pytest.fixture
def proposal(desk: Client) -> TextVersion:
    """Return a proposal for the second version of the Terms, made through the form, not reworded yet."""
    TextVersionFactory(kind="terms", wordings=dict.fromkeys(CODES, "<p>What a city does.</p>"))
    answer = desk.post(reverse("text_versions:add"), {"kind": "terms", "version": "2"})
    made: TextVersion = TextVersion.objects.get(version="2")
    assert answer["Location"] == reverse("text_versions:edit", args=[made.pk])
    return made


def form(text: TextVersion, words: str, **values: str) -> dict[str, str]:
    """Return what the form of a proposal sends, with these words in each language."""
    wordings = list(text.wordings.order_by("sort_order"))
    data = inline_formset(
        [
            {
                "id": str(wording.pk),
                "language": wording.language,
                "body": streamfield([("text", rich_text(f"<p>{words} ({wording.language})</p>"))]),
                "what_changed": "",
            }
            for wording in wordings
        ],
        initial=len(wordings),
    )
    sent: dict[str, str] = nested_form_data({"version": text.version, "is_public": "on", "wordings": data} | values)
    return sent


def adoption(text: TextVersion, **values: object) -> dict[str, object]:
    """Return what the form of an adoption sends."""
    return {"in_force_on": "2026-11-01", "adopted_on": "", "seen": versions.fingerprint(text)} | values


def test_an_officer_proposes_rewords_compares_and_adopts(desk: Client, proposal: TextVersion) -> None:
    edit, compare, adopt = (
        reverse(f"text_versions:{name}", args=[proposal.pk]) for name in ("edit", "compare", "adopt")
    )
    assert desk.get(edit).status_code == 200
    assert desk.post(edit, form(proposal, "What a member city does."))["Location"] == compare
    shown = desk.get(compare).content.decode()
    assert 'lang="ar" dir="rtl"' in shown
    assert shown.count("<ins") >= len(CODES)
    meeting = MeetingFactory(held_on=datetime.date(2026, 10, 1))
    assert desk.post(adopt, adoption(proposal, meeting=meeting.pk)).status_code == 302
    proposal.refresh_from_db()
    assert (proposal.state, proposal.adopted_at) == (TextVersion.State.ADOPTED, meeting)
    assert TextReview.objects.get().outcome == TextReview.Outcome.ADOPTED


def test_an_adoption_that_cannot_be_keeps_what_was_typed_and_says_why_beside_its_field(
    desk: Client, proposal: TextVersion
) -> None:
    desk.post(reverse("text_versions:edit", args=[proposal.pk]), form(proposal, "Else."))
    sent = adoption(proposal, meeting=MeetingFactory(held_on=datetime.date(2026, 10, 1)).pk, in_force_on="2026-09-30")
    answer = desk.post(reverse("text_versions:adopt", args=[proposal.pk]), sent)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_in_force_on"' in html
    assert "It cannot be in force before it was adopted." in html
    assert 'value="2026-09-30"' in html
    assert TextVersion.objects.get(pk=proposal.pk).state == TextVersion.State.PROPOSED


def test_a_second_proposal_and_a_name_that_is_taken_are_refused(desk: Client, proposal: TextVersion) -> None:
    again = desk.post(reverse("text_versions:add"), {"kind": "terms", "version": "3"})
    assert "proposed already" in again.content.decode()
    assert 'value="3"' in again.content.decode()
    taken = desk.post(reverse("text_versions:add"), {"kind": "terms", "version": "1"})
    assert taken.status_code == 200
    assert TextVersion.objects.count() == 2


def test_of_an_adopted_version_the_form_changes_its_readers_alone(desk: Client) -> None:
    text = TextVersionFactory(kind="terms")
    address = reverse("text_versions:edit", args=[text.pk])
    assert 'name="version"' not in desk.get(address).content.decode()
    desk.post(address, form(text, "Other words.") | {"is_public": "", "version": "changed"})
    text.refresh_from_db()
    assert (text.version, text.is_public) == ("1", False)
    assert text.wordings.get(language="en").plain() == "What you agree to."
    with pytest.raises(NoReverseMatch):
        reverse("text_versions:delete", args=[text.pk])


def test_a_meeting_is_named_in_every_language_and_its_review_recorded(desk: Client) -> None:
    TextVersionFactory(kind="terms")
    names = {f"name_{code}": f"Meeting ({code})" for code in CODES}
    assert desk.post(reverse("meetings:add"), {**names, "name_ar": "", "held_on": ""}).status_code == 200
    assert not Meeting.objects.exists()
    desk.post(reverse("meetings:add"), {**names, "held_on": "2026-10-01"})
    meeting = Meeting.objects.get()
    assert meeting.name_in("ar") == "Meeting (ar)"
    review = {"meeting": meeting.pk, "kind": "terms"}
    assert desk.post(reverse("text_versions:review"), review).status_code == 302
    assert TextReview.objects.get().outcome == TextReview.Outcome.UNCHANGED
    twice = desk.post(reverse("text_versions:review"), review)
    assert "recorded already" in twice.content.decode()
    moved = desk.post(reverse("meetings:edit", args=[meeting.pk]), {**names, "held_on": "2026-10-02"})
    assert "its day stays as it is" in moved.content.decode()
    meeting.refresh_from_db()
    assert meeting.held_on == datetime.date(2026, 10, 1)


def test_a_writer_neither_proposes_nor_adopts(sign_in: SignIn) -> None:
    text = TextVersionFactory(kind="terms", state="proposed")
    officer()
    client = sign_in(UserFactory(groups=["Communications"], second_factor=True))
    client.post(reverse("text_versions:add"), {"kind": "principles", "version": "9"})
    client.post(reverse("text_versions:adopt", args=[text.pk]), adoption(text, meeting=MeetingFactory().pk))
    client.post(reverse("text_versions:review"), {"meeting": MeetingFactory().pk, "kind": "terms"})
    assert TextVersion.objects.get().state == TextVersion.State.PROPOSED
    assert not TextReview.objects.exists()
