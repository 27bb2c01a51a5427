"""The roles: each group of people, and what it may do.

`set_up_roles` is safe to run again, and has to be after a language or a members' section was added: rights on
pages hang on each language's own tree. It takes nothing from a group that was given more by hand.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    AbstractGroupApprovalTask,
    Collection,
    CollectionViewRestriction,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Task,
    TaskState,
    Workflow,
    WorkflowPage,
    WorkflowState,
    WorkflowTask,
)

from home.models import HomePage
from membership.models import MembersHomePage
from membership.services.gate import ADMITTED, COMMUNICATIONS, MEMBERS, OFFICERS, PUBLISHERS
from translation.models import TranslationReviewTask

WRITE = ("add_page", "change_page")
PUBLISH = ("publish_page", "lock_page", "unlock_page", "bulk_delete_page")
# Whatever model the site uses for its files, Wagtail asks for the rights on its own.
FILES = ("image", "document")
OPEN_CMS = "wagtailadmin.access_admin"
TRANSLATE = "wagtail_localize.submit_translation"
#: What a translator may open, in the languages where they have rights on pages (translation/services/rights.py).
TRANSLATABLE = (
    "faq.change_topic",
    "home.change_siteidentity",
    "membership.change_resourcetopic",
    "translation.change_term",
    "transparency.change_funder",
)
TRANSLATABLE_DRAFTS = ("transparency.change_supportrecord",)
#: Whoever may publish a rebuttal may publish its correction.
CORRECTIONS = ("transparency.view_correction", "transparency.add_correction")
LEDGER = (
    "transparency.add_funder",
    "transparency.change_funder",
    "transparency.add_supportrecord",
    "transparency.change_supportrecord",
    "transparency.publish_supportrecord",
    "transparency.add_refusalcount",
    "transparency.change_refusalcount",
    *CORRECTIONS,
    "transparency.view_citationreview",
    "transparency.change_citationreview",
    "transparency.change_transparencysettings",
)
SITE = (
    "home.add_siteidentity",
    "home.change_siteidentity",
    "home.change_sitenavigation",
    "wagtailredirects.add_redirect",
    "wagtailredirects.change_redirect",
    "wagtailredirects.delete_redirect",
)
MEMBERSHIP = (
    "membership.view_application",
    "membership.change_application",
    "membership.view_city",
    "membership.change_city",
    "membership.view_citycontact",
    "membership.change_citycontact",
    "membership.add_emailtext",
    "membership.change_emailtext",
    "membership.delete_emailtext",
    "membership.add_resourcetopic",
    "membership.change_resourcetopic",
    "membership.change_membershipsettings",
)
#: What the committee adopts: officers ask cities to accept it, publishers answer for what stands on the pages.
TEXTS = (
    "membership.add_textversion",
    "membership.change_textversion",
    "membership.add_meeting",
    "membership.change_meeting",
)
TOPICS = ("faq.add_topic", "faq.change_topic")
#: What the network means by its words is read by all who write, and changed by those who publish.
SEE_GLOSSARY = ("translation.view_term",)
GLOSSARY = ("translation.add_term", "translation.change_term", "translation.delete_term")
OUTBOX = ("home.view_outgoingemail", "home.change_outgoingemail")
MEMBERS_COLLECTION = "Members"
PUBLICATION = "Publication"
WAGTAILS_OWN_GROUPS = ("Editors", "Moderators")
WAGTAILS_OWN_WORKFLOW = "Moderators approval"


@dataclass(frozen=True)
class Language:
    """A language of the site and the two groups of people who work in it."""

    code: str

    @property
    def name(self) -> str:
        """The language's name in English, whatever language the site's source is."""
        return str(LANG_INFO[self.code]["name"])

    @property
    def translators(self) -> str:
        return f"Translators: {self.name}"

    @property
    def reviewers(self) -> str:
        return f"Reviewers: {self.name}"


def target_languages() -> list[Language]:
    """Return the languages into which the site is translated."""
    return [Language(code) for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


@transaction.atomic
def set_up_roles() -> list[str]:
    """Make every group with its rights, and the workflows; return the groups' names."""
    _drop_wagtails_own()
    _writers()
    for language in target_languages():
        _translators(language)
    _officers()
    _group(MEMBERS)
    _members_collection()
    return [COMMUNICATIONS, PUBLISHERS, OFFICERS, MEMBERS] + [
        name for language in target_languages() for name in (language.translators, language.reviewers)
    ]


def _writers() -> None:
    communications = _group(COMMUNICATIONS, OPEN_CMS, *TOPICS, *SEE_GLOSSARY)
    publishers = _group(PUBLISHERS, OPEN_CMS, *TOPICS, *LEDGER, *SITE, *TEXTS, *GLOSSARY)
    pages = _trees(HomePage, settings.LANGUAGE_CODE)
    _allow(communications, pages, WRITE)
    _allow(publishers, pages, WRITE + PUBLISH)
    for group in (communications, publishers):
        _allow_files(group, Collection.get_first_root_node(), ("add", "change", "choose"))
    _workflow(PUBLICATION, publishers, pages)


def _translators(language: Language) -> None:
    rights = (OPEN_CMS, TRANSLATE, *TRANSLATABLE, *TRANSLATABLE_DRAFTS)
    translators = _group(language.translators, *rights)
    reviewers = _group(language.reviewers, *rights, "transparency.publish_supportrecord", *CORRECTIONS)
    # Rights on a whole tree do not reach the members' section (membership/services/gate.py): it is named too.
    pages = [*_trees(HomePage, language.code), *_trees(MembersHomePage, language.code)]
    _allow(translators, pages, ("change_page",))
    _allow(reviewers, pages, ("change_page", "publish_page"))
    for group in (translators, reviewers):
        _allow_files(group, Collection.get_first_root_node(), ("choose",))
    _workflow(f"Review: {language.name}", reviewers, pages, TranslationReviewTask)


def _officers() -> None:
    officers = _group(OFFICERS, OPEN_CMS, *MEMBERSHIP, *TEXTS, *OUTBOX)
    codes = [code for code, _name in settings.LANGUAGES]
    _allow(officers, _trees(MembersHomePage, *codes), WRITE + PUBLISH)
    _allow_files(officers, Collection.get_first_root_node(), ("choose",))
    _workflow("Members' pages", officers, _trees(MembersHomePage, settings.LANGUAGE_CODE))


def _members_collection() -> None:
    root = Collection.get_first_root_node()
    collection = root.get_children().filter(name=MEMBERS_COLLECTION).first()
    if collection is None:
        collection = root.add_child(name=MEMBERS_COLLECTION)
    restriction, _created = CollectionViewRestriction.objects.update_or_create(
        collection=collection, defaults={"restriction_type": CollectionViewRestriction.GROUPS}
    )
    restriction.groups.set(Group.objects.filter(name__in=ADMITTED))
    _allow_files(_group(OFFICERS), collection, ("add", "change", "choose"))


def _drop_wagtails_own() -> None:
    """Remove the groups and the workflow that Wagtail starts with, unless someone uses them."""
    Group.objects.filter(name__in=WAGTAILS_OWN_GROUPS, user__isnull=True).delete()
    if not WorkflowState.objects.filter(workflow__name=WAGTAILS_OWN_WORKFLOW).exists():
        Workflow.objects.filter(name=WAGTAILS_OWN_WORKFLOW).delete()
    if not TaskState.objects.filter(task__name=WAGTAILS_OWN_WORKFLOW).exists():
        Task.objects.filter(name=WAGTAILS_OWN_WORKFLOW, workflow_tasks__isnull=True).delete()


def _group(name: str, *rights: str) -> Group:
    group, _created = Group.objects.get_or_create(name=name)
    if rights:
        group.permissions.add(*_permissions(rights))
    return group


def _permissions(rights: Sequence[str]) -> list[Permission]:
    """Return the rights by their names (“faq.add_topic”) with one query; raise KeyError for one that is not there."""
    codenames = [right.split(".")[1] for right in rights]
    found = Permission.objects.filter(codename__in=codenames).select_related("content_type")
    by_name = {f"{right.content_type.app_label}.{right.codename}": right for right in found}
    return [by_name[right] for right in rights]


def _trees(model: type[Page], *codes: str) -> list[Page]:
    return list(model.objects.filter(locale__language_code__in=codes))


def _allow(group: Group, pages: Iterable[Page], codenames: Sequence[str]) -> None:
    permissions = Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=codenames)
    for page in pages:
        given = GroupPagePermission.objects.filter(group=group, page_id=page.pk).values("permission")
        GroupPagePermission.objects.bulk_create(
            GroupPagePermission(group=group, page_id=page.pk, permission=permission)
            for permission in permissions.exclude(pk__in=given)
        )


def _allow_files(group: Group, collection: Collection, actions: Sequence[str]) -> None:
    codenames = [f"{action}_{model}" for action in actions for model in FILES]
    apps = ("wagtailimages", "wagtaildocs")
    given = GroupCollectionPermission.objects.filter(group=group, collection=collection).values("permission")
    missing = Permission.objects.filter(content_type__app_label__in=apps, codename__in=codenames).exclude(pk__in=given)
    GroupCollectionPermission.objects.bulk_create(
        GroupCollectionPermission(group=group, collection=collection, permission=permission) for permission in missing
    )


def _workflow(
    name: str, approvers: Group, pages: Iterable[Page], kind: type[AbstractGroupApprovalTask] = GroupApprovalTask
) -> None:
    workflow, created = Workflow.objects.get_or_create(name=name)
    if created:
        task = kind.objects.create(name=name)
        task.groups.add(approvers)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    elif kind is not GroupApprovalTask:
        _convert(workflow, kind)
    for page in pages:
        WorkflowPage.objects.get_or_create(page_id=page.pk, defaults={"workflow": workflow})


def _convert(workflow: Workflow, kind: type[AbstractGroupApprovalTask]) -> None:
    """Make the workflow's plain approvals ones of this kind, in place: what is under way stays under way."""
    plain = GroupApprovalTask.objects.filter(workflow_tasks__workflow=workflow)
    for old in plain.prefetch_related("groups"):
        groups = list(old.groups.all())
        new = kind(task_ptr_id=old.pk, name=old.name, active=old.active)
        new.save()
        new.groups.set(groups)
        old.delete(keep_parents=True)
