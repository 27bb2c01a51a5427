"""The ledger in the CMS: what is listed, how a record is saved, and that nothing which readers saw disappears."""

from __future__ import annotations

from typing import Any

import django_filters
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html, strip_tags
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.templatetags.wagtailadmin_tags import user_display_name
from wagtail.admin.widgets.button import Button
from wagtail.models import Locale, Revision
from wagtail.snippets.views.snippets import CreateView, EditView, IndexView

from home.services.reachability import fault_of
from home.templatetags.site_tags import amount, moment
from transparency.cms.rights import may_import
from transparency.models import Funder, SupportRecord

Disclosure = SupportRecord.Disclosure
#: Wagtail has translated these itself: they are no texts of ours to extract.
wagtail_words = gettext
#: The addresses that readers are sent to, and that are asked when they are published.
SOURCES = ("source_url", "conversion_source")


def sum_of(record: SupportRecord) -> str:
    """Return the sum as readers see it, in the active language."""
    if record.amount is not None:
        return amount(record.amount, record.currency)
    if record.band_from is None:
        return _("Not published")
    lower = amount(record.band_from, record.currency)
    if record.band_to is None:
        return format_html(_("{amount} and more"), amount=lower)
    return format_html(_("{lower} to {upper}"), lower=lower, upper=amount(record.band_to, record.currency))


def listed() -> QuerySet[SupportRecord]:
    """Return the records with all that a row of the list shows, in one query for all of them."""
    kind = ContentType.objects.get_for_model(SupportRecord)
    planned = Revision.objects.filter(
        base_content_type=kind, object_id=Cast(OuterRef("pk"), CharField()), approved_go_live_at__isnull=False
    )
    found: QuerySet[SupportRecord] = SupportRecord.objects.select_related("funder", "locale")
    return found.annotate(is_scheduled=Exists(planned))


def status_of(record: Any) -> str:
    """Return how a listed record stands. Wagtail's own `status_string` asks the database anew for each."""
    if record.is_scheduled:
        return wagtail_words("live + scheduled") if record.live else wagtail_words("scheduled")
    if not record.live:
        return wagtail_words("expired") if record.expired else wagtail_words("draft")
    return wagtail_words("live + draft") if record.has_unpublished_changes else wagtail_words("live")


class RecordFilters(WagtailFilterSet):
    """Which records to list."""

    kind = django_filters.ChoiceFilter(label=gettext_lazy("Kind"), choices=SupportRecord.Kind.choices)
    funder = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Funder"),
        queryset=Funder.objects.filter(locale__language_code=settings.LANGUAGE_CODE).order_by("name"),
    )
    year = django_filters.ChoiceFilter(label=gettext_lazy("Year"), null_label=gettext_lazy("No year"))
    sum = django_filters.ChoiceFilter(label=gettext_lazy("Sum"), method="filter_sum", choices=Disclosure.choices)
    source = django_filters.ChoiceFilter(
        label=gettext_lazy("Source"),
        method="filter_source",
        choices=[("with", gettext_lazy("With a source")), ("without", gettext_lazy("Without a source"))],
    )

    class Meta:
        model = SupportRecord
        fields = ["kind", "funder", "year", "sum", "source"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = SupportRecord.objects.exclude(year=None).order_by("-year").values_list("year", flat=True).distinct()
        self.filters["year"].extra["choices"] = [(year, str(year)) for year in years]

    def filter_sum(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep what is told of the sum in this way."""
        if value == Disclosure.AMOUNT:
            return queryset.filter(amount__isnull=False)
        return queryset.filter(amount__isnull=True, band_from__isnull=value != Disclosure.BAND)

    def filter_source(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep what readers can check elsewhere, or what they cannot."""
        missing = Q(source_url="", source_document__isnull=True)
        return queryset.filter(missing if value == "without" else ~missing)


class RecordsView(IndexView):
    """Lists the records, with the ways in and out of a file."""

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        """Lead to the import and the exports, beside what Wagtail offers."""
        buttons = [
            Button(_("Export as CSV"), url=reverse("ledger:export", args=["csv"]), icon_name="download"),
            Button(_("Export for Excel"), url=reverse("ledger:export", args=["xlsx"]), icon_name="download"),
        ]
        if may_import(self.request.user):
            buttons.append(Button(_("Import from a file"), url=reverse("ledger:import"), icon_name="upload"))
        return [*super().header_more_buttons, *buttons]


class AsksItsSources:
    """Has a record's addresses asked when they are published, new or changed: not at each draft that is saved."""

    def is_valid(self, form: Form) -> bool:
        """Refuse an address that cannot be reached, beside its field."""
        valid: bool = super().is_valid(form)  # type: ignore[misc]
        return valid and (self.action != "publish" or self.sources_hold(form))  # type: ignore[attr-defined]

    def sources_hold(self, form: Form) -> bool:
        """Ask each address that readers do not see yet."""
        shown = getattr(self, "live_object", None)
        for name in SOURCES:
            address = form.cleaned_data.get(name)
            if not address or (shown and shown.live and getattr(shown, name) == address):
                continue
            if fault := fault_of(address):
                form.add_error(name, fault)
        if form.errors:
            self.produced_error_code = "validation_error"
            self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
        return not form.errors


class BeginsInTheSource:
    """Makes what is new in the source language: its record is the ledger, and translations come from it."""

    def get_locale(self) -> Locale:
        """Return the source language, whatever the address asks for."""
        return Locale.objects.get(language_code=settings.LANGUAGE_CODE)

    def get_translations(self) -> list[Any]:
        """Offer no other language to begin in."""
        return []


class LosesNothing:
    """Keeps an editor from saving over what somebody else saved in between, unless they have seen that it is there.

    Wagtail itself looks at this where its script saves a draft (CreateEditViewOptionalFeaturesMixin.is_out_of_date),
    and warns of others while it runs. This looks at every save, with a script or without.
    """

    def is_valid(self, form: Form) -> bool:
        """Refuse the first save over a newer version; the form that comes back knows of it, and may be saved."""
        valid: bool = super().is_valid(form)  # type: ignore[misc]
        if valid and self.is_behind():
            self.produced_error_code = "invalid_revision"
            self.produced_error_message = self.who_was_first()
            return False
        return valid

    def is_behind(self) -> bool:
        """Say whether a version was saved since this form was opened, the first of all included."""
        told = {"loaded_revision_id", "overwrite_revision_id"} & set(self.request.POST)  # type: ignore[attr-defined]
        # A form that names no version was opened before there was any.
        return bool(self.is_out_of_date or (self.latest_revision and not told))  # type: ignore[attr-defined]

    def save_instance(self) -> Any:
        """Save, unless somebody saved between the look and now: one at a time may."""
        held = self.model.objects.select_for_update().get(pk=self.object.pk)  # type: ignore[attr-defined]
        if held.latest_revision_id != self.object.latest_revision_id:  # type: ignore[attr-defined]
            self.object.latest_revision = held.latest_revision  # type: ignore[attr-defined]
            self.__dict__.pop("latest_revision", None)
            # form_valid makes of it the message of a form that is refused.
            raise PermissionDenied(self.who_was_first())
        return super().save_instance()  # type: ignore[misc]

    def who_was_first(self) -> str:
        """Return what the second of two editors has to know."""
        latest = self.latest_revision  # type: ignore[attr-defined]
        return _(
            "Not saved: %(person)s saved another version on %(moment)s, after you opened this one. What you typed is "
            "still here. Look at theirs under “History”. Saving again replaces theirs, which stays in the history."
        ) % {
            "person": user_display_name(latest.user) or _("an import"),
            "moment": strip_tags(moment(latest.created_at)),
        }


class SavesWhenAsked:
    """Saves nothing by itself: a funder has no drafts, so that readers would see it while it is typed."""

    def setup(self, *args: Any, **kwargs: Any) -> None:
        super().setup(*args, **kwargs)  # type: ignore[misc]
        self.autosave_enabled = False


class CreateRecord(BeginsInTheSource, AsksItsSources, CreateView):
    """Begins a record."""


class EditRecord(LosesNothing, AsksItsSources, EditView):
    """Changes a record."""


class CreateFunder(SavesWhenAsked, BeginsInTheSource, CreateView):
    """Begins a funder."""


class EditFunder(SavesWhenAsked, LosesNothing, EditView):
    """Changes a funder."""


def keep_what_was_public(request: HttpRequest, instances: list[Any]) -> HttpResponse | None:
    """Refuse to delete a record that readers saw, and a funder that has records: a ledger loses no page.

    For the hook `before_delete_snippet`, which stands before one deletion and before many.
    """
    for instance in instances:
        if isinstance(instance, SupportRecord) and (instance.live or instance.first_published_at):
            reason = _(
                "“%(name)s” was public, so it is not deleted. Unpublish it: readers no longer see it, and its "
                "history stays."
            )
        elif isinstance(instance, Funder) and instance.records.exists():
            reason = _("“%(name)s” has records in the ledger, so it is not deleted.")
        else:
            continue
        messages.error(request, reason % {"name": instance})
        return redirect(reverse(instance.snippet_viewset.get_url_name("edit"), args=[instance.pk]))
    return None
