"""What a transaction changes for readers, told in that transaction: to the table of changes and to the journal.

The gate tells what became public and what left. What officers change without it is seen by the statements themselves,
whichever verb, form or script they come from.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from gongkai.disclosure.models import (
    AgendaItem,
    ExecutiveMeeting,
    Interpretation,
    PublicPage,
    PublicTalk,
    Reprint,
    TalkDocument,
)
from gongkai.editorial import pages
from gongkai.editorial.items import Item
from gongkai.editorial.models import Release
from gongkai.portal.caching import following, topics
from gongkai.portal.models import SiteChange

logger = logging.getLogger(__name__)
_WRITTEN = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM|INSERT OR IGNORE INTO|INSERT OR REPLACE INTO) "(\w+)"')
_NAMED_ON: dict[str, Callable[[int], Iterable[int | None]]] = {
    Interpretation.item_kind: lambda number: Interpretation.objects.filter(pk=number).values_list(
        "document", flat=True
    ),
    PublicTalk.item_kind: lambda number: TalkDocument.objects.filter(page=number).values_list("document", flat=True),
    ExecutiveMeeting.item_kind: lambda number: AgendaItem.objects.filter(meeting=number).values_list(
        "document", flat=True
    ),
    Reprint.item_kind: lambda number: Reprint.objects.filter(pk=number).values_list("original", flat=True),
}
_WRITES = frozenset({"INSERT", "UPDATE", "DELETE"})


def note(key: str, item: Item | None, release: Release | None) -> None:  # noqa: ARG001 - as the gate tells it
    """Told by the gate: something became public, or left."""
    changed(of_key(key))


def note_otherwise(key: str) -> None:
    """Told by the gate: what is known of something public is another."""
    changed(of_key(key))


def of_key(key: str) -> set[str]:
    """What shows something of the gate: its own answer, the lists that hold it and whatever shows anything."""
    kind, _, number = key.partition(":")
    if kind != pages.KIND or not number.isdecimal():
        return {topics.GATE, topics.sort(kind)}
    found = {topics.GATE, topics.page(int(number))}
    row = PublicPage.objects.filter(page=int(number)).values_list("section", "kind").first()
    if row is not None:
        found |= {topics.within(row[0]), topics.sort(row[1])}
        found |= {topics.page(document) for document in _documents(int(number), row[1])}
    return found


def _documents(number: int, kind: str) -> set[int]:
    """The policy documents, or the original, on whose pages a page is named now. Where it was named before is no
    matter: such a page says of itself what it shows."""
    asked = _NAMED_ON.get(kind)
    return {found for found in asked(number) if found} if asked else set()


def changed(names: Iterable[str]) -> None:
    """Tell that these are another from the end of the transaction on, on this machine and on every other."""
    new = sorted(set(names) - _told())
    if not new:
        return
    row = SiteChange.objects.create(topics=new, at=timezone.now())
    token = _begin(new)
    transaction.on_commit(Told(row.pk, token, tuple(new)), robust=True)


class Told:
    """What a transaction told, and what is to be done when it has committed."""

    def __init__(self, number: int, token: str, names: tuple[str, ...]) -> None:
        self.number, self.token, self.names = number, token, names

    def __call__(self) -> None:
        """Say that it is done. A failure is not the publisher's affair: the next look at the table heals it."""
        journal = following.journal()
        try:
            if self.token:
                journal.end(self.token, self.names)
            journal.tell(self.number, self.names)
        except OSError as error:
            logger.error("the journal of changes cannot be written: %s", error)


def _told() -> set[str]:
    """What this transaction told already and was not rolled back since."""
    hooks = (hook for _, hook, *_ in connection.run_on_commit)
    return {name for hook in hooks if isinstance(hook, Told) for name in hook.names}


def _begin(names: Iterable[str]) -> str:
    if not settings.GONGKAI_PAGE_CACHE:
        return ""
    try:
        return following.journal().begin(names)
    except OSError as error:
        logger.error("the journal of changes cannot be written: %s", error)
        return ""


@cache
def _watched() -> dict[str, tuple[str, str]]:
    known = {apps.get_model(name): told for name, told in topics.WATCHED.items()}
    return {model._meta.db_table: told for model, told in known.items()}  # noqa: SLF001 - Django's own name


def watch(connection: Any, **_: Any) -> None:
    """Told by Django that a connection was made: look at what is written through it."""
    if settings.GONGKAI_PAGE_CACHE and _execute not in connection.execute_wrappers:
        connection.execute_wrappers.append(_execute)


def _execute(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    found = execute(sql, params, many, context)
    if isinstance(sql, str) and sql[:6] in _WRITES:
        table = _WRITTEN.match(sql)
        told = _watched().get(table[1]) if table else None
        if told is not None and told[1] in sql:
            changed([told[0]])
    return found
