"""Amounts of a finance table: read as people write them, kept in fen, shown with two places."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gongkai.statute.village_duties import finance_classes
from gongkai.village.errors import Unbalanced

_AMOUNT = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,12})(?:\.[0-9]{1,2})?")
MOST_FEN = 10**14


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table as it is written, before it is kept."""

    finance_class: str
    item: str
    amount_fen: int
    note: str = ""
    on: date | None = None


def fen(said: str) -> int:
    """``1,234.5`` as 123450. Raises ValueError for what is no amount with at most two places."""
    plain = said.strip().removeprefix("¥").removesuffix("元").replace("，", ",").replace("－", "-").strip()
    if not _AMOUNT.fullmatch(plain):
        raise ValueError(said)
    whole, _, rest = plain.replace(",", "").partition(".")
    sign = -1 if whole.startswith("-") else 1
    return sign * (int(whole.lstrip("-")) * 100 + int(rest.ljust(2, "0") or 0))


def yuan(amount: int) -> str:
    """``1,234.50``."""
    sign = "-" if amount < 0 else ""
    whole, rest = divmod(abs(amount), 100)
    return f"{sign}{whole:,}.{rest:02d}"


def moved(rows: Iterable[Line]) -> tuple[int, int]:
    """What came in and what went out, in fen."""
    signs = {code: one.sign for code, one in finance_classes().items()}
    found = list(rows)
    income = sum(row.amount_fen for row in found if signs[row.finance_class] > 0)
    return income, sum(row.amount_fen for row in found if signs[row.finance_class] < 0)


def require_balance(rows: Iterable[Line], opening: int | None, closing: int | None) -> None:
    """Opening + income − expenditure = closing. Raises Unbalanced naming the figures; also when income or expenditure
    stands there without the two balances."""
    income, spent = moved(found := list(rows))
    moves = any(finance_classes()[row.finance_class].sign for row in found)
    if opening is None or closing is None:
        if moves or opening is not None or closing is not None:
            raise Unbalanced("有收入或者支出的，请填写期初余额和期末余额。", "opening")
        return
    expected = opening + income - spent
    if expected != closing:
        raise Unbalanced(
            f"收支不平：期初{yuan(opening)}＋收入{yuan(income)}－支出{yuan(spent)}＝{yuan(expected)}，"
            f"而期末写的是{yuan(closing)}，相差{yuan(closing - expected)}元。",
            "closing",
        )
