"""What a watching machine is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils.timezone import now

from gongkai.jobs.models import Worker
from gongkai.portal.views import health

pytestmark = pytest.mark.django_db


def test_each_part_is_named_and_one_that_does_not_answer_is_a_failure(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = client.get("/health/")
    assert (answer.status_code, answer.json()["checks"]["worker"]) == (503, "silent")
    Worker.objects.create(name="w", queues=[], started_at=now(), seen_at=now() - timedelta(minutes=1))
    answer = client.get("/health/")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert answer.json() == {"status": "ok", "checks": dict.fromkeys(("database", "worker", "journal"), "ok")}

    def broken() -> str:
        raise DatabaseError("secret words")

    monkeypatch.setitem(health.PARTS, "database", broken)
    answer = client.get("/health/")
    assert (answer.status_code, answer.json()["checks"]["database"]) == (503, "unreachable")
    assert b"secret" not in answer.content
