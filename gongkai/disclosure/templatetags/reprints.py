"""What the first screen asks of offers and reprints."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from gongkai.disclosure.reprints import today

register = template.Library()


@register.simple_tag(takes_context=True)
def reprints_waiting(context: dict[str, Any]) -> today.Today:
    """What offers and reprints ask of the person today."""
    return today.waiting(context["request"].user, at=timezone.now())
