"""What the templates of the office ask: whether the person may do something, and how a day is written."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template
from django.conf import settings
from django.utils import timezone

from gongkai.agencies import menu, watching
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
def office_menu(context: dict[str, Any]) -> list[tuple[menu.Group, list[tuple[menu.Entry, str]]]]:
    """The groups of the menu that the person may use; each entry with what is said of it when one is there."""
    view, section = _place(context)
    groups = menu.groups(context["request"].user, view, section, at=timezone.now())
    return [(group, [(entry, _current(entry, view, section)) for entry in group.entries]) for group in groups]


@register.simple_tag(takes_context=True)
def own_entries(context: dict[str, Any]) -> list[tuple[menu.Entry, str]]:
    """What stands beside the person's name."""
    view, section = _place(context)
    return [(entry, _current(entry, view, section)) for entry in menu.PERSONAL.entries]


@register.simple_tag(takes_context=True)
def office_trail(context: dict[str, Any]) -> dict[str, Any] | None:
    """To which group and entry the screen belongs, and whether it is the entry itself; None on today's page."""
    view, section = _place(context)
    found = menu.trail(view, section)
    return {"group": found[0].label, "entry": found[1], "here": found[1].name == view} if found else None


def _place(context: dict[str, Any]) -> tuple[str, str]:
    """The name of the address that was asked, and the section that its screen gives."""
    match = context["request"].resolver_match
    return (match.view_name if match else "", str(context.get("section", "")))


def _current(entry: menu.Entry, view: str, section: str) -> str:
    """The value of aria-current: this screen, one below it, or neither."""
    return "" if menu.place(view, section) != entry else "page" if entry.name == view else "true"


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
