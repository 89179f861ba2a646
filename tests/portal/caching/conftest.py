"""A district whose pages went through the gate, with answers that are kept and a journal of the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings

from gongkai.editorial.pages import GatedPage
from gongkai.portal.caching import following, middleware, telling
from gongkai.portal.caching.journal import Journal
from tests.editorial.papers import Staff, hire
from tests.editorial.site import Written, reviewed, write_everything
from tests.factories import World, make_district


@dataclass
class Site:
    """What is public: a section, an article with a file and a picture, a policy document and its interpretation."""

    world: World
    staff: Staff
    written: Written

    def publish(self, *pages: GatedPage) -> None:
        reviewed(self.staff, *pages)


@pytest.fixture
def keeping(tmp_path: Path) -> Iterator[Journal]:
    """Answers are kept while the test runs."""
    with override_settings(GONGKAI_PAGE_CACHE=True, GONGKAI_PAGE_CHANGES=tmp_path / "journal"):
        middleware.forget()
        cache.clear()
        following._looked.clear()
        following._reached.clear()
        telling.watch(connection)
        yield following.journal()
        connection.execute_wrappers.remove(telling._execute)
        middleware.forget()
        cache.clear()


@pytest.fixture
def world(transactional_db: None) -> World:
    """Transactions end as they do in service, for what commits is the thing tested."""
    return make_district()


@pytest.fixture
def site(world: World, keeping: Journal) -> Site:
    """Everything public."""
    staff = hire(world)
    made = Site(world, staff, write_everything(world, staff, word="养老服务"))
    made.publish(made.written.section)
    made.publish(made.written.article)
    made.publish(made.written.policy, made.written.interpretation)
    return made


@pytest.fixture
def reader() -> Client:
    return Client()
