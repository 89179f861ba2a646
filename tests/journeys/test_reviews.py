"""Reviewers clear their queue, look into files, overrule and return; every screen can be used by everybody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.utils.timezone import now
from playwright.sync_api import Page, expect

from gongkai.editorial import attributes, items, originals, procedures, reviewing
from gongkai.editorial.models import Round, Ruling, Signature
from gongkai.editorial.reviewing import NO_WISH, Return, Wish
from gongkai.statute.documents import Attribute
from tests.editorial.papers import Desk, Staff, hire, lay_out, part, seen
from tests.factories import World
from tests.files.made import pdf
from tests.journeys.conftest import DESKTOP
from tests.journeys.looking import assert_accessible
from tests.journeys.walking import from_menu

pytestmark = pytest.mark.django_db(transaction=True)
MANY, CLICKS = 20, 3
NARROW = {"width": 360, "height": 740}
COUNT = "addEventListener('pointerdown', () => sessionStorage.clicks = 1 + Number(sessionStorage.clicks || 0), true)"
BODY = (
    "各镇人民政府、街道办事处，区政府各部门：\n为做好今年的政务公开工作，现将有关事项通知如下。\n"
    "一、及时发布政策文件，做到文件和解读同步起草、同步审签、同步发布。\n二、报名截止2026年12月5日，逾期不再受理。"
)


@dataclass(frozen=True)
class Office:
    """The desk with its people; whatever is handed in goes to the officer, then to secrecy and the leader."""

    world: World
    staff: Staff
    desk: Desk

    def hand_in(self, key: str, wish: Wish = NO_WISH, **more: object) -> Round:
        fields = {"texts": (("正文", BODY),), "title": f"关于做好政务公开工作的通知（{key[6:]}）"} | more
        self.desk.write(self.world.office, self.staff.author, key, **fields)
        return reviewing.submit(keys=[key], by=self.staff.author, at=now(), wish=wish)[0]


@pytest.fixture
def reviews(world: World, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(items, "_KINDS", dict(items._KINDS))
    desk, staff = lay_out(), hire(world)
    names = ["second_review", "secrecy", "final_review"]
    procedures.set_rule(kind="paper", agency=world.office, names=names, at_once=True, by=world.officer, at=now())
    return Office(world, staff, desk)


def test_a_queue_of_twenty_is_cleared_with_three_clicks_each(reviews: Office, office: Callable[..., Page]) -> None:
    for number in range(1, MANY + 1):
        reviews.hand_in(f"paper:{number}", Wish("请尽快", urgent=number == MANY))
    page = office("officer")
    page.add_init_script(COUNT)
    page.goto("/office/")
    from_menu(page, "发布", "待我审核")
    page.get_by_role("row", name="急件").get_by_role("link").click()
    expect(page.get_by_role("heading", name=f"通知（{MANY}）")).to_be_visible()
    for number in range(MANY):
        if number % 5 == 4:
            # returned with a reason: open, say why, send
            page.get_by_text("退回修改").click()
            page.get_by_label("文字、格式差错").check()
            page.get_by_label("意见（要改什么）").fill("第四段日期写法不统一")
            page.get_by_role("button", name="退回", exact=True).click()
        else:
            page.get_by_role("button", name="通过", exact=True).click()
        expect(page.get_by_role("status")).to_contain_text("已")
    expect(page.get_by_text("没有等您审核的内容了")).to_be_visible()
    assert int(page.evaluate("sessionStorage.clicks")) <= MANY * CLICKS
    assert Signature.objects.filter(decision="approved").count() == MANY * 4 // 5
    assert Signature.objects.filter(decision="returned").count() == MANY // 5


def test_secrecy_part_by_part_with_a_marked_file_refused_and_overruled(
    reviews: Office, office: Callable[..., Page]
) -> None:
    marked = part("附件1 课件.txt", "机密★10年\n这是怎样标注密级的讲解。".encode())
    row = reviews.hand_in("paper:1", parts=(marked, part("附件2 名单.pdf", pdf(pages=2))))
    officer, secrecy, leader = office("officer"), office("secrecy"), office("leader")
    officer.goto(f"/office/reviews/{row.pk}/")
    officer.get_by_role("button", name="通过", exact=True).click()
    expect(officer.get_by_role("alert")).to_contain_text("还不能公开")
    expect(officer.get_by_text("只能由保密审查人员认定").first).to_be_visible()
    # who may speak of marks finds it, looks into the file, and overrules with a reason
    secrecy.goto("/office/reviews/")
    secrecy.get_by_role("link", name="关于做好政务公开工作的通知（1）").click()
    secrecy.get_by_role("link", name="附件1 课件.txt").click()
    expect(secrecy.get_by_text("机密★10年").first).to_be_visible()
    assert_accessible(secrecy)
    while secrecy.get_by_text("认定为误报", exact=True).locator("visible=true").count():
        secrecy.locator("summary", has_text="认定为误报").first.click()
        secrecy.get_by_label("理由（记入审核记录）").first.fill("讲解标志的写法，本身没有密级")
        secrecy.get_by_role("button", name="认定为误报").first.click()
        secrecy.get_by_role("link", name="附件1 课件.txt").click()
    officer.goto(f"/office/reviews/{row.pk}/")
    officer.get_by_role("button", name="通过", exact=True).click()
    expect(officer.get_by_text("没有等您审核的内容了")).to_be_visible()
    # part by part
    secrecy.goto("/office/reviews/")
    secrecy.get_by_role("link", name="关于做好政务公开工作的通知（1）").click()
    assert_accessible(secrecy)
    secrecy.get_by_role("button", name="只通过正文").click()
    for _ in range(2):
        expect(secrecy.get_by_text("已通过").first).to_be_visible()
        secrecy.get_by_role("button", name="通过这个附件").first.click()
    expect(secrecy.get_by_text("没有等您审核的内容了")).to_be_visible()
    leader.goto("/office/reviews/")
    leader.get_by_role("link", name="关于做好政务公开工作的通知（1）").click()
    leader.get_by_role("button", name="通过", exact=True).click()
    expect(leader.get_by_text("审核通过，已发布")).to_be_visible()
    row.refresh_from_db()
    assert reviews.desk.out == {"paper:1": row.digest}
    parts = row.signatures.filter(stage="secrecy").values_list("part", flat=True)
    assert sorted(parts) == ["", "附件1 课件.txt", "附件2 名单.pdf"]
    assert set(Ruling.objects.values_list("by", flat=True)) == {reviews.world.secrecy.pk}


def test_words_are_marked_and_every_screen_can_be_used_on_a_phone(reviews: Office, office: Callable[..., Page]) -> None:
    files = (part("附件2 名单.pdf", pdf(pages=2)),)
    row = reviews.hand_in("paper:1", Wish("第三段请重点看"), parts=files)
    reviewing.send_back(
        round_id=row.pk,
        stage="second_review",
        seen=seen(row),
        reason=Return(
            "facts", "报名时间不对", ({"field": "正文", "start": 9, "end": 20, "quote": "为做好今年的政务"},)
        ),
        by=reviews.world.colleague,
        at=now(),
    )
    reviews.desk.edit("paper:1", texts=(("正文", BODY.replace("12月5日", "12月15日").replace("截止", "截至")),))
    again = reviewing.submit(keys=["paper:1"], by=reviews.staff.author, at=now())[0]
    withheld = {"attribute": Attribute.WITHHELD, "attribute_reason": "涉及商业秘密", "policy": True}
    reviews.desk.write(reviews.world.office, reviews.staff.author, "paper:7", **withheld)
    attributes.propose(key="paper:7", by=reviews.staff.author, at=now())
    page = office("officer")
    page.goto(f"/office/reviews/{again.pk}/")
    page.get_by_text("退回修改").click()
    passage = page.locator("p[data-start]").nth(1)
    passage.evaluate(
        """each => { const words = each.firstChild; const range = document.createRange();
        range.setStart(words, 2); range.setEnd(words, 6); getSelection().removeAllRanges();
        getSelection().addRange(range); document.dispatchEvent(new MouseEvent("mouseup")); }"""
    )
    expect(page.locator("[data-places] li")).to_have_text("“好今年的”去掉")
    for width in (DESKTOP, NARROW):
        page.set_viewport_size(width)
        assert_accessible(page)
        screens = ("", "mine/", "attributes/", "procedures/", "figures/")
        rounds = (f"{again.pk}/", f"{again.pk}/proof/", f"{again.pk}/certificate/", f"{again.pk}/files/1/")
        for address in (*screens, *rounds):
            page.goto(f"/office/reviews/{address}")
            assert_accessible(page)
    page.goto(f"/office/reviews/{again.pk}/files/1/")
    expect(page.get_by_role("img", name="第1页的图像")).to_be_visible()
    expect(page.get_by_role("img", name="第1页的图像")).to_have_js_property("naturalWidth", originals.WIDTH)
