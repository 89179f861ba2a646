"""What the templates of the office ask: whether the person may do something, and how a day is written."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template
from django.conf import settings
from django.utils import timezone

from gongkai.agencies import watching
from gongkai.agencies.models import SecurityNotice
from gongkai.agencies.permissions import may_anywhere, posts_held

register = template.Library()
_WEEKDAYS = "一二三四五六日"


@register.simple_tag(takes_context=True)
def may_somewhere(context: dict[str, Any], permission: str) -> bool:
    """Whether one of the person's posts grants a permission anywhere: for menus only."""
    user = context["request"].user
    if not user.is_authenticated:
        return False
    return may_anywhere(user, permission, on=timezone.localdate())


@register.simple_tag(takes_context=True)
def my_posts(context: dict[str, Any]) -> list[Any]:
    """The posts the person holds today."""
    user = context["request"].user
    return posts_held(user, timezone.localdate()) if user.is_authenticated else []


@register.simple_tag(takes_context=True)
def security_notices(context: dict[str, Any]) -> list[tuple[SecurityNotice, str]]:
    """What looked unusual and nobody has looked into yet, as far as it is the person's to see."""
    rows = watching.unseen(context["request"].user, at=timezone.now())
    return [(notice, watching.sentence(notice)) for notice in rows]


@register.simple_tag
def idle_minutes() -> int:
    """After how many minutes without a request a session ends."""
    return int(settings.GONGKAI_IDLE_MINUTES)


@register.filter
def day(value: date | None) -> str:
    """2026-01-05（周一）, or a dash."""
    return f"{value:%Y-%m-%d}（周{_WEEKDAYS[value.weekday()]}）" if value else "—"


@register.filter
def short_day(value: date | None) -> str:
    """2026-01-05, or a dash."""
    return f"{value:%Y-%m-%d}" if value else "—"
