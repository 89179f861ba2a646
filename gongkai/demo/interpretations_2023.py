"""How the district explained its documents of 2023: pictures, two animations, questions and answers and a text, most
of them signed off with their document, and eight public talks. The words are in ``data/interpretations_2023.yaml``."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from datetime import date, datetime, time
from functools import cache, partial
from importlib.resources import files
from typing import Any

import yaml
from wagtail.models import Page

from gongkai.agencies import calendar
from gongkai.demo import drawings
from gongkai.demo.district import District
from gongkai.demo.newsroom import REVIEWERS, Newsroom
from gongkai.demo.page_texts import Draft
from gongkai.demo.stage import Act, Story, on
from gongkai.disclosure.models import Interpretation, PlannedInterpretation, PublicTalk, Section, TalkDocument
from gongkai.editorial.pages import GatedPage
from gongkai.statute.interpretations import Form, Need

STAGES = tuple(REVIEWERS)
OFFICE = "明湖区人民政府办公室"
TALKS = ("政策公开讲", "起草政策的人面对面讲解，任何人都可以来听。")
TALKS_OPENED = date(2023, 1, 9)
INTERNAL = ("综合政务", "劳动、人事、监察")
LATE = date(2023, 6, 13)
"""The day on which the one text was handed in that came after its document."""
Entry = dict[str, Any]


@cache
def entries() -> dict[str, list[Entry]]:
    """What is in the file."""
    text = (files("gongkai.demo") / "data" / "interpretations_2023.yaml").read_text(encoding="utf-8")
    found: dict[str, list[Entry]] = yaml.safe_load(text)
    return found


def plan(entry: Entry, public_on: date) -> dict[str, Any]:
    """What the drafter of a document says of its interpretation (解读方案)."""
    forms = [form for form, found in _all() if found["of"] == entry["day"]]
    if forms:
        lines = [PlannedInterpretation(form=form.value, on=public_on) for form in dict.fromkeys(forms)]
        return {"interpretation_need": Need.NEEDED.value, "plan": lines}
    if entry["theme"] in INTERNAL or entry.get("normative"):
        reason = "主要是行政机关的工作安排，内容简明，不再另作解读。"
        return {"interpretation_need": Need.NOT_NEEDED.value, "interpretation_reason": reason}
    return {}


def drafts(room: Newsroom, day: date, document: GatedPage) -> Iterator[Draft]:
    """The interpretations that are handed in with the document of a day."""
    for number, entry in enumerate(entries()["pictures"]):
        if entry["of"] == day:
            yield _picture(room, number, entry, document)
    for entry in entries()["films"]:
        if entry["of"] == day:
            yield _film(room, entry, document)
    for entry in entries()["answers"]:
        if entry["of"] == day:
            yield _answers(entry, document)


def later(district: District, documents: dict[date, GatedPage]) -> Story:
    """The text that came late."""
    room = Newsroom(district)
    for entry in entries()["texts"]:
        page = yield on(LATE, 8, 30), partial(_text, room, entry, documents)
        rows = yield room.hands_in(on(LATE, 9), page)
        yield from room.clears(on(LATE, 10), rows, STAGES)


def _text(room: Newsroom, entry: Entry, documents: dict[date, GatedPage], _now: datetime) -> GatedPage:
    document, body = documents[entry["of"]], [("paragraph", f"<p>{words}</p>") for words in entry["say"]]
    fields = {"body": body, "document": document, "interpreter": entry["interpreter"]}
    return room.keep(Interpretation, document.get_parent(), Draft(entry["title"], fields))


def talks(district: District, documents: dict[date, GatedPage]) -> Story:
    """Eight talks: each is on the site the working day after, with what was said."""
    room = Newsroom(district)
    section = yield room.opens(on(TALKS_OPENED, 9), Section, TALKS)
    rows = yield room.hands_in(on(TALKS_OPENED, 9, 10), section, words="新开设的栏目，请审。")
    yield from room.clears(on(TALKS_OPENED, 10), rows, STAGES)
    for number, entry in enumerate(entries()["talks"], start=1):
        yield from _talk(room, section, number, entry, documents)


def _talk(
    room: Newsroom, section: Page, number: int, entry: Entry, documents: dict[date, GatedPage]
) -> Generator[Act, Any, None]:
    day = calendar.current().add(entry["day"], 1)
    fields = {
        "held_on": entry["day"],
        "begins": time.fromisoformat(entry["at"]),
        "ends": time.fromisoformat(entry["until"]),
        "number": number,
        "place": entry["place"],
        "speaker": entry["speaker"],
        "audience": entry["audience"],
        "summary": entry["summary"],
    }
    page = yield on(day, 8, 30), lambda _: room.keep(PublicTalk, section, _spoken(entry, fields, documents))
    rows = yield room.hands_in(on(day, 9), page)
    yield from room.clears(on(day, 10), rows, STAGES)


def _spoken(entry: Entry, fields: dict[str, Any], documents: dict[date, GatedPage]) -> Draft:
    about = [documents[day] for day in entry["of"]]
    said = "、".join(f"《{page.title}》" for page in about)
    body = [("paragraph", f"<p>本期讲解{said}。{entry['summary']}</p>")]
    lines = [TalkDocument(document=page) for page in about]
    return Draft(entry["title"], fields | {"body": body, "documents": lines})


def _all() -> Iterator[tuple[Form, Entry]]:
    kinds = {"pictures": Form.PICTURE, "films": Form.ANIMATION, "answers": Form.ANSWERS, "texts": Form.TEXT}
    for name, form in kinds.items():
        for entry in entries()[name]:
            yield form, entry


def _picture(room: Newsroom, number: int, entry: Entry, document: GatedPage) -> Draft:
    title, points = entry["title"], [(head, words) for head, words in entry["points"]]
    content = drawings.drawn(title, entry["layout"], points, number)
    shown = {
        "picture": room.picture(title, f"图解{number + 1}.png", content),
        "alt": f"图解：{title}",
        "caption": "",
        "description": drawings.told(title, points),
    }
    return Draft(f"图解：{title}", _fields(Form.PICTURE, document, OFFICE) | {"body": [("picture", shown)]})


def _film(room: Newsroom, entry: Entry, document: GatedPage) -> Draft:
    title = entry["title"]
    said = [f"画面{number}：{scene['head']}。{scene['words']}" for number, scene in enumerate(entry["scenes"], 1)]
    film = room.film(title, entry["file"], "\n".join(["短片没有声音，画面上依次出现：", *said]))
    return Draft(f"动漫：{title}", _fields(Form.ANIMATION, document, OFFICE) | {"recordings": [("film", film)]})


def _answers(entry: Entry, document: GatedPage) -> Draft:
    lines = [("question", {"question": asked, "answer": f"<p>{said}</p>"}) for asked, said in entry["lines"]]
    return Draft(entry["title"], _fields(Form.ANSWERS, document, entry["interpreter"]) | {"body": lines})


def _fields(form: Form, document: GatedPage, interpreter: str) -> dict[str, Any]:
    return {"form": form.value, "document": document, "interpreter": interpreter}
