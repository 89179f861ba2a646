"""A mark leads to its note, and the note back to every place where it is marked."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.template.loader import render_to_string
from lxml import html

from gongkai.disclosure.blocks import Body

MARK = '<sup><a href="#note-{0}">[{0}]</a></sup>'


def _page(*blocks: tuple[str, Any]) -> Any:
    body = Body().to_python([{"type": kind, "value": value} for kind, value in blocks])
    return html.fragment_fromstring(render_to_string("portal/content/running.html", {"blocks": body}), "div")


def test_a_note_leads_back_to_every_mark() -> None:
    page = _page(
        ("paragraph", f"<p>甲{MARK.format(1)}，乙{MARK.format(2)}。</p>"),
        ("indented", f"<p>又见甲{MARK.format(1)}；没有注释的{MARK.format(9)}。</p>"),
        ("notes", [f"<p>甲的说明，参见{MARK.format(3)}。</p>", "乙的说明。"]),
        ("notes", ["丙的说明。"]),
    )
    ids = page.xpath("//@id")
    assert max(Counter(ids).values()) == 1
    assert set(ids) == {"mark-1", "mark-1-2", "mark-2", "mark-3", "note-1", "note-2", "note-3"}
    assert [mark.get("href") for mark in page.xpath('//a[@role="doc-noteref"]')] == [
        "#note-1",
        "#note-2",
        "#note-1",
        "#note-3",
    ]
    backs = {
        note.get("id"): [(a.get("href"), a.text) for a in note.xpath('.//a[@role="doc-backlink"]')]
        for note in page.xpath("//li")
    }
    assert backs == {
        "note-1": [("#mark-1", "返回正文第1处"), ("#mark-1-2", "返回正文第2处")],
        "note-2": [("#mark-2", "返回正文")],
        "note-3": [("#mark-3", "返回正文")],
    }
    # notes of a second block count on, so that their numbers are those of their marks
    assert [note.get("value") for note in page.xpath("//li")] == ["1", "2", "3"]
    assert all(target[1:] in ids for target in page.xpath("//a/@href") if target != "#note-9")


def test_a_text_without_notes_is_as_it_was() -> None:
    page = _page(("paragraph", '<p>看<a href="https://www.minghu.example/">网站</a>。</p>'), ("heading", "一、总则"))
    assert page.xpath("//@id | //@role") == []
    assert page.xpath("string(//p)") == "看网站。"
