"""What the templates of the office ask of the dialogue."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from gongkai.dialogue import queries

register = template.Library()


@register.simple_tag(takes_context=True)
def dialogue_waiting(context: dict[str, Any]) -> queries.Waiting:
    """What letters, consultations and reports of errors ask of the person today."""
    return queries.waiting(context["request"].user, today=timezone.localdate())
