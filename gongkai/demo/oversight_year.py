"""A year of the office's oversight: sites and accounts that are read, a month of the rota in detail, forty faults with
what became of them, an inspection each month, a bulletin each quarter. The texts are in ``data/oversight.yaml``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, partial
from importlib.resources import files
from typing import Any

import yaml
from django.conf import settings
from django.utils.timezone import localdate

from gongkai.agencies.models import User
from gongkai.demo import drawings, page_texts
from gongkai.demo.district import District
from gongkai.demo.newsroom import REVIEWERS, Newsroom
from gongkai.demo.stage import Story, on
from gongkai.disclosure.models import Section
from gongkai.files.checking import check
from gongkai.files.uploading import Received
from gongkai.oversight import bulletins, evidence, inspecting, media, observations, patrol, rectifying, rota
from gongkai.oversight.media import Described
from gongkai.oversight.models import Bulletin, Inspection, LogEntry, Medium, Observation
from gongkai.oversight.observations import Seen
from gongkai.oversight.patrol import Found
from gongkai.statute.periods import add_months

MENDS = {"zjj": "zhujian", "nyj": "nongye", "mzj": "minzheng", "mhqb": "editor"}
READERS = ("officer", "editor", "reviewer")
PAST, AHEAD = 14, 16
"""Days of the rota before and after today."""


@cache
def texts() -> dict[str, Any]:
    """What was found, said and answered."""
    text = (files("gongkai.demo") / "data" / "oversight.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def stories(district: District, now: datetime) -> list[Story]:
    """All of it, up to a moment."""
    watch = Watch(district, now)
    return [watch.registered(), watch.rota(), *watch.faults(), *watch.inspections()]


@dataclass(frozen=True)
class Watch:
    """The office at work on its oversight."""

    district: District
    now: datetime

    @property
    def officer(self) -> User:
        return self.district.people["officer"]

    def registered(self) -> Story:
        """The register, a year and two months ago."""
        opened = on(localdate(self.now) - timedelta(days=430), 9)
        for one in texts()["media"]:
            yield opened, partial(self._register, one)

    def _register(self, one: dict[str, Any], at: datetime) -> Medium:
        told = {name: one[name] for name in ("kind", "name", "address", "keeper")}
        if told["address"] == "ours":
            told["address"] = f"https://{settings.GONGKAI_SITE_DOMAIN}/"
        said = Described(**told, telephone="0000-2023999", by_machine=one.get("by_machine", False))
        agency = self.district.agencies[one["agency"]]
        row = media.register(office=self.district.office, agency=agency, said=said, by=self.officer, at=at)
        media.renewed(row, localdate(self.now) - timedelta(days=one["days"]))
        return row

    def rota(self) -> Story:
        """Two weeks that were read, one shift of which nobody signed, and two weeks ahead."""
        people = [self.district.people[name] for name in READERS]
        first = on(localdate(self.now) - timedelta(days=PAST), 8)
        starts = [first + timedelta(hours=12 * place) for place in range(2 * (PAST + AHEAD))]
        turns = [rota.Turn(start, start + timedelta(hours=12), people[place % 3]) for place, start in enumerate(starts)]
        made = yield (
            first - timedelta(days=1),
            lambda at: rota.plan(office=self.district.office, turns=turns, by=self.officer, at=at),
        )
        for place, shift in enumerate(made):
            if shift.ends_at > self.now:
                break
            if place != 9:
                yield from self._shift(shift, place)
        current = next((row for row in made if row.begins_at <= self.now - timedelta(minutes=1) < row.ends_at), None)
        if current is not None and current.begins_at + timedelta(minutes=2) < self.now:
            begun = current.begins_at + timedelta(minutes=1)
            yield begun, lambda at: patrol.sign_in(shift_id=current.pk, by=current.reader, at=at)

    def _shift(self, shift: Any, place: int) -> Story:
        """One shift: signed in, read, perhaps something found, handed over."""
        who = {"shift_id": shift.pk, "by": shift.reader}
        begun = shift.begins_at
        yield begun, lambda at: patrol.sign_in(**who, at=at)
        keys = list(Medium.objects.order_by("pk").values_list("pk", flat=True))
        some = [keys[(place + step) % len(keys)] for step in range(3)]
        yield begun + timedelta(hours=2), lambda at: patrol.read(**who, medium_ids=some, words="", at=at)
        told = next((one for one in texts()["on_duty"] if one["shift"] == place), None)
        if told is not None:
            where = Medium.objects.get(name=told["medium"]).pk
            found = Found(told["what"], told["weight"], told.get("quote", ""))
            yield begun + timedelta(hours=3), lambda at: patrol.find(**who, medium_id=where, found=found, at=at)
        words = texts()["handovers"][place % len(texts()["handovers"])]
        yield shift.ends_at, lambda at: patrol.hand_over(**who, words=words, at=at)
        if place == 4:
            wrong = LogEntry.objects.filter(shift=shift, kind=LogEntry.Kind.READ).first()
            assert wrong is not None, "something was read"
            said = "本条所记站点当时打不开，没有读完，已在下一班补读。"
            late = shift.ends_at + timedelta(hours=1)
            yield late, lambda at: patrol.correct(entry_id=wrong.pk, words=said, by=shift.reader, at=at)

    def faults(self) -> Iterator[Story]:
        """What the system found over the year, and what became of each."""
        told = texts()["faults"]
        for place, one in enumerate(told):
            days = 385 - round(place * 383 / (len(told) - 1))
            yield self._fault(one, on(localdate(self.now) - timedelta(days=days), 9, 20 + place % 30), place)

    def _fault(self, one: dict[str, Any], found_at: datetime, place: int) -> Story:
        row = yield found_at, lambda at: self._seen(one, place, at)
        end = one.get("end", "mended")
        if end == "open":
            return
        judged = found_at + timedelta(minutes=40)
        if end == "ignored":
            yield (
                judged,
                lambda at: observations.ignore(observation_id=row.pk, reason=one["reason"], by=self.officer, at=at),
            )
            return
        said = "请立即核实整改，举一反三，并报送整改情况。"
        sent = yield (
            judged,
            lambda at: rectifying.send(observation_id=row.pk, words=said, by=self.officer, at=at),
        )
        key, by = {"rectification_id": sent.pk}, self.district.people[MENDS[one["agency"]]]
        if end == "owed":
            return
        hours = {"severe": 0.5, "general": 26}[row.weight] + (120 if end == "late" else 0)
        answered = judged + timedelta(hours=hours)
        picture = _picture(place) if one.get("picture") else None
        yield answered, lambda at: rectifying.answer(**key, words=one["done"], picture=picture, by=by, at=at)
        if end == "answered":
            return
        looked = answered + timedelta(minutes=12)
        yield looked, lambda at: rectifying.checked(**key, still=end == "returned", at=at)
        reviewer = self.district.people["reviewer"]
        if end == "returned":
            back = "首页已经改正，栏目页还有一处没有改，请一并改正。"
            yield (
                looked + timedelta(hours=1),
                lambda at: rectifying.send_back(**key, words=back, by=reviewer, at=at),
            )
            more = "栏目页的一处也已改正。"
            yield looked + timedelta(hours=4), lambda at: rectifying.answer(**key, words=more, by=by, at=at)
        done = looked + timedelta(hours=6)
        yield done, lambda at: rectifying.confirm(**key, words="已复核，整改到位。", by=reviewer, at=at)

    def _seen(self, one: dict[str, Any], place: int, at: datetime) -> Observation:
        medium = Medium.objects.select_related("office", "agency").get(name=one["medium"])
        page = f"{medium.address}2026/{place + 1}.html" if medium.kind == Medium.Kind.SITE else ""
        seen = Seen(one["code"], one["weight"], one["what"], page, one.get("quote", ""), mark=f"{place}")
        source = f"<!doctype html><title>{medium.name}</title><p>{one.get('quote') or one['what']}</p>" if page else ""
        agency = self.district.agencies[one["agency"]]
        return observations.observe(medium=medium, seen=[seen], source=source, at=at, agency=lambda: agency)[0]

    def inspections(self) -> Iterator[Story]:
        """An inspection of each month of the last four whole quarters and since, and a bulletin of each quarter."""
        today = localdate(self.now)
        quarter = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
        months = [add_months(quarter, -left) for left in range(12, 0, -1)]
        yield from (self._inspection(month) for month in months)
        yield from (self._bulletin(months[place * 3], place) for place in range(4))
        since = [add_months(quarter, step) for step in range(3) if add_months(quarter, step + 1) <= today]
        yield from (self._inspection(month) for month in since)

    def _inspection(self, month: date) -> Story:
        """Opened on the third day of the next month, told on the fourth, fixed on the sixteenth."""
        after, office, by = add_months(month, 1), self.district.office, self.officer
        if on(after + timedelta(days=2)) > self.now:
            return
        row = yield (
            on(after + timedelta(days=2)),
            lambda at: inspecting.open_inspection(office=office, month=month, by=by, at=at),
        )
        if on(after + timedelta(days=3)) > self.now:
            return
        yield on(after + timedelta(days=3)), lambda at: self._told(row, month, at)
        line = row.lines.filter(points__gt=0, agency=self.district.agencies["zjj"]).first()
        if line is not None and on(after + timedelta(days=5), 16) < self.now:
            said = "系统升级期间报送不上去，已经当面报告，申请不扣或者少扣。"
            theirs = self.district.people["zhujian"]
            yield (
                on(after + timedelta(days=4), 10),
                lambda at: inspecting.object_to(line_id=line.pk, words=said, by=theirs, at=at),
            )
            ruling = {"points": line.points / 2, "words": "情况属实，减半扣分。"}
            yield (
                on(after + timedelta(days=5), 15),
                lambda at: inspecting.rule(line_id=line.pk, **ruling, by=self.officer, at=at),
            )
        if on(after + timedelta(days=19)) < self.now:
            yield on(after + timedelta(days=19)), lambda at: inspecting.fix(inspection_id=row.pk, by=by, at=at)

    def _told(self, row: Inspection, month: date, at: datetime) -> Inspection:
        """What a person has to look at was looked at: two agencies' guides were out of date, others each month."""
        lines = list(row.lines.filter(count=None))
        for step in (0, 13):
            line = lines[(month.month * 3 + step) % len(lines)]
            said = "公开指南中的办公电话没有更新"
            inspecting.judge(line_id=line.pk, count=1, reason=said, by=self.officer, at=at)
        inspecting.nothing_else(inspection_id=row.pk, by=self.officer, at=at)
        return inspecting.tell(inspection_id=row.pk, by=self.officer, at=at)

    def _bulletin(self, first: date, place: int) -> Story:
        """Drafted in the last week after the quarter; the second one stays internal, the others go through the gate."""
        drafted = on(add_months(first, 3) + timedelta(days=22), 10)
        if drafted + timedelta(days=3) > self.now:
            return
        page = yield drafted, lambda at: self._drafted(first, place == 1, at)
        if place == 1:
            return
        room = Newsroom(self.district)
        rows = yield room.hands_in(drafted + timedelta(hours=1), page, words="季度通报，请审。")
        yield from room.clears(drafted + timedelta(hours=2), rows, tuple(REVIEWERS))

    def _drafted(self, first: date, internal: bool, at: datetime) -> Any:
        section = Section.objects.get(title=page_texts.NOTICES[0], agency=self.district.office)
        made: Bulletin = bulletins.draft(
            office=self.district.office, year=first.year, quarter=(first.month + 2) // 3, section=section,
            internal=internal, by=self.district.people["editor"], at=at,
        )  # fmt: skip
        return made.page


def _picture(place: int) -> Received:
    """What somebody took a picture of: the page once it was mended, drawn."""
    data = drawings.drawn("整改后的页面", "steps", [("更正", "原文已经改正"), ("复核", "责任人已经复核")], place)
    return Received(data, check(data, f"整改后{place}.png", kinds=evidence.PICTURES))
