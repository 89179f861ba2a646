"""The WeChat mini-program against a real server: its own files run with a stand-in for WeChat (mini.py)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils.timezone import get_current_timezone, localdate, now

from gongkai.village import posting
from gongkai.village.models import Posting
from gongkai.village.money import yuan
from tests.factories import World
from tests.journeys.conftest import PHONE, Open
from tests.journeys.mini import done, opened, start, unbound
from tests.village.conftest import Hamlet, settle, snapshot

pytestmark = [pytest.mark.sweep, pytest.mark.django_db(transaction=True)]


def words(day: Any) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def then_the_boards_are_shown(page: Any, hamlet: Hamlet, row: Posting) -> None:
    code, name = hamlet.agency.code, hamlet.agency.short_name
    shown = opened(page, "villages")
    assert [one["name"] for one in shown["townships"]] == [hamlet.agency.parent.name]  # type: ignore[union-attr]
    assert [one["name"] for one in shown["townships"][0]["villages"]] == [name]
    assert done(page, "onFilter", {"detail": {"value": "没有这个村"}})["townships"] == []
    assert len(done(page, "onFilter", {"detail": {"value": name}})["townships"]) == 1

    village = opened(page, "village", code=code)["village"]
    assert [(one["label"], one["count"]) for one in village["boards"]] == [
        ("党务", 0), ("村务", 1), ("财务", 1), ("便民服务", 0),
    ]  # fmt: skip
    assert village["boards"][2]["postings"][0]["title"] == row.title
    assert page.evaluate("page.onShareAppMessage().title") == f"{name}村务公开"
    assert page.evaluate("told.titles") == [name]


def then_a_table_is_shown(page: Any, row: Posting) -> None:
    shown = opened(page, "posting", code=row.village.agency.code, number=row.pk)
    told = shown["posting"]
    assert told["totals"] == {
        "opening": "30,000.00", "income": "12,500.00", "expenditure": "1,860.50", "closing": "40,639.50",
    }  # fmt: skip
    assert [one["amount"] for one in told["rows"]] == ["12,500.00", "1,860.50"]
    today = words(localdate(now()))
    assert told["from"] == today
    assert [(one["who"], one["on"]) for one in told["signed"]] == [
        ("村务监督委员会审查", today), ("乡镇审核和保密审查", today),
    ]  # fmt: skip
    assert (told["board"], told["over"], told["corrected"]) == ("财务", False, False)
    assert shown["address"].endswith(f"/villages/{row.village.agency.code}/{row.pk}/")
    assert done(page, "turnLetters")["big"] is True
    assert opened(page, "about")["big"] is True


def then_a_file_opens(page: Any, row: Posting) -> None:
    told = opened(page, "posting", code=row.village.agency.code, number=row.pk)["posting"]
    assert told["paragraphs"] == [row.text]
    assert [(one["picture"], one["opens"]) for one in told["files"]] == [(True, True)]
    event = {"currentTarget": {"dataset": {"place": 0}}}
    assert done(page, "onFile", event)["filefault"] == ""
    (name,) = page.evaluate("told.opened")
    assert int(name.removeprefix("tmp:")) > 0
    page.evaluate("told.down = true")
    assert "没有连上网络" in done(page, "onFile", event)["filefault"]
    page.evaluate("told.down = false")


def then_a_year_is_shown(page: Any, code: str) -> None:
    this = localdate(now()).year
    shown = opened(page, "past", code=code, year=this)
    assert shown["years"] == [{"year": this, "chosen": True}]
    assert len(shown["postings"]) == 2
    shown = done(page, "onYear", {"currentTarget": {"dataset": {"year": this - 1}}})
    assert (shown["year"], shown["postings"]) == (str(this - 1), [])


def then_what_fails_is_said_and_tried_again(page: Any, hamlet: Hamlet, row: Posting) -> None:
    page.evaluate("told.down = true")
    shown = opened(page, "village", code=hamlet.agency.code)
    assert (shown["state"], shown["fault"]["kind"], shown["fault"]["again"]) == ("fault", "network", True)
    page.evaluate("told.down = false")
    assert done(page, "retry")["state"] == "shown"
    done(page, "onPullDownRefresh")
    assert page.evaluate("told.stopped") == 1

    posting.withdraw(posting_id=row.pk, why="会议记录有误", by=hamlet.reviewer, at=now())
    shown = opened(page, "posting", code=hamlet.agency.code, number=row.pk)
    assert (shown["state"], shown["posting"], shown["fault"]["again"]) == ("fault", None, False)
    assert "已撤下" in shown["fault"]["words"]


def test_the_mini_program_shows_what_the_portal_shows(world: World, open_page: Open, live_server: Any) -> None:
    hamlet, moment = settle(world), now() - timedelta(seconds=5)
    money = hamlet.public(on=moment)
    affairs = hamlet.public(hamlet.affairs(files=(snapshot("石桥.png"),)), on=moment)
    page = open_page(PHONE, expected="404")
    start(page, live_server.url)
    assert unbound(page) == []
    then_the_boards_are_shown(page, hamlet, money)
    then_a_table_is_shown(page, money)
    then_a_file_opens(page, affairs)
    then_a_year_is_shown(page, hamlet.agency.code)
    then_what_fails_is_said_and_tried_again(page, hamlet, money)


FEN = [0, 5, 99, 100, 123_456, -1, -100_000_000, 99_999_999_999]


def test_amounts_and_days_are_written_as_the_portal_writes_them(open_page: Open, live_server: Any) -> None:
    page = open_page(PHONE)
    start(page, live_server.url)
    assert page.evaluate("(all) => all.map(lib('money').yuan)", FEN) == [yuan(fen) for fen in FEN]
    # a minute before and after midnight in China
    midnight = int(datetime(2026, 10, 3, tzinfo=get_current_timezone()).timestamp()) * 1000
    days = page.evaluate("(all) => all.map(lib('dates').dayIn)", [midnight - 60_000, midnight + 60_000])
    assert days == ["2026-10-02", "2026-10-03"]
    over = page.evaluate("() => ['2026-10-02', '2026-10-03', null].map((day) => lib('dates').over(day, '2026-10-03'))")
    assert over == [True, False, False]
