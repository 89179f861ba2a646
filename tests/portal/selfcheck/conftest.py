"""An office whose site has a column of news with one notice in it, and registries of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from gongkai.disclosure.models import Article, Section
from gongkai.editorial.pages import GatedPage
from gongkai.portal.selfcheck import providers
from tests.editorial.conftest import checks
from tests.editorial.papers import Staff, hire
from tests.editorial.site import body, home, reviewed, write
from tests.factories import World, make_district

__all__ = ["checks"]
Opens = Callable[..., Section]


@pytest.fixture
def world(db: None) -> World:
    return make_district()


@pytest.fixture
def staff(world: World) -> Staff:
    return hire(world)


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What other apps registered does not count here, nor does another test's index."""
    for name in ("_dialogue", "_surveys", "_corrections"):
        monkeypatch.setattr(providers, name, [])
    monkeypatch.setattr(providers, "_counts", dict(providers._counts))
    with override_settings(GONGKAI_SEARCH_DIR=tmp_path / "search"):
        yield


@pytest.fixture
def opens(world: World, staff: Staff) -> Opens:
    """Opens public columns."""

    def make(title: str, kind: str = "news", under: GatedPage | None = None, **fields: Any) -> Section:
        page = write(Section, under or home(world.office), staff.author, title, column_type=kind, **fields)
        reviewed(staff, page)
        return Section.objects.get(pk=page.pk)

    return make


@pytest.fixture
def news(opens: Opens, staff: Staff) -> Section:
    """A column of news; what stands in it was published on Monday, 6 March 2023."""
    section = opens("政务要闻")
    page = write(Article, section, staff.author, "区政府召开供水工作会议", body=body("会议研究了供水工作。"))
    reviewed(staff, page)
    return section
