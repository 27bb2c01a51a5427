"""What the tests of the desk's aids stand on: pages that are published, and words that are written as on the desk."""

from typing import Any

from wagtail_localize.models import StringSegment, Translation

from home.models import StandardPage, User
from tests.factories import StandardPageFactory, language
from translation.services import words
from translation.services.opened import opened
from translation.services.segments import rows_of

BLOCK = "b1c7b4a2-0000-4000-8000-000000000001"


def page_of(*texts: str, title: str = "A page", **values: Any) -> StandardPage:
    """Return a published page whose body is these paragraphs; every language of the site has it on its desk."""
    for code in ("en", "ar", "fr"):
        language(code)
    page = StandardPageFactory(title=title, introduction="", body=body_of(*texts), **values)
    page.save_revision().publish()
    return StandardPage.objects.get(pk=page.pk)


def change(page: StandardPage, *texts: str) -> None:
    """Publish the page with other paragraphs."""
    page.body = body_of(*texts)
    page.save_revision().publish()


def body_of(*texts: str) -> list[dict[str, str]]:
    html = "".join(f"<p>{text}</p>" for text in texts)
    return [{"type": "text", "value": html, "id": BLOCK}]


def desk_of(page: StandardPage, code: str = "ar") -> Translation:
    """Return the page's translation as the desk opens it."""
    found = Translation.objects.get(source__object_id=page.translation_key, target_locale__language_code=code)
    return opened(found.pk)


def segment_of(translation: Translation, text: str) -> StringSegment:
    """Return the segment with this source, as stored."""
    segments = StringSegment.objects.select_related("string__locale", "context")
    return segments.get(source=translation.source, string__data=text)


def write(translation: Translation, source: str, text: str, actor: User) -> words.Saved:
    """Write a segment's words as the editor does."""
    segment = segment_of(translation, source)
    token = next(row.token for row in rows_of(translation) if row.segment_id == segment.pk)
    return words.write(opened(translation.pk), segment, text, actor, token=token)
