"""An officer sees that an applicant was not reached, reads why, and has the message sent again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from django.utils.timezone import localdate, now
from playwright.sync_api import Page, expect

from gongkai.casework import handling, sending
from gongkai.casework.models import Message
from gongkai.casework.outgoing import NotSent, Outgoing, Refused
from tests.factories import CITIZEN, World, confirm, online
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.looking import assert_accessible, tab_to

Desk = Callable[..., Page]


class Picky:
    """A gateway that takes letters, refuses the first text message and stumbles over the others."""

    def send(self, message: Outgoing, *, at: datetime) -> None:
        if message.label == "短信":
            raise (
                Refused("短信网关没有接受这条短信。")
                if ":receipt:" in message.key
                else NotSent("短信网关出错（503）。")
            )


@pytest.fixture
def number(world: World, monkeypatch: pytest.MonkeyPatch) -> str:
    """A case whose applicant got the letter and not the text message."""
    monkeypatch.setattr("gongkai.casework.quiet.hours", lambda: None)
    case = online(world, person=replace(CITIZEN, telephone="10000000000"), on=now()).case
    confirm(world, case, on=now())
    limit = {"case_id": case.pk, "by": world.officer, "at": now(), "on": localdate()}
    handling.ask_correction(what="写明起止地点", **limit)
    sending.send_waiting(clock=now, ports={means: Picky() for means in Message.Means.values})
    return case.number


def test_row_plug_ins_a_gateway_refuses_and_an_officer_sends_again(number: str, office: Desk) -> None:
    page = office("officer")
    page.get_by_role("heading", name="未能送达申请人的通知（1件）").wait_for()
    page.get_by_role("heading", name="未能送达申请人的通知").locator("xpath=following::a[1]").click()
    panel = page.get_by_role("region", name="给申请人的通知")
    expect(panel).to_contain_text("短信网关没有接受这条短信。")
    expect(panel).to_contain_text("100＊＊＊＊0000")
    assert "10000000000" not in page.content()
    assert_accessible(page)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert_accessible(page)
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    tab_to(page, ".told button", 200)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("通知已重新排队")
    expect(panel.get_by_role("button")).to_have_count(0)
    assert not Message.objects.filter(state="failed").exists()


def test_an_officer_sets_their_mailbox(office: Desk) -> None:
    page = office("leader")
    page.get_by_role("link", name="提醒邮箱").click()
    page.get_by_label("提醒邮箱").fill("zhou")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("alert")).to_contain_text("请填写完整的邮箱地址")
    assert_accessible(page)
    page.get_by_label("提醒邮箱").fill("zhou@example.invalid")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("status")).to_contain_text("提醒邮箱已保存")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert_accessible(page)
