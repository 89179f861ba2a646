"""A machine in a service centre forgets who used it, keeps nothing, and leads nowhere else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.utils.timezone import now

from gongkai.portal import kiosk
from gongkai.portal.checks import kiosks_have_tokens
from gongkai.portal.kiosk import SEEN, without_ways_out
from gongkai.portal.modes import COOKIE
from tests.factories import World, make_district
from tests.portal.filled import ANSWERS, place

TOKEN = "dating1234567890abc"


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setenv("GONGKAI_KIOSKS", f"一楼大厅={TOKEN}, 二楼=erlou1234567890abc")
    return make_district()


def test_only_a_points_own_link_makes_a_kiosk_and_unmakes_it(client: Client, world: World) -> None:
    for wrong in ("/kiosk/", "/kiosk/enter/nobody1234567890/", "/apply/forget/"):
        assert client.get(wrong).status_code == 404
    first = client.get(f"/kiosk/enter/{TOKEN}/", follow=True)
    text = first.content.decode()
    assert text.partition('<ul class="bigways">')[2].partition("</ul>")[0].count("<li>") == 6
    assert "回到首页" in text
    assert "用完了，清除" in text
    assert 'href="/office/"' not in text
    client.get(f"/kiosk/leave/{TOKEN}/")
    assert client.cookies[COOKIE].value == ""


def test_nothing_of_what_somebody_typed_is_there_for_the_next(client: Client, world: World) -> None:
    client.get(f"/kiosk/enter/{TOKEN}/", follow=True)
    where = place(world)
    typed = client.post(where, {"step": "next", **ANSWERS, "description": "只给我自己看的"}, follow=True)
    assert typed["Cache-Control"] == "no-store, private"
    assert "只给我自己看的" in client.get(where, {"part": "what"}).content.decode()
    assert client.get("/guide/")["Cache-Control"] == "no-store, private"
    client.get("/reading/size/200/")
    client.get("/apply/forget/", follow=True)
    assert "只给我自己看的" not in client.get(where, {"part": "what"}).content.decode()
    kept = {name: one.value for name, one in client.cookies.items() if one.value}
    assert kept[COOKIE] == "kiosk"
    assert set(kept) <= {COOKIE, SEEN, "csrftoken"}


def test_the_server_drops_what_was_left_alone_and_takes_what_is_sent(client: Client, world: World) -> None:
    client.get(f"/kiosk/enter/{TOKEN}/", follow=True)
    assert client.get("/progress/").status_code == 200
    client.cookies[SEEN] = signing.dumps((now() - kiosk.IDLE - timedelta(minutes=1)).isoformat(), salt=SEEN)
    answer = client.get("/hant/progress/")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/apply/forget/")
    client.cookies[SEEN] = signing.dumps((now() - kiosk.IDLE - timedelta(hours=1)).isoformat(), salt=SEEN)
    assert client.post(place(world), {"step": "next", **ANSWERS}).headers["Location"].startswith("/apply/")
    client.cookies[SEEN] = "forged"
    assert client.get("/progress/").status_code == 200


def test_links_to_other_sites_become_plain_words() -> None:
    page = (
        '<a href="https://other.example/x" rel="external">甲</a><a href=/guide/>乙</a><a HREF=\'mailto:a@b.c\'>丙</a>'
        '<a href="https://here.example/y">丁</a><a href="/office/">戊</a><p>href="https://no.example/"</p>'
    )
    assert without_ways_out(page, "here.example") == (
        '<a  rel="external">甲</a><a href=/guide/>乙</a><a >丙</a>'
        '<a href="https://here.example/y">丁</a><a >戊</a><p>href="https://no.example/"</p>'
    )


@pytest.mark.parametrize("told", ["大厅=short", "=dating1234567890abc", "大厅=with-dashes-1234567890"])
def test_a_token_that_could_be_guessed_is_found_at_the_start(monkeypatch: pytest.MonkeyPatch, told: str) -> None:
    monkeypatch.setenv("GONGKAI_KIOSKS", told)
    assert [error.id for error in kiosks_have_tokens()] == ["portal.E004"]
    monkeypatch.setenv("GONGKAI_KIOSKS", "")
    assert kiosks_have_tokens() == []
