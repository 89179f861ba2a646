"""What is owed, when it is late, and the API, the paper board's archive, the table file."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils.timezone import localdate

from gongkai.agencies.permissions import NotAllowed
from gongkai.editorial.errors import Incomplete
from gongkai.reporting import records
from gongkai.statute.village_duties import Standing
from gongkai.village import clock, hanging, objections, posting, queries, table_file
from gongkai.village.errors import FaultyTable, NotNow, Unknown
from gongkai.village.hanging import Hung
from gongkai.village.models import Objection
from gongkai.village.posting import Correction
from tests.factories import at
from tests.village.conftest import OCTOBER, Hamlet, snapshot

JULY = date(2026, 7, 1)


def told(hamlet: Hamlet, today: date) -> dict[tuple[str, date], clock.Owed]:
    return {(line.duty.code, line.day): line for line in clock.owed([hamlet.village], since=JULY, today=today)}


@pytest.mark.django_db
def test_a_period_is_on_time_late_waiting_or_missing(hamlet: Hamlet, django_assert_num_queries: object) -> None:
    before = told(hamlet, date(2026, 10, 15))
    assert before["income", JULY].standing is Standing.WAITING
    assert (before["income", JULY].words, before["income", JULY].due_on) == ("今天到期", date(2026, 10, 15))
    assert told(hamlet, date(2026, 10, 16))["income", JULY].words == "逾期1天"
    hamlet.public(on=at(2026, 10, 15, 17))
    hamlet.public(hamlet.affairs(), on=at(2026, 10, 16, 9))
    happened = hamlet.affairs(duty="major_matters", day=date(2026, 10, 1), title="征收二组水田")
    hamlet.public(happened, on=at(2026, 10, 9, 9))
    with django_assert_num_queries(1):  # type: ignore[operator]
        after = told(hamlet, date(2026, 10, 17))
    assert {code: after[code, JULY].standing.value for code in ("income", "expenditure", "resolutions", "debts")} == {
        "income": "on_time", "expenditure": "on_time", "resolutions": "late", "debts": "missing",
    }  # fmt: skip
    assert after["major_matters", date(2026, 10, 1)].standing is Standing.LATE
    assert after["service_guides", date(2026, 1, 1)].standing is Standing.MISSING
    counted = clock.figures(list(after.values()))
    assert counted.by_board["finance"]["on_time"] == 2
    assert counted.total["late"] == 2
    assert "按期2项、逾期2项" in counted.sentence
    assert clock.by_year(list(after.values()))[2026].total == counted.total
    assert queries.keeping_boards([hamlet.world.other.pk], 2026) == {hamlet.world.other.pk: [hamlet.agency.short_name]}
    assert records.count(2026, [hamlet.world.other])[hamlet.world.other.pk, "village_boards"].value == 1
    hamlet.village.busy_finance = True
    months = [day for code, day in told(hamlet, date(2026, 10, 17)) if code == "income"]
    assert sorted(months) == [date(2026, 7, 1), date(2026, 8, 1), date(2026, 9, 1)]


@pytest.mark.django_db
def test_a_posting_is_archived_after_its_days_with_a_photograph_that_was_accepted(hamlet: Hamlet) -> None:
    row, later = hamlet.public(), OCTOBER + timedelta(days=16)
    given = {"posting_id": row.pk, "by": hamlet.clerk}
    with pytest.raises(NotNow, match="2026-10-23"):
        hanging.archive(**given, at=OCTOBER)
    with pytest.raises(NotNow, match="照片"):
        hanging.archive(**given, at=later)
    for hung in (Hung(date(2026, 10, 7), "门口", snapshot("栏.png")), Hung(date(2026, 10, 9), " ", snapshot("栏.png"))):
        with pytest.raises(Incomplete):
            hanging.prove(**given, hung=hung, at=later)
    photo = hanging.prove(**given, hung=Hung(date(2026, 10, 9), "门口", snapshot("栏.png")), at=later)
    for by in (hamlet.clerk, hamlet.overseer, hamlet.world.officer):
        with pytest.raises(NotAllowed):
            hanging.judge(photo_id=photo.pk, accepted=True, why="", by=by, at=later)
    hanging.judge(photo_id=photo.pk, accepted=True, why="", by=hamlet.reviewer, at=later)
    number = hanging.archive(**given, at=later).archive_number
    assert number == f"{hamlet.agency.code.upper()}-2026-W-001"
    with pytest.raises(NotNow, match=number):
        hanging.archive(**given, at=later)


@pytest.mark.django_db
def test_a_question_is_sealed_counted_and_answered_once(hamlet: Hamlet) -> None:
    row = hamlet.public()
    for sort, words in (("rumour", "问题"), ("question", " ")):
        with pytest.raises(Incomplete):
            objections.ask(posting_id=row.pk, sort=sort, words=words, at=OCTOBER)
    with pytest.raises(Unknown):
        objections.ask(posting_id=hamlet.draft().pk, sort="question", words="问题", at=OCTOBER)
    first, second = (objections.ask(posting_id=row.pk, sort="question", words="问题", at=OCTOBER) for _ in range(2))
    assert (first.number[-4:], second.number[-4:]) == ("0001", "0002")
    found = objections.for_villager(first.number.lower(), first.code)
    assert found.due_on == date(2026, 10, 13)
    with pytest.raises(Unknown):
        objections.for_villager(first.number, second.code)
    given = {"objection_id": found.pk, "words": "是七月的。", "at": OCTOBER}
    for by in (hamlet.overseer, hamlet.world.officer):
        with pytest.raises(NotAllowed):
            objections.answer(**given, by=by)
    objections.answer(**given, by=hamlet.clerk)
    with pytest.raises(NotNow):
        objections.answer(**given, by=hamlet.clerk)
    assert objections.answer_of(Objection.objects.get(pk=found.pk)) == "是七月的。"
    years = settings.GONGKAI_DIALOGUE_YEARS
    assert objections.forget(at=OCTOBER.replace(year=OCTOBER.year + years)) == 0
    assert objections.forget(at=OCTOBER.replace(year=OCTOBER.year + years + 1)) == 1
    erased = Objection.objects.get(pk=found.pk)
    assert {objections.words_of(erased), objections.answer_of(erased)} == {objections.ERASED}
    assert objections.words_of(objections.for_villager(second.number, second.code)) == "问题"


@pytest.mark.django_db
def test_programs_read_what_people_read(hamlet: Hamlet, client: Client) -> None:
    row, draft = hamlet.public(hamlet.content(files=(snapshot("桥.png"),))), hamlet.draft(hamlet.affairs())
    root, code = "/api/v1/villages", hamlet.agency.code
    (line,) = client.get(root).json()
    assert (line["code"], line["updated_on"], line["township"]) == (code, "2026-10-08", hamlet.world.other.name)
    listed = client.get(f"{root}/{code}/postings", {"year": 2026}).json()
    assert [one["number"] for one in listed] == [row.pk]
    whole = client.get(listed[0]["data"]).json()
    assert (whole["period"], whole["rows"][0]["amount_fen"]) == ("2026年第三季度", 1_250_000)
    assert whole["signed"] == [
        {"who": "村务监督委员会审查", "on": "2026-10-08"},
        {"who": "乡镇审核和保密审查", "on": "2026-10-08"},
    ]
    assert client.get(whole["files"][0]["path"]).content.startswith(b"\x89PNG")
    assert {one["board"] for one in client.get(f"{root}/{code}").json()["boards"]} >= {"party", "finance"}
    for path in (f"{root}/{code}/postings/{draft.pk}", f"{root}/none", f"{root}/{hamlet.world.office.code}"):
        assert client.get(path).json()["code"] == "NOT_FOUND"
    assert localdate(row.published_at) == date(2026, 10, 8)


@pytest.mark.django_db
def test_programs_are_led_to_what_took_the_place_of_a_corrected_posting(hamlet: Hamlet, client: Client) -> None:
    first = hamlet.public()
    second = hamlet.public(correction=Correction(first.pk, "漏记一笔电费"))
    third = hamlet.public(correction=Correction(second.pk, "电费记错"))
    at = f"/api/v1/villages/{hamlet.agency.code}/postings"
    for old in (first, second):
        moved = client.get(f"{at}/{old.pk}")
        assert (moved.status_code, moved["Location"], moved.json()["code"]) == (301, f"{at}/{third.pk}", "CORRECTED")
        assert moved["Access-Control-Allow-Origin"] == "*", "a page of another site follows it too"
        assert client.get(moved["Location"]).json()["corrects"] == second.pk
        assert client.get(f"/api/v1/villages/other/postings/{old.pk}").status_code == 404
    posting.withdraw(posting_id=third.pk, why="会议记录有误", by=hamlet.reviewer, at=OCTOBER)
    assert client.get(f"{at}/{first.pk}").json()["code"] == "NOT_FOUND"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("项目,数\n电费,5\n", "没有找到表头"),
        ("类别,项目,金额\n各项收入,承包费,12.345\n", "第2行的金额“12.345”"),
        ("类别,项目,金额\n收入,承包费,12\n", "第2行的类别“收入”"),
        ("类别,项目,金额\n各项收入,,12\n", "第2行的项目"),
        ("类别,项目,金额,日期\n各项收入,租金,12,去年\n", "第2行的日期“去年”"),
        ("\x00\x01", "没有导入任何一行"),
    ],
)
def test_a_table_with_a_wrong_row_is_refused_row_by_row(text: str, said: str) -> None:
    with pytest.raises(FaultyTable, match=said):
        table_file.read(text.encode())


def test_a_table_is_read_with_its_balances() -> None:
    rows = [
        "公开表",
        "类别,摘要,金额（元）,备注",
        '期初余额,,"1,000",',
        "各项收入,租金,0.5,",
        "各项支出,电费,¥200,七月",
    ]
    text = "\n".join([*rows, "期末余额,,800.50,", ""])
    found = table_file.read(text.encode("gb18030"))
    assert [(line.finance_class, line.amount_fen) for line in found.lines] == [("income", 50), ("expenditure", 20_000)]
    assert (found.opening_fen, found.closing_fen) == (100_000, 80_050)
