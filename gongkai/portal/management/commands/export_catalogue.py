"""gongkai export-catalogue: the catalogue of policy documents as another platform wants it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import localdate

from gongkai.disclosure.library import Wanted
from gongkai.portal import exchange
from gongkai.portal.exchange import BadProfile, Lacking


class Command(BaseCommand):
    """Exit status 1 when documents lack what the platform demands, 2 for a profile that cannot be used; then nothing is
    written."""

    help = "按对照表把政策文件目录导出为对方平台的格式（JSON或者CSV）。"

    def add_arguments(self, parser: CommandParser) -> None:
        """Which profile, and where to."""
        names = "、".join(exchange.shipped())
        parser.add_argument("profile", help=f"自带的对照表（{names}），或者您自己的YAML文件")
        parser.add_argument("out", type=Path, help="导出的文件，以.json或者.csv结尾")
        parser.add_argument("--agency", default="", help="只导出一个机关的，写机关编号")
        parser.add_argument("--year", type=int, help="只导出成文于这一年的")

    def handle(self, *_: Any, profile: str, out: Path, agency: str, year: int | None, **__: Any) -> None:
        """Write the whole file or none."""
        if out.suffix not in {".json", ".csv"}:
            raise CommandError("导出的文件应以.json或者.csv结尾。", returncode=2)
        try:
            read = exchange.read(exchange.shipped().get(profile) or Path(profile).read_text(encoding="utf-8"))
            found = exchange.lines(read, Wanted(agency=agency, year=year), localdate())
        except BadProfile as error:
            raise CommandError(f"［{error.code}］{error}", returncode=2) from error
        except Lacking as error:
            raise CommandError(f"［{error.code}］{error}", returncode=1) from error
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"读不到对照表“{profile}”。", returncode=2) from error
        write = exchange.as_json if out.suffix == ".json" else exchange.as_csv
        part = out.with_name(out.name + ".part")
        part.write_bytes(write(read, found))
        part.replace(out)
        note = "" if read.verified != "UNVERIFIED" else "对照表的字段名称未核实，请与对方平台的规范核对。"
        self.stdout.write(f"{read.label}：导出{len(found)}件，{out}。{note}")
