"""The members' section. Its gate belongs to the page types themselves: see membership/services/gate.py."""

from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Orderable, TranslatableMixin
from wagtail.models.pages import PagePermissionTester
from wagtail_localize.fields import SynchronizedField

from home.accounts import MEMBERS_PATH
from home.models import BodyPage
from home.services.translations import language_name
from membership.services import gate, section
from membership.services.activities import calendar_file
from membership.services.time_zones import time_zone_or_none


def is_taken(slug: str) -> bool:
    """Say whether the site's own pages have this address below the members' home page: no reader would find another."""
    try:
        match = resolve(f"/{get_language() or settings.LANGUAGE_CODE}/{MEMBERS_PATH}{slug}/")
    except Resolver404:
        return False
    return match.url_name != "wagtail_serve"


class MembersPage(BodyPage):
    """A page that members alone may read, in whatever language and wherever it was put."""

    motif = "members"
    for_everybody = False

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.slug and is_taken(self.slug):
            raise ValidationError({"slug": _("At this address stands a page that the site makes itself.")})

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return gate.guarded(request, lambda: super(MembersPage, self).serve(request, *args, **kwargs))

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        return gate.MembersPagePermissionTester(user, self)


class MembersHomePage(MembersPage):
    """The first page behind the gate: what is coming, what is researched, what can be used."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["membership.ActivityPage", "membership.ResearchPage", "membership.ResourcePage"]

    class Meta:
        verbose_name = _("members' home page")
        verbose_name_plural = _("members' home pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from membership.services import clock_reading, own_city, promise

        context = super().get_context(request, *args, **kwargs)
        context["listing"] = section.listing_of(request)
        context["own"] = own_city.of(request.user)
        context["clock"] = clock_reading.service_clock()
        context["within"] = promise.current().within
        return context


class ActivityPage(RoutablePageMixin, MembersPage):
    """A meeting, training or workshop, with a file for one's calendar."""

    parent_page_types = ["membership.MembersHomePage"]
    subpage_types: list[str] = []

    starts_at = models.DateTimeField(
        _("starts at"), help_text=_("In the time zone of your own account; readers see it in the activity’s.")
    )
    ends_at = models.DateTimeField(_("ends at"), help_text=_("Later than it starts; in the same time zone."))
    time_zone = models.CharField(
        _("time zone"), max_length=60, default="UTC", help_text=_("As in Europe/Copenhagen or Asia/Amman.")
    )
    place = models.CharField(_("place"), max_length=160, blank=True, help_text=_("Left empty, it is online."))

    content_panels = [
        *BodyPage.content_panels[:-1],
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
                FieldRowPanel([FieldPanel("time_zone"), FieldPanel("place")]),
            ],
            heading=_("When and where"),
        ),
        BodyPage.content_panels[-1],
    ]
    override_translatable_fields = [
        *BodyPage.override_translatable_fields,
        SynchronizedField("time_zone", overridable=False),
    ]

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")

    def clean(self) -> None:
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("It ends after it starts.")})
        if self.zone is None:
            raise ValidationError({"time_zone": _("There is no such time zone.")})

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from membership.services import interest

        context = super().get_context(request, *args, **kwargs)
        said = None if self.is_over else interest.said_by(request.user, self.translation_key)
        return {**context, "may_take_part": said is not None, "interested": said}

    # A routable page answers through its routes, past MembersPage.serve: the lock stands before them too.
    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return gate.guarded(request, lambda: super(ActivityPage, self).serve(request, *args, **kwargs))

    @property
    def zone(self) -> ZoneInfo | None:
        """The activity's time zone, in which its hours are shown."""
        return time_zone_or_none(self.time_zone)

    @property
    def is_over(self) -> bool:
        """Whether the activity has ended."""
        return self.ends_at < timezone.now()

    @path("calendar/", name="calendar")
    def calendar(self, request: HttpRequest) -> HttpResponse:
        """Give the activity as an iCalendar file (RFC 5545)."""
        return HttpResponse(
            calendar_file(self, request),
            content_type="text/calendar; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{self.slug}.ics"'},
        )


class ResearchPage(MembersPage):
    """Research that members do or use together."""

    parent_page_types = ["membership.MembersHomePage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("research page")
        verbose_name_plural = _("research pages")


class ResourceTopic(TranslatableMixin, models.Model):
    """What resources are about."""

    stable_id = models.SlugField(
        _("stable id"), max_length=60, help_text=_("Stands in addresses. It never changes, also when the name does.")
    )
    name = models.CharField(_("name"), max_length=80, help_text=_("A few words."))

    panels = [FieldPanel("name"), FieldPanel("stable_id")]
    override_translatable_fields = [SynchronizedField("stable_id", overridable=False)]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("topic of resources")
        verbose_name_plural = _("topics of resources")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["locale", "stable_id"], name="one_resource_topic_for_each_id_and_language")
        ]

    def __str__(self) -> str:
        return self.name


class ResourcePage(MembersPage):
    """Documents for members."""

    parent_page_types = ["membership.MembersHomePage"]
    subpage_types: list[str] = []

    topic = models.ForeignKey(
        ResourceTopic,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="resources",
        verbose_name=_("topic"),
        help_text=_("What the documents are about: members choose by it."),
    )

    content_panels = [
        *BodyPage.content_panels,
        FieldPanel("topic"),
        InlinePanel("documents", heading=_("Documents"), label=_("Document")),
    ]

    class Meta:
        verbose_name = _("resource")
        verbose_name_plural = _("resources")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["documents"] = list(self.documents.select_related("document"))
        return context


class ResourceDocument(Orderable):
    """A document of a resource, in one language or several."""

    page = ParentalKey(ResourcePage, on_delete=models.CASCADE, related_name="documents")
    document = models.ForeignKey(
        "home.SiteDocument",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("document"),
        help_text=_("Choose it from the collection “Members”, which strangers cannot open."),
    )
    language = models.CharField(
        _("language"), max_length=10, blank=True, help_text=_("The code of the document's language: en, ar, fr.")
    )

    panels = [FieldPanel("document"), FieldPanel("language")]

    class Meta(Orderable.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    @property
    def language_name(self) -> str:
        """The document's language in itself; nothing where it is not said."""
        return language_name(self.language)
