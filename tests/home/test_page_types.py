"""What holds for every page type, in every language."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.forms import Field
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse
from wagtail.admin.panels import FieldPanel, InlinePanel, Panel, get_edit_handler
from wagtail.models import Page, PreviewableMixin

from faq.models import Topic
from home.models import BasePage, SiteIdentity, SiteNavigation
from tests.blocks import every_block
from tests.pages import LANGUAGES, PAGE_TYPES, make_page, path_of, reader_for, sign_in, superuser
from transparency.models import Funder, SupportRecord

pytestmark = pytest.mark.django_db

every_type = pytest.mark.parametrize("model", PAGE_TYPES, ids=lambda model: model.__name__)
every_language = pytest.mark.parametrize("code", LANGUAGES)
RIGHT_TO_LEFT = {"ar"}


def full_page(model: type[BasePage], code: str = "en") -> Any:
    """Return a page of this type whose body holds every kind of block."""
    values: dict[str, Any] = {}
    for name in ("body", "answer"):
        if name in {field.name for field in model._meta.get_fields()}:
            values[name] = every_block(sections=name == "body")
    return make_page(model, code, **values)


@every_type
@every_language
def test_a_page_answers_in_its_language_under_the_strict_policy(
    model: type[BasePage], code: str, client: Client
) -> None:
    page = full_page(model, code)
    answer = reader_for(page, client).get(path_of(page))
    html = answer.content.decode()
    assert answer.status_code == 200
    assert path_of(page).startswith(f"/{code}/")
    assert f'<html lang="{code}" dir="{"rtl" if code in RIGHT_TO_LEFT else "ltr"}">' in html
    assert answer["Content-Language"] == code
    assert html.count("<h1") == 1
    assert forbidden_in(html) == []
    assert elsewhere_in(html) == []


@every_type
@every_language
def test_a_page_can_be_previewed_and_opens_in_the_editor(model: type[BasePage], code: str, client: Client) -> None:
    page = full_page(model, code)
    for mode, _name in page.preview_modes:
        answer = page.make_preview_request(preview_mode=mode)
        assert answer.status_code == 200
        assert f'<html lang="{code}"' in answer.content.decode()
    sign_in(client, superuser())
    editor = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert editor.status_code == 200
    assert 'name="title"' in editor.content.decode()


@every_type
def test_a_page_can_be_added_where_its_type_belongs(model: type[BasePage], client: Client) -> None:
    page = make_page(model)
    sign_in(client, superuser())
    content_type = ContentType.objects.get_for_model(model)
    address = reverse("wagtailadmin_pages:add", args=[content_type.app_label, content_type.model, page.get_parent().pk])
    assert client.get(address).status_code == 200


@every_type
def test_a_page_type_says_where_it_belongs(model: type[BasePage]) -> None:
    assert "parent_page_types" in vars(model)
    assert "subpage_types" in vars(model)
    assert model.parent_page_types
    assert get_template(f"{model._meta.app_label}/{_snake(model.__name__)}.html")


@every_type
def test_a_page_type_has_what_every_page_has(model: type[BasePage]) -> None:
    names = {field.name for field in model._meta.get_fields()}
    assert {"search_description", "social_image", "last_reviewed_on", "next_review_on"} <= names
    assert issubclass(model, PreviewableMixin)
    assert model.preview_modes


@pytest.mark.parametrize(
    "model", [*PAGE_TYPES, Topic, Funder, SupportRecord, SiteIdentity, SiteNavigation], ids=lambda model: model.__name__
)
def test_every_field_of_ours_tells_its_editor_what_belongs_there(model: Any) -> None:
    wagtails_own = {field.name for field in Page._meta.get_fields()}
    silent = [
        f"{shown.__name__}.{name}"
        for shown, name, field in _fields(_panels(model))
        if name not in wagtails_own and not str(field.help_text).strip()
    ]
    assert silent == []


def _panels(model: Any) -> Panel:
    if issubclass(model, Page):
        return model.get_edit_handler()
    viewset = getattr(model, "snippet_viewset", None)
    return viewset.get_edit_handler() if viewset else get_edit_handler(model)


def _fields(panel: Panel) -> Iterator[tuple[Any, str, Field]]:
    form = panel.get_form_class()() if panel.model is not None and not isinstance(panel, InlinePanel) else None
    yield from _fields_below(panel, form)


def _fields_below(panel: Panel, form: Any) -> Iterator[tuple[Any, str, Any]]:
    for child in getattr(panel, "children", []):
        yield from _fields_below(child, form)
    if isinstance(panel, InlinePanel):
        inner = panel.child_edit_handler
        yield from _fields_below(inner, inner.get_form_class()())
    elif isinstance(panel, FieldPanel) and panel.field_name in form.fields:
        help_text = panel.help_text or form.fields[panel.field_name].help_text
        field = form.fields[panel.field_name]
        field.help_text = help_text
        yield panel.model, panel.field_name, field


class _Forbidden(HTMLParser):
    """Collects inline scripts, styles and handlers, and what is loaded from elsewhere."""

    LOADS = {"src", "srcset", "poster", "data"}

    def __init__(self) -> None:
        super().__init__()
        self.inline: list[str] = []
        self.elsewhere: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "style" or (tag == "script" and "src" not in given and given.get("type") != "application/json"):
            self.inline.append(f"<{tag}>")
        self.inline += [f"<{tag} {name}>" for name in given if name == "style" or name.startswith("on")]
        self.inline += [f"<{tag} {value}>" for value in given.values() if (value or "").startswith("javascript:")]
        loads = [value or "" for name, value in attrs if name in self.LOADS]
        if tag == "link" and given.get("rel") not in {"canonical", "alternate"}:
            loads.append(given.get("href") or "")
        self.elsewhere += [value for value in loads if not re.match(r"/(?!/)", value)]


def forbidden_in(html: str) -> list[str]:
    """Return the inline scripts, styles and handlers of a page."""
    parser = _Forbidden()
    parser.feed(html)
    return parser.inline


def elsewhere_in(html: str) -> list[str]:
    """Return what a page loads from another host."""
    parser = _Forbidden()
    parser.feed(html)
    return parser.elsewhere


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower().replace("faqindex", "faq_index")
