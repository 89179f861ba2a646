"""Jobs a second with one worker on SQLite, from an empty start to the last commit on the disk.

Promise: at least 50 a second.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable

from bench._measure import line, machine

COUNT = 1_000
PROMISE = 50


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"GONGKAI_DATA": folder, "DJANGO_SETTINGS_MODULE": "gongkai.config.settings"}
        os.environ.pop("GONGKAI_DATABASE", None)
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        from bench import _nothing
        from gongkai.jobs.models import Job, State
        from gongkai.jobs.worker import Worker

        print(f"background jobs on SQLite, one worker — {machine()}", flush=True)
        rates = []
        for label, task in (("", _nothing.nothing), (" as one transaction", _nothing.nothing_as_one)):
            line(f"jobs{label}, enqueued", f"{_rate(lambda task=task: [task.enqueue() for _ in range(COUNT)]):,.0f}/s")
            rates.append(_rate(lambda: Worker(once=True).run()))
            line(f"jobs{label}, done", f"{rates[-1]:,.0f}/s", f"promise {PROMISE}/s")
        finished = Job.objects.filter(state=State.DONE).count()
    return 0 if min(rates) >= PROMISE and finished == 2 * COUNT else 1


def _rate(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return COUNT / (time.perf_counter() - begun)


if __name__ == "__main__":
    sys.exit(main())
