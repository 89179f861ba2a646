"""Times of day and years in running text: what is one number or one stretch of time stays on one line."""

from __future__ import annotations

import re

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
_WHOLE = re.compile(r"\d{1,2}:\d{2}\s?[—–~～-]\s?\d{1,2}:\d{2}|\d{4}年度?")


@register.filter
def unbroken(words: str) -> SafeString:
    """Words in which no line breaks within 9:00—12:00 or 2023年: a dash and the word after a number may
    begin a line, so browsers would break before them."""
    return mark_safe(_WHOLE.sub(r'<span class="bit">\g<0></span>', conditional_escape(words)))  # noqa: S308 - escaped
