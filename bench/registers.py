"""Registers: reading, planning and importing 5,000 rows, exporting 100,000 cases, and the memory that takes.

Promise: an export of 100,000 cases stays under 50 MB above what the program needs anyway; an import holds the one
writer of SQLite for less than its 30 s of patience.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
import threading
import time
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bench._measure import line, machine

ROWS = 5_000
CASES = 100_000
NOW = datetime(2026, 11, 26, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


def main() -> None:
    if len(sys.argv) > 1:
        import django

        django.setup()
        {"import": _import, "export": _export}[sys.argv[1]]()
        return
    print(f"registers — {machine()}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "GONGKAI_DATABASE": f"sqlite:///{folder}/bench.sqlite3",
            "GONGKAI_DATA": folder,
            "DJANGO_SETTINGS_MODULE": "gongkai.config.settings",
        }
        # a process each, for the peak of one would hide that of the other
        for step in ("import", "export"):
            subprocess.run([sys.executable, "-m", "bench.registers", step], env=environment, check=True)


def _import() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from gongkai.casework import importing
    from gongkai.casework.register_file import read_register
    from tests.factories import make_district

    world = make_district()
    begun = time.perf_counter()
    register = read_register(_register())
    line(f"read {ROWS:,} rows of XLSX", f"{time.perf_counter() - begun:.2f} s")
    begun = time.perf_counter()
    plan = importing.plan(register, world.office, today=NOW.date())
    line(f"plan {ROWS:,} rows", f"{time.perf_counter() - begun:.2f} s")
    begun, worked = time.perf_counter(), time.process_time()
    importing.carry_out(plan, by=world.officer, at=NOW)
    note = f"processor {time.process_time() - worked:.1f} s"
    line(f"import {ROWS:,} rows in one transaction", f"{time.perf_counter() - begun:.2f} s", note)
    _copy(CASES - ROWS)


def _export() -> None:
    from gongkai.agencies.models import Agency, User
    from gongkai.casework import exporting
    from gongkai.casework.exporting import Wish

    agency = Agency.objects.filter(cases__isnull=False).distinct().get()
    by = User.objects.get(username__startswith="officer")
    exporting.export(Wish(agency, NOW.date(), NOW.date()), by=by, at=NOW)
    watch = _Watch()
    watch.start()
    begun, worked = time.perf_counter(), time.process_time()
    size = len(exporting.export(Wish(agency, date(2008, 5, 1), NOW.date()), by=by, at=NOW))
    taken = time.perf_counter() - begun
    note = f"processor {time.process_time() - worked:.1f} s, {size / 1e6:.1f} MB of XLSX"
    line(f"export {CASES:,} cases", f"{taken:.1f} s", note)
    line("memory the export added at its peak", f"{watch.stop():.0f} MB")


def _register() -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    sheet = book.add_worksheet("台账")
    heading = "编号 收到日期 申请方式 申请人 申请人类型 所需信息 办理结果 答复日期 送达方式 送达日期"
    sheet.write_row(0, 0, heading.split())
    for number in range(1, ROWS + 1):
        words = f"第{number}项工程的立项批复、可行性研究报告、环境影响评价文件和竣工验收资料"
        values = (f"明公开〔2022〕{number:05}号", "2022-03-07", "互联网", "甄不存", "自然人", words)
        sheet.write_row(number, 0, (*values, "予以公开", "2022-03-21", "网上", "2022-03-21"))
    book.close()
    return out.getvalue()


def _copy(count: int) -> None:
    """More cases of the same kind, copied with their events inside the database; their words stay unreadable, so
    their subject counts as erased."""
    from django.db import connection

    from gongkai.casework.models import Case, CaseEvent, Subject

    subject = Subject.objects.create(erased_at=NOW)
    with connection.cursor() as cursor:
        for model, changed in (
            (Case, {"subject_id": f"'{subject.pk.hex}'", "serial": "n.i + 100000", "number": "'X' || n.i"}),
            (CaseEvent, {"case_id": "(SELECT id FROM casework_case WHERE number = 'X' || n.i)"}),
        ):
            columns = [field.column for field in model._meta.concrete_fields if not field.primary_key]  # noqa: SLF001
            chosen = ", ".join(changed.get(column, f"c.{column}") for column in columns)
            own = "c.id" if model is Case else "c.case_id"
            cursor.execute(
                f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) "  # noqa: SLF001
                f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) "
                f"SELECT {chosen} FROM n, {model._meta.db_table} c WHERE {own} = 1"  # noqa: SLF001
            )


class _Watch(threading.Thread):
    """The most memory of its own that this process held meanwhile, in MB. Pages of the database's file that are
    only mapped are not counted: the system takes them back when it likes."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.before = self.peak = _own_memory()
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.wait(0.1):
            self.peak = max(self.peak, _own_memory())

    def stop(self) -> float:
        self._over.set()
        self.join()
        return self.peak - self.before


def _own_memory() -> float:
    rows = Path("/proc/self/smaps_rollup").read_text().splitlines()[1:]
    return next(int(row.split()[1]) for row in rows if row.startswith("Anonymous:")) / 1024


if __name__ == "__main__":
    main()
