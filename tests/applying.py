"""An applicant who fills in the forms, page by page, as a browser without JavaScript does."""

import datetime
import re
from typing import Any

from django.test import Client
from django.utils import timezone

from home.models import OutgoingEmail
from membership.models import Application, ApplicationDraft

YOU = {
    "name": "نور مثال (خيالي)",
    "role": "مستشارة",
    "kind": "policy",
    "institution": "بلدية المثال",
    "email": "nour@city.example.org",
}
CITY = {"country": "JO", "place_name": "Exampleville", "authority_kind": "city", "population": "١٢٠٬٠٠٠"}
WHY = {"why": "لكي نتعلّم من مدن أخرى."}
CONTACT = {
    "name": "Sami Example (fictional)",
    "role": "Youth worker",
    "email": "sami@city.example.org",
    "kind": "other",
}


def at(step: str, language: str = "en") -> str:
    """Return a page's address."""
    return f"/{language}/membership/application/{step}/"


def send(client: Client, step: str, given: dict[str, Any], language: str = "en") -> Any:
    """Send one page; return the answer."""
    return client.post(at(step, language), given)


def answer_all(client: Client, language: str = "en", **changed: Any) -> None:
    """Answer every question; `changed` are other answers than the usual ones, by the field's name."""
    for step, given in (("you", YOU), ("city", CITY), ("why", WHY)):
        answer = send(client, step, {**given, **{name: changed[name] for name in given if name in changed}}, language)
        assert answer.status_code == 302, answer.context["form"].errors
    consent(client, language)
    take_time()


def consent(client: Client, language: str = "en") -> None:
    """Agree to the notice that the page shows."""
    page = client.get(at("consent", language))
    answer = send(client, "consent", {"version": page.context["notice"].pk, "agree": "on"}, language)
    assert answer.status_code == 302


def take_time() -> None:
    """Let the answers be a minute old: a person takes longer."""
    ApplicationDraft.objects.update(created_at=timezone.now() - datetime.timedelta(minutes=1))


def apply(client: Client, language: str = "en", **changed: Any) -> Application:
    """Send a request; return the application."""
    answer_all(client, language, **changed)
    assert send(client, "check", {}, language).status_code == 302
    return Application.objects.latest("pk")


def link_in_last_email(to: str) -> str:
    """Return the path to which the last e-mail to this address leads."""
    outgoing = OutgoingEmail.objects.select_related("email").filter(email__to__contains=to).latest("pk")
    found = re.search(r"https?://[^/\s]+(/\S+)", outgoing.email.message)
    assert found, outgoing.email.message
    return found[1]
