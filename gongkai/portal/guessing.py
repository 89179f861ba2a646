"""Counting wrong query codes, for those who watch over the system."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Sum

from gongkai.agencies.watching import Counted
from gongkai.portal.models import Visits
from gongkai.portal.throttle import Deed


def wrong_codes(_: datetime, until: datetime) -> Iterator[Counted]:
    """How often a number and a query code did not fit in this hour, from all addresses together: whoever guesses from
    many addresses stays below the limit of each."""
    hour = until.replace(minute=0, second=0, microsecond=0)
    found = Visits.objects.filter(deed=Deed.FAIL.value, hour=hour).aggregate(sum=Sum("count"))["sum"]
    yield Counted(found or 0)
