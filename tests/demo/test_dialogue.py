"""The demo's dialogue: a year of it, made through the verbs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client

from gongkai.audit import ledger
from gongkai.demo import dialogue_2023
from gongkai.demo.district import District, found
from gongkai.demo.stage import play
from gongkai.dialogue import figures, queries
from gongkai.editorial import verifying
from tests.factories import at

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
NOW = at(2026, 5, 20, 11)


@pytest.fixture(scope="module")
def district(django_db_setup: None, django_db_blocker) -> Iterator[District]:
    """The district with nothing but its dialogue, made once for this file and taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = found()
        play(dialogue_2023.stories(made))
        play(dialogue_2023.waiting(made, NOW))
        yield made
        transaction.set_rollback(True)


def test_the_year_in_figures(district: District) -> None:
    year = figures.year([district.office.pk], 2023)
    assert (year.received, year.answered, year.on_time, year.published) == (13, 13, 13, 12)
    assert (year.consultations, year.opinions, year.results) == (3, 13, 2)
    assert (year.surveys, year.ballots, year.errors_found, year.errors_answered) == (1, 8, 3, 3)
    assert year.average_days is not None
    assert 3 <= year.average_days <= 6
    assert list(ledger.verify()) == []
    assert verifying.strays() == []


def test_what_everybody_reads_and_what_waits_in_the_office(district: District) -> None:
    client = Client()
    pages = {path: client.get(path).content.decode() for path in ("/questions/", "/consultations/", "/services/")}
    assert "老年人助餐点怎样申请用餐补贴" in pages["/questions/"]
    assert "遗属" not in pages["/questions/"]
    assert "来信人（演示）" not in "".join(pages.values())
    assert pages["/consultations/"].count("已反馈结果") == 2
    assert "已截止，正在整理" in pages["/consultations/"]
    assert pages["/services/"].count('<h2><a href="/c/') == 6
    waiting = queries.waiting(district.people["officer"], today=NOW.date())
    assert (len(waiting.letters), len(waiting.errors), [one.late for one in waiting.results]) == (2, 1, [True])
