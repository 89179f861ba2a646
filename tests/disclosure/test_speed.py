"""Lists stay quick among many pages: the index is used, and a longer list asks no more questions."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from gongkai.disclosure.models import Article, Section
from tests.editorial.papers import Staff
from tests.editorial.site import home, write
from tests.factories import World

pytestmark = pytest.mark.django_db
MOST = 60


def test_a_list_asks_the_same_however_long_it_is(world: World, staff: Staff) -> None:
    author, counts = Client(), []
    author.force_login(staff.author)
    section = write(Section, home(world.office), staff.author, "供水")
    for number in range(12):
        write(Article, section, staff.author, f"第{number}号消息")
        if number in {3, 11}:
            author.get(f"/office/editor/pages/{section.pk}/")  # what is asked once in a process
            with CaptureQueriesContext(
                connection,
            ) as asked:
                shown = author.get(f"/office/editor/pages/{section.pk}/").content.decode()
            assert "第3号消息" in shown
            counts.append(len(asked))
    assert counts[0] == counts[1] <= MOST


def test_what_lies_below_a_page_is_found_through_the_index(world: World, staff: Staff) -> None:
    section = write(Section, home(world.office), staff.author, "供水")
    beside = write(Section, home(world.office), staff.author, "排水")
    page, other = (write(Article, place, staff.author, "消息") for place in (section, beside))
    below = Page.objects.descendant_of(section, inclusive=True)
    assert set(below.values_list("pk", flat=True)) == {section.pk, page.pk}
    assert other.pk in set(Page.objects.filter(path__startswith=other.path).values_list("pk", flat=True))
    assert not Page.objects.filter(path__startswith="0001%").exists()
    if connection.vendor == "sqlite":
        plan = below.explain()
        assert "SEARCH wagtailcore_page USING INDEX" in plan, plan
        assert "path>? AND path<?" in plan, plan
