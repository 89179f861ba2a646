"""Which office oversees which agencies (条例第四十七条): a government's office all of its government, everybody else
themselves."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.timezone import localdate

from gongkai.agencies.models import Agency, Kind, User
from gongkai.agencies.permissions import agencies_where, require
from gongkai.agencies.roles import Permission
from gongkai.disclosure.stocktaking.queries import reach
from gongkai.oversight.errors import Incomplete

NOT_OVERSEEN = (Kind.GOVERNMENT, Kind.VILLAGE)
"""A government acts through its office; villages have a committee of their own for this."""


def overseen(office: Agency) -> QuerySet[Agency]:
    """The agencies that an office oversees, itself among them."""
    rows = Agency.objects.filter(path__startswith=reach(office).path, abolished_on=None)
    return rows.exclude(kind__in=NOT_OVERSEEN).order_by("path")


def require_overseen(office: Agency, agency: Agency) -> None:
    """Raises Incomplete for an agency that the office does not oversee."""
    if not reach(office).holds(agency) or agency.kind in NOT_OVERSEEN or agency.abolished_on is not None:
        raise Incomplete(f"“{agency.name}”不在“{office.name}”的监管范围内。", "agency")


def require_manager(by: User, office: Agency, at: datetime) -> None:
    """Raises NotAllowed unless somebody runs the oversight of an office."""
    require(by, Permission.OVERSIGHT_MANAGE, office, on=localdate(at))


def managed(user: User, *, on: date) -> list[Agency]:
    """The offices whose oversight somebody runs."""
    return list(agencies_where(user, Permission.OVERSIGHT_MANAGE, on=on).filter(abolished_on=None))
