"""What a browser or a word processor prints above and below every page: addresses, dates, titles, page numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from gongkai.report.read.folds import Placed
from gongkai.report.read.glyphs import han
from gongkai.report.read.text import is_page_number

_DEPTH = 2
"""So many lines at the head and at the foot of a page may be furniture."""
_ADDRESS = re.compile(r"^(?:https?|file)://\S+|^www\.\S+", re.IGNORECASE)
_COUNT = re.compile(r"^(?:\d{1,3}/\d{1,3}|第?\d{1,3}页?[/,，]?共\d{1,3}页)$")
_MOMENT = re.compile(r"^\d{1,4}[/.年-]\d{1,2}[/.月-]\d{1,4}日?,?\d{1,2}:\d{2}")


def without_margins(lines: Sequence[Placed]) -> list[Placed]:
    """The lines without what stands on every page. The first page keeps its title."""
    pages = [list(page) for _, page in groupby(lines, key=lambda item: item.page)]
    repeated = Counter(text for page in pages for text in {_shape(item) for item in _edges(page)} if text)
    found: list[Placed] = []
    seen: set[str] = set()
    for page in pages:
        edges = {id(item) for item in _edges(page)}
        for item in page:
            shape = _shape(item)
            again = shape in seen and repeated[shape] > 1
            seen.add(shape)
            if id(item) not in edges or not (_is_furniture(item) or (again and shape)):
                found.append(item)
    return found


def _edges(page: Sequence[Placed]) -> list[Placed]:
    return [*page[:_DEPTH], *page[max(len(page) - _DEPTH, _DEPTH) :]]


def _is_furniture(item: Placed) -> bool:
    text = item.line.text
    if _MOMENT.match(text) or _COUNT.match(text) or is_page_number(text):
        return True
    return bool(_ADDRESS.match(text)) and not han(text)


def _shape(item: Placed) -> str:
    """The words of a line that holds no figures of a table; page numbers in it do not count."""
    return "" if item.line.table or len(han(item.line.text)) < 4 else re.sub(r"\d+", "#", item.line.text)
