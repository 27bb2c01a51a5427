"""Where the apps above the ground floor hand in what its pages show, so that it need not know them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from wagtail import hooks
from wagtail.models import Locale


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
