"""An author writes Chinese as people do: letters are composed, a word is chosen, and only the word is kept."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from gongkai.disclosure.models import Article, Section
from gongkai.editorial import pages, roots
from tests.editorial.site import home, write
from tests.factories import World

pytestmark = pytest.mark.django_db(transaction=True)


def compose(page: Page, letters: str, word: str) -> None:
    """Type letters into an input method and take its word, as Chromium hears it from the system."""
    keyboard = page.context.new_cdp_session(page)
    for end in range(1, len(letters) + 1):
        said = letters[:end]
        keyboard.send("Input.imeSetComposition", {"text": said, "selectionStart": end, "selectionEnd": end})
    keyboard.send("Input.insertText", {"text": word})


def test_what_is_composed_is_kept_once_and_nothing_lies_over_it(office: Callable[..., Page], world: World) -> None:
    roots.ensure()
    section = write(Section, home(world.office), world.officer, "通知公告")
    draft = write(Article, section, world.officer, "输入", body=[("paragraph", "<p></p>")])
    page = office("officer")
    page.goto(f"/office/editor/pages/{draft.pk}/edit/")
    editor = page.locator("[contenteditable=true]").first
    editor.click()
    hint = page.locator(".public-DraftEditorPlaceholder-root")
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "gong", "selectionStart": 4, "selectionEnd": 4})
    expect(hint.locator("visible=true")).to_have_count(0)
    keyboard.send("Input.insertText", {"text": "供"})
    for letters, word in (("shui", "水"), ("tongzhi", "通知"), ("，", "，"), ("2026nian", "2026年")):
        compose(page, letters, word)
    expect(editor).to_have_text("供水通知，2026年")
    page.keyboard.press("Backspace")
    compose(page, "yue", "月")
    expect(editor).to_have_text("供水通知，2026月")
    # the editor hands over its words when somebody stops typing for a quarter of a second
    expect(page.locator("[name=body-0-value]")).to_have_value(re.compile("2026月"))
    page.get_by_role("button", name="保存草稿").click()
    page.locator(".messages").get_by_text("已被更新", exact=False).wait_for()
    kept = pages.newest(Article.objects.get(pk=draft.pk))
    assert kept.body[0].value.source.count("供水通知，2026月") == 1  # type: ignore[attr-defined]
