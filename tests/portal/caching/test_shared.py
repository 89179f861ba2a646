"""What agencies share, where answers are kept: reprints that fall behind or go, and an agency's own host."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from gongkai.disclosure import publishing
from gongkai.disclosure.models import Reprint
from gongkai.disclosure.reprints import offering
from gongkai.editorial import gate, pages
from gongkai.editorial.pages import GatedPage
from gongkai.portal.caching.journal import Journal
from tests.disclosure.desks import Other, other_desk
from tests.editorial.site import body, fresh
from tests.factories import World
from tests.portal.caching.conftest import Site

HOST = "bgs.minghu.example"


@pytest.fixture
def other(site: Site) -> Other:
    return other_desk(site.world)


@pytest.fixture
def reprint(site: Site, other: Other) -> Reprint:
    """A public reprint of the other agency's article."""
    section, author = site.written.section, site.staff.author
    made = offering.reprint(page_id=other.article.pk, section_id=section.pk, by=author, at=now())
    site.publish(made)
    return made


def place(page: GatedPage) -> str:
    return publishing.public_address(page.gate_key)


def kept(reader: Client, address: str) -> str:
    """An answer that asks the database nothing, the second time that it is given."""
    first = reader.get(address)
    with CaptureQueriesContext(connection) as asked:
        again = reader.get(address)
    assert (len(asked), again.content) == (0, first.content), address
    return again.content.decode()


def test_a_kept_reprint_is_made_again_when_its_original_is_corrected(
    site: Site, other: Other, reprint: Reprint, reader: Client
) -> None:
    assert "原文已经更正" not in kept(reader, place(reprint))
    page = pages.newest(fresh(other.article))
    page.body = body("湖滨绿道一期全长四公里。")  # type: ignore[attr-defined]
    page.save_revision(user=other.staff.author)
    Site(site.world, other.staff, site.written).publish(other.article)
    assert "原文已经更正，请以原文为准" in kept(reader, place(reprint))


def test_a_kept_reprint_goes_with_its_original_for_secrecy(
    site: Site, other: Other, reprint: Reprint, reader: Client
) -> None:
    lists = (place(site.written.section), place(other.section), "/")
    assert "湖滨绿道一期全长三公里。" in kept(reader, place(reprint))
    file = reader.get(place(reprint)).content.decode().split('href="/c/files/')[1].split('"')[0]
    assert reader.get(f"/c/files/{file}").status_code == 200
    for address in lists:
        assert "湖滨绿道开工" in kept(reader, address)
    gate.withdraw(key=other.article.gate_key, why="涉密", by=other.staff.second, at=now(), everywhere=True)
    for gone in (place(reprint), place(other.article), f"/c/files/{file}"):
        assert reader.get(gone).status_code == 404, gone
    for address in lists:
        assert "湖滨绿道开工" not in kept(reader, address)


@pytest.mark.parametrize("theirs_first", [False, True])
def test_answers_of_an_agencys_host_are_kept_apart(
    world: World, keeping: Journal, settings: Any, theirs_first: bool
) -> None:
    settings.GONGKAI_AGENCY_HOSTS = {HOST: world.office.code}
    settings.ALLOWED_HOSTS = ["testserver", HOST]
    heading, where = f"<h1>{world.office.name}</h1>", f"/guide/{world.office.code}/"
    domains = {"testserver": "testserver", HOST: "www.minghu.example"}
    for host in sorted(domains, key=lambda name: (name == HOST) != theirs_first):
        reader = Client(headers={"host": host})
        assert (heading in kept(reader, "/")) == (host == HOST)
        assert f'<link rel="canonical" href="http://{domains[host]}{where}">' in kept(reader, where)
    elsewhere = Client(headers={"host": "elsewhere.example"})
    assert elsewhere.get("/").status_code == 400, "a host that nobody serves gets nothing that is kept"
