"""What the questions add to the CMS and to the home page."""

from wagtail import hooks

from faq.services import number_of_questions

hooks.register("register_home_figure", number_of_questions, order=10)
