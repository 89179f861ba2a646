"""What the district published in 2023: documents through their reviews into the library, and six issues of the gazette
compiled from them, printed and handed out. The texts are in ``data/publications_2023.yaml``."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from django.utils.timezone import localdate
from wagtail.models import Page

from gongkai.agencies import calendar
from gongkai.demo import interpretations_2023, page_texts
from gongkai.demo.district import District
from gongkai.demo.newsroom import REVIEWERS, Newsroom
from gongkai.demo.page_texts import Draft
from gongkai.demo.stage import Act, Story, on
from gongkai.disclosure.gazette import compiling, distribution
from gongkai.disclosure.gazette.models import Gazette, GazetteIssue, GazettePoint
from gongkai.disclosure.models import Interpretation, PolicyDocument, Section
from gongkai.editorial import reviewing
from gongkai.editorial.models import Round
from gongkai.editorial.pages import GatedPage
from gongkai.statute.documents import genre_of

STAGES = tuple(REVIEWERS)
ISSUERS = {"z": "明湖区人民政府", "b": "明湖区人民政府办公室"}
CODES = {("z", False): "明湖政发", ("b", False): "明湖政办发", ("z", True): "明湖政规", ("b", True): "明湖政办规"}
SECTION_OPENED = date(2022, 1, 5)
GAZETTE_NAME = "明湖区人民政府公报"
PRINT_RUN = 360
POINTS = (
    ("区政务服务中心", "湖滨路8号", 60),
    ("区图书馆", "书院路2号", 40),
    ("区档案馆", "书院路6号", 12),
    ("各街道便民服务中心", "五个街道", 60),
    ("各镇乡便民服务中心", "四个镇乡", 48),
    ("各行政村", "十二个行政村", 72),
    ("区人大代表、政协委员联络站", "湖滨路16号", 44),
)
"""Together 336 copies of each issue, 2,016 in the year."""
Entry = dict[str, Any]


@cache
def entries() -> dict[str, list[Entry]]:
    """The documents of earlier years and of 2023."""
    text = (files("gongkai.demo") / "data" / "publications_2023.yaml").read_text(encoding="utf-8")
    found: dict[str, list[Entry]] = yaml.safe_load(text)
    return found


def story(district: District, documents: dict[date, GatedPage]) -> Story:
    """From the section in 2020 to the last document of 2023, with a gazette after every second month. ``documents``
    comes to hold them by their days, for who speaks of them."""
    room = Newsroom(district)
    section = yield from opened(room)
    serial: dict[tuple[str, int], int] = {}
    yield from published(room, section, entries()["earlier"], serial, documents, day=date(2022, 4, 7))
    yield _founded(district)
    waiting = sorted(entries()["year"], key=lambda entry: entry["day"])
    for number in range(1, 7):
        while waiting and waiting[0]["day"].month <= 2 * number:
            together = [entry for entry in waiting if entry["day"].month == waiting[0]["day"].month]
            yield from published(room, section, together, serial, documents)
            waiting = waiting[len(together) :]
        yield from gazette(room, number)


def opened(room: Newsroom) -> Generator[Act, Any, Page]:
    """The section of documents, through its reviews."""
    section: Page = yield room.opens(on(SECTION_OPENED, 9), Section, page_texts.POLICIES)
    rows = yield room.hands_in(on(SECTION_OPENED, 9, 10), section, words="新开设的栏目，请审。")
    yield from room.clears(on(SECTION_OPENED, 10), rows, STAGES)
    return section


def published(
    room: Newsroom,
    section: Page,
    together: Sequence[Entry],
    serial: dict[tuple[str, int], int],
    documents: dict[date, GatedPage],
    *,
    day: date | None = None,
) -> Generator[Act, Any, None]:
    """Documents are written on their days, and handed in and cleared together: on the working day after the last of
    them, or all on one day, as an office does that fills a new library. Their interpretations go with them."""
    drafts: list[GatedPage] = []
    handed_in = day or calendar.current().add(together[-1]["day"], 1)
    for entry in together:
        written, plan = on(day or entry["day"], 8, 30), interpretations_2023.plan(entry, handed_in)
        page = yield room.writes(written, PolicyDocument, section, draft(entry, serial), **plan)
        documents[entry["day"]] = page
        drafts += [page]
        for beside in interpretations_2023.drafts(room, entry["day"], page):
            explained = yield room.writes(written, Interpretation, section, beside)
            drafts += [explained]
    day = handed_in
    rows = yield room.hands_in(on(day, 9), *drafts)
    yield from room.clears(on(day, 10), rows, STAGES)


def draft(entry: Entry, serial: dict[tuple[str, int], int]) -> Draft:
    """A document as the editor fills in its form."""
    day, normative = entry["day"], bool(entry.get("normative"))
    code = CODES[entry["by"], normative]
    serial[code, day.year] = serial.get((code, day.year), 0) + 1
    number = f"{code}〔{day.year}〕{serial[code, day.year]}号"
    fields: dict[str, Any] = {
        "document_number": number,
        "issued_by": ISSUERS[entry["by"]],
        "dated_on": day,
        "effective_on": _first_of_next_month(day) if normative else None,
        "valid_until": entry.get("until"),
        "subject": entry["theme"],
        "summary": entry["say"][0].rstrip("。") + "等。",
        "body": list(_body(entry, normative)),
    }
    return Draft(entry["title"], fields | (_examined(entry, number, day) if normative else {}))


def _body(entry: Entry, normative: bool) -> Generator[tuple[str, str], None, None]:
    """The text: articles of a normative document, numbered points of another one, or just what is written out."""
    if "text" in entry:
        yield from map(_said, entry["text"])
        return
    if normative:
        begins, ends = _day(_first_of_next_month(entry["day"])), _day(entry["until"])
        yield _said(f"第一条　为了规范有关活动，维护公民、法人和其他组织的合法权益，制定{_called(entry)}。")
        for ordinal, words in zip("二三四", entry["say"], strict=True):
            yield _said(f"第{ordinal}条　{words}")
        yield _said(f"第五条　{_called(entry)}自{begins}起施行，有效期至{ends}。")
        return
    if genre_of(entry["title"]) not in _TO_THE_PUBLIC:
        yield _said("各镇人民政府、芦洲乡人民政府，各街道办事处，区政府各部门：")
    agreed = entry["by"] == "b"
    yield _said(f"经{ISSUERS['z']}同意，现将有关事项通知如下。" if agreed else "经研究，现将有关事项公布如下。")
    for number, words in zip("一二三", entry["say"], strict=True):
        yield _said(f"{number}、{words}")
    yield _said("各责任单位的联系方式，可以在网站“公开指南”栏目查询；有意见的，可以向公开工作机构反映。")


_TO_THE_PUBLIC = frozenset(g for g in (genre_of("公告"), genre_of("通告")) if g)


def _called(entry: Entry) -> str:
    return "本规定" if entry["title"].endswith("规定") else "本办法"


def _examined(entry: Entry, number: str, day: date) -> dict[str, Any]:
    """The record of a normative document."""
    return {
        "normative": True,
        "registration_number": f"MHGF-{day.year}-{number.rpartition('〕')[2].removesuffix('号')}",
        "drafted_by": "明湖区有关主管部门",
        "legality": "lawful",
        "legality_by": "明湖区司法局",
        "legality_on": day - timedelta(days=14),
        "fairness": "passed" if "管理" in entry["title"] else "not_concerned",
        "decided_at": f"明湖区人民政府{day.year}年第{day.month * 2 - 1}次常务会议",
        "decided_on": day - timedelta(days=7),
    }


def _founded(district: District) -> Act:
    def make(_: datetime) -> Gazette:
        made = Gazette.objects.create(
            agency=district.office,
            name=GAZETTE_NAME,
            sponsor=ISSUERS["z"],
            editor=ISSUERS["b"],
            contact="地址：明湖区湖滨路3号（演示地址）　电话：0000-2023001",
        )
        for name, place, usual in POINTS:
            GazettePoint.objects.create(gazette=made, name=name, place=place, usual=usual)
        return made

    return on(date(2023, 1, 3), 9), make


def gazette(room: Newsroom, number: int) -> Generator[Act, Any, None]:
    """An issue of two months: compiled, set, reviewed, and its copies handed out to every point."""
    day = date(2023, 12, 29) if number == 6 else calendar.current().add(date(2023, 2 * number + 1, 1), 3)
    editor = room.district.people["editor"]
    issue: GazetteIssue = yield on(day, 9), lambda now: _compiled(number, localdate(now), editor, now)
    rows: list[Round] = yield on(day, 10), lambda now: reviewing.submit(keys=[issue.gate_key], by=editor, at=now)
    yield from room.clears(on(day, 11), rows, STAGES)
    yield on(day, 16), lambda now: _handed_out(issue, editor, now)


def _compiled(number: int, day: date, by: Any, now: datetime) -> GazetteIssue:
    gazette = Gazette.objects.get()
    issue = compiling.open_issue(
        gazette=gazette, year=2023, number=number, total=30 + number, dated_on=day, by=by, at=now
    )
    chosen = [row for row in compiling.may_enter(issue) if localdate(row.at).year == 2023]
    for column, code in (("区政府文件", ISSUERS["z"]), ("区政府办公室文件", ISSUERS["b"])):
        wanted = set(PolicyDocument.objects.filter(issued_by=code).values_list("pk", flat=True))
        numbers = [row.page_id for row in chosen if row.page_id in wanted]
        if numbers:
            compiling.add(issue_id=issue.pk, pages=numbers, column=column, by=by, at=now)
    return compiling.set_in_type(issue_id=issue.pk, by=by, at=now, print_run=PRINT_RUN)


def _handed_out(issue: GazetteIssue, by: Any, now: datetime) -> None:
    copies = dict(GazettePoint.objects.values_list("pk", "usual"))
    distribution.hand_out(
        issue_id=issue.pk, copies=copies, on=localdate(now), by=by, at=now, signed_for=f"第{issue.number}期签收单"
    )


def _said(words: str) -> tuple[str, str]:
    return "paragraph", f"<p>{words}</p>"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _first_of_next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
