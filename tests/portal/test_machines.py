"""What machines read of the site: tags of the guidelines on every page, structured data, feeds, sitemaps, contacts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from django.utils.timezone import localdate, now

from gongkai.disclosure.models import Section
from gongkai.portal import sitemaps
from gongkai.statute.websites import column_types
from tests.editorial.papers import Staff, hire
from tests.editorial.site import Written, fresh, reviewed, write, write_everything
from tests.factories import World, make_district

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
SITE = ("SiteName", "SiteDomain", "SiteIDCode")
COLUMN = (*SITE, "ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType")
ARTICLE = (*COLUMN, "ArticleTitle", "PubDate", "ContentSource")


@pytest.fixture
def world() -> World:
    return make_district()


@pytest.fixture
def staff(world: World) -> Staff:
    return hire(world)


@pytest.fixture(autouse=True)
def copy(tmp_path: Path) -> Iterator[None]:
    """A copy of the index of each test's own."""
    with override_settings(GONGKAI_SEARCH_DIR=tmp_path / "search"):
        yield


@pytest.fixture
def written(world: World, staff: Staff) -> Written:
    """A section of policies with one below it, and a page of each kind, all public."""
    made = write_everything(world, staff, "供水")
    section = made.section
    section.column_type, section.keywords = "policy", "供水,节水"
    section.save_revision(user=staff.author)
    reviewed(staff, section)
    reviewed(staff, made.article)
    reviewed(staff, made.policy, made.interpretation)
    return made


def address(page: Any, name: str = "page") -> str:
    return reverse(f"portal:{name}", kwargs=page.public.address_parts())


def tags(text: str) -> dict[str, str]:
    return dict(re.findall(r'<meta name="(\w+)" content="([^"]*)">', text))


def places(client: Client, path: str = "/sitemap.xml") -> list[str]:
    return re.findall(r"<loc>http://testserver([^<]+)</loc>", client.get(path).content.decode())


def data(text: str) -> list[dict[str, Any]]:
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    return [thing for block in found for thing in json.loads(block)["@graph"]]


def test_every_public_page_carries_its_tags_and_nothing_unsafe(client: Client, written: Written) -> None:
    """The three of the home page, the seven of a column, the ten of an article: none missing, empty or "null"."""
    listed = places(client)
    articles = {address(page) for page in (written.article, written.policy, written.interpretation)}
    assert articles < set(listed)
    for path in [*listed, "/api/", "/search/?q=供水", "/apply/resume/"]:
        text = client.get(path).content.decode()
        found, wanted = tags(text), ARTICLE if path.removeprefix("/hant") in articles else COLUMN
        for name in wanted:
            assert found.get(name, "").strip().lower() not in {"", "null", "none"}, (path, name)
        assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", found.get("PubDate", "2023-01-01 09:00")), path
        # no mixed content: whatever a page loads or sends comes from the site itself
        assert not re.search(r'(?:src|srcset|action|poster|data)="(?:https?:)?//', text), path
        assert not re.search(r'<link [^>]*rel="stylesheet"[^>]*href="(?:https?:)?//', text), path
    labels = {kind.label for kind in column_types().values()}
    assert {tags(client.get(path).content.decode())["ColumnType"] for path in listed} <= labels


def test_tags_of_a_page_are_those_of_the_section_in_which_it_stands(
    client: Client, written: Written, staff: Staff
) -> None:
    for path in (address(written.section), address(written.article)):
        found = tags(client.get(path).content.decode())
        assert (found["ColumnType"], found["ColumnKeywords"]) == ("政策文件", "供水,节水")
        assert found["ColumnName"] == written.section.title
    # a draft of the section changes nothing before it was reviewed
    draft = fresh(written.section)
    draft.keywords = "还没有审核"  # type: ignore[attr-defined]
    draft.save_revision(user=staff.author)
    for path in (address(written.section), address(written.article)):
        assert tags(client.get(path).content.decode())["ColumnKeywords"] == "供水,节水"


def test_structured_data_says_what_a_page_is_and_ends_no_script(
    client: Client, written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_SITE_HOST", "</script><b>明湖区人民政府&")
    home = {thing["@type"]: thing for thing in data(client.get("/").content.decode())}
    assert home["WebSite"]["potentialAction"]["target"]["urlTemplate"] == "http://testserver/search/?q={words}"
    assert home["GovernmentOrganization"]["name"] == "</script><b>明湖区人民政府&"
    assert "</script><b>明" not in client.get("/").content.decode()
    policy = client.get(address(written.policy)).content.decode()
    trail, law = data(policy)
    assert trail["itemListElement"][0]["name"] == "首页"
    assert law["@type"] == "Legislation"
    assert law["legislationIdentifier"] == "明政办发〔2023〕5号"
    assert law["datePublished"].startswith("2023-03-06")
    assert data(client.get(address(written.article)).content.decode())[1]["@type"] == "Article"
    assert data(client.get("/hant" + address(written.article)).content.decode()) == []
    assert data(client.get("/receipt/").content.decode()) == []


def test_sections_the_site_and_searches_have_feeds_and_pages_lead_to_them(
    client: Client, written: Written, staff: Staff
) -> None:
    below = write(Section, written.section, staff.author, "水质公告", introduction="水质")
    reviewed(staff, below)
    titles: dict[str, set[str | None]] = {}
    section = address(written.section, "section_feed")
    for path in ("/feed.atom", section, "/search/feed.atom?q=供水"):
        answer = client.get(path)
        assert answer["Content-Type"].startswith("application/atom+xml")
        root = ET.fromstring(answer.content)
        titles[path] = {entry.findtext(f"{ATOM}title") for entry in root.findall(f"{ATOM}entry")}
    everything = {page.title for page in (written.article, written.policy, written.interpretation)}
    assert titles["/feed.atom"] == titles[section] == everything
    assert everything <= titles["/search/feed.atom?q=供水"]
    page = client.get(address(written.section)).content.decode()
    assert f'type="application/atom+xml" title="{written.section.title}" href="{section}"' in page
    assert 'href="/feed.atom"' in client.get("/").content.decode()
    assert client.get(address(written.article).replace(".html", ".atom")).status_code == 404
    assert ET.fromstring(client.get("/search/feed.atom").content).findall(f"{ATOM}entry") == []


def test_a_site_too_large_for_one_sitemap_has_an_index_of_several(
    client: Client, written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = places(client)
    changed = re.search(rf"{address(written.policy)}</loc><lastmod>(.+?)<", client.get("/sitemap.xml").content.decode())
    assert changed
    assert date.fromisoformat(changed[1]) <= localdate(now())
    # three scripts and languages: two pages a file, one of which the first gives to all else
    monkeypatch.setattr(sitemaps, "MOST", 6)
    monkeypatch.setattr(sitemaps, "_fixed", lambda _: iter([sitemaps.Listed("/")]))
    index = client.get("/sitemap.xml").content.decode()
    assert "<sitemapindex" in index
    parts = places(client)
    assert parts == ["/sitemap/1.xml", "/sitemap/2.xml", "/sitemap/3.xml"]
    found = [path for part in parts for path in places(client, part)]
    assert all(len(places(client, part)) <= 6 for part in parts)
    assert len(found) == len(set(found))
    assert {path for path in whole if "/c/2" in path} <= set(found)
    assert client.get("/sitemap/4.xml").status_code == client.get("/sitemap/0.xml").status_code == 404


def test_whom_to_tell_of_a_weakness(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    text = client.get("/.well-known/security.txt").content.decode()
    assert "Contact: tel:0000-12345\n" in text
    until = re.search(r"^Expires: (\d{4}-\d\d-\d\d)T", text, re.MULTILINE)
    assert until
    assert 120 < (date.fromisoformat(until[1]) - localdate(now())).days < 366
    monkeypatch.setenv("GONGKAI_SITE_SECURITY", "anquan@minghu.example")
    assert "Contact: mailto:anquan@minghu.example\n" in client.get("/.well-known/security.txt").content.decode()
