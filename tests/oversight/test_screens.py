"""Today tells what waits in one question; agencies see theirs and nothing else; files leave as they should."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localtime, now

from gongkai.oversight import inspecting, observations, patrol, queries, rectifying, rota
from gongkai.oversight.models import Rectification
from gongkai.oversight.observations import Seen
from gongkai.oversight.queries import Waiting
from tests.factories import at
from tests.oversight.conftest import Watch

NINE = at(2023, 3, 1, 9)
PAGE = "https://fgj.example.invalid/1.html"


def desk(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def sent(watch: Watch) -> Rectification:
    seen = Seen("SPELL", "general", "“帐号”应为“账号”", PAGE, "帐号")
    found = observations.observe(medium=watch.site, seen=[seen], source="<p>帐号</p>", at=NINE)[0]
    return rectifying.send(observation_id=found.pk, words="请改正", by=watch.world.officer, at=NINE)


def test_today_tells_what_waits_in_one_question(watch: Watch, sent: Rectification) -> None:
    world, late = watch.world, at(2023, 3, 7)
    queries.waiting(world.officer, late)  # whose posts are read once
    with CaptureQueriesContext(
        connection,
    ) as spent:
        told = queries.waiting(world.officer, late)
    assert len(spent) == 1
    # three shifts of the last day were over; it is the officer's turn or not by the rota's order
    assert (told.owed, told.to_confirm, told.missed, told.ends_at) == (0, 0, 3, None)
    assert (queries.waiting(world.handler, late).owed, queries.waiting(world.handler, late).late) == (1, 1)
    rectifying.answer(rectification_id=sent.pk, words="已改正", by=world.handler, at=late)
    assert queries.waiting(world.officer, late).to_confirm == 1
    assert queries.waiting(world.officer, at(2023, 3, 30)).ends_at == at(2023, 4, 1, 8)
    assert queries.waiting(world.leader, late) == Waiting()
    mine = queries.waiting(world.officer, NINE)
    assert (mine.shift, mine.signed_in) == (watch.first.pk, False)


def test_an_agency_sees_its_own_and_nothing_of_others(watch: Watch, sent: Rectification) -> None:
    world = watch.world
    row = inspecting.open_inspection(office=world.office, month=date(2023, 3, 1), by=world.officer, at=at(2023, 4, 3))
    theirs, stranger = desk(world.handler), desk(world.stranger)
    page = f"/office/oversight/rectifications/{sent.pk}/"
    assert "报送整改情况" in theirs.get(page).content.decode()
    assert theirs.get(f"/office/oversight/inspections/{row.pk}/").status_code == 404, "it was not told yet"
    inspecting.nothing_else(inspection_id=row.pk, by=world.officer, at=at(2023, 4, 3))
    inspecting.tell(inspection_id=row.pk, by=world.officer, at=at(2023, 4, 3))
    shown = theirs.get(f"/office/oversight/inspections/{row.pk}/").content.decode()
    assert world.department.short_name in shown
    assert world.other.short_name not in shown
    for path in (page, f"{page}order.pdf", f"/office/oversight/snapshots/{sent.observation.snapshot_id}/"):
        assert (theirs.get(path).status_code, stranger.get(path).status_code) == (200, 404)
    answer = theirs.post(page, {"do": "answer", "words": ""})
    assert (answer.status_code, "请填写整改情况。" in answer.content.decode()) == (422, True)
    assert theirs.post(page, {"do": "confirm", "words": "好"}).status_code == 403
    snapshot = theirs.get(f"/office/oversight/snapshots/{sent.observation.snapshot_id}/")
    assert (snapshot["Content-Type"], snapshot.content) == ("text/plain; charset=utf-8", "<p>帐号</p>".encode())
    word = theirs.get(f"{page}order.docx")
    assert word.content.startswith(b"PK")


def test_the_log_of_a_month_leaves_as_a_file_and_names_who_was_missing(watch: Watch) -> None:
    patrol.sign_in(shift_id=watch.first.pk, by=watch.reader, at=NINE)
    patrol.hand_over(shift_id=watch.first.pk, words="=没有问题", by=watch.reader, at=NINE)
    officer, code = desk(watch.world.officer), watch.world.office.code
    for kind, start in (("xlsx", b"PK"), ("pdf", b"%PDF")):
        answer = officer.get(f"/office/oversight/log/{code}/2023-3.{kind}")
        assert answer.content.startswith(start)
    wrong = [(f"{code}/2023-13.pdf", officer), (f"{code}/2023-3.doc", officer)]
    for path, who in (*wrong, (f"{code}/2023-3.pdf", desk(watch.world.stranger))):
        assert who.get(f"/office/oversight/log/{path}").status_code == 404


def test_a_shift_is_kept_through_its_screen_and_the_rota_through_its_own(watch: Watch) -> None:
    officer, moment = desk(watch.world.officer), now()
    turns = [rota.Turn(moment - timedelta(minutes=5), moment + timedelta(hours=8), watch.world.officer)]
    shift = rota.plan(office=watch.world.office, turns=turns, by=watch.world.officer, at=moment)[0]
    page = f"/office/oversight/shifts/{shift.pk}/"
    assert officer.post(page, {"do": "note", "words": "还没有签到"}).status_code == 403
    for sent in (
        {"do": "sign_in"},
        {"do": "read", "ticked": [watch.site.pk]},
        {"do": "correct", "entry": 2, "words": "读的是新版"},
    ):
        assert officer.post(page, sent).status_code == 302
    assert [row.kind for row in shift.entries.all()] == ["signed_in", "read", "correction"]
    assert officer.post(page, {"do": "correct", "entry": 9, "words": "没有这条"}).status_code == 422
    month = f"{(localtime(moment) + timedelta(days=40)):%Y-%m}"
    plan = {
        "do": "plan",
        "office": watch.world.office.pk,
        "month": month,
        "people": [watch.world.officer.pk],
        "hours": 24,
    }
    assert officer.post("/office/oversight/rota/", plan | {"first": "08:00"}).status_code == 302
    wrong = officer.post("/office/oversight/rota/", plan | {"first": "08:00", "month": "2026"})
    assert (wrong.status_code, "请按2026-01的样式填写月份。" in wrong.content.decode()) == (422, True)
    assert desk(watch.world.handler).get("/office/oversight/rota/").status_code == 403
