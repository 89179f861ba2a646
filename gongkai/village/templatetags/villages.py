"""What the first screen of the office asks of villages."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from gongkai.village import listing

register = template.Library()


@register.simple_tag(takes_context=True)
def villages_waiting(context: dict[str, Any]) -> listing.Waiting:
    """What waits for the person: signatures, photographs, questions, and what is due."""
    return listing.waiting(context["request"].user, at=timezone.now())
