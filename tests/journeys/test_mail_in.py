"""A mailbox's letters are read, one becomes a case, another is laid aside, and every one of them is still there."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management import call_command
from playwright.sync_api import Page, expect

from gongkai.casework.mail.models import IncomingMail
from gongkai.casework.models import Attachment, Case
from tests.casework.mail.letters import letter, maildir, with_files
from tests.factories import CITIZEN, World
from tests.journeys.conftest import PHONE
from tests.journeys.looking import assert_accessible

Desk = Callable[..., Page]


def given_three_letters_in_the_mailbox(world: World, folder: Path, settings: Any) -> None:
    settings.GONGKAI_MAIL_IN = f"{world.office.code}=maildir:{maildir(folder)}"
    automatic = letter("自动回复：休假中", serial=3).as_bytes()
    for name, raw in {
        "1.a": with_files(),
        "2.a": letter("供应广告", "低价", serial=2).as_bytes(),
        "3.a": automatic,
    }.items():
        (folder / "new" / name).write_bytes(raw)


def when_the_mailbox_is_read(folder: Path) -> None:
    call_command("read_mail", verbosity=0)
    call_command("read_mail", verbosity=0)
    assert sorted(file.name for file in (folder / ".gongkai" / "cur").iterdir()) == ["1.a:2,", "2.a:2,", "3.a:2,"]


def when_one_is_registered(page: Page) -> None:
    page.get_by_role("link", name="公开信箱有2封来信待处理").click()
    assert_accessible(page)
    page.get_by_role("link", name="政府信息公开申请", exact=True).click()
    expect(page.get_by_text("这是可执行程序")).to_be_visible()
    assert_accessible(page)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert_accessible(page)
    page.get_by_role("link", name="登记为申请").click()
    assert_accessible(page)
    expect(page.get_by_label("姓名或者名称")).to_have_value(CITIZEN.name)
    page.get_by_label("证件号码").fill(CITIZEN.identity_number)
    page.get_by_role("button", name="登记并出具回执").click()
    expect(page.get_by_role("heading", name="回执")).to_be_visible()


def when_one_is_laid_aside_and_answered(page: Page) -> None:
    page.goto("/office/mail/")
    page.get_by_role("link", name="供应广告").click()
    page.get_by_label("咨询，不是申请公开政府信息").check()
    page.get_by_label("用邮件告知来信人").check()
    page.get_by_role("button", name="搁置").click()
    expect(page.get_by_label("给来信人的答复")).to_have_value(re.compile("来信属于咨询"))
    page.get_by_role("button", name="搁置").click()
    expect(page.get_by_role("status")).to_contain_text("已搁置，邮件仍然保存。答复正在发出。")


def then_nothing_was_dropped(page: Page) -> None:
    case = Case.objects.get()
    assert sorted(case.attachments.values_list("role", flat=True)) == [Attachment.Role.REQUEST, Attachment.Role.SCAN]
    assert IncomingMail.objects.count() == 3
    expect(page.get_by_role("link", name="自动回复和退信（1）")).to_be_visible()
    page.get_by_role("link", name="已处理").click()
    expect(page.get_by_role("link", name=case.number)).to_be_visible()
    expect(page.get_by_text("已搁置：咨询")).to_be_visible()
    assert_accessible(page)


def test_row_import_a_mail_becomes_a_case_and_nothing_is_dropped(
    world: World, office: Desk, tmp_path: Path, settings: Any
) -> None:
    folder = tmp_path / "mail"
    given_three_letters_in_the_mailbox(world, folder, settings)
    when_the_mailbox_is_read(folder)
    page = office("officer")
    when_one_is_registered(page)
    when_one_is_laid_aside_and_answered(page)
    then_nothing_was_dropped(page)
