"""The thread that says for a worker that it is alive, and for the job at hand that somebody is at it.

It beats on a connection of its own, so that a job may keep the worker's for as long as it needs.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection

from gongkai.jobs import claims
from gongkai.jobs.models import Job, Worker

log = logging.getLogger(__name__)
HANGING = 75
"""Exit status of a worker whose job was at it for longer than its task allows."""


def end_process() -> None:
    """End this process in the middle of a job: nothing else stops a thread that hangs."""
    os._exit(HANGING)


class Heart:
    """Beats four times a lease until stopped."""

    def __init__(
        self, worker: str, *, lease: timedelta, clock: Callable[[], datetime], give_up: Callable[[], None] = end_process
    ) -> None:
        self.worker, self.lease = worker, lease
        self._clock, self._give_up = clock, give_up
        self._job: tuple[Job, datetime] | None = None
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._live, name="heart", daemon=True)

    def start(self) -> None:
        """Begin to beat."""
        self._thread.start()

    def stop(self) -> None:
        """Stop, and wait until the last beat is over."""
        self._stopped.set()
        self._thread.join()

    @contextmanager
    def holding(self, job: Job, limit: timedelta) -> Iterator[None]:
        """Renew a job's lease while the block runs, for no longer than the limit."""
        with self._lock:
            self._job = (job, self._clock() + limit)
        try:
            yield
        finally:
            with self._lock:
                self._job = None

    def beat(self) -> None:
        """Beat once."""
        at = self._clock()
        with self._lock:
            held = self._job
        if held is not None:
            job, until = held
            if at > until:
                log.error("job %s (%s) hangs: the worker ends, the job will be taken again", job.pk, job.task)
                self._give_up()
            elif not claims.renew(job, lease=self.lease, at=at):
                log.warning("job %s (%s) ended or is held by another worker", job.pk, job.task)
        Worker.objects.filter(pk=self.worker).update(seen_at=at)

    def _live(self) -> None:
        try:
            while not self._stopped.wait(self.lease.total_seconds() / 4):
                try:
                    self.beat()
                except Exception as error:  # noqa: BLE001 (a heart goes on beating)
                    # Most likely the database is away or busy; the next beat may still be in time.
                    log.warning("missed a heartbeat: %s", type(error).__name__)
                    connection.close()
        finally:
            connection.close()
