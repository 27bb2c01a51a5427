"""Member cities, their contacts, and what those have agreed to."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from .applications import PLACE, SHORT_TEXT, Application, AuthorityKind, ContactDetails


class Visibility(models.TextChoices):
    """Who may see a city or a contact."""

    PUBLIC = "public", _("Everybody")
    MEMBERS = "members", _("Members")
    STAFF = "staff", _("Staff alone")


class City(models.Model):
    """A member city. It outlives the people who speak for it."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("Member")
        SUSPENDED = "suspended", _("Suspended")
        LEFT = "left", _("Has left")

    application = models.OneToOneField(
        Application,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="city",
        verbose_name=_("application"),
    )
    name = models.CharField(_("name"), max_length=PLACE)
    country = CountryField(_("country"))
    #: GeoNames id; none for a place that is not in the list.
    place_id = models.PositiveIntegerField(_("place"), null=True, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    authority_kind = models.CharField(_("kind of authority"), max_length=20, choices=AuthorityKind)
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    #: The language in which the city speaks with the network, and in which its profile is written.
    language = models.CharField(_("language"), max_length=10)
    profile = models.TextField(_("profile"), max_length=SHORT_TEXT, blank=True)
    website = models.URLField(_("site"), blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ACTIVE)
    visibility = models.CharField(_("seen by"), max_length=10, choices=Visibility, default=Visibility.MEMBERS)
    #: Since when staff keep every named contact from sight; none: the contacts' own choices count.
    contacts_hidden_at = models.DateTimeField(_("contacts hidden since"), null=True, blank=True)
    joined_on = models.DateField(_("member since"), default=timezone.localdate)
    left_on = models.DateField(_("left on"), null=True, blank=True)

    class Meta:
        verbose_name = _("city")
        verbose_name_plural = _("cities")
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["status", "visibility", "country"], name="city_by_visibility")]

    def __str__(self) -> str:
        return self.name


class CityContact(ContactDetails):
    """A person who speaks for a member city. With an account, this person reads the members' section."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        ACTIVE = "active", _("Contact")
        LEFT = "left", _("No longer a contact")

    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="contacts", verbose_name=_("city"))
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="city_contact",
        verbose_name=_("account"),
    )
    language = models.CharField(_("language"), max_length=10)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ACTIVE)
    visibility = models.CharField(_("seen by"), max_length=10, choices=Visibility, default=Visibility.STAFF)
    #: The liaison whose place this person takes once staff have agreed.
    succeeds = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="successors", verbose_name=_("succeeds")
    )
    created_at = models.DateTimeField(_("named at"), auto_now_add=True)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["mandate_until"], name="contact_by_mandate")]
        constraints = [
            models.UniqueConstraint(
                fields=["city", "email"],
                condition=~Q(email="") & ~Q(status="left"),
                name="one_contact_for_each_address",
            )
        ]


class Invitation(models.Model):
    """A contact's way to an account: used once, for a while. The e-mail's link carries its key, signed."""

    contact = models.ForeignKey(CityContact, on_delete=models.CASCADE, related_name="invitations")
    key = models.UUIDField(_("key"), unique=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(_("sent at"), auto_now_add=True)
    expires_at = models.DateTimeField(_("valid until"))
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether an account can still be made with it."""
        return self.accepted_at is None and self.revoked_at is None and self.expires_at > timezone.now()


class Acceptance(models.Model):
    """That somebody accepted a version of a text for a city: who, when, which version, in which language."""

    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="acceptances", verbose_name=_("city"))
    contact = models.ForeignKey(
        CityContact, null=True, on_delete=models.SET_NULL, related_name="acceptances", verbose_name=_("contact")
    )
    text = models.ForeignKey(
        "membership.TextVersion", on_delete=models.PROTECT, related_name="acceptances", verbose_name=_("version")
    )
    language = models.CharField(_("language"), max_length=10)
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("acceptance")
        verbose_name_plural = _("acceptances")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["contact", "text"], name="one_acceptance_for_each_contact_and_version")
        ]

    def __str__(self) -> str:
        return f"{self.text_id}, {self.at:%Y-%m-%d}"


class ActivityInterest(models.Model):
    """That a contact wishes to take part in an activity, in whichever language they read of it."""

    contact = models.ForeignKey(CityContact, on_delete=models.CASCADE, related_name="interests")
    activity = models.UUIDField(_("activity"), db_index=True)
    """The pages' translation key."""
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("interest in an activity")
        verbose_name_plural = _("interests in activities")
        constraints = [models.UniqueConstraint(fields=["contact", "activity"], name="one_interest_for_each_activity")]

    def __str__(self) -> str:
        return f"{self.contact_id}, {self.activity}"
