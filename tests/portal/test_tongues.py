"""Public pages in other scripts and languages: the address says which, and nothing but words differs."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from html import unescape

import pytest
from django.test import Client
from django.urls import URLPattern

from gongkai.casework import intake, queries
from gongkai.portal import suggestions, tongues
from gongkai.portal.urls import urlpatterns
from gongkai.script.characters import Variant
from gongkai.script.traditional import page_in
from tests.factories import World, make_district
from tests.portal.filled import ANSWERS, hidden, place
from tests.portal.publishing import published_answer
from tests.script.hostile import HAN, WORDS, kept, masked

pytestmark = pytest.mark.django_db
HANT = tongues.Tongue("hant", "zh-Hant", "繁體", variant=Variant.HANT)
LINKS = re.compile(r'(?:href|action)="(/[^"]*)"')
TYPED = "湖濱路改造工程的徵收補償方案，后街村"


@pytest.fixture
def world() -> World:
    return make_district()


def text_of(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, path
    return str(response.content.decode())


def test_every_page_of_the_site_is_offered_and_nothing_else(world: World) -> None:
    paths = {str(one.name): filled(one) for one in urlpatterns if isinstance(one, URLPattern)}
    offered = {name for name, path in paths.items() if tongues.offers(HANT, path)}
    assert set(paths) - offered == tongues.PLAIN_ONLY
    for path in ("/office/", "/api/v1/", "/hant/", "//elsewhere.example/", "/static/portal/page.css", "/guide/x/y/"):
        assert not tongues.offers(HANT, path)


def filled(route: URLPattern) -> str:
    plain = re.sub(r"\(\?P<month>[^)]*\)", "202303", re.sub(r"\(\?P<number>[^)]*\)", "7", str(route.pattern)))
    return "/" + re.sub(r"<(\w+):\w+>", "7", plain).strip("^$").replace("\\", "")


def test_a_page_in_traditional_characters_is_the_same_page(client: Client, world: World) -> None:
    plain, hant = client.get("/guide/"), client.get("/hant/guide/")
    text = hant.content.decode()
    assert '<html lang="zh-Hant">' in text
    assert "政府信息公開指南" in text
    assert "公开" not in text.partition("<body>")[2]
    assert hant["Content-Length"] == str(len(hant.content))
    assert hant["Content-Language"] == "zh-Hant"
    # as cacheable as the page itself: the script adds neither a cookie nor a reason to vary
    assert hant.headers.get("Vary") == plain.headers.get("Vary")
    assert not hant.cookies
    # its links stay in the script, those of files, of the office and of the switch lead where they say
    for address in LINKS.findall(text):
        known = address.startswith(("/hant/", "/static/", "/office/", "/large/", "/reading/"))
        assert known or f'href="{address}" hreflang=' in text, address
    assert '<a href="/guide/" hreflang="zh-Hans" lang="zh-Hans">简体</a>' in text
    assert '<a href="/hant/guide/" hreflang="zh-Hant" lang="zh-Hant">繁體</a>' in plain.content.decode()


def test_search_engines_are_told_of_every_version_in_each(client: Client, world: World) -> None:
    for path in ("/guide/", "/hant/guide/"):
        links = dict(re.findall(r'rel="(?:alternate" hreflang=")?([\w-]+)" href="([^"]+)"', text_of(client, path)))
        assert links["canonical"] == f"http://testserver{path}"
        assert links["zh-Hans"] == links["x-default"] == "http://testserver/guide/"
        assert links["zh-Hant"] == "http://testserver/hant/guide/"
    assert "<loc>http://testserver/hant/guide/</loc>" in text_of(client, "/sitemap.xml")
    assert "Disallow: /hant/progress/case/\n" in text_of(client, "/robots.txt")
    assert "hreflang" not in re.sub("<a .*?>", "", text_of(client, "/hant/receipt/"))


def test_the_switch_keeps_the_place(client: Client, world: World) -> None:
    assert 'href="/hant/calculator/?received=2026-02-13&amp;channel=web" hreflang' in text_of(
        client, "/calculator/?received=2026-02-13&channel=web"
    )
    page = client.post("/hant/progress/", {"number": "甲"}).content.decode()
    assert 'href="/progress/" hreflang="zh-Hans"' in page


@pytest.mark.parametrize("path", ["/hant/office/", "/hant/nope/", "/hant/c/files/1/x.txt", "/hant/hant/", "/hant/\0/"])
def test_what_is_not_there_says_so_in_the_same_script(client: Client, world: World, path: str) -> None:
    text = text_of(client, path, 404)
    assert "沒有找到這個頁面" in text
    assert 'href="/hant/apply/"' in text


def test_an_address_without_its_slash_leads_on(client: Client, world: World) -> None:
    assert client.get("/hant/guide").headers["Location"] == "/hant/guide/"
    large = client.get("/large/on/", headers={"Referer": "http://testserver/hant/guide/"})
    assert large.headers["Location"] == "/hant/guide/"


def test_a_request_made_in_traditional_characters_is_kept_as_it_was_typed(client: Client, world: World) -> None:
    """Forms come back to the script, their cookies are good in every one, and what was typed is never converted."""
    where = f"/hant{place(world)}"
    first = client.post(where, {"step": "next", **ANSWERS, "description": TYPED})
    assert first.headers["Location"].startswith(f"/hant{place(world)}?part=")
    paths = {morsel["path"] for morsel in first.cookies.values()}
    assert {"/apply/", "/hant/apply/"} <= paths
    review = client.get(where)
    assert TYPED in review.content.decode()
    assert f'action="{where}"' in review.content.decode()
    assert TYPED in client.get(place(world), {"part": "what"}).content.decode()
    sent = client.post(where, {**hidden(review), "step": "send"})
    assert sent.headers["Location"] == "/hant/receipt/"
    number, code = (
        re.search(rf'id="receipt-{one}">([^<]+)<', text_of(client, "/hant/receipt/")) for one in ("number", "code")
    )
    assert number is not None
    assert code is not None
    case = queries.for_applicant(number[1], code[1])[0]
    wanted = intake.wanted_of(case)
    assert wanted is not None
    assert wanted.description == TYPED
    asked = client.post("/hant/progress/", {"number": number[1], "code": code[1]})
    assert asked.headers["Location"] == "/hant/progress/case/"
    assert TYPED in text_of(client, "/hant/progress/case/")
    assert TYPED in text_of(client, "/progress/case/")


def test_words_in_traditional_characters_find_what_is_simplified(client: Client, world: World) -> None:
    row = published_answer(world)
    assert suggestions.suggest("湖濱路改造工程房屋徵收補償方案")[0].title == row.title
    found = text_of(client, "/hant/apply/?q=清溪鎮")
    assert 'value="清溪鎮"' in found
    assert f'href="/hant/apply/{world.other.code}/"' in found
    assert '“<span translate="no">发里</span>”' in unescape(text_of(client, "/hant/apply/?q=发里"))


def test_the_operator_chooses_whose_characters(client: Client, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_TRADITIONAL", "tw")
    assert '<html lang="zh-Hant-TW">' in text_of(client, "/hant/map/")


def varied(pages: list[str], count: int) -> Iterator[str]:
    """Pages as the site makes them, each with other words in every place."""
    chance = random.Random(20)
    words = [word for word in WORDS if HAN.fullmatch(word[:1])]
    for number in range(count):
        yield re.sub(
            f"{HAN.pattern}+", lambda _: chance.choice(words) * chance.randint(1, 3), pages[number % len(pages)]
        )


def test_twelve_hundred_pages_of_the_site_keep_every_tag_link_attribute_and_value(client: Client, world: World) -> None:
    """With the eight hundred hostile pages of tests/script two thousand."""
    published_answer(world)
    paths = ["/", "/guide/", "/map/", "/apply/", place(world), "/progress/", "/opinion/", "/disclosed/", "/reports/"]
    paths += ["/calculator/?received=2026-02-13&channel=web", f"/guide/{world.office.code}/", "/nope/"]
    pages = [client.get(path).content.decode() for path in paths]
    for number, before in enumerate(varied(pages, 1200)):
        after = page_in(before, list(Variant)[number % 3])
        assert masked(after) == masked(before)
        assert after != before
        # a second reader, which takes ten times as long, looks at one in eight
        assert number % 8 or kept(after) == kept(before)
