"""Sessions: new at sign-in, over in time, ended by their owner and with the account."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from gongkai.agencies import accounts, kept
from gongkai.agencies.models import OpenSession
from gongkai.audit.models import Action, Entry
from gongkai.casework.watch_tasks import sweep_sessions
from tests.casework.desk import desk, stop_clock, words
from tests.factories import PASSWORD, World, at, make_district, online
from tests.security.ways import signed_in

pytestmark = pytest.mark.django_db
NOW = at(2023, 3, 6, 10)
SIGN_IN = "/office/sign-in/"


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    stop_clock(monkeypatch, NOW)
    return make_district()


def alive(client: Client) -> bool:
    return client.get("/office/mailbox/").status_code == 200


def test_signing_in_gives_a_new_session_and_a_planted_one_opens_nothing(world: World) -> None:
    client = Client()
    session = client.session
    session["planted"] = "1"
    session.save()
    planted = session.session_key
    client.cookies[settings.SESSION_COOKIE_NAME] = planted
    client.post(SIGN_IN, {"username": world.officer.username, "password": PASSWORD})
    assert alive(client)
    assert client.session.session_key != planted
    attacker = Client()
    attacker.cookies[settings.SESSION_COOKIE_NAME] = planted
    assert not alive(attacker)
    made_up = Client()
    made_up.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    assert not alive(made_up)


def test_the_cookies_are_for_this_site_and_no_script(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for secure in (False, True):
        monkeypatch.setattr(settings, "SESSION_COOKIE_SECURE", secure)
        monkeypatch.setattr(settings, "CSRF_COOKIE_SECURE", secure)
        client = Client()
        client.get(SIGN_IN)
        client.post(SIGN_IN, {"username": world.officer.username, "password": PASSWORD})
        for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
            cookie = client.cookies[name]
            assert (cookie["httponly"], cookie["samesite"], bool(cookie["secure"])) == (True, "Lax", secure)
            assert (cookie["path"], cookie["domain"]) == ("/", "")


def test_served_over_tls_the_cookies_say_so() -> None:
    import os
    import subprocess
    import sys

    code = (
        "from gongkai.config import settings as s;"
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME)"
    )
    env = {**os.environ, "GONGKAI_HTTPS": "1", "GONGKAI_SECRET_KEY": "x"}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True", "__Host-gongkai", "__Host-forms"]


def test_thirty_minutes_without_a_request_end_it_and_the_way_leads_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(world.officer, PASSWORD)
    for minutes in (29, 58, 87):
        stop_clock(monkeypatch, NOW + timedelta(minutes=minutes))
        assert alive(client)
    stop_clock(monkeypatch, NOW + timedelta(minutes=118))
    answer = client.get("/office/requests/?status=all")
    assert answer.url == f"{SIGN_IN}?next=%2Foffice%2Frequests%2F%3Fstatus%3Dall&why=idle"
    assert "长时间没有操作" in words(client.get(answer.url))
    back = client.post(
        answer.url, {"username": world.officer.username, "password": PASSWORD, "next": "/office/requests/?status=all"}
    )
    assert back.url == "/office/requests/?status=all"
    assert "30分钟没有操作会自动退出" in words(client.get(back.url))


def test_twelve_hours_end_it_whatever_is_done(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(world.officer, PASSWORD)
    for minutes in range(30, 12 * 60 + 1, 30):
        stop_clock(monkeypatch, NOW + timedelta(minutes=minutes))
        assert alive(client)
    stop_clock(monkeypatch, NOW + timedelta(hours=12, minutes=1))
    assert "why=long" in client.get("/office/calendar/").url


def test_what_was_typed_outlives_the_session_for_its_writer_alone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = online(world, on=at(2023, 3, 3)).case
    path = f"/office/requests/{case.number}/steps/note/"
    typed = {"words": "已电话联系申请人，约定周五再谈。", "seq": case.seq}
    for who, gets in ((world.officer, True), (world.colleague, False)):
        stop_clock(monkeypatch, NOW)
        client = signed_in(world.officer, PASSWORD)
        stop_clock(monkeypatch, NOW + timedelta(minutes=31))
        answer = client.post(path, typed)
        assert "next=%2Foffice%2Fkept%2F" in answer.url
        stored = client.session[kept._NAME]
        assert "申请人" not in stored
        client.post(answer.url, {"username": who.username, "password": PASSWORD, "next": "/office/kept/"})
        page = client.get("/office/kept/", follow=True)
        assert (typed["words"] in words(page)) is gets
        assert (f'action="{path}"' in page.content.decode()) is gets
        case.refresh_from_db()
        assert case.seq == typed["seq"], "nothing is sent without its writer"


def test_no_password_is_ever_kept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(world.officer, PASSWORD)
    stop_clock(monkeypatch, NOW + timedelta(minutes=31))
    answer = client.post("/office/password/", {"old_password": PASSWORD, "new_password1": "x", "new_password2": "x"})
    assert "kept" not in answer.url
    assert kept._NAME not in client.session


def test_a_person_sees_and_ends_their_own_sessions_and_no_others(world: World) -> None:
    here, there, other = (signed_in(world.officer, PASSWORD) for _ in range(3))
    theirs = signed_in(world.leader, PASSWORD)
    page = here.get("/office/account/")
    assert len(page.context["sessions"]) == 3
    assert words(page).count("当前登录") == 1
    foreign = OpenSession.objects.get(user=world.leader)
    here.post("/office/account/sessions/", {"session": foreign.pk})
    assert alive(theirs)
    row = OpenSession.objects.get(session_key=there.session.session_key)
    here.post("/office/account/sessions/", {"session": row.pk})
    assert (alive(here), alive(there), alive(other)) == (True, False, True)
    here.post("/office/account/sessions/", {})
    assert (alive(here), alive(other)) == (True, False)
    assert Entry.objects.filter(action=Action.SESSIONS_ENDED).count() == 2
    here.post("/office/sign-out/")
    assert not OpenSession.objects.filter(user=world.officer).exists()


def test_a_new_password_ends_every_other_session(world: World) -> None:
    here, there = signed_in(world.officer, PASSWORD), signed_in(world.officer, PASSWORD)
    new = "another-long-sentence-77"
    here.post("/office/password/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    assert (alive(here), alive(there)) == (True, False)
    assert [each.here for each in here.get("/office/account/").context["sessions"]] == [True]


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("short-11-ch", "12"),
        ("123456789012345", "数字"),
        ("qwertyuiop123", ""),
        ("administrator", ""),
    ],
)
def test_weak_passwords_are_refused(world: World, password: str, said: str) -> None:
    client = desk(world.officer)
    data = {"old_password": PASSWORD, "new_password1": password, "new_password2": password}
    page = client.post("/office/password/", data)
    assert page.status_code == 200
    assert page.context["form"].errors
    assert said in words(page)
    world.officer.refresh_from_db()
    assert world.officer.check_password(PASSWORD)


def test_a_password_like_the_name_is_refused(world: World) -> None:
    world.officer.username = "linzhixing-office"
    world.officer.save()
    data = {"old_password": PASSWORD, "new_password1": "linzhixing-office1", "new_password2": "linzhixing-office1"}
    page = desk(world.officer).post("/office/password/", data)
    assert "用户名" in str(page.context["form"].errors)


def test_a_locked_account_is_out_at_once_and_comes_back_without_its_sessions(world: World) -> None:
    client = signed_in(world.leader, PASSWORD)
    keeper = desk(world.officer)
    what = {"user": world.leader.pk, "why": "离岗审查"}
    assert "请写明原因" in words(keeper.post("/office/people/accounts/", what | {"do": "lock", "why": ""}, follow=True))
    assert alive(client)
    keeper.post("/office/people/accounts/", what | {"do": "lock"})
    assert not alive(client)
    assert not alive(signed_in(world.leader, PASSWORD))
    keeper.post("/office/people/accounts/", what | {"do": "unlock"})
    assert not alive(client), "a session from before does not come back"
    assert alive(signed_in(world.leader, PASSWORD))
    entry = Entry.objects.get(action=Action.USER_LOCKED)
    assert (entry.actor, entry.detail["why"]) == (world.officer.actor, "离岗审查")


def test_a_first_password_is_shown_once_and_must_be_changed(world: World) -> None:
    before = signed_in(world.leader, PASSWORD)
    keeper = desk(world.officer)
    page = keeper.post("/office/people/accounts/", {"do": "password", "user": world.leader.pk, "why": "忘记密码"})
    _, password = page.context["shown"]
    assert password in words(page)
    assert password not in words(keeper.get("/office/people/accounts/"))
    assert password not in str(list(Entry.objects.values_list("detail", flat=True)))
    assert not alive(before)
    client = signed_in(world.leader, password)
    assert client.get("/office/requests/").url == "/office/password/"
    new = "another-long-sentence-77"
    client.post("/office/password/", {"old_password": password, "new_password1": new, "new_password2": new})
    assert alive(client)


@pytest.mark.parametrize("who", ["leader", "handler", "auditor"])
def test_who_keeps_no_staff_has_no_such_screen(world: World, who: str) -> None:
    client = desk(getattr(world, who))
    assert client.get("/office/people/accounts/").status_code == 403
    data = {"do": "lock", "user": world.officer.pk, "why": "试试"}
    assert client.post("/office/people/accounts/", data).status_code == 403
    assert alive(desk(world.officer))


def test_an_agency_cannot_take_another_s_people_by_giving_them_a_post(world: World) -> None:
    from gongkai.agencies import actions
    from gongkai.agencies.roles import Role

    actions.give_post(
        user=world.leader, agency=world.other, role=Role.AUDITOR, held_from=NOW.date(), at=NOW, by=world.stranger
    )
    assert world.leader not in accounts.kept_by(world.stranger, on=NOW.date())
    assert world.colleague in accounts.kept_by(world.officer, on=NOW.date())


def test_sessions_that_are_over_are_thrown_away(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    signed_in(world.officer, PASSWORD)
    stop_clock(monkeypatch, NOW + timedelta(hours=11))
    sweep_sessions.func()
    assert (Session.objects.count(), OpenSession.objects.count()) == (1, 1)
    stop_clock(monkeypatch, NOW + timedelta(hours=13))
    sweep_sessions.func()
    assert (Session.objects.count(), OpenSession.objects.count()) == (0, 0)
