"""Events are told to hooks: written with the event, signed, in order, tried again, given up, tried once more."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

import pytest
from django.conf import LazySettings
from django.db import transaction

from gongkai.agencies.permissions import NotAllowed
from gongkai.audit.models import Action, Entry
from gongkai.casework import deciding, handling
from gongkai.casework.models import Case
from gongkai.jobs.models import Job
from gongkai.portal.hooks import queue as calls
from gongkai.portal.hooks import register
from gongkai.portal.hooks.addresses import BadAddress
from gongkai.portal.models import Hook, HookCall
from tests.factories import CITIZEN, DISCLOSED, World, at, confirm, make_district, online
from tests.portal.hooks.receiving import Receiver, receiver

pytestmark = pytest.mark.django_db
NOW = at(2023, 3, 1, 10)


@pytest.fixture
def world(settings: LazySettings) -> World:
    settings.GONGKAI_HOOK_HOSTS = "127.0.0.1"
    settings.TASKS = {"default": {"BACKEND": "gongkai.jobs.backend.DatabaseBackend", "QUEUES": []}}
    return make_district()


@pytest.fixture
def there() -> Iterator[Receiver]:
    with receiver() as kept:
        yield kept


def hooked(world: World, there: Receiver) -> tuple[Hook, str]:
    made = register.make(agency=world.office, address=there.address, by=world.officer, at=NOW)
    return made.row, made.secret


def test_an_event_is_told_signed_and_without_a_person(world: World, there: Receiver) -> None:
    hook, secret = hooked(world, there)
    case = online(world, on=NOW).case
    assert calls.push(hook.pk, at=NOW) == 2
    assert there.told == [
        {"number": case.number, "seq": 1, "kind": "submitted", "occurred_on": "2023-03-01",
         "stage": "awaiting_confirmation", "due_on": case.due_on.isoformat()},
        {"number": case.number, "seq": 2, "kind": "registered", "occurred_on": "2023-03-01",
         "stage": "awaiting_confirmation", "due_on": case.due_on.isoformat()},
    ]  # fmt: skip
    first = there.calls[0]
    signed = first["X-Gongkai-Timestamp"].encode() + b"." + there.bodies[0]
    assert first["X-Gongkai-Signature"] == "v1=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    assert first[":path"] == "/events?from=gongkai"
    assert CITIZEN.name not in str(there.told) + str(there.calls)
    assert calls.push(hook.pk, at=NOW) == 0


def test_only_hooks_of_the_case_s_agency_are_told(world: World, there: Receiver) -> None:
    hooked(world, there)
    online(world, on=NOW, agency=world.other)
    assert HookCall.objects.count() == 0


def test_what_is_rolled_back_is_not_told(world: World, there: Receiver) -> None:
    hooked(world, there)

    with transaction.atomic():
        online(world, on=NOW)
        assert HookCall.objects.count() == 2
        transaction.set_rollback(True)
    assert HookCall.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_job_is_placed_when_the_event_is_committed(world: World, there: Receiver) -> None:
    hook, _ = hooked(world, there)
    online(world, on=NOW)
    (job,) = Job.objects.filter(key__startswith="hook:")
    assert (job.key, job.arguments["args"]) == (f"hook:{hook.pk}", [hook.pk])


def test_what_was_missed_is_found_by_the_minute(world: World, there: Receiver) -> None:
    hooked(world, there)
    online(world, on=NOW)
    assert calls.enqueue_due(at=NOW - timedelta(seconds=1)) == 0
    assert calls.enqueue_due(at=NOW) == 1
    assert calls.enqueue_due(at=NOW) == 1  # the same job, while it waits
    assert Job.objects.filter(key__startswith="hook:").count() == 1


def test_a_draft_is_told_as_an_event_but_not_as_a_stage(world: World, there: Receiver) -> None:
    hook, _ = hooked(world, there)
    case = online(world, on=NOW).case
    confirm(world, case)
    deciding.propose(case_id=case.pk, opinion=DISCLOSED, by=world.officer, at=at(2023, 3, 2))
    calls.push(hook.pk, at=at(2023, 3, 3))
    assert [told["stage"] for told in there.told][-1] == "open"


def test_what_is_told_is_the_case_as_it_stood_then(world: World, there: Receiver) -> None:
    hook, _ = hooked(world, there)
    case = online(world, on=NOW).case
    confirm(world, case)
    handling.ask_correction(case_id=case.pk, on=NOW.date(), what="请写明文号", by=world.officer, at=at(2023, 3, 1, 16))
    calls.push(hook.pk, at=at(2023, 3, 2))
    stages = [(told["stage"], told["due_on"] is None) for told in there.told]
    assert stages[1] == ("awaiting_confirmation", False)
    assert stages[-1] == ("awaiting_correction", True)


def test_a_refusal_holds_back_its_case_and_no_other(world: World, there: Receiver) -> None:
    hook, _ = hooked(world, there)
    first, second = online(world, on=NOW).case, online(world, on=NOW).case
    there.refuses = {"submitted"}
    assert calls.push(hook.pk, at=NOW) == 0
    assert [(told["number"], told["seq"]) for told in there.told] == [(first.number, 1), (second.number, 1)]
    there.refuses = set()
    assert calls.push(hook.pk, at=NOW) == 0  # not before a minute has passed, nor what stands behind it
    assert calls.push(hook.pk, at=NOW + timedelta(minutes=1)) == 4
    assert [told["seq"] for told in there.told if told["number"] == first.number] == [1, 1, 2]


def test_when_nobody_is_there_the_attempt_counts_for_all(world: World) -> None:
    with receiver() as gone:
        hook, _ = hooked(world, gone)
    online(world, on=NOW)
    online(world, on=NOW)
    assert calls.push(hook.pk, at=NOW) == 0
    assert set(HookCall.objects.values_list("attempts", "problem")) == {(1, "没有连上对方（ConnectionRefusedError）。")}
    assert HookCall.objects.filter(not_before=NOW + timedelta(minutes=1)).count() == 4


def test_delays_grow_to_an_hour_and_a_day_ends_them(world: World, there: Receiver) -> None:
    hook, _ = hooked(world, there)
    online(world, on=NOW)
    HookCall.objects.filter(seq=2).delete()
    there.status = 503
    moment, tried = NOW, []
    while not HookCall.objects.get().given_up_at:
        calls.push(hook.pk, at=moment)
        tried.append(moment)
        moment = max(HookCall.objects.get().not_before, moment + timedelta(seconds=1))
    gaps = [later - earlier for earlier, later in pairwise(tried)]
    assert gaps[:7] == [timedelta(minutes=minutes) for minutes in (1, 2, 4, 8, 16, 32, 60)]
    assert set(gaps[7:]) == {timedelta(hours=1)}
    assert timedelta(hours=24) <= tried[-1] - tried[0] < timedelta(hours=25)
    assert "503" in HookCall.objects.get().problem
    assert calls.push(hook.pk, at=moment + timedelta(days=1)) == 0


def given_up(world: World, there: Receiver) -> HookCall:
    hooked(world, there)
    online(world, on=NOW)
    HookCall.objects.update(attempts=30, given_up_at=NOW, problem="对方答复503，没有接收。")
    return HookCall.objects.order_by("id")[0]


def test_an_officer_has_it_tried_once_more(world: World, there: Receiver) -> None:
    call = given_up(world, there)
    later = at(2023, 3, 4)
    assert calls.again(call_id=call.pk, by=world.officer, at=later) is not None
    assert calls.push(call.hook_id, at=later) == 1
    assert there.told[0]["seq"] == 1
    assert calls.again(call_id=call.pk, by=world.officer, at=later) is None


@pytest.mark.parametrize("who", ["leader", "handler", "auditor", "stranger"])
def test_nobody_else_may(world: World, there: Receiver, who: str) -> None:
    call, person = given_up(world, there), getattr(world, who)
    with pytest.raises(NotAllowed):
        calls.again(call_id=call.pk, by=person, at=NOW)
    with pytest.raises(NotAllowed):
        register.revoke(hook_id=call.hook_id, by=person, at=NOW)
    with pytest.raises(NotAllowed):
        register.make(agency=world.office, address="https://example.com/", by=person, at=NOW)


def test_an_ended_hook_is_called_no_more(world: World, there: Receiver) -> None:
    hook, _ = hooked(world, there)
    online(world, on=NOW)
    register.revoke(hook_id=hook.pk, by=world.officer, at=NOW)
    register.revoke(hook_id=hook.pk, by=world.officer, at=NOW)
    assert calls.push(hook.pk, at=NOW) == calls.enqueue_due(at=NOW) == 0
    online(world, on=NOW)
    assert (HookCall.objects.count(), there.bodies) == (2, [])
    told = [Action.HOOK_MADE.value, Action.HOOK_REVOKED.value]
    assert list(Entry.objects.filter(subject=f"hook:{hook.pk}").values_list("action", flat=True)) == told


def test_an_address_stands_once_and_not_too_many_stand(world: World, there: Receiver) -> None:
    hooked(world, there)
    with pytest.raises(BadAddress, match="已经登记"):
        hooked(world, there)
    for place in range(register.MOST - 1):
        register.make(agency=world.office, address=f"https://example.com/{place}", by=world.officer, at=NOW)
    with pytest.raises(BadAddress, match="最多"):
        register.make(agency=world.office, address="https://example.com/more", by=world.officer, at=NOW)


def test_the_secret_cannot_be_read_from_the_database(world: World, there: Receiver) -> None:
    hook, secret = hooked(world, there)
    assert secret.encode() not in bytes(hook.sealed_secret)
    assert register.secret_of(Hook.objects.get()) == secret.encode()


def test_what_was_told_long_ago_is_forgotten(world: World, there: Receiver) -> None:
    hook, _ = hooked(world, there)
    case = online(world, on=NOW).case
    calls.push(hook.pk, at=NOW)
    assert calls.forget(at=NOW + timedelta(days=29)) == 0
    assert calls.forget(at=NOW + timedelta(days=31)) == 2
    assert Case.objects.filter(pk=case.pk).exists()


def test_the_body_is_the_same_each_time(world: World, there: Receiver) -> None:
    hooked(world, there)
    case = online(world, on=NOW).case
    call = HookCall.objects.order_by("id")[0]
    before = calls.body_of(call)
    confirm(world, case)
    assert calls.body_of(call) == before
    assert set(json.loads(before)) == {"number", "seq", "kind", "occurred_on", "stage", "due_on"}


def test_how_things_stand(world: World, there: Receiver) -> None:
    hook, _ = hooked(world, there)
    online(world, on=NOW)
    there.status = 500
    calls.push(hook.pk, at=NOW)
    found = calls.standing(hook)
    assert (found.waiting, found.given_up) == (2, [])
    assert "500" in found.last_problem
