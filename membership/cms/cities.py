"""The member cities, and all that officers do with one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Min, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn
from wagtail.admin.views.generic import IndexView

from membership.cms import rows
from membership.cms.forms import ReasonForm
from membership.cms.pages import CityPage, PartColumn, may
from membership.models import City, CityContact, ContactKind, Visibility
from membership.services import cities, contacts, invitations, timeline
from membership.services.officer_tasks import mandates_end_by
from membership.services.transitions import Actor, NotPossible

Status = City.Status
OPEN_CONTACTS = [CityContact.Status.ACTIVE, CityContact.Status.PROPOSED]
#: Somebody new, or a contact who is to take the liaison's place.
PROPOSED = Q(contacts__status=CityContact.Status.PROPOSED) | Q(
    contacts__status=CityContact.Status.ACTIVE, contacts__succeeds__isnull=False
)
CONTACTS_ON_A_PAGE = 20
ACCEPTANCES_SHOWN = 20


class CityFilters(WagtailFilterSet):
    """Which cities to list."""

    status = django_filters.ChoiceFilter(label=gettext_lazy("Status"), choices=Status.choices)
    visibility = django_filters.ChoiceFilter(label=gettext_lazy("Seen by"), choices=Visibility.choices)
    country = django_filters.ChoiceFilter(label=gettext_lazy("Country"))
    mandate = django_filters.ChoiceFilter(
        label=gettext_lazy("Mandate"),
        method="filter_mandate",
        choices=[("ending", gettext_lazy("Ends soon, or is over"))],
    )
    proposed = django_filters.ChoiceFilter(
        label=gettext_lazy("Contacts"), method="filter_proposed", choices=[("yes", gettext_lazy("Proposed"))]
    )

    class Meta:
        model = City
        fields = ["status", "visibility", "country", "mandate", "proposed"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = City.objects.order_by().values_list("country", flat=True).distinct()
        names = ((code, str(countries.name(code) or code)) for code in codes)
        self.filters["country"].extra["choices"] = sorted(names, key=lambda pair: pair[1])

    def filter_mandate(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep the cities whose liaison's mandate ends within the months that the settings name."""
        return queryset.filter(mandate_until__lte=mandates_end_by())

    def filter_proposed(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep the cities that propose a contact."""
        return queryset.filter(proposed_contacts__gt=0)


class CitiesView(IndexView):
    """Lists the member cities."""

    page_title = gettext_lazy("Cities")
    header_icon = "site"
    filterset_class = CityFilters
    search_fields = ["name"]
    default_ordering = "name"
    results_template_name = "membership/cms/cities_results.html"
    columns: list[BaseColumn] = [
        PartColumn("city", gettext_lazy("City"), sort_key="name"),
        PartColumn("country", gettext_lazy("Country"), sort_key="country"),
        PartColumn("city_status", gettext_lazy("Status"), sort_key="status"),
        PartColumn("visibility", gettext_lazy("Seen by"), sort_key="visibility"),
        PartColumn("city_contacts", gettext_lazy("Contacts")),
        PartColumn("mandate", gettext_lazy("Mandate until"), sort_key="mandate_until"),
    ]

    def get_base_queryset(self) -> QuerySet[City]:
        active = Q(contacts__status=CityContact.Status.ACTIVE)
        return City.objects.annotate(
            active_contacts=Count("contacts", filter=active),
            proposed_contacts=Count("contacts", filter=PROPOSED),
            mandate_until=Min("contacts__mandate_until", filter=active & Q(contacts__kind=ContactKind.LIAISON)),
        )

    def order_queryset(self, queryset: QuerySet[City]) -> QuerySet[City]:
        return queryset.order_by(self.ordering or self.default_ordering, "pk")

    def get_list_buttons(self, instance: City) -> list[Any]:
        return []


class ShowCity(CityPage):
    """Shows a city: its profile, its people, what they accepted, what was done."""

    template_name = "membership/cms/city.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the city."""
        city: City = self.object
        people = city.contacts.select_related("user", "succeeds").prefetch_related("invitations")
        people = people.filter(status__in=OPEN_CONTACTS) if "all" not in request.GET else people
        acceptances = city.acceptances.select_related("contact", "text")[:ACCEPTANCES_SHOWN]
        return self.respond(
            {
                "city": city,
                "rows": rows.of_city(city),
                "contacts": Paginator(people, CONTACTS_ON_A_PAGE).get_page(request.GET.get("p")),
                "shows_all": "all" in request.GET,
                "acceptances": acceptances,
                "timeline": timeline.of(city),
                "changes": changes_of(city) if may(request, "change_city") else [],
                "may_change": may(request, "change_city"),
                "may_change_contacts": may(request, "change_citycontact"),
                "ends_soon": mandates_end_by(),
            }
        )


@dataclass(frozen=True)
class Change:
    """A change of a city's standing: from where, how it is done, and what is said before and after."""

    name: str
    sources: frozenset[str]
    label: Promise | str
    warning: Promise | str
    done: Promise | str
    do: Callable[[City, Actor, str], cities.Change]


CHANGES = {
    change.name: change
    for change in (
        Change(
            "suspend",
            frozenset({Status.ACTIVE}),
            gettext_lazy("Suspend the city"),
            gettext_lazy("Its contacts lose the members’ section at once, also where they are signed in now."),
            gettext_lazy("The city is suspended."),
            cities.suspend,
        ),
        Change(
            "restore",
            frozenset({Status.SUSPENDED}),
            gettext_lazy("Restore the city"),
            gettext_lazy("Its contacts enter the members’ section again."),
            gettext_lazy("The city is a member again."),
            lambda city, actor, why: cities.restore(city, actor),
        ),
        Change(
            "leave",
            frozenset({Status.ACTIVE, Status.SUSPENDED}),
            gettext_lazy("End the membership"),
            gettext_lazy("Its contacts lose their accounts’ access at once. The city can apply again."),
            gettext_lazy("The city has left the network."),
            cities.leave,
        ),
    )
}


def changes_of(city: City) -> list[Change]:
    """Return what can be changed in a city's standing now."""
    return [change for change in CHANGES.values() if city.status in change.sources]


class ChangeStanding(CityPage):
    """Asks before a city's standing is changed, and for the reason of a suspension; then changes it."""

    permission_required = "change"
    template_name = "membership/cms/confirm.html"

    @property
    def change(self) -> Change:
        """Which change; a page that is not found where there is none of this name."""
        if self.kwargs["action"] not in CHANGES:
            raise Http404
        return CHANGES[self.kwargs["action"]]

    def get_page_title(self) -> str:
        return str(self.change.label)

    def get(self, request: HttpRequest, pk: int, action: str) -> HttpResponse:
        """Ask."""
        return self._ask(ReasonForm())

    def post(self, request: HttpRequest, pk: int, action: str) -> HttpResponse:
        """Change it, or say that somebody was quicker."""
        form = ReasonForm(request.POST)
        asks_why = action == "suspend"
        if asks_why and not form.is_valid():
            return self._ask(form, status=422)
        why = form.cleaned_data["why"] if asks_why else ""
        try:
            outcome = self.change.do(self.object, Actor.officer(request.user), why)
        except NotPossible:
            return self._too_late()
        if not outcome.changed:
            return self._too_late()
        messages.success(request, self.change.done)
        return redirect(self.page_url)

    def _too_late(self) -> HttpResponse:
        self.object.refresh_from_db()
        status = self.object.get_status_display()
        messages.warning(self.request, _("Nothing was changed: the city’s status is %(status)s.") % {"status": status})
        return redirect(self.page_url)

    def _ask(self, form: ReasonForm, status: int = 200) -> HttpResponse:
        if self.object.status not in self.change.sources:
            return self._too_late()
        asked = form if self.change.name == "suspend" else None
        context = {"city": self.object, "warning": self.change.warning, "button": self.change.label, "form": asked}
        return self.respond(context, status)


class HideContacts(CityPage):
    """Keeps every named contact from sight, with one press."""

    permission_required = "change"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Hide them."""
        cities.hide_contacts(self.object, Actor.officer(request.user))
        messages.success(request, _("No named contact of this city is shown to anybody but staff."))
        return redirect(self.page_url)


class ShowContacts(CityPage):
    """Lets the contacts' own choices count again."""

    permission_required = "change"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show those again who chose to be shown."""
        cities.show_contacts(self.object, Actor.officer(request.user))
        messages.success(request, _("The contacts’ own choices count again."))
        return redirect(self.page_url)


class ContactPage(CityPage):
    """A page on one contact of a city."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask for the right on contacts, too."""
        if not may(request, "change_citycontact"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def contact(self) -> CityContact:
        """The contact, of this city."""
        return get_object_or_404(self.object.contacts.select_related("city", "user"), pk=self.kwargs["contact"])


class InviteAgain(ContactPage):
    """Sends a contact a new invitation; the one before is no longer valid."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, contact: int) -> HttpResponse:
        """Invite a contact who has no account."""
        if invitations.invite_again(self.contact):
            messages.success(request, _("The invitation is on its way. The one before is no longer valid."))
        else:
            messages.warning(
                request,
                _("Nothing was sent: this person has an account, is no contact, or was invited within the last hour."),
            )
        return redirect(self.page_url)


class DecideOnContact(ContactPage):
    """Agrees to a proposed contact or a successor, or refuses with a reason."""

    template_name = "membership/cms/confirm.html"

    @property
    def agrees(self) -> bool:
        """Whether the answer is yes; a page that is not found where it is neither yes nor no."""
        if self.kwargs["action"] not in {"agree", "refuse"}:
            raise Http404
        return bool(self.kwargs["action"] == "agree")

    def get_page_title(self) -> str:
        return _("Agree to the contact") if self.agrees else _("Refuse the contact")

    def get(self, request: HttpRequest, pk: int, contact: int, action: str) -> HttpResponse:
        """Ask."""
        return self._ask(ReasonForm())

    def post(self, request: HttpRequest, pk: int, contact: int, action: str) -> HttpResponse:
        """Decide."""
        form, person, actor = ReasonForm(request.POST), self.contact, Actor.officer(request.user)
        if not self.agrees and not form.is_valid():
            return self._ask(form, status=422)
        try:
            agreed = contacts.agree(person, actor) if self.agrees else None
            outcome = agreed or contacts.refuse(person, actor, form.cleaned_data["why"])
        except NotPossible:
            outcome = None
        if outcome is None or not outcome.changed:
            messages.warning(request, _("This contact has been decided on already."))
        else:
            messages.success(request, _("Agreed.") if self.agrees else _("Refused."))
        return redirect(self.page_url)

    def _ask(self, form: ReasonForm, status: int = 200) -> HttpResponse:
        person = self.contact
        warning = _("The contact is invited to an account.") if self.agrees else ""
        if self.agrees and person.succeeds:
            warning = _("The contact becomes the liaison in the place of %(name)s.") % {"name": person.succeeds.name}
        context = {
            "city": self.object,
            "contact": person,
            "warning": warning,
            "button": self.get_page_title(),
            "form": None if self.agrees else form,
        }
        return self.respond(context, status)
