"""A translation as somebody opens it, with all that is asked of it again and again."""

from django.db.models import Exists, OuterRef, Subquery
from wagtail_localize.models import Translation

from translation.models import DeskEntry, SourceVersion, Submission


def opened(translation_id: int) -> Translation:
    """Return a translation that is worked on, with its entry, source and languages. One query.

    Besides: `version_id` and `version_number` of the source's present version, `last_submission` (its status) and
    `open_submission` (whether its words are frozen). Raises Translation.DoesNotExist.
    """
    versions = SourceVersion.objects.filter(source=OuterRef("source_id")).order_by("-number")
    submissions = Submission.objects.filter(translation=OuterRef("pk")).order_by("-submitted_at", "-pk")
    return (
        Translation.objects.filter(enabled=True, desk__isnull=False)
        .select_related(
            "source__object", "source__locale", "source__specific_content_type", "target_locale", "desk__follows",
            "desk__source_page",
        )
        .annotate(
            version_id=Subquery(versions.values("pk")[:1]),
            version_number=Subquery(versions.values("number")[:1]),
            last_submission=Subquery(submissions.values("status")[:1]),
            open_submission=Exists(submissions.filter(status__in=Submission.OPEN)),
        )
        .get(pk=translation_id)
    )  # fmt: skip


def hold(translation: Translation) -> DeskEntry:
    """Let nobody else write or submit the translation until the transaction ends; return its entry as it is now.

    One query, within a transaction.
    """
    entry = DeskEntry.objects.select_for_update(of=("self",)).select_related("follows").get(translation=translation)
    translation.desk = entry
    return entry
