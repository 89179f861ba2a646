"""What the templates of the office ask of the oversight."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone

from gongkai.oversight import queries

register = template.Library()


@register.simple_tag(takes_context=True)
def oversight_waiting(context: dict[str, Any]) -> queries.Waiting:
    """What shifts, faults and rectifications ask of the person today."""
    return queries.waiting(context["request"].user, timezone.now())


@register.filter
def minute(value: datetime | None) -> str:
    """A moment as people write it: 3月1日08:00, with its year unless that is this one."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    year = f"{local.year}年" if local.year != timezone.localdate().year else ""
    return f"{year}{local.month}月{local.day}日{local:%H:%M}"
