"""The desk's addresses, below /admin/translation/."""

from django.urls import URLPattern

from translation.cms import changes, desk, notices

app_name = "translation"
urlpatterns: list[URLPattern] = [*desk.urls, *changes.urls, *notices.urls]
