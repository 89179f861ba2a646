"""The queue, one's own items, attributes, procedures, figures, and the editor's check."""

from __future__ import annotations

import io
from typing import Any

import pytest
import python_calamine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, now, timedelta

from gongkai.audit.models import Action, Entry
from gongkai.editorial import attributes, listing, procedures, reviewing, scanning
from gongkai.editorial.listing import Wanted
from gongkai.editorial.models import AttributeDecision, Round
from gongkai.editorial.reviewing import Wish
from gongkai.statute.documents import Attribute
from tests.editorial.conftest import Checks
from tests.editorial.papers import MONDAY, Desk, Staff, part, sign_all
from tests.editorial.test_views_review import words
from tests.factories import World

QUEUE = "/office/reviews/"


def hand_in(desk: Desk, world: World, staff: Staff, key: str, **more: Any) -> Round:
    wish = more.pop("wish", Wish())
    moment = more.pop("at", now())
    desk.write(world.office, staff.author, key, **more)
    return reviewing.submit(keys=[key], by=staff.author, at=moment, wish=wish)[0]


def test_the_queue_says_how_pressing_what_and_what_was_found(
    client: Client, world: World, staff: Staff, desk: Desk, checks: Checks
) -> None:
    checks.find("截止")
    hand_in(desk, world, staff, "paper:1", at=now() - timedelta(days=9), texts=(("正文", "截止今天"),))
    scanning.findings(desk.papers["paper:1"])
    hand_in(desk, world, staff, "paper:2", parts=(part("a.txt", b"a"),))
    hand_in(desk, world, staff, "paper:3", wish=Wish(urgent=True))
    client.force_login(staff.first)
    shown = words(client.get(QUEUE))
    assert shown.index("通知paper:3") < shown.index("通知paper:1") < shown.index("通知paper:2")
    for said in (
        "共3件等您审核",
        "1件已超时限",
        "急件1件",
        "已超",
        "已等9天",
        "1处必须处理",
        "还在检查",
        "1个附件",
        "急件</span>",
    ):
        assert said in shown, said
    assert '待我审核<span class="count">3<' in shown
    late = words(client.get(QUEUE, {"late": "1", "stage": "first_review", "agency": str(world.office.pk)}))
    assert "通知paper:1" in late
    assert "通知paper:2" not in late
    assert "没有符合条件的内容" in words(client.get(QUEUE, {"words": "没有的标题", "after": "x:y:z"}))
    home = words(client.get("/office/"))
    assert "等您审核（3件）" in home
    assert "1件已超时限" in home
    for person in (world.handler, world.stranger):
        client.force_login(person)
        assert "paper:" not in words(client.get(QUEUE))


def test_fifty_rows_cost_at_most_8_queries_and_pages_hang_together(
    client: Client, world: World, staff: Staff, desk: Desk
) -> None:
    for number in range(listing.PAGE + 7):
        wish = Wish(urgent=number % 5 == 0)
        hand_in(desk, world, staff, f"paper:{number}", wish=wish, at=now() - timedelta(days=number % 4))
    client.force_login(staff.first)
    with CaptureQueriesContext(connection) as seen:
        page = client.get(QUEUE)
    assert words(page).count("<tr>") == listing.PAGE + 1
    assert len(seen) <= 8, [query["sql"][:90] for query in seen.captured_queries]
    first = listing.listing(staff.first, Wanted(), at=now())
    second = listing.listing(staff.first, Wanted(after=first.next_key), at=now())
    keys = [line.row.key for line in (*first.lines, *second.lines)]
    assert len(set(keys)) == len(keys) == listing.PAGE + 7
    assert (second.next_key, first.summary.total) == ("", listing.PAGE + 7)
    last_urgent = max(place for place, line in enumerate(first.lines) if line.row.urgent)
    for place in (3, last_urgent, 20):
        following = listing.following(staff.first, first.lines[place].row, at=now())
        assert following == first.lines[place + 1].row


def test_attributes_are_decided_covered_and_looked_at_again(
    client: Client, world: World, staff: Staff, desk: Desk
) -> None:
    withheld = {"attribute": Attribute.WITHHELD, "attribute_reason": "涉及商业秘密", "policy": True}
    desk.write(world.office, staff.author, "paper:1", **withheld)
    desk.write(world.office, staff.author, "paper:2", attribute=None, title="忘了标的方案")
    asked = attributes.propose(key="paper:1", by=staff.author, at=now())
    page = "/office/reviews/attributes/"
    client.force_login(staff.final)
    assert client.get(page).status_code == 403
    client.force_login(world.stranger)
    assert "商业秘密" not in words(client.get(page))
    assert client.post(page + "decide/", {"decision": asked.pk, "do": "agree"}).status_code == 403
    assert client.post(page + "reassess/", {"key": "paper:1", "words": "维持"}).status_code == 403
    assert client.get(page, {"agency": world.office.pk}).status_code == 403
    client.force_login(world.officer)
    shown = words(client.get(page))
    for said in (
        "等您审查的（1件）",
        "涉及商业秘密",
        "1项没有标明",
        "忘了标的方案",
        "该重新评估的（1件）",
        "还没有评估过",
    ):
        assert said in shown, said
    refused = client.post(page + "decide/", {"decision": asked.pk, "do": "return", "words": " "})
    assert (refused.status_code, "请写明退回的理由" in words(refused)) == (422, True)
    client.post(page + "decide/", {"decision": asked.pk, "do": "agree"})
    assert AttributeDecision.objects.get().state == "agreed"
    late = client.post(page + "decide/", {"decision": asked.pk, "do": "agree"})
    assert (late.status_code, "已经审查过" in words(late)) == (409, True)
    AttributeDecision.objects.update(decided_at=now() - timedelta(days=400))
    client.post(page + "reassess/", {"key": "paper:1", "words": "仍涉及商业秘密"})
    desk.edit("paper:2", attribute=Attribute.PROACTIVE)
    shown = words(client.get(page))
    assert "全部标明" in shown
    assert "该重新评估的（0件）" in shown


def test_a_procedure_is_made_stricter_and_never_below_the_floor(
    client: Client, world: World, staff: Staff, desk: Desk
) -> None:
    page = "/office/reviews/procedures/"
    client.force_login(staff.first)
    assert client.get(page).status_code == 403
    client.force_login(world.officer)
    shown = words(client.get(page))
    assert 'value="secrecy" checked disabled' in shown
    assert "不能取消：公开前应当经过保密审查" in shown
    assert "初审、保密审查、终审" not in shown, "no change of it is on record"
    # the boxes of the floor are not sent, and count all the same
    client.post(page, {"agency": world.office.pk, "kind": "paper", "stage": ["first_review"], "at_once": "0"})
    found = procedures.of("paper", world.office)
    assert ([stage.key for stage in found.stages], found.at_once) == (
        ["first_review", "secrecy", "final_review"],
        False,
    )
    shown = words(client.get(page))
    assert "林知行" in shown
    assert "初审、保密审查、终审" in shown
    assert client.post(page, {"agency": world.office.pk, "kind": "paper", "stage": ["magic"]}).status_code == 422
    assert client.post(page, {"agency": world.other.pk, "kind": "paper"}).status_code == 403
    assert client.post(page, {"agency": world.office.pk, "kind": "nothing"}).status_code == 403
    assert Entry.objects.filter(action=Action.PROCEDURE_SET, detail__kind="paper").count() == 1


def test_figures_on_screen_and_as_a_workbook(client: Client, world: World, staff: Staff, desk: Desk) -> None:
    sign_all(hand_in(desk, world, staff, "paper:1"), staff, on=now())
    hand_in(desk, world, staff, "paper:2", at=now() - timedelta(days=9))
    client.force_login(world.auditor)
    page = "/office/reviews/figures/"
    today = localdate().isoformat()
    span = {"first": (localdate() - timedelta(days=30)).isoformat(), "last": today, "agency": world.office.pk}
    shown = words(client.get(page, span))
    for said in ("<dt>送审</dt><dd>2</dd>", "<dt>公开</dt><dd>1</dd>", "初一", "1件</span>", "保密审查"):
        assert said in shown, said
    for wrong in ({"first": "x"}, {"first": today, "last": "2020-01-01"}, {"agency": "999999"}):
        assert client.get(page, wrong).status_code == 422
    book = client.get(page, {**span, "format": "xlsx"})
    sheets = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(book.content))
    assert sheets.sheet_names == ["总数", "各环节用时", "退回原因", "公开属性", "待办"]
    assert ["送审", 2.0] in sheets.get_sheet_by_name("总数").to_python()
    debts = sheets.get_sheet_by_name("待办").to_python()
    assert debts[1][1:4] == ["初审", 1.0, 1.0]
    client.force_login(world.stranger)
    assert client.get(page, span).status_code == 422, "an agency that is none of theirs cannot be chosen"


@pytest.mark.parametrize("kind", ["form", "json"])
def test_an_editor_s_panel_gets_findings(client: Client, world: World, staff: Staff, kind: str) -> None:
    text = "联系人身份证号码110101199003070011，电话。"
    more = {"content_type": "application/json"} if kind == "json" else {}
    client.force_login(staff.author)
    answer = client.post("/office/reviews/check/", {"text": text}, **more)
    found = answer.json()["findings"]
    assert found, "an identity number is found"
    assert text[found[0]["start"] : found[0]["end"]] in text
    assert "199003070011" not in answer.content.decode(), "what is found is not said again in full"
    page = client.post("/office/reviews/check/", {"text": text}, headers={"Accept": "text/html"}, **more)
    assert '<li class="finding sev-error"' in page.content.decode()
    for wrong in ({}, {"text": "字" * 200_001}):
        assert client.post("/office/reviews/check/", wrong, **more).json()["code"] == "BAD_TEXT"
    assert client.post("/office/reviews/check/", "[", content_type="application/json").status_code == 422
    assert client.get("/office/reviews/check/").status_code == 405
    client.force_login(world.auditor)
    assert client.post("/office/reviews/check/", {"text": text}).status_code == 403


def test_nothing_waits_for_who_came_before(world: World, staff: Staff, desk: Desk) -> None:
    assert listing.following(staff.first, None, at=MONDAY) is None
    assert listing.left_in_words(-2) == "已超2天"
