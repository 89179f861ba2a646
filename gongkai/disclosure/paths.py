"""What lies below a page, found through the index on SQLite too.

Wagtail asks for it by ``path LIKE '0001…%' ESCAPE '\\'``, more than a hundred times for one list. SQLite never uses an
index for that and reads every page each time: four seconds for a list among 100,000 pages. PostgreSQL has an index
of its own for beginnings and is left alone.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.lookups import StartsWith
from django.db.models.sql.compiler import SQLCompiler
from wagtail.models import Collection, Page

_AFTER = "~"
"""Behind every letter and figure of which paths are made."""


class Below(StartsWith):
    """A beginning, and beside it the stretch of the index in which it must lie."""

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        """The same condition with its limits."""
        sql, params = super().as_sql(compiler, connection)
        if not self.rhs_is_direct_value() or not str(self.rhs).isalnum():
            return sql, params
        path, own = self.process_lhs(compiler, connection)
        limits = [*own, self.rhs, *own, f"{self.rhs}{_AFTER}"]
        return f"({path} >= %s AND {path} < %s AND {sql})", [*limits, *params]


def use_the_index() -> None:
    """Ask this way wherever the path of a page or a collection is compared."""
    for model in (Page, Collection):
        model._meta.get_field("path").register_lookup(Below, "startswith")  # noqa: SLF001 - Django's documented name
