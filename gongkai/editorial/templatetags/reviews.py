"""What the templates ask about reviews: how much waits, and how a place or a passage is named."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template
from django.utils import timezone

from gongkai.editorial import access, labels, listing
from gongkai.editorial.listing import Summary
from gongkai.editorial.models import Round
from gongkai.editorial.procedures import stages

register = template.Library()
PASSES = {1: "一校", 2: "二校", 3: "三校"}


@register.simple_tag(takes_context=True)
def reviews_waiting(context: dict[str, Any]) -> Summary | None:
    """What waits for the person, for the menu; None for who has nothing to do with reviews.

    Counted, with one query, on the screens of the reviews only, and where the screen has counted already: the list of
    requests has a promise of its own to keep.
    """
    request, now = context["request"], timezone.now()
    if "waiting_summary" in context:
        request.reviews_waiting = context["waiting_summary"]
    elif not hasattr(request, "reviews_waiting"):
        request.reviews_waiting = None
        if request.user.is_authenticated and access.takes_part(request.user, at=now):
            counted = context.get("section") == "reviews"
            request.reviews_waiting = listing.summary(request.user, at=now) if counted else listing.NONE
    found: Summary | None = request.reviews_waiting
    return found


@register.filter
def stage_label(key: str) -> str:
    """终审, for final_review; a key that is none of the stages as it is."""
    found = stages().get(key)
    return found.label if found else key


@register.filter
def stands(row: Round) -> str:
    """Where a round stands: the stage that is due, or how it ended."""
    return f"等待{stage_label(row.stage)}" if row.stage else str(row.get_state_display())


@register.filter
def left_words(due: date | None, today: date) -> str:
    """How many days are left, in words."""
    return listing.left_in_words((due - today).days) if due else "—"


@register.filter
def left_colour(due: date | None, today: date) -> str:
    """Red when it is past, amber on its day, else green."""
    left = (due - today).days if due else 1
    return "red" if left < 0 else "green" if left else "amber"


@register.filter
def pass_label(number: int) -> str:
    """一校、二校、三校; a dash for a review without a proof-reading."""
    return PASSES.get(number, "—")


@register.filter
def severity_label(severity: str) -> str:
    """What people call a severity."""
    return {"error": "必须处理", "warning": "请核对", "hint": "提示"}.get(severity, severity)


@register.filter
def field_label(name: str) -> str:
    """What people call a field of a page."""
    return labels.label(name)


@register.filter
def of(mapping: Any, key: str) -> Any:
    """The value of a key, or nothing."""
    return mapping.get(key, "")
