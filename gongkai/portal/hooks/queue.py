"""What is to be told to hooks: written down with the event, called in the background, tried again, given up.

A call may arrive twice (after a crash, for example) and is then the same: ``number`` and ``seq`` say which event it
is. Within one case no event overtakes an earlier one.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from gongkai.agencies.models import User
from gongkai.agencies.permissions import require
from gongkai.agencies.roles import Permission
from gongkai.casework import log
from gongkai.casework.models import Case
from gongkai.jobs.definition import keyed
from gongkai.portal.api.progress import public_stage
from gongkai.portal.hooks import register, sending
from gongkai.portal.models import Hook, HookCall
from gongkai.statute.events import Event

FIRST_DELAY = timedelta(minutes=1)
LONGEST_DELAY = timedelta(hours=1)
TRIED_FOR = timedelta(hours=24)
"""How long a call is tried before it is given up and shown."""
KEPT = timedelta(days=30)
AT_ONCE = 200
"""Calls that one job looks at, so that it ends."""


def note(case: Case, events: Sequence[Event], at: datetime) -> None:
    """Write down what hooks of the case's agency are to be told; runs in the transaction of the events."""
    hooks = list(Hook.objects.filter(agency=case.agency_id, revoked_at__isnull=True).values_list("pk", flat=True))
    if not hooks:
        return
    HookCall.objects.bulk_create(
        HookCall(hook_id=hook, case_number=case.number, seq=event.seq, kind=event.kind.value, made_at=at, not_before=at)
        for hook in hooks
        for event in events
    )
    # without waiting for the minute: after the commit, so that no worker looks before there is something to see
    for hook in hooks:
        transaction.on_commit(partial(_enqueue, hook), robust=True)


def enqueue_due(*, at: datetime) -> int:
    """A job for every hook for which something is due; returns for how many."""
    due = _waiting().filter(not_before__lte=at, hook__revoked_at__isnull=True)
    hooks = list(due.values_list("hook", flat=True).distinct().order_by("hook"))
    for hook in hooks:
        _enqueue(hook)
    return len(hooks)


def push(hook_id: int, *, at: datetime) -> int:
    """Call one hook with what is due, oldest first; returns how many calls were received. When nobody is there, the
    attempt counts for everything that was due, and the next is made when the first of them is due again."""
    hook = Hook.objects.filter(pk=hook_id, revoked_at__isnull=True).first()
    if hook is None:
        return 0
    secret, due, received, held = register.secret_of(hook), _due(hook, at), 0, set[str]()
    for place, call in enumerate(due):
        if call.case_number in held:
            continue
        sent = sending.send(hook.address, body_of(call), secret=secret, timestamp=int(at.timestamp()), call=call.pk)
        if not sent.reached:
            for missed in due[place:]:
                _settle(missed, sent.problem, at)
            break
        _settle(call, sent.problem, at)
        if sent.problem:
            held.add(call.case_number)
        received += not sent.problem
    return received


def _due(hook: Hook, at: datetime) -> list[HookCall]:
    """What may be sent now: of each case nothing that stands behind an earlier event which has to wait."""
    due, held = [], set[str]()
    for call in _waiting().filter(hook=hook).order_by("id")[:AT_ONCE]:
        if call.not_before > at:
            held.add(call.case_number)
        if call.case_number not in held:
            due.append(call)
    return due


def body_of(call: HookCall) -> bytes:
    """What is told of an event: the case as it stood with it. The same each time it is called, and nobody's name."""
    case = Case.objects.get(number=call.case_number)
    events = [event for event in log.load(case) if event.seq <= call.seq]
    state = log.state_of(events)
    content = {
        "number": call.case_number,
        "seq": call.seq,
        "kind": call.kind,
        "occurred_on": events[-1].occurred_on.isoformat(),
        "stage": public_stage(state.stage).value,
        "due_on": state.due_on.isoformat() if state.due_on else None,
    }
    return json.dumps(content, ensure_ascii=False).encode()


def delay_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts: a minute, doubled each time, an hour at most."""
    return min(FIRST_DELAY * (1 << min(attempts - 1, 16)), LONGEST_DELAY)


def waited(attempts: int) -> timedelta:
    """How long a call was tried before this attempt, by its delays."""
    return sum((delay_after(attempt) for attempt in range(1, attempts)), timedelta())


@transaction.atomic
def again(*, call_id: int, by: User, at: datetime) -> HookCall | None:
    """Try a call that was given up once more, from the beginning. None when there is none that this officer may
    have tried. Raises NotAllowed."""
    rows = HookCall.objects.select_for_update(of=("self",)).select_related("hook__agency")
    call = rows.filter(pk=call_id, given_up_at__isnull=False, hook__revoked_at__isnull=True).first()
    if call is None:
        return None
    require(by, Permission.PEOPLE_EDIT, call.hook.agency, on=localdate(at))
    call.attempts, call.given_up_at, call.not_before, call.problem = 0, None, at, ""
    call.save(update_fields=["attempts", "given_up_at", "not_before", "problem"])
    transaction.on_commit(partial(_enqueue, call.hook_id), robust=True)
    return call


def forget(*, at: datetime) -> int:
    """Delete what was received or given up long ago, and what was meant for hooks that ended; returns how many."""
    old = HookCall.objects.filter(done_at__lt=at - KEPT) | HookCall.objects.filter(given_up_at__lt=at - KEPT)
    ended = HookCall.objects.filter(hook__revoked_at__lt=at - KEPT)
    return old.delete()[0] + ended.delete()[0]


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand with a hook."""

    hook: Hook
    waiting: int
    given_up: list[HookCall]
    last_problem: str


def standing(hook: Hook) -> Standing:
    """How things stand with a hook: what waits, what was given up, and why. Three queries."""
    waiting = _waiting().filter(hook=hook)
    failing = waiting.filter(attempts__gt=0).order_by("-not_before").first()
    given_up = HookCall.objects.filter(hook=hook, given_up_at__isnull=False).order_by("-given_up_at", "-id")
    return Standing(hook, waiting.count(), list(given_up[:50]), failing.problem if failing else "")


def _waiting() -> QuerySet[HookCall]:
    return HookCall.objects.filter(done_at__isnull=True, given_up_at__isnull=True)


def _settle(call: HookCall, problem: str, at: datetime) -> None:
    call.attempts += 1
    call.problem = problem[:200]
    if not problem:
        call.done_at = at
    elif waited(call.attempts) >= TRIED_FOR:
        call.given_up_at = at
    else:
        call.not_before = at + delay_after(call.attempts)
    call.save(update_fields=["attempts", "problem", "done_at", "given_up_at", "not_before"])


def _enqueue(hook_id: int) -> None:
    from gongkai.portal.tasks import push_hook

    keyed(push_hook, f"hook:{hook_id}").enqueue(hook_id)
