"""What an answer can show, by name: the words in which readers and changes speak of the same thing.

The tables that public answers read are of three sorts. What only the gate makes public counts as `GATE`, or as a
narrower name where a view knows better what it shows. What officers change without the gate counts as itself. An
answer that reads any other table is not kept: nobody would tell that it has changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from django.apps import apps
from django.db import models
from modelcluster.fields import ParentalKey

from gongkai.editorial.last_lock import PublicRow
from gongkai.editorial.pages import GatedPage

GATE = "gate"
"""Anything that became public, left, or is known otherwise."""
AGENCIES = "agencies"
NAMES = "names"
"""How names are written in traditional characters."""
NOTICES = "notices"
"""The holiday notices."""
GAZETTES = "gazettes"
"""What stands on every issue of a gazette."""
DIALOGUE = "dialogue"
"""What the public wrote, of which the entrance of the dialogue shows counts."""
BOARDS = "boards"
"""Which photographs of paper boards were accepted; whether everybody sees one passes the gate."""
WATCHED: dict[str, tuple[str, str]] = {
    "agencies.Agency": (AGENCIES, ""),
    "casework.Succession": (AGENCIES, ""),
    "agencies.HolidayNotice": (NOTICES, ""),
    "disclosure.Gazette": (GAZETTES, ""),
    "dialogue.CitizenLetter": (DIALOGUE, ""),
    "dialogue.Opinion": (DIALOGUE, ""),
    "dialogue.Ballot": (DIALOGUE, ""),
    "dialogue.SiteError": (DIALOGUE, ""),
    "dialogue.SeatRequest": (DIALOGUE, ""),
    "dialogue.SeatChoice": (DIALOGUE, ""),
    "village.Village": (AGENCIES, ""),
    "village.BoardPhoto": (BOARDS, ""),
    "portal.KeptName": (NAMES, ""),
    "agencies.User": (NAMES, '"name"'),
}
"""What changes without the gate and is public: its topic, and a word of the statement without which nobody reads of
the change. Signing in writes to the table of people, and names nobody anew."""
_OF_THE_GATE = (
    "wagtailcore.Page",
    "disclosure.PublicPage",
    "disclosure.LibraryEntry",
    "disclosure.Paper",
    "disclosure.Picture",
    "disclosure.PictureRendition",
    "disclosure.GazetteArticle",
    "editorial.Release",
    "editorial.ReleasedPart",
)
"""Read by public pages, and changed for the public by nothing but the gate's transaction. Pages, their lines and what
is derived from `PublicRow` are found by themselves."""
_OF_NOBODY = (
    "contenttypes.ContentType",
    "wagtailcore.Site",
    "wagtailcore.Locale",
    "wagtailcore.Revision",
    "editorial.Round",
)
"""Set up with the program, read to learn who wrote something, or kept as it was written: what a reprint shows of a
revision is bound to a digest, and another revision comes with another release."""


def page(number: int) -> str:
    """A page, with what stands on it."""
    return f"page:{number}"


def within(section: int) -> str:
    """The list of a section."""
    return f"in:{section}"


def sort(kind: str) -> str:
    """All that is public of a kind: ``policy``, ``section``, ``report``."""
    return f"sort:{kind}"


@cache
def of_tables() -> dict[str, str]:
    """The topic of each table that a kept answer may read; the empty one for what never changes."""
    watched = {_table(name): topic for name, (topic, _) in WATCHED.items()}
    found = {_table(name): "" for name in _OF_NOBODY}
    found |= {_table(name): GATE for name in _OF_THE_GATE}
    gated = [model for model in apps.get_models() if issubclass(model, GatedPage | PublicRow)]
    lines = [model for model in apps.get_models() if any(_belongs(field, gated) for field in _fields(model))]
    found |= {model._meta.db_table: GATE for model in (*gated, *lines)}  # noqa: SLF001 - Django's own name
    return found | watched


def _table(name: str) -> str:
    return str(apps.get_model(name)._meta.db_table)  # noqa: SLF001 - Django's own name


def _fields(model: type[models.Model]) -> list[models.Field[object, object]]:
    return list(model._meta.local_fields)  # noqa: SLF001 - Django's own name


def _belongs(field: models.Field[object, object], gated: Sequence[type[models.Model]]) -> bool:
    return isinstance(field, ParentalKey) and field.related_model in gated
