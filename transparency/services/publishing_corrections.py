"""How a correction is published: the draft goes live and the chain grows by one link, both or neither."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Revision

from home.registry import DraftKeeper, draft_keeper_of
from transparency.services.canonical import sha256
from transparency.services.corrections import LOG_ACTION, entry_of, hash_of
from transparency.services.mended_versions import content_of_page, digest_of, has_digest

if TYPE_CHECKING:
    from transparency.models import Correction, RebuttalPage

#: What else a publication changes: a draft that changed in these is another draft.
BESIDES = ("slug", "seo_title", "search_description", "social_image_id")


class CorrectionRefused(Exception):
    """The correction was not published, and nothing was written. `reasons` says why, in the editor's language."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(*reasons)
        self.reasons = reasons


class DraftChanged(CorrectionRefused):
    """Somebody changed the draft after it was looked at."""


@dataclass(frozen=True)
class Draft:
    """What is to take the place of the live version."""

    page: RebuttalPage
    revision: Revision | None
    keeper: DraftKeeper | None

    @property
    def stamp(self) -> str:
        """What tells whether it has changed since somebody looked at it."""
        return sha256([content_of_page(self.page), *(getattr(self.page, name) for name in BESIDES)])


def draft_of(page: RebuttalPage) -> Draft:
    """Return the unpublished draft of a live rebuttal; raise CorrectionRefused where there is nothing to correct.

    A translation's draft is what its strings say now.
    """
    if page.alias_of_id:
        raise CorrectionRefused(_("This page repeats another word for word. Correct that one."))
    if not page.live:
        raise CorrectionRefused(
            _("This rebuttal is not public. A correction mends what readers have seen: publish it as usual.")
        )
    kept = draft_keeper_of(page)
    draft = (
        Draft(kept[1], None, kept[0])
        if kept
        else Draft(page.get_latest_revision_as_object(), page.latest_revision, None)
    )
    if (draft.revision is None and not draft.keeper) or not _differs(draft.page, page):
        raise CorrectionRefused(
            _("There is no unpublished draft that changes what readers see. Edit the page and save the draft first.")
        )
    if draft.page.go_live_at and draft.page.go_live_at > timezone.now():
        raise CorrectionRefused(
            _("The draft is to be published on a later day, and a correction is published at once. Take the day out.")
        )
    return draft


def correct(page_id: int, *, user: Any, was: str, now: str, reason: str, seen: str = "") -> Correction:
    """Publish the draft of a rebuttal as a correction, and return it.

    `was` and `now` are what the page said and what it says, `reason` is why that was needed; `seen` is the stamp of
    the draft that the person looked at. Raises CorrectionRefused, and PermissionDenied for who may not publish it.
    Corrections that come at once are numbered one after the other: each waits for the chain's end.
    """
    from transparency.models import RebuttalPage

    was, now, reason = (_tidy(text) for text in (was, now, reason))
    if not (was and now and reason) or was == now:
        raise CorrectionRefused(_("Say what the page said, what it says now, and why. The two are not the same."))
    with transaction.atomic():
        _lock_the_chain()
        page = RebuttalPage.objects.select_for_update().get(pk=page_id)
        draft = draft_of(page)
        if seen and seen != draft.stamp:
            raise DraftChanged(
                _("The draft was changed after you opened this page. Read what changes now, then publish.")
            )
        mended, mended_at = _live_version(page), page.last_published_at
        _publish(page, draft, user)
        return _append(page, mended, mended_at, user, {"was": was, "now": now, "reason": reason})


def _tidy(text: str) -> str:
    return "\n".join(text.strip().splitlines())


def _lock_the_chain() -> None:
    """Let one correction after the other be published. A row that is always there is locked: the chain begins empty."""
    from transparency.models import Correction

    chain = ContentType.objects.get_for_model(Correction)
    # No key of it changes: whoever refers to the row need not wait.
    ContentType.objects.select_for_update(no_key=True).get(pk=chain.pk)


def _differs(draft: RebuttalPage, live: RebuttalPage) -> bool:
    return content_of_page(draft) != content_of_page(live)


def _live_version(page: RebuttalPage) -> Revision:
    """Return the version that readers see. Where it was written past Wagtail's drafts, it is kept as one now."""
    if page.live_revision and has_digest(page.live_revision, sha256(content_of_page(page))):
        return page.live_revision
    earlier = page.latest_revision.created_at if page.latest_revision else timezone.now()
    return Revision.objects.create(
        content_object=page,
        base_content_type=page.get_base_content_type(),
        # Before the draft: the draft stays the latest.
        created_at=min(filter(None, (page.last_published_at, earlier))) - timedelta(microseconds=1),
        object_str=str(page),
        content=page.serializable_data(),
    )


def _publish(page: RebuttalPage, draft: Draft, user: Any) -> None:
    if draft.keeper and (obstacle := draft.keeper.obstacle(page, user)):
        raise CorrectionRefused(obstacle)
    try:
        revision = draft.revision or draft.page.save_revision(user=user)
        if draft.keeper:
            draft.keeper.approved(page, revision, user)
        revision.publish(user=user)
    except ValidationError as problem:
        raise CorrectionRefused(*problem.messages) from problem
    page.refresh_from_db()


def _append(
    page: RebuttalPage, mended: Revision, mended_at: datetime | None, user: Any, words: dict[str, str]
) -> Correction:
    from transparency.models import Correction

    last = Correction.objects.order_by("-number").first()
    correction = Correction(
        number=last.number + 1 if last else 1,
        page=page,
        language=page.locale.language_code,
        address=page.full_url or page.url_path,
        fact=page.title,
        mends=mended,
        mends_digest=digest_of(mended.content),
        mends_published_at=mended_at,
        published_at=page.last_published_at,
        previous_hash=last.hash if last else "",
        **words,
    )
    correction.hash = hash_of(entry_of(correction))
    correction.save()
    witness = {"number": correction.number, "hash": correction.hash}
    log(instance=page, action=LOG_ACTION, user=user, data=witness, revision=page.live_revision)
    return correction
