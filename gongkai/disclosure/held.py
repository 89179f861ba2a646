"""A draft that an office writes into beside the editor, held so that two officers do not write over each other."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from django.utils.timezone import localdate
from wagtail.models import Page

from gongkai.agencies.models import User
from gongkai.agencies.permissions import require
from gongkai.agencies.roles import Permission
from gongkai.editorial import pages
from gongkai.editorial.errors import WrongWay
from gongkai.editorial.locking import RoundLock
from gongkai.editorial.pages import GatedPage

Some = TypeVar("Some", bound=GatedPage)


def draft(kind: type[Some], number: int, *, by: User, at: datetime) -> Some:
    """The newest draft of a page of a kind, until the transaction ends. Raises NotAllowed, and WrongWay while it is
    reviewed or for a page of another kind."""
    Page.objects.select_for_update().get(pk=number)
    page = pages.page_of(pages.key_of(number))
    assert page.agency is not None
    require(by, Permission.CONTENT_DRAFT, page.agency, on=localdate(at))
    if not isinstance(page, kind):
        raise WrongWay(f"这不是{kind.kind_label()}。")
    if RoundLock.of(page) is not None:
        raise WrongWay("正在审核，不能修改。需要修改的，请先撤回送审。")
    found = pages.newest(page)
    assert isinstance(found, kind)
    return found
