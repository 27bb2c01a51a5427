"""Rows that stay as they are once they are adopted, whoever asks: the CMS, a service or a shell."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models


class FrozenError(Exception):
    """Somebody tried to change or delete what was adopted."""


class FrozenQuerySet(models.QuerySet[Any]):
    """Refuses to change or delete rows of which even one is frozen. The model says which are (`FROZEN`)."""

    def frozen(self) -> FrozenQuerySet:
        """Return those that stay as they are."""
        return self.filter(**self.model.FROZEN)

    def update(self, **values: Any) -> int:
        """Change rows that are not frozen; raise FrozenError where one is and a frozen field is named."""
        self._refuse(set(values) - self.model.FREE)
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete rows that are not frozen; raise FrozenError where one is."""
        self._refuse({"row"})
        return super().delete()

    def bulk_update(self, *args: Any, **values: Any) -> NoReturn:
        """Refuse: rows are saved one by one, so that each is looked at."""
        raise FrozenError(f"{self.model._meta.verbose_name}: saved one by one.")

    def bulk_create(self, *args: Any, **values: Any) -> NoReturn:
        """Refuse: rows are saved one by one, so that each is looked at."""
        raise FrozenError(f"{self.model._meta.verbose_name}: saved one by one.")

    def _refuse(self, names: set[str]) -> None:
        if names and self.frozen().exists():
            raise FrozenError(f"{self.model._meta.verbose_name}: what is adopted stays as it is.")
