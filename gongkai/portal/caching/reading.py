"""What an answer is made from, noted while it is made: by the tables that are read, or as a view says it better."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache, wraps
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

from gongkai.portal.caching import topics

View = Callable[..., HttpResponse]
_TABLE = re.compile(r'(?:FROM|JOIN) "(\w+)"')
_QUIET = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


@dataclass(slots=True)
class Reading:
    """What an answer shows. ``unknown`` names the first table of which nobody would tell that it changed."""

    topics: set[str] = field(default_factory=set)
    unknown: str = ""
    until: datetime | None = None
    """When it becomes another one by itself, before midnight; nothing for most."""
    narrow: tuple[str, ...] | None = None


_current: ContextVar[Reading | None] = ContextVar("reading", default=None)


@contextmanager
def noting() -> Iterator[Reading]:
    """Note what is read within."""
    reading = Reading()
    token = _current.set(reading)
    try:
        with connection.execute_wrapper(_execute):
            yield reading
    finally:
        _current.reset(token)


def under_way() -> bool:
    """Whether somebody notes already what is read, and wants to know it all."""
    return _current.get() is not None


def shows(*names: str) -> None:
    """Say that the answer that is being made shows these."""
    reading = _current.get()
    if reading is not None:
        reading.topics.update(names)


def ends(at: datetime) -> None:
    """Say that the answer is another one from a moment on, as when a consultation closes."""
    reading = _current.get()
    if reading is not None:
        reading.until = at if reading.until is None else min(at, reading.until)


@contextmanager
def only(*names: str) -> Iterator[None]:
    """What is read within and passes the gate is these and no more, so that another release changes nothing here."""
    reading = _current.get()
    if reading is None:
        yield
        return
    before, reading.narrow = reading.narrow, names
    reading.topics.update(names)
    try:
        yield
    finally:
        reading.narrow = before


def narrowly(*names: str) -> Callable[[View], View]:
    """A view that shows these and nothing else of what passes the gate."""

    def around(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **told: Any) -> HttpResponse:
            with only(*names):
                return view(request, *args, **told)

        return inner

    return around


def _execute(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    reading = _current.get()
    if reading is not None and isinstance(sql, str):
        _note(reading, sql)
    return execute(sql, params, many, context)


def _note(reading: Reading, sql: str) -> None:
    if sql.startswith(_QUIET):
        return
    if not sql.startswith("SELECT") and not sql.startswith("("):
        reading.unknown = reading.unknown or sql[:40]
        return
    known = topics.of_tables()
    for table in tables(sql):
        topic = known.get(table)
        if topic is None:
            reading.unknown = reading.unknown or table
        elif topic == topics.GATE:
            reading.topics.update((topic,) if reading.narrow is None else reading.narrow)
        elif topic:
            reading.topics.add(topic)


@lru_cache(maxsize=4096)
def tables(sql: str) -> frozenset[str]:
    """The tables that a statement reads from."""
    return frozenset(_TABLE.findall(sql))
