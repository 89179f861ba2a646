"""The closed list of names that the narrative may bind, each computed from the year's facts.

A name is a key (``b.new.total``) or its Chinese label (``新收``). A field is a figure, or a whole sentence that
changes sensibly with its figures (``句.申请`` says 未收到 when there were none).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from gongkai.report.write.cells import figure
from gongkai.reporting import sentences
from gongkai.reporting.counting import COLUMN_OF
from gongkai.reporting.facts import Facts
from gongkai.reporting.register import REGISTER
from gongkai.statute.report_tables import COLUMNS_B, COLUMNS_C, GROUPS_C, TABLE_B


@dataclass(frozen=True, slots=True)
class Field:
    """A name that the narrative may bind; ``read`` gives None while the figure is not known."""

    key: str
    label: str
    read: Callable[[Facts], str | None]
    group: str = ""


GROUPS = ("常用", "整句", "登记数字", "表三", "表四")


def values(facts: Facts) -> dict[str, str | None]:
    """Every field by key and by label."""
    found: dict[str, str | None] = {}
    for field in fields():
        found[field.key] = found[field.label] = field.read(facts)
    return found


@cache
def fields() -> tuple[Field, ...]:
    """All fields in the order in which the editor lists them."""
    return (*_common(), *_sentences(), *_figures(), *_cells_b(), *_cells_c())


@cache
def by_name() -> Mapping[str, Field]:
    """Fields by key and by label."""
    return {name: field for field in fields() for name in (field.key, field.label)}


def _common() -> tuple[Field, ...]:
    def cell(row: str, column: str = "total") -> Callable[[Facts], str]:
        return lambda facts: str(facts.b[row][COLUMN_OF[column]])

    def group(start: str) -> Callable[[Facts], str]:
        return lambda facts: str(sentences.outcome_group(facts, start))

    plain: tuple[tuple[str, str, Callable[[Facts], str | None]], ...] = (
        ("agency", "机关名称", lambda facts: facts.agency.name),
        ("year", "年度", lambda facts: str(facts.year)),
        ("office", "公开工作机构", lambda facts: facts.agency.disclosure_office or facts.agency.name),
        ("received", "新收", cell("new")),
        ("carried_in", "上年结转", cell("carry_in")),
        ("closed", "办结", cell("total")),
        ("carried_out", "结转下年", cell("carry_out")),
        ("open", "予以公开", cell("open")),
        ("partial", "部分公开", cell("partial")),
        ("refused", "不予公开", group("no_")),
        ("unable", "无法提供", group("na_")),
        ("not_processed", "不予处理", group("np_")),
        ("otherwise", "其他处理", group("ot_")),
        ("channel.web", "网上申请", lambda facts: str(facts.channels.get("web", 0))),
        ("channel.letter", "信函申请", lambda facts: str(sentences.letters(facts))),
        ("channel.counter", "当面申请", lambda facts: str(facts.channels.get("counter", 0))),
        ("channel.fax", "传真申请", lambda facts: str(facts.channels.get("fax", 0))),
        ("channel.other", "其他渠道申请", lambda facts: str(facts.channels.get("other", 0))),
        ("on_time_rate", "按期答复率", sentences.on_time_rate),
        ("fee.charged", "信息处理费", lambda facts: str(facts.fees_charged)),
        ("reconsiderations", "行政复议", lambda facts: str(facts.c[0][-1])),
        ("lawsuits", "行政诉讼", lambda facts: str(facts.c[1][-1] + facts.c[2][-1])),
    )
    return tuple(Field(key, label, read, "常用") for key, label, read in plain)


def _sentences() -> tuple[Field, ...]:
    found: tuple[tuple[str, str, Callable[[Facts], str]], ...] = (
        ("sentence.proactive", "句.主动公开", sentences.proactive),
        ("sentence.requests", "句.申请", sentences.requests),
        ("sentence.outcomes", "句.办理结果", sentences.outcomes),
        ("sentence.disputes", "句.复议诉讼", sentences.disputes),
        ("sentence.supervision", "句.监督保障", sentences.supervision),
        ("sentence.fee", "句.信息处理费", sentences.fee),
        ("sentence.contact", "句.联系方式", sentences.contact),
    )
    return tuple(Field(key, label, read, "整句") for key, label, read in found)


def _figures() -> tuple[Field, ...]:
    def entered(key: str) -> Callable[[Facts], str | None]:
        return lambda facts: _plain(facts.figure(key))

    return tuple(
        Field(("a." if kind.table_a else "figure.") + kind.key, kind.label, entered(kind.key), "登记数字")
        for kind in REGISTER.values()
    )


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else figure(value)


def _cells_b() -> tuple[Field, ...]:
    def cell(row: str, place: int) -> Callable[[Facts], str]:
        return lambda facts: str(facts.b[row][place])

    return tuple(
        Field(f"b.{row.key}.{column}", f"表三.{row.full_label}.{label}", cell(row.key, place), "表三")
        for row in TABLE_B
        for place, (column, label) in enumerate(COLUMNS_B)
    )


def _cells_c() -> tuple[Field, ...]:
    def cell(group: int, place: int) -> Callable[[Facts], str]:
        return lambda facts: str(facts.c[group][place])

    return tuple(
        Field(f"c.{key}.{column}", f"表四.{title}.{label}", cell(group, place), "表四")
        for group, (key, title) in enumerate(GROUPS_C)
        for place, (column, label) in enumerate(COLUMNS_C)
    )
