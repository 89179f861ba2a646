"""Who calls: the key in the header, how often, and the query code for what belongs to the applicant."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.timezone import now
from ninja.security import HttpBearer

from gongkai.casework import queries
from gongkai.casework.errors import Unknown
from gongkai.casework.models import Case
from gongkai.portal import throttle
from gongkai.portal.api import keys
from gongkai.portal.api.refusals import NOT_FOUND, Refusal
from gongkai.portal.models import ApiKey
from gongkai.portal.throttle import Deed
from gongkai.statute.case_state import CaseState
from gongkai.statute.events import Event

LONGEST_NUMBER = 40


class Bearer(HttpBearer):
    """``Authorization: Bearer gk….…``"""

    openapi_description = "机关的接口密钥，由该机关的公开工作人员在办公平台“程序接口”页生成。"

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey | None:  # noqa: ARG002 - ninja's signature
        """The key, or None. Raises Refusal when its hour is used up."""
        key = keys.find(token)
        if key is not None:
            count(f"key:{key.pk}", at=now())
        return key

    def __call__(self, request: HttpRequest) -> Any:
        """Count the address first, so that guessing has its limit too."""
        count(throttle.address_of(request), at=now())
        return super().__call__(request)


def count(who: str, *, at: datetime) -> None:
    """Count one more call of a key or an address. Raises Refusal (429) when its hour is used up."""
    if throttle.exceeded(Deed.CALL, who, at=at):
        raise _too_many("调用过于频繁，本小时的次数已经用完，请求没有处理。", at)
    throttle.record(Deed.CALL, who, at=at)


def count_public(request: HttpRequest) -> None:
    """Count a call that needs no key. Raises Refusal (429)."""
    count(throttle.address_of(request), at=now())


def own_case(key: ApiKey, number: str) -> Case:
    """A case of the key's agency. Raises Refusal: 403 when the key may not follow cases, 404 for all else."""
    if not key.may_follow:
        raise Refusal(403, "KEY_MAY_NOT_FOLLOW", "本密钥没有查询办理进度的权限。")
    rows = Case.objects.select_related("agency", "subject").filter(agency=key.agency_id)
    found = rows.filter(number=_plain(number)).first()
    if found is None:
        raise NOT_FOUND
    return found


def applicants_case(key: ApiKey, number: str, code: str, *, at: datetime) -> tuple[Case, tuple[Event, ...], CaseState]:
    """A case of the key's agency that the applicant opened with the query code. Raises Refusal (404, 429)."""
    plain = _plain(number)
    who = f"key:{key.pk}:{plain}"
    if throttle.exceeded(Deed.FAIL, who, at=at):
        raise _too_many("收件编号或者查询码输错的次数太多，请求没有处理。", at)
    try:
        found = queries.for_applicant(plain, code[:40])
        if found[0].agency_id != key.agency_id:
            raise Unknown
    except Unknown:
        throttle.record(Deed.FAIL, who, at=at)
        raise NOT_FOUND from None
    return found


def may_file(key: ApiKey) -> None:
    """Raises Refusal (403) when the key may not act for applicants."""
    if not key.may_file:
        raise Refusal(403, "KEY_MAY_NOT_FILE", "本密钥没有代为提交申请的权限。")


def _plain(number: str) -> str:
    # a number of a register that was imported may hold any letters, but never what no database stores
    if not number.isprintable() or len(number) > LONGEST_NUMBER:
        raise NOT_FOUND
    return number.upper()


def _too_many(words: str, at: datetime) -> Refusal:
    seconds = 3600 - at.minute * 60 - at.second
    minutes = -(-seconds // 60)
    return Refusal(429, "TOO_MANY", f"{words}请在{minutes}分钟后再试。", retry_after=seconds)
