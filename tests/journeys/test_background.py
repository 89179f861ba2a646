"""An officer finds that a letter was not sent, reads why, and has it done again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.utils.timezone import now
from playwright.sync_api import Page, expect

from gongkai.jobs import claims, schedules
from gongkai.jobs import worker as workers
from gongkai.jobs.models import Job, State
from gongkai.jobs.models import Worker as Row
from tests.jobs import labour
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.looking import assert_accessible, tab_to
from tests.journeys.walking import from_menu

Desk = Callable[..., Page]


@pytest.fixture
def busy(transactional_db: None, settings: LazySettings) -> None:
    """Something failed, something is at work, something waits, something is done."""
    settings.TASKS = {"default": {"BACKEND": "gongkai.jobs.backend.DatabaseBackend", "QUEUES": []}}
    labour.refuse.enqueue()
    labour.stumble.enqueue()
    labour.which.enqueue()
    workers.Worker(once=True).run()
    labour.kill.enqueue()
    (job,) = claims.reserve("w1", [], most=1, at=now())
    claims.begin(job, "w1", lease=timedelta(minutes=1), at=now())
    Row.objects.create(name="w1", started_at=now(), seen_at=now())
    schedules.sync(at=now())


def test_an_officer_has_a_failed_job_done_again(busy: None, office: Desk) -> None:
    page = office("officer")
    from_menu(page, "管理", "后台任务")
    expect(page.get_by_role("heading", name="后台任务", exact=True)).to_be_visible()
    failures = page.get_by_role("region", name="失败的任务表")
    expect(failures).to_contain_text("邮件服务器拒收，请改用邮寄。")
    expect(page.get_by_role("region", name="执行中和等候的任务表")).to_contain_text("程序出错：ValueError")
    assert "甄不存" not in page.content()
    assert_accessible(page)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert_accessible(page)
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    tab_to(page, "main button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("已重新排队")
    expect(page.get_by_text("没有失败的任务。")).to_be_visible()
    assert Job.objects.filter(state=State.FAILED).count() == 0


def test_without_a_worker_the_page_says_so(office: Desk) -> None:
    page = office("auditor")
    page.goto("/office/background/")
    expect(page.get_by_text("没有后台进程在运行，任务不会执行。")).to_be_visible()
    assert_accessible(page)
