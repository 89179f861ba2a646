"""What the template of running text asks of notes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.safestring import SafeString

from gongkai.portal.footnotes import Footnotes, Note

register = template.Library()


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
