"""Opening the site as somebody outside would, and walking through all of it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Thread

import pytest
from django.db import IntegrityError, transaction
from django.test import override_settings

from gongkai.disclosure.models import Section
from gongkai.oversight.crawling import page_reading, reaching
from gongkai.portal.selfcheck import probing, technical, walking
from gongkai.portal.selfcheck.inside import Answer
from gongkai.portal.selfcheck.models import Fault, Probe, Walk
from gongkai.portal.selfcheck.verdicts import Result, Standing
from tests.factories import at

pytestmark = pytest.mark.django_db
NOW = at(2023, 3, 20, 2)
HEADERS = dict.fromkeys(page_reading.HEADERS, "x")
TAGS = "".join(f'<meta name="{name}" content="有">' for name in page_reading.COLUMN_TAGS)


@contextmanager
def server(answer: bytes) -> Iterator[str]:
    """A server on this machine that says one thing to one visitor, or nothing at all."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            visitor, _ = listening.accept()
            with visitor:
                visitor.recv(4096)
                visitor.sendall(answer)
                if not answer:
                    visitor.recv(1)

        thread = Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/?q=供水"
        thread.join(5)


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\n", ""),
        (b"HTTP/1.1 302 Found\r\n\r\n", ""),
        (b"HTTP/1.1 503 Busy\r\n\r\n", "返回503"),
        (b"SSH-2.0\r\n", "返回的不是网页"),
        (b"", "秒内没有打开"),
    ],
)
def test_an_address_opens_or_says_why_not(answer: bytes, problem: str) -> None:
    with server(answer) as address:
        found = reaching.reach(address, seconds=0.2 if not answer else 5)
    assert problem in found.problem
    assert bool(found.problem) is bool(problem)


def test_an_address_that_may_not_be_opened_is_not() -> None:
    assert reaching.reach("http://127.0.0.1:9/", seconds=1, allowed=lambda _: False).problem == "指向内网地址"
    assert reaching.reach("ftp://127.0.0.1/", seconds=1).problem
    assert reaching.reach("http://127.0.0.1:1/", seconds=1).problem


def test_a_probe_is_written_down_and_a_week_of_them_is_judged() -> None:
    site = Standing(at(2023, 3, 20))
    assert probing.probe(at=NOW) is None
    assert technical.reachable(site).result is Result.UNTESTED
    with server(b"HTTP/1.1 200 OK\r\n\r\n") as address, override_settings(GONGKAI_PROBE=address):
        row = probing.probe(at=NOW)
        assert row
        assert row.opened
        assert technical.reachable(site).result is Result.UNTESTED
        first = at(2023, 3, 13, 0, 10)
        moments = [first + timedelta(days=day, hours=hour) for day in range(7) for hour in range(20)]
        Probe.objects.bulk_create(Probe(at=moment, address=address, opened=True, seconds=0.1) for moment in moments)
        assert technical.reachable(site).result is Result.PASSED
        lost = Probe.objects.order_by("at")[:7]
        Probe.objects.filter(pk__in=[row.pk for row in lost]).update(opened=False, problem="返回502")
        found = technical.reachable(site)
        assert found.result is Result.FAILED
        assert found.evidence.startswith("最近7天访问140次，失败7次，占5.0%。")
        assert "返回502" in found.records[0].label
    with pytest.raises(IntegrityError), transaction.atomic():
        Probe.objects.create(at=NOW, address="x", opened=False, seconds=1)
    assert probing.forget(at=NOW + timedelta(days=401)) == 141


def page(*links: str, tags: str = TAGS, more: str = "") -> Answer:
    anchors = "".join(f'<a href="{link}">x</a>' for link in links)
    return Answer(200, "text/html", f"<html><head>{tags}</head><body>{anchors}{more}</body></html>", HEADERS)


def test_what_is_wrong_is_found_and_where(news: Section) -> None:
    article = next(path for path, _ in walking._begin(NOW).frontier if path.startswith("/c/2") and "html" in path)
    pages = {
        "/": page("/map/", "/office/", "/hant/", "/c/202303/1.pdf", "mailto:a@b", "https://elsewhere.example/"),
        "/map/": page("/gone/", "/static/portal/page.css", "/static/none.css", "/c/?page=2", "/c/?sort=1#x"),
        article: page(tags="", more='<img src="http://a.example/x.png"><form action="http://b.example/"></form>'),
        "/bare/": Answer(200, "text/html", "<html></html>"),
        "/file/": Answer(200, "text/html", "<html></html>", is_file=True),
    }
    asked: list[str] = []

    def get(path: str) -> Answer:
        asked.append(path)
        return pages.get(path, Answer(404, "text/html") if path == "/gone/" else page("/bare/", "/file/"))

    row = walking.walk(now=lambda: NOW, get=get)
    assert len(asked) == len(set(asked)) == row.pages
    assert {"/c/?page=2", "/c/", "/bare/", "/gone/"} <= set(asked)
    assert not {"/office/", "/hant/", "/c/202303/1.pdf"} & set(asked)
    found = {(fault.kind, fault.page, fault.target) for fault in row.faults.all()}
    assert ("dead", "/map/", "/gone/") in found
    assert ("dead", "/map/", "/static/none.css") in found
    assert ("mixed", article, "http://a.example/x.png") in found
    assert ("mixed", article, "http://b.example/") in found
    assert ("headers", "/bare/", "") in found
    assert not any(fault.page == "/file/" for fault in row.faults.all())
    (lacking,) = row.faults.filter(kind=Fault.Kind.TAGS, page=article)
    # the page in the column is an article or the column itself: seven tags or ten
    assert lacking.what.count("、") in {6, 9}
    site = Standing(at(2023, 3, 20))
    assert technical.links(site).result is technical.tags(site).result is technical.https(site).result is Result.FAILED
    assert "站外链接没有检查" in technical.links(site).evidence


def test_a_walk_that_is_cut_off_or_broken_off_proves_nothing(news: Section) -> None:
    site = Standing(at(2023, 3, 20))
    Walk.objects.create(begun_at=NOW)
    assert technical.links(site).evidence == technical.NOT_WALKED
    with override_settings(GONGKAI_WALK_PAGES=2):
        row = walking.walk(now=lambda: NOW, get=lambda _: page())
    assert (row.pages, row.cut_off) == (2, True)
    assert technical.links(Standing(at(2023, 3, 20))).result is Result.UNTESTED
    assert walking.forget(at=NOW + timedelta(days=2)) == 1
    assert walking.forget(at=NOW + timedelta(days=40)) == 1


def test_links_elsewhere_are_opened_only_where_that_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def reach(address: str, **_: object) -> reaching.Reached:
        opened.append(address)
        return reaching.Reached(0.1, "返回404")

    monkeypatch.setattr(reaching, "reach", reach)
    walking.walk(now=lambda: NOW, get=lambda _: page("https://elsewhere.example/a"))
    assert opened == []
    with override_settings(GONGKAI_OUTSIDE_LINKS=True):
        row = walking.walk(now=lambda: NOW, get=lambda _: page("https://elsewhere.example/a"))
    assert opened == ["https://elsewhere.example/a"]
    assert [fault.kind for fault in row.faults.all()] == ["outside"]


def test_the_site_itself_has_no_fault_and_can_be_searched(news: Section) -> None:
    row = walking.walk(now=lambda: NOW)
    assert list(row.faults.values_list("page", "target", "what")) == []
    assert row.pages > 20
    site = Standing(at(2023, 3, 20))
    for line in (technical.links, technical.tags, technical.search):
        assert line(site).result is Result.PASSED, line(site)
    assert technical.https(site).result is Result.UNTESTED


def test_name_code_and_entrance_follow_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for line in (technical.domain, technical.code, technical.correction, technical.ipv6):
        assert line(Standing(NOW)).result is Result.UNTESTED
    for name, value in {"DOMAIN": "www.minghu.gov.cn", "CODE": "2109220045"}.items():
        monkeypatch.setenv(f"GONGKAI_SITE_{name}", value)
    assert technical.domain(Standing(NOW)).result is Result.PASSED
    assert "公安备案号" in technical.code(Standing(NOW)).evidence
    assert technical.code(Standing(NOW)).result is technical.correction(Standing(NOW)).result is Result.FAILED
    for name, value in {"ICP": "辽ICP备1号", "POLICE": "辽公网安备21092202000001号", "CORRECTION": "https://a"}.items():
        monkeypatch.setenv(f"GONGKAI_SITE_{name}", value)
    assert technical.code(Standing(NOW)).result is technical.correction(Standing(NOW)).result is Result.PASSED
    assert technical.https(Standing(NOW)).result is Result.FAILED
