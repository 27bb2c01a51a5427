"""The way through the questions: which come when, what was answered, and what the answers come to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_countries import countries

from membership.forms.application import (
    NONE_OF_THESE,
    CityForm,
    ConsentForm,
    PageForm,
    PlaceForm,
    WhyForm,
    YouForm,
)
from membership.forms.rows import Row
from membership.models import Application, AuthorityKind, TextVersion
from membership.services import applications, places
from membership.services.places import Place

Answers = dict[str, dict[str, Any]]

STEPS: dict[str, type[PageForm]] = {
    "you": YouForm,
    "city": CityForm,
    "place": PlaceForm,
    "why": WhyForm,
    "consent": ConsentForm,
}
CHECK = "check"
#: Pages as the applicant counts them: the choice of a place belongs to the city.
COUNTED = ("you", "city", "why", "consent", CHECK)


def form_for(step: str, answers: Answers, notice: TextVersion, data: Mapping[str, Any] | None = None) -> PageForm:
    """Return the step's form, with what was sent, or with what was answered before."""
    options: dict[str, Any] = {"initial": answers.get(step, {})}
    if step == "place":
        options["city"] = answers.get("city", {})
    if step == "consent":
        options["notice"] = notice
    return STEPS[step](data, **options)


def position(step: str) -> int:
    """Return a page's place on the way."""
    return [*STEPS, CHECK].index(step)


def first_unanswered(answers: Answers, notice: TextVersion) -> str:
    """Return the first step that is not answered, or no longer as it is asked today; `check` where all are."""
    for step in STEPS:
        if step not in answers:
            return step
        # A place that settled itself is not among what its page would offer.
        if step != "place" and not form_for(step, answers, notice, answers[step]).is_valid():
            return step
    return CHECK


def settled_place(city: dict[str, Any]) -> dict[str, Any] | None:
    """Return the answer to `place` where there is nothing to choose: one place of that very name, or none at all."""
    if place := places.exact(city["place_name"], city["country"]):
        return {"place": str(place.id)}
    return None if places.find(city["place_name"], city["country"]) else {"place": NONE_OF_THESE}


def place_of(answers: Answers) -> Place | None:
    """Return the place that was chosen; None for one that is not in the list."""
    chosen = str(answers["place"]["place"])
    return places.get(int(chosen)) if chosen.isdecimal() else None


def place_name_of(answers: Answers) -> str:
    """Return the place's name: as it was written, where that is a whole name of it, or else the list's."""
    written: str = answers["city"]["place_name"]
    place = place_of(answers)
    if place is None or places.folded(place.name) == places.folded(written):
        return written
    return written if places.exact(written, place.country) == place else places.name_in(place, get_language() or "")


def answers_of(answers: Answers) -> applications.Answers:
    """Return the complete answers as an application takes them."""
    you, city, place = answers["you"], answers["city"], place_of(answers)
    return applications.Answers(
        **{name: you[name] for name in ("name", "role", "kind", "institution", "email")},
        **{name: city[name] for name in ("country", "authority_kind", "population")},
        why=answers["why"]["why"],
        place_name=place_name_of(answers),
        place_id=place.id if place else None,
        time_zone=place.time_zone if place else places.time_zone_of(city["country"]),
    )


def rows_of(answers: Answers) -> list[Row]:
    """Return the complete answers as the applicant checks them, in the order of the questions."""
    given = answers_of(answers)
    place = place_of(answers)
    region = f", {place.region}" if place and place.region else ""
    fields = {**YouForm.base_fields, **CityForm.base_fields, **WhyForm.base_fields}
    return [
        Row("you", fields["name"].label, given.name),
        Row("you", fields["role"].label, given.role),
        Row("you", fields["kind"].label, Application.ApplicantKind(given.kind).label),
        Row("you", fields["institution"].label, given.institution),
        Row("you", fields["email"].label, given.email, ltr=True),
        Row("city", fields["country"].label, countries.name(given.country)),
        Row("city", fields["place_name"].label, f"{given.place_name}{region}"),
        Row("city", fields["authority_kind"].label, AuthorityKind(given.authority_kind).label),
        Row("city", fields["population"].label, given.population),
        Row("why", _("Why your city wishes to join"), given.why),
    ]


def progress(step: str, answers: Answers) -> dict[str, Any]:
    """Return the page's number, how many pages there are, and each one's name; `done` where one can go back to it."""
    counted = "city" if step == "place" else step
    names = {name: STEPS[name].title if name in STEPS else _("Check your answers") for name in COUNTED}
    return {
        "number": COUNTED.index(counted) + 1,
        "count": len(COUNTED),
        "pages": [
            {"step": name, "name": title, "current": name == counted, "done": name in answers}
            for name, title in names.items()
        ],
    }
