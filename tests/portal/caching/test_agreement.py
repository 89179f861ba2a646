"""After whatever editors do, readers see just what would be made now, at every public address."""

from __future__ import annotations

from random import Random

import pytest
from django.test import Client

from gongkai.portal.caching import following, telling
from tests.portal.caching.conftest import Site
from tests.portal.caching.walk import Walk, differing

STEPS = 4


def walk(site: Site, reader: Client, seed: int, steps: int) -> None:
    way, done = Walk(site, Random(seed)), []
    assert differing(site, reader) == []
    for _ in range(steps):
        done.append(way.step())
        assert differing(site, reader) == [], f"seed {seed}: {'; '.join(done)}"


def test_kept_answers_are_those_that_would_be_made(site: Site, reader: Client) -> None:
    walk(site, reader, 5, STEPS)


@pytest.mark.sweep
@pytest.mark.parametrize("seed", range(4))
def test_kept_answers_are_those_that_would_be_made_on_longer_walks(site: Site, reader: Client, seed: int) -> None:
    walk(site, reader, seed, 20)


def test_the_walk_would_find_an_answer_that_is_no_longer_right(
    site: Site, reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The measure measures: without the telling, what is kept goes stale and is found."""
    monkeypatch.setattr(telling, "changed", lambda _names: None)
    monkeypatch.setattr(following, "look", lambda: None)
    way = Walk(site, Random(1))
    assert differing(site, reader) == []
    way.publish()
    assert "/" in differing(site, reader)
