"""What the tests of membership make: applications at every stage, cities, contacts, officers."""

import datetime
import json
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
    Meeting,
    MeetingName,
    TextVersion,
    TextWording,
)
from membership.services import references
from tests.blocks import block
from tests.factories import UserFactory

State = Application.State


def principle(stable_id: str = "P1", **values: str) -> dict[str, Any]:
    """Return a principle as a wording stores it."""
    words = {"name": "Human rights", "statement": "Protect human rights in every effort.", "explanation": ""}
    return block("principle", {"stable_id": stable_id} | words | values)


class TextVersionFactory(DjangoModelFactory):
    """An adopted version, worded in English and Arabic unless `wordings` says otherwise: rich text, or blocks.

    `what_changed` says so in each language.
    """

    class Meta:
        model = TextVersion
        django_get_or_create = ("kind", "version")

    kind = TextVersion.Kind.PRIVACY
    version = "1"
    state = TextVersion.State.ADOPTED
    in_force_on = datetime.date(2026, 1, 1)
    wordings: Any = {"en": "<p>What you agree to.</p>", "ar": "<p>ما توافق عليه.</p>"}
    what_changed: Any = {}

    @classmethod
    def _create(cls, model_class: type[TextVersion], *args: Any, **values: Any) -> TextVersion:
        wordings, what_changed = values.pop("wordings"), values.pop("what_changed")
        found: TextVersion | None = TextVersion.objects.filter(kind=values["kind"], version=values["version"]).first()
        if found:
            return found
        final = {name: values.pop(name) for name in ("state", "in_force_on")}
        text: TextVersion = TextVersion.objects.create(**values)
        for language, body in wordings.items():
            blocks = [block("text", body)] if isinstance(body, str) else body
            changed = what_changed.get(language, "")
            TextWording.objects.create(text=text, language=language, body=json.dumps(blocks), what_changed=changed)
        if final["state"] == TextVersion.State.ADOPTED:
            text.state, text.in_force_on = final["state"], final["in_force_on"]
            text.save()
        return text


class MeetingFactory(DjangoModelFactory):
    """A fictional meeting of the committee, its day not published unless `held_on` says so."""

    class Meta:
        model = Meeting
        skip_postgeneration_save = True

    held_on = None

    @factory.post_generation
    def names(self: Meeting, create: bool, extracted: dict[str, str] | None, **kwargs: Any) -> None:
        for language, name in (extracted or {"en": "A fictional meeting", "ar": "اجتماع خيالي"}).items():
            MeetingName.objects.create(meeting=self, language=language, name=name)


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
