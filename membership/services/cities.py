"""Member cities: how one comes to be."""

from __future__ import annotations

from membership.models import Application, City, CityContact, LogEntry
from membership.services import invitations, places


def create_from(application: Application, entry: LogEntry) -> City:
    """Make the city of a confirmed application, with its contacts, and invite each of them to an account."""
    place = places.get(application.place_id) if application.place_id else None
    city = City.objects.create(
        application=application,
        name=application.place_name,
        country=application.country,
        place_id=application.place_id,
        latitude=place.latitude if place else None,
        longitude=place.longitude if place else None,
        authority_kind=application.authority_kind,
        population=application.population,
        language=application.language,
    )
    LogEntry.objects.create(
        city=city, action="join", once="join", to_state=city.status, actor_kind=entry.actor_kind, actor=entry.actor
    )
    for named in application.contacts.all():
        contact = CityContact.objects.create(
            city=city,
            language=application.language,
            **{
                name: getattr(named, name)
                for name in ("name", "role", "email", "telephone", "kind", "mandate_from", "mandate_until")
            },
        )
        invitations.invite(contact)
    return city
