"""gongkai import-notice FILE: take in the State Council's holiday notice of a year."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from gongkai.casework import calendar_change
from gongkai.casework.calendar_change import Import, Moved
from gongkai.statute.errors import StatuteError
from gongkai.statute.notices import parse_notice
from gongkai.statute.workdays import Notice


class Command(BaseCommand):
    """Stores the notice, derives the affected cases anew and lists what moved."""

    help = "导入国务院办公厅的节假日安排通知，重新推算在办申请的期限，并列出变动。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="通知全文（txt）、YAML或者JSON；“-”表示标准输入")
        parser.add_argument("--dry-run", action="store_true", help="只列出将要变动的期限，不保存")

    def handle(self, *_: Any, file: str, dry_run: bool, **__: Any) -> None:
        notice = _read(file)
        done = (
            calendar_change.preview(notice)
            if dry_run
            else calendar_change.import_notice(notice, by=None, agency=None, at=timezone.now())
        )
        self.stdout.write("\n".join(report(done, dry_run=dry_run)))


def report(done: Import, *, dry_run: bool) -> list[str]:
    """What an import did, line by line."""
    notice = done.notice
    lines = [
        f"{notice.year}年：放假{len(notice.off)}天，休息日上班{len(notice.work)}天（{notice.source}）。",
        f"期限变动{len(done.moved)}件，日期不变而不再暂定{done.settled}件{'（试算，没有保存）' if dry_run else ''}。",
    ]
    return lines + [_line(entry) for entry in done.moved]


def _line(entry: Moved) -> str:
    still = "（仍为暂定）" if entry.still_provisional else ""
    return f"{entry.number}\t{entry.old or '无期限'}\t{entry.new or '无期限'}{still}"


def _read(file: str) -> Notice:
    try:
        raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return parse_notice(raw.decode("utf-8-sig"))
    except OSError as error:
        raise CommandError(f"读不到文件“{file}”：{error.strerror}。", returncode=2) from error
    except UnicodeDecodeError as error:
        raise CommandError(f"文件“{file}”不是UTF-8编码的文字，请另存为UTF-8。", returncode=2) from error
    except StatuteError as error:
        raise CommandError(f"［{error.code}］{error}", returncode=2) from error
