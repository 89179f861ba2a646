"""Unusual numbers become one notice an hour for those who look after it, and a message when there is a mailbox."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from gongkai.agencies import watching
from gongkai.agencies.models import SecurityNotice
from gongkai.audit.models import Action, Entry
from gongkai.casework import identity
from gongkai.casework.models import Case
from gongkai.casework.watch_tasks import watch
from gongkai.portal import throttle
from gongkai.portal.throttle import Deed
from tests.casework.desk import desk, stop_clock, words
from tests.factories import CITIZEN, World, at, make_district, online

pytestmark = pytest.mark.django_db
NOW = at(2023, 3, 6, 10, 30)
Kind = SecurityNotice.Kind


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, settings: object) -> World:
    stop_clock(monkeypatch, NOW)
    settings.GONGKAI_ALERTS = {"sign-in": 4, "query-code": 3, "identity": 3}  # type: ignore[attr-defined]
    return make_district()


def kinds() -> list[str]:
    return list(SecurityNotice.objects.order_by("pk").values_list("kind", flat=True))


def test_wrong_passwords_of_many_names_together_are_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        Client().post("/office/sign-in/", {"username": f"guess{number}", "password": "x"})
    assert watching.look(at=NOW) == []
    Client().post("/office/sign-in/", {"username": "guess9", "password": "x"})
    (notice,) = watching.look(at=NOW)
    assert (notice.kind, notice.count, notice.agency) == (Kind.SIGN_IN, 4, None)
    Client().post("/office/sign-in/", {"username": "guess10", "password": "x"})
    assert watching.look(at=NOW + timedelta(minutes=10)) == [], "told once an hour"
    notice.refresh_from_db()
    assert notice.count == 5
    assert watching.look(at=NOW + timedelta(hours=2)) == []
    said = words(desk(world.officer).get("/office/"))
    assert "全系统一小时内登录失败5次" in said
    for who in (world.leader, world.handler, world.auditor):
        assert "安全提示" not in words(desk(who).get("/office/"))


def test_wrong_query_codes_from_many_addresses_are_noticed(world: World) -> None:
    for place in range(3):
        throttle.record(Deed.FAIL, f"192.0.2.{place}", at=NOW)
    assert [(notice.kind, notice.count) for notice in watching.look(at=NOW)] == [(Kind.QUERY_CODE, 3)]


def test_an_officer_who_opens_many_identities_is_named_to_their_own_agency_only(world: World) -> None:
    cases = [online(world, on=at(2023, 3, 3)).case for _ in range(3)]
    for case in cases:
        identity.reveal(case=case, by=world.colleague, at=NOW, why="核对")
        identity.reveal(case=case, by=world.officer, at=NOW, what="letter")
    (notice,) = watching.look(at=NOW)
    assert (notice.kind, notice.agency, notice.person) == (Kind.IDENTITY, world.office, world.colleague)
    said = words(desk(world.officer).get("/office/"))
    assert "何其一小时内查看申请人身份信息3次" in said
    assert CITIZEN.name not in said
    assert "何其" not in words(desk(world.stranger).get("/office/"))


def test_a_notice_is_marked_by_who_may_see_it(world: World) -> None:
    cases: list[Case] = [online(world, on=at(2023, 3, 3)).case for _ in range(3)]
    for case in cases:
        identity.reveal(case=case, by=world.colleague, at=NOW, why="核对")
    (notice,) = watching.look(at=NOW)
    for sent in ({"notice": notice.pk}, {"notice": "x"}, {}):
        desk(world.stranger).post("/office/notices/seen/", sent)
    notice.refresh_from_db()
    assert notice.seen_at is None
    client = desk(world.officer)
    client.post("/office/notices/seen/", {"notice": notice.pk})
    assert "安全提示" not in words(client.get("/office/"))
    entry = Entry.objects.get(action=Action.NOTICE_SEEN)
    assert (entry.actor, entry.stream) == (world.officer.actor, world.office.stream)


def test_who_looks_after_it_is_written_to(world: World) -> None:
    for user, name in ((world.officer, "officer"), (world.leader, "leader")):
        user.email = f"{name}@example.invalid"
        user.save()
    for place in range(3):
        throttle.record(Deed.FAIL, f"192.0.2.{place}", at=NOW)
    assert watch.func() == 1
    assert [letter.to for letter in mail.outbox] == [["officer@example.invalid"]]
    assert "查询码输错3次" in mail.outbox[0].body
    assert watch.func() == 0
    assert len(mail.outbox) == 1
