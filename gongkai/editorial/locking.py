"""What may be done to a page in the editor: not edited while it is reviewed, not deleted while it is public."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.html import format_html
from wagtail.locks import BaseLock
from wagtail.models import PagePermissionTester

from gongkai.editorial import procedures
from gongkai.editorial.models import Round

if TYPE_CHECKING:
    from gongkai.editorial.pages import GatedPage


class RoundLock(BaseLock):
    """The lock of a round that runs: it holds for everybody, and taking the round back opens it."""

    def __init__(self, page: GatedPage, row: Round) -> None:
        super().__init__(page)
        self.row = row

    @classmethod
    def of(cls, page: GatedPage) -> RoundLock | None:
        """The lock of a page, when a round of it runs."""
        row = Round.objects.filter(key=page.gate_key, state=Round.State.OPEN).first()
        return cls(page, row) if row else None

    def for_user(self, user: Any) -> bool:  # noqa: ARG002 - it holds for everybody
        """Nobody is excepted."""
        return True

    def get_message(self, user: Any) -> str:  # noqa: ARG002 - the same for everybody
        """Where the review stands and how to go on writing."""
        stage = procedures.stages()[self.row.stage].label
        return format_html(
            '正在{}，不能修改。需要修改的，请先<a href="{}">撤回送审</a>；撤回后已签的审核意见不再有效。',
            stage,
            reverse("content:page", args=[self.object.pk]),
        )

    def get_locked_by(self, user: Any) -> str:  # noqa: ARG002 - the same for everybody
        """Who holds the lock: the review."""
        return "审核中"

    def get_description(self, user: Any) -> str:  # noqa: ARG002 - the same for everybody
        """What the lock means."""
        return "审核期间内容不能修改，审核人员看到的和公开的是同一份内容。"


class Rights(PagePermissionTester):
    """What somebody may do to a page. A page without pages below answers for itself: a list asks this twice for each
    of its lines."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Whether it may be deleted; what is public never."""
        if self.page.live:
            return False
        if self.user.is_active and not self.user.is_superuser and self.page.is_leaf():
            return "change" in self.permissions
        return bool(super().can_delete(ignore_bulk))
