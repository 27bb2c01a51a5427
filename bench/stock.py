"""The site without the desk's ear: what bench/translate.py measures wagtail-localize's own views with.

The desk hears of every word and every page that is saved; its work is no part of theirs.
"""

from config.settings.test import *  # noqa: F403
from django.apps import AppConfig


class DeafDesk(AppConfig):
    """The desk, with its tables and addresses, and without its signals."""

    name = "translation"


INSTALLED_APPS = ["bench.stock.DeafDesk" if app == "translation" else app for app in INSTALLED_APPS]  # noqa: F405
