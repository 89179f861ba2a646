"""Several people at once, each on a connection of their own: numbers without gaps, one chain, one winner."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from gongkai.agencies import calendar
from gongkai.casework import deciding, handling, projection, verification
from gongkai.casework.errors import CaseworkError, Conflict
from gongkai.casework.models import Case, Channel, Letter, Series
from gongkai.statute.events import EventKind
from tests.database import APPEND_ONLY, triggers
from tests.factories import World, at, confirm, decide, letter, make_district, online

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.dialect]
THREADS = 8


@pytest.fixture
def world() -> World:
    return make_district()


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Do all acts at the same moment; what each gave, or the refusal it met."""
    gate = Barrier(len(acts))

    def do(act: Callable[[], Any]) -> Any:
        try:
            gate.wait(20)
            return act()
        except CaseworkError as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(do, acts))


def nothing_is_wrong() -> bool:
    return not list(verification.verify()) and not list(projection.compare(Case.objects.all(), calendar.current()))


def test_eight_registering_at_once_leave_no_gap_and_one_chain(world: World) -> None:
    def by_letter() -> list[int]:
        return [letter(world, channel=Channel.COUNTER).case.serial for _ in range(3)]

    def on_the_portal() -> list[int]:
        return [online(world).case.serial for _ in range(3)]

    given = together(*[by_letter, on_the_portal] * (THREADS // 2))
    assert sorted(serial for each in given for serial in each) == list(range(1, 3 * THREADS + 1))
    assert Series.objects.get(agency=world.office, name="case", year=2023).last == 3 * THREADS
    assert nothing_is_wrong()


def test_two_agencies_do_not_share_numbers(world: World) -> None:
    given = together(
        *[lambda: online(world).case.serial] * 4, *[lambda: online(world, agency=world.other).case.serial] * 4
    )
    assert sorted(given) == [1, 1, 2, 2, 3, 3, 4, 4]
    assert nothing_is_wrong()


def test_of_two_officers_who_saw_the_same_page_one_wins_and_the_other_hears_of_it(world: World) -> None:
    case = confirm(world, online(world).case)
    when = {"case_id": case.pk, "at": at(2023, 3, 3), "seq": case.seq}
    results = together(
        lambda: handling.withdraw(on=at(2023, 3, 3).date(), by=world.officer, **when),
        lambda: handling.request_extension(reason="需要调取档案", by=world.colleague, **when),
    )
    assert sorted(isinstance(result, Conflict) for result in results) == [False, True]
    assert Case.objects.get(pk=case.pk).seq == case.seq + 1
    assert nothing_is_wrong()


def test_a_case_is_decided_once_however_many_press_the_button(world: World) -> None:
    case = confirm(world, online(world).case)
    decide(world, case)
    issue = [lambda: deciding.issue_letter(case_id=case.pk, by=world.officer, at=at(2023, 3, 10))] * 4
    approve = [lambda: deciding.approve(case_id=case.pk, by=world.leader, at=at(2023, 3, 10))] * 4
    together(*issue, *approve)
    kinds = list(Case.objects.get(pk=case.pk).events.values_list("kind", flat=True))
    assert kinds.count(EventKind.DECIDED.value) == 1
    assert nothing_is_wrong()
    serials = sorted(int(number.partition("〕")[2].removesuffix("号")) for number in _letters(case))
    assert serials == list(range(1, len(serials) + 1))


def _letters(case: Case) -> list[str]:
    return list(Letter.objects.filter(case=case).values_list("number", flat=True))


def test_the_locks_are_on_again_after_tables_were_emptied() -> None:
    """Emptying them is what tests/database.py allows, and nothing else."""
    call_command("flush", interactive=False, verbosity=0)
    expected = {f"{table}_no_{verb}" for table in APPEND_ONLY for verb in ("update", "delete")}
    assert expected <= triggers()
