"""Report the state of every case of a year to the superiors' platforms once more."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from gongkai.portal.hooks import platform
from gongkai.portal.models import Hook


class Command(BaseCommand):
    """``gongkai push-platform --year 2026``."""

    help = "把一年内登记的办件状态向上级平台全部重报；报送由后台任务完成。"

    def add_arguments(self, parser: CommandParser) -> None:
        """Which year, and for which agency."""
        parser.add_argument("--year", type=int, required=True, metavar="年份", help="登记年份")
        parser.add_argument("--agency", default="", metavar="代码", help="机关代码；不写的为所有机关")

    def handle(self, *_: Any, year: int, agency: str, **__: Any) -> None:
        """Put the cases in line; the workers carry them out."""
        hooks = Hook.objects.filter(revoked_at__isnull=True, content=Hook.Content.STATUS).select_related("agency")
        if agency:
            hooks = hooks.filter(agency__code__iexact=agency)
        for hook in hooks:
            count = platform.report_year(hook.pk, year, at=timezone.now())
            self.stdout.write(f"{hook.agency.short_name} {hook.address}：{count}件待报送。")
        if not hooks:
            self.stdout.write("没有登记报送办件状态的上级平台。")
