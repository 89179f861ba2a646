"""What templates ask of the search."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from gongkai.search.marking import Segment

register = template.Library()


@register.filter
def marked(segments: Sequence[Segment]) -> SafeString:
    """A text with what was found in it marked; every part of it escaped."""
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", part.words) if part.found else part.words,) for part in segments)
    )


@register.filter
def grouped(number: int) -> str:
    """1234567 as 1,234,567."""
    return f"{number:,}"
