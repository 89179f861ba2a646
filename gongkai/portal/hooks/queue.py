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
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from gongkai.agencies.models import User
from gongkai.agencies.permissions import require
from gongkai.agencies.roles import Permission
from gongkai.casework import log
from gongkai.casework.models import Case
from gongkai.jobs.definition import keyed
from gongkai.portal.api.progress import public_stage
from gongkai.portal.hooks import folder, mapping, platform, register, sending
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
        sent = _send(hook, call, secret, int(at.timestamp()))
        if not sent.reached:
            for missed in due[place:]:
                _settle(missed, sent.problem, at)
            break
        _settle(call, sent.problem, at)
        if sent.problem:
            held.add(call.case_number)
        received += not sent.problem
    return received


def _send(hook: Hook, call: HookCall, secret: bytes, timestamp: int) -> sending.Sent:
    call.hook = hook
    body = body_of(call)
    if folder.is_folder(hook.address):
        return folder.deliver(
            hook.address, body, secret=secret, timestamp=timestamp, number=call.case_number, seq=call.seq
        )
    return sending.send(hook.address, body, secret=secret, timestamp=timestamp, call=call.pk)


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
    case = Case.objects.select_related("agency").get(number=call.case_number)
    events = [event for event in log.load(case) if event.seq <= call.seq]
    state = log.state_of(events)
    if call.hook.content == Hook.Content.STATUS:
        told = platform.document(case, events, str(getattr(state, "outcome", "") or ""))
        return json.dumps(mapping.read(call.hook.mapping).applied(told), ensure_ascii=False).encode()
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
    """Try a call that was given up, or that the platform rejected, once more from the beginning. None when there is
    none that this officer may
    have tried. Raises NotAllowed."""
    rows = HookCall.objects.select_for_update(of=("self",)).select_related("hook__agency")
    over = Q(given_up_at__isnull=False) | Q(answer=HookCall.Answer.REJECTED)
    call = rows.filter(over, pk=call_id, hook__revoked_at__isnull=True).first()
    if call is None:
        return None
    require(by, Permission.PEOPLE_EDIT, call.hook.agency, on=localdate(at))
    call.attempts, call.given_up_at, call.not_before, call.problem = 0, None, at, ""
    call.done_at, call.answer, call.answer_reason, call.answered_at = None, "", "", None
    call.save()
    transaction.on_commit(partial(_enqueue, call.hook_id), robust=True)
    return call


def forget(*, at: datetime) -> int:
    """Delete what was received or given up long ago, and what was meant for hooks that ended; returns how many."""
    # what a platform rejected stays until it was sent again
    received = HookCall.objects.exclude(answer=HookCall.Answer.REJECTED)
    old = received.filter(done_at__lt=at - KEPT) | HookCall.objects.filter(given_up_at__lt=at - KEPT)
    ended = HookCall.objects.filter(hook__revoked_at__lt=at - KEPT)
    return old.delete()[0] + ended.delete()[0]


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand with a hook."""

    hook: Hook
    waiting: int
    given_up: list[HookCall]
    last_problem: str
    rejected: list[HookCall]
    unanswered: int
    unreadable: int


def standing(hook: Hook) -> Standing:
    """How things stand with a hook: what waits, what was given up, and why. Three queries, five for a folder."""
    waiting = _waiting().filter(hook=hook)
    failing = waiting.filter(attempts__gt=0).order_by("-not_before").first()
    given_up = HookCall.objects.filter(hook=hook, given_up_at__isnull=False).order_by("-given_up_at", "-id")
    problem = failing.problem if failing else ""
    if not folder.is_folder(hook.address):
        return Standing(hook, waiting.count(), list(given_up[:50]), problem, [], 0, 0)
    calls = HookCall.objects.filter(hook=hook)
    rejected = list(calls.filter(answer=HookCall.Answer.REJECTED).order_by("-answered_at", "-id")[:50])
    unanswered = calls.filter(done_at__isnull=False, answer="").count()
    unread = folder.unreadable(hook.address)
    return Standing(hook, waiting.count(), list(given_up[:50]), problem, rejected, unanswered, unread)


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
