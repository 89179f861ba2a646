"""A real browser against a real server, on a database that really commits.

Every page is listened to: an error in the browser's console fails the test in which it was said.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Keyboard, Locator, Page, expect, sync_playwright

from gongkai.agencies.models import User
from tests.factories import PASSWORD, World, make_district

PATIENCE = 20_000
"""Milliseconds to wait for what must come: a build machine may be busy with other things."""
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
# Containers have no user namespaces for the sandbox and little shared memory; and a browser under test
# has no business with anybody but the server under test.
QUIET = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
APT = "apt-get update && apt-get install -y --no-install-recommends chromium-headless-shell fonts-noto-cjk"
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser")
"""The same engine; without a window to draw, a page costs 0.5 seconds of processor instead of 1.2."""


ALWAYS = frozenset({"test_citizen.py", "test_office.py", "test_reviews.py"})
"""Journeys that `make test` walks: asking, answering, reviewing. The others stand row by row beside a comparison of
systems, and are walked with the drills."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/journeys/" in item.path.as_posix():
            item.add_marker(pytest.mark.journey)
            if item.path.name not in ALWAYS:
                item.add_marker(pytest.mark.sweep)


@pytest.fixture(scope="session", autouse=True)
def acts_that_arrive() -> Iterator[None]:
    """A click or a key begins when its page is there, and is over when the page to which it led is there.

    Playwright begins as soon as it finds the place, perhaps before the page's own script listens, and ends when the
    next page begins: on a busy machine a journey failed at either now and then.
    """
    keyboard = Page.keyboard.fget  # type: ignore[attr-defined]

    def listened_to(page: Page) -> Keyboard:
        page.wait_for_load_state()
        keys: Keyboard = keyboard(page)
        return keys

    with pytest.MonkeyPatch.context() as patch:
        for act in (Locator.click, Locator.press, Locator.fill, Locator.check):
            patch.setattr(Locator, act.__name__, _until_it_is_there(act))
        patch.setattr(Page, "keyboard", property(listened_to))
        yield


def _until_it_is_there(act: Callable[..., None]) -> Callable[..., None]:
    @wraps(act)
    def arrive(self: Locator, *args: Any, **options: Any) -> None:
        self.page.wait_for_load_state()
        act(self, *args, **options)
        if not self.page.is_closed():
            self.page.wait_for_load_state()

    return arrive


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. Never skipped: without it the journeys fail with the line to run."""
    found = next((path for path in map(shutil.which, BROWSERS) if path), None)
    if found is None:
        pytest.fail(f"the journeys need Chromium and a Chinese font: {APT}", pytrace=False)
    # Playwright keeps a loop in this thread, which Django takes for an asynchronous program.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_district()


Open = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, live_server: Any) -> Iterator[Open]:
    """Open a browser of one's own: ``open_page(PHONE)``, ``open_page(javascript=False)``."""
    contexts, complaints = [], []
    # A refused form is answered with 422, an outdated one with 409, and Chromium calls every such answer an error.
    on_purpose = {"422", "409"}

    def listen(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not any(f"status of {each}" in message.text for each in on_purpose):
            complaints.append(message.text)

    def open_one(size: dict[str, int] | None = None, *, javascript: bool = True, expected: str = "422") -> Page:
        on_purpose.add(expected)
        context = browser.new_context(
            base_url=live_server.url,
            viewport=size or DESKTOP,  # type: ignore[arg-type]
            java_script_enabled=javascript,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("console", listen)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert complaints == []


def let_in(page: Page, person: User, address: str) -> None:
    """Give a browser the session of somebody who has signed in."""
    client = Client()
    client.force_login(person)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])


@pytest.fixture
def office(open_page: Open, world: World, live_server: Any) -> Callable[..., Page]:
    """A person of the district signed in at a desk: ``office("leader")``. The form is filled in where somebody asks for
    it, as `test_office.py` does, and not in each of a hundred journeys."""
    desks: dict[str, Page] = {}

    def sit_down(who: str, expected: str = "422", *, by_form: bool = False) -> Page:
        if who not in desks:
            page = desks[who] = open_page(expected=expected)
            if not by_form:
                let_in(page, getattr(world, who), live_server.url)
            page.goto("/office/")
            if by_form:
                page.get_by_label("用户名").fill(getattr(world, who).username)
                page.get_by_label("密码").fill(PASSWORD)
                page.get_by_role("button", name="登录").click()
            page.get_by_role("heading", name="今日").wait_for()
        return desks[who]

    return sit_down
