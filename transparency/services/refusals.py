"""The register of refused support: how many, by category and year. A name never stands in it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RefusalsOfYear:
    """What is published of one year: each category's number, None where none is published."""

    year: int
    numbers: list[tuple[str, int | None]]
    """The category in the active language, and how many were refused."""

    @property
    def total(self) -> int | None:
        """The sum; None where a category is missing, for then nobody knows it."""
        known = [number for _category, number in self.numbers if number is not None]
        return sum(known) if len(known) == len(self.numbers) else None


def register() -> list[RefusalsOfYear]:
    """Return every year from the first to the last that is published, the last first. One query.

    Nought is a published number. A category or a whole year without a row is not published, and never nought.
    """
    from transparency.models import Funder, RefusalCount

    rows = RefusalCount.objects.order_by().values_list("year", "category", "number")
    published = {(year, category): number for year, category, number in rows}
    years = {year for year, _category in published}
    if not years:
        return []
    return [
        RefusalsOfYear(year, [(str(kind.label), published.get((year, kind.value))) for kind in Funder.Kind])
        for year in range(max(years), min(years) - 1, -1)
    ]
