"""The rows of a kind of pages that everybody can read at this moment: what every list of the portal starts from."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import QuerySet

from gongkai.editorial.pages import GatedPage

Some = TypeVar("Some", bound=GatedPage)


def standing(model: type[Some]) -> QuerySet[Some]:
    """The pages of a kind whose release stands, with their agency and their address. What is read of them here was
    released with them; a page itself is compared with its release when it is shown (`queries.find`)."""
    rows: QuerySet[Some] = model._default_manager.filter(  # noqa: SLF001 - Django's documented name
        live=True, public__release__isnull=False, public__release__withdrawn_at__isnull=True
    )
    return rows.select_related("public", "agency")
