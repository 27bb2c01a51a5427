"""Where the apps above the ground floor hand in what its pages show, so that it need not know them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from wagtail import hooks
from wagtail.models import Locale, Page, Revision


@dataclass(frozen=True)
class Figure:
    """A number that the site can show for itself: counted now, never typed in."""

    value: int
    label: str
    path: str
    """The address below the language's root at which the reader can count for himself."""


FigureSource = Callable[[Locale], Figure]


def figures_for(locale: Locale) -> list[Figure]:
    """Return the figures that the apps hand in through the hook `register_home_figure`, in its order.

    A figure of nought is left out: a register that is still empty has nothing to show.
    """
    sources: Iterable[FigureSource] = hooks.get_hooks("register_home_figure")
    figures = [source(locale) for source in sources]
    return [figure for figure in figures if figure.value]


@dataclass(frozen=True)
class Cited:
    """What a citation shows of the thing that it names, in the words of one language."""

    label: str
    """How the thing is quoted: “Principle P2, version 1”."""
    text: str
    """Its present words."""
    url: str
    language: str = ""
    """The language of the words where it is not the reader's, else empty."""


class Citable(Protocol):
    """A kind of thing that evidence may cite, kept by the app that knows it."""

    name: str
    """The kind's name in data: “principle”."""

    def choices(self) -> list[tuple[str, str]]:
        """Return the key and the name of everything that may be cited, for the editor."""

    def cite(self, keys: Iterable[str], language: str) -> Mapping[str, Cited]:
        """Return what each key names, for a reader of `language`; what is gone or not public is left out.

        The number of queries does not grow with the keys.
        """


def citable(name: str) -> Citable | None:
    """Return the kind of thing of this name that an app handed in through the hook `register_citable`."""
    kinds: Iterable[Citable] = hooks.get_hooks("register_citable")
    return next((kind for kind in kinds if kind.name == name), None)


@dataclass(frozen=True)
class TranslationLine:
    """How the database tells that a translated page is behind its source: two expressions over a row of pages.

    They go into the query that the page's frame asks in any case, so that the line costs none of its own and is never
    older than the page.
    """

    behind_since: Any
    """The moment since which readers have an older text than the source's; null for a page that is up to date."""
    follows: Any
    """When the version that the translation follows was published; null where that is not on record."""


def translation_line() -> TranslationLine | None:
    """Return what an app hands in through the hook `register_translation_line`; None where none does."""
    sources: Iterable[Callable[[], TranslationLine]] = hooks.get_hooks("register_translation_line")
    return next((source() for source in sources), None)


class DraftKeeper(Protocol):
    """Keeps the next words of some pages elsewhere than in the page's own draft: a translation's, string by string.

    Whoever publishes such a page outside the editor asks here, so that it goes out as the keeper would let it.
    """

    def draft(self, page: Page) -> Page | None:
        """Return the page as it would be published, unsaved; None for a page whose draft is not kept here."""

    def obstacle(self, page: Page, publisher: Any) -> str:
        """Return why this person may not publish the page now, in the reader's language; empty where they may."""

    def approved(self, page: Page, revision: Revision, publisher: Any) -> None:
        """Take note that this person lets the page's draft go live as this revision, which follows at once."""


def draft_keeper_of(page: Page) -> tuple[DraftKeeper, Page] | None:
    """Return who keeps the page's draft, of those handed in through the hook `register_draft_keeper`, and the draft."""
    keepers: Iterable[DraftKeeper] = hooks.get_hooks("register_draft_keeper")
    for keeper in keepers:
        if (draft := keeper.draft(page)) is not None:
            return keeper, draft
    return None
