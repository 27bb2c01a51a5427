"""Rows that are added and never changed: logs, and what has been published as final."""

from typing import Any, NoReturn

from django.db import models


class AppendOnlyError(Exception):
    """Somebody tried to change or delete what is only ever added to."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Adds and reads; refuses to change or to delete, whoever asks."""

    def update(self, **values: Any) -> NoReturn:
        """Refuse."""
        raise AppendOnlyError(f"{self.model._meta.verbose_name}: rows are added, never changed.")

    def bulk_update(self, *args: Any, **values: Any) -> NoReturn:
        """Refuse."""
        raise AppendOnlyError(f"{self.model._meta.verbose_name}: rows are added, never changed.")

    def delete(self) -> NoReturn:
        """Refuse."""
        raise AppendOnlyError(f"{self.model._meta.verbose_name}: rows are added, never deleted.")


class AppendOnly(models.Model):
    """A row that is written once."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row; raise AppendOnlyError for one that is there already."""
        if not self._state.adding:
            raise AppendOnlyError(f"{self._meta.verbose_name}: rows are added, never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise AppendOnlyError(f"{self._meta.verbose_name}: rows are added, never deleted.")
