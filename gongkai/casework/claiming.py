"""What a department does with a case that it was given: sign for it, or give it back with a reason. No clock moves."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from gongkai.agencies.models import User
from gongkai.agencies.permissions import may
from gongkai.agencies.roles import Permission
from gongkai.casework import log
from gongkai.casework.errors import Incomplete, NotPermitted
from gongkai.casework.log import Happening
from gongkai.casework.models import Case
from gongkai.statute.events import EventKind


@transaction.atomic
def claim(*, case_id: int, by: User, at: datetime, seq: int | None = None) -> Case:
    """Somebody in the department signs for a case that nobody there has yet, and handles it from now on.

    Raises NotPermitted when it was not given to their department, or another handles it.
    """
    dossier = log.lock(case_id, by=by, at=at, permission=Permission.CASE_DRAFT, expected_seq=seq)
    if reason := not_claimable(dossier.case, by, on=localdate(at)):
        raise NotPermitted(reason)
    data = {"to": f"agency:{dossier.case.assigned_agency_id}/{by.actor}"}
    case = log.write(dossier, [Happening(EventKind.TRANSFERRED_INTERNALLY, localdate(at), data)], by=by, at=at)
    case.handler = by
    case.save(update_fields=["handler"])
    return case


@transaction.atomic
def give_back(*, case_id: int, why: str, by: User, at: datetime, seq: int | None = None) -> Case:
    """The department gives a case back to the office and says why. Raises NotPermitted, Incomplete."""
    if not why.strip():
        raise Incomplete("退回交办应当说明原因。", ("why",))
    dossier = log.lock(case_id, by=by, at=at, permission=Permission.CASE_DRAFT, expected_seq=seq)
    if reason := not_given(dossier.case, by, on=localdate(at)):
        raise NotPermitted(reason)
    happening = Happening(EventKind.RETURNED, localdate(at), {"by": by.actor}, {"why": why.strip()})
    case = log.write(dossier, [happening], by=by, at=at)
    case.assigned_agency = case.handler = case.internal_on = None
    case.save(update_fields=["assigned_agency", "handler", "internal_on"])
    return case


def not_given(case: Case, user: User, *, on: date) -> str:
    """Why a case is not a person's department's to give back; empty when it is."""
    if case.assigned_agency is None:
        return "此件没有交给其他单位承办。"
    if not may(user, Permission.CASE_DRAFT, case.assigned_agency, on=on):
        return f"此件交{case.assigned_agency.short_name}承办，由该单位签收或者退回。"
    return ""


def not_claimable(case: Case, user: User, *, on: date) -> str:
    """Why a person cannot sign for a case; empty when they can."""
    if reason := not_given(case, user, on=on):
        return reason
    return f"此件已由{case.handler}承办。" if case.handler is not None else ""
