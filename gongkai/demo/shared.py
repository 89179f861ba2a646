"""What agencies share with each other and with the public's delegates: pages offered to the district's news, reprints
of which one waits to follow a correction, seats at a meeting, and a month at the places for reading.

The texts are in ``data/shared.yaml``.
"""

from __future__ import annotations

from collections.abc import Generator
from datetime import date, datetime, timedelta
from functools import cache, partial
from importlib.resources import files
from typing import Any

import yaml
from wagtail.models import Page

from gongkai.agencies.models import User
from gongkai.demo.district import District
from gongkai.demo.newsroom import REVIEWERS, Newsroom
from gongkai.demo.page_texts import Draft
from gongkai.demo.present import ago
from gongkai.demo.stage import Act, Story, on
from gongkai.demo.zones_2023 import DESK, MEETINGS, data
from gongkai.dialogue import seats
from gongkai.dialogue.models import SeatRequest
from gongkai.dialogue.seats import Asked
from gongkai.disclosure import duty, places
from gongkai.disclosure.models import Article, SeatCall, Section
from gongkai.disclosure.reprints import offering
from gongkai.editorial import pages

STAGES = tuple(REVIEWERS)
MEETING = date(2023, 3, 3)
"""The meeting of 2023 whose delegates signed up here."""
Steps = Generator[Act, Any, Any]


@cache
def texts() -> dict[str, Any]:
    """What is said."""
    text = (files("gongkai.demo") / "data" / "shared.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def stories(district: District, now: datetime) -> list[Story]:
    """Those of these weeks."""
    return [offered(district, now), still_open(district, now), on_duty(district, now)]


def _desk(district: District) -> Newsroom:
    """The shared desk that writes for departments (`zones_2023`)."""
    found = {user.username: user for user in User.objects.filter(username__in=[account for _, account, *_ in DESK])}
    return Newsroom(District(district.agencies, {stands_for: found[account] for stands_for, account, *_ in DESK}))


def _through(room: Newsroom, day: date, hour: int, *drafts: Any) -> Steps:
    rows = yield room.hands_in(on(day, hour), *drafts)
    yield from room.clears(on(day, hour, 20), rows, STAGES)


def offered(district: District, now: datetime) -> Story:
    """Departments publish, offer, and are taken or declined; one corrects what was taken."""
    room, opened = Newsroom(district), ago(now, 24)
    desk = yield on(opened, 8), lambda _: _desk(district)
    sections: dict[str, Page] = {}
    for code, (title, words) in texts()["sections"].items():
        home = places.homes([district.agencies[code]])[0]
        draft = Draft(title, {"introduction": words, "column_type": "news"})
        sections[code] = yield desk.writes(on(opened, 9), Section, home, draft)
    yield from _through(desk, opened, 10, *sections.values())
    column = Section.objects.get(title=texts()["column"], agency=district.office)
    for place, entry in enumerate(texts()["offers"]):
        last = place == len(texts()["offers"]) - 1
        day = ago(now, 2 if last else 8 - place)  # a column of news that rests for two weeks is a fault of the site
        yield from _offered(room, desk, entry, (sections[entry["from"]], column), (day, ago(now, 1)))


def _offered(
    room: Newsroom, desk: Newsroom, entry: dict[str, Any], where: tuple[Page, Page], days: tuple[date, date]
) -> Steps:
    """One page, from its draft to what the district's editor makes of it."""
    (section, column), (day, later) = where, days
    page = yield desk.writes(on(day, 8, 10), Article, section, Draft(entry["title"], {"body": _said(entry["say"])}))
    yield from _through(desk, day, 9, page)
    theirs, ours = desk.district.people["editor"], room.district.people["editor"]
    row = yield (
        on(day, 14),
        lambda at: offering.offer(
            page_id=page.pk, section_id=column.pk, words=entry.get("words", ""), by=theirs, at=at
        ),
    )
    if reason := entry.get("declined"):
        yield on(day, 15), lambda at: offering.decline(offer_id=row.pk, reason=reason, by=ours, at=at)
    if entry.get("taken"):
        made = yield on(day, 15), lambda at: offering.take(offer_id=row.pk, by=ours, at=at)
        yield from _through(room, day, 15, made)
    if words := entry.get("corrected"):
        yield on(later, 9), lambda _: _corrected(page, words, theirs)
        yield from _through(desk, later, 10, page)


def _corrected(page: Any, words: list[str], by: User) -> Any:
    newest = pages.newest(pages.page_of(page.gate_key))
    newest.body = _said(words)
    newest.save_revision(user=by)
    return page


def invited(district: District) -> Story:
    """The delegates of a meeting in 2023: announced, signed up, drawn, told, counted, and forgotten since."""
    room, told = Newsroom(district), texts()["call"]
    held = next(one for one in data()["meetings"] if one["day"] == MEETING)
    subjects = "、".join(item[0] for item in held["items"] if isinstance(item, list))
    opens, closes, officer = date(2023, 2, 13), date(2023, 2, 22), district.people["officer"]
    fields = {
        "meets_on": MEETING, "place": told["place"], "about": f"{told['about']}{subjects}。", "seats": told["seats"],
        "conditions": told["conditions"], "telephone": told["telephone"], "opens_on": opens, "closes_on": closes,
    }  # fmt: skip
    section = yield on(date(2023, 2, 10), 9), lambda _: Section.objects.get(title=MEETINGS[0])
    title = told["title"].format(day=f"{MEETING.month}月{MEETING.day}日")
    page = yield room.writes(on(date(2023, 2, 10), 9, 10), SeatCall, section, Draft(title, fields))
    yield from _through(room, date(2023, 2, 10), 10, page)
    call = SeatCall.objects.get(pk=page.pk)
    yield on(date(2023, 2, 22), 20), lambda at: _signed_up(call, told["names"], at)
    yield on(date(2023, 2, 23), 9), lambda at: seats.draw(call_id=call.pk, by=officer, at=at)
    yield on(date(2023, 2, 23), 15), lambda at: _told(call, officer, at)
    yield on(MEETING, 18), lambda at: seats.attended(call_id=call.pk, came=told["seats"], by=officer, at=at)
    yield on(date(2023, 6, 30), 2), lambda at: seats.forget(at=at)


def _signed_up(call: SeatCall, names: list[str], at: datetime) -> None:
    why = texts()["call"]["why"]
    for place, name in enumerate(names):
        asked = Asked(name, f"0000-3000{place:03d}", why[place % len(why)])
        seats.ask(call=call, asked=asked, at=at + timedelta(minutes=place))


def _told(call: SeatCall, officer: User, at: datetime) -> None:
    for row in SeatRequest.objects.filter(call=call, outcome=seats.Outcome.CHOSEN):
        seats.tell(request_id=row.pk, by=officer, at=at)


def still_open(district: District, now: datetime) -> Story:
    """A call that people can answer today."""
    room, told, usual, day = Newsroom(district), texts()["open"], texts()["call"], ago(now, 3)
    section = yield on(day, 8), lambda _: Section.objects.get(title=MEETINGS[0])
    fields = {
        "meets_on": day + timedelta(days=28), "place": usual["place"], "about": told["about"], "seats": told["seats"],
        "conditions": usual["conditions"], "telephone": usual["telephone"], "opens_on": day,
        "closes_on": day + timedelta(days=18),
    }  # fmt: skip
    page = yield room.writes(on(day, 9), SeatCall, section, Draft(told["title"], fields))
    yield from _through(room, day, 10, page)
    call = SeatCall.objects.get(pk=page.pk)
    yield on(day, 19), lambda at: _signed_up(call, usual["names"][:3], at)


def on_duty(district: District, now: datetime) -> Story:
    """Twenty days of the duty log."""
    editor, office = district.people["editor"], district.office

    def enter(day: date, place: int, at: datetime) -> None:
        for point, people, usual in texts()["duty"]:
            seen = usual + (place * 7 + usual) % 6
            counts = {"visits": seen, "reading": seen // 2, "searching": seen // 3, "copying": place % 3,
                      "advice": seen // 4, "requests": int(place % 9 == usual % 9)}  # fmt: skip
            duty.log(agency=office, point=point, day=day, on_duty=people[place % len(people)], counts=counts,
                     by=editor, at=at)  # fmt: skip

    for place in range(20):
        day = ago(now, 20 - place)
        yield on(day, 17, 30), partial(enter, day, place)


def _said(lines: list[str]) -> list[tuple[str, str]]:
    return [("paragraph", f"<p>{words}</p>") for words in lines]
