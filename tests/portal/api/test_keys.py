"""Keys: shown once, kept as a hash, for one agency, ended at once; and the screen on which it is done."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from gongkai.agencies.permissions import NotAllowed
from gongkai.audit.models import Entry
from gongkai.portal.api import keys
from gongkai.portal.models import ApiKey, Hook, HookCall
from tests.factories import START, World, make_district

pytestmark = pytest.mark.django_db
PLACE = "/office/api/"


@pytest.fixture
def world() -> World:
    return make_district()


def make(world: World, **changes: Any) -> keys.Made:
    asked = {"agency": world.office, "name": "省平台", "may_file": True, "may_follow": True, "by": world.officer}
    return keys.make(**{**asked, **changes}, at=START)


def test_a_key_has_160_bits_and_only_its_hash_is_kept(world: World) -> None:
    made = make(world)
    prefix, _, secret = made.text.partition(".")
    assert (prefix, len(secret)) == (made.row.prefix, 32)
    assert set(secret) <= set("abcdefghijklmnopqrstuvwxyz234567")
    assert secret not in str(ApiKey.objects.values().get())
    assert keys.find(made.text) == made.row
    assert make(world).text != made.text


@pytest.mark.parametrize("wrong", ["", ".", "x", "é.é", "\x00.a", "gk", "a" * 10_000, "\ud800.\ud800"])
def test_what_is_no_key_finds_none(world: World, wrong: str) -> None:
    made = make(world)
    assert keys.find(wrong) is None
    assert keys.find(f"{made.row.prefix}.{wrong}") is None
    assert keys.find(f"{made.text}{wrong}") == (made.row if not wrong else None)


def test_an_ended_key_opens_nothing(world: World) -> None:
    made = make(world)
    for _ in range(2):
        keys.revoke(key_id=made.row.pk, by=world.officer, at=START)
    assert keys.find(made.text) is None
    acts = Entry.objects.filter(subject=f"api-key:{made.row.prefix}")
    assert [(act.action, act.stream, act.actor) for act in acts] == [
        (action, world.office.stream, world.officer.actor) for action in ("api-key:made", "api-key:revoked")
    ]
    assert made.text.partition(".")[2] not in str(list(acts.values()))


@pytest.mark.parametrize("who", ["leader", "handler", "auditor", "stranger"])
def test_only_those_who_keep_the_agency_s_people_make_and_end_keys(world: World, who: str) -> None:
    made, person = make(world), getattr(world, who)
    with pytest.raises(NotAllowed):
        make(world, by=person)
    with pytest.raises(NotAllowed):
        keys.revoke(key_id=made.row.pk, by=person, at=START)
    assert keys.find(made.text) == made.row


@pytest.mark.parametrize("changes", [{"name": " "}, {"name": "字" * 81}, {"may_file": False, "may_follow": False}])
def test_a_key_for_nothing_is_not_made(world: World, changes: dict[str, Any]) -> None:
    with pytest.raises(keys.Unnamed):
        make(world, **changes)
    assert ApiKey.objects.count() == 0


# ------------------------------------------------------------------------------- the screen


@pytest.fixture
def desk(client: Client, world: World, settings: LazySettings) -> Client:
    settings.GONGKAI_HOOK_HOSTS = "127.0.0.1"
    client.force_login(world.officer)
    return client


def test_an_officer_makes_a_key_that_is_shown_once(desk: Client, world: World) -> None:
    sent = {"do": "make-key", "agency": world.office.pk, "name": "省平台", "may_file": "on"}
    answer = desk.post(PLACE, sent)
    shown = re.search(r'<code class="secret">(gk[a-z2-7]{10}\.[a-z2-7]{32})</code>', answer.content.decode())
    assert shown is not None
    assert "no-store" in answer["Cache-Control"]
    key = keys.find(shown[1])
    assert key is not None
    assert (key.may_file, key.may_follow) == (True, False)
    again = desk.get(PLACE).content.decode()
    assert key.prefix in again
    assert shown[1] not in again
    assert desk.post(PLACE, {"do": "revoke-key", "row": key.pk}).status_code == 302
    assert keys.find(shown[1]) is None


def test_an_officer_has_events_told_and_ends_it(desk: Client, world: World) -> None:
    bad = desk.post(PLACE, {"do": "make-hook", "agency": world.office.pk, "address": "https://10.0.0.1/"})
    assert (bad.status_code, "内网" in bad.content.decode()) == (422, True)
    good = desk.post(PLACE, {"do": "make-hook", "agency": world.office.pk, "address": "https://example.com/e"})
    assert re.search(r'<code class="secret">[0-9a-f]{40}</code>', good.content.decode())
    hook = Hook.objects.get()
    call = HookCall.objects.create(
        hook=hook, case_number="MHB-2023-00001", seq=2, kind="registered", made_at=START, not_before=START,
        attempts=30, given_up_at=START, problem="对方答复503，没有接收。",
    )  # fmt: skip
    page = desk.get(PLACE).content.decode()
    assert "第2项 登记" in page
    assert "对方答复503，没有接收。" in page
    desk.post(PLACE, {"do": "again", "row": call.pk})
    call.refresh_from_db()
    assert (call.given_up_at, call.attempts) == (None, 0)
    desk.post(PLACE, {"do": "revoke-hook", "row": hook.pk})
    assert "没有登记接收地址" in desk.get(PLACE).content.decode()


@pytest.mark.parametrize(
    "sent", [{}, {"do": "x", "row": "1"}, {"do": "again", "row": "x"}, {"do": "again", "row": "9"}]
)
def test_what_no_button_sends_is_not_found(desk: Client, sent: dict[str, str]) -> None:
    assert desk.post(PLACE, sent).status_code == 404


def test_a_key_for_nothing_is_refused_on_the_screen(desk: Client, world: World) -> None:
    answer = desk.post(PLACE, {"do": "make-key", "agency": world.office.pk, "name": "省平台"})
    assert answer.status_code == 422
    assert "请至少选择一项权限" in answer.content.decode()
    other = desk.post(PLACE, {"do": "make-key", "agency": world.other.pk, "name": "省平台", "may_file": "on"})
    assert other.status_code == 422
    assert ApiKey.objects.count() == 0


@pytest.mark.parametrize("who", ["leader", "handler", "auditor"])
def test_others_do_not_see_the_screen(client: Client, world: World, who: str) -> None:
    client.force_login(getattr(world, who))
    assert client.get(PLACE).status_code == 403
    assert PLACE not in client.get("/office/").content.decode()
