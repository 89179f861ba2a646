"""How readers want the site: one cookie, a short key, and pages that are the same but for it."""

from __future__ import annotations

import re

import pytest
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from gongkai.portal import modes
from gongkai.portal.modes import COOKIE, Mode, read
from tests.factories import World, make_district


@pytest.fixture
def world(db: None) -> World:
    return make_district()


@given(st.text(alphabet="abc.0125seniorkdyplt;=\n", max_size=140))
def test_whatever_a_browser_sends_is_one_of_few_modes(sent: str) -> None:
    mode = read(sent)
    assert read(mode.key) == mode
    assert re.fullmatch(r"[a-z0-9.]{0,60}", mode.key)


def test_the_key_of_the_usual_mode_is_empty_and_the_order_of_words_does_not_matter() -> None:
    assert Mode().key == ""
    assert Mode().attributes == ""
    assert read("pinyin.dark.senior.150").key == read("150.dark.senior.pinyin").key == "150.dark.senior.pinyin"
    asked = RequestFactory().get("/", headers={"Cookie": f"{COOKIE}=pinyin.senior"})
    assert modes.mode_key(asked) == "senior.pinyin"
    with pytest.raises(ValueError, match="size=7"):
        Mode().changed("size", "7")


def test_each_switch_leads_back_and_is_remembered_without_a_script(client: Client, world: World) -> None:
    back = {"Referer": "http://testserver/guide/?a=1"}
    answer = client.get("/reading/theme/dark/", headers=back)
    assert answer.headers["Location"] == "/guide/?a=1#reader"
    assert client.get("/large/on/", headers=back).headers["Location"] == "/guide/?a=1"
    client.get("/reading/size/175/", headers=back)
    cookie = client.cookies[COOKIE]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("175.dark.senior", True, "Lax")
    page = client.get("/guide/").content.decode()
    assert '<html class="senior large" data-size="175" data-theme="dark" lang="zh-CN">' in page
    assert page.count('aria-current="true">黑底白字') == page.count('aria-current="true">特大') == 1
    assert '<html class="senior large" data-size="175" data-theme="dark" lang="zh-Hant">' in (
        client.get("/hant/guide/").content.decode()
    )
    client.get("/reading/reset/all/", headers={"Referer": "http://elsewhere.example/"})
    assert client.cookies[COOKIE].value == ""
    for wrong in ("/reading/size/7/", "/reading/kiosk/on/", "/reading/x/on/", "/large/maybe/"):
        assert client.get(wrong).status_code == 404


def test_senior_pages_lead_to_few_things_and_say_whom_to_ask(client: Client, world: World) -> None:
    client.cookies[COOKIE] = "senior"
    first = client.get("/").content.decode()
    ways = first.partition('<ul class="bigways">')[2].partition("</ul>")[0]
    assert ways.count("<li>") == 4
    assert "请打电话：<strong>0000-12345</strong>" in first
    assert first.partition('class="mainnav"')[2].partition("</nav>")[0].count("<li>") == 4
    assert 'class="senior large"' in client.get("/nowhere/").content.decode()
    assert 'class="senior large"' in client.get("/en/").content.decode()
    # officers' screens have no such modes
    assert 'class="senior' not in client.get("/office/", follow=True).content.decode()


def test_a_page_that_is_not_there_is_read_as_the_others_are(client: Client, db: None) -> None:
    """Who reads large letters finds the way back to small ones, and a machine in a hall keeps its keys."""
    assert "长者版" in client.get("/nothing/").content.decode()
    client.cookies[COOKIE] = "dark.senior"
    page = client.get("/nothing/").content.decode()
    assert "返回标准版" in page
    assert 'aria-current="true">黑底白字' in page
    assert "公开年报" not in page
    client.cookies[COOKIE] = "kiosk"
    page = client.get("/nothing/").content.decode()
    assert "用完了，清除" in page


def test_pages_differ_in_nothing_but_the_mode(client: Client, world: World) -> None:
    """Nothing else that a browser sends changes a page, so a copy may serve all who read alike."""
    plain = client.get("/policies/")
    other = Client(headers={"Accept-Language": "en", "User-Agent": "x"})
    other.cookies["anything"] = "1"
    assert other.get("/policies/").content == plain.content
    assert not plain.cookies


def test_pinyin_stands_above_what_is_read_and_nowhere_else(client: Client, world: World) -> None:
    client.cookies[COOKIE] = "pinyin"
    text = client.get("/guide/").content.decode()
    assert '<ruby>指<rt aria-hidden="true">zhǐ</rt></ruby><ruby>南<rt aria-hidden="true">nán</rt></ruby>' in text
    assert "<ruby>" not in text.partition("<title>")[2].partition("</title>")[0]
    assert (
        re.sub(r"<ruby>(.)<rt [^<]*</rt></ruby>", r"\1", text)
        .replace(' class="pinyin"', "")
        .replace(' aria-current="true">拼音', ">拼音")
        .replace("/reading/pinyin/off/", "/reading/pinyin/on/")
        == Client().get("/guide/").content.decode()
    )
    assert "<ruby>南" in client.get("/hant/guide/").content.decode()
    assert "<ruby>" not in client.get("/en/").content.decode()


def test_the_head_of_a_page_says_what_messengers_show_of_it(client: Client, world: World) -> None:
    text = client.get("/guide/").content.decode()
    told = dict(re.findall(r'<meta property="(og:\w+)" content="([^"]*)">', text))
    assert told["og:title"] == "政府信息公开指南"
    assert told["og:url"] == "http://testserver/guide/"
    assert told["og:image"] == "http://testserver/share.png"
    assert "二维码" in text
    picture = client.get("/share.png")
    assert picture.content[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(picture.content[16:20], "big") == 1200
    # what names a person is shared with nobody
    assert "og:title" not in client.get("/receipt/").content.decode()
    assert 'class="share"' not in client.get("/receipt/").content.decode()
