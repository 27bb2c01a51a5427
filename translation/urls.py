"""The desk's addresses, below /admin/translation/."""

from django.urls import URLPattern

from translation.cms import changes, desk, editor, files, notices, panel, review, saving, together

app_name = "translation"
urlpatterns: list[URLPattern] = [
    *desk.urls,
    *changes.urls,
    *notices.urls,
    *files.urls,
    *together.urls,
    *review.urls,
    *panel.urls,
    *editor.urls,
    *saving.urls,
]
