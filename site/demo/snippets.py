"""Builds what stands beside the demo's pages: topics, the ledger, the site's identity and its menus."""

from collections.abc import Iterator
from typing import Any

from wagtail.models import Locale, Page, Site

from demo.content import Glossary, read
from faq.models import Topic
from home.models import NavigationItem, SiteIdentity, SiteNavigation
from membership.models import ResourceTopic
from translation.models import Rendering, Term
from transparency.models import Funder, SupportRecord

HEADER = ["about", "faq", "membership", "transparency", "contact"]
FOOTER = [
    "glossary", "transparency/funding", "transparency/exposing-falsehoods", "members", "privacy", "accessibility",
]  # fmt: skip

Made = Iterator[tuple[Any, Glossary]]


def _no_link(path: str) -> int:
    raise KeyError(path)


def identity(locale: Locale) -> Made:
    """Yield the site's identity, where it is missing."""
    if not SiteIdentity.objects.filter(locale=locale).exists():
        glossary, site = Glossary(_no_link), read("site")["site"]
        names = ("organisation_name", "tagline", "footer_text")
        yield (
            SiteIdentity.objects.create(locale=locale, **{name: glossary.plain(site[name]) for name in names}),
            glossary,
        )


def topics(locale: Locale) -> Made:
    """Yield the topics that are missing."""
    for order, topic in enumerate(read("faq")["topics"]):
        if not Topic.objects.filter(locale=locale, stable_id=topic["id"]).exists():
            glossary = Glossary(_no_link)
            yield (
                Topic.objects.create(
                    locale=locale,
                    stable_id=topic["id"],
                    name=glossary.plain(topic["name"]),
                    description=glossary.plain(topic["description"]),
                    sort_order=order,
                ),
                glossary,
            )


def resource_topics(locale: Locale) -> Made:
    """Yield the topics of members' resources that are missing."""
    for topic in read("members")["topics"]:
        if not ResourceTopic.objects.filter(locale=locale, stable_id=topic["id"]).exists():
            glossary = Glossary(_no_link)
            yield (
                ResourceTopic.objects.create(locale=locale, stable_id=topic["id"], name=glossary.plain(topic["name"])),
                glossary,
            )


def ledger(locale: Locale) -> Made:
    """Yield the funders, then the support records, where there is no ledger yet."""
    if SupportRecord.objects.exists():
        return
    content, funders = read("funding"), {}
    for entry in content["funders"]:
        glossary = Glossary(_no_link)
        funders[entry["id"]] = Funder.objects.create(
            locale=locale,
            name=glossary.plain(entry["name"]),
            kind=entry["kind"],
            country=entry.get("country", ""),
            is_group=entry.get("is_group", False),
        )
        yield funders[entry["id"]], glossary
    for order, entry in enumerate(content["records"]):
        glossary = Glossary(_no_link)
        record = SupportRecord(
            locale=locale,
            stable_id=entry["id"],
            funder=funders[entry["funder"]],
            kind=entry["kind"],
            title=glossary.plain(entry["title"]),
            purpose=glossary.plain(entry["purpose"]),
            places=entry["places"],
            not_published_reason=glossary.plain(entry["not_published_reason"]),
            sort_order=order,
        )
        record.full_clean()
        record.save()
        record.save_revision().publish()
        yield record, glossary


def terms(locale: Locale) -> Made:
    """Yield the glossary's terms that are missing, each with its renderings."""
    known = set(Term.objects.filter(locale=locale).values_list("stable_id", flat=True))
    for entry in read("glossary")["terms"]:
        if entry["id"] in known:
            continue
        glossary = Glossary(_no_link)
        term = Term(
            locale=locale,
            stable_id=entry["id"],
            term=glossary.plain(entry["term"]),
            abbreviation=glossary.plain(entry["abbreviation"]) if "abbreviation" in entry else "",
            definition=glossary.plain(entry["definition"]),
            sensitivity=entry.get("sensitivity", Term.Sensitivity.NONE),
            sensitivity_note=glossary.plain(entry["why"]) if "why" in entry else "",
        )
        term.renderings = [
            Rendering(sort_order=order, **rendering) for order, rendering in enumerate(entry["renderings"])
        ]
        term.save()
        yield term, glossary


def menus(site: Site, pages: dict[str, Page]) -> None:
    """Make the menus, where the site has none."""
    navigation = SiteNavigation.for_site(site)
    if navigation.items.exists():
        return
    for menu, paths in ((NavigationItem.Menu.HEADER, HEADER), (NavigationItem.Menu.FOOTER, FOOTER)):
        for order, path in enumerate(paths):
            NavigationItem.objects.create(navigation=navigation, menu=menu, page=pages[path], sort_order=order)
