"""The tags that the site's templates use. They are built in: no template loads them."""

from datetime import date, datetime
from decimal import Decimal

from babel.dates import format_date, format_datetime, get_date_format, get_datetime_format
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_symbol
from babel.units import format_unit
from django import template
from django.template.base import NodeList, Parser, Token
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_bidi
from wagtail.rich_text import expand_db_html

from home import motif
from home.services.contents import anchor_of

register = template.Library()

FILE_SIZE_UNITS = (("gigabyte", 10**9), ("megabyte", 10**6), ("kilobyte", 10**3))


def babel_locale() -> str:
    """Return the active language as Babel writes it. Arabic keeps Latin digits, as the network's own text does."""
    language = get_language() or "en"
    return "en_GB" if language == "en" else language.replace("-", "_")


class ResolveLinksNode(template.Node):
    """Turns every `<a linktype="page" id="…">` inside it into an address, all of them with one query."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: template.Context) -> SafeString:
        return mark_safe(expand_db_html(self.nodelist.render(context)))  # noqa: S308 - the nodes have escaped it


@register.tag
def resolve_links(parser: Parser, token: Token) -> ResolveLinksNode:
    """Resolve the links of all rich text up to `endresolve_links` at once."""
    nodelist = parser.parse(("endresolve_links",))
    parser.delete_first_token()
    return ResolveLinksNode(nodelist)


@register.filter
def anchor(block_id: str) -> str:
    """Return the anchor of a block."""
    return anchor_of(block_id or "")


@register.simple_tag
def day(value: date | datetime | None, style: str = "long") -> str:
    """Return `<time>` with the day in words of the active language; nothing for no day."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return format_html(
        '<time datetime="{}">{}</time>', value.isoformat(), format_date(value, format=style, locale=babel_locale())
    )


@register.simple_tag
def moment(value: datetime | None) -> str:
    """Return `<time>` with the day, the hour and the time zone in the active language."""
    if value is None:
        return ""
    value = timezone.localtime(value)
    locale = babel_locale()
    zone = "ZZZZ" if value.utcoffset() else "'UTC'"
    both = str(get_datetime_format("long", locale=locale))
    pattern = both.replace("{1}", get_date_format("long", locale=locale).pattern).replace("{0}", f"HH:mm {zone}")
    text = format_datetime(value, pattern, locale=locale, tzinfo=value.tzinfo)
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), text)


@register.simple_tag
def number(value: int | float | Decimal | None) -> str:
    """Return `<data>` with the number grouped as the active language groups it."""
    if value is None:
        return ""
    return format_html('<data value="{}">{}</data>', value, format_decimal(value, locale=babel_locale()))


@register.simple_tag
def percent(value: int | None) -> str:
    """Return `<data>` with a whole number of percent, its sign where the active language sets it."""
    if value is None:
        return ""
    return format_html('<data value="{}">{}</data>', value, format_percent(value / 100, locale=babel_locale()))


@register.simple_tag
def amount(value: Decimal, currency: str) -> str:
    """Return `<data>` with an amount of money in its own currency (ISO 4217)."""
    return format_html('<data value="{}">{}</data>', value, money(value, currency))


def money(value: Decimal, currency: str) -> str:
    """Return an amount in its own currency as the active language writes it.

    Among letters that are read from the right, “US$” would stand as “$US”: the currency's sign is isolated there.
    """
    text = str(format_currency(value, currency, locale=babel_locale()))
    sign = str(get_currency_symbol(currency, locale=babel_locale()))
    return text.replace(sign, f"\u2068{sign}\u2069") if get_language_bidi() else text


@register.simple_tag
def file_size(size: int | str | None) -> str:
    """Return a file's size in the largest unit that it fills, in words of the active language; nothing for no size.

    A template hands in an empty text for a document that was deleted from under its page.
    """
    if not size:
        return ""
    size = int(size)
    unit, bytes_in_it = next((pair for pair in FILE_SIZE_UNITS if size >= pair[1]), ("byte", 1))
    value = size / bytes_in_it
    return format_unit(
        round(value, 1) if value < 10 else round(value), f"digital-{unit}", "short", locale=babel_locale()
    )


@register.simple_tag
def direction(language: str) -> str:
    """Return `rtl` or `ltr` for a language code."""
    from django.utils.translation import override

    with override(language):
        return "rtl" if get_language_bidi() else "ltr"


@register.simple_tag
def section_motif(seed: str, columns: int = 6, rows: int = 4) -> SafeString:
    """Return the drawn motif of a section as SVG: the same seed always draws the same."""
    return motif.svg(seed, columns, rows)
