"""Times of day in running text: from when until when stays on one line."""

from __future__ import annotations

import re

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
_FROM_UNTIL = re.compile(r"\d{1,2}:\d{2}\s?[—–~～-]\s?\d{1,2}:\d{2}")


@register.filter
def unbroken(words: str) -> SafeString:
    """Words in which no line breaks within 9:00—12:00: a dash may begin a line, so browsers would break before it."""
    return mark_safe(_FROM_UNTIL.sub(r'<span class="bit">\g<0></span>', conditional_escape(words)))  # noqa: S308 - escaped
