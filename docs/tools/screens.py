"""Pictures of every kind of public page, in every width and mode, each looked at by axe.

    gongkai demo --port 8000 &
    python docs/tools/screens.py http://127.0.0.1:8000 /tmp/screens [--only home,policy] [--modes usual,senior]

Writes <page>-<mode>-<width>.png into a folder outside of the repository and prints what axe found. Ends with 1 when it
found something, or when a page is wider than its screen.
"""
# ruff: noqa: INP001 (a script, not a package)

from __future__ import annotations

import argparse
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, sync_playwright

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser")
WIDTHS = {360: 780, 768: 1024, 1440: 900}
MODES = {
    "usual": ("", ""),
    "senior": ("", "senior"),
    "contrast": ("", "contrast"),
    "dark": ("", "dark"),
    "yellow": ("", "yellow"),
    "pinyin": ("", "pinyin"),
    "kiosk": ("", "kiosk"),
    "hant": ("/hant", ""),
    "hant-senior": ("/hant", "senior"),
}
"""What stands before the path, and the mode that the browser has chosen."""
FIXED = {
    "home": "/",
    "sections": "/c/",
    "library": "/policies/",
    "gazettes": "/gazette/",
    "guide": "/guide/",
    "apply": "/apply/",
    "progress": "/progress/",
    "reports": "/reports/",
    "calculator": "/calculator/?received=2024-02-05&channel=web",
    "search": "/search/?q=养老",
    "accessibility": "/accessibility/",
    "map": "/map/",
    "missing": "/nothing-is-here/",
}
FOUND = {
    "policy": ("/policies/", r'href="(/c/\d{6}/\d+\.html)"'),
    "section": ("/c/", r'href="(/c/\d{6}/\d+\.html)"'),
    "issue": ("/gazette/", r'href="(/gazette/[^/]+/\d+/\d+/)"'),
    "report": ("/reports/", r'href="(/reports/[^/]+/\d+/)"'),
    "agency": ("/guide/", r'href="(/guide/[^/"]+/)"'),
    "application": ("/apply/", r'href="(/apply/(?!resume)[^/"]+/)"'),
}
"""The first page of a kind: the list on which its link stands, and what the link looks like."""
FAULTS = """async () => (await axe.run({resultTypes: ['violations']})).violations.map(
    one => one.id + ': ' + one.nodes.slice(0, 3).map(node => node.target.join(' ')).join(' | '))"""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def places(base: str) -> dict[str, str]:
    """Every kind of page that the site has, with an address of it."""
    found = dict(FIXED)
    for name, (where, pattern) in FOUND.items():
        listed = urlopen(base + where).read().decode()  # noqa: S310 - the address that was given
        links = [link for link in re.findall(pattern, listed) if link not in found.values()]
        found |= {name: links[0]} if links else {}
    return found


def looked_at(browser: Browser, base: str, out: Path, names: list[str], modes: list[str]) -> Iterator[str]:
    """What axe and the ruler found, after a picture of each."""
    every = places(base)
    for mode in modes:
        prefix, key = MODES[mode]
        for width, height in WIDTHS.items():
            context = browser.new_context(base_url=base, viewport={"width": width, "height": height}, locale="zh-CN")
            if key:
                context.add_cookies([{"name": "gongkai_mode", "value": key, "url": base}])
            page = context.new_page()
            for name in names or every:
                page.goto(prefix + every[name])
                page.screenshot(path=out / f"{name}-{mode}-{width}.png", full_page=True)
                yield from (f"{name} {mode} {width}: {fault}" for fault in faults(page))
            context.close()


def faults(page: Page) -> Iterator[str]:
    """What is wrong with a page."""
    page.evaluate(AXE_SCRIPT)
    yield from page.evaluate(FAULTS)
    wider = page.evaluate(WIDER)
    if wider > 0:
        yield f"{wider} px wider than the screen"


def main() -> int:
    """Look at the pages that were asked for."""
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("base")
    told.add_argument("out", type=Path)
    told.add_argument("--only", default="")
    told.add_argument("--modes", default=",".join(MODES))
    asked = told.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    chromium = next(path for path in map(shutil.which, BROWSERS) if path)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage"])
        found = list(
            looked_at(browser, asked.base, asked.out, list(filter(None, asked.only.split(","))), asked.modes.split(","))
        )
        browser.close()
    sys.stdout.write("\n".join(found) + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
