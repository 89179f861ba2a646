"""``gongkai fee``: the processing fee by item or by page (国办函〔2020〕109号)."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date

from gongkai.cli.arguments import (
    NOTHING_TO_REPORT,
    Arguments,
    guarded,
    print_json,
    read_count,
    read_date,
    read_format,
)
from gongkai.statute.errors import BadInput
from gongkai.statute.fees import METHOD_LABELS, FeeCalculation, per_item_total, per_page
from gongkai.statute.parameters import rules

_DESCRIPTION = """计算信息处理费。按件计收与按量计收只能选一种；是否收费由行政机关决定。

  gongkai fee --items 35     同一申请人一个自然月内35件申请，全部按件计收
  gongkai fee --pages 68     一件申请68页，按量计收"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``gongkai fee`` and return its exit status."""
    return guarded(_run, sys.argv[1:] if argv is None else argv)


def _run(argv: Sequence[str]) -> int:
    options = _arguments().parse_args(argv)
    output = read_format(options.format)
    if (options.items is None) == (options.pages is None):
        raise BadInput("请在 --items（按件）和 --pages（按量）中选一种，且只能选一种。", code="ARGUMENTS")
    # Without a day the rules that stand today apply; they have no end, so any late day will do.
    on = read_date(options.on, "申请日期") if options.on is not None else date.max
    if options.items is not None:
        found = per_item_total(read_count(options.items, "件数"), rules=rules(), on=on)
    else:
        found = per_page(read_count(options.pages, "页数"), rules=rules(), on=on)
    if output == "json":
        print_json(_document(found))
    else:
        _print(found)
    return NOTHING_TO_REPORT


def _arguments() -> Arguments:
    arguments = Arguments("fee", _DESCRIPTION)
    arguments.option("--items", metavar="件数", help="同一申请人一个自然月内的申请件数，全部按件计收")
    arguments.option("--pages", metavar="页数", help="一件申请的页数，按量计收")
    arguments.option("--on", metavar="日期", help="收到申请的日期（默认按现行标准）")
    arguments.option("--format", metavar="格式", default="text", help="text（默认）或 json")
    return arguments


def _document(found: FeeCalculation) -> dict[str, object]:
    return {
        "amount": found.amount,
        "method": found.method,
        "steps": [
            {
                "from": step.first,
                "to": step.last,
                "unit": step.unit,
                "price": step.price,
                "amount": step.amount,
                "what": str(step),
                "article": str(step.citation),
            }
            for step in found.steps
        ],
    }


def _print(found: FeeCalculation) -> None:
    print(f"{METHOD_LABELS[found.method]}：{found.amount}元")
    for step in found.steps:
        print(f"  {step}（{step.citation}）")
