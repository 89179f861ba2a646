"""``kill -9`` of a worker that makes a redacted file, at the worst moment: the sealed file lies on disk, its row is
not committed. The job ends once or is shown as failed, and nobody is handed half a file.

Workers are forks of the test, so that no program has to start; each kills itself where a power failure would.
"""

from __future__ import annotations

import os
import signal
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connections
from django.utils import timezone

from gongkai.casework import attachments, redacting
from gongkai.casework.attachments import Role, upload
from gongkai.casework.models import Attachment, Case
from gongkai.files import redacting as engine
from gongkai.files import store
from gongkai.jobs import claims
from gongkai.jobs.models import Job
from gongkai.redaction import Box
from tests.casework.desk import desk, words
from tests.casework.papers import photograph
from tests.factories import World, confirm, make_district, online
from tests.jobs.conftest import LEASE, Clock, work_once

pytestmark = [pytest.mark.crash, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("queue")]
CORNER = Box(1, 0.1, 0.1, 0.5, 0.3, "no_third")


def asked(world: World, case: Case, name: str) -> Attachment:
    key = {"by": world.officer, "at": timezone.now()}
    (row,) = attachments.add(case_id=case.pk, uploads=[upload(photograph(), name, Role.EVIDENCE)], **key)
    redacting.save(attachment_id=row.pk, boxes=[CORNER], version=0, **key)
    redacting.ask(attachment_id=row.pk, version=1, **key)
    return row


def killed_worker(clock: Clock) -> None:
    """A worker that begins what waits and is killed once it has written the redacted file."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            keep = store.keep_checked

            def keep_and_die(*given: object, **more: object) -> None:
                keep(*given, **more)  # type: ignore[arg-type]
                os.kill(os.getpid(), signal.SIGKILL)

            store.keep_checked = keep_and_die  # type: ignore[assignment]
            work_once(clock, f"w{os.getpid()}")
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "the worker ended by itself, so nothing was tried"
    clock.now += LEASE + timedelta(seconds=1)
    assert claims.reclaim(at=clock()) == 1


def test_a_killed_redaction_is_done_once_or_shown_as_failed(
    monkeypatch: pytest.MonkeyPatch, settings: LazySettings, tmp_path: Path
) -> None:
    settings.GONGKAI_FILES = tmp_path  # orphans are counted and swept: no other test's may be among them
    world = make_district()
    case = confirm(world, online(world).case)
    result = engine.redact(photograph(), engine.Kind.JPEG, redacting.redaction_grounds.stamped([CORNER]))
    monkeypatch.setattr(engine, "redact", lambda *_: result)
    clock = Clock(timezone.now() + timedelta(minutes=1))
    first = asked(world, case, "批复.jpg")
    events = case.events.count()

    killed_worker(clock)
    assert len(list(store.orphans())) == 1, "the kill came before anything was written"
    assert (first.versions.count(), case.events.count(), redacting.drawn_on(first).state) == (0, events, "asked")
    assert [work_once(clock, "w2"), work_once(clock, "w3")] == [1, 0]
    made = first.versions.get()
    assert case.events.count() == events + 1
    assert store.read(made.file, redacting.subjects.key_of(case.subject)) == result.data

    second = asked(world, case, "纪要.jpg")
    # two lives are gone already
    Job.objects.filter(key=f"redact:{second.pk}:1").update(attempts=2)
    killed_worker(clock)
    job = Job.objects.get(key=f"redact:{second.pk}:1")
    assert (job.state, job.error_code, second.versions.count()) == ("failed", "JOB_ABANDONED", 0)
    page = words(desk(world.officer).get(f"/office/requests/{case.number}/files/{second.pk}/redact/"))
    assert "遮盖件没有生成：执行这项任务的进程中途停止" in page
    assert store.sweep(timezone.now() + timedelta(hours=1)) == 2
    assert store.read(made.file, redacting.subjects.key_of(case.subject)) == result.data
