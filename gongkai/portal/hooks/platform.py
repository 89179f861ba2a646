"""Reporting to a superior's platform: the status document, the platform's answers, and a whole year once more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from gongkai.agencies.models import User
from gongkai.agencies.permissions import require
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.casework.models import Case
from gongkai.jobs.definition import keyed
from gongkai.portal.api.progress import progress
from gongkai.portal.hooks import folder
from gongkai.portal.hooks.addresses import BadAddress
from gongkai.portal.models import Hook, HookCall
from gongkai.statute.events import Event

AT_ONCE = 200


def document(case: Case, events: Sequence[Event], outcome: str) -> dict[str, Any]:
    """The state of a case after some events: what `GET /requests/{number}` answers, and what a platform counts by.
    Nobody is named and nothing of what was asked is said."""
    told = progress(case.number, events)
    last = events[-1]
    return {
        "agency_code": case.agency.code,
        "seq": last.seq,
        "kind": last.kind.value,
        "occurred_on": last.occurred_on.isoformat(),
        "channel": case.channel,
        "applicant_kind": case.applicant_kind,
        "outcome": outcome or None,
        **{name: value.isoformat() if isinstance(value, date) else value for name, value in told.items()},
    }


def ask_year(*, hook_id: int, year: int, by: User, at: datetime) -> Hook | None:
    """Have the state of every case of a year reported again; None when there is no such hook. Raises NotAllowed."""
    hook = Hook.objects.select_related("agency").filter(pk=hook_id, revoked_at__isnull=True).first()
    if hook is None or hook.content != Hook.Content.STATUS:
        return None
    require(by, Permission.PEOPLE_EDIT, hook.agency, on=localdate(at))
    from gongkai.portal.tasks import report_year

    with transaction.atomic():
        act = ledger.Act(by.actor, Action.YEAR_REPORTED, f"hook:{hook.pk}", detail={"year": year})
        ledger.record(hook.agency.stream, [act], at=at)
        keyed(report_year, f"report-year:{hook.pk}:{year}").enqueue(hook.pk, year)
    return hook


def report_year(hook_id: int, year: int, *, at: datetime) -> int:
    """Put every case of a year in line for a hook with its latest event; returns how many. Begun twice it is the
    same: a call is known by the case's number and the event's."""
    hook = Hook.objects.filter(pk=hook_id, revoked_at__isnull=True).first()
    if hook is None:
        return 0
    cases = Case.objects.filter(agency=hook.agency_id, year=year, seq__gt=0).order_by("pk")
    total = 0
    for start in range(0, cases.count(), AT_ONCE):
        with transaction.atomic():
            for case in cases[start : start + AT_ONCE]:
                _line_up(hook, case, at)
                total += 1
    from gongkai.portal.hooks import queue

    transaction.on_commit(partial(queue.enqueue_due, at=at), robust=True)
    return total


def take_answers(*, at: datetime) -> int:
    """Read what platforms answered into their folders; returns how many answers. An answer is moved aside only after
    it is written down, and the same answer twice is once."""
    taken = 0
    for hook in Hook.objects.filter(revoked_at__isnull=True, address__startswith=folder.SCHEME):
        try:
            for found in folder.answers(hook.address):
                taken += _answered(hook, found, at)
        except BadAddress:
            # the operator took the setting away; delivering says so on the screen
            continue
    return taken


def _line_up(hook: Hook, case: Case, at: datetime) -> None:
    kind = case.events.get(seq=case.seq).kind
    fresh: dict[str, Any] = {"attempts": 0, "not_before": at, "done_at": None, "given_up_at": None, "problem": ""}
    fresh |= {"answer": "", "answer_reason": "", "answered_at": None}
    made = {**fresh, "kind": kind, "made_at": at}
    HookCall.objects.update_or_create(
        hook=hook, case_number=case.number, seq=case.seq, defaults=fresh, create_defaults=made
    )


def _answered(hook: Hook, found: folder.Answer, at: datetime) -> bool:
    call = HookCall.objects.filter(hook=hook, case_number=found.number, seq=found.seq)
    answer = HookCall.Answer.ACCEPTED if found.accepted else HookCall.Answer.REJECTED
    known = call.update(answer=answer, answer_reason="" if found.accepted else found.reason, answered_at=at)
    folder.put_aside(found.path, folder.TAKEN if known else folder.UNREADABLE)
    return bool(known)
