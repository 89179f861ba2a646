"""What the template of running text asks of its blocks: their notes, and to whom they are written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from gongkai.portal.footnotes import Footnotes, Note

register = template.Library()
_TO_WHOM = re.compile(r"\A\s*<p([^>]*)>([^<]{2,300}：)</p>")


@register.filter
def footnotes(blocks: Iterable[Any]) -> Footnotes:
    """The notes of a text."""
    return Footnotes(blocks)


@register.filter
def marked(block: Any, notes: Footnotes) -> SafeString:
    """A block's words, each mark of a note with a name to come back to."""
    return notes.marked(block)


@register.filter
def notes_of(block: Any, notes: Footnotes) -> list[Note]:
    """The notes of a block."""
    return notes.notes(block)


@register.filter
def addressed(words: SafeString) -> SafeString:
    """The first words of a text; a line that says to whom a document is written (主送机关) is told apart, because it
    stands at the edge (GB/T 9704)."""
    return mark_safe(_TO_WHOM.sub(r'<p class="addressed"\1>\2</p>', words, count=1))  # noqa: S308 - already cleaned
