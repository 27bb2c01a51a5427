"""What the tests of membership make: applications at every stage, cities, contacts, officers."""

import datetime
from typing import Any

import factory
from django.contrib.auth.models import Permission
from django.utils import timezone
from factory.django import DjangoModelFactory

from home.models import User
from membership.models import (
    Application,
    ApplicationContact,
    ApplicationDraft,
    City,
    CityContact,
    ContactKind,
    TextVersion,
    TextWording,
)
from membership.services import references
from tests.factories import UserFactory

State = Application.State


class TextVersionFactory(DjangoModelFactory):
    """A version in force, worded in English and Arabic unless `wordings` says otherwise."""

    class Meta:
        model = TextVersion
        django_get_or_create = ("kind", "version")
        skip_postgeneration_save = True

    kind = TextVersion.Kind.PRIVACY
    version = "1"
    in_force_on = datetime.date(2026, 1, 1)

    @factory.post_generation
    def wordings(self: TextVersion, create: bool, extracted: dict[str, str] | None, **kwargs: Any) -> None:
        for language, body in (extracted or {"en": "<p>What you agree to.</p>", "ar": "<p>ما توافق عليه.</p>"}).items():
            TextWording.objects.get_or_create(text=self, language=language, defaults={"body": body})


class ApplicationFactory(DjangoModelFactory):
    """An application as `state` says; what is due is due when `due_on` says so."""

    class Meta:
        model = Application

    reference = factory.LazyFunction(references.new_reference)
    language = "en"
    state = State.RECEIVED
    name = "Nour Example (fictional)"
    role = "Adviser"
    kind = Application.ApplicantKind.POLICY
    institution = "Municipality of Exampleville"
    email = factory.Sequence(lambda number: f"applicant-{number}@city-{number}.example.org")
    email_domain = factory.LazyAttribute(lambda application: application.email.rpartition("@")[2])
    country = "JO"
    place_name = factory.Sequence(lambda number: f"Exampleville {number}")
    time_zone = "Asia/Amman"
    authority_kind = "city"
    why = "To learn from other cities."
    consent = factory.SubFactory(TextVersionFactory)
    submitted_at = factory.LazyFunction(timezone.now)
    due_since = factory.LazyAttribute(
        lambda application: timezone.now() if application.state in {State.RECEIVED, State.FORM_RECEIVED} else None
    )
    due_on = factory.LazyAttribute(
        lambda application: application.due_since.date() + datetime.timedelta(days=5) if application.due_since else None
    )


class ApplicationContactFactory(DjangoModelFactory):
    class Meta:
        model = ApplicationContact

    application = factory.SubFactory(ApplicationFactory, state=State.FORM_RECEIVED)
    position = factory.Sequence(lambda number: number)
    name = factory.Sequence(lambda number: f"Contact {number} (fictional)")
    role = "Head of unit"
    email = factory.Sequence(lambda number: f"contact-{number}@example.org")
    telephone = "+962790000000"
    kind = ContactKind.LIAISON
    mandate_from = "The mayor"


class ApplicationDraftFactory(DjangoModelFactory):
    class Meta:
        model = ApplicationDraft

    key_hash = factory.Sequence(lambda number: f"{number:064d}")


class CityFactory(DjangoModelFactory):
    class Meta:
        model = City

    name = factory.Sequence(lambda number: f"Sampletown {number}")
    country = "JO"
    authority_kind = "city"
    language = "en"


class CityContactFactory(DjangoModelFactory):
    """A contact with an account in the group Members, unless `user` is None."""

    class Meta:
        model = CityContact

    city = factory.SubFactory(CityFactory)
    name = factory.Sequence(lambda number: f"Member {number} (fictional)")
    role = "Head of unit"
    email = factory.LazyAttributeSequence(
        lambda contact, number: contact.user.email if contact.user else f"member-{number}@example.org"
    )
    kind = ContactKind.LIAISON
    language = "en"
    user = factory.SubFactory(UserFactory, groups=["Members"])


def officer(**values: Any) -> User:
    """Return a membership officer, with the rights that the role gives."""
    from demo.roles import set_up_roles

    set_up_roles()
    return UserFactory(groups=["Membership officers"], second_factor=True, **values)


def with_rights(*rights: str) -> User:
    """Return an account with exactly these rights (“membership.change_application”)."""
    user: User = UserFactory(second_factor=True)
    for right in rights:
        app, codename = right.split(".")
        user.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    return user
