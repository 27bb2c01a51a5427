"""The desk's addresses, below /admin/translation/."""

from django.urls import URLPattern

from translation.cms import files

app_name = "translation"
urlpatterns: list[URLPattern] = [*files.urls]
