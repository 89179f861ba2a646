"""How each kind of page is shown: its template, its column and what the template reads beside the page itself.

A kind with a form of its own has one line in `KINDS` and a template that extends ``portal/content/page.html``, whose
blocks are the head (``lead``), the facts, the text and what comes after it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.timezone import localdate, now

from gongkai.disclosure import handing_out, library, queries
from gongkai.disclosure.models import DocumentEffect, LibraryEntry, PolicyDocument, PublicPage
from gongkai.editorial.pages import GatedPage
from gongkai.portal import pages
from gongkai.portal.caching import reading, topics
from gongkai.portal.pages import Column
from gongkai.statute.documents import Validity

More = Callable[[GatedPage, PublicPage | None], dict[str, Any]]


def nothing(_content: GatedPage, _row: PublicPage | None) -> dict[str, Any]:
    """For a kind whose template reads the page alone."""
    return {}


@dataclass(frozen=True, slots=True)
class Shown:
    """How pages of a kind are shown; ``more`` is given the page and its public row, None while it is a draft."""

    template: str = "portal/content/page.html"
    column: Column = pages.CONTENT
    more: More = nothing


def of(content: GatedPage) -> Shown:
    """How a page is shown: as its kind, or as a plain page."""
    return KINDS.get(content.item_kind, PLAIN)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a reader is told of a document's validity, with what acts on it and what it acts on."""

    state: Validity
    sentence: str
    changes: list[dict[str, object]]
    effects: list[DocumentEffect]


def _standing(content: PolicyDocument) -> Standing | None:
    entry: LibraryEntry | None = getattr(content, "entry", None)
    if entry is None:
        return None
    today, changed = localdate(now()), library.in_order(content.acted_on_by)
    effects = list(content.effects.all())
    reading.shows(*map(topics.page, content.named()))
    rows = queries.beside(content)
    titles = {number: row.title for number, row in rows.items()}
    for effect in effects:
        effect.row = rows.get(effect.target_id)
    told: list[dict[str, object]] = [
        {"words": handing_out.said(change, titles.get(change.by, "")), "row": rows.get(change.by)} for change in changed
    ]
    return Standing(entry.state(today), handing_out.validity_sentence(entry, today), told, effects)


def _policy(content: GatedPage, row: PublicPage | None) -> dict[str, Any]:
    return {"standing": _standing(content) if row and isinstance(content, PolicyDocument) else None}


PLAIN = Shown()
KINDS: dict[str, Shown] = {PolicyDocument.item_kind: Shown("portal/content/policy.html", more=_policy)}
"""By ``item_kind``."""
