"""Taking an old register in: what becomes of each row, all or nothing, and never twice."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from gongkai.agencies import calendar
from gongkai.agencies.permissions import NotAllowed
from gongkai.audit.models import Action, Entry
from gongkai.casework import importing, importing_rows, intake, log, projection, queries, subjects, triage, verification
from gongkai.casework.importing import Changed, Fate, NothingToImport, Options
from gongkai.casework.models import OUTCOMES, Case, CaseEvent, Series
from gongkai.casework.queries import Filter
from gongkai.casework.register_words import read_mapping
from gongkai.statute.events import EventKind
from gongkai.statute.report_tables import RESULT_KEYS
from tests.casework.register_files import planned, usual
from tests.factories import World, at, letter, make_district, online

pytestmark = pytest.mark.django_db
NOW = at(2026, 11, 26, 10)


@pytest.fixture
def world() -> World:
    return make_district()


def fates(plan: importing.Plan) -> list[str]:
    return [line.fate.value for line in plan.lines]


def said(plan: importing.Plan, place: int = 0) -> str:
    return "\n".join(map(str, plan.lines[place].remarks))


def carried(world: World, *rows: dict, options: Options | None = None) -> list[Case]:
    done = importing.carry_out(planned(world.office, *rows, options=options), by=world.officer, at=NOW)
    return [Case.objects.get(number=number) for number in done.numbers]


def happened(case: Case) -> list[tuple[str, date]]:
    return [(event.kind, event.occurred_on) for event in case.events.order_by("seq")]


def test_a_row_becomes_a_case_with_its_legal_days_recorded_now(world: World) -> None:
    (case,) = carried(world, usual(letter_number="明公开答〔2022〕1号"))
    assert case.number == "明公开〔2022〕001号"
    assert (case.outcome, case.stage, case.on_time) == ("open", "filed", True)
    assert (case.received_on, case.decided_on, case.served_on) == (
        date(2022, 3, 7),
        date(2022, 3, 21),
        date(2022, 3, 21),
    )
    assert case.due_on == calendar.current().add(date(2022, 3, 7), 20)
    assert happened(case) == [
        ("submitted", date(2022, 3, 7)),
        ("registered", date(2022, 3, 7)),
        ("note", date(2022, 3, 7)),
        ("decided", date(2022, 3, 21)),
        ("letter_issued", date(2022, 3, 21)),
        ("served", date(2022, 3, 21)),
        ("closed", date(2022, 3, 21)),
        ("filed", date(2022, 3, 21)),
    ]
    assert {event.recorded_at for event in case.events.all()} == {NOW}
    assert {event.actor for event in case.events.all()} == {world.officer.actor}
    person = subjects.person(case.subject)
    assert (person.name, person.identity_kind, person.telephone) == (
        "甄不存",
        "resident_identity_card",
        "00012345678",
    )
    wanted = intake.wanted_of(case)
    assert wanted is not None
    assert wanted.description == "湖滨新村2022年老旧小区改造实施方案"


def test_a_new_request_for_the_same_is_shown_beside_the_imported_one(world: World) -> None:
    (old,) = carried(world, usual())
    wanted = intake.wanted_of(old)
    assert wanted is not None
    assert [entry.case for entry in triage.background(online(world, wanted=wanted).case).alike] == [old]


def test_every_step_of_the_register_moves_the_clock_as_the_law_says(world: World) -> None:
    (case,) = carried(
        world,
        usual(
            channel="邮寄",
            correction_asked_on="2022.3.10",
            corrected_on="2022年3月18日",
            consultation="2022-03-21至2022-04-01",
            opinion="不同意",
            extended_on="2022-04-12",
            outcome="部分公开",
            decided_on="2022-05-20",
            served_on="2022-05-20",
            delivery="邮寄",
            reconsideration_key="明政复〔2022〕3号",
            reconsideration_on="2022-06-13",
            reconsideration_ended_on="2022-08-10",
            reconsideration_result="维持",
            lawsuit_on="2022-09-01",
        ),
    )
    kinds = [kind for kind, _ in happened(case)]
    assert kinds[3:9] == [
        "correction_asked",
        "corrected",
        "consultation_opened",
        "consultation_closed",
        "extended",
        "extension_notified",
    ]
    assert case.clock_started_on == date(2022, 3, 18)
    assert case.on_time is True
    assert [(d.kind, d.result) for d in case.disputes.order_by("filed_on")] == [
        ("reconsideration", "upheld"),
        ("after_reconsideration", ""),
    ]


@pytest.mark.parametrize("key", RESULT_KEYS)
def test_each_of_the_21_outcomes_is_counted_in_its_row(world: World, key: str) -> None:
    label = dict(OUTCOMES)[key]
    (case,) = carried(world, usual(outcome=label))
    assert case.outcome == key
    assert case.decided_on == date(2022, 3, 21)


def test_a_lapse_with_its_days_is_a_lapse_and_without_them_a_decision(world: World) -> None:
    known = usual(outcome="逾期不补正", correction_asked_on="2022-03-10", decided_on="2022-05-06", served_on=None)
    unknown = usual(number="明公开〔2022〕002号", outcome="逾期不补正")
    first, second = carried(world, known, unknown)
    assert ("correction_lapsed", date(2022, 5, 6)) in happened(first)
    assert ("decided", date(2022, 3, 21)) in happened(second)
    assert first.outcome == second.outcome == "ot_nocorrect"


def test_a_withdrawn_request_ends_by_its_withdrawal(world: World) -> None:
    (case,) = carried(world, usual(outcome="申请人撤回", served_on=None, delivery=None))
    assert ("withdrawn", date(2022, 3, 21)) in happened(case)
    assert case.outcome == "ot_other"


def test_a_row_without_outcome_is_an_open_case_in_the_list(world: World) -> None:
    row = usual(received_on="2026-11-16", outcome=None, decided_on=None, served_on=None)
    plan = planned(world.office, row)
    assert fates(plan) == ["doubtful"]
    (case,) = carried(world, row)
    assert case.due_on == calendar.current().add(date(2026, 11, 16), 20)
    page = queries.page(world.officer, Filter(status="open"), today=NOW.date())
    assert [shown.case.number for shown in page.rows] == [case.number]


def test_an_imported_case_can_be_handled_further(world: World) -> None:
    from tests.factories import finish

    (case,) = carried(world, usual(received_on="2026-11-16", outcome=None, decided_on=None, served_on=None))
    finish(world, case, on=NOW)
    case.refresh_from_db()
    assert (case.stage, case.outcome) == ("filed", "open")


# ------------------------------------------------------------------------------- refused and doubtful


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"received_on": "5月6日"}, "received_on", "没有年份"),
        ({"received_on": "2022-02-30"}, "received_on", "没有这一天"),
        ({"received_on": "2027-01-05"}, "received_on", "晚于今天"),
        ({"received_on": "2007-01-05"}, "received_on", "早于条例施行之日"),
        ({"received_on": None}, "received_on", "没有填写"),
        ({"decided_on": "2022-03-01", "served_on": None}, "decided_on", "早于收到日期"),
        ({"served_on": "2022-03-18"}, "served_on", "早于答复日期"),
        ({"decided_on": None, "served_on": None}, "decided_on", "有办理结果而没有答复日期"),
        ({"outcome": None}, "outcome", "有答复日期而没有办理结果"),
        ({"outcome": "办理中"}, "outcome", "有答复日期而没有办理结果"),
        ({"outcome": "不予公开"}, "outcome", "属于国家秘密"),
        ({"outcome": "信访类申请"}, "outcome", "信访举报投诉类申请"),
        ({"kind": "法人"}, "kind", "商业企业"),
        ({"channel": "飞鸽"}, "channel", "不在认识的写法之内"),
        ({"name": None}, "name", "没有填写"),
        ({"wanted": None}, "wanted", "没有填写"),
        ({"wanted": "字" * 5001}, "wanted", "超过5000字"),
        ({"delivery": None}, "delivery", "有送达日期而没有送达方式"),
        ({"wanted": "#REF!"}, "wanted", "错误值"),
        ({"reconsideration_result": "维持"}, "reconsideration_on", "没有受理日期"),
        ({"lawsuit_on": "2022-06-01", "lawsuit_result": "维持"}, "lawsuit_result", "应当同时填写"),
        ({"fee_amount": "免"}, "fee_amount", "应为整数元"),
    ],
)
def test_a_row_that_cannot_be_right_is_refused_with_its_column_and_a_reason(
    world: World, changes: dict, field: str, words: str
) -> None:
    plan = planned(world.office, usual(**changes), usual(number="明公开〔2022〕009号", wanted="别的"))
    assert fates(plan) == ["refused", "new"]
    (remark, *_) = [remark for remark in plan.lines[0].remarks if remark.refuses]
    assert remark.field == field
    assert words in remark.message
    done = importing.carry_out(plan, by=world.officer, at=NOW)
    assert list(done.numbers) == ["明公开〔2022〕009号"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"decided_on": "2022-06-21", "served_on": "2022-06-21"}, "逾期"),
        ({"decided_on": "2022-03-20", "served_on": "2022-03-21"}, "不是工作日"),
        ({"channel": "当面", "received_on": "2022-03-06"}, "不是工作日"),
        ({"served_on": None}, "无法判断是否按期"),
        ({"name": "甄＊＊"}, "遮盖以后的姓名"),
        ({"identity_number": "990101199001010018"}, "校验位不对"),
        ({"number": "3"}, "将另编收件编号"),
        ({"number": "2022/003"}, "将另编收件编号"),
        ({"number": "QXZ-2022-00003"}, "其他机关的编号样式"),
        ({"correction_asked_on": "2022-03-18", "corrected_on": "2022-03-19"}, "7个工作日内"),
        ({"fee_noticed_on": "2022-03-14", "fee_amount": "100"}, "计收方式"),
        ({"dispute": "复议维持"}, "表四"),
    ],
)
def test_a_doubtful_row_is_imported_with_its_warning(world: World, changes: dict, words: str) -> None:
    plan = planned(world.office, usual(**changes))
    assert fates(plan) == ["doubtful"], said(plan)
    assert words in said(plan)
    assert len(importing.carry_out(plan, by=world.officer, at=NOW).numbers) == 1


def test_a_year_without_a_holiday_notice_is_refused_and_says_what_to_import(world: World) -> None:
    plan = planned(world.office, usual(received_on="2018-03-07", decided_on="2018-03-20", served_on="2018-03-20"))
    assert fates(plan) == ["refused"]
    assert "import-notice 导入2018年通知" in said(plan)


def test_doubtful_rows_can_be_left_out(world: World) -> None:
    options = Options(leave_out_doubtful=True)
    rows = [usual(), usual(number="3", wanted="别的")]
    assert [case.number for case in carried(world, *rows, options=options)] == ["明公开〔2022〕001号"]


def test_a_register_without_days_of_service_says_nothing_of_punctuality(world: World) -> None:
    (case,) = carried(world, usual(served_on=None, delivery=None))
    assert case.on_time is None
    assert case.stage == "filed"


def test_the_office_may_declare_that_the_reply_was_served_on_its_day(world: World) -> None:
    options = Options(read_mapping("空白: {送达方式: 邮寄}"), served_on_reply=True)
    (case,) = carried(world, usual(served_on=None, delivery=None), options=options)
    assert (case.served_on, case.on_time) == (date(2022, 3, 21), True)


def test_two_rows_alike_are_pointed_out(world: World) -> None:
    plan = planned(world.office, usual(), usual(number="明公开〔2022〕002号"))
    assert fates(plan) == ["new", "doubtful"]
    assert "第2行" in said(plan, 1)


def test_the_same_number_twice_and_the_second_gets_another(world: World) -> None:
    cases = carried(world, usual(), usual(wanted="别的信息"))
    assert [case.number for case in cases] == ["明公开〔2022〕001号", f"{world.office.code.upper()}-2022-00002"]
    assert cases[1].events.get(kind="registered").data["number"] == "明公开〔2022〕001号"


# ------------------------------------------------------------------------------- never twice


def test_the_same_file_twice_imports_nothing_the_second_time(world: World) -> None:
    rows = [usual(), usual(), usual(number=None, wanted="甲"), usual(number="3", wanted="乙")]
    first = planned(world.office, *rows)
    importing.carry_out(first, by=world.officer, at=NOW)
    second = planned(world.office, *rows)
    assert fates(second) == ["here"] * 4
    with pytest.raises(NothingToImport):
        importing.carry_out(second, by=world.officer, at=NOW)
    assert Case.objects.count() == 4


def test_cases_that_are_handled_here_are_not_imported_again(world: World) -> None:
    native = letter(world).case
    plan = planned(world.office, usual(number=native.number))
    assert fates(plan) == ["here"]
    assert "已在本机关的登记簿中" in said(plan)


def test_a_number_that_another_agency_uses_is_not_kept(world: World) -> None:
    carried(world, usual())
    plan = importing.plan(planned(world.office, usual()).register, world.other, today=NOW.date())
    assert fates(plan) == ["doubtful"]
    done = importing.carry_out(plan, by=world.stranger, at=NOW)
    assert done.numbers == (f"{world.other.code.upper()}-2022-00001",)


def test_numbers_of_our_own_kind_keep_their_serial_and_none_is_given_twice(world: World) -> None:
    code = world.office.code.upper()
    rows = [usual(number=f"{code}-2026-00005", received_on="2026-03-09", decided_on="2026-03-20", served_on=None)]
    rows.append(usual(number=None, received_on="2026-03-10", decided_on="2026-03-20", served_on=None))
    cases = carried(world, *rows)
    assert [case.number for case in cases] == [f"{code}-2026-00005", f"{code}-2026-00006"]
    assert [case.serial for case in cases] == [5, 6]
    assert online(world, on=NOW).case.number == f"{code}-2026-00007"
    assert Series.objects.get(agency=world.office, name="case", year=2026).last == 7


def test_a_serial_that_is_taken_is_not_taken_again(world: World) -> None:
    carried(world, usual(number="明公开〔2022〕017号"))  # gets serial 1 of 2022
    plan = planned(world.office, usual(number=f"{world.office.code.upper()}-2022-00001", wanted="别的"))
    assert fates(plan) == ["doubtful"]
    importing.carry_out(plan, by=world.officer, at=NOW)


# ------------------------------------------------------------------------------- all or nothing


def test_nothing_is_written_when_something_breaks_halfway(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = planned(world.office, usual(), usual(number="明公开〔2022〕002号", wanted="别的"))
    before = Entry.objects.count()
    monkeypatch.setattr(importing_rows, "TOGETHER", 1)
    real, calls = importing_rows.ledger.record, []

    def breaks(*args, **kwargs):
        calls.append(args)
        if len(calls) == 2:
            raise IntegrityError
        return real(*args, **kwargs)

    monkeypatch.setattr(importing_rows.ledger, "record", breaks)
    with pytest.raises(IntegrityError), transaction.atomic():
        importing.carry_out(plan, by=world.officer, at=NOW)
    assert Case.objects.count() == CaseEvent.objects.count() == 0
    assert Entry.objects.count() == before
    assert not Series.objects.filter(agency=world.office, name="case").exists()


def test_what_changed_since_the_plan_stops_the_import(world: World) -> None:
    plan = planned(world.office, usual(), usual(number="明公开〔2022〕002号", wanted="别的"))
    carried(world, usual())
    with pytest.raises(Changed):
        importing.carry_out(plan, by=world.officer, at=NOW)
    assert Case.objects.count() == 1


@pytest.mark.parametrize("who", ["leader", "handler", "auditor", "stranger"])
def test_only_whoever_registers_may_import(world: World, who: str) -> None:
    plan = planned(world.office, usual())
    with pytest.raises(NotAllowed):
        importing.carry_out(plan, by=getattr(world, who), at=NOW)
    with pytest.raises(NotAllowed):
        importing.plan(plan.register, world.office, today=NOW.date(), by=getattr(world, who))
    assert Case.objects.count() == 0


def test_a_plan_writes_nothing(world: World, django_assert_max_num_queries) -> None:
    rows = [usual(number=f"明公开〔2022〕{n:03}号", wanted=f"第{n}项") for n in range(30)]
    with django_assert_max_num_queries(6) as seen:
        planned(world.office, *rows)
    assert not any(query["sql"].startswith(("INSERT", "UPDATE", "DELETE")) for query in seen.captured_queries)


def test_an_import_stands_in_the_ledger_without_personal_data(world: World) -> None:
    plan = planned(world.office, usual(), usual(kind="法人", number="明公开〔2022〕002号"))
    importing.carry_out(plan, by=world.officer, at=NOW)
    entry = Entry.objects.get(action=Action.REGISTER_IMPORTED)
    assert (entry.actor, entry.digest) == (world.officer.actor, plan.register.digest)
    assert entry.detail["rows"] == {"new": 1, "doubtful": 0, "refused": 1, "here": 0}
    everything = str(list(Entry.objects.values_list("detail", "subject"))) + str(list(CaseEvent.objects.values("data")))
    assert "甄不存" not in everything
    assert "老旧小区" not in everything
    assert "990101" not in everything


def test_the_log_of_an_imported_case_verifies_and_refolds(world: World) -> None:
    rows = [
        usual(remark="当事人来电", handler="住建局"),
        usual(number=None, outcome=None, decided_on=None, served_on=None),
    ]
    first, _ = carried(world, *rows)
    assert list(verification.verify()) == []
    assert list(projection.compare(Case.objects.all(), calendar.current())) == []
    note = first.events.get(kind=EventKind.NOTE.value)
    words = log.text(first, note.seq)
    assert words is not None
    assert "当事人来电" in words["words"]


def test_the_counts_add_up_to_the_rows(world: World) -> None:
    plan = planned(world.office, usual(), usual(), usual(kind="法人"))
    assert sum(plan.counts.values()) == 3
    assert plan.counts[Fate.REFUSED] == 1
