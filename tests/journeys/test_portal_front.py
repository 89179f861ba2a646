"""nginx with the configuration that we hand out, before a real server that is killed and comes back.

Slow, because it is about seconds: what is released must be seen within twenty, and each round of that is waited for.
Without nginx it fails and says how to get it; it is never skipped.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from bench import _front
from tests import template
from tests.journeys.conftest import DESKTOP
from tests.portal.filled import ANSWERS

ROOT = Path(__file__).resolve().parents[2]
PROMISE = 20.0
"""Seconds from the release until every reader sees it (docs/operators/nginx.md)."""
LISTS = ("/", "/feed.atom", "/sitemap.xml")
Wanted = dict[str, Callable[[int, str], bool]]


class Site:
    """Data, the program that serves them, nginx before it, and an officer's hand."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        if not Path(_front.NGINX).exists():
            pytest.fail("this drill needs nginx: apt-get install -y --no-install-recommends nginx-light", pytrace=False)
        self.program, self.front, static = _front.ports(3)
        self.root = f"http://127.0.0.1:{self.front}"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("GONGKAI_")},
            "GONGKAI_DATA": str(template.installation(folder / "data")),
            "GONGKAI_SITE_DOMAIN": "127.0.0.1",
            "GONGKAI_PROXIES": "1",
            "GONGKAI_WORKERS": "0",
            "DJANGO_SETTINGS_MODULE": "gongkai.config.settings",
        }
        self.hand = stack.enter_context(
            subprocess.Popen(
                [sys.executable, "-m", "tests.journeys.hand"], env=self.environment, cwd=ROOT,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            )
        )  # fmt: skip
        self.places = json.loads(self._said())
        stack.callback(self.stop)
        self.start()
        self.gongkai("export-site", str(folder / "mirror"))
        told = {"program": self.program, "front": self.front, "static": static, "mirror": folder / "mirror"}
        stack.enter_context(_front.nginx(folder / "nginx", **told))

    def _said(self) -> str:
        assert self.hand.stdout is not None
        return self.hand.stdout.readline()

    def act(self, *verbs: list[str]) -> list[str]:
        """Let the officer do something; the addresses it is about."""
        assert self.hand.stdin is not None
        self.hand.stdin.write(json.dumps(verbs) + "\n")
        self.hand.stdin.flush()
        found: list[str] = json.loads(self._said())
        return found

    def gongkai(self, *words: str) -> None:
        subprocess.run([sys.executable, "-m", "gongkai", *words], env=self.environment, cwd=ROOT, check=True)

    def start(self) -> None:
        command = [sys.executable, "-m", "gongkai", "serve", "--port", str(self.program)]
        self.serving = subprocess.Popen(command, env=self.environment, cwd=ROOT, start_new_session=True)
        _front._wait(self.serving, self.program)

    def stop(self) -> None:
        """kill -9 of the server and its workers, wherever they are."""
        if self.serving.poll() is None:
            os.killpg(self.serving.pid, signal.SIGKILL)
            self.serving.wait()

    def get(self, address: str, **headers: str) -> tuple[int, str, str]:
        """An answer of nginx: status, where it came from, text."""
        status, told, data = _front.get(self.root + address, **headers)
        return status, told.get("X-Cache-Status", ""), data.decode()

    def seconds_until(self, wanted: Wanted) -> dict[str, float]:
        """When each address was as wanted for the first time, in seconds from now."""
        begun, found = time.monotonic(), dict[str, float]()
        while len(found) < len(wanted) and time.monotonic() < begun + PROMISE + 10:
            for address, right in wanted.items():
                status, _, text = self.get(address)
                if address not in found and right(status, text):
                    found[address] = time.monotonic() - begun
            time.sleep(0.25)
        return {address: found.get(address, 999.0) for address in wanted}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with ExitStack() as stack:
        yield Site(tmp_path, stack)


def shows(*words: str, without: str = "不会有的字") -> Callable[[int, str], bool]:
    return lambda status, text: status == 200 and all(word in text for word in words) and without not in text


def then_a_release_a_withdrawal_and_a_new_title_are_seen_within_twenty_seconds(site: Site) -> dict[str, float]:
    places = site.places
    lists = (places["section"], *LISTS)
    for address in (*lists, places["停水"], places["修路"]):
        assert site.get(address)[0] == 200, address
        site.get(address)
    assert site.get(places["停水"])[1] in {"HIT", "UPDATING"}, "what follows would prove nothing"
    new, gone, _ = site.act(["release", "新开的公园"], ["withdraw", "停水"], ["rename", "修路", "道路施工通告"])
    everywhere = {address: shows("新开的公园", "道路施工通告", without="停水的消息") for address in lists}
    everywhere["/sitemap.xml"] = shows(new, without=gone)
    return site.seconds_until(
        everywhere
        | {
            new: shows("新开的公园"),
            gone: lambda status, text: status in (404, 410) and "停水的消息" not in text,
            places["修路"]: shows("道路施工通告"),
        }
    )


def then_nobody_is_served_what_belongs_to_an_officer(site: Site) -> None:
    cookie = {"Cookie": f"sessionid={site.places['session']}"}
    for _ in range(2):
        assert site.get(site.places["体检"], **cookie)[:2] == (200, "BYPASS")
    status, came, _ = site.get(site.places["体检"])
    assert (status, came) == (200, "MISS"), "an officer's answer was kept for others"
    assert site.get(site.places["体检"])[1] == "HIT"
    assert site.get(site.places["体检"], **cookie)[1] == "BYPASS"
    assert site.get(site.places["体检"], Cookie="gongkai_mode=senior")[1] == "MISS"
    assert 'class="senior' in site.get(site.places["体检"], Cookie="gongkai_mode=senior")[2]


def then_a_citizen_still_reads_and_is_told_what_cannot_be_done(site: Site, page: Any) -> None:
    for address in (site.places["section"], *LISTS, site.places["修路"]):
        status, came, text = site.get(address)
        assert (status, "停水的消息" in text) == (200, False), (address, status, came)
    page.goto(site.root + site.places["section"])
    page.get_by_role("link", name="道路施工通告").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("道路施工通告")
    answer = page.goto(site.root + site.places["无人问过"])
    assert (answer.status, answer.headers["x-cache-status"]) == (200, "MIRROR")
    expect(page.get_by_role("heading", level=1)).to_have_text("无人问过的消息")
    page.goto(site.root + "/progress/")
    expect(page.get_by_role("heading", level=1)).to_have_text("网上服务暂时中断")
    assert site.get(site.places["停水"])[0] in (404, 410), "what was withdrawn is shown again when the program stops"


def then_a_form_says_that_it_cannot_be_taken_now(site: Site, page: Any, expected: list[int]) -> None:
    page.get_by_label("姓名").first.fill(ANSWERS["name"])
    page.on("response", lambda answer: expected.append(answer.status) if answer.request.method == "POST" else None)
    page.get_by_role("button", name="下一步").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("网上服务暂时中断")
    expect(page.get_by_text("0000-12345").first).to_be_visible()
    assert expected == [503]


def test_portal_row_40_readers_stay_when_the_program_is_killed(site: Site, browser: Browser) -> None:
    measured = then_a_release_a_withdrawal_and_a_new_title_are_seen_within_twenty_seconds(site)
    assert max(measured.values()) <= PROMISE, measured
    then_nobody_is_served_what_belongs_to_an_officer(site)
    context = browser.new_context(viewport=DESKTOP, locale="zh-CN")  # type: ignore[arg-type]
    page, form = context.new_page(), context.new_page()
    form.goto(site.root + site.places["apply"])
    site.stop()
    then_a_citizen_still_reads_and_is_told_what_cannot_be_done(site, page)
    then_a_form_says_that_it_cannot_be_taken_now(site, form, [])
    (meanwhile,) = site.act(["release", "停机时发布"])
    assert "停机时发布" not in site.get("/")[2]
    site.start()
    measured = site.seconds_until({"/": shows("停机时发布"), site.places["section"]: shows("停机时发布")})
    assert max(measured.values()) <= PROMISE, measured
    assert site.get(meanwhile)[0] == 200
    context.close()
