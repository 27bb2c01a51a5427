"""What the questions add to the CMS and to the home page."""

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from faq.services import QuestionCitable, number_of_questions
from faq.viewsets import QuestionsGroup

hooks.register("register_home_figure", number_of_questions, order=10)
hooks.register("register_citable", QuestionCitable())
register_snippet(QuestionsGroup)
