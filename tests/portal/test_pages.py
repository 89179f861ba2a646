"""Every public page opens, names itself as 政府网站发展指引 wants, and keeps its house rules."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.portal import pages
from gongkai.portal.checks import limits_are_numbers
from gongkai.statute.parameters import rules
from tests.factories import World, make_district

pytestmark = pytest.mark.django_db

FIXED = ("home", "guide", "map", "accessibility", "apply", "receipt", "progress", "reports", "calculator")


@pytest.fixture
def world() -> World:
    return make_district()


def _pages(world: World) -> list[str]:
    code = world.office.code
    return [
        *(reverse(f"portal:{name}") for name in FIXED),
        reverse("portal:agency_guide", args=[code]),
        reverse("portal:application", args=[code]),
        reverse("portal:calculator") + "?received=2026-02-13&channel=web",
    ]


def test_every_page_opens_with_one_heading_and_its_landmarks(client: Client, world: World) -> None:
    for place in _pages(world):
        response = client.get(place)
        text = response.content.decode()
        assert response.status_code == 200, place
        assert text.count("<h1") == 1, place
        assert '<html lang="zh-CN">' in text
        assert '<main id="main"' in text
        assert 'href="#main"' in text
        assert not re.search(r"<script(?![^>]*\bsrc=| type=.application/ld)|<style|\sstyle=|\son[a-z]+=", text), place
        assert not re.search(r'(?:src|href)="(?:https?:)?//(?!testserver/)', text), place


def test_every_page_carries_the_tags_of_the_site_and_its_column(client: Client, world: World) -> None:
    for place in _pages(world):
        tags = dict(re.findall(r'<meta name="(\w+)" content="([^"]*)">', client.get(place).content.decode()))
        for name in ("SiteName", "SiteDomain", "SiteIDCode", "ColumnName", "ColumnDescription", "ColumnKeywords"):
            assert tags.get(name), (place, name)
        assert tags["ColumnType"] in {"首页", "信息公开指南", "依申请公开", "信息公开年报", "办事服务", "概况信息"}


def test_tags_are_escaped_and_follow_the_operators_settings(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_SITE_NAME", '清河县"公开"平台')
    monkeypatch.setenv("GONGKAI_SITE_NOTICE", "")
    text = client.get("/").content.decode()
    assert 'content="清河县&quot;公开&quot;平台"' in text
    assert "演示系统" not in text


def test_all_ids_on_a_page_differ_and_every_label_has_its_field(client: Client, world: World) -> None:
    for place in _pages(world):
        text = client.get(place).content.decode()
        ids = re.findall(r'\sid="([^"]+)"', text)
        assert len(ids) == len(set(ids)), place
        for target in re.findall(r'<label[^>]* for="([^"]+)"', text) + re.findall(r'aria-labelledby="([^"]+)"', text):
            assert target in ids, (place, target)


def test_the_guide_of_an_agency_holds_the_elements_of_article_12(client: Client, world: World) -> None:
    agency = world.office
    agency.office_hours, agency.fax, agency.email = "工作日9:00—17:00", "0000-99999", "gk@example.invalid"
    agency.save()
    text = client.get(reverse("portal:agency_guide", args=[agency.code])).content.decode()
    assert '工作日<span class="bit">9:00—17:00</span>' in text  # no line breaks within it
    for element in (agency.disclosure_office, agency.address, agency.telephone, agency.fax):
        assert element in text
    assert agency.email in text
    for words in ("分类、编排", "获取", agency.reconsideration_body, agency.court):
        assert words in text


def test_an_abolished_agency_is_no_longer_offered(client: Client, world: World) -> None:
    world.other.abolished_on = world.other.established_on = "2020-01-01"
    world.other.save()
    assert world.other.name not in client.get("/apply/").content.decode()
    assert client.get(reverse("portal:application", args=[world.other.code])).status_code == 404


def test_choosing_by_name(client: Client, world: World) -> None:
    found = client.get("/apply/", {"q": "清溪"}).content.decode()
    assert world.other.name in found
    assert world.office.name not in found
    assert "没有名称里含有" in client.get("/apply/", {"q": "火星"}).content.decode()


def test_robots_and_sitemap_name_only_pages_that_open(client: Client, world: World) -> None:
    assert "Disallow: /progress/case/" in client.get("/robots.txt").content.decode()
    places = re.findall(r"<loc>http://testserver([^<]+)</loc>", client.get("/sitemap.xml").content.decode())
    assert reverse("portal:agency_guide", args=[world.office.code]) in places
    for place in places:
        assert client.get(place).status_code == 200, place


@pytest.mark.parametrize("place", ["/nope/", "/apply/nobody/", "/guide/nobody/", "/reports/nobody/2023/", "/%00/"])
def test_an_unknown_address_gets_a_sentence_and_a_way_on(client: Client, place: str) -> None:
    response = client.get(place)
    assert response.status_code == 404
    text = response.content.decode()
    assert "没有找到这个页面" in text
    assert 'href="/"' in text


@pytest.mark.parametrize("place", ["/", "/guide/", "/receipt/", "/reports/", "/calculator/", "/api/calendar/due"])
def test_a_wrong_method_gets_a_sentence(client: Client, place: str) -> None:
    for method in (client.post, client.put, client.delete):
        response = method(place)
        assert response.status_code == 405
        assert "GET" in response["Allow"]
        assert "不接受这种方式" in response.content.decode()


def test_a_form_without_its_token_is_refused_in_words(world: World) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(reverse("portal:application", args=[world.office.code]), {"step": "send"})
    assert response.status_code == 403
    assert "页面已经过期" in response.content.decode()


def test_a_fault_of_ours_shows_no_traceback(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("gongkai.portal.home.published", break_down)
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 500
    assert "系统出了问题" in response.content.decode()
    assert "secret detail" not in response.content.decode()


@pytest.mark.parametrize("value", ["many", "0", "-1", "1.5"])
def test_an_unusable_limit_is_found_at_the_start(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    assert limits_are_numbers() == []
    monkeypatch.setenv("GONGKAI_SUBMISSIONS_PER_HOUR", value)
    assert [found.id for found in limits_are_numbers()] == ["portal.E001"]


def test_pages_speak_the_numbers_of_the_law(client: Client, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A number typed into a page would outlive the law."""
    strange = {name: 70 + place for place, name in enumerate(pages.NUMBERS)}
    monkeypatch.setattr(pages, "rules", lambda: rules().with_values(strange))
    guide = client.get(reverse("portal:agency_guide", args=[world.office.code])).content.decode()
    for value in strange.values():
        assert str(value) in guide
    for place in ("/", "/guide/", "/calculator/", "/apply/"):
        text = client.get(place).content.decode()
        assert not re.search(r"\d+(?:个工作日|个月内|日内)", re.sub(r"7\d", "", text)), place
