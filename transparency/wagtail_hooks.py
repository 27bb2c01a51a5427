"""What transparency adds to the CMS and to the home page."""

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from transparency.services import number_of_rebuttals, number_of_records
from transparency.viewsets import TransparencyGroup

hooks.register("register_home_figure", number_of_records, order=20)
hooks.register("register_home_figure", number_of_rebuttals, order=30)
register_snippet(TransparencyGroup)
