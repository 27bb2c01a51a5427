"""Questions and topics in the CMS."""

from functools import cached_property

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from faq.models import QuestionPage, Topic


class QuestionsMenuItem(MenuItem):
    """The list of questions, for whoever may change what they are sorted by."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("faq.change_topic"))


class QuestionListing(PageListingViewSet):
    """Every question in one list, whatever page it stands below."""

    model = QuestionPage
    name = "questions"
    icon = "help"
    menu_label = _("All questions")

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        return QuestionsMenuItem


class TopicViewSet(SnippetViewSet):
    """The headings under which the questions stand."""

    model = Topic
    icon = "tag"
    list_display = ["name", "stable_id", "sort_order", "locale"]
    ordering = ["sort_order", "name"]
    search_fields = ["name", "description"]


class QuestionsGroup(SnippetViewSetGroup):
    """The menu “Questions”."""

    items = (QuestionListing, TopicViewSet)
    menu_label = _("Questions")
    menu_name = "questions"
    menu_icon = "help"
    menu_order = 200
