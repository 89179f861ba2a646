"""What the district and its public said to each other in 2023: letters and their published answers, three consultations
of which two have a result, a survey, errors on the site, six guides. The texts are in ``data/dialogue_2023.yaml``."""

from __future__ import annotations

from collections.abc import Generator
from datetime import date, datetime, timedelta
from functools import cache, partial
from importlib.resources import files
from typing import Any

import yaml
from django.utils.timezone import localdate
from wagtail.models import Page

from gongkai.agencies import calendar
from gongkai.agencies.models import Agency
from gongkai.demo import enclosures
from gongkai.demo.district import District
from gongkai.demo.newsroom import REVIEWERS, Newsroom
from gongkai.demo.page_texts import Draft
from gongkai.demo.stage import Act, Story, moment, on
from gongkai.dialogue import answering, attachments, ballots, corrections, letters, opinions
from gongkai.dialogue.answering import ForEverybody
from gongkai.dialogue.corrections import Found
from gongkai.dialogue.models import CitizenLetter, Opinion, OpinionGroup, SiteError
from gongkai.dialogue.opinions import Said
from gongkai.disclosure.models import Consultation, Section, ServiceGuide, Survey, SurveyQuestion
from gongkai.editorial.pages import GatedPage
from gongkai.files.uploading import Received
from gongkai.statute.documents import Attribute

STAGES = tuple(REVIEWERS)
SECTIONS = (
    ("互动交流", "意见征集、来信选登和网上调查。"),
    ("办事服务", "办事指南：依据、条件、材料、时限、收费和窗口。"),
)
OPENED = date(2023, 1, 4)
DRAFTERS = {"zjj": "zhujian", "mzj": "minzheng", "nyj": "nongye"}
Steps = Generator[Act, Any, Any]
Entry = dict[str, Any]


@cache
def texts() -> dict[str, Any]:
    """All that is said."""
    text = (files("gongkai.demo") / "data" / "dialogue_2023.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def story(district: District) -> Story:
    """From the two sections to the last letter; three answers at a time go through their reviews."""
    room = Newsroom(district)
    talk = yield room.opens(on(OPENED, 9), Section, SECTIONS[0])
    services = yield room.opens(on(OPENED, 9), Section, SECTIONS[1])
    rows = yield room.hands_in(on(OPENED, 9, 10), talk, services, words="新开设的栏目，请审。")
    yield from room.clears(on(OPENED, 10), rows, STAGES)
    yield from guides(room, services)
    waiting: list[GatedPage] = []
    for number, entry in enumerate(texts()["letters"], start=1):
        waiting.append((yield from letter(room, talk, entry)))
        if number % 3 == 0:
            yield from published(room, waiting, entry["answered"])
            waiting = []
    yield from kept_private(room)


def stories(district: District) -> list[Story]:
    """Those of the year, each in its own time: errors on the site, consultations and a survey after their section."""
    room = Newsroom(district)
    asked = [consultation(room, entry) for entry in texts()["consultations"]]
    return [
        story(district),
        *asked,
        survey(room, texts()["survey"]),
        *(error(room, entry) for entry in texts()["errors"]),
    ]


def guides(room: Newsroom, section: Page) -> Steps:
    """Six guides, handed in together."""
    drafts = []
    for entry in texts()["guides"]:
        fields = {name: value for name, value in entry.items() if name != "title"}
        drafts.append((yield room.writes(on(OPENED, 15), ServiceGuide, section, Draft(entry["title"], fields))))
    yield from published(room, drafts, OPENED)


def published(room: Newsroom, drafts: list[GatedPage], day: date) -> Steps:
    """Through the reviews on the working day after."""
    following = calendar.current().add(day, 1)
    rows = yield room.hands_in(on(following, 9), *drafts)
    yield from room.clears(on(following, 10), rows, STAGES)


def letter(room: Newsroom, section: Page, entry: Entry) -> Steps:
    """A letter, its answer by two people, and the page with both."""
    row = yield from answered(room, entry, may_publish=True, day=entry["answered"])
    words = ForEverybody(entry["title"], entry["question"], entry["answer"], entry["subject"])
    editor, place = room.district.people["editor"], Section.objects.get(pk=section.pk)
    page = yield (
        on(entry["answered"], 16),
        lambda now: answering.select(
            letter_id=row.pk, section=place, words=words, by=editor, at=now,
            files=[one.row.pk for one in attachments.listed(row, attachments.Role.ANSWER)],
        ),
    )  # fmt: skip
    score = 4 + len(entry["title"]) % 2
    yield on(entry["answered"], 19), lambda now: letters.rate(letter=row, score=score, words="", at=now)
    return page


def answered(room: Newsroom, entry: Entry, *, may_publish: bool, day: date) -> Steps:
    """A letter comes in, goes to the department that knows, and is answered."""
    people, office = room.district.people, room.district.office
    written = letters.Written(entry["title"], entry["words"], "来信人（演示）", email=entry.get("email", ""))
    sent, enclosed = _sent(entry), _enclosed(entry)
    receipt = yield (
        moment(entry["day"]),
        lambda now: letters.write(
            agency=office, kind=entry["kind"], written=written, may_publish=may_publish, at=now, files=sent
        ),
    )
    row = CitizenLetter.objects.get(number=receipt.number)
    drafter, before = people["officer"], calendar.current().back(day, 1)
    if code := entry.get("to"):
        department, drafter = room.district.agencies[code], people[DRAFTERS[code]]
        yield (
            on(before, 9),
            lambda now: answering.assign(letter_id=row.pk, department=department, by=people["officer"], at=now),
        )
    yield (
        on(before, 15),
        lambda now: answering.draft(letter_id=row.pk, words=entry["answer"], files=enclosed, by=drafter, at=now),
    )
    yield on(day, 9, 30), lambda now: answering.approve(letter_id=row.pk, by=people["leader"], at=now)
    return row


def _sent(entry: Entry) -> list[Received]:
    """What the writer sent along, where the letter has something."""
    file = entry.get("sent")
    return [attachments.upload(file["words"].encode(), file["name"])] if file else []


def _enclosed(entry: Entry) -> list[attachments.Fit]:
    """What goes with the answer, where it has something."""
    file = entry.get("enclosed")
    return [attachments.fit(attachments.upload(enclosures.sheet(file["lines"]), file["name"]))] if file else []


def kept_private(room: Newsroom) -> Steps:
    """A letter whose writer does not want it to be public."""
    entry = texts()["private"]
    yield from answered(room, entry, may_publish=False, day=calendar.current().add(moment(entry["day"]).date(), 4))


def consultation(room: Newsroom, entry: Entry) -> Story:
    """A draft goes out, opinions come in, are laid together and judged, and the result is told; one has none yet."""
    names = ("matter", "background", "letters_to", "meeting")
    fields = {name: entry[name] for name in names if name in entry}
    fields |= {"opens_on": entry["opens"], "closes_on": entry["closes"], "telephone": "0000-2023001"}
    fields["body"] = [("paragraph", f"<p>{words}</p>") for words in entry["body"]]
    before = calendar.current().back(entry["opens"], 2)
    section = yield on(before, 8), lambda _: Section.objects.get(title=SECTIONS[0][0])
    page = yield room.writes(on(before, 9), Consultation, section, Draft(entry["title"], fields))
    yield from published(room, [page], before)
    asked = Consultation.objects.get(pk=page.pk)
    for said in entry["opinions"]:
        yield _said(room, asked, said)
    if "result" in entry:
        yield on(entry["result"], 9), lambda now: _judged(room, asked, entry, now)
        editor = room.district.people["editor"]
        told = yield (
            on(entry["result"], 10),
            lambda now: opinions.draft_result(consultation=asked, section=section, by=editor, at=now),
        )
        yield from published(room, [told], entry["result"])


def _said(room: Newsroom, page: Consultation, said: Entry) -> Act:
    words = Said(said["words"], passage=said.get("passage", 0))
    if said["way"] == "web":
        return moment(said["at"]), lambda now: opinions.give(consultation=page, said=words, at=now)
    officer, day = room.district.people["officer"], said["day"]
    return on(day, 17), lambda now: opinions.record(
        consultation=page, said=words, channel=said["way"], on=day, by=officer, at=now
    )


def _judged(room: Newsroom, page: Consultation, entry: Entry, now: Any) -> None:
    officer = room.district.people["officer"]
    rows = list(Opinion.objects.filter(consultation=page).order_by("received_at", "number"))
    by_group: dict[str, list[Any]] = {}
    for row, said in zip(rows, entry["opinions"], strict=True):
        by_group.setdefault(said["group"], []).append(row.pk)
    for key, keys in by_group.items():
        found = entry["groups"][key]
        made: OpinionGroup = opinions.group(consultation=page, opinions=keys, gist=found["gist"], by=officer, at=now)
        opinions.judge(group_id=made.pk, verdict=found["verdict"], reason=found["reason"], by=officer, at=now)


def survey(room: Newsroom, entry: Entry, *, over: bool = True) -> Story:
    """A survey and its answers; with its result when it is over."""
    editor = room.district.people["editor"]
    before = calendar.current().back(entry["opens"], 2)
    section = yield on(before, 8), lambda _: Section.objects.get(title=SECTIONS[0][0])
    page = yield on(before, 9), lambda _: _survey(section, editor, entry)
    yield from published(room, [page], before)
    asked = Survey.objects.get(pk=page.pk)
    for number, (single, multiple, typed) in enumerate(entry["ballots"]):
        answers = {0: [str(single)], 1: [str(one) for one in multiple], 2: [typed]}
        yield on(entry["opens"] + timedelta(days=number), 20, number), partial(_cast, asked, answers, number)
    if not over:
        return
    end = calendar.current().add(entry["closes"], 1)
    told = yield on(end, 9), lambda now: ballots.draft_result(survey=asked, section=section, by=editor, at=now)
    yield from published(room, [told], end)


def _cast(asked: Survey, answers: dict[int, list[str]], number: int, now: datetime) -> str:
    """An answer from an address that is nobody's (RFC 5737)."""
    return ballots.cast(survey=asked, answers=answers, address=f"192.0.2.{number}", at=now)


def _survey(section: Section, editor: Any, entry: Entry) -> Survey:
    page = Survey(
        title=entry["title"],
        owner=editor,
        attribute=Attribute.PROACTIVE,
        introduction=entry["introduction"],
        opens_on=entry["opens"],
        closes_on=entry["closes"],
    )
    page.questions = [
        SurveyQuestion(
            words=line["words"],
            form=line["form"],
            choices=line.get("choices", ""),
            required=bool(line.get("required")),
        )
        for line in entry["questions"]
    ]
    Page.objects.get(pk=section.pk).specific.add_child(instance=page)
    page.save_revision(user=editor)
    return page


def error(room: Newsroom, entry: Entry) -> Story:
    """An error that somebody found, and what was done."""
    found = Found(entry["words"])
    receipt = yield (
        moment(entry["at"]),
        lambda now: corrections.report(kind=entry["kind"], place=entry["place"], found=found, at=now),
    )
    row, officer = SiteError.objects.get(number=receipt.number), room.district.people["officer"]
    yield (
        on(entry["answered"], 10),
        lambda now: corrections.answer(
            row_id=row.pk, result=entry["result"], words=entry["answer"], by=officer, at=now
        ),
    )


def waiting(district: District, now: Any) -> list[Story]:
    """What waits in the office today: a letter near its limit, one that has just come, an error on the site."""
    return [_waiting(district, now)]


def _waiting(district: District, now: Any) -> Story:
    office = district.office
    near = letters.Written(
        "湖滨路的路灯坏了三盏", "从区医院到湖滨路口，有三盏路灯不亮，晚上走路不安全。", "来信人（演示）",
        email="writer@example.invalid",
    )  # fmt: skip
    poles = attachments.upload("不亮的灯杆编号：HB-017、HB-018、HB-022。".encode(), "灯杆编号.txt")
    fresh = letters.Written("社区食堂周末开不开", "想问柳岸社区食堂周末开不开，几点供应午饭？", "来信人（演示）")
    for back, written, kind, sent in ((13, near, "complaint", [poles]), (1, fresh, "question", [])):
        day = calendar.current().back(localdate(now), back)
        yield on(day, 9), partial(_written, office, written, kind, sent)
    wrong = Found("首页“公开指南”里机关的地址少了门牌号。")
    day = calendar.current().back(localdate(now), 1)
    yield on(day, 16), lambda at: corrections.report(kind="outdated", place="/guide/", found=wrong, at=at)


def _written(
    office: Agency, written: letters.Written, kind: str, files: list[Received], now: datetime
) -> letters.Receipt:
    return letters.write(agency=office, kind=kind, written=written, may_publish=True, at=now, files=files)
