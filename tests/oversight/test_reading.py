"""The system reads sites of others with manners, hears of our own, and never walks into our own network."""

from __future__ import annotations

import zlib
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import override_settings

from gongkai.oversight import evidence, observations, reading, rechecking, rectifying, reminding
from gongkai.oversight.crawling import strangers
from gongkai.oversight.crawling.reaching import Fetched, fetch
from gongkai.oversight.media import Described, register
from gongkai.oversight.models import Medium, Observation
from tests.factories import at
from tests.oversight.conftest import MARCH, Watch
from tests.portal.selfcheck.test_walking import server

HOME = "https://fgj.example.invalid/"
NIGHT = at(2023, 3, 2, 3)
ROBOTS = "User-agent: *\nDisallow: /secret/\nCrawl-delay: 3\n"
WRONG = '<meta name="PubDate" content="2023-02-20 09:00"><p>本通知自2023年2月30日起施行。</p>'
PAGES = {
    "robots.txt": ROBOTS,
    "": '<a href="/1.html">一</a><a href="/secret/x">密</a><a href="/gone">无</a><a href="https://else.invalid/">外</a>',
    "1.html": f'<a href="/2.html#a">二</a>{WRONG}',
    "2.html": f'<a href="/1.html?page=1">一</a>{WRONG}<script>var a="2023年2月30日"</script>',
}


class Site:
    """A site that answers from memory and remembers what it was asked."""

    def __init__(self) -> None:
        self.pages, self.asked, self.pauses = dict(PAGES), list[str](), list[float]()

    def ask(self, address: str) -> Fetched:
        self.asked.append(address)
        content = self.pages.get(address.removeprefix(HOME).partition("?")[0])
        if content is None:
            return Fetched(address, 404, "text/html")
        return Fetched(address, 200, "text/plain" if "robots" in address else "text/html", content)

    def read(self, medium: Medium) -> reading.Result:
        return reading.read(medium, now=lambda: NIGHT, ask=self.ask, pause=self.pauses.append)


def test_a_site_is_read_with_manners_and_each_fault_is_told_once(watch: Watch) -> None:
    site = Site()
    found = site.read(watch.site)
    assert found.pages == 5
    assert not any("secret" in one or "else" in one for one in site.asked)
    assert set(site.pauses) == {3.0}
    assert sorted(row.code == reading.DEAD_LINK for row in found.new) == [False, True]
    wrong = next(row for row in found.new if row.code != reading.DEAD_LINK)
    assert (wrong.address, wrong.weight, "2月30日" in wrong.quote) == (f"{HOME}1.html", "severe", True)
    assert wrong.snapshot is not None
    dead = next(row for row in found.new if row.code == reading.DEAD_LINK)
    assert (dead.address, dead.quote, dead.what) == (HOME, f"{HOME}gone", f"链接打不开（返回404）：{HOME}gone")
    assert site.read(watch.site).new == []
    medium = Medium.objects.get(pk=watch.site.pk)
    assert (medium.updated_on, medium.read_at) == (date(2023, 2, 20), NIGHT)
    with override_settings(GONGKAI_PATROL_PAGES=2):
        assert site.read(watch.site).pages == 2


def test_what_is_said_to_be_mended_is_looked_at_once_more(watch: Watch) -> None:
    site = Site()
    rows = {row.code == reading.DEAD_LINK: row for row in site.read(watch.site).new}
    world = watch.world
    for row in rows.values():
        sent = rectifying.send(observation_id=row.pk, words="请改正", by=world.officer, at=NIGHT)
        rectifying.answer(rectification_id=sent.pk, words="已改正", by=world.handler, at=NIGHT)
    site.pages["gone"] = "<p>有了</p>"
    assert rechecking.look(at=NIGHT, ask=site.ask) == 2
    assert rechecking.look(at=NIGHT, ask=site.ask) == 0, "once after each answer"
    said = {key: row.rectification.steps.get(kind="checked").words for key, row in rows.items()}
    assert said == {True: "系统复查：没有再发现这个问题。", False: "系统复查：问题仍然存在。"}
    site.pages["1.html"] = "<p>本通知自2023年3月1日起施行。</p>"
    again = rows[False].rectification
    rectifying.send_back(rectification_id=again.pk, words="还在", by=world.officer, at=NIGHT)
    rectifying.answer(rectification_id=again.pk, words="这次改了", by=world.handler, at=NIGHT)
    assert rechecking.look(at=NIGHT, ask=site.ask) == 1
    assert again.steps.last().words == "系统复查：没有再发现这个问题。"
    assert reading.still_there(Observation(key=""), at=NIGHT, ask=site.ask) is None
    assert reading.still_there(Observation(key="k", address=f"{HOME}none"), at=NIGHT, ask=site.ask) is None


def test_what_names_a_person_stays_in_the_sealed_page(watch: Watch) -> None:
    number = "13812345678"
    source = f"<p>手机号码：{number}。</p>"
    (seen,) = [one for one in reading.faults(source, HOME, date(2023, 3, 2)) if one.code.startswith("PII")]
    row = observations.observe(medium=watch.site, seen=[seen], source=source, at=NIGHT)[0]
    assert number not in f"{row.what}{row.quote}"
    assert row.snapshot is not None
    with pytest.raises(zlib.error):
        zlib.decompress(bytes(row.snapshot.packed))
    assert number in evidence.source_of(row.snapshot)


def test_our_own_pages_come_from_the_walk_of_the_portal(watch: Watch, settings: Any) -> None:
    hearing = reading.Hearing(now=lambda: NIGHT)
    hearing("/c/202303/1.html", WRONG)
    assert hearing.new == [], "no site of ours is registered"
    said = Described("site", "门户", f"https://{settings.GONGKAI_SITE_DOMAIN}/", "何其", by_machine=True)
    ours = register(office=watch.world.office, agency=watch.world.office, said=said, by=watch.world.officer, at=MARCH)
    hearing = reading.Hearing(now=lambda: NIGHT)
    hearing("/c/202303/1.html", WRONG)
    hearing.links([("/map/", "/gone/", "返回404")])
    assert [(row.medium, row.address) for row in hearing.new] == [
        (ours, f"https://{settings.GONGKAI_SITE_DOMAIN}/c/202303/1.html"),
        (ours, f"https://{settings.GONGKAI_SITE_DOMAIN}/map/"),
    ]


def test_a_page_is_fetched_up_to_a_size_and_never_from_our_own_network() -> None:
    body = "<meta charset='gb18030'><p>明湖</p>".encode("gb18030")
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    with server(head + f"{len(body):x}\r\n".encode() + body + b"\r\n0\r\n\r\n") as address:
        page = fetch(address, seconds=5, most=1000, allowed=lambda _: True)
        assert (page.status, page.kind, "明湖" in page.content) == (200, "text/html", True)
    with server(head + f"{len(body):x}\r\n".encode() + body + b"\r\n0\r\n\r\n") as address:
        assert "超过" in fetch(address, seconds=5, most=10, allowed=lambda _: True).problem
    with server(b"HTTP/1.1 302 Found\r\nLocation: https://else.invalid/\r\n\r\n") as address:
        assert fetch(address, seconds=5, most=10, allowed=lambda _: True).problem == "转到了别的网站"
    for inside in ("http://127.0.0.1:9/", "http://[::1]/", "http://169.254.169.254/latest/", "http://10.0.0.1/"):
        assert strangers.get(inside).problem == "指向内网地址"
    for wrong in ("file:///etc/passwd", "https://", "gopher://x/"):
        assert strangers.get(wrong).problem


def test_what_is_late_and_hours_without_a_reader_are_told_once(watch: Watch) -> None:
    world = watch.world
    for user in (world.handler, world.officer):
        user.email = f"{user.username}@example.invalid"
        user.save()
    seen = observations.Seen("LINK", "severe", "打不开", HOME, "x")
    found = observations.observe(medium=watch.site, seen=[seen], source="", at=NIGHT)[0]
    row = rectifying.send(observation_id=found.pk, words="请处理", by=world.officer, at=NIGHT)
    assert reminding.late(at=NIGHT + timedelta(minutes=59)) == []
    later = NIGHT + timedelta(minutes=61)
    assert reminding.late(at=later) == sorted([world.handler.pk, world.officer.pk])
    assert reminding.late(at=later + timedelta(minutes=15)) == []
    assert reminding.send_late(world.handler.pk, made_at=later, at=later)
    assert (mail.outbox[0].subject, row.number in mail.outbox[0].body) == ("整改超期1件", True)
    # the rota ends on 1 April at 08:00
    assert reminding.holes(at=at(2023, 3, 20)) == [(world.officer.pk, world.office.pk)], "shifts of yesterday unsigned"
    assert reminding.send_holes(world.officer.pk, world.office.pk, at=at(2023, 3, 31))
    assert "无人值班：04月01日08:00至04月03日09:00" in mail.outbox[1].body
