"""What the questions do: their order, their relations, their ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.models import Locale, PageViewRestriction

from home.registry import Cited, Figure
from home.services.translations import PageLink, link_to, localised

if TYPE_CHECKING:
    from faq.models import FAQIndexPage, QuestionPage, Topic


@dataclass(frozen=True)
class TopicWithQuestions:
    """A topic and its questions, in the editors' order."""

    topic: Topic
    questions: list[QuestionPage]


def questions_by_topic(index: FAQIndexPage) -> list[TopicWithQuestions]:
    """Return the live questions below `index`, by topic. One query; a topic without questions is left out."""
    from faq.models import QuestionPage

    questions = (
        QuestionPage.objects.child_of(index)
        .live()
        .select_related("topic")
        .order_by("topic__sort_order", "topic__name", "topic_id", "path")
    )
    return [
        TopicWithQuestions(topic, list(members)) for topic, members in groupby(questions, key=lambda page: page.topic)
    ]


def related_questions(question: QuestionPage, request: HttpRequest) -> list[PageLink]:
    """Return the live questions that readers of this one ask next, in the reader's language. Two queries."""
    related = [relation.related for relation in question.related.select_related("related")]
    translations = localised(related)
    return [link_to(page, request) for page in (translations[other.pk] for other in related) if page.live]


def check_stable_id(question: QuestionPage) -> None:
    """Raise ValidationError, beside the field, where another question of the same language has the same id."""
    from faq.models import QuestionPage

    others = QuestionPage.objects.filter(stable_id=question.stable_id, locale_id=question.locale_id)
    if question.stable_id and others.exclude(pk=question.pk).exists():
        raise ValidationError({"stable_id": _("Another question has this id.")})


def number_of_questions(locale: Locale) -> Figure:
    """Return how many questions are answered in this language."""
    from faq.models import QuestionPage

    count = QuestionPage.objects.live().filter(locale=locale).count()
    return Figure(count, _("questions answered"), "faq/")


@dataclass(frozen=True)
class QuestionCitable:
    """The questions, which any app may cite (home/registry.py); a key is a question's stable id."""

    name: str = "question"

    def choices(self) -> list[tuple[str, str]]:
        """Return the source language's public questions by their wording. One query."""
        return list(_public_questions([settings.LANGUAGE_CODE]).order_by("path").values_list("stable_id", "title"))

    def cite(self, keys: Iterable[str], language: str) -> Mapping[str, Cited]:
        """Return the public questions of these ids, each with its short answer, or the source's. One query."""
        source = settings.LANGUAGE_CODE
        found: dict[str, Cited] = {}
        questions = _public_questions([source, language]).filter(stable_id__in=set(keys)).select_related("locale")
        for question in questions:
            own = question.locale.language_code
            if own == language or question.stable_id not in found:
                found[question.stable_id] = Cited(
                    label=question.title,
                    text=question.short_answer,
                    url=question.get_url() or "",
                    language="" if own == language else own,
                )
        return found


def _public_questions(languages: Iterable[str]) -> QuerySet[QuestionPage]:
    from faq.models import QuestionPage

    # Wagtail's own public() asks for all restrictions first: this is the same in one query.
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    hidden = PageViewRestriction.objects.alias(below=path).filter(below__startswith=F("page__path"))
    return QuestionPage.objects.live().filter(~Exists(hidden), locale__language_code__in=set(languages))
