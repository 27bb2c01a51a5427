"""A city's whole way: a stranger's request, the officer's steps, the e-mails' own links, a liaison who has accepted.

It is gone in Arabic and in French. What is clicked is found by what it is, not by its words.
"""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core import mail
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from home.services import outbox
from membership.models import Acceptance, Application, City, CityContact, LogEntry
from membership.services import promise
from tests.browser import people

PASSWORD = people.PASSWORD
LINK = re.compile(r"https?://\S+")
WORDS = {
    "ar": {
        "name": "نور المثال (خيالية)",
        "role": "مستشارة رئيس البلدية",
        "institution": "بلدية المدينة المثال (خيالية)",
        "place": "إربد",
        "why": "نودّ أن نتعلّم من مدن أخرى، وأن نشارك ما نجح عندنا.",
        "colleague": "سامي المثال (خيالي)",
        "problems": "ضعف الصلة بين الشباب والبلدية في بعض الأحياء.",
        "approaches": "مجلس للشباب يلتقي كل شهر.",
    },
    "fr": {
        "name": "Camille Exemple (fictive)",
        "role": "Conseillère de la maire",
        "institution": "Commune d’Exempleville (fictive)",
        "place": "Exempleville-sur-Fiction",
        "why": "Nous voudrions apprendre d’autres villes et partager ce qui a réussi chez nous.",
        "colleague": "Dominique Exemple (fictif)",
        "problems": "Des quartiers où les jeunes connaissent mal la commune.",
        "approaches": "Un conseil de jeunes, chaque mois.",
    },
}


class Way:
    """One city's way in one language, with the windows of the people on it."""

    def __init__(self, language: str, stranger: Page, officer: Page) -> None:
        self.language = language
        self.words = WORDS[language]
        self.email = f"liaison.{language}@city.example.org"
        self.stranger = stranger
        self.officer = officer

    @property
    def application(self) -> Application:
        return Application.objects.get(email=self.email)

    def apply(self) -> None:
        page, words = self.stranger, self.words
        page.goto(f"/{self.language}/membership/apply/")
        page.locator(".start a.button").click()
        _fill(page, name=words["name"], role=words["role"], institution=words["institution"], email=self.email)
        page.locator("[name=kind][value=policy]").check()
        _go_on(page)
        page.locator("[name=country]").select_option("JO" if self.language == "ar" else "FR")
        _fill(page, place_name=words["place"], population="120000")
        page.locator("[name=authority_kind][value=city]").check()
        _go_on(page)
        if page.locator("[name=place]").count():
            page.locator("[name=place]").first.check()
            _go_on(page)
        _fill(page, why=words["why"])
        _go_on(page)
        page.locator("[name=agree]").check()
        _go_on(page)
        expect(page.get_by_role("main")).to_contain_text(words["why"])
        # The proof is worked out in the background: who waits for it is let through at once.
        expect(page.locator("[name=solution]")).not_to_have_value("")
        _go_on(page)
        expect(page.get_by_role("main")).to_contain_text(self.application.reference)
        _reads(page, self.language)

    def confirm_address(self) -> None:
        self.stranger.goto(_link_in(self.newest_letter()))
        _go_on(self.stranger)
        application = self.application
        assert application.state == Application.State.RECEIVED
        assert application.due_on
        # By the end of the network's day, as the calendar shows it where the applicant is.
        due = promise.current().due_for(application.due_on, application.time_zone)
        expect(self.stranger.locator(f"main time[datetime='{due}']").first).to_be_visible()

    def take_officers_step(self, state: str) -> None:
        """Open the application from the queue, and send the e-mail of its main button as it is worded."""
        page, application = self.officer, self.application
        page.goto(f"/admin/membership/applications/?q={application.reference}")
        page.get_by_role("link", name=application.reference).first.click()
        expect(page.locator("main")).to_contain_text(self.words["name"])
        page.locator("a.next-step__main").click()
        letter = page.locator("[name=text]")
        expect(letter).to_have_attribute("dir", "rtl" if self.language == "ar" else "ltr")
        expect(letter).to_have_value(re.compile(re.escape(self.words["name"])))
        page.locator("button.next-step__main").click()
        expect(page.locator(".messages .success")).to_be_visible()
        assert self.application.state == state

    def fill_in_the_form(self) -> None:
        page, words = self.stranger, self.words
        page.goto(_link_in(self.newest_letter()))
        page.locator("main a.button").first.click()
        # The first contact is the applicant, who is not asked again.
        expect(page.locator("[name=name]")).to_have_value(words["name"])
        page.locator("[name=kind][value=liaison]").check()
        _fill(page, mandate_from=words["institution"], mandate_until="2030-12-31")
        _go_on(page)
        _fill(page, name=words["colleague"], role=words["role"], email=f"practitioner.{self.language}@city.example.org")
        page.locator("[name=kind][value=practitioner]").check()
        _go_on(page)
        _go_on(page)  # No third contact.
        _fill(page, problems=words["problems"], approaches=words["approaches"])
        _go_on(page)
        _go_on(page)  # No letter.
        expect(page.get_by_role("main")).to_contain_text(words["colleague"])
        _go_on(page)
        assert self.application.state == Application.State.FORM_RECEIVED

    def enter(self) -> None:
        """Follow the invitation to an account, accept the terms, and stand in the members' section."""
        page = self.stranger
        page.goto(_link_in(self.newest_letter("/members/invitation/")))
        _reads(page, self.language)
        page.locator("main a.button").first.click()
        _fill(page, password1=PASSWORD, password2=PASSWORD)
        page.locator("main form button[type=submit]").first.click()
        expect(page).to_have_url(re.compile(rf"/{self.language}/members/terms/"))
        # Without a tick the door stays shut, and says what is missing.
        page.locator("form.agreement button[type=submit]").click()
        expect(page.get_by_role("alert")).to_be_visible()
        for tick in page.locator("form.agreement [type=checkbox]").all():
            tick.check()
        page.locator("form.agreement button[type=submit]").click()
        expect(page).to_have_url(re.compile(rf"/{self.language}/members/$"))
        _reads(page, self.language)

    def newest_letter(self, about: str = "") -> str:
        """Let the outbox's worker work once, and return the newest e-mail to the applicant that holds `about`."""
        outbox.send_due()
        found = [message for message in mail.outbox if self.email in message.to and about in message.body]
        return str(found[-1].body)


def _fill(page: Page, **answers: str) -> None:
    for name, answer in answers.items():
        page.locator(f"main [name={name}]").fill(answer)


def _go_on(page: Page) -> None:
    page.locator("main form.question-page__form button[type=submit]").first.click()


def _link_in(letter: str) -> str:
    found = LINK.search(letter)
    assert found, letter
    return urlsplit(found[0]).path


def _reads(page: Page, language: str) -> None:
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")


@pytest.mark.parametrize("language", WORDS)
def test_a_stranger_becomes_the_signed_in_liaison_of_a_confirmed_city(
    demo: None, page: Page, signed_in: Callable[[str], Page], live_server: LiveServer, settings: Any, language: str
) -> None:
    settings.SITE_URL = live_server.url
    way = Way(language, stranger=page, officer=signed_in("membership"))

    way.apply()
    way.confirm_address()
    way.take_officers_step(Application.State.FORM_SENT)
    way.fill_in_the_form()
    way.take_officers_step(Application.State.CONFIRMED)
    way.enter()

    city = City.objects.get(application=way.application)
    liaison = CityContact.objects.get(city=city, email=way.email)
    assert liaison.user
    assert liaison.user.email == way.email
    assert {acceptance.language for acceptance in Acceptance.objects.filter(city=city)} == {language}
    assert Acceptance.objects.filter(contact=liaison).count() == 2
    steps = LogEntry.objects.filter(application=way.application).values_list("to_state", flat=True)
    assert list(steps) == ["unconfirmed", "received", "form_sent", "form_received", "confirmed"]
