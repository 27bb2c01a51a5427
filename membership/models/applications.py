"""A city's way in: the application, its contacts, and everything that was done with it."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from phonenumber_field.modelfields import PhoneNumberField

from home.storage import private_storage

NAME = 120
PLACE = 120
SHORT_TEXT = 2000


class AuthorityKind(models.TextChoices):
    """What kind of authority applies."""

    CITY = "city", _("City or town")
    DISTRICT = "district", _("District or county")
    REGION = "region", _("Region or province")
    OTHER = "other", _("Another local authority")


class ContactKind(models.TextChoices):
    """What a contact is for (facts 16)."""

    LIAISON = "liaison", _("Liaison with an official mandate")
    PRACTITIONER = "practitioner", _("Practitioner")
    OTHER = "other", _("Other contact")


class ContactDetails(models.Model):
    """Who a contact is. An applicant names them; a city keeps them."""

    name = models.CharField(_("name"), max_length=NAME, blank=True)
    role = models.CharField(_("role"), max_length=NAME, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    telephone = PhoneNumberField(_("telephone"), blank=True)
    kind = models.CharField(_("kind of contact"), max_length=20, choices=ContactKind, default=ContactKind.OTHER)
    mandate_from = models.CharField(_("mandate given by"), max_length=NAME, blank=True)
    mandate_until = models.DateField(_("mandate until"), null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class Application(models.Model):
    """One request for membership. Its state changes through membership/services/transitions.py and nowhere else."""

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed", _("Address not confirmed")
        RECEIVED = "received", _("Received")
        FORM_SENT = "form_sent", _("Form sent")
        FORM_RECEIVED = "form_received", _("Form received")
        CONFIRMED = "confirmed", _("Confirmed")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        LAPSED = "lapsed", _("Lapsed")

    class ApplicantKind(models.TextChoices):
        """Who may apply (facts 14)."""

        PRACTITIONER = "practitioner", _("Front-line practitioner in an institution")
        POLITICAL = "political", _("Member of the governing political team")
        POLICY = "policy", _("Member of a policy team")

    #: What an applicant's links carry. It says nothing of the applicant, and a new one makes old links useless.
    key = models.UUIDField(_("key"), unique=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(_("reference"), max_length=16, unique=True, editable=False)
    language = models.CharField(_("language"), max_length=10)
    state = models.CharField(_("stage"), max_length=20, choices=State, default=State.UNCONFIRMED)
    #: The network's day by which staff are to act; none while nothing is due from them.
    due_on = models.DateField(_("due on"), null=True, blank=True)
    #: When what is due began to be due.
    due_since = models.DateTimeField(_("due since"), null=True, blank=True)
    #: When staff asked a question that is not answered yet.
    asked_at = models.DateTimeField(_("asked at"), null=True, blank=True)
    question = models.TextField(_("question"), blank=True)
    submitted_at = models.DateTimeField(_("submitted at"), default=timezone.now)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="assigned_applications",
        verbose_name=_("assigned to"),
    )

    name = models.CharField(_("name"), max_length=NAME)
    role = models.CharField(_("role"), max_length=NAME)
    kind = models.CharField(_("applies as"), max_length=20, choices=ApplicantKind)
    institution = models.CharField(_("institution"), max_length=200)
    email = models.EmailField(_("official e-mail address"))
    #: What stands after the @, for finding possible duplicates without reading addresses.
    email_domain = models.CharField(_("e-mail domain"), max_length=254, blank=True)

    country = CountryField(_("country"))
    place_name = models.CharField(_("city or place"), max_length=PLACE)
    #: GeoNames id; none for a place that is not in the list.
    place_id = models.PositiveIntegerField(_("place"), null=True, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=60, default="UTC")
    authority_kind = models.CharField(_("kind of authority"), max_length=20, choices=AuthorityKind)
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)

    why = models.TextField(_("why the city wishes to join"), max_length=SHORT_TEXT)
    consent = models.ForeignKey(
        "membership.TextVersion", on_delete=models.PROTECT, related_name="consents", verbose_name=_("consented to")
    )
    consented_at = models.DateTimeField(_("consented at"), default=timezone.now)

    problems = models.TextField(_("problems"), max_length=SHORT_TEXT, blank=True)
    approaches = models.TextField(_("approaches"), max_length=SHORT_TEXT, blank=True)
    no_liaison_reason = models.TextField(_("why there is no liaison"), max_length=500, blank=True)
    no_practitioner_reason = models.TextField(_("why there is no practitioner"), max_length=500, blank=True)
    mandate_letter = models.FileField(
        _("mandate letter"), upload_to="mandate-letters", storage=private_storage, blank=True
    )

    erased_at = models.DateTimeField(_("erased at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = [models.F("due_on").asc(nulls_last=True), "-submitted_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "due_on"], name="application_by_state"),
            models.Index(fields=["due_on"], name="application_by_due_day"),
            models.Index(fields=["-submitted_at"], name="application_by_submission"),
            models.Index(fields=["country", "place_id"], name="application_by_place"),
            models.Index(fields=["email_domain"], name="application_by_domain"),
            models.Index(fields=["email"], name="application_by_email"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        """Whether it can still come to anything."""
        return self.state in OPEN_STATES


State = Application.State
#: The states from which an application can still go on.
OPEN_STATES = (State.UNCONFIRMED, State.RECEIVED, State.FORM_SENT, State.FORM_RECEIVED)


class ApplicationContact(ContactDetails):
    """A contact whom the applicant names in the form: a draft until the form is sent."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="contacts")
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("contact named in an application")
        verbose_name_plural = _("contacts named in applications")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["application", "position"], name="one_contact_for_each_position")
        ]


class ApplicationNote(models.Model):
    """What one member of staff leaves for the others. The applicant never sees it."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("author")
    )
    text = models.TextField(_("note"), max_length=SHORT_TEXT)
    created_at = models.DateTimeField(_("written at"), auto_now_add=True)

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.application_id}, {self.created_at:%Y-%m-%d}"


class ApplicationDraft(models.Model):
    """Answers that have not been sent. The browser's cookie holds the key, and only its hash is kept here."""

    key_hash = models.CharField(_("hash of the key"), max_length=64, unique=True)
    answers: Any = models.JSONField(_("answers"), default=dict)
    created_at = models.DateTimeField(_("begun at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True, db_index=True)
    #: The application that these answers became: sending them twice leads to it again.
    application = models.OneToOneField(Application, null=True, on_delete=models.SET_NULL, related_name="draft")

    class Meta:
        verbose_name = _("unsent answers")
        verbose_name_plural = _("unsent answers")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
