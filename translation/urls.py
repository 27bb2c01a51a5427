"""The desk's addresses, below /admin/translation/."""

from django.urls import URLPattern

from translation.cms import aids, changes, desk, editor, files, notices, panel, preview, review, together

app_name = "translation"
urlpatterns: list[URLPattern] = [
    *desk.urls,
    *changes.urls,
    *notices.urls,
    *files.urls,
    *together.urls,
    *review.urls,
    *aids.urls,
    *panel.urls,
    *preview.urls,
    *editor.urls,
]
