"""The register as a workbook: complete, harmless, masked; and taken in again it gives the same table B."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
import python_calamine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.agencies.permissions import NotAllowed
from gongkai.audit.models import Action, Entry
from gongkai.casework import exporting, importing, subjects
from gongkai.casework.errors import Incomplete
from gongkai.casework.exporting import Wish
from gongkai.casework.models import ApplicantKind, Case, Channel
from gongkai.casework.register_file import read_register
from gongkai.casework.register_sheets import UnreadableRegister
from gongkai.casework.register_template import template
from gongkai.casework.register_words import OUTCOMES
from gongkai.reporting import counting
from gongkai.workbooks.safe_cells import safe, safe_csv
from tests.casework.register_files import TODAY, as_xlsx, planned, table, usual
from tests.factories import CITIZEN, World, at, confirm, finish, make_district, online

pytestmark = pytest.mark.django_db
NOW = at(2026, 11, 26, 10)
YEARS = (2021, 2022, 2023)


@pytest.fixture
def world() -> World:
    return make_district()


def wish(world: World, **changes: Any) -> Wish:
    return Wish(**{"agency": world.office, "first": date(2008, 5, 1), "last": TODAY, **changes})


def sheet_of(data: bytes) -> list[list[Any]]:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    return book.get_sheet_by_index(0).to_python(skip_empty_area=False)


def exported(world: World, **changes: Any) -> list[dict[str, Any]]:
    heading, *rows = sheet_of(exporting.export(wish(world, **changes), by=world.officer, at=NOW))
    return [dict(zip(heading, row, strict=True)) for row in rows]


def test_a_case_handled_here_stands_in_the_export(world: World) -> None:
    case = finish(world, confirm(world, online(world).case))
    (row,) = exported(world)
    assert row["编号"] == case.number
    assert (row["收到日期"], row["答复日期"], row["送达日期"]) == (
        date(2023, 3, 1),
        date(2023, 3, 10),
        date(2023, 3, 10),
    )
    assert (row["申请方式"], row["办理结果"], row["送达方式"]) == ("互联网", "（一）予以公开", "当面")
    assert (row["是否按期"], row["环节"], row["答复期限"]) == ("按期", "已归档", case.due_on)
    assert row["答复文号"] == case.letters.get().number


def test_names_are_strokes_unless_somebody_says_why(world: World) -> None:
    online(world)
    (row,) = exported(world)
    assert row["申请人"] == "甄＊＊"
    assert CITIZEN.identity_number not in str(row)
    assert CITIZEN.telephone not in str(row)
    with pytest.raises(Incomplete):
        exported(world, names=True, why="  ")
    (row,) = exported(world, names=True, why="上级检查")
    assert (row["申请人"], row["证件号码"], row["联系电话"]) == ("甄不存", CITIZEN.identity_number, CITIZEN.telephone)
    details = list(
        Entry.objects.filter(action=Action.REGISTER_EXPORTED).order_by("id").values_list("detail", flat=True)
    )
    assert [(detail["names"], detail.get("why")) for detail in details] == [(False, None), (True, "上级检查")]


@pytest.mark.parametrize("who", ["handler", "stranger"])
def test_only_whoever_sees_cases_may_export_them(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        exporting.export(wish(world), by=getattr(world, who), at=NOW)
    assert not Entry.objects.filter(action=Action.REGISTER_EXPORTED).exists()


def test_only_the_period_and_the_agency(world: World) -> None:
    online(world, on=at(2023, 3, 1))
    online(world, on=at(2024, 3, 1))
    online(world, on=at(2023, 3, 1), agency=world.other)
    assert len(exported(world, first=date(2023, 1, 1), last=date(2023, 12, 31))) == 1


def test_an_erased_applicant_stays_erased(world: World) -> None:
    case = online(world).case
    subjects.erase(subject=case.subject, stream=world.office.stream, by=world.officer, at=NOW, reason="到期")
    (row,) = exported(world, names=True, why="核对")
    assert row["申请人"] == row["所需信息"] == subjects.ERASED


# ------------------------------------------------------------------------------- formulas

EVIL = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠A", '=HYPERLINK("http://x","y")']


@pytest.mark.parametrize("evil", EVIL)
def test_no_cell_that_goes_out_is_a_formula(evil: str) -> None:
    assert safe(evil)[0] == "'"
    assert safe_csv([[evil]]).decode("utf-8-sig").lstrip('"')[0] == "'"


def test_what_an_applicant_wrote_goes_out_as_words_and_comes_in_again(world: World) -> None:
    importing.carry_out(planned(world.office, usual(wanted="=HYPERLINK(1)", name="@甲")), by=world.officer, at=NOW)
    data = exporting.export(wish(world, names=True, why="核对"), by=world.officer, at=NOW)
    (row,) = read_register(data).rows
    assert row.cells["wanted"] == "'=HYPERLINK(1)"
    assert row.computed == frozenset()
    plan = importing.plan(read_register(data), world.other, today=TODAY)
    arrival = plan.lines[0].arrival
    assert arrival is not None
    assert (arrival.entry.wanted, arrival.entry.name) == ("=HYPERLINK(1)", "@甲")


def test_control_characters_do_not_break_the_workbook(world: World) -> None:
    assert safe("甲\x00\x0b乙\n丙") == "甲乙\n丙"


# ------------------------------------------------------------------------------- there and back

days = st.dates(date(2021, 1, 4), date(2023, 12, 29))


words = st.text(st.characters(codec="utf-8", exclude_categories=("C",)), min_size=2, max_size=20)


@st.composite
def requests(draw: st.DrawFn) -> dict[str, Any]:
    received = draw(days)
    decided = draw(st.none() | st.integers(0, 400).map(lambda n: received + timedelta(n)))
    row = usual(
        number=None,
        received_on=received.isoformat(),
        channel=draw(st.sampled_from(Channel.labels)),
        kind=draw(st.sampled_from(ApplicantKind.labels)),
        # In the file that is read first, a cell that begins with = would be a formula, which is refused elsewhere.
        wanted=draw(words.filter(lambda text: not text.startswith("="))) + "信息",
        outcome=None,
        decided_on=None,
        served_on=None,
        delivery=None,
    )
    if decided is not None:
        row |= {"decided_on": decided.isoformat(), "outcome": draw(outcomes)}
        if draw(st.booleans()):
            row |= {"served_on": (decided + timedelta(draw(st.integers(0, 9)))).isoformat(), "delivery": "邮寄"}
    if draw(st.booleans()):
        asked = received + timedelta(draw(st.integers(0, 9)))
        if decided is None or asked <= decided:
            row["correction_asked_on"] = asked.isoformat()
    return row


outcomes = st.sampled_from([words for key, words in OUTCOMES.official.items() if key != "undecided"])


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(requests(), min_size=1, max_size=12))
def test_exported_and_imported_elsewhere_the_tables_are_the_same(world: World, made: list[dict[str, Any]]) -> None:
    with transaction.atomic():
        first = importing.plan(read_register(as_xlsx(table(*made))), world.office, today=TODAY)
        imported = importing.carry_out(first, by=world.officer, at=NOW)
        assert len(imported.numbers) == len(made), [str(r) for line in first.lines for r in line.remarks if r.refuses]
        data = exporting.export(wish(world, names=True, why="迁移"), by=world.officer, at=NOW)
        second = importing.plan(read_register(data), world.other, today=TODAY)
        importing.carry_out(second, by=world.stranger, at=NOW)
        for year in YEARS:
            there = counting.table_b([world.office.pk], year)
            here = counting.table_b([world.other.pk], year)
            assert here == there
        names = ("received_on", "decided_on", "served_on", "outcome", "on_time", "due_on", "stage", "channel")
        both = [list(agency.cases.order_by(*names).values_list(*names)) for agency in (world.office, world.other)]
        assert both[0] == both[1]
        transaction.set_rollback(True)


def test_its_own_export_brings_nothing_new(world: World) -> None:
    finish(world, confirm(world, online(world).case))
    importing.carry_out(planned(world.office, usual(), usual(number="3", wanted="甲")), by=world.officer, at=NOW)
    data = exporting.export(wish(world, names=True, why="核对"), by=world.officer, at=NOW)
    plan = importing.plan(read_register(data), world.office, today=TODAY)
    assert [line.fate.value for line in plan.lines] == ["here"] * 3


def test_the_cost_does_not_grow_with_the_cases(world: World) -> None:
    counts = []
    for many in (5, 40):
        rows = [usual(number=f"明公开{many}〔2022〕{n:03}号", wanted=f"第{n}项") for n in range(many)]
        importing.carry_out(planned(world.office, *rows), by=world.officer, at=NOW)
        with CaptureQueriesContext(connection) as seen:
            exporting.export(wish(world), by=world.officer, at=NOW)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 14, counts


# ------------------------------------------------------------------------------- the empty template


def test_the_template_is_empty_and_its_example_is_not_imported() -> None:
    with pytest.raises(UnreadableRegister, match="没有任何一行申请"):
        read_register(template())


def test_what_the_example_shows_can_be_imported(world: World) -> None:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(template()))
    rows = book.get_sheet_by_name("示例（不导入）").to_python(skip_empty_area=False)
    plan = importing.plan(read_register(as_xlsx(rows)), world.office, today=TODAY)
    assert [line.fate.value for line in plan.lines] == ["new", "new"], [str(r) for x in plan.lines for r in x.remarks]
    importing.carry_out(plan, by=world.officer, at=NOW)
    assert sorted(Case.objects.values_list("outcome", flat=True)) == ["no_third", "open"]
