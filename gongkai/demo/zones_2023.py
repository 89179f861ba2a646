"""The zones of the district's site in 2023: executive meetings, leaders, what agencies do, the catalogue, a topic, a
random inspection, places for reading. Everything is invented (``data/meetings_2023.yaml``, ``agencies.yaml``).

Departments have no editors of their own in the demo: the people of a shared desk write and review for them, as in
districts whose sites stand on one platform.
"""

from __future__ import annotations

from collections.abc import Generator
from datetime import date, datetime
from functools import cache, partial
from importlib.resources import files
from typing import Any

import yaml
from wagtail.models import Page

from gongkai.agencies import calendar
from gongkai.agencies.actions import give_post
from gongkai.agencies.models import User
from gongkai.agencies.roles import Role
from gongkai.demo.district import GOVERNMENT, HELD_FROM, OFFICE, District
from gongkai.demo.newsroom import REVIEWERS, Newsroom
from gongkai.demo.page_texts import Draft
from gongkai.demo.stage import Act, Story, on
from gongkai.disclosure import inspections, places, points
from gongkai.disclosure.models import (
    AgencyProfile,
    AgendaItem,
    Article,
    Catalogue,
    CatalogueEntry,
    ExecutiveMeeting,
    InspectionMatter,
    InspectionResult,
    Leader,
    OfficeUnit,
    PolicyDocument,
    QueryPoint,
    QueryPoints,
    RandomInspection,
    SeatCall,
    Section,
    Topic,
    TopicLink,
)
from gongkai.disclosure.queries import SYSTEMS
from gongkai.editorial import pages
from gongkai.portal import names_kept
from gongkai.script import names
from gongkai.script.characters import Variant
from gongkai.statute.catalogue import usual_time_limit

STAGES = tuple(REVIEWERS)
TERM = 6
OPENED = date(2023, 1, 6)
TOLD_AFTER = 19
"""Working days from a meeting to its page, within the limit of 条例第二十六条; most documents are public by then."""
ARCHIVED = date(2025, 1, 1)
MEETINGS = ("政府会议", "区政府常务会议、全体会议的议题和议定事项。")
TOPICS = ("专题专栏", "专题和专栏。")
DESK = (
    ("editor", "jiyue", "白芷", Role.EDITOR),
    ("reviewer", "jichu", "杜衡", Role.REVIEWER),
    ("officer", "jifu", "江离", Role.DISCLOSURE_OFFICER),
    ("secrecy", "jibao", "宿莽", Role.SECRECY_REVIEWER),
    ("leader", "jizhong", "辛夷", Role.APPROVING_LEADER),
)
"""The shared desk: whom each does the work of, account, name, role. Nobody signs in by these accounts."""
Steps = Generator[Act, Any, Any]


@cache
def data() -> dict[str, Any]:
    """What is told of the district and of its agencies."""
    found: dict[str, Any] = {}
    for name in ("meetings_2023.yaml", "agencies.yaml"):
        text = (files("gongkai.demo") / "data" / name).read_text(encoding="utf-8")
        found |= yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    return found


def stories(district: District) -> list[Story]:
    """The year of the zones: the meetings one by one, all else in its place."""
    return [organised(district), *(held(district, number) for number in range(1, len(data()["meetings"]) + 1))]


def held(district: District, number: int) -> Story:
    """A meeting, its page within its limit, and a new version of it when documents came later."""
    room, told = Newsroom(district), data()["meetings"][number - 1]
    day = calendar.current().add(told["day"], TOLD_AFTER)
    section = yield on(day, 9, number), lambda _: Section.objects.get(title=MEETINGS[0])
    draft = Draft(f"明湖区人民政府第{number}次常务会议（2023年）", _meeting(told, number))
    page = yield room.writes(on(day, 9, number), ExecutiveMeeting, section, draft, agenda=_agenda(told))
    yield from _cleared(room, day, page)
    titles = {item[2] for item in told["items"] if isinstance(item, list) and len(item) > 2}
    have = {item.document.title for item in page.agenda.all() if item.document}
    late = titles - have
    if told.get("again") and late:
        yield from _revised(room, page, told, max(_published_by(title) for title in late))


def _meeting(told: dict[str, Any], number: int) -> dict[str, Any]:
    chair, post = data()["chair"]
    delegates: dict[str, Any] = (
        {"delegates": told["delegates"], "delegates_invited": "公开报名，抽签确定"} if "delegates" in told else {}
    )
    if delegates:
        delegates["sign_up"] = SeatCall.objects.filter(meets_on=told["day"], live=True).first()
    return {
        "term": TERM, "number": number, "held_on": told["day"], "chair": chair, "chair_post": post,
        "attending": data()["attending"], **delegates,
    }  # fmt: skip


def _agenda(told: dict[str, Any]) -> list[AgendaItem]:
    """The items; a document is linked when it is public by now."""
    titles = [item[2] for item in told["items"] if isinstance(item, list) and len(item) > 2]
    found = {page.title: page for page in PolicyDocument.objects.filter(title__in=titles, live=True)}
    return [
        AgendaItem(subject=item[0], decided=item[1], document=found.get(item[2]) if len(item) > 2 else None)
        if isinstance(item, list)
        else AgendaItem(disclosed=False, reason=item["closed"])
        for item in told["items"]
    ]


def _published_by(title: str) -> date:
    """The third working day of the month after a document's own: all of a month are public by then."""
    from gongkai.demo.publications_2023 import entries

    day = next(entry["day"] for entry in entries()["year"] if entry["title"] == title)
    return calendar.current().add(date(day.year + day.month // 12, day.month % 12 + 1, 1), 3)


def _revised(room: Newsroom, page: Any, told: dict[str, Any], day: date) -> Steps:
    """The page once more, with the documents that were not public at first."""

    def write(_: datetime) -> Any:
        newest = pages.newest(pages.page_of(page.gate_key))
        newest.agenda = _agenda(told)
        newest.save_revision(user=room.district.people["editor"])
        return page

    yield on(day, 9), write
    yield from _cleared(room, day, page, words="补充会后印发的文件。")


def organised(district: District) -> Story:
    """Sections, leaders, agencies, catalogue, rules, places, topic, inspection."""
    room = Newsroom(district)
    desk = yield on(HELD_FROM, 16), lambda now: _shared_desk(district, now)
    meetings = yield room.opens(on(OPENED, 9), Section, MEETINGS)
    systems = yield room.opens(on(OPENED, 9, 5), Section, (SYSTEMS, "保密审查、目录管理等公开工作制度。"))
    topics = yield room.opens(on(OPENED, 9, 10), Section, TOPICS)
    yield from _cleared(room, OPENED, meetings, systems, topics, words="新开设的栏目，请审。")
    yield from led(desk)
    yield from described(room, desk)
    yield from ruled(room, systems)
    yield from read_at(room)
    yield from inspected(desk)
    yield from listed(room)
    yield from explained(room, topics)


def _shared_desk(district: District, now: datetime) -> Newsroom:
    people = {}
    for stands_for, account, name, role in DESK:
        user = User.objects.create_user(account, password=None, name=name)
        reaches = district.agencies.keys() - {OFFICE} if stands_for in ("editor", "reviewer") else (GOVERNMENT,)
        for code in sorted(reaches):
            give_post(user=user, agency=district.agencies[code], role=role, held_from=HELD_FROM, at=now)
        people[stands_for] = user
    return Newsroom(District(district.agencies, people))


def _home(room: Newsroom, code: str) -> Page:
    return places.homes([room.district.agencies[code]])[0]


def _cleared(room: Newsroom, day: date, *drafts: Any, words: str = "") -> Steps:
    """Handed in and signed on a day."""
    rows = yield room.hands_in(on(day, 10), *drafts, words=words)
    yield from room.clears(on(day, 11), rows, STAGES)


def led(desk: Newsroom) -> Steps:
    """The leaders of the government."""
    day, drafts = date(2023, 1, 9), []
    home = _home(desk, GOVERNMENT)
    section = yield desk.writes(
        on(day, 9), Section, home, Draft("负责人信息", {"introduction": "区政府负责人。", "column_type": "leaders"})
    )
    for place, (name, post, duties, since) in enumerate(data()["leaders"], start=1):
        fields = {"post": post, "duties": duties, "since": since, "place": place}
        drafts.append((yield desk.writes(on(day, 9, place), Leader, section, Draft(name, fields))))
    yield from _cleared(desk, day, section, *drafts)


def described(room: Newsroom, desk: Newsroom) -> Steps:
    """What agencies do."""
    day = date(2023, 1, 10)
    for one, codes in ((room, [OFFICE]), (desk, [code for code in data()["profiles"] if code != OFFICE])):
        drafts = []
        for code in codes:
            draft = _profile(room.district.agencies[code].name, data()["profiles"][code])
            drafts.append((yield one.writes(on(day, 9), AgencyProfile, _home(one, code), draft)))
        yield from _cleared(one, day, *drafts)
    officer = room.district.people["officer"]
    for name in filter(names.doubtful, (told["head"][0] for told in data()["profiles"].values())):
        form = names.usual_form(name, Variant.HANT, keeps=True)
        yield on(day, 16), partial(_written, name=name, form=form, by=officer)


def _written(at: datetime, **told: Any) -> None:
    """Somebody who has no account here keeps the characters of the name in traditional script."""
    names_kept.set_form(**told, at=at)


def _profile(name: str, told: dict[str, Any]) -> Draft:
    units = [OfficeUnit(name=unit[0], duties=unit[1], telephone="".join(unit[2:])) for unit in told["units"]]
    head, post = told["head"]
    fields = {"in_charge": head, "in_charge_post": post, "body": _said(told["say"]), "units": units}
    return Draft(f"{name}机构职能", fields)


def ruled(room: Newsroom, section: Page) -> Steps:
    """The rules of disclosure."""
    day, drafts = date(2023, 1, 11), []
    for title, say in data()["systems"]:
        drafts.append((yield room.writes(on(day, 9), Article, section, Draft(title, {"body": _said(say)}))))
    yield from _cleared(room, day, *drafts)


def read_at(room: Newsroom) -> Steps:
    """The places for reading, and what they counted month by month."""
    day, editor = date(2023, 1, 12), room.district.people["editor"]
    fields = ("name", "kind", "address", "hours", "telephone", "services", "coordinates", "buses", "access")
    rows = [QueryPoint(**dict(zip(fields, told[:-1], strict=True))) for told in data()["points"]]
    draft = Draft("政府信息查阅场所", {"introduction": "查阅、复印不收费。", "points": rows})
    page = yield room.writes(on(day, 9), QueryPoints, _home(room, OFFICE), draft)
    yield from _cleared(room, day, page)

    def count(now: datetime) -> None:
        for told in data()["points"]:
            for month in range(1, 13):
                visits, requests, duty = told[-1]
                points.count_month(
                    agency=room.district.office, point=told[0], month=date(2023, month, 1),
                    visits=visits + month * 7 % 11, requests=requests, duty_days=duty - month % 3, by=editor, at=now,
                )  # fmt: skip

    yield on(date(2023, 12, 29), 17), count


def inspected(desk: Newsroom) -> Steps:
    """The market regulator's random inspection: planned, drawn, carried out, its results on the same page."""
    told, day = data()["inspection"], date(2023, 3, 13)
    pool = "\n".join(f"明湖区{name}{trade}" for name in told["pool"] for trade in told["trades"])
    section = yield desk.writes(
        on(day, 9),
        Section,
        _home(desk, "scj"),
        Draft("双随机、一公开", {"introduction": "随机抽查的计划和结果。", "column_type": "catalogue"}),
    )
    names = ("matter", "basis", "who", "share", "way")
    fields = {
        "plan_year": 2023, "partners": told["partners"], "pool": pool, "wanted": told["wanted"], "inspectors": 18,
        "matters": [InspectionMatter(**dict(zip(names, line, strict=True))) for line in told["matters"]],
    }  # fmt: skip
    page = yield desk.writes(on(day, 9, 30), RandomInspection, section, Draft(told["title"], fields))
    editor, held_on = desk.district.people["editor"], date(2023, 4, 6)
    yield on(held_on, 10), lambda now: inspections.draw(inspection_id=page.pk, said=told["said"], by=editor, at=now)

    def record(_: datetime) -> Any:
        newest = pages.newest(pages.page_of(page.gate_key))
        assert isinstance(newest, RandomInspection)
        found = zip(newest.objects_drawn, told["found"], strict=True)
        newest.results = [
            InspectionResult(name=name, on=date(2023, 5, 8 + place), found=words)
            for place, (name, words) in enumerate(found)
        ]
        newest.save_revision(user=editor)
        return page

    yield on(date(2023, 5, 18), 9), record
    yield from _cleared(desk, date(2023, 5, 18), section, page)


def listed(room: Newsroom) -> Steps:
    """The office's catalogue, bound to the sections that there are."""
    day = date(2023, 12, 27)

    def entries(_: datetime) -> Any:
        found = {section.title: section for section in Section.objects.filter(live=True)}
        found |= {"机构职能": AgencyProfile.objects.get(agency=room.district.office)}
        names = ("item", "field", "matter", "submatter", "elements", "basis", "refresh_days")
        return [
            CatalogueEntry(
                **dict(zip(names, [*line[:6], int(line[6]) if line[6] else None], strict=True)),
                time_limit=usual_time_limit(), carriers="政府网站、公开查阅点", place=found.get(line[7]),
            )
            for line in data()["catalogue"]
        ]  # fmt: skip

    lines = yield on(day, 9), entries
    draft = Draft("明湖区人民政府办公室主动公开目录", {"introduction": "每年第一季度调整一次。"})
    page = yield room.writes(on(day, 9, 10), Catalogue, _home(room, OFFICE), draft, entries=lines)
    yield from _cleared(room, day, page)


def explained(room: Newsroom, section: Page) -> Steps:
    """The topic of the year's ten projects; it archives itself when all of them have been looked back at."""
    told, day = data()["topic"], date(2023, 12, 28)

    def links(_: datetime) -> list[TopicLink]:
        found = {page.title: page for page in PolicyDocument.objects.filter(live=True)}
        return [TopicLink(heading=heading, target=found[title]) for heading, title in told["links"] if title in found]

    lines = yield on(day, 9), links
    fields = {
        "introduction": told["introduction"], "approved_by": told["approved_by"], "approved_on": date(2023, 12, 25),
        "closes_on": ARCHIVED, "links": lines,
    }  # fmt: skip
    page = yield room.writes(on(day, 9, 10), Topic, section, Draft(told["title"], fields))
    yield from _cleared(room, day, page)


def _said(lines: list[str]) -> list[tuple[str, str]]:
    return [("paragraph", f"<p>{number}、{words}</p>") for number, words in zip("一二三四五六", lines, strict=False)]
