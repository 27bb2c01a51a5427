"""What the tests make: accounts, files, and every page type.

A page's default parent builds the whole tree above it: the languages, the root, the site and the home page.
"""

import datetime
from contextlib import AbstractContextManager, nullcontext
from typing import Any, TypeVar

import factory
import wagtail_factories
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.auth.models import Group
from django.utils import timezone
from factory.django import DjangoModelFactory
from wagtail.models import Collection, Locale, Page, Site
from wagtail_localize.models import Translation

from faq.models import FAQIndexPage, QuestionPage, Topic
from home.models import (
    ContactPage,
    HomePage,
    SectionPage,
    SiteDocument,
    SiteIdentity,
    SiteImage,
    StandardPage,
    User,
)
from membership.models import (
    ActivityPage,
    ApplyPage,
    JoiningStep,
    MembershipPage,
    MembersHomePage,
    PrinciplesPage,
    ResearchPage,
    ResourceDocument,
    ResourcePage,
    TermsOfReferencePage,
)
from translation.models import GlossaryPage, Term
from translation.services.going_live import approved
from translation.services.rights import translation_of
from transparency.models import Funder, FundingPage, RebuttalIndexPage, RebuttalPage, SupportRecord

PageType = TypeVar("PageType", bound=Page)
PASSWORD = "a-password-for-tests-alone"


def language(code: str = settings.LANGUAGE_CODE) -> Locale:
    """Return the language with this code, and make all of the site's languages where there are none."""
    for known, _name in settings.LANGUAGES:
        Locale.objects.get_or_create(language_code=known)
    locale: Locale = Locale.objects.get(language_code=code)
    return locale


def home_page(code: str = settings.LANGUAGE_CODE) -> HomePage:
    """Return the language's home page; the first call builds the root, the site and the source's home page."""
    locale = language(code)
    if found := HomePage.objects.filter(locale=locale).first():
        return found
    made = HomePage(title="Home", slug=f"home-{code}", headline="Cities that hold together", locale=locale)
    if code != settings.LANGUAGE_CODE:
        # Not Wagtail's copy, published: almost every test begins with it.
        source = home_page()
        for name in ("translation_key", "title", "headline", "introduction", "body", "entrances"):
            setattr(made, name, getattr(source, name))
        with brought_in(made):
            Page.get_first_root_node().add_child(instance=made)
        return made
    root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root", locale=locale)
    if greeting := root.get_children().filter(slug="home").first():
        # The page that a new Wagtail greets with becomes this one: to delete it, every table would be asked.
        for name in ("id", "path", "depth", "numchild", "translation_key", "_state"):
            setattr(made, name, getattr(greeting, name))
        made.page_ptr_id = greeting.pk
        made.save_base(raw=True)  # Its own row alone: save() expects that there is one.
        made.save()
    else:
        root.add_child(instance=made)
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": "localhost", "root_page": made, "site_name": settings.WAGTAIL_SITE_NAME},
    )
    return made


def root_collection() -> Collection:
    """Return the collection that holds every file."""
    found: Collection = Collection.get_first_root_node() or Collection.add_root(name="Root")
    return found


def translated(page: PageType, code: str, **values: Any) -> PageType:
    """Return a live translation of `page`, with these values in place of the source's."""
    copy: PageType = page.copy_for_translation(language(code), copy_parents=True)
    for name, value in values.items():
        setattr(copy, name, value)
    with brought_in(copy):
        copy.live = True
        copy.save()
        copy.save_revision().publish()
    copy.refresh_from_db()
    return copy


def brought_in(copy: Any) -> AbstractContextManager[None]:
    """Let a translation that is written by hand be public, though the desk knows of it."""
    translation = translation_of(copy)
    return approved(translation) if translation else nullcontext()


def off_the_desk(original: Any, code: str) -> None:
    """Let this page or snippet be written by hand in the language, as before there was a desk."""
    Translation.objects.filter(source__object_id=original.translation_key, target_locale=language(code)).delete()


def by_hand(original: Any, code: str) -> Any:
    """Return a copy of the snippet into a language in which it is written by hand, not saved yet."""
    off_the_desk(original, code)
    return original.copy_for_translation(language(code))


class UserFactory(DjangoModelFactory):
    """An account whose address is verified. `groups` names its groups; staff have a second factor unless denied it."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        staff = factory.Trait(is_staff=True)
        superuser = factory.Trait(is_staff=True, is_superuser=True)

    email = factory.Sequence(lambda number: f"person-{number}@example.org")
    password = factory.django.Password(PASSWORD)

    @factory.post_generation
    def verified(self: User, create: bool, extracted: bool | None, **kwargs: Any) -> None:
        if create and extracted is not False:
            EmailAddress.objects.create(user=self, email=self.email, primary=True, verified=True)

    @factory.post_generation
    def groups(self: User, create: bool, extracted: list[str] | None, **kwargs: Any) -> None:
        if create and extracted:
            self.groups.set([Group.objects.get_or_create(name=name)[0] for name in extracted])

    @factory.post_generation
    def second_factor(self: User, create: bool, extracted: bool | None, **kwargs: Any) -> None:
        if create and (self.is_staff if extracted is None else extracted):
            TOTP.activate(self, generate_totp_secret())
            RecoveryCodes.activate(self)


class ImageFactory(wagtail_factories.ImageFactory):
    class Meta:
        model = SiteImage

    title = "A square in the old town"
    collection = factory.LazyFunction(root_collection)


class DocumentFactory(wagtail_factories.DocumentFactory):
    class Meta:
        model = SiteDocument

    title = "A guide"
    file = factory.django.FileField(filename="guide.txt", data=b"What a city can do.")
    collection = factory.LazyFunction(root_collection)


class SiteIdentityFactory(DjangoModelFactory):
    class Meta:
        model = SiteIdentity

    locale = factory.LazyFunction(language)
    organisation_name = "Strong Cities Network"
    contact_email = "contact@example.org"


class PageFactory(wagtail_factories.PageFactory):
    """Any page below the source language's home page, unless the test says where."""

    class Meta:
        abstract = True

    title = factory.Sequence(lambda number: f"Page {number}")
    slug = factory.Sequence(lambda number: f"page-{number}")
    introduction = "What the reader finds on this page."
    parent = factory.LazyFunction(home_page)
    locale = factory.LazyAttribute(lambda page: page.parent.locale)


class SectionPageFactory(PageFactory):
    class Meta:
        model = SectionPage


class StandardPageFactory(PageFactory):
    class Meta:
        model = StandardPage


class ContactPageFactory(PageFactory):
    class Meta:
        model = ContactPage


class TopicFactory(DjangoModelFactory):
    class Meta:
        model = Topic

    locale = factory.LazyFunction(language)
    stable_id = factory.Sequence(lambda number: f"topic-{number}")
    name = factory.Sequence(lambda number: f"Topic {number}")


class FAQIndexPageFactory(PageFactory):
    class Meta:
        model = FAQIndexPage

    title = "Questions"


class QuestionPageFactory(PageFactory):
    class Meta:
        model = QuestionPage

    title = factory.Sequence(lambda number: f"What is question {number}?")
    parent = factory.SubFactory(FAQIndexPageFactory)
    stable_id = factory.Sequence(lambda number: f"question-{number}")
    topic = factory.SubFactory(TopicFactory, locale=factory.SelfAttribute("..locale"))
    short_answer = "It is answered in a sentence."


class MembershipPageFactory(PageFactory):
    class Meta:
        model = MembershipPage


class JoiningStepFactory(DjangoModelFactory):
    class Meta:
        model = JoiningStep

    page = factory.SubFactory(MembershipPageFactory)
    locale = factory.LazyAttribute(lambda step: step.page.locale)
    name = "Apply"
    text = "A city applies."


class PrinciplesPageFactory(PageFactory):
    class Meta:
        model = PrinciplesPage

    parent = factory.SubFactory(MembershipPageFactory)


class TermsOfReferencePageFactory(PageFactory):
    class Meta:
        model = TermsOfReferencePage

    parent = factory.SubFactory(MembershipPageFactory)


class ApplyPageFactory(PageFactory):
    class Meta:
        model = ApplyPage

    parent = factory.SubFactory(MembershipPageFactory)


class MembersHomePageFactory(PageFactory):
    class Meta:
        model = MembersHomePage

    title = "Members"


class ActivityPageFactory(PageFactory):
    class Meta:
        model = ActivityPage

    parent = factory.SubFactory(MembersHomePageFactory)
    starts_at = factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(days=30))
    ends_at = factory.LazyAttribute(lambda activity: activity.starts_at + datetime.timedelta(hours=2))


class ResearchPageFactory(PageFactory):
    class Meta:
        model = ResearchPage

    parent = factory.SubFactory(MembersHomePageFactory)


class ResourcePageFactory(PageFactory):
    class Meta:
        model = ResourcePage

    parent = factory.SubFactory(MembersHomePageFactory)


class ResourceDocumentFactory(DjangoModelFactory):
    class Meta:
        model = ResourceDocument

    page = factory.SubFactory(ResourcePageFactory)
    document = factory.SubFactory(DocumentFactory)
    language = "en"


class TransparencySectionFactory(SectionPageFactory):
    title = "Transparency"


class FundingPageFactory(PageFactory):
    class Meta:
        model = FundingPage

    parent = factory.SubFactory(TransparencySectionFactory)


class FunderFactory(DjangoModelFactory):
    class Meta:
        model = Funder

    locale = factory.LazyFunction(language)
    name = factory.Sequence(lambda number: f"Fictional funder {number}")
    kind = Funder.Kind.FOUNDATION


class SupportRecordFactory(DjangoModelFactory):
    class Meta:
        model = SupportRecord

    funder = factory.SubFactory(FunderFactory, locale=factory.SelfAttribute("..locale"))
    locale = factory.LazyFunction(language)
    kind = SupportRecord.Kind.PROJECT
    title = factory.Sequence(lambda number: f"Fictional support {number}")
    purpose = "It makes a workshop possible."
    not_published_reason = "The amount is not published yet."
    source_url = factory.LazyAttribute(lambda record: "" if record.amount is None else "https://funder.example.org/")
    amount = None


class RebuttalIndexPageFactory(PageFactory):
    class Meta:
        model = RebuttalIndexPage

    parent = factory.SubFactory(TransparencySectionFactory)


class RebuttalPageFactory(PageFactory):
    class Meta:
        model = RebuttalPage

    title = factory.Sequence(lambda number: f"Fact {number} stands.")
    parent = factory.SubFactory(RebuttalIndexPageFactory)
    claim = "A claim that misleads."
    fallacy = RebuttalPage.Fallacy.OMISSION
    why_misleading = "It leaves out the context."
    evidence = factory.LazyFunction(
        lambda: [
            {
                "type": "page",
                "value": {"statement": "The principles say so.", "source": "Principle P2", "page": home_page().pk},
            }
        ]
    )


class GlossaryPageFactory(PageFactory):
    class Meta:
        model = GlossaryPage

    title = "Glossary"


class TermFactory(DjangoModelFactory):
    class Meta:
        model = Term

    locale = factory.LazyFunction(language)
    stable_id = factory.Sequence(lambda number: f"term-{number}")
    term = factory.Sequence(lambda number: f"term {number}")
    definition = "What the network means by it."
