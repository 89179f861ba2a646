"""``gongkai demo``: a made-up district with a whole year, ready to look at."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, ProgrammingError, connection
from django.utils import timezone

from gongkai.demo import district, seeding, serving, villages
from gongkai.demo.annual_report import YEAR
from gongkai.demo.management.commands._refusing import RefusingCommand
from gongkai.demo.management.commands.serve import port_number
from gongkai.portal.selfcheck.tasks import walk_now

HOST = "127.0.0.1"
KIOSK = "minghudemokiosk2023"
"""The token of the machine in the made-up service centre; everybody may try it."""


class Command(RefusingCommand):
    """Migrate, make the district once, check its report, say what there is, serve."""

    help = "准备一个虚构的区（明湖区）及其2023年全年数据，核对年度报告并启动网站。"
    requires_migrations_checks = False

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--port", type=port_number, default=8000, help="端口，默认 8000")
        parser.add_argument("--no-serve", action="store_true", help="只准备数据，不启动网站")
        parser.add_argument("--reset", action="store_true", help="删除已有的演示数据重新生成（不会删除其他数据）")

    def handle(self, *_args: Any, **options: Any) -> None:
        # Everybody shares the printed password and nobody has a telephone for it; the server inherits this.
        os.environ.setdefault("GONGKAI_SECOND_FACTOR", "off")
        # The self-check opens the site at the address where it is served.
        os.environ.setdefault("GONGKAI_PROBE", f"http://{HOST}:{options['port']}/")
        os.environ.setdefault("GONGKAI_KIOSKS", f"政务服务中心一楼={KIOSK}")
        try:
            if not options["no_serve"]:
                serving.background_workers()
                serving.require_free(HOST, options["port"])
            if options["reset"]:
                self._throw_away()
            if self._prepare() and not options["no_serve"]:
                # in the background, beside the server: what the self-check says of links and tags
                walk_now()
        except (serving.PortTaken, serving.BadWorkers, seeding.NotEmpty) as error:
            self.refuse(str(error))
        clean = self._tell(options["port"])
        if not clean:
            self.refuse("演示的年度报告没有通过检查，见上。", 1)
        if not options["no_serve"]:
            self.stdout.write("\n按 Ctrl-C 停止。")
            serving.serve(HOST, options["port"], workers=1)

    def _prepare(self) -> bool:
        """Migrate and make the district; whether it was made now."""
        call_command("migrate", verbosity=0, interactive=False)
        begun = monotonic()
        # its pictures are drawn from words that its reviewers have before them; reading each again takes a minute
        settings.GONGKAI_OCR = "off"
        made = seeding.seed(timezone.now())
        if made:
            self.stdout.write(f"已生成演示数据，用时{monotonic() - begun:.1f}秒。")
        else:
            self.stdout.write("演示数据已在，直接使用。")
        return made

    def _throw_away(self) -> None:
        """Only a SQLite file, and only one that holds nothing but the demo."""
        if connection.vendor != "sqlite":
            self.refuse("--reset 只能用于 SQLite 数据库。")
        try:
            only_demo = seeding.is_demo_only()
        except (OperationalError, ProgrammingError):
            only_demo = True  # no tables yet: nothing to lose
        if not only_demo:
            raise seeding.NotEmpty
        connection.close()
        name = Path(settings.DATABASES["default"]["NAME"])
        for suffix in ("", "-wal", "-shm"):
            name.with_name(name.name + suffix).unlink(missing_ok=True)

    def _tell(self, port: int) -> bool:
        found = seeding.summary()
        self.stdout.write(
            f"\n明湖区（虚构）：{found.agencies}个机关；{YEAR}年政府信息公开申请{found.requests}件，"
            f"目前在办{found.open_requests}件。"
        )
        self.stdout.write(f"《{found.title}》已于{found.published_on}发布。")
        for finding in found.findings:
            self.stdout.write(f"  {finding.code} {finding.message}")
        verdict = "HTML 和 JSON 均未发现问题" if not found.findings else f"发现{len(found.findings)}处问题"
        self.stdout.write(f"年报检查：{verdict}。")
        self._addresses(f"http://{HOST}:{port}")
        return not found.findings

    def _addresses(self, site: str) -> None:
        self.stdout.write("\n公众：")
        for label, path in (
            ("门户首页", "/"),
            ("提交申请", f"/apply/{district.OFFICE}/"),
            ("年度报告", f"/reports/{district.OFFICE}/{YEAR}/"),
            ("政策文件", seeding.policy_address()),
            ("自助机　", f"/kiosk/enter/{KIOSK}/"),
        ):
            self.stdout.write(f"  {label}  {site}{path}")
        self.stdout.write(f"工作人员（口令均为 {district.PASSWORD}）：")
        for label, path in (("登录    ", "/office/"), ("审核发布", "/office/reviews/")):
            self.stdout.write(f"  {label}  {site}{path}")
        for username, name, _, role, title in district.PEOPLE:
            self.stdout.write(f"  {username:<9} {name}（{role.label}，{title}）")
        for username, name, title in villages.signing_in():
            self.stdout.write(f"  {username:<9} {name}（{title}）")
