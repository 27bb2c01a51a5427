"""A source and its translations published as one act: all of them, or none."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision
from wagtail_localize.models import Translation, TranslationSource

from translation.models import SourceVersion, Submission, SubmissionStatus
from translation.services import freshness, review


@dataclass(frozen=True)
class Language:
    """Where one language stands before the joint publication."""

    translation: Translation
    submission: Submission | None

    def is_ready(self, version: SourceVersion | None) -> bool:
        """Say whether what was approved is this version's translation."""
        found = self.submission
        return bool(version and found and found.status == SubmissionStatus.APPROVED and found.version_id == version.pk)


@dataclass(frozen=True)
class Together:
    """A page's draft and its translations."""

    page: Page
    version: SourceVersion | None
    """The draft as the translators have it; None where none was prepared."""
    is_stale: bool
    """Whether the draft was changed after it was prepared."""
    languages: list[Language]

    @property
    def has_draft(self) -> bool:
        """Whether there is anything of the page that readers do not see yet."""
        return not self.page.live or self.page.has_unpublished_changes

    @property
    def is_ready(self) -> bool:
        """Whether everything may go live as one."""
        return bool(self.version) and not self.is_stale and all(one.is_ready(self.version) for one in self.languages)


class NotTogether(Exception):
    """Nothing was published. `reasons` say why, in the active language."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(*reasons)
        self.reasons = reasons


def state_of(page: Page) -> Together:
    """Return where the page's draft and its translations stand. A constant number of queries."""
    source = TranslationSource.objects.filter(object_id=page.translation_key, locale=page.locale_id).first()
    if source is None:
        return Together(page, None, False, [])
    version = freshness.present_version(source)
    if version and version.published_at:
        version = None
    opened = Submission.objects.filter(status__in=Submission.OPEN).select_related(
        "decided_by", "submitted_by", "version"
    )
    translations = (
        source.translations.filter(enabled=True)
        .select_related("target_locale", "desk", "source__object")
        .prefetch_related(Prefetch("submissions", opened, to_attr="opened"))
        .order_by("target_locale__language_code")
    )
    languages = [Language(one, one.opened[0] if one.opened else None) for one in translations]
    is_stale = bool(version and version.revision_id != page.latest_revision_id)
    return Together(page, version, is_stale, languages)


def prepare(page: Page, user: Any) -> SourceVersion | None:
    """Bring the page's latest draft before its translators.

    Returns None where nothing to translate changed. Raises PermissionDenied for who may not edit the page.
    """
    if not page.permissions_for_user(user).can_edit():
        raise PermissionDenied
    return freshness.prepare_draft(page, user)


@transaction.atomic
def publish(page: Page, user: Any, *, go_live_at: datetime | None = None) -> None:
    """Publish the page's prepared draft and every translation of it, now or all at `go_live_at`.

    Raises NotTogether where one of them is not ready, PermissionDenied for who may not publish the page.
    """
    if not page.permissions_for_user(user).can_publish():
        raise PermissionDenied
    # Nobody takes back meanwhile what is about to go live with the page.
    approved = Submission.objects.filter(
        translation__source__object=page.translation_key, status=SubmissionStatus.APPROVED
    )
    list(approved.select_for_update(of=("self",)).values_list("pk"))
    state = state_of(page)
    if state.version is None or state.version.revision is None:
        raise NotTogether(_("No draft of this page was prepared for translation."))
    if state.is_stale:
        raise NotTogether(_("The draft was changed after it was prepared. Prepare it again: its translators follow."))
    missing = [one.translation.target_locale for one in state.languages if not one.is_ready(state.version)]
    if missing:
        raise NotTogether(
            *(_("%(language)s: not approved yet.") % {"language": locale.get_display_name()} for locale in missing)
        )
    if go_live_at and go_live_at <= timezone.now():
        raise NotTogether(_("This time has passed."))
    try:
        _publish_source(state.version.revision, user, go_live_at)
        for one in state.languages:
            if (submission := one.submission) is not None:
                submission.go_live_at = go_live_at
                submission.save(update_fields=["go_live_at"])
                review.put_in_place(submission, user)
    except ValidationError as problem:
        raise NotTogether(*problem.messages) from problem


def _publish_source(revision: Revision, user: Any, go_live_at: datetime | None) -> None:
    revision.content = revision.content | {"go_live_at": go_live_at.isoformat() if go_live_at else None}
    revision.save(update_fields=["content"])
    revision.publish(user=user)
