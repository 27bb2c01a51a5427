"""The gate closes by itself whenever a members' home page, or its restriction, changes."""

from typing import Any

from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import receiver
from wagtail.models import PageViewRestriction

from membership.models import MembersHomePage
from membership.services import gate


@receiver(post_save, sender=MembersHomePage)
def close_new_section(sender: type, instance: MembersHomePage, **kwargs: Any) -> None:
    """Close a members' section as soon as it exists, in whichever language."""
    gate.close(instance)


@receiver(post_delete, sender=PageViewRestriction)
def close_again(sender: type, instance: PageViewRestriction, **kwargs: Any) -> None:
    """Close a section whose restriction someone took away."""
    if page := MembersHomePage.objects.filter(pk=instance.page_id).first():
        gate.close(page)


@receiver(post_save, sender=PageViewRestriction)
def keep_closed(sender: type, instance: PageViewRestriction, created: bool, **kwargs: Any) -> None:
    """Undo a restriction that was loosened, as to a shared password."""
    loosened = instance.restriction_type != PageViewRestriction.GROUPS
    if loosened and (page := MembersHomePage.objects.filter(pk=instance.page_id).first()):
        gate.close(page)


@receiver(m2m_changed, sender=PageViewRestriction.groups.through)
def keep_groups(sender: type, instance: PageViewRestriction, action: str, **kwargs: Any) -> None:
    """Put back the groups of a restriction that someone changed."""
    if action not in {"post_add", "post_remove", "post_clear"}:
        return
    if set(instance.groups.values_list("name", flat=True)) == set(gate.ADMITTED):
        return
    if page := MembersHomePage.objects.filter(pk=instance.page_id).first():
        gate.close(page)
