"""A district with pages that went through the gate, and a copy of the index of each test's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings

from gongkai.editorial.pages import GatedPage
from gongkai.portal.searching import pace
from tests.editorial.papers import Staff, hire
from tests.editorial.site import Written, reviewed, write_everything
from tests.factories import World, make_district


@dataclass
class Library:
    """What is public: a section, an article with a file, a policy document and its interpretation."""

    world: World
    staff: Staff
    written: Written

    def publish(self, *pages: GatedPage) -> None:
        reviewed(self.staff, *pages)


@pytest.fixture(autouse=True)
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """This node's copy, in a folder of the test's own; the minute in which searches are counted does not end."""
    pace._counts.clear()
    counted = pace.is_too_fast
    monkeypatch.setattr(
        pace, "is_too_fast", lambda *of, limit, seconds: counted(*of, limit=limit, seconds=min(seconds, 60))
    )
    with override_settings(GONGKAI_SEARCH_DIR=tmp_path / "search"):
        yield tmp_path / "search"


@pytest.fixture
def library(db: None) -> Library:
    """Everything public but nothing searched yet."""
    world = make_district()
    staff = hire(world)
    made = Library(world, staff, write_everything(world, staff, word="养老服务"))
    made.publish(made.written.section)
    made.publish(made.written.article)
    made.publish(made.written.policy, made.written.interpretation)
    return made


def titles(client: Client, words: str, **more: Any) -> list[str]:
    """The titles of the hits on a page of results."""
    found = client.get("/search/", {"q": words, **more}).context["found"]
    return [hit.document.title for hit in found.hits]
