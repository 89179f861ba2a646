"""What must be right before the portal serves: found at the start, not by the first citizen."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, register

from gongkai.portal import kiosk, tongues
from gongkai.portal.site import limits
from gongkai.script.catalogue import BadLanguage


@register()
def limits_are_numbers(**_: Any) -> list[CheckMessage]:
    """The limits on visitors are whole numbers that let somebody in."""
    names = "GONGKAI_SUBMISSIONS_PER_HOUR、GONGKAI_FAILED_QUERIES_PER_HOUR、GONGKAI_API_CALLS_PER_HOUR"
    try:
        found = limits()
    except ValueError as error:
        message = f"{names}、GONGKAI_PROXIES应为整数：{error}"
        return [Error(message, id="portal.E001")]
    if min(found.submissions, found.failed_queries, found.calls) < 1 or found.proxies < 0:
        return [Error(f"{names}至少为1，GONGKAI_PROXIES不能为负数。", id="portal.E001")]
    return []


@register()
def languages_can_be_read(**_: Any) -> list[CheckMessage]:
    """The script and the packs of the settings are there, so that no page finds out."""
    try:
        tongues.traditional()
    except ValueError:
        return [Error("GONGKAI_TRADITIONAL应为hant、tw或者hk。", id="portal.E002")]
    try:
        tongues.tongues()
    except BadLanguage as error:
        return [Error(f"GONGKAI_LANGUAGE_DIR里的语言包读不了：{error}", id="portal.E003")]
    return []


@register()
def kiosks_have_tokens(**_: Any) -> list[CheckMessage]:
    """Every point of GONGKAI_KIOSKS has a name and a token that nobody guesses."""
    try:
        kiosk.points()
    except ValueError as error:
        message = f"GONGKAI_KIOSKS应写成“名称=令牌,名称=令牌”，令牌至少{kiosk.SHORTEST}个字母和数字：{error}"
        return [Error(message, id="portal.E004")]
    return []
