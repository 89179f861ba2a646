"""What an inspection looks at and how many points each thing costs: a file of data, which the operator may replace."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

FULL = Decimal(100)
"""Points with which every agency begins."""
SOURCES = (
    "columns_stale", "columns_empty", "media_stale", "dead_links", "severe", "rectified_late", "requests_late",
    "letters_late", "report_missing",
)  # fmt: skip
"""What the system can count by itself."""


class BadScheme(Exception):
    """The operator's file cannot be used. ``str()`` says which line and why."""

    code = "INSPECTION_ITEMS"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is looked at. Without a source a person looks."""

    key: str
    label: str
    unit: str
    each: Decimal
    most: Decimal
    source: str = ""

    def points(self, count: int) -> Decimal:
        """What a count costs."""
        return min(self.each * count, self.most)


@dataclass(frozen=True, slots=True)
class Scheme:
    """The items, and the digest of the file in which they stand."""

    items: tuple[Item, ...]
    digest: str

    def item(self, key: str) -> Item | None:
        """An item by its key; None for one of an earlier scheme."""
        return next((one for one in self.items if one.key == key), None)


def scheme() -> Scheme:
    """The scheme in force. Raises BadScheme."""
    return _read(settings.GONGKAI_INSPECTION_ITEMS)


@cache
def _read(path: str) -> Scheme:
    try:
        text = Path(path).read_text("utf-8") if path else _own()
        rows = yaml.safe_load(text)["items"]
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError) as error:
        raise BadScheme(f"督查指标方案读不出来：{type(error).__name__}。") from error
    items = tuple([_item(place, row) for place, row in enumerate(rows, start=1)])
    if not items or len({one.key for one in items}) != len(items):
        raise BadScheme("督查指标方案里没有指标，或者代码重复。")
    return Scheme(items, sha256(text.encode()).hexdigest())


def _own() -> str:
    return (files("gongkai.oversight") / "data" / "inspection_items.yaml").read_text("utf-8")


def _item(place: int, row: Any) -> Item:
    try:
        source = row.get("source", "")
        each, most = Decimal(str(row["each"])), Decimal(str(row["most"]))
        made = Item(str(row["key"])[:40], str(row["label"])[:80], str(row["unit"]), each, most, source)
    except (AttributeError, KeyError, InvalidOperation, TypeError) as error:
        raise BadScheme(f"第{place}个指标缺少key、label、unit、each或者most。") from error
    if source and source not in SOURCES:
        raise BadScheme(f"第{place}个指标的source“{source}”系统不会数。")
    if each < 0 or not 0 <= most <= FULL:
        raise BadScheme(f"第{place}个指标的分值应在0至100之间。")
    return made
