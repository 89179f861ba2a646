"""gongkai import-register FILE --agency CODE: take in an old register; nothing is written without --carry-out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import NotAllowed
from gongkai.casework import import_report, importing
from gongkai.casework.errors import CaseworkError
from gongkai.casework.importing import Fate, Options, Plan
from gongkai.casework.register_file import read_register
from gongkai.casework.register_words import NO_DICTIONARY, Dictionary, read_mapping


class Command(BaseCommand):
    """Reports what would become of every row; with --carry-out imports all that can be, in one transaction."""

    help = "导入历年依申请公开台账（XLSX或者CSV）。不加 --carry-out 时只核对，逐行报告，什么也不保存。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="台账文件")
        parser.add_argument("--agency", required=True, metavar="CODE", help="导入到哪个机关（编号前缀）")
        parser.add_argument("--by", metavar="USERNAME", help="以谁的名义导入；须有该机关的登记权限，导入时必填")
        parser.add_argument("--mapping", metavar="YAML", help="对照表文件：本单位的列名和写法")
        parser.add_argument("--served-on-reply", action="store_true", help="送达日期空白的，以答复日期为送达日期")
        parser.add_argument("--leave-out-doubtful", action="store_true", help="存疑的行不导入")
        parser.add_argument("--report", metavar="XLSX", help="把逐行的核对报告写成文件")
        way = parser.add_mutually_exclusive_group()
        way.add_argument("--dry-run", action="store_true", help="只核对（不写也是只核对）")
        way.add_argument("--carry-out", action="store_true", help="导入")

    def handle(self, *_: Any, **given: Any) -> None:
        now = timezone.now()
        try:
            agency, by = _agency(given["agency"]), _user(given["by"], needed=given["carry_out"])
            plan = _plan(agency, by, given, now)
            self.stdout.write("\n".join(import_report.as_lines(plan)))
            if given["report"]:
                Path(given["report"]).write_bytes(import_report.as_workbook(plan))
            if given["carry_out"] and by is not None:
                done = importing.carry_out(plan, by=by, at=now)
                self.stdout.write(f"已导入{len(done.numbers)}件，其中{done.kept}件沿用原编号。")
            else:
                self.stdout.write("以上是核对结果，什么也没有保存。确认无误后加 --carry-out 导入。")
        except (CaseworkError, NotAllowed) as error:
            raise CommandError(f"［{error.code}］{error}", returncode=2) from error
        except OSError as error:
            raise CommandError(f"文件“{error.filename}”不能读写：{error.strerror}。", returncode=2) from error
        if plan.counts[Fate.REFUSED]:
            raise SystemExit(1)


def _plan(agency: Agency, by: User | None, given: dict[str, Any], now: Any) -> Plan:
    dictionary = _dictionary(given["mapping"])
    register = read_register(Path(given["file"]).read_bytes(), dictionary)
    options = Options(dictionary, given["served_on_reply"], given["leave_out_doubtful"])
    return importing.plan(register, agency, today=timezone.localdate(now), options=options, by=by)


def _dictionary(path: str | None) -> Dictionary:
    if path is None:
        return NO_DICTIONARY
    try:
        return read_mapping(Path(path).read_text("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise CommandError(f"对照表“{path}”不是UTF-8编码的文字，请另存为UTF-8。", returncode=2) from error


def _agency(code: str) -> Agency:
    found = Agency.objects.filter(code__iexact=code).first()
    if found is None:
        raise CommandError(f"没有编号前缀为“{code}”的机关。", returncode=2)
    return found


def _user(name: str | None, *, needed: bool) -> User | None:
    if name is None:
        if needed:
            raise CommandError("导入时请用 --by 写明以谁的名义导入：登记簿和审计账本都要记下是谁。", returncode=2)
        return None
    found = User.objects.filter(username=name, is_active=True).first()
    if found is None:
        raise CommandError(f"没有用户名为“{name}”的在用账号。", returncode=2)
    return found
