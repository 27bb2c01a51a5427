"""The documents for members, by topic and language, with search."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.paginator import Page as PageOfResults
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import get_language

from home.services.search import as_query
from home.services.translations import PageLink, language_name, link_to
from membership.models import ResourceDocument, ResourcePage, ResourceTopic
from membership.services.section import one_of_each

PAGE_SIZE = 20
LONGEST_QUERY = 200


@dataclass(frozen=True)
class Question:
    """What a member looks for. A topic goes by its stable id, a language by its code."""

    query: str = ""
    topic: str = ""
    language: str = ""
    page: str = "1"


@dataclass(frozen=True)
class Choice:
    """A topic or a language to choose. A topic's `language` is set where its name is not in the reader's."""

    key: str
    name: str
    chosen: bool
    language: str = ""


@dataclass(frozen=True)
class ResourceLine:
    """A resource in the list: its page, its topic, and the languages of its documents, by code and name."""

    link: PageLink
    topic: str
    languages: list[tuple[str, str]]


@dataclass(frozen=True)
class ResourceListing:
    """A page of the resources that fit, and what can be chosen."""

    lines: list[ResourceLine]
    page: PageOfResults[ResourcePage]
    topics: list[Choice]
    languages: list[Choice]


def listing(request: HttpRequest, question: Question) -> ResourceListing:
    """Return the resources that fit, each once: in the reader's language, or in the one in which there is one.

    Five queries, however many there are: the topics, the languages, how many fit, a page of them, their documents'
    languages.
    """
    topics = _topics(question.topic)
    page = Paginator(_found(question), PAGE_SIZE).get_page(question.page)
    shown = list(page.object_list)
    languages = _languages_of(shown)
    names = {topic.key: topic.name for topic in topics}
    return ResourceListing(
        lines=[
            ResourceLine(
                link=link_to(resource, request),
                topic=names.get(resource.topic.stable_id, "") if resource.topic else "",
                languages=[(code, language_name(code)) for code in languages.get(resource.pk, [])],
            )
            for resource in shown
        ],
        page=page,
        topics=topics,
        languages=_language_choices(question.language),
    )


def _found(question: Question) -> QuerySet[ResourcePage]:
    fitting = one_of_each(ResourcePage.objects.live())
    if question.topic:
        fitting = fitting.filter(topic__stable_id=question.topic)
    if question.language:
        documents = ResourceDocument.objects.filter(page=OuterRef("pk"), language=question.language)
        fitting = fitting.filter(Exists(documents))
    # The list shows neither the pages' texts nor their topics' own fields: the search is asked for ids alone.
    resources = (
        ResourcePage.objects.filter(pk__in=fitting.values("pk"))
        .select_related("topic")
        .defer_streamfields()
        .order_by("-first_published_at", "pk")
    )
    if not question.query:
        return resources
    query = as_query(question.query[:LONGEST_QUERY])
    return resources.search(query, operator="and") if query else resources.none()


def _topics(chosen: str) -> list[Choice]:
    """Return the topics that some resource has, by name, each in the reader's language or else the source's."""
    reader = get_language()
    used = ResourcePage.objects.live().filter(topic__stable_id=OuterRef("stable_id"))
    rank = {reader: 0, settings.LANGUAGE_CODE: 1}
    named: dict[str, ResourceTopic] = {}
    for topic in ResourceTopic.objects.filter(Exists(used)).select_related("locale"):
        known = named.get(topic.stable_id)
        if known is None or rank.get(topic.locale.language_code, 2) < rank.get(known.locale.language_code, 2):
            named[topic.stable_id] = topic
    return [
        Choice(
            key=key,
            name=topic.name,
            chosen=key == chosen,
            language="" if topic.locale.language_code == reader else topic.locale.language_code,
        )
        for key, topic in sorted(named.items(), key=lambda item: item[1].name.casefold())
    ]


def _language_choices(chosen: str) -> list[Choice]:
    rows = ResourceDocument.objects.filter(page__live=True).exclude(language="")
    codes = set(rows.order_by().values_list("language", flat=True).distinct())
    return [Choice(code, language_name(code), code == chosen, code) for code in sorted(codes)]


def _languages_of(resources: Iterable[ResourcePage]) -> dict[int, list[str]]:
    rows = ResourceDocument.objects.filter(page__in=[resource.pk for resource in resources]).exclude(language="")
    languages: dict[int, list[str]] = {}
    for pk, code in rows.order_by("sort_order").values_list("page_id", "language"):
        if code not in languages.setdefault(pk, []):
            languages[pk].append(code)
    return languages
