"""The page of a review: what it shows, what each decision does, and what somebody is told who comes too late."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from gongkai.agencies.actions import give_post
from gongkai.agencies.roles import Role
from gongkai.editorial import gate, reviewing
from gongkai.editorial.models import Release, Round, Signature
from gongkai.statute.documents import Attribute
from tests.editorial.conftest import Checks
from tests.editorial.papers import MONDAY, Desk, Staff, part, sign, sign_all
from tests.factories import World

TEXT = "各科室：\n工作方案已经印发。\n截止今天，已有12家单位报名。"


@pytest.fixture
def row(world: World, staff: Staff, desk: Desk) -> Round:
    desk.write(world.office, staff.author, texts=(("正文", TEXT),), parts=(part("名单.txt", "甲、乙".encode()),))
    return reviewing.submit(keys=["paper:1"], by=staff.author, at=now())[0]


def address(row: Round, verb: str = "") -> str:
    return f"/office/reviews/{row.pk}/{verb}"


def seen(row: Round, **more: Any) -> dict[str, Any]:
    row.refresh_from_db()
    return {"stage": row.stage, "seq": row.seq, "digest": row.digest, **more}


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_the_page_shows_text_findings_files_and_the_way(
    client: Client, row: Round, staff: Staff, checks: Checks
) -> None:
    checks.find("截止", code="SPELL", protected=False, message="“截止”应为“截至”", suggestions=["截至"], clause="GB/T")
    checks.find("甲", code="PII", message="姓名")
    client.force_login(staff.first)
    shown = words(client.get(address(row)))
    assert '<mark class="found sev-error"' in shown
    assert ">截止</mark>" in shown
    for said in ("建议：截至", "依据：GB/T", "名单.txt", "未作保密审查", "初审", "一校", "保密审查人员认定"):
        assert said in shown, said
    assert shown.count("认定为误报</summary>") == 1, "the protected finding is not for the first reviewer"
    assert "改动</h2>" not in shown
    # who wrote it sees it and cannot decide on it; whoever has no part in it does not learn that it is there
    client.force_login(staff.author)
    assert "撤回送审" in words(client.get(address(row)))
    assert "approve-form" not in words(client.get(address(row)))


def test_strangers_get_nothing_and_looking_changes_nothing(client: Client, row: Round, world: World) -> None:
    for person in (world.stranger, world.handler):
        client.force_login(person)
        for path in ("", "proof/", "certificate/", "files/1/", "files/1/original/", "files/1/pages/1/"):
            assert client.get(address(row, path)).status_code in {403, 404}
        for path in ("approve/", "return/", "rule/", "steps/release/", "steps/withdraw/"):
            assert client.post(address(row, path), seen(row)).status_code in {403, 404}
    client.force_login(world.officer)
    for path in ("approve/", "return/", "rule/", "steps/release/"):
        assert client.get(address(row, path)).status_code == 405
    assert client.post(address(row, "steps/burn/")).status_code == 404
    assert Client(enforce_csrf_checks=True).post(address(row, "approve/")).status_code in {302, 403}
    assert not Signature.objects.exists()


def test_approved_with_one_click_and_the_next_one_opens(
    client: Client, row: Round, world: World, staff: Staff, desk: Desk
) -> None:
    desk.write(world.office, staff.author, "paper:2")
    other = reviewing.submit(keys=["paper:2"], by=staff.author, at=now())[0]
    client.force_login(staff.first)
    answer = client.post(address(row, "approve/"), seen(row, words="已核"))
    assert (answer.status_code, answer.headers["Location"]) == (302, address(other))
    given = Signature.objects.get()
    assert (given.by, given.stage, given.words, given.checked["pass"]) == (staff.first, "first_review", "已核", 1)
    answer = client.post(address(other, "approve/"), seen(other), follow=True)
    assert "没有等您审核的内容了" in words(answer)
    assert answer.redirect_chain[-1][0] == "/office/reviews/"


def test_returned_with_reason_words_and_places(client: Client, row: Round, staff: Staff) -> None:
    client.force_login(staff.first)
    page = client.post(address(row, "return/"), seen(row, why="words", words=" ", place=["0:5:14"], **{"return": 1}))
    assert page.status_code == 422
    assert "请写明退回的意见" in words(page)
    assert 'value="0:5:14" form="return-form" checked' in words(page)
    sent = seen(row, why="words", words="“截止”改“截至”", place=["0:15:17", "9:1:2", "0:99:100", "nonsense", "0:5:3"])
    answer = client.post(address(row, "return/"), sent, follow=True)
    assert "已退回文拟" in words(answer)
    places = Signature.objects.get().places
    assert places == [{"field": "正文", "start": 15, "end": 17, "quote": "截止"}]
    client.force_login(staff.author)
    shown = words(client.get("/office/reviews/mine/"))
    assert "“截止”改“截至”" in shown
    assert "正文：“截止”" in shown


def test_what_changed_since_it_went_back(client: Client, row: Round, staff: Staff, desk: Desk) -> None:
    client.force_login(staff.first)
    client.post(address(row, "return/"), seen(row, why="words", words="改"))
    changed = TEXT.replace("截止", "截至").replace("12家", "13家")
    desk.edit("paper:1", texts=(("正文", changed),), parts=(part("新名单.txt", b"x"),))
    client.force_login(staff.author)
    answer = client.post(address(row, "steps/hand-in/"), {"words": "改好了"}, follow=True)
    again = Round.objects.latest("pk")
    assert again != row
    shown = words(answer)
    for said in ("<del>止</del><ins>至</ins>", "<del>12</del><ins>13</ins>", "去掉“名单.txt”", "新增“新名单.txt”"):
        assert said in shown, said
    assert "改好了" in shown
    assert "上次送审（已退回）" in shown


def test_who_comes_too_late_is_told_and_keeps_the_words(
    client: Client, row: Round, staff: Staff, world: World, desk: Desk
) -> None:
    give_post(user=world.colleague, agency=world.office, role=Role.REVIEWER, held_from=MONDAY.date(), at=MONDAY)
    opened = seen(row)
    sign(row, staff, on=now())
    client.force_login(world.colleague)
    answer = client.post(address(row, "return/"), {**opened, "why": "facts", "words": "数字不对", "return": 1})
    assert answer.status_code == 409
    assert "刚刚由其他人员处理过，现在到了复审" in words(answer)
    assert "数字不对" in words(answer)
    # an edit in between: the page says so, and no decision counts
    desk.edit("paper:1", title="改了标题")
    client.force_login(staff.second)
    answer = client.post(address(row, "approve/"), seen(row))
    assert answer.status_code == 409
    assert "作过修改" in words(answer)
    shown = words(client.get(address(row)))
    assert "这一轮不能再审" in shown
    assert "approve-form" not in shown
    assert Signature.objects.count() == 1


def test_secrecy_part_by_part_and_all_at_once(client: Client, row: Round, staff: Staff, checks: Checks) -> None:
    row = sign(sign(row, staff, on=now()), staff, on=now())
    checks.find("甲", message="有密级标志")
    checks.version = "2"
    client.force_login(staff.secrecy)
    client.post(address(row, "approve/"), seen(row, part="0"))
    row.refresh_from_db()
    assert row.stage == "secrecy"
    refused = client.post(address(row, "approve/"), seen(row))
    assert refused.status_code == 422
    assert "还不能公开" in words(refused)
    empty = client.post(address(row, "rule/"), {"part": "1", "finding": "f-甲", "reason": ""})
    assert (empty.status_code, "请写明认定为误报的理由" in words(empty)) == (422, True)
    client.post(address(row, "rule/"), {"part": "1", "finding": "f-甲", "reason": "姓氏，不是标志"})
    shown = words(client.get(address(row)))
    assert "已由卫密" in shown
    client.post(address(row, "approve/"), seen(row, part="1"))
    row.refresh_from_db()
    assert row.stage == "final_review"
    assert client.post(address(row, "rule/"), {"part": "9", "finding": "x", "reason": "y"}).status_code == 422


def test_published_withdrawn_and_the_public_address(client: Client, row: Round, staff: Staff, world: World) -> None:
    sign_all(row, staff, on=now())
    client.force_login(world.officer)
    shown = words(client.get(address(row)))
    assert "/papers/paper:1/" in shown
    assert "撤下正在公开的内容" in shown
    empty = client.post(address(row, "steps/withdraw/"), {"reason": " ", "down": 1})
    assert (empty.status_code, "请写明撤下的原因" in words(empty)) == (422, True)
    client.post(address(row, "steps/withdraw/"), {"reason": "数据有误"})
    assert not gate.is_released("paper:1")
    assert "数据有误" in words(client.get("/office/reviews/mine/"))


def test_by_hand_first_and_held_by_the_gate(
    client: Client, row: Round, world: World, staff: Staff, desk: Desk, checks: Checks
) -> None:
    client.force_login(staff.final)
    refused = client.post(address(row, "steps/release-first/"), {"reason": "汛情", "first": 1})
    assert (refused.status_code, "没有保密审查" in words(refused)) == (422, True)
    for _ in range(3):
        row = sign(row, staff, on=now())
    client.post(address(row, "steps/release-first/"), {"reason": "汛情预警"})
    assert gate.is_released("paper:1")
    shown = words(client.get(address(row)))
    assert "先发后审：汛情预警" in shown
    assert "自己决定先发后审的内容，应当由他人补审" in shown
    client.force_login(world.officer)
    assert "待补审核（1件）" in words(client.get("/office/reviews/mine/"))
    # cleared and not to be public: its page and the list say why it stays
    desk.write(world.office, staff.author, "paper:2", attribute=Attribute.ON_REQUEST, attribute_reason="内部管理信息")
    held = sign_all(reviewing.submit(keys=["paper:2"], by=staff.author, at=now())[0], staff, on=now())
    assert "公开属性是“依申请公开”" in words(client.get(address(held)))
    assert "公开属性是“依申请公开”" in words(client.get("/office/reviews/mine/"))
    assert client.post(address(held, "steps/release/")).status_code == 422
    client.post(address(held, "steps/revoke/"), {"words": "再想想"})
    held.refresh_from_db()
    assert held.state == Round.State.RETURNED


def test_released_by_hand_from_the_page(client: Client, world: World, staff: Staff, desk: Desk) -> None:
    desk.write(world.office, staff.author)
    wait = reviewing.Wish(release_at=now().replace(year=2099))
    row = sign_all(reviewing.submit(keys=["paper:1"], by=staff.author, at=now(), wish=wait)[0], staff, on=now())
    assert not gate.is_released("paper:1")
    client.force_login(staff.author)
    assert client.post(address(row, "steps/release/")).status_code == 403
    client.force_login(world.officer)
    assert '<button class="button">发布</button>' in words(client.get(address(row)))
    client.post(address(row, "steps/release/"))
    assert Release.objects.get().by == world.officer


def test_taken_back_and_handed_in_again_from_the_list(client: Client, row: Round, staff: Staff) -> None:
    client.force_login(staff.author)
    client.post(address(row, "steps/take-back/"))
    assert "已撤回送审" in words(client.get("/office/reviews/mine/"))
    client.post("/office/reviews/hand-in/", {"key": ["paper:1"], "words": "再审"})
    again = Round.objects.latest("pk")
    assert (again.state, again.words) == ("open", "再审")
    twice = client.post("/office/reviews/hand-in/", {"key": ["paper:1"], "words": "又来"})
    assert (twice.status_code, "已经在审核中" in words(twice)) == (409, True)
    gone = client.post("/office/reviews/hand-in/", {"key": ["ghost:1"]})
    assert (gone.status_code, "没有找到" in words(gone)) == (422, True)


def test_proof_certificate_and_a_file_beside_its_text(client: Client, row: Round, staff: Staff) -> None:
    sign(row, staff, on=now(), words="无误")
    client.force_login(staff.second)
    proof = words(client.get(address(row, "proof/")))
    for said in ("二校", "data-read hidden", "工作方案已经印发"):
        assert said in proof, said
    certificate = words(client.get(address(row, "certificate/")))
    for said in ("一校", "初一", "无误", row.digest, "没有发现问题"):
        assert said in certificate, said
    shown = words(client.get(address(row, "files/1/")))
    assert "甲、乙" in shown
    original = client.get(address(row, "files/1/original/"))
    assert original.content.decode() == "甲、乙"
    assert original.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert original.headers["Content-Disposition"].startswith("attachment")
    for wrong in ("files/2/", "files/0/", "files/1/pages/1/", "files/9/original/"):
        assert client.get(address(row, wrong)).status_code == 404, wrong
