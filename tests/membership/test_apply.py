"""A stranger asks for membership: page by page, without an account and without JavaScript."""

import datetime

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from home.models import OutgoingEmail
from membership.forms.application_steps import STEPS
from membership.models import Application, ApplicationDraft, TextVersion
from membership.services import places
from tests.applying import CITY, WHY, YOU, answer_all, apply, at, consent, link_in_last_email, send, take_time
from tests.factories import ApplyPageFactory, home_page
from tests.factories_membership import TextVersionFactory
from tests.membership.test_spam import solution_of
from tests.pages import assert_kept_by_no_cache, member, path_of, sign_in, text_of

pytestmark = pytest.mark.django_db

PAGES = ["you", "city", "why", "consent", "check"]


@pytest.fixture(autouse=True)
def site() -> None:
    home_page()
    TextVersionFactory()


def draft() -> ApplicationDraft:
    return ApplicationDraft.objects.get()


def test_a_request_in_arabic_goes_the_whole_way_without_javascript() -> None:
    home_page("ar")
    client = Client()
    application = apply(client, "ar")
    assert (application.language, application.state) == ("ar", "unconfirmed")
    assert (application.name, application.population, application.country) == (YOU["name"], 120_000, "JO")
    sent = client.get(at("sent", "ar"))
    assert application.reference in text_of(sent.content.decode())

    link = link_in_last_email(application.email)
    page = client.get(link)
    assert f'<bdi dir="ltr">{application.reference}</bdi>' in page.content.decode()
    answer = client.post(link, follow=True)
    application.refresh_from_db()
    assert application.state == "received"
    assert application.due_on
    assert f"{application.due_on.year}" in text_of(answer.content.decode())


def test_the_door_leads_to_the_first_open_question_and_nobody_skips_ahead(client: Client) -> None:
    assert client.get("/en/membership/application/").url == at("you")
    for page in PAGES[1:]:
        assert client.get(at(page)).url == at("you")
    send(client, "you", YOU)
    assert client.get("/en/membership/application/").url == at("city")
    assert client.get(at("consent")).url == at("city")


def test_answers_survive_going_back_a_reload_and_a_change_of_language(client: Client) -> None:
    home_page("fr")
    send(client, "you", YOU)
    send(client, "city", CITY)
    for language in ("en", "fr", "en"):
        assert YOU["institution"] in client.get(at("you", language)).content.decode()
        assert "Exampleville" in client.get(at("city", language)).content.decode()


def test_the_switcher_of_a_page_with_errors_leads_to_the_same_page(client: Client) -> None:
    html = send(client, "you", {}).content.decode()
    assert f"/language/ar/?to={at('you', 'ar')}" in html


def test_answers_survive_signing_in_and_out(client: Client) -> None:
    send(client, "you", YOU)
    sign_in(client, member())
    assert YOU["name"] in client.get(at("you")).content.decode()
    del client.cookies["sessionid"]
    assert YOU["name"] in client.get(at("you")).content.decode()


def test_what_was_typed_is_kept_beside_what_is_wrong(client: Client) -> None:
    answer = send(client, "you", {**YOU, "name": "x" * 10_000, "email": "nobody"})
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "<title>Error: " in html
    assert 'href="#id_name"' in html
    assert 'href="#id_email"' in html
    assert "x" * 10_000 in html
    assert YOU["institution"] in html
    assert not ApplicationDraft.objects.exists()


def test_the_summary_leads_to_the_first_of_several_choices(client: Client) -> None:
    html = send(client, "you", {**YOU, "kind": ""}).content.decode()
    assert 'href="#id_kind_0"' in html
    assert 'id="id_kind_0"' in html


def test_each_answer_is_checked_and_changed_and_the_change_leads_back(client: Client) -> None:
    answer_all(client)
    html = client.get(at("check")).content.decode()
    assert f"{at('you')}?check" in html
    changed = client.post(f"{at('you')}?check", {**YOU, "role": "Head of unit"})
    assert changed.url == at("check")
    assert "Head of unit" in client.get(at("check")).content.decode()


def test_another_place_is_asked_about_on_the_way_back_to_the_check(client: Client) -> None:
    answer_all(client)
    changed = client.post(f"{at('city')}?check", {**CITY, "place_name": "Ma"})
    assert changed.url == f"{at('place')}?check"
    page = client.get(changed.url)
    assert "82,788" in text_of(page.content.decode())
    chosen = places.find("Ma", "JO")[0]
    assert client.post(changed.url, {"place": chosen.id}).url == at("check")
    assert chosen.name in client.get(at("check")).content.decode()


def test_a_place_of_that_very_name_is_known_and_sets_the_time_zone(client: Client) -> None:
    application = apply(client, place_name="عمّان")
    place = places.exact("عمّان", "JO")
    assert place
    assert (application.place_id, application.place_name) == (place.id, "عمّان")
    assert application.time_zone == "Asia/Amman"


def test_a_place_that_is_not_in_the_list_is_taken_as_it_is_written(client: Client) -> None:
    application = apply(client)
    assert (application.place_id, application.place_name) == (None, "Exampleville")
    assert application.time_zone == "Asia/Amman"


def test_none_of_the_places_may_be_meant(client: Client) -> None:
    send(client, "you", YOU)
    assert send(client, "city", {**CITY, "place_name": "Ma"}).url == at("place")
    assert client.get(at("why")).url == at("place")
    assert send(client, "place", {"place": "999"}).status_code == 200
    assert send(client, "place", {"place": "none"}).url == at("why")
    send(client, "why", WHY)
    consent(client)
    take_time()
    send(client, "check", {})
    assert Application.objects.get().place_name == "Ma"


def test_sending_twice_makes_one_application_and_one_email(client: Client) -> None:
    answer_all(client)
    for _press in range(2):
        assert send(client, "check", {}).url == at("sent")
    assert Application.objects.count() == OutgoingEmail.objects.count() == 1
    assert draft().answers == {}


def test_after_sending_nothing_that_was_typed_is_shown_but_the_address(client: Client) -> None:
    application = apply(client)
    assert client.get(at("you")).content.decode().count(YOU["name"]) == 0
    html = client.get(at("sent")).content.decode()
    assert application.reference in html
    assert application.name not in html
    assert client.get("/en/membership/application/").url == at("sent")


def test_another_request_can_be_begun_in_the_same_browser(client: Client) -> None:
    first = apply(client)
    client.post(at("erase"))
    second = apply(client, email="other@city.example.org")
    assert {first.reference, second.reference} == set(Application.objects.values_list("reference", flat=True))


def test_answers_can_be_erased(client: Client) -> None:
    send(client, "you", YOU)
    assert client.get(at("erase")).status_code == 200
    client.post(at("erase"))
    assert not ApplicationDraft.objects.exists()
    assert YOU["name"] not in client.get(at("you")).content.decode()


def test_a_page_left_open_until_the_draft_was_erased_loses_nothing(client: Client) -> None:
    send(client, "you", YOU)
    send(client, "city", CITY)
    ApplicationDraft.objects.all().delete()
    assert send(client, "why", WHY).url == at("you")
    assert draft().answers == {"why": WHY}


def test_two_windows_do_not_undo_one_anothers_answers(client: Client) -> None:
    send(client, "you", YOU)
    other = Client()
    other.cookies = client.cookies
    send(other, "city", CITY)
    send(client, "why", WHY)
    assert set(draft().answers) == {"you", "city", "place", "why"}


def test_only_the_browser_that_holds_the_key_reads_the_answers(client: Client) -> None:
    send(client, "you", YOU)
    cookie = client.cookies["application_draft"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie.value not in draft().key_hash
    stranger = Client()
    for key in ("", "forged", draft().key_hash, "x" * 10_000):
        stranger.cookies.load({"application_draft": key})
        assert YOU["name"] not in stranger.get(at("you")).content.decode()


def test_a_browser_that_takes_no_cookies_is_told(client: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(at("you"), YOU)
    assert answer.status_code == 403
    assert "your browser takes no cookies" in text_of(answer.content.decode())


def test_no_cookie_is_set_before_something_is_answered(client: Client) -> None:
    client.get(at("you"))
    assert "application_draft" not in client.cookies


def test_without_a_privacy_notice_in_force_nothing_is_asked(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    the_day_before = TextVersion.objects.get().in_force_on - datetime.timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda *args: the_day_before)
    for page in ("you", "check"):
        answer = client.get(at(page))
        assert "closed" in text_of(answer.content.decode())
        assert "<form" not in answer.content.decode().split("<main")[1].split("</main")[0]
    assert "closed" in text_of(client.post(at("you"), YOU).content.decode())
    assert not ApplicationDraft.objects.exists()
    assert "closed" in text_of(client.get(path_of(ApplyPageFactory())).content.decode())


def test_the_notice_is_shown_in_full_in_the_readers_language(client: Client) -> None:
    home_page("ar")
    send(client, "you", YOU)
    send(client, "city", CITY)
    send(client, "why", WHY)
    assert "ما توافق عليه" in client.get(at("consent", "ar")).content.decode()
    assert "What you agree to" in client.get(at("consent")).content.decode()


def test_consent_is_to_the_version_that_was_shown(client: Client) -> None:
    answer_all(client)
    shown = TextVersion.objects.get()
    new = TextVersionFactory(version="2", in_force_on=datetime.date(2026, 2, 1))
    assert send(client, "check", {}).url == at("consent")
    again = send(client, "consent", {"version": shown.pk, "agree": "on"})
    assert "changed while you read" in text_of(again.content.decode())
    consent(client)
    send(client, "check", {})
    assert Application.objects.get().consent == new


def test_without_consent_there_is_no_request(client: Client) -> None:
    send(client, "you", YOU)
    send(client, "city", CITY)
    send(client, "why", WHY)
    assert send(client, "consent", {"version": TextVersion.objects.get().pk}).status_code == 200
    assert client.get(at("check")).url == at("consent")


def test_a_field_that_only_machines_fill_in_stops_the_request(client: Client) -> None:
    assert send(client, "you", {**YOU, "website": "https://example.org"}).status_code == 200
    assert not ApplicationDraft.objects.exists()
    answer_all(client)
    answer = send(client, "check", {"website": "https://example.org"})
    assert "Empty this field" in text_of(answer.content.decode())
    assert not Application.objects.exists()


def test_who_is_faster_than_a_person_waits_unless_the_browser_has_worked(client: Client) -> None:
    answer_all(client)
    ApplicationDraft.objects.update(created_at=timezone.now())
    answer = send(client, "check", {})
    assert answer.status_code == 429
    assert YOU["institution"] in answer.content.decode()
    challenge = answer.context["challenge"]
    assert send(client, "check", {"challenge": challenge, "solution": solution_of(challenge)}).url == at("sent")


@override_settings(ACCOUNT_RATE_LIMITS={"application_send": "1/h/ip", "application_send_worked": "2/h/ip"})
def test_a_network_that_sends_much_waits_and_keeps_its_answers() -> None:
    apply(Client())
    client = Client()
    answer_all(client, email="other@city.example.org")
    answer = send(client, "check", {})
    assert answer.status_code == 429
    assert "other@city.example.org" in answer.content.decode()
    challenge = answer.context["challenge"]
    assert send(client, "check", {"challenge": challenge, "solution": solution_of(challenge)}).url == at("sent")


@override_settings(ACCOUNT_RATE_LIMITS={"application_address": "1/d/key"})
def test_one_address_is_not_written_to_without_end() -> None:
    apply(Client())
    client = Client()
    answer_all(client)
    assert send(client, "check", {}).status_code == 429
    assert OutgoingEmail.objects.count() == 1


def test_no_page_is_kept_by_a_cache_or_found_by_a_search_engine(client: Client) -> None:
    answer_all(client)
    for page in (*PAGES, "erase", "link"):
        answer = client.get(at(page))
        assert answer.status_code == 200, page
        assert_kept_by_no_cache(answer)
        assert '<meta name="robots" content="noindex">' in answer.content.decode()


def test_each_page_costs_few_queries(client: Client) -> None:
    answer_all(client)
    for page in (*PAGES, "erase", "link"):
        client.get(at(page))
        with CaptureQueriesContext(connection) as captured:
            client.get(at(page))
        # 1 the notice in force, 2 the draft; 3 its wording, or the page to go back to; 4 and 5 the page's address.
        assert len(captured) <= 6, (page, [query["sql"][:90] for query in captured])


HOSTILE = st.text(max_size=60) | st.sampled_from(
    [
        "x" * 10_000,
        "\0",
        "\u202e\u202e",
        "' OR 1=1 --",
        "<script>alert(1)</script>",
        "{{7*7}}",
        "😀" * 40,
        "{link}",
        "\r\nTo: x",
    ]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20, deadline=None)
@given(st.sampled_from([*STEPS]), st.data())
def test_hostile_answers_are_refused_or_kept_as_text(step: str, data: st.DataObject) -> None:
    client = Client()
    send(client, "you", YOU)
    send(client, "city", CITY)
    names = [*YOU, *CITY, *WHY, "place", "version", "agree"]
    answer = send(client, step, {name: data.draw(HOSTILE) for name in names})
    assert answer.status_code in {200, 302}
    assert "<script>alert" not in answer.content.decode()
    if answer.status_code == 200:
        kept = ApplicationDraft.objects.latest("pk").answers
        assert kept.get(step, {}) in ({}, {**YOU}, {**CITY, "population": 120_000}, {"place": "none"})
    assert client.get("/en/membership/application/", follow=True).status_code == 200


def test_the_apply_page_leads_to_the_first_question(client: Client) -> None:
    html = client.get(path_of(ApplyPageFactory())).content.decode()
    assert 'href="/en/membership/application/"' in html
    assert "There are too few cases" in text_of(html)


def test_an_email_repeats_nothing_that_a_stranger_typed() -> None:
    application = apply(Client(), name="Buy this https://evil.example.org")
    message = OutgoingEmail.objects.get().email.message
    assert "evil.example.org" not in message
    assert application.reference in message


def test_a_draft_that_no_longer_fits_the_questions_is_asked_again(client: Client) -> None:
    answer_all(client)
    ApplicationDraft.objects.update(answers={**draft().answers, "you": {"name": "Nour"}})
    assert client.get(at("check")).url == at("you")
    assert send(client, "check", {}).url == at("you")
