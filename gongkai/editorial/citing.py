"""Which drafts cite a file or a picture: what a draft cites is not deleted, or the draft would lose it unnoticed."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F, Q, TextField
from django.db.models.functions import Cast
from wagtail.models import Page, Revision

from gongkai.editorial import content
from gongkai.editorial.pages import GatedPage

_BESIDE = (": {0},", ": {0}}}", "[{0},", "[{0}]", ", {0},", ", {0}]", '"{0}\\')
"""How a number can stand in a revision: as a value of a block, in a list, as an attribute of running text."""


def drafts(part_key: str, number: int) -> Iterator[GatedPage]:
    """The pages whose newest revision cites a file or picture. The database names those in which its number stands,
    and each of them is asked what it shows."""
    newest = Page.objects.filter(latest_revision__isnull=False).values("latest_revision")
    beside = Q()
    for pattern in _BESIDE:
        beside |= Q(words__contains=pattern.format(number))
    rows = Revision.objects.filter(pk__in=newest).annotate(words=Cast(F("content"), TextField()))
    for revision in rows.filter(beside).order_by("-pk").iterator(chunk_size=100):
        page = revision.as_object()
        if isinstance(page, GatedPage) and any(part.key == part_key for part in content.shown(page).parts):
            yield page
