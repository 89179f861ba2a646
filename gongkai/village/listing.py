"""What the office's screens show: the list of what is owed with its filter and as a workbook, what waits for somebody,
and a posting with what may be done with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate

from gongkai.agencies.models import User
from gongkai.agencies.permissions import may, may_anywhere
from gongkai.agencies.roles import Permission
from gongkai.editorial import items, procedures, reviewing, scanning
from gongkai.editorial.models import Round, Signature
from gongkai.statute.village import BoardKind
from gongkai.statute.village_duties import Standing, finance_classes
from gongkai.village import clock, keeping, money, posting, queries, showing
from gongkai.village.clock import Figures, Owed
from gongkai.village.models import BoardPhoto, Objection, Posting, Village
from gongkai.workbooks.writer import MEDIA_TYPE, Writer

MOST = 300


@dataclass(frozen=True, slots=True)
class Listing:
    """The villages somebody sees, what they owe after the filter, and the counts before it."""

    villages: list[Village]
    lines: list[Owed]
    figures: Figures
    years: dict[int, Figures]
    townships: list[tuple[str, str]]
    chosen: dict[str, str]
    boards: tuple[BoardKind, ...] = tuple(BoardKind)
    standings: tuple[Standing, ...] = tuple(Standing)

    @property
    def shown(self) -> list[Owed]:
        """As many as a screen takes; the workbook has all."""
        return self.lines[:MOST]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for somebody: to be signed, to be looked at, to be answered, to be written."""

    to_sign: list[Posting]
    photos: list[BoardPhoto]
    objections: list[Objection]
    pressing: list[Owed]

    @property
    def anything(self) -> bool:
        """Whether there is something to say."""
        return bool(self.to_sign or self.photos or self.objections or self.pressing)


NOTHING = Waiting([], [], [], [])


@dataclass(frozen=True, slots=True)
class Passed:
    """A signature as a line: which step, who, when, and what they said."""

    label: str
    who: str
    at: datetime
    approved: bool
    words: str


@dataclass(frozen=True, slots=True)
class Photo:
    """A photograph of the paper board on the screen of its posting: where it stands, what may be done with it."""

    row: BoardPhoto
    round: Round | None
    findings: list[scanning.Finding]
    may: frozenset[str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A posting on its screen: where it stands, what was found in it, its table and files, what may be done."""

    round: Round | None
    stage: str
    may: frozenset[str]
    findings: list[scanning.Finding]
    rows: list[tuple[str, str, str, str]]
    opening: str
    closing: str
    files: list[tuple[Any, str]]
    photos: list[Photo]
    passed: list[Passed]
    public: bool


def since(today: date) -> date:
    """From when the lists reach back: the first day of the year before."""
    return date(today.year - 1, 1, 1)


def listing(user: User, asked: Mapping[str, str], *, today: date) -> Listing:
    """The list for somebody, narrowed by township, village, board and standing."""
    villages = list(queries.seen(user, on=today))
    every = clock.owed(villages, since=since(today), today=today)
    chosen = {name: asked.get(name, "") for name in ("township", "village", "board", "standing")}
    lines = [line for line in every if _fits(line, chosen)]
    towns = {one.agency.parent.code: one.agency.parent.short_name for one in villages if one.agency.parent}
    return Listing(villages, lines, clock.figures(every), clock.by_year(every), list(towns.items()), chosen)


def _fits(line: Owed, chosen: Mapping[str, str]) -> bool:
    parent = line.village.agency.parent
    said = {
        "township": parent.code if parent else "",
        "village": line.village.agency.code,
        "board": line.duty.board.value,
        "standing": line.standing.value,
    }
    return all(not wanted or said[name] == wanted for name, wanted in chosen.items())


def workbook(found: Listing) -> HttpResponse:
    """The list as a workbook."""
    head = ["乡镇", "村", "公开栏", "公开事项", "期间", "应公开日期", "公开日期", "状态", "依据", "核实情况"]
    body = [
        [
            str(line.village.agency.parent or ""), line.village.agency.name, line.duty.board.label, line.duty.label,
            line.told, line.due_on, line.posted_on, line.standing.label, str(line.duty.citation), line.duty.verified,
        ]
        for line in found.lines
    ]  # fmt: skip
    return _book("村务公开进度", [head, *body])


def empty_table() -> HttpResponse:
    """A finance table to be filled in: its heads, the balances, and a line for each class."""
    body = [[one.label] for one in finance_classes().values()]
    return _book(
        "财务公开表",
        [["类别", "项目", "金额（元）", "日期", "说明"], ["期初余额", "", "", "", ""], *body, ["期末余额"]],
    )


def _book(name: str, rows: Sequence[Sequence[Any]]) -> HttpResponse:
    writer = Writer()
    sheet = writer.book.add_worksheet(name)
    writer.table(sheet, rows)
    sheet.set_column(0, 10, 18)
    answer = HttpResponse(writer.close(), content_type=MEDIA_TYPE)
    answer["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx") or ""
    return answer


def waiting(user: User, *, at: datetime) -> Waiting:
    """What waits for somebody today; nothing, without a query, for who has nothing to do with villages."""
    today = localdate(at)
    if not may_anywhere(user, Permission.VILLAGE_SEE, on=today):
        return NOTHING
    villages = queries.seen(user, on=today)
    writes = may_anywhere(user, Permission.VILLAGE_DRAFT, on=today)
    approves = may_anywhere(user, Permission.VILLAGE_APPROVE, on=today)
    lines = clock.owed(list(villages), since=since(today), today=today)
    return Waiting(
        _to_sign(user, villages, at),
        list(queries.unjudged(villages)) if approves else [],
        list(queries.unanswered(villages)),
        [line for line in lines if line.pressing] if writes or approves else [],
    )


def _to_sign(user: User, villages: Any, at: datetime) -> list[Posting]:
    keys = {
        row.key: row for row in Round.objects.filter(state=Round.State.OPEN, key__startswith=f"{Posting.gate_name}:")
    }
    numbers = [int(key.partition(":")[2]) for key in keys]
    rows = queries.postings(villages).filter(pk__in=numbers)
    return [row for row in rows if _may_sign(row, keys[row.gate_key], user, at)]


def _may_sign(row: Posting, found: Round, user: User, at: datetime) -> bool:
    stage = procedures.frozen(found.procedure).stage(found.stage)
    if not reviewing.reaches(user, stage, row.village.agency, at=at):
        return False
    return not reviewing.own_work(found, items.load(row.gate_key), stage, user, at=at)


def sheet(row: Posting, user: User, *, at: datetime) -> Sheet:
    """A posting as its screen shows it."""
    found, today = posting.stage_of(row), localdate(at)
    photos = list(row.photos.select_related("by", "judged_by"))
    return Sheet(
        found,
        procedures.stages()[found.stage].label if found else "",
        frozenset(_may(row, found, user, photos, today, at)),
        scanning.findings(items.load(row.gate_key)),
        [(one.get_finance_class_display(), one.item, money.yuan(one.amount_fen), one.note) for one in row.rows.all()],
        "" if row.opening_fen is None else money.yuan(row.opening_fen),
        "" if row.closing_fen is None else money.yuan(row.closing_fen),
        [(one, keeping.name_of(one)) for one in row.files.select_related("stored")],
        [_photo(one, row, user, at) for one in photos],
        _passed(row),
        row.is_public,
    )


def _may(
    row: Posting, found: Round | None, user: User, photos: Sequence[BoardPhoto], today: date, at: datetime
) -> list[str]:
    """The names of what somebody may do with it now."""
    agency, able = row.village.agency, []
    if may(user, Permission.VILLAGE_DRAFT, agency, on=today):
        if row.published_at is None:
            able += ["take_back"] if found else ["hand_in", "edit"]
        else:
            able += ["correct"]
            able += ["prove"] if row.is_public else []
            done = not row.is_public or (not row.hangs(today) and any(photo.accepted for photo in photos))
            able += ["archive"] if done and not row.archive_number else []
    if may(user, Permission.VILLAGE_APPROVE, agency, on=today):
        able += ["withdraw"] if row.is_public else []
    return [*able, "sign"] if found and _may_sign(row, found, user, at) else able


def _photo(one: BoardPhoto, row: Posting, user: User, at: datetime) -> Photo:
    found, today, agency = showing.round_of(one), localdate(at), row.village.agency
    writes = may(user, Permission.VILLAGE_DRAFT, agency, on=today)
    approves = may(user, Permission.VILLAGE_APPROVE, agency, on=today)
    able = {
        "offer": writes and row.is_public and found is None and one.shown_from is None and one.accepted is not False,
        "take_back": writes and found is not None,
        "judge": approves and row.is_public and one.accepted is None,
        "allow": approves and found is not None and one.accepted is True,
        "hide": approves and one.shown_from is not None,
    }
    seen = scanning.findings(items.load(one.gate_key)) if found else []
    return Photo(one, found, seen, frozenset(name for name, able_to in able.items() if able_to))


def _passed(row: Posting) -> list[Passed]:
    rows = Signature.objects.filter(round__key=row.gate_key, part="").select_related("by").order_by("pk")
    stages = procedures.stages()
    return [
        Passed(stages[one.stage].label, str(one.by), one.at, one.decision == Signature.Decision.APPROVED, one.words)
        for one in rows
    ]
