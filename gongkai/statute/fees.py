"""The processing fee for requests beyond a quantity (条例 42, 国办函〔2020〕109号): charged by item or by
page, never both for one request, in marginal tiers. Charging is the officer's decision: nothing here
charges anybody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gongkai.statute.citation import Citation, cite
from gongkai.statute.errors import BadInput, UnknownParameter
from gongkai.statute.parameters import Rules

PER_ITEM, PER_PAGE = "per_item", "per_page"
METHOD_LABELS = {PER_ITEM: "按件计收", PER_PAGE: "按量计收"}
_CHOICE = cite("fee_rules:3")
_MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class FeeStep:
    """One tier: the first and last number charged in it, yuan for each, and the yuan it comes to."""

    first: int
    last: int
    price: int
    amount: int
    citation: Citation
    unit: str = "件"

    def __str__(self) -> str:
        count = self.last - self.first + 1
        span = f"第{self.first}至{self.last}{self.unit}" if count > 1 else f"第{self.first}{self.unit}"
        if not self.price:
            return f"{span}：不收费"
        return f"{span}：{count}{self.unit}×{self.price}元＝{self.amount}元"


@dataclass(frozen=True, slots=True)
class FeeCalculation:
    """An amount in yuan, how it was charged, and the tiers it is made of."""

    amount: int
    method: str
    steps: tuple[FeeStep, ...]


def per_item(ordinal: int, *, rules: Rules, on: date) -> FeeCalculation:
    """The fee for one request, the ``ordinal``-th of the same applicant in a calendar month (art 4).

    The ordinal counts every request of the month, whichever way the others were charged. Raises
    BadInput for an ordinal below 1 and for a day before the fee rules.
    """
    _whole(ordinal, "当月件数序号", least=1)
    price, citation = _item_price(rules, on, ordinal)
    return FeeCalculation(price, PER_ITEM, (FeeStep(ordinal, ordinal, price, price, citation),))


def per_item_total(count: int, *, rules: Rules, on: date) -> FeeCalculation:
    """What all requests of a month come to when each is charged by item. Raises BadInput."""
    _whole(count, "件数")
    steps = []
    first = 1
    while first <= count:
        price, citation = _item_price(rules, on, first)
        last = min(count, _last_at_price(rules, on, first))
        steps.append(FeeStep(first, last, price, price * (last - first + 1), citation))
        first = last + 1
    return _sum(PER_ITEM, steps)


def per_page(pages: int, *, rules: Rules, on: date) -> FeeCalculation:
    """The fee for one request charged by pages (art 5). Raises BadInput."""
    _whole(pages, "页数")
    tiers, citation = _tiers(rules, on, "fee_per_page")
    steps = []
    first = 1
    for end, price in tiers:
        if first > pages:
            break
        last = pages if end is None else min(pages, end)
        steps.append(FeeStep(first, last, price, price * (last - first + 1), citation, "页"))
        first = last + 1
    return _sum(PER_PAGE, steps)


@dataclass(frozen=True, slots=True)
class MonthlyRequest:
    """One request of a month: its ordinal and, when it is charged by pages, their number."""

    ordinal: int
    pages: int | None = None


def month_total(requests: Iterable[MonthlyRequest], *, rules: Rules, on: date) -> FeeCalculation:
    """What an applicant's requests of a month come to, each charged by item or by page, never both.

    Raises BadInput when one ordinal is charged twice.
    """
    steps: list[FeeStep] = []
    seen: set[int] = set()
    methods: set[str] = set()
    for request in requests:
        if request.ordinal in seen:
            raise BadInput(f"当月第{request.ordinal}件申请重复计费；每件申请只能选择一种标准（{_CHOICE}）。")
        seen.add(request.ordinal)
        if request.pages is None:
            found = per_item(request.ordinal, rules=rules, on=on)
        else:
            found = per_page(request.pages, rules=rules, on=on)
        methods.add(found.method)
        steps.extend(found.steps)
    return _sum(methods.pop() if len(methods) == 1 else "mixed", steps)


def _sum(method: str, steps: list[FeeStep]) -> FeeCalculation:
    return FeeCalculation(sum(step.amount for step in steps), method, tuple(steps))


def _item_price(rules: Rules, on: date, ordinal: int) -> tuple[int, Citation]:
    tiers, citation = _tiers(rules, on, "fee_per_item")
    for end, price in tiers:
        if ordinal <= end:
            return price, citation
    size, rise = rules.value("fee_per_item_step", on)
    last, price = tiers[-1]
    return price + rise * ((ordinal - last - 1) // size + 1), citation


def _last_at_price(rules: Rules, on: date, ordinal: int) -> int:
    """The last ordinal that costs what this one costs."""
    tiers, _ = _tiers(rules, on, "fee_per_item")
    for end, _price in tiers:
        if ordinal <= end:
            return int(end)
    size, _ = rules.value("fee_per_item_step", on)
    last = tiers[-1][0]
    return int(last + ((ordinal - last - 1) // size + 1) * size)


def _tiers(rules: Rules, on: date, name: str) -> tuple[list[tuple[int, int]], Citation]:
    try:
        parameter = rules.get(name, on)
    except UnknownParameter as error:
        first = rules.versions(name)[0].effective_from
        message = f"{on:%Y-%m-%d}没有生效的信息处理费标准（{first:%Y-%m-%d}起施行），不能收费。"
        raise BadInput(message, code="FEE_NO_RULES") from error
    return parameter.value, parameter.citation


def _whole(number: int, name: str, least: int = 0) -> None:
    if isinstance(number, bool) or not isinstance(number, int) or number < least:
        raise BadInput(f"{name}应为不小于{least}的整数，现为{number}。")
    if number > _MOST:
        raise BadInput(f"{name}{number}过大，请核对。")
