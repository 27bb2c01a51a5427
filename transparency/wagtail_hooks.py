"""What transparency adds to the CMS and to the home page."""

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from transparency.cms.viewsets import TransparencyGroup
from transparency.services.figures import number_of_rebuttals, number_of_records

hooks.register("register_home_figure", number_of_records, order=20)
hooks.register("register_home_figure", number_of_rebuttals, order=30)
register_snippet(TransparencyGroup)
