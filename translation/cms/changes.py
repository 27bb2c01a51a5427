"""What changed of the sources, version by version, and the word of who published it: minor, or urgent."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.views.generic.base import BaseListingView

from home.services.differences import compare, paragraphs_of
from home.services.translations import language_name
from translation.cms.assigning import DeskMixin, DeskPage, address_for
from translation.models import SegmentChange, SourceVersion
from translation.services import changes, queue
from translation.services.labels import labels_of

SEGMENTS_ON_A_PAGE = 50
#: What the buttons of the message after a publication ask for.
MARKS = ("minor", "urgent")


class ChangesView(DeskMixin, BaseListingView):
    """Every change of a source, the latest first, with the languages that follow it and those that do not."""

    template_name = "translation/desk/changes.html"
    results_template_name = "translation/desk/changes_results.html"
    page_title = gettext_lazy("Changes of the source")
    header_icon = "history"
    index_url_name = "translation:changes"
    index_results_url_name = "translation:changes_results"
    paginate_by = 25
    is_searchable = False

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *before, own = super().get_breadcrumbs_items()
        return [*before, {"url": reverse("translation:desk"), "label": _("Translation desk")}, own]

    def get_queryset(self) -> QuerySet[SourceVersion]:
        return changes.versions(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        listed = list(context["object_list"])
        standings = changes.standings(listed)
        access = queue.access_of(self.request.user)
        rows = [{"version": version, "standings": named(standings[version.pk], access)} for version in listed]
        return context | {"rows": rows, "source_language": settings.LANGUAGE_CODE}


def named(standings: list[changes.Standing], access: queue.Access) -> list[dict[str, Any]]:
    """Return each language's standing with the language's name in itself, and where the translation is open."""
    return [
        {
            "standing": standing,
            "name": language_name(standing.language),
            "address": address_for(access, standing.translation_id, standing.locale_id),
        }
        for standing in standings
    ]


class MarkForm(forms.Form):
    """What whoever publishes says of a change."""

    minor = forms.BooleanField(
        label=gettext_lazy("A minor change"),
        required=False,
        help_text=gettext_lazy(
            "The meaning is the same: a slip of the pen, a comma. Readers of a translation are not told that it is "
            "behind. Translators still see the change."
        ),
    )
    urgent = forms.BooleanField(
        label=gettext_lazy("Urgent"),
        required=False,
        help_text=gettext_lazy(
            "Until it is translated, readers are misled or somebody is at risk. Whoever is responsible gets an e-mail "
            "at once, and the translation stands first on the desk."
        ),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("minor") and cleaned.get("urgent"):
            self.add_error("urgent", _("A minor change is not urgent: choose one of the two."))
        return cleaned


class VersionView(DeskPage):
    """One change of a source, segment by segment; whoever may publish the source marks it here."""

    template_name = "translation/desk/version.html"
    header_icon = "history"
    http_method_names = ["get", "head", "post"]

    def get_page_title(self) -> str:
        # Isolated: a question mark would stand at the wrong end in an Arabic CMS.
        return f"\u2068{self.version.source.object_repr}\u2069"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *before, own = super().get_breadcrumbs_items()
        return [*before, {"url": reverse("translation:changes"), "label": _("Changes of the source")}, own]

    @cached_property
    def version(self) -> SourceVersion:
        """The version that the address names."""
        return get_object_or_404(changes.versions(self.request.user), pk=self.kwargs["version_id"])

    @cached_property
    def may_mark(self) -> bool:
        """Whether the person may publish the source."""
        return self.version.pk in changes.markable(self.request.user, [self.version])

    def get(self, request: HttpRequest, version_id: int) -> HttpResponse:
        """Show what changed. An address may name a mark, which is then only to be confirmed."""
        mark = request.GET.get("mark")
        initial = {"minor": self.version.minor, "urgent": self.version.urgent}
        if mark in MARKS:
            initial = {name: name == mark for name in MARKS}
        return self.show(MarkForm(initial=initial))

    def post(self, request: HttpRequest, version_id: int) -> HttpResponse:
        """Mark it."""
        form = MarkForm(request.POST)
        if not self.may_mark:
            raise PermissionDenied
        if not form.is_valid():
            return self.show(form, status=422)
        changes.mark(request.user, self.version, **form.cleaned_data)
        messages.success(request, said_of(self.version))
        return redirect("translation:version", self.version.pk)

    def show(self, form: MarkForm, status: int = 200) -> HttpResponse:
        """Show the change with this form."""
        page = Paginator(changes.changed_segments(self.version), SEGMENTS_ON_A_PAGE).get_page(self.request.GET.get("p"))
        model = ContentType.objects.get_for_id(self.version.source.specific_content_type_id).model_class()
        context = self.get_context_data(
            version=self.version,
            segments=[segment(change, model) for change in page.object_list],
            page=page,
            standings=named(changes.standings([self.version])[self.version.pk], queue.access_of(self.request.user)),
            form=form,
            may_mark=self.may_mark,
            source_language=settings.LANGUAGE_CODE,
        )
        return self.render_to_response(context, status=status)


def segment(change: SegmentChange, model: Any) -> dict[str, Any]:
    """Return a changed segment as it is shown: where it stands, and the difference word by word."""
    before = " ".join(paragraphs_of(change.previous.data)) if change.previous else ""
    after = " ".join(paragraphs_of(change.string.data)) if change.string else ""
    labels = labels_of(model, change.context.field_path) if model and change.context.field_path else []
    return {
        "where": [capfirst(label) for label in labels],
        "is_new": change.previous is None,
        "is_gone": change.string is None,
        "paragraphs": [compare(before, after)],
    }


def said_of(version: SourceVersion) -> str:
    """Return in words what a version is marked as."""
    if version.minor:
        return _("This is a minor change now: readers of the translations are not told of it.")
    if version.urgent:
        return _("This change is urgent now. Whoever is responsible is told by e-mail.")
    return _("This is a change like any other now.")


urls: list[URLPattern] = [
    path("changes/", ChangesView.as_view(), name="changes"),
    path("changes/results/", ChangesView.as_view(results_only=True), name="changes_results"),
    path("changes/<int:version_id>/", VersionView.as_view(), name="version"),
]
