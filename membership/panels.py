"""What the CMS shows beside the settings: the public holidays that they lead to, and choices by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_countries import countries
from wagtail.admin.panels import Panel

from membership.services import working_days


class HolidaysPanel(Panel):
    """Lists this year's public holidays by the settings as they are kept, before staff's exceptions."""

    class BoundPanel(Panel.BoundPanel):
        """The list, for the settings of one site."""

        template_name = "membership/cms/holidays.html"

        def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
            """Count the holidays; a calendar that cannot be counted with has none."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            from membership.services import promise

            year = timezone.localdate().year
            calendar = promise.current().calendar
            days = working_days.holidays_in(calendar, year, get_language() or settings.LANGUAGE_CODE)
            name = str(countries.name(calendar.country)) if calendar.country else ""
            return context | {"year": year, "days": days, "country": name}


def _countries_with_holidays() -> list[tuple[str, str]]:
    known = [(code, str(countries.name(code) or code)) for code, _regions in working_days.known_countries()]
    return [("", _("None")), *sorted(known, key=lambda pair: pair[1])]


def country_choice() -> forms.Select:
    """Return a list of the countries whose public holidays are known."""
    return forms.Select(choices=lazy(_countries_with_holidays, list)())


def zone_choice() -> forms.Select:
    """Return a list of the time zones."""
    return forms.Select(choices=[(name, name.replace("_", " ")) for name in settings.WAGTAIL_USER_TIME_ZONES])
