"""An office with its staff, and a section in which they publish."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from gongkai.disclosure.models import PolicyDocument, Section
from gongkai.editorial import roots
from tests.editorial.conftest import checks
from tests.editorial.papers import Staff, hire
from tests.editorial.site import body, home, reviewed, write
from tests.factories import World, make_district

__all__ = ["checks"]

Publish = Callable[..., PolicyDocument]
RECORD = {
    "normative": True,
    "registration_number": "MHGF-2023-1",
    "drafted_by": "明湖区水务局",
    "legality": "lawful",
    "legality_by": "明湖区司法局",
    "legality_on": "2023-02-20",
    "fairness": "passed",
    "decided_at": "明湖区人民政府第3次常务会议",
    "summary": "规定城市供水的管理。",
    "interpretation_need": "不需要解读",
    "interpretation_reason": "只涉及内部分工。",
}
"""What a normative document must say of itself."""


@pytest.fixture
def world(db: None) -> World:
    made = make_district()
    roots.ensure()
    return made


@pytest.fixture
def staff(world: World) -> Staff:
    return hire(world)


@pytest.fixture
def section(world: World, staff: Staff) -> Section:
    page = write(Section, home(world.office), staff.author, "政策文件", introduction="文件")
    reviewed(staff, page)
    found = Section.objects.get(pk=page.pk)
    assert found.live
    return found


@pytest.fixture
def draft(section: Section, staff: Staff) -> Publish:
    """Writes a policy document."""

    def make(title: str = "关于加强城市供水管理的通知", **fields: Any) -> PolicyDocument:
        usual = {
            "issued_by": "明湖区人民政府办公室",
            "dated_on": "2023-03-01",
            "effective_on": "2023-04-01",
            "body": body("为了保障供水，制定本办法。"),
        }
        page = write(PolicyDocument, section, staff.author, title, **(usual | fields))
        assert isinstance(page, PolicyDocument)
        return page

    return make


@pytest.fixture
def publish(draft: Publish, staff: Staff) -> Publish:
    """Writes a policy document and takes it through every review."""

    def make(title: str = "关于加强城市供水管理的通知", **fields: Any) -> PolicyDocument:
        page = draft(title, **fields)
        reviewed(staff, page)
        found = PolicyDocument.objects.get(pk=page.pk)
        assert found.live
        return found

    return make
