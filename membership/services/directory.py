"""The directory of member cities, as each audience may read it.

Whoever asks gets plain data, with nothing in it that the audience may not see: what is not there cannot leak.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch
from django.utils.translation import get_language
from django_countries import countries

from home.services.translations import language_name
from membership.models import AuthorityKind, City, CityContact
from membership.services import regions, visibility
from membership.services.places import folded
from membership.services.visibility import Audience
from membership.services.worldmap import MapPoint

PAGE_SIZE = 40
LONGEST_QUERY = 100


@dataclass(frozen=True)
class ContactCard:
    """A contact, with no more than the audience may know: what is kept from it is empty."""

    name: str
    role: str
    kind: str
    email: str
    telephone: str
    telephone_url: str
    mandate_from: str
    mandate_until: date | None


@dataclass(frozen=True)
class CityLine:
    """A city as a line of the list, and as a dot on the map where its place is known."""

    pk: int
    name: str
    country: str
    country_name: str
    region: str
    authority: str
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True)
class CityCard:
    """A city's page. `language` is that of the profile, set where it is not the reader's."""

    pk: int
    name: str
    country: str
    country_name: str
    region_name: str
    authority: str
    population: int | None
    joined_on: date
    profile: str
    language: str
    language_name: str
    website: str
    contacts: list[ContactCard]


@dataclass(frozen=True)
class Question:
    """What a reader asks the directory for. An unknown region or country asks for nothing that is there."""

    query: str = ""
    region: str = ""
    country: str = ""
    page: str = "1"


@dataclass(frozen=True)
class Choice:
    """A region or country to choose, with how many cities it holds under everything else that was asked."""

    key: str
    name: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class CountryGroup:
    """The cities of one country on a page of the list."""

    name: str
    cities: list[CityLine]


@dataclass(frozen=True)
class RegionGroup:
    """The countries of one region on a page of the list."""

    name: str
    countries: list[CountryGroup]


@dataclass(frozen=True)
class Listing:
    """An answer: a page of the list, what can be chosen, and every city that fits as a point of the map."""

    groups: list[RegionGroup]
    page: Page[CityLine]
    regions: list[Choice]
    countries: list[Choice]
    points: list[MapPoint]
    total: int
    """How many cities the audience may see at all."""

    @property
    def found(self) -> int:
        """How many cities fit what was asked."""
        return self.page.paginator.count


def listing(audience: Audience, question: Question) -> Listing:
    """Return what the directory holds for this question, in the active language. One query, however many cities."""
    lines = _in_order(_lines(audience))
    named = [line for line in lines if _fits(line, question.query)]
    chosen = [line for line in named if question.region in {"", line.region} and question.country in {"", line.country}]
    page = Paginator(chosen, PAGE_SIZE).get_page(question.page)
    return Listing(
        groups=_grouped(list(page.object_list)),
        page=page,
        regions=_region_choices(named, question.region),
        countries=_country_choices([line for line in named if question.region in {"", line.region}], question.country),
        points=[
            MapPoint(line.name, line.latitude, line.longitude)
            for line in chosen
            if line.latitude is not None and line.longitude is not None
        ],
        total=len(lines),
    )


def city_card(audience: Audience, pk: int) -> CityCard | None:
    """Return the city's page for this audience; None for one that it may not see, as for one that is not there.

    Two queries.
    """
    city = City.objects.filter(visibility.cities_for(audience), pk=pk).prefetch_related(_contacts(audience)).first()
    return card_of(audience, city) if city else None


def card_of(audience: Audience, city: City) -> CityCard | None:
    """Return what this audience reads of the city; None where it may not see it. Asks for contacts if need be."""
    if not visibility.sees_city(audience, city):
        return None
    return CityCard(
        pk=city.pk,
        name=city.name,
        country=str(city.country),
        country_name=country_name(str(city.country)),
        region_name=str(regions.REGIONS.get(regions.region_of(str(city.country)), "")),
        authority=city.get_authority_kind_display(),
        population=city.population,
        joined_on=city.joined_on,
        profile=city.profile,
        language=city.language if city.language != get_language() else "",
        language_name=language_name(city.language),
        website=city.website,
        contacts=[
            _contact_card(audience, contact)
            for contact in city.contacts.all()
            if visibility.sees_contact(audience, city, contact)
        ],
    )


def country_name(code: str) -> str:
    """Return the country's name in the active language; the code itself for one that is unknown."""
    return str(countries.name(code)) or code


def _contacts(audience: Audience) -> Prefetch[str]:
    # What the audience may not see is not even read.
    return Prefetch("contacts", queryset=CityContact.objects.filter(visibility.contacts_for(audience)))


def _contact_card(audience: Audience, contact: CityContact) -> ContactCard:
    told = visibility.DETAILS[audience]
    telephone = contact.telephone if contact.telephone and "telephone" in told else None
    return ContactCard(
        name=contact.name if "name" in told else "",
        role=contact.role if "role" in told else "",
        kind=contact.get_kind_display() if "kind" in told else "",
        email=contact.email if "email" in told else "",
        telephone=telephone.as_international if telephone else "",
        telephone_url=telephone.as_rfc3966 if telephone else "",
        mandate_from=contact.mandate_from if "mandate_from" in told else "",
        mandate_until=contact.mandate_until if "mandate_until" in told else None,
    )


class _Names(dict[str, str]):
    """The countries' names, each looked up once."""

    def __missing__(self, code: str) -> str:
        self[code] = country_name(code)
        return self[code]


def _lines(audience: Audience) -> Iterable[CityLine]:
    kinds = dict(AuthorityKind.choices)
    names = _Names()
    rows = City.objects.filter(visibility.cities_for(audience)).order_by()
    for pk, name, country, kind, latitude, longitude in rows.values_list(
        "pk", "name", "country", "authority_kind", "latitude", "longitude"
    ):
        yield CityLine(
            pk=pk,
            name=name,
            country=country,
            country_name=names[country],
            region=regions.region_of(country),
            authority=str(kinds.get(kind, "")),
            latitude=latitude,
            longitude=longitude,
        )


def _in_order(lines: Iterable[CityLine]) -> list[CityLine]:
    """Return the cities by region, in the regions' own order, then by country as the reader calls it, then by name."""
    places = {key: place for place, key in enumerate(regions.REGIONS)}
    return sorted(
        lines,
        key=lambda line: (places.get(line.region, len(places)), folded(line.country_name), folded(line.name), line.pk),
    )


def _fits(line: CityLine, query: str) -> bool:
    """Say whether every word of the query begins one of the city's or of its country's name."""
    words = folded(query[:LONGEST_QUERY]).split()
    held = f" {folded(line.name)} {folded(line.country_name)}"
    # «الأردن» is found by «أردن», too.
    return all(f" {word}" in held or f" ال{word}" in held for word in words)


def _grouped(lines: Sequence[CityLine]) -> list[RegionGroup]:
    by_region: dict[str, dict[str, list[CityLine]]] = {}
    for line in lines:
        by_region.setdefault(line.region, {}).setdefault(line.country_name, []).append(line)
    return [
        RegionGroup(str(regions.REGIONS.get(region, "")), [CountryGroup(name, cities) for name, cities in held.items()])
        for region, held in by_region.items()
    ]


def _region_choices(lines: Iterable[CityLine], chosen: str) -> list[Choice]:
    counts = Counter(line.region for line in lines)
    return [
        Choice(key, str(name), counts[key], key == chosen)
        for key, name in regions.REGIONS.items()
        if counts[key] or key == chosen
    ]


def _country_choices(lines: Iterable[CityLine], chosen: str) -> list[Choice]:
    counts = Counter(line.country for line in lines)
    names = {code: country_name(code) for code in [*counts, *([chosen] if chosen in countries else [])]}
    return [
        Choice(code, names[code], counts[code], code == chosen)
        for code in sorted(names, key=lambda code: folded(names[code]))
    ]
