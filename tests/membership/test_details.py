"""The form that follows the first reply: kept at each page, finished later by the same link, sent once."""

import errno
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from membership.models import Application, ApplicationContact
from membership.services import details, transitions
from membership.services.details import Incomplete
from membership.services.transitions import Action, Actor, NotPossible
from tests.applying import CONTACT
from tests.factories import home_page
from tests.factories_membership import ApplicationFactory, TextVersionFactory, officer
from tests.files import PAGE, PDF, picture
from tests.membership.test_status import status_of
from tests.pages import assert_kept_by_no_cache, text_of

pytestmark = pytest.mark.django_db
State = Application.State

LIAISON = {**CONTACT, "email": "nour@city.example.org", "kind": "liaison", "mandate_from": "The mayor", "telephone": ""}
PAGES = ("contact-1", "contact-2", "contact-3", "city", "letter", "reasons", "check")


@pytest.fixture(autouse=True)
def site() -> None:
    home_page()
    TextVersionFactory()


@pytest.fixture
def application() -> Application:
    return ApplicationFactory(state=State.FORM_SENT, due_since=None, due_on=None)


def page_of(application: Application, page: str, language: str = "en") -> str:
    return status_of(application, language, f"form/{page}/" if page else "form/")


def send(client: Client, application: Application, page: str, **given: Any) -> Any:
    return client.post(page_of(application, page), given)


def fill_in(client: Client, application: Application) -> None:
    """Write everything that must be there."""
    send(client, application, "contact-1", **LIAISON)
    send(client, application, "contact-2", **CONTACT)
    send(client, application, "city", problems="Few places to meet.")


def contact(application: Application, position: int = 1) -> ApplicationContact:
    return application.contacts.get(position=position)


def letter(content: bytes, name: str = "letter.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_the_form_is_filled_in_page_by_page_and_sent_once(client: Client, application: Application) -> None:
    begin = client.get(page_of(application, ""))
    assert begin.url == page_of(application, "contact-1")
    assert send(client, application, "contact-1", **LIAISON).url == page_of(application, "contact-2")
    assert send(client, application, "contact-2", **CONTACT).url == page_of(application, "contact-3")
    assert send(client, application, "contact-3").url == page_of(application, "city")
    assert send(client, application, "city", problems="Few places.").url == page_of(application, "letter")
    assert send(client, application, "letter").url == page_of(application, "reasons")
    assert send(client, application, "reasons", no_practitioner_reason="Nobody yet.").url == page_of(
        application, "check"
    )
    for _press in range(2):
        assert send(client, application, "check").url == status_of(application)
    application.refresh_from_db()
    assert application.state == State.FORM_RECEIVED
    assert application.due_on
    assert application.contacts.count() == 2
    assert application.no_practitioner_reason == "Nobody yet."
    assert application.log.filter(action=Action.SUBMIT_FORM).count() == 1


def test_nothing_is_asked_twice(client: Client, application: Application) -> None:
    html = client.get(page_of(application, "contact-1")).content.decode()
    assert f'value="{application.email}"' in html
    assert f'value="{application.role}"' in html
    assert application.email not in client.get(page_of(application, "contact-2")).content.decode()


def test_a_page_is_kept_unfinished_and_finished_later(client: Client, application: Application) -> None:
    answer = send(client, application, "contact-1", name="Nour Example (fictional)", later="1")
    assert answer.url == status_of(application)
    assert "kept" in client.get(answer.url).content.decode()
    assert client.get(page_of(application, "")).url == page_of(application, "contact-1")
    html = Client().get(page_of(application, "contact-1")).content.decode()
    assert "Nour Example (fictional)" in html
    assert 'value="other" id="id_kind_2" checked' not in html


def test_what_is_right_on_a_page_with_a_mistake_is_kept(client: Client, application: Application) -> None:
    answer = send(client, application, "contact-1", **{**LIAISON, "telephone": "12"})
    assert answer.status_code == 200
    assert "<title>Error: " in answer.content.decode()
    assert contact(application).name == LIAISON["name"]
    assert not contact(application).telephone


def test_what_is_wrong_is_refused_also_when_it_is_to_be_kept_for_later(
    client: Client, application: Application
) -> None:
    answer = send(client, application, "contact-1", **{**LIAISON, "email": "nobody", "later": "1"})
    assert answer.status_code == 200
    assert not contact(application).email


def test_a_telephone_number_is_that_of_the_citys_country_unless_it_says_another(
    client: Client, application: Application
) -> None:
    send(client, application, "contact-1", **{**LIAISON, "telephone": "079 000 0000"})
    assert contact(application).telephone.as_e164 == "+962790000000"
    send(client, application, "contact-1", **{**LIAISON, "telephone": "+33 1 23 45 67 89"})
    assert contact(application).telephone.as_e164 == "+33123456789"


def test_a_liaison_is_asked_about_the_mandate_and_nobody_else(client: Client, application: Application) -> None:
    assert send(client, application, "contact-1", **{**LIAISON, "mandate_from": ""}).status_code == 200
    past = f"{timezone.localdate().year - 1}-01-01"
    assert send(client, application, "contact-1", **{**LIAISON, "mandate_until": past}).status_code == 200
    future = f"{timezone.localdate().year + 2}-01-01"
    assert send(client, application, "contact-1", **{**LIAISON, "mandate_until": future}).status_code == 302
    assert str(contact(application).mandate_until) == future
    send(client, application, "contact-1", **{**LIAISON, "kind": "practitioner", "mandate_until": past})
    assert (contact(application).mandate_from, contact(application).mandate_until) == ("", None)


def test_two_contacts_never_have_one_address(client: Client, application: Application) -> None:
    send(client, application, "contact-1", **LIAISON)
    answer = send(client, application, "contact-2", **{**CONTACT, "email": "NOUR@city.example.org"})
    assert "Another contact has this address" in text_of(answer.content.decode())
    assert contact(application, 2).name == CONTACT["name"]
    application.contacts.filter(position=2).update(email="Nour@city.example.org")
    answer = send(client, application, "check")
    assert "same e-mail address" in text_of(answer.content.decode())


def test_a_form_with_gaps_is_not_sent_and_each_gap_leads_to_its_page(client: Client, application: Application) -> None:
    send(client, application, "contact-1", name="Nour", later="1")
    answer = send(client, application, "check")
    html = answer.content.decode()
    for page in ("contact-1", "contact-2", "city"):
        assert f'{page_of(application, page)}?check"' in html
    assert "<title>Error: Check the form" in html
    application.refresh_from_db()
    assert application.state == State.FORM_SENT
    with pytest.raises(Incomplete):
        details.send(application)


def test_a_third_contact_can_be_added_and_removed(client: Client, application: Application) -> None:
    fill_in(client, application)
    send(client, application, "contact-3", **{**CONTACT, "email": "third@city.example.org", "kind": "practitioner"})
    assert application.contacts.count() == 3
    assert page_of(application, "reasons") not in client.get(page_of(application, "check")).content.decode()
    send(client, application, "contact-3", remove="1")
    assert application.contacts.count() == 2
    assert send(client, application, "contact-1", remove="1").status_code == 404


def test_no_liaison_and_no_practitioner_block_nothing(client: Client, application: Application) -> None:
    send(client, application, "contact-1", **{**LIAISON, "kind": "other"})
    send(client, application, "contact-2", **CONTACT)
    send(client, application, "city", approaches="We talk.")
    page = client.get(page_of(application, "reasons"))
    assert list(page.context["form"].fields) == ["no_liaison_reason", "no_practitioner_reason"]
    assert send(client, application, "check").status_code == 302


def test_a_reason_for_what_is_there_after_all_is_forgotten(client: Client, application: Application) -> None:
    Application.objects.filter(pk=application.pk).update(no_liaison_reason="Nobody yet.")
    fill_in(client, application)
    send(client, application, "check")
    application.refresh_from_db()
    assert application.no_liaison_reason == ""


@pytest.mark.parametrize(("content", "name"), [(PDF, "a.pdf"), (picture("PNG"), "scan.pdf")])
def test_a_letter_is_kept_by_what_it_is_under_a_name_of_ours(
    client: Client, application: Application, content: bytes, name: str
) -> None:
    assert send(client, application, "letter", letter=letter(content, name)).status_code == 302
    application.refresh_from_db()
    assert name not in application.mandate_letter.name
    with application.mandate_letter.open() as kept:
        assert kept.read() == content


@pytest.mark.parametrize("content", [PAGE, b"MZ" + b"\0" * 500, b"GIF89a", b"%PDF-1.4 broken"])
def test_a_letter_that_is_something_else_is_refused_whatever_its_name(
    client: Client, application: Application, content: bytes
) -> None:
    answer = send(client, application, "letter", letter=letter(content, "letter.pdf"))
    assert answer.status_code == 200
    assert 'href="#id_letter"' in answer.content.decode()
    application.refresh_from_db()
    assert not application.mandate_letter


@override_settings(LARGEST_PRIVATE_UPLOAD=1000)
def test_a_letter_that_is_too_large_is_refused_in_words(client: Client, application: Application) -> None:
    answer = send(client, application, "letter", letter=letter(b"%PDF-1.4" + b"x" * 2000))
    assert "larger" in text_of(answer.content.decode())


def test_a_new_letter_replaces_the_old_one_and_a_removed_one_is_gone(
    client: Client, application: Application, django_capture_on_commit_callbacks: Any
) -> None:
    names = []
    for content in (PDF, picture("PNG")):
        with django_capture_on_commit_callbacks(execute=True):
            send(client, application, "letter", letter=letter(content))
        application.refresh_from_db()
        names.append(application.mandate_letter.name)
    storage = application.mandate_letter.storage
    assert [storage.exists(name) for name in names] == [False, True]
    with django_capture_on_commit_callbacks(execute=True):
        send(client, application, "letter", remove="1")
    assert not storage.exists(names[1])
    assert "A letter is attached" not in text_of(client.get(page_of(application, "letter")).content.decode())


def test_the_letter_is_never_shown_to_whoever_holds_the_link(client: Client, application: Application) -> None:
    send(client, application, "letter", letter=letter(PDF))
    application.refresh_from_db()
    for page in PAGES:
        assert application.mandate_letter.name not in client.get(page_of(application, page)).content.decode()


def test_a_full_disk_loses_the_letter_alone_and_says_so(
    client: Client, application: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_in(client, application)

    def full(*args: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    answer = send(client, application, "letter", letter=letter(PDF))
    assert answer.status_code == 507
    assert "could not be stored" in text_of(answer.content.decode())
    application.refresh_from_db()
    assert not application.mandate_letter
    assert application.contacts.count() == 2


@override_settings(ACCOUNT_RATE_LIMITS={"application_letter": "1/h/key"})
def test_letters_without_end_are_stopped(client: Client, application: Application) -> None:
    codes = [send(client, application, "letter", letter=letter(PDF)).status_code for _time in range(2)]
    assert codes == [302, 429]


def test_what_is_sent_is_not_changed_any_more(client: Client, application: Application) -> None:
    fill_in(client, application)
    send(client, application, "check")
    for page in PAGES[:-1]:
        assert client.get(page_of(application, page)).status_code == 409
        assert send(client, application, page, **LIAISON).status_code == 409
    assert client.get(page_of(application, "")).url == status_of(application)
    with pytest.raises(NotPossible):
        details.keep_texts(application, problems="Changed")
    with pytest.raises(NotPossible):
        details.remove_letter(application)
    assert application.contacts.count() == 2


@pytest.mark.parametrize("state", [State.UNCONFIRMED, State.RECEIVED, State.CONFIRMED, State.DECLINED, State.WITHDRAWN])
def test_there_is_no_form_at_another_stage(client: Client, state: State) -> None:
    application = ApplicationFactory(state=state)
    for page in ("", "contact-1", "check"):
        assert client.get(page_of(application, page)).status_code == 409
    assert send(client, application, "check").status_code == 409


def test_a_form_that_was_declined_while_it_was_written_is_not_taken(client: Client, application: Application) -> None:
    fill_in(client, application)
    transitions.perform(application.pk, Action.DECLINE, Actor.officer(officer()), why="Not a municipality.")
    answer = send(client, application, "check")
    assert answer.status_code == 409
    assert status_of(application).rsplit("~", 1)[0] in answer.content.decode()


def test_pages_are_kept_by_no_cache_and_cost_few_queries(client: Client, application: Application) -> None:
    fill_in(client, application)
    for page in PAGES:
        client.get(page_of(application, page))
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(page_of(application, page))
        assert_kept_by_no_cache(answer)
        # 1 the application, 2 its contacts.
        assert len(captured) <= 3, (page, [query["sql"][:90] for query in captured])


HOSTILE = st.text(max_size=60) | st.sampled_from(
    ["x" * 10_000, "\0", "\u202e", "' OR 1=1 --", "<script>alert(1)</script>", "9" * 5000, "9999-99-99", "{link}"]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(st.sampled_from(PAGES), st.booleans(), st.data())
def test_hostile_words_are_refused_or_kept_as_text(page: str, later: bool, data: st.DataObject) -> None:
    application = ApplicationFactory(state=State.FORM_SENT)
    names = ["name", "role", "email", "telephone", "kind", "mandate_from", "mandate_until", "problems", "approaches"]
    given = {name: data.draw(HOSTILE) for name in [*names, "no_liaison_reason", "no_practitioner_reason"]}
    answer = send(Client(), application, page, **given, **({"later": "1"} if later else {}))
    assert answer.status_code in {200, 302}
    assert "<script>alert" not in answer.content.decode()
    for kept in application.contacts.all():
        kept.full_clean(exclude=["name", "role", "email", "kind"])
        assert len(kept.name) <= 120
        assert "\0" not in kept.name
    assert Client().get(page_of(application, "check")).status_code == 200
