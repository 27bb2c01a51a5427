"""Loads the demo: languages, roles, accounts, pages and their translations, and a living queue of applications."""

from argparse import ArgumentParser
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from wagtail.models import Locale, Page, Site

from demo import membership, snippets
from demo import pages as demo_pages
from demo.accounts import address, make_accounts
from demo.content import SOURCE, Glossary
from demo.translations import translate
from home.models import HomePage, User

LANGUAGES = ("en", "ar", "fr")


class Command(BaseCommand):
    """Adds what is missing and changes nothing that is there, so that it is safe to run again."""

    help = "Load the demo content, roles and accounts. What is there already stays as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the options."""
        parser.add_argument("--password", help="Set this password on every demo account.")
        parser.add_argument("--allow-production", action="store_true", help="Run with the settings of production, too.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load the demo, page by page: what is cut short goes on where it stopped."""
        if settings.SETTINGS_MODULE.endswith("production") and not options["allow_production"]:
            raise CommandError("load_demo makes accounts that anyone can guess: say --allow-production if you mean it.")
        if settings.LANGUAGE_CODE != SOURCE:
            raise CommandError("The demo's source language is English: name en first in LANGUAGES.")
        self.languages = [code for code in settings.LANGUAGE_CODES if code in LANGUAGES and code != SOURCE]
        self._load(options["password"])

    def _load(self, password: str | None) -> None:
        for code in settings.LANGUAGE_CODES:
            Locale.objects.get_or_create(language_code=code)
        locale = Locale.objects.get(language_code=SOURCE)
        home = self._home(locale)
        accounts = self._accounts(password)
        self._snippets(locale, accounts)
        self._pages(locale, home, accounts)
        call_command("setup_roles", verbosity=0, stdout=StringIO())
        self._membership()
        self._say("Done.")

    def _accounts(self, password: str | None) -> dict[str, User]:
        call_command("setup_roles", verbosity=0, stdout=StringIO())
        accounts = make_accounts(password)
        self._say(f"Accounts: {len(accounts)}")
        return {code: accounts[f"translator.{code}"] for code in self.languages}

    def _membership(self) -> None:
        made = membership.texts([SOURCE, *self.languages])
        officer, member = (User.objects.get(email=address(name)) for name in ("membership", "member"))
        number = membership.queue(officer, member)
        self._say(f"Membership: {made} texts and {number} applications made")

    def _home(self, locale: Locale) -> HomePage:
        if home := HomePage.objects.filter(locale=locale, depth=2).first():
            return home
        root = Page.get_first_root_node()
        model, path, entry, _fill = demo_pages.entries()[0]
        # The page that Wagtail's own migration leaves holds the slug and the site.
        welcome = Page.objects.filter(depth=2, slug="home", content_type__model="page").first()
        if welcome:
            welcome.slug = "welcome"
            welcome.save(update_fields=["slug"])
        home = demo_pages.empty_page(model, path, entry, root, locale)
        Site.objects.update_or_create(
            is_default_site=True,
            defaults={"root_page": home, "hostname": "localhost", "site_name": settings.WAGTAIL_SITE_NAME},
        )
        if welcome:
            welcome.delete()
        return HomePage.objects.get(pk=home.pk)

    def _snippets(self, locale: Locale, translators: dict[str, User]) -> None:
        made = 0
        for source in (snippets.identity, snippets.topics, snippets.resource_topics, snippets.ledger, snippets.terms):
            with transaction.atomic():
                for instance, glossary in source(locale):
                    translate(instance, glossary, self.languages, translators)
                    made += 1
        self._say(f"Topics, ledger, glossary and identity: {made} made, in {1 + len(self.languages)} languages")

    def _pages(self, locale: Locale, home: HomePage, translators: dict[str, User]) -> None:
        by_path: dict[str, Page] = {"": home}
        new: list[tuple[Any, Any, Any]] = []
        for model, path, entry, fill in demo_pages.entries():
            parent = by_path[path.rpartition("/")[0]]
            found = home if not path else parent.get_children().filter(slug=path.rpartition("/")[2]).first()
            if found is None:
                found = demo_pages.empty_page(model, path, entry, Page.objects.get(pk=parent.pk), locale)
            if not found.live and not found.latest_revision_id:
                new.append((found, entry, fill))
            by_path[path] = found
        for number, (empty, entry, fill) in enumerate(new, start=1):
            glossary = Glossary(lambda path: by_path[path].pk)
            # wagtail-localize publishes when the transaction ends, with the tree as it was when the page was
            # copied: one transaction for each page, parents first, keeps their numbers of children right.
            with transaction.atomic():
                page = type(empty).objects.get(pk=empty.pk)
                fill(page, entry, glossary)
                page.save_revision().publish()
                published = type(empty).objects.get(pk=empty.pk)
                translate(published, glossary, self.languages, translators)
            self._say(f"Page {number} of {len(new)}: {entry['title']['en']}")
        snippets.menus(Site.objects.get(is_default_site=True), by_path)

    def _say(self, text: str) -> None:
        self.stdout.write(text)
