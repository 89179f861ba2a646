"""The screen on work in the background: who sees it, what it says, and doing a failed job again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.test import Client

from gongkai.agencies import background
from gongkai.agencies.permissions import NotAllowed
from gongkai.audit import ledger
from gongkai.audit.models import Action, Entry
from gongkai.jobs import claims, queries, schedules
from gongkai.jobs.definition import keyed
from gongkai.jobs.errors import Reason
from gongkai.jobs.models import Job, Schedule, State, Worker
from tests.casework.desk import desk, stop_clock, words
from tests.factories import World, at, make_district
from tests.jobs import labour

pytestmark = pytest.mark.django_db
NOW = at(2023, 3, 6, 10)
URL = "/office/background/"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, settings: LazySettings) -> World:
    settings.TASKS = {"default": {"BACKEND": "gongkai.jobs.backend.DatabaseBackend", "QUEUES": []}}
    stop_clock(monkeypatch, NOW)
    return make_district()


def failed_job(key: str = "") -> Job:
    """A job that was tried and failed for good."""
    keyed(labour.refuse, key).enqueue()
    (job,) = claims.reserve("w1", [], most=1, at=NOW)
    assert claims.begin(job, "w1", lease=MINUTE, at=NOW)
    assert claims.failed(job, Reason("MAIL_REFUSED", "邮件服务器拒收，请改用邮寄。", final=True), at=NOW)
    return Job.objects.get(pk=job.pk)


def press(client: Client, job: object) -> str:
    return words(client.post(URL, {"job": job}, follow=True))


def test_officers_and_auditors_see_it_and_nobody_else(world: World) -> None:
    failed_job()
    assert "重新执行说明原因的失败" in desk(world.officer).get(URL).content.decode()
    seen = desk(world.auditor).get(URL)
    assert seen.status_code == 200
    assert "重新执行说明原因" not in seen.content.decode()
    for other in (world.leader, world.handler):
        assert desk(other).get(URL).status_code == 403
        assert URL not in desk(other).get("/office/password/").content.decode()
    assert URL in desk(world.auditor).get("/office/password/").content.decode()
    assert Client().get(URL).status_code == 302


def test_it_says_what_failed_why_and_what_waits(world: World) -> None:
    failed_job()
    labour.count.enqueue(7)
    said = words(desk(world.officer).get(URL))
    assert "说明原因的失败" in said
    assert "2023-03-06 10:00:00 试了1次 邮件服务器拒收，请改用邮寄。 MAIL_REFUSED" in said
    assert "失败 1 执行中 0 等候 1 24小时内完成 0" in said
    assert "计数" in said


def test_it_says_whether_anybody_works(world: World) -> None:
    client = desk(world.officer)
    assert "没有后台进程在运行" in words(client.get(URL))
    Worker.objects.create(name="w1", started_at=NOW, seen_at=NOW - timedelta(seconds=61))
    said = words(client.get(URL))
    assert "没有后台进程在运行" in said
    assert "最后一次报到：2023-03-06 09:58:59" in said
    Worker.objects.create(name="w2", started_at=NOW, seen_at=NOW - timedelta(seconds=59))
    assert "有1个后台进程在运行" in words(client.get(URL))


def test_it_says_what_comes_round_and_what_is_late(world: World) -> None:
    schedules.load()
    schedules.sync(at=NOW)
    client = desk(world.auditor)
    said = words(client.get(URL))
    assert "清理三十天前结束的后台任务记录 每天03:20 还没有 — 2023-03-07 03:20:00" in said
    assert "已过时间" not in said
    Schedule.objects.update(next_run=NOW - 6 * MINUTE)
    assert "已过时间" in words(client.get(URL))


@pytest.mark.parametrize(
    ("seconds", "said"), [(600, "每10分钟"), (3600, "每1小时"), (172800, "每2天"), (90, "每90秒"), (1, "每1秒")]
)
def test_rhythms_in_words(seconds: int, said: str) -> None:
    assert queries.rhythm(Schedule(every_seconds=seconds)) == said


def test_doing_it_again_is_in_the_ledger(world: World) -> None:
    job = failed_job()
    said = press(desk(world.officer), job.pk)
    assert f"“说明原因的失败”（编号{job.pk}）已重新排队。" in said
    assert Job.objects.get().state == State.WAITING
    entry = Entry.objects.get(action=Action.JOB_RETRIED)
    assert (entry.actor, entry.subject, entry.detail) == (world.officer.actor, f"job:{job.pk}", {"task": job.task})
    assert not list(ledger.verify())


def test_whoever_may_only_look_does_nothing(world: World) -> None:
    job = failed_job()
    assert desk(world.auditor).post(URL, {"job": job.pk}).status_code == 403
    with pytest.raises(NotAllowed, match="您没有“重新执行后台任务”的权限。"):
        background.retry(job_id=job.pk, by=world.auditor, at=NOW)
    assert Job.objects.get().state == State.FAILED
    assert not Entry.objects.filter(action=Action.JOB_RETRIED).exists()


@pytest.mark.parametrize("job", ["", "x", "-1", "9" * 40, "²", "123456789"])
def test_what_is_no_failed_job_is_refused_in_words(world: World, job: str) -> None:
    said = press(desk(world.officer), job)
    assert "没有这项任务。" in said or "不是失败状态" in said
    assert not Entry.objects.filter(action=Action.JOB_RETRIED).exists()


def test_a_failed_job_whose_twin_waits_is_refused_and_nothing_is_written(world: World) -> None:
    job = failed_job("twin")
    keyed(labour.refuse, "twin").enqueue()
    assert "同一项任务已经在排队" in press(desk(world.officer), job.pk)
    assert not Entry.objects.filter(action=Action.JOB_RETRIED).exists()
