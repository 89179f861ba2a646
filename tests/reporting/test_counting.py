"""Tables B and C against a plain count in Python, for any population; parents are the sums of their children."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.casework.models import ApplicantKind, Case, Channel, Dispute, Subject
from gongkai.reporting import counting
from gongkai.statute import crossfooting
from gongkai.statute.report_tables import COLUMNS_B, KEYS_B, RESULT_KEYS
from tests.factories import World

YEAR = 2023
FIRST, LAST = date(2023, 1, 1), date(2023, 12, 31)
KINDS = [kind.value for kind in ApplicantKind]
numbers = count(1)


@dataclass(frozen=True)
class Made:
    """A case as the projection holds it."""

    received_on: date
    decided_on: date | None
    outcome: str
    kind: str
    on_time: bool | None = None
    channel: str = "web"


days = st.dates(date(2021, 12, 1), date(2025, 2, 1)) | st.sampled_from(
    [FIRST - timedelta(1), FIRST, LAST, LAST + timedelta(1)]
)


@st.composite
def cases(draw: st.DrawFn) -> Made:
    received = draw(days)
    decided = draw(st.none() | days.filter(lambda day: day >= received)) if received < date(2025, 2, 1) else None
    outcome = draw(st.sampled_from(RESULT_KEYS)) if decided else ""
    return Made(
        received,
        decided,
        outcome,
        draw(st.sampled_from(KINDS)),
        draw(st.booleans()) if decided else None,
        draw(st.sampled_from([channel.value for channel in Channel])),
    )


def store(agency, made: list[Made]) -> list[Case]:
    subject = Subject.objects.create()
    rows = []
    for case in made:
        serial = next(numbers)
        rows.append(
            Case(
                agency=agency,
                subject=subject,
                year=case.received_on.year,
                serial=serial,
                number=f"T-{serial}",
                code_hash="",
                channel=case.channel,
                applicant_kind=case.kind,
                request_digest="",
                sealed_request=b"",
                stage="closed",
                received_on=case.received_on,
                decided_on=case.decided_on,
                outcome=case.outcome,
                on_time=case.on_time,
            )
        )
    return Case.objects.bulk_create(rows)


def counted(made: list[Made]) -> dict[str, list[int]]:
    """Table B by its definition, one case at a time."""
    table = {key: [0] * len(COLUMNS_B) for key in KEYS_B}
    for case in made:
        rows = []
        alive = case.decided_on is None or case.decided_on >= FIRST
        if FIRST <= case.received_on <= LAST:
            rows.append("new")
        elif case.received_on < FIRST and alive:
            rows.append("carry_in")
        if case.decided_on and FIRST <= case.decided_on <= LAST:
            rows += [case.outcome, "total"]
        elif case.received_on <= LAST and (case.decided_on is None or case.decided_on > LAST):
            rows.append("carry_out")
        for row in rows:
            for column in (KINDS.index(case.kind), 6):
                table[row][column] += 1
    return table


@contextmanager
def undone() -> Iterator[None]:
    """Whatever an example writes is gone after it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


quick = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@quick
@given(st.lists(cases(), max_size=40))
def test_the_table_is_the_count_and_foots(world: World, made: list[Made]) -> None:
    with undone():
        store(world.office, made)
        table = counting.table_b([world.office.pk], YEAR)
        assert table == counted(made)
        assert crossfooting.check_b(table) == []


@quick
@given(st.lists(st.tuples(st.integers(0, 3), cases()), max_size=40))
def test_for_any_split_the_parent_is_the_sum_of_its_children(world: World, split: list[tuple[int, Made]]) -> None:
    agencies = [world.government, world.office, world.department, world.other]
    with undone():
        for place, agency in enumerate(agencies):
            store(agency, [made for at, made in split if at == place])
        every = counting.tables_b(YEAR)
        parent = counting.table_b([agency.pk for agency in agencies], YEAR)
        for key, row in parent.items():
            parts = [every.get(agency.pk, counting.empty_b())[key] for agency in agencies]
            assert row == [sum(column) for column in zip(*parts, strict=True)]
        for agency in agencies:
            alone = counting.table_b([agency.pk], YEAR)
            assert alone == every.get(agency.pk, counting.empty_b())


@quick
@given(st.lists(cases(), max_size=30))
def test_every_cell_lists_as_many_cases_as_it_says(world: World, made: list[Made]) -> None:
    with undone():
        store(world.office, made)
        table = counting.table_b([world.office.pk], YEAR)
        behind = counting.cases_behind([world.office.pk], YEAR)
        for key, row in table.items():
            for (column, _), value in zip(COLUMNS_B, row, strict=True):
                found = counting.numbers_of(behind, key, column)
                assert len(found) == len(set(found)) == value


def test_a_case_stands_in_exactly_one_row_of_results_or_is_carried_out(world: World) -> None:
    late = Made(date(2023, 12, 20), date(2024, 1, 3), "open", "natural_person")
    rows = store(world.office, [late])
    here = [world.office.pk]
    assert counting.cell_cases(here, 2023, "new", "total") == [rows[0].number]
    assert counting.cell_cases(here, 2023, "carry_out", "natural_person") == [rows[0].number]
    assert counting.cell_cases(here, 2023, "total", "total") == []
    assert counting.cell_cases(here, 2024, "carry_in", "total") == [rows[0].number]
    assert counting.cell_cases(here, 2024, "open", "natural_person") == [rows[0].number]
    assert counting.cell_cases(here, 2024, "total", "total") == [rows[0].number]
    assert counting.cell_cases(here, 2024, "new", "total") == []


def test_what_one_year_carries_out_the_next_carries_in(world: World) -> None:
    made = [
        Made(date(2022, 11, 3), None, "", "business"),
        Made(date(2023, 12, 31), date(2024, 1, 1), "partial", "research"),
        Made(date(2023, 1, 1), date(2023, 12, 31), "no_third", "other"),
    ]
    store(world.office, made)
    here = [world.office.pk]
    assert counting.table_b(here, 2023)["carry_out"] == counting.table_b(here, 2024)["carry_in"]
    assert counting.table_b(here, 2023)["no_third"][5] == 1


def test_many_agencies_are_picked_out_of_all(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    store(world.office, [Made(FIRST, None, "", "business")])
    store(world.other, [Made(FIRST, None, "", "business")])
    few = counting.tables_b(YEAR, [world.office.pk])
    monkeypatch.setattr(counting, "MANY", 0)
    assert counting.tables_b(YEAR, [world.office.pk]) == few
    assert list(few) == [world.office.pk]


def test_no_agencies_is_an_empty_table_and_not_all(world: World) -> None:
    store(world.office, [Made(FIRST, None, "", "business")])
    assert counting.table_b([], YEAR) == counting.empty_b()


def test_one_query_whatever_the_number_of_agencies(world: World, django_assert_num_queries) -> None:
    for agency in (world.government, world.office, world.department, world.other):
        store(agency, [Made(FIRST, LAST, "open", "business")])
    with django_assert_num_queries(1):
        counting.tables_b(YEAR)
    with django_assert_num_queries(1):
        counting.table_b([world.office.pk, world.other.pk], YEAR)


def test_channels_and_punctuality(world: World) -> None:
    made = [
        Made(date(2023, 5, 1), date(2023, 5, 2), "open", "business", on_time=True, channel="signed_mail"),
        Made(date(2023, 5, 1), date(2023, 9, 2), "open", "business", on_time=False, channel="web"),
        Made(date(2022, 5, 1), date(2023, 1, 2), "open", "business", on_time=True, channel="fax"),
        Made(date(2023, 6, 1), None, "", "business", channel="web"),
    ]
    store(world.office, made)
    here = [world.office.pk]
    assert counting.channels(here, YEAR) == {"signed_mail": 1, "web": 2}
    assert counting.punctuality(here, YEAR) == (3, 2)


# ------------------------------------------------------------------------------------- table C


@st.composite
def disputes(draw: st.DrawFn) -> tuple[str, date, date | None, str]:
    filed = draw(days)
    decided = draw(st.none() | days.filter(lambda day: day >= filed)) if filed < date(2025, 2, 1) else None
    result = draw(st.sampled_from(Dispute.Result.values)) if decided else ""
    return draw(st.sampled_from(Dispute.Kind.values)), filed, decided, result


@quick
@given(st.lists(disputes(), max_size=25))
def test_table_c_is_the_count_and_foots(world: World, made: list[tuple[str, date, date | None, str]]) -> None:
    with undone():
        case = store(world.office, [Made(date(2021, 1, 4), date(2021, 1, 5), "no_third", "business")])[0]
        expected = counting.empty_c()
        for serial, (kind, filed, decided, result) in enumerate(made):
            Dispute.objects.create(
                case=case,
                agency=world.office,
                key=f"{serial}号",
                kind=kind,
                filed_on=filed,
                decided_on=decided,
                result=result,
            )
            if filed > LAST or (decided and decided < FIRST):
                continue
            shown = result if decided and decided <= LAST else "pending"
            row = expected[Dispute.Kind.values.index(kind)]
            row[["upheld", "overturned", "other", "pending"].index(shown)] += 1
            row[-1] += 1
        table = counting.table_c([world.office.pk], YEAR)
        assert table == expected
        assert crossfooting.check_c(table) == []
        listed = counting.disputes_behind([world.office.pk], YEAR)
        assert sum(map(len, listed.values())) == sum(row[-1] for row in table)
