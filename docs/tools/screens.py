"""Pictures of every public page, in every width and mode and on paper, each looked at by axe.

    export GONGKAI_DATA=/tmp/screens-demo
    gongkai demo --port 8000 &
    python docs/tools/screens.py http://127.0.0.1:8000 /tmp/screens [--only home,policy] [--modes usual,senior,print]

Writes <page>-<mode>-<width>.png into a folder outside of the repository, for paper <page>-print.pdf, and prints what
axe and the ruler found. Ends with 1 when something was found, when a route has neither a page nor a reason (see
places.py), and when the demo has no page for a name that was asked for.
"""
# ruff: noqa: INP001, E402 (a script, not a package, which starts Django before it reads the site)

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import django
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.config.settings")
django.setup()

import places
from places import Place

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser")
WIDTHS = {360: 780, 768: 1024, 1440: 900}
PRINT = "print"
MODES = {
    "usual": ("", ""),
    "senior": ("", "senior"),
    "contrast": ("", "contrast"),
    "dark": ("", "dark"),
    "yellow": ("", "yellow"),
    "pinyin": ("", "pinyin"),
    "kiosk": ("", "kiosk"),
    "largest": ("", "night.200.pinyin"),
    "hant": ("/hant", ""),
    "hant-senior": ("/hant", "senior"),
    PRINT: ("", ""),
}
"""What stands before the path, and the mode that the browser has chosen."""
LOADED = "typeof window.axe?.run === 'function'"
FAULTS = """async () => (await axe.run({resultTypes: ['violations']})).violations.map(
    one => one.id + ': ' + one.nodes.slice(0, 3).map(node => node.target.join(' ')).join(' | '))"""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
UNFOLD = "all => all.forEach(one => { one.open = true; })"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line asked for."""

    base: str
    out: Path
    places: dict[str, Place]
    modes: list[str]
    widths: list[int]
    unfold: bool
    pictures: bool
    axe: bool


def looked_at(browser: Browser, asked: Asked) -> Iterator[str]:
    """What axe and the ruler found on all pages, after a picture of each."""
    for name, place in asked.places.items():
        context = browser.new_context(base_url=asked.base, locale="zh-CN", timezone_id="Asia/Shanghai")
        page = context.new_page()
        try:
            if not isinstance(place.way, str) and not place.always:
                place.way(page)
            for mode in asked.modes:
                yield from (f"{name} {mode}{fault}" for fault in _in_mode(context, page, place, name, mode, asked))
        except Error as error:
            yield f"{name}: {str(error).splitlines()[0]}"
        context.close()


def _in_mode(context: BrowserContext, page: Page, place: Place, name: str, mode: str, asked: Asked) -> Iterator[str]:
    """One page in one mode, in all widths or on paper."""
    prefix, key = MODES[mode]
    if place.always and (prefix or "pinyin" in key):
        return  # such a way reads the keys that it presses, and they are written in plain simplified characters
    _choose(context, asked.base, key)
    _reach(page, place, prefix)
    if asked.unfold:
        page.eval_on_selector_all("main details", UNFOLD)
    if mode == PRINT:
        page.pdf(path=asked.out / f"{name}-print.pdf", prefer_css_page_size=True)
        return
    for width in asked.widths:
        height = WIDTHS[width]
        page.set_viewport_size({"width": width, "height": height})
        if asked.pictures:
            page.screenshot(path=asked.out / f"{name}-{mode}-{width}.png", full_page=True)
        yield from (f" {width}: {fault}" for fault in faults(page, axe=asked.axe))


def _choose(context: BrowserContext, base: str, key: str) -> None:
    """Have the browser read in a mode."""
    context.clear_cookies(name="gongkai_mode")
    if key:
        context.add_cookies([{"name": "gongkai_mode", "value": key, "url": base}])


def _reach(page: Page, place: Place, prefix: str) -> None:
    """Open a page: by its address, by its way, or by the address at which a way ended that was walked before."""
    if not isinstance(place.way, str) and place.always:
        place.way(page)
        return
    here = page.url.removeprefix(page.evaluate("location.origin")).removeprefix("/hant")
    page.goto(prefix + (place.way if isinstance(place.way, str) else here))


def faults(page: Page, *, axe: bool) -> Iterator[str]:
    """What is wrong with a page."""
    if axe and not page.evaluate(LOADED):
        page.evaluate(AXE_SCRIPT)
    if axe:
        yield from page.evaluate(FAULTS)
    wider = page.evaluate(WIDER)
    if wider > 0:
        yield f"{wider} px wider than the screen"


def _asked() -> Asked:
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("base")
    told.add_argument("out", type=Path)
    told.add_argument("--only", default="", help="names of pages, separated by commas")
    told.add_argument("--modes", default=",".join(MODES))
    told.add_argument("--widths", default=",".join(map(str, WIDTHS)))
    told.add_argument("--unfold", action="store_true", help="with everything unfolded that a reader may unfold")
    told.add_argument("--without", choices=["pictures", "axe"], help="one half of the work, in half of the time")
    words = told.parse_args()
    every, names = places.every(), list(filter(None, words.only.split(",")))
    unknown = set(names) - set(every)
    if unknown:
        told.error(f"no such page in this demo: {', '.join(sorted(unknown))}; there are {', '.join(every)}")
    chosen = {name: place for name, place in every.items() if not names or name in names}
    widths = [int(width) for width in words.widths.split(",")]
    how = {"unfold": words.unfold, "pictures": words.without != "pictures", "axe": words.without != "axe"}
    return Asked(words.base, words.out, chosen, words.modes.split(","), widths, **how)


def main() -> int:
    """Look at the pages that were asked for."""
    asked = _asked()
    asked.out.mkdir(parents=True, exist_ok=True)
    told = [f"{route}: neither a page nor a reason in places.py" for route in sorted(places.forgotten())]
    found = 0
    chromium = next(path for path in map(shutil.which, BROWSERS) if path)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage"])
        for fault in chain(told, looked_at(browser, asked)):
            found += 1
            sys.stdout.write(fault + "\n")
            sys.stdout.flush()
        browser.close()
    sys.stdout.write(f"{len(asked.places)} pages, {len(asked.modes)} modes: {found} faults\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
