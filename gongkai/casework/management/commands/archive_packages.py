"""gongkai archive-packages: filed cases as packages for an archive (DA/T 48), begun again where it stopped."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import NotAllowed
from gongkai.casework import archive_packing
from gongkai.casework.archive_packing import Done, Fate, Wish
from gongkai.casework.errors import CaseworkError

_SAID = {Fate.MADE: "已生成", Fate.KEPT: "已有", Fate.ERASED: "略过：", Fate.FAILED: "失败："}


class Command(BaseCommand):
    """One line a case; exit status 1 when a case could not be packed, 2 when nothing could be begun."""

    help = "把一个机关一年归档的办件逐件生成归档信息包（DA/T 48）。中断后再次执行，只做没有做完的。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--agency", required=True, metavar="CODE", help="哪个机关（编号前缀）")
        parser.add_argument("--year", required=True, type=int, metavar="年份", help="哪一年归档的")
        parser.add_argument("--out", required=True, metavar="文件夹", help="写到哪里；内有个人信息，只让需要的人读")
        parser.add_argument("--by", required=True, metavar="USERNAME", help="以谁的名义；须有该机关导出案卷的权限")
        parser.add_argument("--why", required=True, metavar="用途", help="用途，记入审计账本，请勿写入申请人姓名")
        parser.add_argument("--beside", action="store_true", help="文件放在XML旁边，XML里只有校验值")

    def handle(self, *_: Any, **given: Any) -> None:
        agency = Agency.objects.filter(code__iexact=given["agency"]).first()
        by = User.objects.filter(username=given["by"], is_active=True).first()
        if agency is None or by is None:
            which = f"编号前缀为“{given['agency']}”的机关" if agency is None else f"名为“{given['by']}”的账号"
            raise CommandError(f"［UNKNOWN］没有{which}。", returncode=2)
        wish = Wish(agency, given["year"], Path(given["out"]), given["why"], given["beside"])
        fates: Counter[Fate] = Counter()
        try:
            for done in archive_packing.pack(wish, by=by, clock=timezone.now):
                fates[done.fate] += 1
                self.stdout.write(_line(done))
        except (CaseworkError, NotAllowed) as error:
            raise CommandError(f"［{error.code}］{error}", returncode=2) from error
        except OSError as error:
            raise CommandError(f"“{error.filename}”不能读写：{error.strerror}。", returncode=2) from error
        self.stdout.write(
            f"{given['year']}年归档{fates.total()}件：生成{fates[Fate.MADE]}件，已有{fates[Fate.KEPT]}件，"
            f"个人信息已销毁{fates[Fate.ERASED]}件，失败{fates[Fate.FAILED]}件。"
        )
        if fates[Fate.FAILED]:
            raise SystemExit(1)


def _line(done: Done) -> str:
    return f"{done.place}/{done.total}　{done.number}　{_SAID[done.fate]}{done.said}"
