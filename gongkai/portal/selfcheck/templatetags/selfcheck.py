"""What templates ask of the self-check."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.timezone import localdate

from gongkai.portal import exchange
from gongkai.portal.selfcheck import rhythm
from gongkai.portal.selfcheck.rhythm import State
from gongkai.portal.selfcheck.verdicts import Result

register = template.Library()
FEW = 8


@register.simple_tag(takes_context=True)
def columns_to_renew(context: dict[str, Any]) -> dict[str, Any]:
    """The columns of a person's agencies that need something soon: how many, how many too late, and the first."""
    today = localdate()
    found = rhythm.mine(context["request"].user, today)
    late = sum(one.state(today) in (State.EMPTY, State.STALE) for one in found)
    return {"count": len(found), "late": late, "first": [(one, one.said(today)) for one in found[:FEW]]}


@register.simple_tag
def exchange_profiles() -> list[tuple[str, str]]:
    """The platforms under whose names the catalogue goes out, with what they are called."""
    return [(name, profile.label) for name, profile in exchange.labels()]


@register.filter
def result_colour(result: Result) -> str:
    """The colour of a result."""
    return {Result.PASSED: "green", Result.FAILED: "red", Result.UNTESTED: "grey"}[result]
