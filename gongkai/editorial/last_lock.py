"""The last lock: what everybody reads is written only while the gate puts it out or takes it in.

A script, an import or a new screen that saves such a row by another way is refused here. Who writes SQL by hand
passes, and `differences` names what they did.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar, TypeVar

from django.db import models

from gongkai.editorial.errors import NotCleared, Owed

_OPEN: ContextVar[str] = ContextVar("gate_open_for", default="")
Row = TypeVar("Row", bound="PublicRow")


@contextmanager
def opened_for(key: str) -> Iterator[None]:
    """Let the rows of one item be written; for the gate alone."""
    token = _OPEN.set(key)
    try:
        yield
    finally:
        _OPEN.reset(token)


def require_open(key: str, title: str) -> None:
    """Whether the gate is at work on this item. Raises NotCleared."""
    if not key or _OPEN.get() != key:
        raise _shut(title)


def _shut(title: str) -> NotCleared:
    return NotCleared(title, [Owed("NOT_RELEASED", "公开、修改和撤下公开的内容，都要经过审核和发布环节")])


class PublicRows(models.QuerySet[Row]):
    """Rows that are written one by one, so that each is looked at."""

    def update(self, **changes: Any) -> int:
        """Refuses the columns that everybody reads. Raises NotCleared."""
        if self.model.public_columns.intersection(changes):
            raise _shut("公开的内容")
        return super().update(**changes)

    def bulk_create(self, objs: Iterable[Row], *args: Any, **options: Any) -> list[Row]:
        """Refuses rows that would be public at once. Raises NotCleared."""
        rows = list(objs)
        for row in rows:
            if row.shown() is not None:
                raise _shut(str(row))
        return super().bulk_create(rows, *args, **options)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuses to let something public vanish without a reason. Raises NotCleared."""
        for row in self:
            if row.shown() is not None:
                raise _shut(str(row))
        return super().delete()


class PublicRow(models.Model):
    """A row of which everybody may come to read a part: that part is written through the gate only."""

    gate_name: ClassVar[str]
    """The name of its kind at the gate."""
    public_columns: ClassVar[frozenset[str]]
    """Which columns `update` may never write."""
    objects = PublicRows.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        """Refuses what changes something that everybody reads. Raises NotCleared."""
        stored = type(self).objects.filter(pk=self.pk).first() if self.pk else None
        if self.shown() != (stored.shown() if stored else None):
            require_open(self.gate_key, str(self))
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        """Refuses to let something public vanish without a reason. Raises NotCleared."""
        if self.shown() is not None:
            raise _shut(str(self))
        return super().delete(*args, **options)

    @property
    def gate_key(self) -> str:
        """How the gate calls the row; empty while it was never saved."""
        return f"{self.gate_name}:{self.pk}" if self.pk else ""

    def shown(self) -> tuple[Any, ...] | None:
        """What everybody reads of it now; None while it is not public."""
        raise TypeError(f"{type(self).__name__} does not say what everybody reads of it")
