"""The gate closes by itself whenever a members' page is put somewhere, or its restriction changes.

Due days follow the calendar.
"""

from typing import Any

from django.db import transaction
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import post_page_move

from home.services import remembered
from membership.models import CalendarException, MembershipSettings
from membership.services import gate, promise


def _door_of(restriction: PageViewRestriction) -> Page | None:
    page = Page.objects.filter(pk=restriction.page_id).first()
    return page if page and gate.is_door(page) else None


@receiver(post_save)
@receiver(post_page_move)
def close_new_door(sender: type, instance: Any, **kwargs: Any) -> None:
    """Close a members' section as soon as it exists, in whichever language, and a members' page outside of it."""
    if isinstance(instance, Page) and gate.is_door(instance):
        gate.close(instance)


@receiver(post_delete, sender=PageViewRestriction)
def close_again(sender: type, instance: PageViewRestriction, **kwargs: Any) -> None:
    """Close a section whose restriction someone took away."""
    if page := _door_of(instance):
        gate.close(page)


@receiver(post_save, sender=PageViewRestriction)
def keep_closed(sender: type, instance: PageViewRestriction, created: bool, **kwargs: Any) -> None:
    """Undo a restriction that was loosened, as to a shared password."""
    loosened = instance.restriction_type != PageViewRestriction.GROUPS
    if loosened and (page := _door_of(instance)):
        gate.close(page)


@receiver(m2m_changed, sender=PageViewRestriction.groups.through)
def keep_groups(sender: type, instance: PageViewRestriction, action: str, **kwargs: Any) -> None:
    """Put back the groups of a restriction that someone changed."""
    if action not in {"post_add", "post_remove", "post_clear"}:
        return
    if set(instance.groups.values_list("name", flat=True)) == set(gate.ADMITTED):
        return
    if page := _door_of(instance):
        gate.close(page)


@receiver([post_save, post_delete], sender=MembershipSettings)
@receiver([post_save, post_delete], sender=CalendarException)
def keep_the_promise(**kwargs: Any) -> None:
    """Read the calendar anew when staff changed it, and count every day that is due by the new one."""
    remembered.forget(promise.PROMISE)
    transaction.on_commit(promise.set_due_days)
