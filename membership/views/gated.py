"""Views behind the gate."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from membership.services import gate, own_city
from membership.services.own_city import OwnCity

View = Callable[..., HttpResponse]


def for_members(view: View) -> View:
    """Let in those who may read the members' section; keep the answer from every cache and search engine."""

    @wraps(view)
    def behind_the_gate(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return gate.guarded(request, lambda: view(request, *args, **kwargs))

    return behind_the_gate


def for_contacts(view: Callable[..., HttpResponse]) -> View:
    """Let in the contacts of an active city alone, and hand the view that city as `own`."""

    @wraps(view)
    @for_members
    def for_one_of_the_city(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        own = own_city.of(request.user)
        if own is None:
            return render(request, "membership/no_city.html", status=403)
        return view(request, own, *args, **kwargs)

    return for_one_of_the_city


def for_those_who_speak(view: Callable[..., HttpResponse]) -> View:
    """Let in whoever speaks for an active city alone: its liaison, or any contact where it has none."""

    @wraps(view)
    @for_contacts
    def for_the_liaison(request: HttpRequest, own: OwnCity, *args: Any, **kwargs: Any) -> HttpResponse:
        if not own.speaks:
            return render(request, "membership/not_the_liaison.html", {"own": own}, status=403)
        return view(request, own, *args, **kwargs)

    return for_the_liaison
