"""What transparency counts for the home page."""

from django.conf import settings
from django.utils.translation import gettext as _
from wagtail.models import Locale

from home.registry import Figure


def number_of_records(locale: Locale) -> Figure:
    """Return how many supports the ledger records."""
    from transparency.models import SupportRecord

    count = SupportRecord.objects.filter(live=True, locale__language_code=settings.LANGUAGE_CODE).count()
    return Figure(count, _("supports on record"), "transparency/funding/")


def number_of_rebuttals(locale: Locale) -> Figure:
    """Return how many misleading claims are answered in this language."""
    from transparency.models import RebuttalPage

    count = RebuttalPage.objects.live().filter(locale=locale).count()
    return Figure(count, _("misleading claims answered"), "transparency/exposing-falsehoods/")
