"""Applications and cities that may be the same city's: for staff alone, who decide."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from membership.models import Application, City, CityContact
from membership.services.places import folded

PUBLIC_MAIL = Path(__file__).resolve().parents[1] / "data" / "public-mail-providers.txt"
SHOWN = 10


@dataclass(frozen=True)
class Duplicate:
    """What may be the same city, and why it may be."""

    same_place: bool
    same_domain: bool
    application: Application | None = None
    city: City | None = None


@dataclass(frozen=True)
class Duplicates:
    """The first few, and how many there are."""

    found: list[Duplicate]
    total: int

    @property
    def more(self) -> int:
        """How many are not named."""
        return self.total - len(self.found)


def of(application: Application) -> Duplicates:
    """Return the cities and applications of the same place and country, or from the same e-mail domain.

    A domain counts unless it is a public mail provider's. Six queries, however many applications there are. A city
    stands for the application that it came from.
    """
    domain = application.email_domain.lower()
    domain = "" if domain in public_mail_providers() else domain
    cities = City.objects.exclude(application_id=application.pk)
    others = Application.objects.filter(erased_at=None, city=None).exclude(pk=application.pk)
    of_city = _Matches(_of_place(application, cities, "name"), _cities_of_domain(cities, domain))
    of_others = _Matches(_of_place(application, others, "place_name"), _of_domain(others, domain))
    found = [
        *(Duplicate(*of_city.why(city.pk), city=city) for city in cities.filter(pk__in=of_city.first)),
        *(Duplicate(*of_others.why(other.pk), application=other) for other in others.filter(pk__in=of_others.first)),
    ]
    found.sort(key=lambda duplicate: not duplicate.same_place)
    return Duplicates(found[:SHOWN], len(of_city) + len(of_others))


@cache
def public_mail_providers() -> frozenset[str]:
    """Return the domains at which anybody has an address."""
    lines = PUBLIC_MAIL.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


@dataclass(frozen=True)
class _Matches:
    same_place: set[int]
    same_domain: set[int]

    def __len__(self) -> int:
        return len(self.same_place | self.same_domain)

    def why(self, pk: int) -> tuple[bool, bool]:
        return pk in self.same_place, pk in self.same_domain

    @property
    def first(self) -> list[int]:
        """The keys that are worth fetching: those of the same place first, the newest first."""
        return [
            *sorted(self.same_place, reverse=True),
            *sorted(self.same_domain - self.same_place, reverse=True),
        ][:SHOWN]


def _of_place(application: Application, others: QuerySet[Any], field: str) -> set[int]:
    name = folded(application.place_name)
    rows = others.order_by().filter(country=application.country).values_list("pk", "place_id", field)
    return {pk for pk, place, other in rows if _is_same(application, name, place, other)}


def _is_same(application: Application, name: str, place: int | None, other: str) -> bool:
    if place and application.place_id:
        return place == application.place_id
    return bool(name) and folded(other) == name


def _of_domain(others: QuerySet[Application], domain: str) -> set[int]:
    return set(others.order_by().filter(email_domain=domain).values_list("pk", flat=True)) if domain else set()


def _cities_of_domain(cities: QuerySet[City], domain: str) -> set[int]:
    if not domain:
        return set()
    contacts = CityContact.objects.order_by().filter(email__iendswith=f"@{domain}", city__in=cities.order_by())
    return set(contacts.values_list("city_id", flat=True))
