"""The package for machines without a network: where links lead, what is left out, and what is never carried."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils.timezone import now

from gongkai.portal.mirror import carried_pages, carrying
from gongkai.portal.mirror.carried_pages import Place
from gongkai.portal.mirror.manifest import Manifest
from gongkai.script import pinyin
from tests.editorial.papers import hire
from tests.editorial.site import reviewed, write_everything
from tests.factories import make_district

HOST = "www.minghu.example"
PAGE = """<html><body><nav>导航</nav><main id="main" tabindex="-1"><nav class="trail"><a href="/">首页</a></nav>
<h1>办法 &amp; 说明</h1><p>第<b>一</b>条 <a href="/c/202303/6.html#two">另一件</a></p>
<a href="/c/files/7/%E5%90%8D%E5%8D%95.txt">名单</a><a href="/c/202303/6.html?page=2">次页</a><a href="#here">此处</a>
<a href="https://other.example/">别处</a><a href='/apply/'>申请</a><img src="/c/pictures/3/width-800" alt="图">
<form method="get"><input name="q"></form><aside class="share"><a href="x">分享</a></aside></main></body></html>"""
FILES = {
    "/c/202303/6.html": "c/202303/6.html",
    "/c/files/7/名单.txt": "c/files/7/名单.txt",
    "/c/pictures/3/width-800": "c/pictures/3/width-800",
}


def test_links_lead_into_the_package_or_say_that_a_network_is_needed() -> None:
    inside = carried_pages.words_of(PAGE)
    told = carried_pages.linked(inside, Place("/c/202303/5.html", "c/202303/5.html"), FILES, HOST)
    for leads in (
        'href="6.html#two"', 'href="../files/7/%E5%90%8D%E5%8D%95.txt"', 'src="../pictures/3/width-800"',
        'href="#here"', "href='../../outside.html'",
    ):  # fmt: skip
        assert leads in told
    assert told.count("outside.html") == 3
    for gone in ("<form", "分享", "trail", "导航", "https:"):
        assert gone not in told
    assert (
        carried_pages.plain("<h1>办法 &amp; 说明</h1>\n<p>第<b>一</b>条</p><script>x()</script>")
        == "办法 & 说明 第一条"
    )
    assert carried_pages.words_of("no page") == ""
    assert sorted(["重庆办法", "安全", "北京"], key=pinyin.sorting) == ["安全", "北京", "重庆办法"]


@pytest.mark.django_db
def test_what_is_not_public_as_it_stands_in_the_mirror_is_not_carried(tmp_path: Path) -> None:
    world = make_district()
    staff = hire(world)
    written = write_everything(world, staff)
    reviewed(staff, written.section)
    reviewed(staff, written.policy, written.interpretation)
    (tmp_path / "current").mkdir()
    Manifest(now(), date(2023, 3, 6), HOST, "", {}).write(tmp_path / "current")
    target = tmp_path / "offline.zip"
    target.write_bytes(b"before")
    with pytest.raises(CommandError, match="现在公开的内容"):
        call_command("offline_package", str(tmp_path), str(target))
    with pytest.raises(CommandError, match="不能是0"):
        call_command("offline_package", str(tmp_path), str(target), "--days", "0")
    with pytest.raises(CommandError, match="读不出来"):
        call_command("offline_package", str(tmp_path / "none"), str(target))
    assert target.read_bytes() == b"before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["current", "offline.zip"]
    assert carrying.DAYS == 30, "docs/operators/kiosk.md says so"
