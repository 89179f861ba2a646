"""The rows of a district, kept in memory and put back into the next database that is empty.

A district takes some hundred statements, and more than a thousand tests begin with one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Generic, TypeVar

from django.apps import apps
from django.db import connection, models

from gongkai.agencies.models import Agency, Post, User
from gongkai.audit.models import Entry, Head
from gongkai.editorial.models import ProcedureRule
from gongkai.portal.models import SiteChange

WRITTEN: tuple[type[models.Model], ...] = (Agency, User, Post, Entry, Head, ProcedureRule)
"""What founding a district writes, in an order in which it can be written."""
Made = TypeVar("Made")


class Keepsake(Generic[Made]):
    """Makes something once in a process; after that, into an empty database, puts its rows back."""

    def __init__(self, make: Callable[[], Made]) -> None:
        self._make = make
        self._kept: tuple[Made, list[list[models.Model]]] | None = None

    def __call__(self) -> Made:
        """What was asked for, as if it had just been made."""
        if not _empty():
            return self._make()
        if self._kept is not None:
            made, rows = deepcopy(self._kept)
            _put_back(rows)
            return made
        before = _counts()
        made = self._make()
        # where answers are kept, each change is told to those who keep them; a district is none the richer for it
        changed = {model for model, count in _counts().items() if count != before[model]} - {SiteChange}
        assert changed == set(WRITTEN), "something is written that would not be put back"
        self._kept = deepcopy((made, [list(model._base_manager.all()) for model in WRITTEN]))
        return made


def _empty() -> bool:
    tables = (connection.ops.quote_name(model._meta.db_table) for model in WRITTEN)
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + " OR ".join(f"EXISTS (SELECT 1 FROM {table})" for table in tables))
        return not cursor.fetchone()[0]


def _counts() -> dict[type[models.Model], int]:
    # Wagtail has a table of its own for searching on SQLite, which PostgreSQL has not
    there = set(connection.introspection.table_names())
    return {model: model._base_manager.count() for model in apps.get_models() if model._meta.db_table in there}


def _put_back(rows: Sequence[list[models.Model]]) -> None:
    for model, found in zip(WRITTEN, rows, strict=True):
        model._base_manager.bulk_create(found)
