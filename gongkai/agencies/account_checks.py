"""Start-up checks of the settings of accounts: a misspelt word must not open the office."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as Caution

DEMANDS = ("off", "reviewers", "all")


@register()
def second_factor_is_known(**_: Any) -> list[CheckMessage]:
    """The demand for a second factor is one of three words."""
    said = settings.GONGKAI_SECOND_FACTOR
    if said in DEMANDS:
        return []
    return [Error(f"GONGKAI_SECOND_FACTOR应为off、reviewers或者all，不能是“{said}”。", id="agencies.E001")]


@register()
def sessions_end(**_: Any) -> list[CheckMessage]:
    """A session without a request ends within a working morning."""
    minutes = settings.GONGKAI_IDLE_MINUTES
    if 1 <= minutes <= 240:
        return []
    return [Error(f"GONGKAI_IDLE_MINUTES应为1至240之间的分钟数，不能是{minutes}。", id="agencies.E002")]


@register(deploy=True)
def second_factor_is_demanded(**_: Any) -> list[CheckMessage]:
    """A site in service asks reviewers for a second factor."""
    if settings.GONGKAI_SECOND_FACTOR != "off":
        return []
    return [Caution("GONGKAI_SECOND_FACTOR=off：审批和维护人员只凭密码登录。", id="agencies.W001")]
