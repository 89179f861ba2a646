"""A page as somebody without a mouse has it: every place is reached by Tab, in the order in which the page is read, and
it can be seen where one is (WCAG 2.1.1, 2.1.2, 2.4.3, 2.4.7, 2.4.11, 2.5.8).

The order comes from real keys. Marks, sizes and what lies over what come from one look at each width and mode, in which
a script moves the focus: a key costs thirty times as much and shows the same.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Page

from gongkai.portal import modes
from tests.journeys.conftest import DESKTOP

SCRIPT = Path(__file__).with_name("keyboard.js").read_text("utf-8")
LISTENING = """
const listen = EventTarget.prototype.addEventListener;
EventTarget.prototype.addEventListener = function (kind, ...rest) {
  if (/^(click|dblclick|mousedown|pointerdown|touchstart)$/.test(kind) && this instanceof Element)
    this.setAttribute("data-heard", "");
  return listen.call(this, kind, ...rest);
};
"""
"""Marks whatever a script listens to for a pointer, so that what keys do not reach is told."""
TAB = {"key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}
NARROW = {"width": 360, "height": 780}
KIOSK = {"width": 1080, "height": 1920}
FACES = {"usual": DESKTOP, "senior": NARROW, "kiosk": KIOSK}
INNER = 12
"""Stops that a player or a date takes within itself."""


def ready(page: Page) -> None:
    """Watch a page from before its first script on."""
    page.add_init_script(LISTENING)


def every_place_is_reached_and_seen(page: Page) -> None:
    """All places of the page as it stands."""
    assert_looked_at(page)
    assert_walked(page)


def every_place_is_seen_on_each_face(page: Page, address: str) -> None:
    """A page opened anew in the usual mode, in 长者版 and on a kiosk."""
    for mode, size in FACES.items():
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.context.add_cookies([{"name": modes.COOKIE, "value": mode.replace("usual", ""), "url": page.url}])
        page.goto(address)
        assert_looked_at(page)


def assert_walked(page: Page) -> None:
    """Tab goes from the link over the head to the end and out again, past everything that can be used."""
    _prepare(page)
    keys = page.context.new_cdp_session(page)
    count = page.evaluate("walkBegins()")
    for _ in range(count + INNER):
        _press_tab(keys)
        if not page.evaluate("walkGoesOn()"):
            break
    else:
        raise AssertionError(f"{_where(page)}: Tab does not come to an end after {count + INNER} keys")
    keys.detach()
    told = page.evaluate("walkEnds()")
    modal = page.evaluate("document.querySelector('dialog:modal') !== null")
    assert modal or told.pop("first") == "skip", f"{_where(page)}: the first stop is not the link over the head"
    _none(page, told)


def assert_looked_at(page: Page) -> None:
    """Each place shows that it has the focus, lies under nothing and is large enough."""
    _prepare(page)
    keys = page.context.new_cdp_session(page)
    _press_tab(keys)
    keys.detach()
    _none(page, page.evaluate("lookedAt()"))


def _prepare(page: Page) -> None:
    page.wait_for_load_state()
    if not page.evaluate("typeof window.lookedAt === 'function'"):
        page.evaluate(SCRIPT)


def _press_tab(keys: CDPSession) -> None:
    keys.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **TAB})


def _none(page: Page, told: dict[str, Any]) -> None:
    faults = [f"{kind}: {one}" for kind, found in told.items() if kind != "first" for one in found]
    assert faults == [], f"{_where(page)}\n" + "\n".join(faults)


def _where(page: Page) -> str:
    classes = page.evaluate("document.documentElement.className")
    return f"{page.url} at {(page.viewport_size or {}).get('width')} px {classes}"
