"""Builds the demo's pages from its content: first every page, so that links have somewhere to lead, then the texts."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.models import Collection, Locale, Page

from demo.content import SOURCE, Glossary, body, read
from faq.models import QuestionPage, RelatedQuestion, Topic
from home.models import BasePage, SiteDocument
from membership.models import (
    ActivityPage,
    JoiningStep,
    ResearchPage,
    ResourceDocument,
    ResourcePage,
    ResourceTopic,
)
from transparency.models import RebuttalPage, SupportRecord

FILES = [
    "home", "about", "about-network", "about-isd", "about-governance", "about-terminology", "faq", "membership",
    "principles", "terms-of-reference", "apply", "transparency", "funding", "rebuttals", "members", "contact",
    "privacy", "accessibility", "glossary",
]  # fmt: skip
MEMBERS_COLLECTION = "Members"

Entry = dict[str, Any]
Fill = Callable[[Any, Entry, Glossary], None]


def entries() -> list[tuple[type[BasePage], str, Entry, Fill]]:
    """Return every page of the demo, parents first: its type, path, content and what fills it."""
    found: list[tuple[type[BasePage], str, Entry, Fill]] = []
    for name in FILES:
        content = read(name)
        page = content["page"]
        found.append((apps.get_model(page["type"]), page["path"], {**content, **page}, _FILLS.get(name, fill_body)))
        for key, model, fill in _CHILDREN.get(name, []):
            found += [(model, f"{page['path']}/{entry['slug']}", entry, fill) for entry in content[key]]
    return found


def empty_page(model: type[BasePage], path: str, entry: Entry, parent: Page, locale: Locale) -> BasePage:
    """Add the page below `parent`, as a draft, with no more than the database demands."""
    page = model(title=entry["title"]["en"], slug=path.rsplit("/", 1)[-1] or "home", locale=locale, live=False)
    match page:
        case QuestionPage():
            page.stable_id = entry["stable_id"]
            page.topic = Topic.objects.get(locale=locale, stable_id=entry["topic"])
        case ActivityPage():
            midday = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)
            page.starts_at = midday + timedelta(days=entry["starts_in_days"])
            page.ends_at = page.starts_at + timedelta(hours=entry["hours"])
    parent.add_child(instance=page)
    return page


def fill_body(page: Any, entry: Entry, glossary: Glossary) -> None:
    """Give the page what all pages have: title, introduction, description and body."""
    page.title = glossary.plain(entry["title"])
    introduction = entry.get("introduction") or entry.get("summary")
    if introduction:
        page.introduction = glossary.plain(introduction)
    description = entry.get("search_description") or introduction
    if description:
        page.search_description = glossary.plain(description)
    if hasattr(page, "body"):
        page.body = body(entry.get("body", []), glossary)


def _fill_home(page: Any, entry: Entry, glossary: Glossary) -> None:
    fill_body(page, entry, glossary)
    page.headline = glossary.plain(entry["headline"])
    page.entrances = [
        {"type": "entrance", "value": {"page": glossary.link(way["page"]), "text": glossary.plain(way["text"])}}
        for way in entry["entrances"]
    ]


def _fill_question(page: QuestionPage, entry: Entry, glossary: Glossary) -> None:
    fill_body(page, entry, glossary)
    page.short_answer = glossary.plain(entry["short_answer"])
    page.search_words = glossary.plain(entry["search_words"])
    page.answer = body(entry.get("body", []), glossary)
    page.related = [
        RelatedQuestion(related_id=glossary.link(f"faq/{slug}"), sort_order=order)
        for order, slug in enumerate(entry.get("related", []))
    ]


def _fill_membership(page: Any, entry: Entry, glossary: Glossary) -> None:
    fill_body(page, entry, glossary)
    page.steps = [
        JoiningStep(
            name=glossary.plain(step["name"]),
            text=glossary.plain(step["text"]),
            duration=glossary.plain(step["duration"]) if "duration" in step else "",
            locale=page.locale,
            sort_order=order,
        )
        for order, step in enumerate(entry["steps"])
    ]


def _fill_rebuttal(page: RebuttalPage, entry: Entry, glossary: Glossary) -> None:
    fill_body(page, entry, glossary)
    page.claim = glossary.plain(entry["claim"])
    page.fallacy = entry["fallacy"]
    page.why_misleading = glossary.plain(entry["why_misleading"])
    page.evidence = [_evidence(evidence, glossary) for evidence in entry["evidence"]]


def _evidence(entry: Entry, glossary: Glossary) -> dict[str, Any]:
    value: dict[str, Any] = {"statement": glossary.plain(entry["statement"])}
    match entry["kind"]:
        case "ledger":
            value["record"] = SupportRecord.objects.get(locale__language_code=SOURCE, stable_id=entry["record"]).pk
        case "question" | "principle" as kind:
            value["key"] = entry[kind]
        case "page":
            value |= {"source": glossary.plain(entry["source"]), "page": glossary.link(entry["page"])}
    return {"type": entry["kind"], "value": value, "id": str(uuid.uuid4())}


def _fill_activity(page: ActivityPage, entry: Entry, glossary: Glossary) -> None:
    fill_body(page, entry, glossary)
    page.place = glossary.plain(entry["place"])


def _fill_resource(page: ResourcePage, entry: Entry, glossary: Glossary) -> None:
    fill_body(page, entry, glossary)
    page.topic = ResourceTopic.objects.get(locale=page.locale, stable_id=entry["topic"])
    page.documents = [
        ResourceDocument(document=_principles_document(language), language=language, sort_order=order)
        for order, language in enumerate(("en", "ar", "fr"))
    ]


def _principles_document(language: str) -> SiteDocument:
    content = read("principles")
    lines = [content["page"]["title"][language], "", content["page"]["preamble"][language], ""]
    for principle in content["principles"]:
        lines += [f"{principle['stable_id']}. {principle['name'][language]}", principle["statement"][language], ""]
    text = "\ufeff" + "\r\n".join(lines)
    document = SiteDocument(
        title=content["page"]["title"][language], collection=Collection.objects.get(name=MEMBERS_COLLECTION)
    )
    document.file.save(f"guiding-principles-{language}.txt", ContentFile(text.encode()), save=True)
    # The CMS's upload form notes the size; here nobody uploads.
    document.get_file_size()
    return document


_FILLS: dict[str, Fill] = {"home": _fill_home, "membership": _fill_membership}
_CHILDREN: dict[str, list[tuple[str, type[BasePage], Fill]]] = {
    "faq": [("questions", QuestionPage, _fill_question)],
    "rebuttals": [("rebuttals", RebuttalPage, _fill_rebuttal)],
    "members": [
        ("activities", ActivityPage, _fill_activity),
        ("research", ResearchPage, fill_body),
        ("resources", ResourcePage, _fill_resource),
    ],
}
