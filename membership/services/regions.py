"""The regions of the world, by which the directory of cities is read."""

import tomllib
from functools import cache
from pathlib import Path

from django.utils.translation import gettext_lazy as _

TABLE = Path(__file__).resolve().parents[1] / "data" / "regions.toml"
#: The regions' names by their keys, in the order in which a reader meets them.
REGIONS = {
    "northern-africa": _("Northern Africa"),
    "sub-saharan-africa": _("Sub-Saharan Africa"),
    "western-asia": _("Western Asia"),
    "central-asia": _("Central Asia"),
    "southern-asia": _("Southern Asia"),
    "south-eastern-asia": _("South-eastern Asia"),
    "eastern-asia": _("Eastern Asia"),
    "eastern-europe": _("Eastern Europe"),
    "northern-europe": _("Northern Europe"),
    "southern-europe": _("Southern Europe"),
    "western-europe": _("Western Europe"),
    "northern-america": _("Northern America"),
    "latin-america-caribbean": _("Latin America and the Caribbean"),
    "oceania": _("Oceania"),
}


def region_of(country: str) -> str:
    """Return the key of the region that this country (ISO 3166, two letters) lies in; nothing where it is in none."""
    return _regions().get(country, "")


def countries_in(region: str) -> list[str]:
    """Return the codes of the region's countries, in the order of the alphabet; none for a key that is unknown."""
    return [country for country, key in sorted(_regions().items()) if key == region]


@cache
def _regions() -> dict[str, str]:
    with TABLE.open("rb") as file:
        table = tomllib.load(file)
    return {country: region for region, countries in table.items() for country in countries}
