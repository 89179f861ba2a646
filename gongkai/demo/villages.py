"""The twelve villages of the made-up district: their people, and what they posted, through the real verbs.

What is posted follows from what the clock says a village owes, so that it is always up to date but for what the data
name as late or missing. One village has a year behind it, the others a quarter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from django.utils.timezone import localdate

from gongkai.agencies.actions import establish_agency, give_post
from gongkai.agencies.models import Kind, User
from gongkai.agencies.roles import Role
from gongkai.demo.district import FOUNDED, HELD_FROM, PASSWORD, District
from gongkai.demo.drawings import drawn
from gongkai.demo.stage import Story, on
from gongkai.editorial.reviewing import Seen
from gongkai.files.checking import check
from gongkai.files.uploading import Received
from gongkai.statute.village import BoardKind, Frequency
from gongkai.statute.village_duties import Standing, period_of
from gongkai.village import clock, hanging, objections, posting, showing
from gongkai.village.clock import Owed
from gongkai.village.hanging import Hung
from gongkai.village.models import BoardPhoto, Objection, Posting, Village
from gongkai.village.money import Line, moved
from gongkai.village.posting import Content, Correction

SIGN_IN = {"clerk": "cunwenshu", "overseer": "jianduwei", "reviewer": "xiangzhen"}
"""Who of the first village can sign in to the demo; all others only have their posts."""
LATE_BY, BEFORE = 6, 4
"""Days after the limit, and at least so many before it."""
HANGS = 60
"""Days for which what is told of a period hangs: until the next quarter's is near."""
PROVEN = 75
"""Days back to which the first two villages have photographs of their boards."""


@dataclass(frozen=True, slots=True)
class Hamlet:
    """A village with its people and its place in the list."""

    place: int
    village: Village
    clerk: User
    overseer: User
    reviewer: User

    @property
    def code(self) -> str:
        return str(self.village.agency.code)


@cache
def texts() -> dict[str, Any]:
    """Names and words, from data/villages.yaml."""
    found = yaml.safe_load((files("gongkai.demo") / "data" / "villages.yaml").read_text("utf-8"))
    told: dict[str, Any] = found
    return told


def signing_in() -> list[tuple[str, str, str]]:
    """Who of the first village and its township can sign in: the name to sign in with, their own, what they are."""
    told = texts()
    township, ((_, village), *_) = next(iter(told["villages"].items()))
    return [
        (SIGN_IN["clerk"], told["clerks"][0], f"{village}文书"),
        (SIGN_IN["overseer"], told["overseers"][0], f"{village}村务监督委员会主任"),
        (SIGN_IN["reviewer"], told["reviewers"][township], "莲塘镇村务公开审核员"),
    ]


def settle(district: District, now: datetime) -> list[Hamlet]:
    """Found the villages below their townships and register their boards."""
    found: list[Hamlet] = []
    last = _quarter(localdate(now))
    for township, entries in texts()["villages"].items():
        login = SIGN_IN["reviewer"] if not found else ""
        reviewer = _person(texts()["reviewers"][township], login, f"{township}-shenhe")
        give_post(
            user=reviewer, agency=district.agencies[township], role=Role.TOWNSHIP_REVIEWER, held_from=HELD_FROM,
            at=FOUNDED, title="村务公开审核员",
        )  # fmt: skip
        for code, name in entries:
            found.append(_village(district, township, (code, name), reviewer, len(found)))
            since = last if len(found) > 1 else date(last.year - 1, last.month, 1)
            row = Village(agency=found[-1].village.agency, busy_finance=False, counted_from=since)
            posting.register(village=row, by=reviewer, at=on(since, 8))
            found[-1] = Hamlet(len(found) - 1, row, found[-1].clerk, found[-1].overseer, reviewer)
    return found


def stories(district: District, now: datetime) -> list[Story]:
    """What every village posted until now, and what waits at this moment."""
    hamlets = settle(district, now)
    acts: list[Story] = []
    for hamlet in hamlets:
        acts += [_posts(hamlet, content, day, now) for content, day in _owed(hamlet, localdate(now))]
    acts += [_happened(hamlets[entry["village"]], entry, now) for entry in texts()["happened"]]
    return [*acts, _waiting(hamlets, now)]


def _quarter(today: date) -> date:
    """The first day of the last quarter that is over for long enough to be told late."""
    inside = period_of(Frequency.QUARTERLY, today - timedelta(days=26)).start
    return period_of(Frequency.QUARTERLY, inside - timedelta(days=1)).start


def _village(district: District, township: str, named: tuple[str, str], reviewer: User, place: int) -> Hamlet:
    code, short = named
    parent = district.agencies[township]
    agency = establish_agency(
        parent=parent,
        at=FOUNDED,
        kind=Kind.VILLAGE,
        name=f"{parent.short_name}{short}村民委员会",
        short_name=short,
        code=code,
        number_prefix=f"{parent.number_prefix[:-1]}{short[:-1]}",
        address=f"{parent.short_name}{short}（演示地址）",
        telephone="0000-2025000",
        takes_requests=False,
        established_on=HELD_FROM,
    )
    first = place == 0
    clerk = _person(texts()["clerks"][place], SIGN_IN["clerk"] if first else "", f"{code}-wenshu")
    overseer = _person(texts()["overseers"][place], SIGN_IN["overseer"] if first else "", f"{code}-jiandu")
    for user, role, title in ((clerk, Role.VILLAGE_CLERK, "村文书"), (overseer, Role.OVERSIGHT_MEMBER, "监委会主任")):
        give_post(user=user, agency=agency, role=role, held_from=HELD_FROM, at=FOUNDED, title=title)
    return Hamlet(place, Village(agency=agency), clerk, overseer, reviewer)


def _person(name: str, login: str, otherwise: str) -> User:
    return User.objects.create_user(login or otherwise, password=PASSWORD if login else None, name=name)


def _owed(hamlet: Hamlet, today: date) -> Iterator[tuple[Content, date]]:
    """A posting for each board and period that a village owes, with the day on which it was handed in."""
    groups: dict[tuple[str, date, str], list[Owed]] = {}
    for line in clock.owed([hamlet.village], since=hamlet.village.counted_from, today=today):
        if line.standing in (Standing.MISSING, Standing.WAITING):
            groups.setdefault((line.duty.board.value, line.day, line.told), []).append(line)
    skipped = hamlet.code == texts()["missing"]
    for (kind, _, _), lines in groups.items():
        late = hamlet.code in texts()["late"] and kind == BoardKind.FINANCE
        day = lines[0].due_on + timedelta(days=LATE_BY if late else -BEFORE - hamlet.place % 7)
        if day < today and not (skipped and kind == BoardKind.AFFAIRS):
            yield _content(hamlet, lines), day


def _content(hamlet: Hamlet, lines: list[Owed]) -> Content:
    """The words for what is owed, different from village to village and from quarter to quarter."""
    first, *rest = lines
    turn = hamlet.place + first.day.month // 3
    given: dict[str, Any] = {"duty": first.duty.code, "also": tuple(one.duty.code for one in rest), "day": first.day}
    given["days"] = None if first.duty.frequency is Frequency.LONG_TERM else HANGS
    if first.duty.board is BoardKind.FINANCE:
        return Content(**given, title=f"{first.told}集体财务公开", **_money(hamlet, first, turn))
    told = texts()
    forever = first.duty.frequency is Frequency.LONG_TERM
    kinds = {BoardKind.AFFAIRS: told["affairs"][0], BoardKind.SERVICES: told["services"]}
    entry = kinds.get(first.duty.board) or told["organisation" if forever else "party"]
    words = {
        "n": 1 + turn % 3,
        "work": told["works"][turn % len(told["works"])],
        "done": told["done"][turn % len(told["done"])],
        "talk": told["talks"][turn % len(told["talks"])],
    }
    title = entry["title"] if forever else f"{first.told}{entry['title']}"
    return Content(**given, title=title, text=entry["text"].format(**words))


def _money(hamlet: Hamlet, first: Owed, turn: int) -> dict[str, Any]:
    """A table that balances."""
    told, lines = texts(), []
    if first.duty.code in ("finance_plan", "distribution"):
        what = "收支" if first.duty.code == "finance_plan" else "收益"
        plan = [(f"全年{what}计划", 96_000), ("公积公益金", 12_000), ("福利费", 8_000)]
        return {"lines": tuple(Line(first.duty.code, item, amount * 100) for item, amount in plan)}
    for name, code, count in (("income", "income", 3), ("spending", "expenditure", 4)):
        for step in range(count):
            item, amount = told[name][(turn + step) % len(told[name])]
            lines.append(Line(code, item, round(amount * 100) + 1000 * hamlet.place))
    for name in ("assets", "resources", "debts"):
        lines += [Line(name, item, round(amount * 100)) for item, amount in told[name]]
    income, spent = moved(lines)
    opening = 3_000_000 + 210_000 * turn
    return {"lines": tuple(lines), "opening_fen": opening, "closing_fen": opening + income - spent}


def _posts(hamlet: Hamlet, content: Content, day: date, now: datetime) -> Story:
    """Written and handed in by the clerk, signed in the afternoon and the morning after."""
    row = yield on(day, 9, hamlet.place), lambda at: _handed_in(hamlet, content, at)
    yield from _signed(hamlet, row, day, now)
    if hamlet.place < 2 and content.lines and day > localdate(now) - timedelta(days=PROVEN):
        yield from _proven(hamlet, row, day, accepted=hamlet.place == 0)


def _handed_in(hamlet: Hamlet, content: Content, at: datetime, **more: Any) -> Posting:
    row = posting.draft(village_id=hamlet.village.pk, content=content, by=hamlet.clerk, at=at, **more)
    posting.hand_in(posting_id=row.pk, by=hamlet.clerk, at=at)
    return row


def _signed(hamlet: Hamlet, row: Posting, day: date, now: datetime) -> Story:
    for step in (on(day, 15), on(day, 17)):
        if step < now:
            yield step, lambda at: _sign(hamlet, row, at)


def _sign(hamlet: Hamlet, row: Posting, at: datetime) -> None:
    found = posting.stage_of(row)
    if found is not None:
        by = hamlet.overseer if found.stage == "oversight" else hamlet.reviewer
        posting.sign(posting_id=row.pk, seen=Seen(found.seq, found.digest), by=by, at=at)
    row.refresh_from_db()


def _proven(hamlet: Hamlet, row: Posting, day: date, *, accepted: bool) -> Story:
    told = [("本期张贴", row.title), ("监督电话", str(hamlet.village.agency.telephone))]
    content = drawn(f"{hamlet.village.agency.short_name}公开栏", "cards", told, hamlet.place)
    photo = Received(content, check(content, "公开栏.png"))
    shot = Hung(day, "村委会门口公开栏", photo, shown=accepted)
    given: dict[str, Any] = {"posting_id": row.pk, "hung": shot, "by": hamlet.clerk}
    made = yield on(day, 18), lambda at: hanging.prove(**given, at=at)
    if accepted:
        yield on(day, 19), lambda at: hanging.judge(photo_id=made.pk, accepted=True, why="", by=hamlet.reviewer, at=at)
        yield on(day, 19, 30), lambda at: _shown(hamlet, made, at)


def _shown(hamlet: Hamlet, photo: BoardPhoto, at: datetime) -> None:
    """The township lets everybody see a photograph, which the clerk asked for."""
    found = showing.round_of(photo)
    if found is not None:
        seen = Seen(found.seq, found.digest)
        showing.allow(photo_id=photo.pk, seen=seen, by=hamlet.reviewer, at=at)


def _happened(hamlet: Hamlet, entry: dict[str, Any], now: datetime) -> Story:
    """Something that was posted as it happened."""
    day = localdate(now) - timedelta(days=entry["days"])
    content = Content(entry["duty"], day, entry["title"], entry["text"], days=30)
    yield from _posts(hamlet, content, day + timedelta(days=2), now)


def _waiting(hamlets: list[Hamlet], now: datetime) -> Story:
    """This week: a question that was answered and one that waits, a correction, a draft that waits for a signature."""
    first, day = hamlets[0], localdate(now) - timedelta(days=3)
    row = Posting.objects.filter(village=first.village, board="finance", published_at__isnull=False)
    asked = yield on(day, 10), lambda at: _ask(row.first(), "question", "路灯电费是按哪几个月的表算的？", at)
    if asked:
        yield (
            on(day, 16),
            lambda at: objections.answer(
                objection_id=asked.pk, words="是本季度三个月的，电表读数在村委会可以查。", by=first.clerk, at=at
            ),
        )
    yield on(day, 17), lambda at: _ask(row.first(), "objection", "会议误工补贴的人数和我记得的不一样。", at)
    wrong = Posting.objects.filter(village=hamlets[4].village, duty="homesteads", published_at__isnull=False)
    old = yield on(day, 18), lambda _: wrong.first()
    if old:
        text = old.text.replace("审核通过3户", "审核通过4户")
        content = Content(old.duty, old.happened_on, old.title, text, days=30)
        why = Correction(old.pk, "漏列一户")
        new = yield on(day, 18, 30), lambda at: _handed_in(hamlets[4], content, at, correction=why)
        yield from _signed(hamlets[4], new, day + timedelta(days=1), now)
    text = "11月村民代表会议同意将村前水塘清淤列入明年计划，费用从集体收入列支。"
    late = Content("major_matters", day, "村民代表会议讨论村前水塘清淤", text)
    yield on(day + timedelta(days=1), 9), lambda at: _handed_in(first, late, at)


def _ask(row: Posting | None, sort: str, words: str, at: datetime) -> Objection | None:
    if row is None:
        return None
    receipt = objections.ask(posting_id=row.pk, sort=sort, words=words, at=at)
    return Objection.objects.get(number=receipt.number)
