"""What the screen of programs and the description of the API ask."""

from __future__ import annotations

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def label(labels: Mapping[str, str], name: str) -> str:
    """The Chinese name of a code; the code itself when it has none."""
    return labels.get(name, name)
