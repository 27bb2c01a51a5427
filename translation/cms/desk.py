"""The desk's first page: every translation, the most pressing first, and how each language stands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

import django_filters
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Lower
from django.forms import CheckboxSelectMultiple
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from home.services.translations import language_name
from translation.cms import assigning
from translation.cms.assigning import MOST_AT_ONCE, DeskMixin, address_for
from translation.models import DeskEntry, Status
from translation.services import people, queue
from translation.services.exchange import choice

ALL = "all"
ME = "me"
NOBODY = "nobody"
AGES = (7, 30, 90)
NEVER = "never"


class PartColumn(Column):
    """A cell with a template of its own: `part` names it in templates/translation/desk/cells/."""

    def __init__(self, part: str, label: Any, **kwargs: Any) -> None:
        super().__init__(part, label=label, accessor="pk", **kwargs)
        self.cell_template_name = f"translation/desk/cells/{part}.html"


class DeskFilters(WagtailFilterSet):
    """What to list. Each is a part of the address, so that a list can be kept and sent."""

    language = django_filters.ChoiceFilter(label=_("Language"), method="as_it_is", empty_label=_("My languages"))
    status = django_filters.MultipleChoiceFilter(
        label=_("Status"), choices=Status.choices, widget=CheckboxSelectMultiple
    )
    assignee = django_filters.ChoiceFilter(label=_("Assigned to"), method="of_assignee", empty_label=_("Anybody"))
    age = django_filters.ChoiceFilter(
        label=pgettext_lazy("translation", "Out of date"),
        method="of_age",
        empty_label=_("For however long"),
        choices=[
            ("0", _("Out of date at all")),
            (NEVER, _("Never published in the language")),
            *((str(days), _("For %(days)s days or longer") % {"days": days}) for days in AGES),
        ],
    )
    due = django_filters.ChoiceFilter(
        label=_("Deadline"),
        method="of_deadline",
        empty_label=_("Any"),
        choices=[("overdue", _("Past their deadline")), ("week", _("Within a week")), ("none", _("No deadline"))],
    )
    urgent = django_filters.ChoiceFilter(
        label=_("Urgent"), empty_label=_("Urgent or not"), choices=[("True", _("Urgent"))]
    )
    section = django_filters.ChoiceFilter(label=_("Section"), method="of_section", empty_label=_("Everywhere"))
    type = django_filters.ChoiceFilter(label=_("Type"), field_name="content_type", empty_label=_("Every type"))

    class Meta:
        model = DeskEntry
        fields = ["language", "status", "assignee", "age", "due", "urgent", "section", "type"]

    def __init__(self, *args: Any, access: queue.Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.access = access
        teams = people.teams()
        working = [user for locale in access.locales for user in teams[locale.pk].translators]
        workers = {user.pk: str(user) for user in [*working, *queue.holders()]}
        self._offer(
            "language", [(ALL, _("All languages")), *((code(locale), name(locale)) for locale in access.locales)]
        )
        self._offer(
            "assignee", [(ME, _("Me")), (NOBODY, _("Nobody")), *((str(pk), who) for pk, who in workers.items())]
        )
        self._offer("section", [(str(page.pk), page.title) for page in queue.sections()])
        self._offer("type", types())

    def filter_queryset(self, queryset: QuerySet[DeskEntry]) -> QuerySet[DeskEntry]:
        """Keep to the person's own languages, unless they ask for another."""
        wanted = self.form.cleaned_data.get("language")
        locales = self.access.own
        if wanted:
            locales = [locale for locale in self.access.locales if wanted in (ALL, locale.language_code)]
        listed = queryset.filter(translation__target_locale__in=locales)
        filtered: QuerySet[DeskEntry] = super().filter_queryset(listed)
        return filtered

    def as_it_is(self, queryset: QuerySet[DeskEntry], name: str, value: str) -> QuerySet[DeskEntry]:
        """Change nothing: the language was seen to."""
        return queryset

    def of_assignee(self, queryset: QuerySet[DeskEntry], name: str, value: str) -> QuerySet[DeskEntry]:
        """Keep what this person, nobody or somebody has."""
        match value:
            case "me":
                return queryset.filter(assignee=self.request.user)
            case "nobody":
                return queryset.filter(assignee=None)
            case _:
                return queryset.filter(assignee=int(value))

    def of_age(self, queryset: QuerySet[DeskEntry], name: str, value: str) -> QuerySet[DeskEntry]:
        """Keep what has been out of date for so many days, or was never published in the language."""
        if value == NEVER:
            return queryset.filter(follows=None)
        return queryset.filter(out_of_date_since__lte=timezone.now() - timedelta(days=int(value)))

    def of_deadline(self, queryset: QuerySet[DeskEntry], name: str, value: str) -> QuerySet[DeskEntry]:
        """Keep what is overdue, due within a week, or never."""
        today = timezone.localdate()
        open_ones = queryset.exclude(status=Status.UP_TO_DATE)
        match value:
            case "overdue":
                return open_ones.filter(deadline__lt=today)
            case "week":
                return open_ones.filter(deadline__range=(today, today + timedelta(days=7)))
            case _:
                return queryset.filter(deadline=None)

    def of_section(self, queryset: QuerySet[DeskEntry], name: str, value: str) -> QuerySet[DeskEntry]:
        """Keep what stands at the page or below it."""
        page = Page.objects.filter(pk=int(value)).first()
        return queue.below(queryset, page) if page else queryset.none()

    def _offer(self, field: str, choices: list[tuple[Any, Any]]) -> None:
        self.filters[field].extra["choices"] = choices


def code(locale: Any) -> str:
    """Return the language's code."""
    return str(locale.language_code)


def name(locale: Any) -> str:
    """Return the language's name in itself."""
    return language_name(locale.language_code)


def types() -> list[tuple[str, str]]:
    """Return the kinds of things that the desk holds, by their names in the reader's language."""
    found = ContentType.objects.filter(
        Exists(DeskEntry.objects.filter(content_type=OuterRef("pk"))),
    )
    named = [(str(kind.pk), capfirst(str(type_name(kind)))) for kind in found]
    return sorted(named, key=lambda pair: pair[1])


def type_name(kind: ContentType) -> str:
    """Return what a thing of this type is called in the reader's language."""
    model = kind.model_class()
    return str(model._meta.verbose_name) if model else kind.model


class DeskView(DeskMixin, IndexView):
    """Lists the translations: a translator's own languages, and all of them for everybody else."""

    model = DeskEntry
    permission_policy = None
    any_permission_required = None
    template_name = "translation/desk/index.html"
    results_template_name = "translation/desk/results.html"
    page_title = _("Translation desk")
    header_icon = "wagtail-localize-language"
    index_url_name = "translation:desk"
    index_results_url_name = "translation:desk_results"
    filterset_class = DeskFilters
    search_fields = ["title"]
    paginate_by = 50
    list_export: list[str] = []
    default_ordering = "pressing"
    columns: list[BaseColumn] = [
        PartColumn("choice", _("Choose"), width="1%"),
        PartColumn("work", _("Title"), sort_key="title"),
        PartColumn("language", _("Language")),
        PartColumn("status", _("Status"), sort_key="status"),
        PartColumn("since", _("Out of date since"), sort_key="out_of_date_since"),
        PartColumn("deadline", _("Deadline"), sort_key="deadline"),
        PartColumn("assignee", _("Assigned to")),
    ]

    @cached_property
    def access(self) -> queue.Access:
        """What the person may do in each language."""
        return queue.access_of(self.request.user)

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """Lead to the other lists from behind the dots: beside the title there is no room for them on a telephone."""
        buttons = [
            Button(
                gettext("Changes of the source"), url=reverse("translation:changes"), icon_name="history", priority=5
            ),
            Button(gettext("Waiting for review"), url=reverse("translation:waiting"), icon_name="tasks", priority=10),
            Button(gettext("My e-mails"), url=reverse("translation:notices"), icon_name="mail", priority=30),
        ]
        if choice.languages(self.request.user):
            files = reverse("translation:files")
            buttons.append(Button(gettext("Work elsewhere"), url=files, icon_name="download", priority=20))
        return buttons

    def get_filterset_kwargs(self) -> dict[str, Any]:
        return super().get_filterset_kwargs() | {"access": self.access}

    def get_paginate_by(self, queryset: QuerySet[DeskEntry]) -> int:
        return MOST_AT_ONCE if self.shows_many else self.paginate_by

    @property
    def shows_many(self) -> bool:
        """Whether the person wants as many rows as can be assigned at once."""
        return "many" in self.request.GET

    def get_base_queryset(self) -> QuerySet[DeskEntry]:
        target = Page.objects.filter(
            translation_key=OuterRef("translation__source__object_id"), locale=OuterRef("translation__target_locale")
        )
        return queue.entries(self.access.locales).annotate(begun=Exists(target))

    def filter_queryset(self, queryset: QuerySet[DeskEntry]) -> QuerySet[DeskEntry]:
        if self.filters and not self.filters.is_valid():
            return queryset.none()
        filtered: QuerySet[DeskEntry] = super().filter_queryset(queryset)
        return filtered

    def order_queryset(self, queryset: QuerySet[DeskEntry]) -> QuerySet[DeskEntry]:
        match self.ordering:
            case "title" | "-title":
                first = Lower("title")
                return queryset.order_by(first.desc() if self.ordering.startswith("-") else first, "pk")
            case "status" | "-status":
                return queryset.order_by(self.ordering, "pk")
            case "out_of_date_since" | "-out_of_date_since" | "deadline" | "-deadline":
                return queue.by_date(queryset, self.ordering)
            case _:
                return queue.pressing(queryset)

    def paginate_queryset(self, queryset: QuerySet[DeskEntry], page_size: int) -> Any:
        paginator, page, rows, has_others = super().paginate_queryset(queryset, page_size)
        page.object_list = [self.with_what_to_do(entry) for entry in rows]
        return paginator, page, page.object_list, has_others

    def with_what_to_do(self, entry: Any) -> DeskEntry:
        """Return the entry with where its work is done, and what the person may do with it."""
        language = entry.translation.target_locale
        publishes = language.pk in self.access.publishes
        entry.language = language.language_code
        entry.language_name = language_name(language.language_code)
        entry.source_language = settings.LANGUAGE_CODE
        entry.type_name = capfirst(type_name(ContentType.objects.get_for_id(entry.content_type_id)))
        entry.work_url = address_for(self.access, entry.translation_id, language.pk)
        if publishes and entry.status in (Status.IN_REVIEW, Status.APPROVED):
            entry.work_url = reverse("translation:review", args=[entry.translation_id])
        entry.to_begin = entry.source_page_id is not None and not entry.begun
        entry.may_assign = publishes
        entry.may_take = entry.assignee_id is None and language.pk in self.access.writes
        entry.may_give_back = entry.assignee_id == self.request.user.pk
        entry.is_overdue = bool(entry.deadline and entry.deadline < self.today and entry.status != Status.UP_TO_DATE)
        entry.done = round(100 * (entry.segments - entry.segments_to_do) / entry.segments) if entry.segments else 100
        return entry

    @cached_property
    def today(self) -> Any:
        """The day, here."""
        return timezone.localdate()

    def get_table_kwargs(self) -> dict[str, Any]:
        return super().get_table_kwargs() | {"caption": gettext("Translations")}

    def get_context_data(self, *args: Any, **kwargs: Any) -> Mapping[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        query = self.request.GET.copy()
        query.pop("_w_filter_fragment", None)
        has_more = not self.shows_many and context["paginator"].num_pages > 1
        longer = query.copy()
        longer.pop("p", None)
        longer["many"] = "1"
        context |= {
            "next_url": f"{self.index_url}?{query.urlencode()}" if query else self.index_url,
            "more_url": f"{self.index_url}?{longer.urlencode()}" if has_more else "",
            "more_rows": MOST_AT_ONCE,
            "may_assign_any": any(entry.may_assign for entry in context["object_list"]),
            "may_take_any": any(entry.may_take for entry in context["object_list"]),
        }
        if not self.results_only:
            context["cards"] = [card(figures) for figures in queue.figures(self.access.own, self.today)]
            context["own"] = queue.own(self.request.user, self.today)
            context["own_urls"] = own_urls()
            context["others"] = [locale for locale in self.access.locales if locale not in self.access.own]
        return context


def own_urls() -> dict[str, str]:
    """Return the lists behind what a person has."""
    kinds: dict[str, dict[str, Any]] = {
        "to_do": {"status": list(queue.OPEN)},
        "returned": {"status": [Status.RETURNED]},
        "overdue": {"status": list(queue.OPEN), "due": "overdue"},
    }
    mine = {"language": ALL, "assignee": ME}
    return {
        kind: f"{reverse('translation:desk')}?{urlencode(mine | filters, doseq=True)}"
        for kind, filters in kinds.items()
    }


def card(figures: queue.Figures) -> dict[str, Any]:
    """Return how a language stands, each figure with the list behind it."""
    language = figures.locale.language_code

    def listed(**filters: Any) -> str:
        return f"{reverse('translation:desk')}?{urlencode({'language': language, **filters}, doseq=True)}"

    return {
        "figures": figures,
        "language": language,
        "name": language_name(language),
        "to_do_url": listed(status=list(queue.OPEN)),
        "review_url": listed(status=[Status.IN_REVIEW]),
        "approved_url": listed(status=[Status.APPROVED]),
        "up_to_date_url": listed(status=[Status.UP_TO_DATE]),
        "out_of_date_url": listed(age="0"),
        "overdue_url": listed(due="overdue"),
        "never_published_url": listed(age=NEVER),
    }


urls: list[URLPattern] = [
    path("", DeskView.as_view(), name="desk"),
    path("results/", DeskView.as_view(results_only=True), name="desk_results"),
    *assigning.urls,
]
