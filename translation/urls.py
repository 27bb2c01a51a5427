"""The desk's addresses, below /admin/translation/."""

from django.urls import URLPattern

from translation.cms import review, together

app_name = "translation"
urlpatterns: list[URLPattern] = [*review.urls, *together.urls]
