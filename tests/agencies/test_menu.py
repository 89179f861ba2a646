"""The menu of the office: nothing that a person may not use, nothing of the office further than two clicks away."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.timezone import now

from gongkai.agencies import menu
from gongkai.agencies.models import User
from tests.casework.desk import desk, words
from tests.editorial.papers import hire
from tests.factories import World, make_district

pytestmark = pytest.mark.django_db
NO_SCREENS = {
    "desk:limits_file": "a file, from the board",
    "desk:template_default": "a file, from the templates",
    "desk:register_template": "a file, from the registers",
    "desk:register_export": "a file, from the registers",
    "content:catalogue_table": "a file, from the catalogue",
    "content:offers_table": "a file, from the offers",
    "village:owed_table": "a file, from the villages",
    "village:finance_template": "a file, from the form for a finance table",
    "village:new": "from the villages, for who writes in one",
    "content:duty": "from the places for reading, whose log it is",
    "office:sign_in": "before the menu",
    "office:sign_out": "a button",
    "office:password": "from 账号安全, which stands on every screen",
    "office:second_factor": "from 账号安全, which stands on every screen",
    "office:end_sessions": "a button",
    "office:kept": "where a form that was kept is shown again",
    "office:notice_seen": "a button",
    "desk:register_import": "from the registers, where what an import needs is said first",
    "reviews:hand_in": "a button",
    "reviews:attribute_decide": "a button",
    "reviews:attribute_reassess": "a button",
    "reviews:check": "asked by the editor's panel",
}
"""Addresses of the office that no menu leads to, and why."""


@pytest.fixture
def world() -> World:
    return make_district()


def fixed(resolver: URLResolver, before: str = "", space: str = "") -> Iterator[str]:
    """The names of the office's addresses that are about nothing in particular."""
    for one in resolver.url_patterns:
        path = before + str(one.pattern)
        if isinstance(one, URLPattern):
            if path.startswith("office/") and "<" not in path:
                yield f"{space}:{one.name}"
        elif not path.startswith("office/editor/"):
            yield from fixed(one, path, one.namespace or space)


def shown(user: User) -> set[menu.Entry]:
    return {entry for group in menu.groups(user, "", "", at=now()) for entry in group.entries}


def test_every_screen_of_the_office_is_within_two_clicks() -> None:
    entries = [entry for group in (*menu.GROUPS, menu.PERSONAL) for entry in group.entries]
    known = {entry.name for entry in entries} - {"wagtailadmin_home"}
    every = set(fixed(get_resolver()))
    assert len({entry.section for entry in entries}) == len({entry.address for entry in entries}) == len(entries)
    assert known | set(NO_SCREENS) == every
    assert not known & set(NO_SCREENS)


def test_each_sees_what_they_may_use_and_nothing_else(world: World) -> None:
    staff = hire(world)
    people = [world.officer, world.leader, world.handler, world.auditor, world.stranger, staff.author, staff.first]
    people += [world.secrecy]
    everybody = {"casework:list", "desk:subscription", "desk:identity"}  # open to all, empty for who sees no cases
    for user in people:
        client, seen = desk(user), shown(user)
        for entry in (entry for group in menu.GROUPS for entry in group.entries):
            answers = client.get(entry.address).status_code in (200, 302)
            assert answers == (entry in seen) or entry.name in everybody - {one.name for one in seen}, (user, entry)
    assert len(shown(world.officer)) > 40 > len(shown(world.leader))


def test_what_is_refused_is_refused_in_the_offices_own_frame(world: World) -> None:
    refused, nowhere = desk(world.handler).get("/office/people/"), desk(world.handler).get("/office/requests/NONE-1/")
    assert (refused.status_code, nowhere.status_code) == (403, 404)
    for answer, said in ((refused, "您的任职没有这项权限"), (nowhere, "没有找到，或者不归您看")):
        shown = words(answer)
        assert said in shown
        assert "回到今日" in shown
        assert "主导航" in answer.content.decode()
    assert "回到今日" not in words(Client().get("/office/nothing/")), "who is not signed in gets the portal's page"


def test_where_one_is_is_marked_and_a_group_of_one_needs_no_opening(world: World) -> None:
    page = desk(world.officer).get("/office/joint/").content.decode()
    assert '<a href="/office/joint/" aria-current="page">会签' in page
    assert '› <span aria-current="page">会签</span></nav>' in page
    assert page.count('<summary class="here">申请') == 1
    below = desk(world.officer).get("/office/registers/import/")
    assert '<a href="/office/registers/" aria-current="true">登记台账' in below.content.decode()
    assert "今日 › 报告统计 › 登记台账" in words(below)
    plain = desk(world.secrecy).get("/office/").content.decode()
    assert '<li><a href="/office/calendar/">工作日历</a></li>' in plain
    assert "位置" not in plain, "today's page is where every trail begins"
    assert "主导航" not in Client().get("/office/sign-in/").content.decode()
    assert menu.trail("desk:today", "today") is None
    assert menu.place("casework:case", "cases") == menu.place("casework:list", "")
