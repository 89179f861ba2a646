"""What an officer does again and again in a journey: open a step, fill in its card, press; read a panel."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from gongkai.casework.models import Case


def at_case(page: Page, case: Case) -> None:
    page.goto(f"/office/requests/{case.number}/")


def opened(page: Page, slug: str) -> Locator:
    """The card of a step on the case page, folded out."""
    step = page.locator(f"#step-{slug}")
    if not step.is_visible():
        page.get_by_text(re.compile("可以办理的事项")).click()
    if not step.evaluate("step => step.open"):
        step.locator("summary").first.click()
    return step


def take(page: Page, case: Case, slug: str, **answers: Any) -> str:
    """Take a step with its card; what the page says when it is done."""
    at_case(page, case)
    step = opened(page, slug)
    for name, value in answers.items():
        put(step.locator(f"[name={name}]"), value)
    step.locator("form button").last.click()
    return done(page)


def from_menu(page: Page, group: str, entry: str) -> None:
    """Go to a list of the office: open a group of the menu, choose a line."""
    menu = page.get_by_role("navigation", name="主导航")
    menu.locator("summary", has_text=group).click()
    menu.get_by_role("link", name=entry).click()


def put(field: Locator, value: Any) -> None:
    """Answer one question, whatever kind of field it is."""
    if isinstance(value, dict):
        field.set_input_files(value)  # type: ignore[arg-type]
    elif field.evaluate("field => field.tagName") == "SELECT":
        field.select_option(value)
    else:
        field.fill(value)


def done(page: Page) -> str:
    said = page.get_by_role("status").first
    expect(said).to_be_visible()
    return said.inner_text()


def panel(page: Page, heading: str) -> Locator:
    """The part of a page under a heading."""
    return page.locator("section", has=page.get_by_role("heading", name=heading)).last


def paper(name: str, words: str) -> dict[str, Any]:
    """A file as a person chooses it."""
    return {"name": name, "mimeType": "text/plain", "buffer": words.encode()}


def says(place: Page | Locator, *sentences: str) -> None:
    """Each sentence stands there, wherever the lines break."""
    for sentence in sentences:
        expect(place.locator("main") if isinstance(place, Page) else place).to_contain_text(sentence)
