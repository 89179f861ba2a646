"""What the district published in 2024 and 2025: documents that repeal, amend and prolong others, explained in the forms
that 2023 did not have, a public talk, and this year's topic. The texts are in ``data/years_since.yaml``."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from django.utils.timezone import localdate
from wagtail.models import Page

from gongkai.agencies import calendar
from gongkai.demo import interpretations_2023, publications_2023, zones_2023
from gongkai.demo.district import District
from gongkai.demo.newsroom import REVIEWERS, Newsroom, recorded
from gongkai.demo.page_texts import POLICIES, Draft
from gongkai.demo.present import ago
from gongkai.demo.stage import Act, Story, on
from gongkai.disclosure.models import (
    DocumentEffect,
    Interpretation,
    PlannedInterpretation,
    PolicyDocument,
    PublicTalk,
    Section,
    TalkDocument,
    Topic,
    TopicLink,
)
from gongkai.disclosure.record import Effect
from gongkai.editorial.pages import GatedPage
from gongkai.statute.interpretations import Form, Need

STAGES = tuple(REVIEWERS)
SETTLED = "只涉及个别事项，内容简明，不再另作解读。"
VOICE = "（演示录音，由程序朗读。）"
Documents = dict[date, GatedPage]
Entry = dict[str, Any]
Steps = Generator[Act, Any, Any]


@cache
def texts() -> dict[str, Any]:
    """All that was published."""
    text = (files("gongkai.demo") / "data" / "years_since.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def stories(district: District, documents: Documents) -> list[Story]:
    """The documents of the two years in their order, and the talk. ``documents`` holds the earlier ones by their days,
    and comes to hold these."""
    return [_published(district, documents), _talk(district, documents)]


def _published(district: District, documents: Documents) -> Story:
    room, serial = Newsroom(district), dict[tuple[str, int], int]()
    for entry in texts()["documents"]:
        day = calendar.current().add(entry["day"], 1)
        section = yield on(day, 8), lambda _: Section.objects.get(title=POLICIES[0])
        page = yield room.writes(on(day, 8, 30), PolicyDocument, section, _document(entry, serial, documents, day))
        documents[entry["day"]] = page
        drafts = [page]
        for told in entry.get("explained", []):
            drafts += [(yield room.writes(on(day, 8, 40), Interpretation, section, _explained(room, told, page)))]
        yield from _through(room, day, *drafts)


def _through(room: Newsroom, day: date, *drafts: GatedPage) -> Steps:
    rows = yield room.hands_in(on(day, 9), *drafts)
    yield from room.clears(on(day, 10), rows, STAGES)


def _document(entry: Entry, serial: dict[tuple[str, int], int], documents: Documents, day: date) -> Draft:
    """A document as those of 2023, with what it does to others and the plan of its interpretations."""
    usual = publications_2023.draft(entry, serial)
    fields = usual.fields | {"effects": [_effect(act, documents) for act in entry.get("acts", [])]}
    repealed = [documents[act["of"]] for act in entry.get("acts", []) if act["kind"] == Effect.REPEALS]
    body = fields["body"] + _paragraphs([_gone(page) for page in repealed])
    number = entry.get("number", fields["document_number"])
    return Draft(entry["title"], fields | {"body": body, "document_number": number} | _plan(entry, day))


def _gone(page: GatedPage) -> str:
    assert isinstance(page, PolicyDocument)
    return f"《{page.title}》（{page.document_number}）同时废止。"


def _effect(act: Entry, documents: Documents) -> DocumentEffect:
    more = {name: act[name] for name in ("until", "note") if name in act}
    return DocumentEffect(kind=act["kind"], target=documents[act["of"]], **more)


def _plan(entry: Entry, day: date) -> dict[str, Any]:
    """What the drafter says of its interpretation (解读方案)."""
    forms = [told["form"] for told in entry.get("explained", [])]
    if not forms:
        return {"interpretation_need": Need.NOT_NEEDED.value, "interpretation_reason": SETTLED}
    lines = [PlannedInterpretation(form=form, on=day) for form in forms]
    return {"interpretation_need": Need.NEEDED.value, "plan": lines}


def _explained(room: Newsroom, told: Entry, document: GatedPage) -> Draft:
    """An interpretation in its form."""
    title = f"{told['form']}：{told['title']}" if told["form"] in _TITLED else told["title"]
    usual = {"form": told["form"], "document": document, "interpreter": interpretations_2023.OFFICE}
    return Draft(title, usual | _OF_FORMS[Form(told["form"])](room, told))


def _official(_: Newsroom, told: Entry) -> dict[str, Any]:
    body: list[tuple[str, Any]] = []
    for heading, said in told["heads"]:
        body += [("heading", heading), *_paragraphs(said)]
    return {"interpreter": told["interpreter"], "interpreter_post": told["post"], "body": body}


def _film(room: Newsroom, told: Entry) -> dict[str, Any]:
    scenes = [f"画面{number}：{head}。{words}" for number, (head, words) in enumerate(told["scenes"], 1)]
    transcript = "\n".join([f"旁白和画面上的文字相同，依次是：{VOICE}", *scenes])
    return {"recordings": [("film", room.film(told["title"], told["file"], transcript))]}


def _sound(room: Newsroom, told: Entry) -> dict[str, Any]:
    content = recorded(f"{told['file']}.mp3")
    sound = {
        "title": told["title"],
        "file": room.paper(told["title"], f"{told['file']}.mp3", content),
        "transcript": "\n".join([*told["words"], VOICE]),
    }
    return {"recordings": [("sound", sound)]}


def _press(_: Newsroom, told: Entry) -> dict[str, Any]:
    return {
        "held_on": told["held"],
        "held_at": told["at"],
        "speakers": "\n".join(told["speakers"]),
        "body": _questions(told["lines"]),
    }


_OF_FORMS: dict[Form, Callable[[Newsroom, Entry], dict[str, Any]]] = {
    Form.OFFICIAL: _official,
    Form.VIDEO: _film,
    Form.AUDIO: _sound,
    Form.PRESS: _press,
}
_TITLED = frozenset({Form.VIDEO, Form.AUDIO})
"""Forms that stand before the title, as those of 2023 do."""


def _talk(district: District, documents: Documents) -> Story:
    """A talk of 2025 and what was asked there as an interpretation of its own, handed in together."""
    room, told = Newsroom(district), texts()["talk"]
    day = calendar.current().add(told["day"], 1)
    section = yield on(day, 8), lambda _: Section.objects.get(title=interpretations_2023.TALKS[0])
    about = documents[told["of"]]
    talk = yield room.writes(on(day, 8, 30), PublicTalk, section, _spoken(told, about))
    asked = Draft(
        f"政策公开讲答问：{told['title']}",
        {"form": Form.TALK.value, "document": about, "talk": talk, "interpreter": told["speaker"]}
        | {"interpreter_post": told["post"], "body": _questions(told["lines"])},
    )
    explained = yield room.writes(on(day, 8, 40), Interpretation, about.get_parent(), asked)
    yield from _through(room, day, talk, explained)


def _spoken(told: Entry, about: GatedPage) -> Draft:
    fields = {
        "held_on": told["day"],
        "begins": time.fromisoformat(told["at"]),
        "ends": time.fromisoformat(told["until"]),
        "body": _paragraphs([f"本期讲解《{about.title}》。{told['summary']}"]),
        "documents": [TalkDocument(document=about)],
    }
    same = ("number", "place", "speaker", "audience", "summary")
    return Draft(told["title"], fields | {"speaker_post": told["post"]} | {name: told[name] for name in same})


def topic(district: District, now: datetime) -> Story:
    """The topic of this year's ten projects, opened two months ago; last year's archived itself."""
    room, told, year = Newsroom(district), texts()["topic"], localdate(now).year
    day = ago(now, 40)
    section = yield on(day, 8), lambda _: Section.objects.get(title=zones_2023.TOPICS[0])
    lines = yield on(day, 9), lambda _: list(_links(told["links"]))
    fields = {
        "introduction": told["introduction"].format(year=year),
        "approved_by": told["approved_by"],
        "approved_on": day - timedelta(days=3),
        "links": lines,
    }
    page = yield room.writes(on(day, 9, 10), Topic, section, Draft(told["title"].format(year=year), fields))
    yield from _through(room, day, page)


def _links(told: list[list[str]]) -> Iterator[TopicLink]:
    found: dict[str, Page] = {page.title: page for page in PolicyDocument.objects.filter(live=True)}
    for heading, title in told:
        yield TopicLink(heading=heading, target=found[title])


def _questions(lines: list[list[str]]) -> list[tuple[str, Any]]:
    return [("question", {"question": asked, "answer": f"<p>{said}</p>"}) for asked, said in lines]


def _paragraphs(lines: list[str]) -> list[tuple[str, Any]]:
    return [("paragraph", f"<p>{words}</p>") for words in lines]
