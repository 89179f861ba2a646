"""A worker: does the jobs that are ready, one after the other, until it is told to stop.

It stops between two jobs, so nothing is left half; it outlives a database that goes away for a while; and when it is
killed, its job's lease runs out and another worker takes the job.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from gongkai.jobs import claims, schedules
from gongkai.jobs.heart import Heart
from gongkai.jobs.models import Job
from gongkai.jobs.models import Worker as Row
from gongkai.jobs.running import execute

log = logging.getLogger(__name__)
BATCH = 20
"""Jobs reserved at a time: one look at the table for all of them. What is not begun soon is given back."""
SOON = 1.0
"""Seconds for which others may wait for a reserved job."""
PAUSE = 1.0
"""Seconds between two looks at an empty queue."""
LONGEST_RETREAT = 30.0


class Worker:
    """One process's worker. ``run`` returns how many jobs it did, also those that failed."""

    def __init__(
        self,
        *,
        queues: Sequence[str] = (),
        once: bool = False,
        parent: int | None = None,
        lease: timedelta | None = None,
        clock: Callable[[], datetime] = timezone.now,
    ) -> None:
        self.name = f"{socket.gethostname()[:48]}:{os.getpid()}:{secrets.token_hex(4)}"
        self.queues, self.once, self.parent = tuple(queues), once, parent
        self.lease = lease or timedelta(seconds=settings.GONGKAI_JOB_LEASE)
        self.clock = clock
        self.begun = 0
        self._stopping = False
        self._registered = False
        self._retreat = 0.0
        self._heart = Heart(self.name, lease=self.lease, clock=clock)

    def stop(self, *_signal: object) -> None:
        """Finish the job at hand and no other. May be called from a signal handler."""
        self._stopping = True

    def run(self) -> int:
        """Work until told to stop, or with ``once`` until nothing is ready. Raises DatabaseError only with ``once``."""
        schedules.load()
        self._heart.start()
        try:
            while not self._should_stop():
                if not self._survive(self.turn):
                    if self.once and not self._retreat:
                        break
                    self._rest(self._retreat or PAUSE)
        finally:
            self._heart.stop()
            self._leave()
        return self.begun

    def turn(self) -> int:
        """Look once at schedules, dead workers and the queue, and do what is there; how many jobs were begun."""
        if not self._registered:
            self._register()
        at = self.clock()
        schedules.run_due(at=at)
        claims.reclaim(at=at)
        return self._work_off(claims.reserve(self.name, self.queues, most=BATCH, at=at))

    def _work_off(self, jobs: Sequence[Job]) -> int:
        begun, since = 0, time.monotonic()
        for job in jobs:
            if self._should_stop() or time.monotonic() - since > SOON:
                claims.release(self.name)
                break
            if claims.begin(job, self.name, lease=self.lease, at=self.clock()):
                begun += 1
                execute(job, heart=self._heart, clock=self.clock)
        self.begun += begun
        return begun

    def _survive(self, act: Callable[[], int]) -> int:
        """Do something; when the database is away, retreat for longer each time."""
        try:
            done = act()
        except (DatabaseError, InterfaceError) as error:
            if self.once:
                raise
            self._retreat = min(max(1.0, self._retreat * 2), LONGEST_RETREAT)
            log.warning("数据库暂时不可用（%s），%.0f秒后再试。", type(error).__name__, self._retreat)
            connection.close()
            return 0
        self._retreat = 0.0
        return done

    def _register(self) -> None:
        at = self.clock()
        schedules.sync(at=at)
        row = {"queues": ",".join(self.queues)[:200], "started_at": at, "seen_at": at}
        Row.objects.update_or_create(name=self.name, defaults=row)
        self._registered = True

    def _leave(self) -> None:
        try:
            claims.release(self.name)
            Row.objects.filter(pk=self.name).delete()
        except (DatabaseError, InterfaceError) as error:
            log.warning("worker %s could not sign off: %s", self.name, type(error).__name__)

    def _rest(self, seconds: float) -> None:
        # In small steps and without locks, so that a signal is heard soon and cannot meet a lock that is held.
        until = time.monotonic() + seconds
        while not self._should_stop() and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, 0.1))

    def _should_stop(self) -> bool:
        return self._stopping or (self.parent is not None and os.getppid() != self.parent)
