"""Limits on how often one network address may do something in an hour.

Counted in the database, because several worker processes share the limit.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import F
from django.http import HttpRequest

from gongkai.portal.models import Visits
from gongkai.portal.site import limits
from gongkai.privacy import sealing


class Deed(StrEnum):
    """What is counted."""

    SUBMIT = "submit"
    """An application was registered."""
    FAIL = "fail"
    """A number and a query code did not fit."""
    CALL = "call"
    """A program called the API."""
    DRAFT = "draft"
    """An application was begun, or files were sent with a letter that may come back for something else."""
    ACT = "act"
    """Something was sent about a request: a correction, a withdrawal, a rating, an opinion."""
    SPEAK = "speak"
    """A letter, an opinion on a draft, a report of an error or an answer to a survey was sent."""


DRAFTS_FOR_EACH = 5
"""How many applications may be begun for each that may be sent."""


def address_of(request: HttpRequest) -> str:
    """The visitor's network address. With GONGKAI_PROXIES=n the n-th address from the right of
    X-Forwarded-For is believed, because that one was written by our own outermost proxy."""
    return address_told(request.META)


def address_told(told: Mapping[str, Any]) -> str:
    """The same, from what the server tells of a request (PEP 3333)."""
    proxies = limits().proxies
    if proxies > 0:
        passed = [part.strip() for part in told.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
        if len(passed) >= proxies:
            return str(passed[-proxies])
    return str(told.get("REMOTE_ADDR", ""))


def exceeded(deed: Deed, address: str, *, at: datetime) -> bool:
    """Whether the address has used up its hour."""
    found = limits()
    allowed = {
        Deed.SUBMIT: found.submissions,
        Deed.FAIL: found.failed_queries,
        Deed.DRAFT: found.submissions * DRAFTS_FOR_EACH,
        Deed.ACT: found.submissions,
        Deed.SPEAK: found.submissions,
        Deed.CALL: found.calls,
    }[deed]
    count = Visits.objects.filter(**_place(deed, address, at)).values_list("count", flat=True).first()
    return (count or 0) >= allowed


def record(deed: Deed, address: str, *, at: datetime) -> None:
    """Count one more; the first of an hour forgets what is older than a day."""
    place = _place(deed, address, at)
    if Visits.objects.filter(**place).update(count=F("count") + 1):
        return
    Visits.objects.filter(hour__lt=at - timedelta(days=1)).delete()
    _, made = Visits.objects.get_or_create(**place, defaults={"count": 1})
    if not made:
        Visits.objects.filter(**place).update(count=F("count") + 1)


def _place(deed: Deed, address: str, at: datetime) -> dict[str, object]:
    hour = at.replace(minute=0, second=0, microsecond=0)
    return {"deed": deed.value, "address_index": sealing.blind_index("address", address), "hour": hour}
