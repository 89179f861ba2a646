"""What the pages, posters and the API say of a posting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from gongkai.disclosure.handing_out import day
from gongkai.files import store
from gongkai.files.limits import megabytes
from gongkai.portal.site import site
from gongkai.statute.parameters import rules
from gongkai.statute.village import Frequency, statutory_items
from gongkai.statute.village_duties import period_of, shortest
from gongkai.typeset.poster_pdf import Poster
from gongkai.typeset.running import Block, Cell, Grid, Paragraph, Run
from gongkai.village import keeping, money, queries
from gongkai.village.models import BoardPhoto, Posting, Village
from gongkai.village.queries import Board

PICTURES = {"jpeg", "png"}
LASTING = "长期公开"
CYCLES = (Frequency.MONTHLY, Frequency.QUARTERLY, Frequency.HALF_YEARLY, Frequency.YEARLY)


@dataclass(frozen=True, slots=True)
class Shown:
    """A file as its page lists it."""

    place: int
    name: str
    size: str
    picture: bool
    open: bool


@dataclass(frozen=True, slots=True)
class Money:
    """A finance table: its rows with their amounts in words, what came in and went out, and the balances."""

    rows: list[tuple[str, str, str, str, str]]
    opening: str
    income: str
    expenditure: str
    closing: str


def posting(row: Posting, today: date) -> dict[str, Any]:
    """What the page of a posting shows."""
    return {
        "row": row,
        "village": row.village,
        "table": table(row),
        "files": [shown(one) for one in row.files.all()],
        "hangs": row.hangs(today),
        "hung": queries.hung(row),
        "board_photo": board_photo(row),
        "told": _when(row),
        "signed": queries.signed(row),
        "least": shortest(row.posted_from or today, rules())[0],
        "law": str(statutory_items(row.posted_from or today).citation),
    }


def board_photo(row: Posting) -> BoardPhoto | None:
    """The newest photograph of the paper board that everybody may see now."""
    return next((one for one in queries.pictures(row) if store.is_open(one.stored)), None)


def shown(one: Any) -> Shown:
    """A file of a posting."""
    stored = one.stored
    return Shown(
        one.place, keeping.name_of(one), megabytes(stored.size), stored.kind in PICTURES, store.is_open(stored)
    )


def told(row: Posting) -> str:
    """Of which time a posting tells, in words."""
    if row.period_start and row.period_end:
        for cycle in CYCLES:
            period = period_of(cycle, row.period_start)
            if (period.start, period.end) == (row.period_start, row.period_end):
                return period.label
    return day(row.happened_on) if row.happened_on else LASTING


def _when(row: Posting) -> str:
    """The same beside the last day of the posting: what stands as long as it holds says so once, there."""
    words = told(row)
    return "" if words == LASTING and row.posted_until is None else words


def table(row: Posting) -> Money | None:
    """The finance table of a posting; None when there is none."""
    rows = list(row.rows.all())
    if not rows:
        return None
    lines = [money.Line(one.finance_class, one.item, one.amount_fen) for one in rows]
    income, spent = money.moved(lines)
    body = [
        (
            one.get_finance_class_display(),
            one.item,
            money.yuan(one.amount_fen),
            f"{one.on:%Y-%m-%d}" if one.on else "",
            one.note,
        )
        for one in rows
    ]
    whole = row.opening_fen is not None and row.closing_fen is not None
    return Money(
        body,
        money.yuan(row.opening_fen) if whole and row.opening_fen is not None else "",
        money.yuan(income),
        money.yuan(spent),
        money.yuan(row.closing_fen) if whole and row.closing_fen is not None else "",
    )


def board_poster(village: Village, board: Board, address: str, on: date) -> Poster:
    """What hangs on a board on a day. Raises TextMissing, UnprintableText."""
    updated = f"更新日期：{day(board.updated)}　" if board.updated else ""
    return Poster(
        title=f"{village.agency.short_name}{board.kind.label}公开栏",
        site=site().name,
        address=address,
        updated=f"{updated}打印日期：{day(on)}",
        rows=tuple((row.title, f"{row.posted_from:%Y-%m-%d}") for row in board.postings),
        below=(village.agency.name, "看内容和往年的，请扫码；没有手机的，请到村委会查阅。"),
    )


def posting_poster(row: Posting, address: str, on: date) -> Poster:
    """A posting in full. Raises TextMissing, UnprintableText."""
    until = f"公示至{day(row.posted_until)}" if row.posted_until else LASTING
    assert row.posted_from is not None, "only what is public is printed"
    return Poster(
        title=row.title,
        site=site().name,
        address=address,
        updated=f"更新日期：{day(row.posted_from)}　{until}　打印日期：{day(on)}",
        below=(f"{row.village.agency.name}　{row.get_board_display()}公开",),
        blocks=tuple(_blocks(row)),
    )


def _blocks(row: Posting) -> Iterator[Block]:
    when = _when(row)
    yield Paragraph((Run(f"公开事项：{row.items}" + (f"（{when}）" if when else "")),))
    for line in filter(None, (line.strip() for line in row.text.splitlines())):
        yield Paragraph((Run(line),))
    found = table(row)
    if found is None:
        return
    head = tuple(Cell(name) for name in ("类别", "项目", "金额（元）", "说明"))
    body = tuple(
        tuple(Cell(words) for words in (kind, item, amount, note)) for kind, item, amount, _, note in found.rows
    )
    yield Grid((head, *body), caption="财务明细")
    if found.opening:
        sums = (
            f"期初余额{found.opening}元，收入{found.income}元，支出{found.expenditure}元，期末余额{found.closing}元。"
        )
        yield Paragraph((Run(sums, bold=True),))
