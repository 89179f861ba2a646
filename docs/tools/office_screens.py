"""Pictures of every screen of the office, in every width, each looked at by axe, as whoever of the demo may open it.

    gongkai demo --port 8000 &
    python docs/tools/office_screens.py http://127.0.0.1:8000 /tmp/office [--only desk:today,reviews:queue]

The addresses come from the site's own configuration; those about one case or page are found by following links. Writes
<name>-<person>-<width>.png into a folder outside of the repository and prints what is wrong. Ends with 1 when axe found
something, a screen is wider than the window or says nothing under its heading, or an address of the office was neither
reached nor stands in `NO_SCREENS` with its reason.
"""
# ruff: noqa: INP001 (a script, not a package)

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import urlopen

import django
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Error, Page, sync_playwright

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser")
EDITOR = "office/editor/"
WIDTHS = {1440: 900, 768: 1024, 360: 780}
PASSWORD = "minghu-demo-2023"  # noqa: S105 - the demo prints it
PEOPLE = ("officer", "leader", "secrecy", "editor", "reviewer", "nongye", "auditor", "cunwenshu", "xiangzhen")
NO_SCREENS = {
    "a file": "desk:limits_file desk:feed desk:template_default desk:template_content desk:template_sample"
    " desk:register_template desk:register_export desk:mail_original desk:mail_file casework:receipt_pdf"
    " casework:letter_pdf casework:letter_docx casework:file casework:page casework:bundle_file reporting:html"
    " reporting:json reviews:original reviews:picture selfcheck:export content:gazette_proof content:catalogue_table"
    " oversight:log oversight:snapshot oversight:picture oversight:order oversight:table oversight:bulletin_file"
    " content:inspection_matters content:part content:file content:picture visiting:workbook"
    " dialogue:letter_file village:owed_table village:finance_template village:photo village:file",
    "a button": "office:sign_out office:end_sessions office:notice_seen reviews:hand_in reviews:attribute_decide"
    " reviews:attribute_reassess reviews:approve reviews:return reviews:rule reviews:step desk:template_retire"
    " casework:publish casework:take_over casework:joint_withdraw casework:seal_by_hand reporting:words reporting:step"
    " dialogue:message",
    "asked by a script": "reviews:check reviews:found",
    "where a form that was kept is shown again": "office:kept",
    "the demo has nothing that stands there": "casework:decision casework:several casework:fee casework:letter"
    " casework:notice casework:resend casework:tell_moved casework:split casework:redact casework:redacted"
    " casework:joint_ask casework:correct_person casework:step casework:chain desk:joint_task desk:message"
    " desk:mail_register content:inspection reviews:part reviews:attributes",
}
"""Addresses without a screen of their own, or without one in the demo, by the reason."""
SEEDS = {
    "/office/content/{}/": ("/policies/", r"/c/\d{6}/(\d+)\.html"),
    "/office/content/{}/preview/": ("/policies/", r"/c/\d{6}/(\d+)\.html"),
    "/office/content/{}/import/": ("/c/", r"/c/\d{6}/(\d+)\.html"),
}
"""Screens to which the editor leads: the public list on which the number of a page stands."""
THROUGH = {"desk:today", "casework:list", "casework:case"}
"""Screens that everybody goes through, because what one person finds there another does not."""
FAULTS = """async () => (await axe.run({resultTypes: ['violations']})).violations.map(
    one => one.id + ': ' + one.nodes.slice(0, 3).map(node => node.target.join(' ')).join(' | '))"""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LINKS = "[...document.querySelectorAll('a[href^=\"/office/\"]')].map(one => one.getAttribute('href'))"


def names() -> dict[str, str]:
    """Every address of the office by name: the path of one about nothing in particular, otherwise empty."""
    from django.urls import URLPattern, URLResolver, get_resolver

    def below(resolver: URLResolver, before: str, space: str) -> Iterator[tuple[str, str]]:
        for one in resolver.url_patterns:
            path = before + str(one.pattern)
            if path.startswith(EDITOR):
                continue
            if isinstance(one, URLResolver):
                yield from below(one, path, one.namespace or space)
            elif isinstance(one, URLPattern) and path.startswith("office/"):
                yield f"{space}:{one.name}", "" if "<" in path else f"/{path}"

    return dict(below(get_resolver(), "", ""))


def reason(name: str) -> str:
    """Why an address has no screen of its own here; empty when it should have one."""
    return next((why for why, told in NO_SCREENS.items() if name in told.split()), "")


def name_of(link: str) -> str:
    """The name of the address to which a link leads."""
    from django.urls import Resolver404, resolve

    try:
        return resolve(unquote(urlsplit(link).path)).view_name
    except Resolver404:
        return ""


def walked(browser: Browser, base: str, out: Path, only: set[str]) -> Iterator[str]:
    """What is wrong, screen by screen: each address with the first person of the demo who may open it."""
    every = names()
    waiting = {name for name in every if not reason(name) and (not only or name in only)}
    for person in PEOPLE:
        context = browser.new_context(base_url=base, locale="zh-CN", viewport={"width": 1440, "height": 900})
        page = context.new_page()
        page.goto("/office/")
        if "office:sign_in" in waiting:
            waiting.discard("office:sign_in")
            yield from looked_at(page, out, "office-sign_in")
        page.get_by_label("用户名").fill(person)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        ways = [path for path in every.values() if path] + list(seeds(base))
        for path in ways:
            name = name_of(path)
            if name not in waiting and name not in THROUGH:
                continue
            try:
                answer = page.goto(path)
            except Error as error:
                if "Download is starting" not in str(error):
                    raise
                waiting.discard(name)  # a file has no screen
                continue
            if answer is None or answer.status != 200:
                continue
            links = [link for link in page.evaluate(LINKS) if name_of(link) in waiting | THROUGH and link not in ways]
            ways += list({name_of(link): link for link in reversed(links)}.values())
            if name in waiting:
                waiting.discard(name)
                yield from looked_at(page, out, f"{name.replace(':', '-')}-{person}")
        context.close()
    yield from (f"{name}: no screen was reached, and no reason is given" for name in sorted(waiting))


def seeds(base: str) -> Iterator[str]:
    """Addresses of the screens to which the editor leads."""
    for where, (listed, pattern) in SEEDS.items():
        found = re.search(pattern, urlopen(base + listed).read().decode())  # noqa: S310 - the address that was given
        if found is not None:
            yield where.format(found[1])


def looked_at(page: Page, out: Path, called: str) -> Iterator[str]:
    """Pictures of a screen, and what is wrong with it."""
    page.evaluate(AXE_SCRIPT)
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        page.screenshot(path=out / f"{called}-{width}.png", full_page=True)
        yield from (f"{called} {width}: {fault}" for fault in page.evaluate(FAULTS))
        wider = page.evaluate(WIDER)
        if wider > 0:
            yield f"{called} {width}: {wider} px wider than the screen"
    if len(page.locator("main").inner_text()) < 40:
        yield f"{called}: says nothing under its heading"


def main() -> int:
    """Look at the screens that were asked for."""
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("base")
    told.add_argument("out", type=Path)
    told.add_argument("--only", default="")
    asked = told.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.config.settings")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    django.setup()
    chromium = next(path for path in map(shutil.which, BROWSERS) if path)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage"])
        found = 0
        for fault in walked(browser, asked.base, asked.out, set(filter(None, asked.only.split(",")))):
            found += 1
            sys.stdout.write(fault + "\n")
            sys.stdout.flush()
        browser.close()
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
