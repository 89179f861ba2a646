"""The screens of redaction, as they work without scripts: numbers, words, ticks, the result and its review."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from gongkai.casework import attachments, handling, redacting, subjects
from gongkai.casework.attachments import Role, upload
from gongkai.casework.models import Attachment, Case, RedactionDraft
from gongkai.jobs.models import Job
from gongkai.redaction import Box
from tests.casework.desk import desk, stop_clock, words
from tests.casework.papers import RIVAL, SECRETS, huge, paper, photograph
from tests.factories import CITIZEN, World, at, confirm, make_district, online

NOW = at(2023, 3, 6, 10)
TYPED = {"new-0-page": "1", "new-0-left": "10", "new-0-top": "20%", "new-0-right": "30.5", "new-0-bottom": "40"}


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    stop_clock(monkeypatch, NOW)
    return make_district()


@pytest.fixture
def case(world: World) -> Case:
    return confirm(world, online(world).case)


@pytest.fixture
def row(world: World, case: Case) -> Attachment:
    return add(world, case, paper(), "批复.pdf")


def add(world: World, case: Case, data: bytes, name: str) -> Attachment:
    (row,) = attachments.add(case_id=case.pk, uploads=[upload(data, name, Role.EVIDENCE)], by=world.officer, at=NOW)
    return row


def place(row: Attachment, what: str = "redact/") -> str:
    return f"/office/requests/{row.case.number}/files/{row.pk}/{what}"


def send(client: Client, row: Attachment, **fields: Any) -> HttpResponse:
    given = {"version": redacting.drawn_on(row).version, "rows": 3, "ground": "no_third", "do": "save", **fields}
    return client.post(place(row), given)  # type: ignore[return-value]


def boxes(row: Attachment) -> tuple[Box, ...]:
    return redacting.drawn_on(row).boxes


def ticks(response: HttpResponse) -> list[str]:
    return [unescape(tick) for tick in re.findall(r'name="tick" value="([^"]+)"', response.content.decode())]


def test_numbers_typed_into_fields_become_a_box(world: World, row: Attachment) -> None:
    officer = desk(world.officer)
    assert send(officer, row, **TYPED).status_code == 302
    assert boxes(row) == (Box(1, 0.1, 0.2, 0.305, 0.4, "no_third"),)
    page = officer.get(place(row))
    assert '<rect x="100.0" y="200.0" width="205.0" height="200.0"/>' in page.content.decode()
    assert "左10.0% 上20.0% 右30.5% 下40.0%" in words(page)
    assert send(officer, row, **{"ground-0": "no_internal"}).status_code == 302
    assert boxes(row)[0].ground == "no_internal"
    send(officer, row, remove="0")
    assert boxes(row) == ()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"new-0-left": "abc"}, "0到100之间的百分数"),
        ({"new-0-left": "nan"}, "0 到 1 之间"),
        ({"new-0-right": "5"}, "没有面积"),
        ({"new-0-right": "170"}, "0 到 1 之间"),
        ({"new-0-page": "3"}, "没有这一页"),
        ({"new-0-page": ""}, "页码应为整数"),
        ({"new-0-ground": "anything"}, "选择依据"),
    ],
)
def test_what_cannot_be_read_comes_back_as_it_was_typed(
    world: World, row: Attachment, changed: dict[str, str], said: str
) -> None:
    second = {name.replace("-0-", "-1-"): value for name, value in TYPED.items()} | {"new-1-top": "21"}
    answer = send(desk(world.officer), row, **{**TYPED, **changed, **second})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in words(answer)
    assert 'value="21.0000"' in page, "the sound box is not lost either"
    if "new-0-left" in changed:
        assert f'value="{changed["new-0-left"]}"' in page
    assert not RedactionDraft.objects.exists()


def test_a_word_is_covered_wherever_it_stands(world: World, row: Attachment) -> None:
    officer = desk(world.officer)
    answer = officer.post(
        place(row),
        {"version": 0, "rows": 3, "ground": "no_third", "do": "cover", "word": RIVAL},
        follow=True,
    )
    assert f"“{RIVAL}”找到1处" in words(answer)
    assert [box.page for box in boxes(row)] == [2]
    send(officer, row, do="cover", word=RIVAL)
    assert len(boxes(row)) == 1, "the same place is covered once"
    answer = officer.post(place(row), {"version": 1, "rows": 3, "do": "cover", "word": "不存在的词"}, follow=True)
    assert "没有找到“不存在的词”" in words(answer)


def test_personal_data_are_proposed_as_ticks(world: World, row: Attachment) -> None:
    officer = desk(world.officer)
    page = officer.get(place(row))
    for label, secret in zip(("申请人", "身份证号码", "手机号码"), SECRETS, strict=True):
        assert f"{label} {secret}" in words(page)
    assert boxes(row) == (), "nothing is covered by itself"
    send(officer, row, tick=ticks(page), do="tick")
    assert len(boxes(row)) == 4
    assert ticks(officer.get(place(row))) == []


def test_a_department_is_not_told_who_asks(world: World, case: Case, row: Attachment) -> None:
    handling.assign(case_id=case.pk, agency=world.department, by=world.officer, at=NOW)
    page = desk(world.handler).get(place(row))
    assert page.status_code == 200
    assert CITIZEN.name not in words(page)
    assert len(ticks(page)) == 2
    assert send(desk(world.handler), row, **TYPED).status_code == 302


def test_who_may_open_the_screens(world: World, case: Case, row: Attachment) -> None:
    result = made(world, row)
    expected = {"officer": 200, "colleague": 200, "stranger": 404, "handler": 404, "auditor": 403, "leader": 403}
    for who, status in expected.items():
        client = desk(getattr(world, who))
        assert client.get(place(row)).status_code == status, who
        assert send(client, row, **TYPED).status_code == (302 if status == 200 else status), who
        # a leader does not draw, and reviews
        looks = 200 if who == "leader" else status
        for address in (place(row, "pages/1/"), place(result, "redacted/"), place(result, "pages/2/")):
            assert client.get(address).status_code == looks, (who, address)
    assert Client().get(place(row, "pages/1/")).status_code == 302


def test_a_page_is_a_picture_that_nobody_keeps(world: World, case: Case, row: Attachment) -> None:
    officer = desk(world.officer)
    answer = officer.get(place(row, "pages/2/"))
    assert (answer["Content-Type"], answer.content[:4]) == ("image/png", b"\x89PNG")
    assert "no-store" in answer["Cache-Control"]
    assert officer.get(place(row, "pages/3/")).status_code == 404
    other = confirm(world, online(world).case)
    for what in ("redact/", "pages/1/"):
        assert officer.get(f"/office/requests/{other.number}/files/{row.pk}/{what}").status_code == 404
    clue = online(world, uploads=[upload(paper(), "线索.pdf")]).case.attachments.get()
    assert officer.get(place(clue, "pages/1/")).status_code == 404, "what people sent is not shown here"


def test_the_second_of_two_keeps_what_they_drew(world: World, row: Attachment) -> None:
    mine, theirs = desk(world.officer), desk(world.colleague)
    send(theirs, row, **TYPED)
    answer = send(mine, row, version=0, **{**TYPED, "new-0-top": "25", "new-0-ground": "no_internal"})
    assert answer.status_code == 409
    assert "何其刚刚保存过" in words(answer)
    assert "您多出来的1个" in words(answer)
    page = answer.content.decode()
    assert 'value="25.0000"' in page
    assert 'name="new-0-ground" value="no_internal"' in page
    assert 'name="version" value="1"' in page
    assert len(boxes(row)) == 1


def test_what_the_script_sends_is_read_in_the_same_way(world: World, row: Attachment) -> None:
    officer = desk(world.officer)
    drawn = [[1, 0.1, 0.2, 0.3, 0.4, "no_third"], [2, 0, 0, 1, 0.5, "unrelated"]]
    assert send(officer, row, boxes=json.dumps(drawn)).status_code == 302
    assert boxes(row) == (Box(1, 0.1, 0.2, 0.3, 0.4, "no_third"), Box(2, 0, 0, 1, 0.5, "unrelated"))
    for junk in ("{", "[1]", '[["a"]]', '[[1,0,0,2,1,"no_third"]]', "[[1,0,0,1,1]]", "null"):
        assert send(officer, row, boxes=junk).status_code == 422
    assert send(officer, row, boxes='[[1,0,0,1,1,"<b>"]]').status_code == 422
    assert len(boxes(row)) == 2
    assert send(officer, row, boxes="[]").status_code == 302
    assert boxes(row) == ()


def made(world: World, row: Attachment) -> Attachment:
    answer = desk(world.officer).post(
        place(row), {"version": 0, "rows": 3, "ground": "no_third", "do": "make", **TYPED}, follow=True
    )
    assert "核对2023-03-06 10:00生成的遮盖件" in words(answer)
    return row.versions.get()


def test_the_result_is_made_looked_at_and_let_out_by_another(world: World, case: Case, row: Attachment) -> None:
    result = made(world, row)
    officer, leader = desk(world.officer), desk(world.leader)
    page = officer.get(place(result, "redacted/"))
    assert "pdfminer" in words(page)
    assert "0字" in words(page)
    assert "不能审核自己的遮盖件" in words(page)
    assert page.content.decode().count("<img") == 4
    assert "待他人审核" in words(officer.get(f"/office/requests/{case.number}/"))
    assert officer.post(place(result, "redacted/"), {"do": "confirm"}).status_code == 422
    assert leader.post(place(result, "redacted/"), {"do": "refuse", "why": ""}).status_code == 422
    leader.post(place(result, "redacted/"), {"do": "refuse", "why": "第二页漏遮一处"})
    assert "第二页漏遮一处" in words(officer.get(place(result, "redacted/")))
    assert leader.post(place(result, "redacted/"), {"do": "confirm"}).status_code == 302
    assert "核对无误" in words(officer.get(place(result, "redacted/")))
    assert "待他人审核" not in words(officer.get(f"/office/requests/{case.number}/"))
    assert desk(world.auditor).post(place(result, "redacted/"), {"do": "confirm"}).status_code == 403


def test_a_file_that_cannot_be_redacted_says_what_to_do(world: World, case: Case) -> None:
    officer = desk(world.officer)
    paper_of_text = add(world, case, "批复全文".encode(), "批复.txt")
    answer = officer.get(place(paper_of_text), follow=True)
    assert "请先打印成PDF" in words(answer)
    large = add(world, case, huge(), "大图.pdf")
    answer = officer.post(
        place(large), {"version": 0, "rows": 3, "ground": "no_third", "do": "make", **TYPED}, follow=True
    )
    assert "遮盖件没有生成，原件没有改动" in words(answer)
    assert "打印成常用纸张大小" in words(answer)


def test_a_job_that_was_given_up_is_said_and_may_be_asked_again(world: World, row: Attachment) -> None:
    officer = desk(world.officer)
    send(officer, row, **TYPED)
    RedactionDraft.objects.update(state="asked")
    assert "正在生成遮盖件" in words(officer.get(place(row)))
    job = Job(task="gongkai.casework.redaction_tasks.make", key=f"redact:{row.pk}:1", run_after=NOW, enqueued_at=NOW)
    job.state, job.finished_at, job.error_code, job.error_text = "failed", NOW, "JOB_ABANDONED", "进程中途停止。"
    job.save()
    assert "遮盖件没有生成：进程中途停止。" in words(officer.get(place(row)))
    send(officer, row, do="make")
    assert row.versions.count() == 1


def test_a_file_that_was_destroyed_is_gone(world: World, case: Case, row: Attachment) -> None:
    subjects.erase(subject=case.subject, stream="x", by=world.officer, at=NOW, reason="到期")
    officer = desk(world.officer)
    assert "文件已经销毁" in words(officer.get(place(row), follow=True))
    assert officer.get(place(row, "pages/1/")).status_code == 404


def test_a_picture_is_drawn_on_and_not_searched(world: World, case: Case) -> None:
    row = add(world, case, photograph("PNG"), "现场.png")
    page = desk(world.officer).get(place(row))
    assert "图片里的文字不能查找" in words(page)
    assert 'width="1200" height="1600"' in page.content.decode(), "upright"
    assert made(world, row).file.kind == "png"


def test_the_case_page_leads_to_the_screens(world: World, case: Case, row: Attachment) -> None:
    page = desk(world.officer).get(f"/office/requests/{case.number}/")
    assert place(row) in page.content.decode()
    assert place(row) not in desk(world.leader).get(f"/office/requests/{case.number}/").content.decode()
