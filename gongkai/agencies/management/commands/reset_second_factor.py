"""gongkai reset-second-factor: the way back for the only keeper of the staff, whose telephone is lost."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from gongkai.agencies import accounts
from gongkai.agencies.errors import AccountRefused
from gongkai.agencies.models import User


class Command(BaseCommand):
    """Exit status 2 for an unknown name, a missing reason or an account without a second factor."""

    help = "重置一个账号的动态口令并结束其全部登录；原因记入审计账本。平时请在“机构人员—账号维护”里重置。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="用户名")
        parser.add_argument("--why", required=True, help="原因")

    def handle(self, *_: Any, username: str, why: str, **__: Any) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            self.stderr.write(f"没有用户名“{username}”。")
            sys.exit(2)
        try:
            accounts.reset_factor(user_id=user.pk, why=why, by=None, at=timezone.now())
        except AccountRefused as error:
            self.stderr.write(str(error))
            sys.exit(2)
        self.stdout.write(f"{user}的动态口令已重置，下次登录时重新设置。")
