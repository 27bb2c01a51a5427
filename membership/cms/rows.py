"""What a page lists of an application or a city: each line a label, a value and how it is shown."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from home.services.translations import language_name
from membership.models import Application, City

Row = tuple[str, Any, str]


def of_request(application: Application) -> list[Row]:
    """Return what the applicant said in the request."""
    return [
        _row(application, "name"),
        _row(application, "role"),
        _row(application, "kind", value=application.get_kind_display(), shown="own"),
        _row(application, "institution"),
        _row(application, "email", shown="code"),
        _row(application, "country", value=application.country.name, shown="own"),
        _row(application, "place_name"),
        (_("In the list of places"), _("Yes") if application.place_id else _("No, as it was typed"), "own"),
        _row(application, "authority_kind", value=application.get_authority_kind_display(), shown="own"),
        _row(application, "population", shown="number"),
        _row(application, "time_zone", shown="code"),
        _row(application, "why", shown="words"),
        _row(application, "submitted_at", shown="moment"),
        _row(application, "consent", shown="own"),
        _row(application, "consented_at", shown="moment"),
    ]


def of_form(application: Application) -> list[Row]:
    """Return what the applicant said in the form, but for the contacts."""
    return [_row(application, "problems", shown="words"), _row(application, "approaches", shown="words")]


def of_city(city: City) -> list[Row]:
    """Return a city's profile."""
    return [
        _row(city, "country", value=city.country.name, shown="own"),
        _row(city, "authority_kind", value=city.get_authority_kind_display(), shown="own"),
        _row(city, "population", shown="number"),
        _row(city, "language", value=language_name(city.language), shown="own"),
        _row(city, "website", shown="code"),
        _row(city, "visibility", value=city.get_visibility_display(), shown="own"),
        _row(city, "joined_on", shown="day"),
        _row(city, "left_on", shown="day"),
        _row(city, "contacts_hidden_at", shown="moment"),
        _row(city, "profile", shown="words"),
    ]


def _row(thing: Model, field: str, value: Any = None, shown: str = "") -> Row:
    label = capfirst(str(thing._meta.get_field(field).verbose_name))  # type: ignore[union-attr]
    return label, getattr(thing, field) if value is None else value, shown
