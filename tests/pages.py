"""Every page type of the site, found by itself: a new one that no factory makes fails the tests."""

import re
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.test import Client, RequestFactory
from wagtail.models import Page, Site, get_page_models

from home.models import BasePage, HomePage
from membership.models import MembersHomePage
from membership.models.gated import MembersPage
from tests import factories

LANGUAGES = [code for code, _name in settings.LANGUAGES]
SOURCE = settings.LANGUAGE_CODE
PAGE_TYPES: list[type[BasePage]] = sorted(
    (model for model in get_page_models() if model is not Page), key=lambda model: str(model._meta.label)
)
GATED_TYPES = [model for model in PAGE_TYPES if issubclass(model, MembersPage)]
PUBLIC_TYPES = [model for model in PAGE_TYPES if model not in GATED_TYPES]


def factory_of(model: type[Model]) -> Any:
    """Return the factory of a page type; raises AttributeError where there is none."""
    return getattr(factories, f"{model.__name__}Factory")


def make_page(model: type[Page], code: str = SOURCE, **values: Any) -> Any:
    """Return a live page of this type in this language: a translation, where that is not the source's."""
    if model is HomePage:
        page = factories.home_page()
        for name, value in values.items():
            setattr(page, name, value)
        page.save()
    elif model is MembersHomePage and (found := MembersHomePage.objects.filter(locale__language_code=SOURCE).first()):
        page = found
    else:
        page = factory_of(model)(**values)
    if code != SOURCE:
        page = factories.home_page(code) if model is HomePage else factories.translated(page, code)
    return model.objects.get(pk=page.pk)


def member() -> Any:
    """Return an account that may read the members' section."""
    return factories.UserFactory(groups=["Members"])


def superuser() -> Any:
    """Return an account that may do everything, its second factor set up."""
    return factories.UserFactory(superuser=True)


def sign_in(client: Client, user: Any) -> Client:
    """Sign the person in."""
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def reader_for(page: Page, client: Client) -> Client:
    """Return a client that may read the page: a member's, where it is gated."""
    return sign_in(client, member()) if isinstance(page.specific, MembersPage) else client


def path_of(page: Page) -> str:
    """Return the page's address without the host."""
    Site.clear_site_root_paths_cache()
    url = page.get_url(RequestFactory().get("/"))
    assert url
    return str(url)


def text_of(html: str) -> str:
    """Return what a reader reads in the page's main part, without mark-up."""
    main = re.search(r"<main.*?</main>", html, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", main[0] if main else html).split())
