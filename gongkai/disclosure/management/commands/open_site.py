"""gongkai open-site: keep drafts of all columns that a county's site has."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import now

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import NotAllowed
from gongkai.disclosure.opening import open_site


class Command(BaseCommand):
    """Nothing becomes public by it: the drafts are handed in and reviewed."""

    help = "按《政府网站发展指引》为一个机关建立县区网站的全部栏目（草稿，送审以后公开）。已有的栏目不动。"

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose site, and who keeps the drafts."""
        parser.add_argument("agency", help="机关编号，例如mhqb")
        parser.add_argument("--by", required=True, help="起草人的用户名，须有起草公开内容的权限")

    def handle(self, *_: Any, agency: str, by: str, **__: Any) -> None:
        """Do it and list what is new."""
        place, person = Agency.objects.filter(code=agency).first(), User.objects.filter(username=by).first()
        if place is None or person is None:
            raise CommandError(f"没有编号为“{agency}”的机关。" if place is None else f"没有用户名为“{by}”的人员。")
        try:
            opened = open_site(agency=place, by=person, at=now())
        except NotAllowed as error:
            raise CommandError(str(error)) from error
        for section in opened:
            self.stdout.write(f"{'　' * (section.depth - 3)}{section.title}（{section.get_column_type_display()}）")
        self.stdout.write(f"新建{len(opened)}个栏目的草稿，请补充内容后送审。" if opened else "栏目已经齐全。")
