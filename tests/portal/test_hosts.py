"""Under an agency's own host: its front page, its part of the lists, one canonical address, and no other host."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from gongkai.disclosure import publishing
from gongkai.disclosure.models import PolicyDocument, Section
from tests.disclosure.conftest import Publish, checks, draft, publish, section, staff, world
from tests.editorial.papers import Staff
from tests.factories import World

__all__ = ["checks", "draft", "publish", "section", "staff", "world"]
pytestmark = pytest.mark.django_db
HOST = "bgs.minghu.example"


@pytest.fixture
def theirs(world: World, settings: Any) -> Client:
    """A browser at the office's own host."""
    settings.GONGKAI_AGENCY_HOSTS = {HOST: world.office.code}
    settings.ALLOWED_HOSTS = ["testserver", HOST]
    return Client(headers={"host": HOST})


def test_the_front_page_is_the_agencys_and_every_page_has_one_address(
    theirs: Client, world: World, section: Section, publish: Publish, staff: Staff
) -> None:
    document: PolicyDocument = publish()
    code, name = world.office.code, world.office.name
    home = theirs.get("/").content.decode()
    assert f"<h1>{name}</h1>" in home
    assert f"{name}政府信息公开平台" in home
    assert section.title in home
    assert document.title in home
    assert f'<link rel="canonical" href="http://www.minghu.example/agencies/{code}/">' in home
    where = publishing.public_address(document.gate_key)
    assert f'<link rel="canonical" href="http://www.minghu.example{where}">' in theirs.get(where).content.decode()
    assert f'<link rel="canonical" href="http://testserver{where}">' in Client().get(where).content.decode()
    assert f"<h1>{name}</h1>" not in Client().get("/").content.decode()
    assert "http://www.minghu.example/sitemap.xml" in theirs.get("/robots.txt").content.decode()
    assert f"<loc>http://www.minghu.example{where}</loc>" in theirs.get("/sitemap.xml").content.decode()


def test_lists_and_the_search_begin_with_what_is_theirs(theirs: Client, world: World) -> None:
    code = world.office.code
    assert theirs.get("/guide/", follow=True).redirect_chain == [(f"{code}/", 302)]
    for place in ("policies", "interpretations", "catalogue", "meetings", "reports", "leaders"):
        answer = theirs.get(f"/{place}/")
        assert (answer.status_code, answer["Location"]) == (302, f"?agency={code}")
        assert theirs.get(f"/{place}/?agency={code}").status_code == 200
        assert Client().get(f"/{place}/").status_code == 200
    found = theirs.get("/search/", {"q": "供水"}).content.decode()
    assert f'<input type="hidden" name="agency" value="{world.office.name}">' in found
    assert 'href="http://www.minghu.example/search/?q=' in found
    assert "搜索全区" not in Client().get("/search/", {"q": "供水"}).content.decode()


def test_other_hosts_are_refused_and_an_agency_that_ended_has_none(theirs: Client, world: World, settings: Any) -> None:
    assert Client(headers={"host": "elsewhere.example"}).get("/").status_code == 400
    settings.GONGKAI_AGENCY_HOSTS = {HOST: "nobody"}
    assert f"<h1>{world.office.name}</h1>" not in theirs.get("/").content.decode()
