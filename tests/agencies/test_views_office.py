"""Signing in and out, the wait after wrong passwords, people and their posts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from gongkai.agencies import sign_in
from gongkai.agencies.models import Post
from gongkai.audit import ledger
from gongkai.audit.models import Action, Entry
from tests.casework.desk import desk, stop_clock, words
from tests.factories import PASSWORD, World, at, make_district

pytestmark = pytest.mark.django_db
NOW = at(2023, 3, 6, 10)
URL = "/office/sign-in/"


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    stop_clock(monkeypatch, NOW)
    return make_district()


def attempt(username: str, password: str, client: Client | None = None) -> object:
    return (client or Client()).post(URL, {"username": username, "password": password})


def failures() -> int:
    return Entry.objects.filter(action=Action.SIGN_IN_FAILED).count()


def test_signing_in_and_out(world: World) -> None:
    client = Client()
    response = client.post(
        f"{URL}?next=/office/calendar/",
        {"username": world.officer.username, "password": PASSWORD, "next": "/office/calendar/"},
    )
    assert (response.status_code, response.url) == (302, "/office/calendar/")
    entry = Entry.objects.get(action=Action.SIGNED_IN)
    assert entry.actor == world.officer.actor
    assert "林知行" in words(client.get("/office/"))
    assert client.post("/office/sign-out/").status_code == 302
    assert client.get("/office/").status_code == 302
    assert not list(ledger.verify())


def test_a_foreign_address_is_not_followed(world: World) -> None:
    data = {"username": world.officer.username, "password": PASSWORD, "next": "https://example.invalid/"}
    assert Client().post(URL, data).url == "/office/"


def test_a_wrong_password_is_recorded_without_what_was_typed(world: World) -> None:
    said = words(attempt(world.officer.username, "secret-typo"))  # type: ignore[arg-type]
    assert "用户名或者密码不正确。" in said
    attempt("hunter2-typed-into-the-wrong-field", "x")
    assert failures() == 2
    kept = str(list(Entry.objects.values_list("subject", "actor", "detail")))
    assert "hunter2" not in kept
    assert "secret-typo" not in kept
    assert world.officer.actor in kept


def test_five_wrong_passwords_mean_a_wait(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    name = world.officer.username
    for _ in range(sign_in.FAILURES):
        attempt(name, "wrong")
    said = words(attempt(name, PASSWORD))  # type: ignore[arg-type]
    assert "此用户名连续5次登录失败，请于10:10以后再试。" in said
    assert failures() == sign_in.FAILURES  # a refused attempt is not another failure: the ledger does not grow
    assert attempt(world.leader.username, PASSWORD).status_code == 302  # type: ignore[attr-defined]
    stop_clock(monkeypatch, NOW + timedelta(minutes=10, seconds=1))
    assert attempt(name, PASSWORD).status_code == 302  # type: ignore[attr-defined]


def test_a_success_forgets_earlier_failures(world: World) -> None:
    name = world.officer.username
    for _ in range(3):
        for _ in range(sign_in.FAILURES - 1):
            attempt(name, "wrong")
        assert attempt(name, PASSWORD).status_code == 302  # type: ignore[attr-defined]


def test_every_office_page_asks_to_sign_in(world: World) -> None:
    for address in ("/office/", "/office/people/", "/office/password/", "/office/calendar/", "/office/requests/new/"):
        response = Client().get(address)
        assert response.status_code == 302
        assert response.url.startswith("/office/sign-in/")


def test_the_password_is_changed_by_its_owner(world: World) -> None:
    client = desk(world.officer)
    new = "ming-hu-2023-new-one"
    data = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert "密码已更改，" in words(client.post("/office/password/", data, follow=True))
    world.officer.refresh_from_db()
    assert world.officer.check_password(new)


# -- people ------------------------------------------------------------------------------------------


def test_posts_are_listed_given_and_ended(world: World) -> None:
    client = desk(world.officer)
    said = words(client.get("/office/people/"))
    assert "周审" in said
    assert "何其" in said
    given = {
        "do": "give",
        "user": world.handler.pk,
        "agency": world.office.pk,
        "role": "auditor",
        "held_from": "2023-03-06",
    }
    assert "已登记：吴办任" in words(client.post("/office/people/", given, follow=True))
    post = Post.objects.get(user=world.handler, agency=world.office)
    twice = words(client.post("/office/people/", given))
    assert "此人已经担任该角色" in twice
    ended = {"do": "end", "post": post.pk, "held_until": "2023-03-31"}
    assert "不再任监督人员" in words(client.post("/office/people/", ended, follow=True))
    post.refresh_from_db()
    assert post.held_until == date(2023, 3, 31)
    assert Entry.objects.filter(action=Action.POST_ENDED).count() == 1


def test_a_post_elsewhere_cannot_be_touched(world: World) -> None:
    client = desk(world.officer)
    theirs = Post.objects.get(user=world.stranger)
    client.post("/office/people/", {"do": "end", "post": theirs.pk, "held_until": "2023-03-31"})
    theirs.refresh_from_db()
    assert theirs.held_until is None
    elsewhere = {
        "do": "give",
        "user": world.handler.pk,
        "agency": world.other.pk,
        "role": "auditor",
        "held_from": "2023-03-06",
    }
    client.post("/office/people/", elsewhere)
    assert not Post.objects.filter(user=world.handler, agency=world.other).exists()


@pytest.mark.parametrize("data", [{"do": "end"}, {"do": "end", "post": "x"}, {"do": "give"}, {"do": "?"}, {}])
def test_junk_is_refused_with_a_sentence(world: World, data: dict[str, str]) -> None:
    response = desk(world.officer).post("/office/people/", data, follow=True)
    assert response.status_code == 200
    assert Post.objects.count() == 7


@pytest.mark.parametrize("role", ["leader", "handler", "auditor"])
def test_only_the_disclosure_office_keeps_people(world: World, role: str) -> None:
    assert desk(getattr(world, role)).get("/office/people/").status_code == 403
