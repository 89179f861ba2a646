"""A small site with answers that are kept, a copy of the index and a mirror of its own, on a clock that is moved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import override_settings

from gongkai.portal.caching import following, middleware, telling
from gongkai.portal.searching import pace
from tests.disclosure.desks import other_staff
from tests.editorial.papers import hire
from tests.factories import at, make_district
from tests.portal.agreement import clock
from tests.portal.agreement.snapshots import Snapshot
from tests.portal.agreement.story import Story

HOST = "www.minghu.example"


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Everything that is kept beside the database is kept here."""
    own = {
        "GONGKAI_PAGE_CACHE": True,
        "GONGKAI_PAGE_CHANGES": tmp_path / "journal",
        "GONGKAI_SEARCH_DIR": tmp_path / "search",
        "GONGKAI_SITE_DOMAIN": HOST,
        "ALLOWED_HOSTS": ["testserver", HOST],
        "GONGKAI_MIRROR_DIR": str(tmp_path / "mirror"),
    }
    monkeypatch.setattr(pace, "is_too_fast", lambda *_, **__: False)
    with override_settings(**own):
        forget()
        telling.watch(connection)
        yield tmp_path
        connection.execute_wrappers.remove(telling._execute)
        forget()


def forget() -> None:
    """Know nothing, as a process that starts."""
    middleware.forget()
    cache.clear()
    following._looked.clear()
    following._reached.clear()


@pytest.fixture
def keep(transactional_db: None, places: Path) -> Iterator[Callable[[], Snapshot]]:
    """Takes a copy of the database, which is gone before the tables are emptied."""
    with ExitStack() as taken:

        def take() -> Snapshot:
            snapshot = Snapshot(places)
            taken.callback(snapshot.drop)
            return snapshot

        yield take


@pytest.fixture
def story(transactional_db: None, places: Path, monkeypatch: pytest.MonkeyPatch) -> Story:
    """A site with one page of every kind, all public."""
    going = clock.set_going(monkeypatch, at(2023, 3, 6, 9))
    world = make_district()
    made = Story(world, hire(world), other_staff(world), going)
    made.begin()
    return made
