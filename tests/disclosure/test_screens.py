"""What an editor sees on Wagtail's screens: no English, and no box to tick that leads to nothing."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from tests.editorial.papers import Staff
from tests.editorial.site import Written, home, write_everything
from tests.factories import World

pytestmark = pytest.mark.django_db

SPOKEN = ("title", "alt", "placeholder", "aria-label", "aria-description")
UNSEEN = "script, style, svg, template, noscript, [hidden], input[type=hidden], input[type=radio], input[type=checkbox]"
ENGLISH = re.compile(r"[A-Za-z][A-Za-z'’]+")
ALLOWED = {"GB", "KB", "MB", "JPG", "JPEG", "PNG", "png", "txt", "vtt", "webm", "TuGeKeShi"}
"""Units, formats, and the name of this test's own picture."""
CHOOSING = re.compile(r"<script>new PageChooser\(.*?\);</script>")
"""The one script in a page, on the screens for moving and copying; our policy refuses it."""
OUTSIDE = {"choose-page/": {"Search"}}
"""A button for screen readers whose word Wagtail wrote into its template."""


def test_no_screen_says_english_or_offers_a_box_without_an_action(world: World, staff: Staff) -> None:
    staff.author.name = "甄撰稿"
    staff.author.save()
    author, found = Client(), {}
    author.force_login(staff.author)
    for address in screens(write_everything(world, staff), home(world.office).pk):
        answer = author.get(f"/office/editor/{address}", follow=True)
        assert answer.status_code == 200, address
        text = answer.content.decode()
        if answer["Content-Type"].startswith("application/json"):
            text = json.loads(text)["html"]
        assert "bulk-action-checkbox" not in text, address
        scripts = re.findall(r"<script([^>]*)>", CHOOSING.sub("", text))
        inside = [one for one in scripts if "src=" not in one and "json" not in one]
        assert inside == [], address
        assert "data-bulk-action-select-all-checkbox" not in text, address
        found[address] = english(text) - OUTSIDE.get(address, set())
        if "history" in address:
            assert "甄撰稿" in text, "people are called by their names"
    assert {address: words for address, words in found.items() if words} == {}


def screens(written: Written, home: int) -> list[str]:
    """The addresses that an editor comes to."""
    section, page = written.section.pk, written.article.pk
    file, picture = written.paper.pk, written.picture.pk
    return [
        *(f"pages/{number}/" for number in (home, section)),
        *(
            f"pages/add/disclosure/{kind}/{section}/"
            for kind in ("article", "policydocument", "interpretation", "publictalk")
        ),
        *(f"pages/{page}/{verb}/" for verb in ("edit", "history", "copy", "delete", "move")),
        *(f"pages/{section}/add_subpage/", f"pages/{page}/revisions/compare/earliest...latest/", "pages/search/?q=x"),
        *(f"images/{rest}" for rest in ("", "add/", "multiple/add/", f"{picture}/", f"{picture}/delete/", "chooser/")),
        *(f"documents/{rest}" for rest in ("", "add/", "multiple/add/", f"edit/{file}/", "chooser/")),
        *(f"choose-{kind}/" for kind in ("page", "external-link", "email-link", "phone-link", "anchor-link")),
    ]


def english(text: str) -> set[str]:
    """The English words that stand on a screen or are read out from it."""
    # what a file's name on the disk ends with when another has it already is no word
    tree = LexborHTMLParser(re.sub(r"_[A-Za-z0-9]{7}(?=\.[a-z]+)", "", text))
    for node in tree.css(UNSEEN):
        node.decompose()
    shown = [tree.body.text(separator=" ") if tree.body else ""]
    for node in tree.css("*"):
        names = (*SPOKEN, "value") if node.tag == "input" else SPOKEN
        shown += [str(node.attributes[name]) for name in names if node.attributes.get(name)]
    return {word for words in shown for word in ENGLISH.findall(words)} - ALLOWED
