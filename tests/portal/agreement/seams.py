"""Every moment between two effects of a process, found while it works: where it may die.

An effect is whatever others could notice: a commit, a statement outside a transaction, a file that is opened to be
written, renamed, linked or removed (Python tells of each before it happens), a commit of the index. What a later
version does besides is a seam too, without a word here.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from django.db import connection

from gongkai.search.index import Writer

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND
_CHANGES = frozenset({"os.rename", "os.remove", "os.link", "os.symlink", "os.mkdir", "os.rmdir", "os.truncate"})
_HOUSE = f"{os.sep}gongkai{os.sep}"


class Dead(BaseException):
    """The process is no more: nothing of the house catches this."""


@dataclass
class Life:
    """A stretch of work. With ``end`` it ends before the effect of that number, and no effect follows."""

    folder: Path
    end: int | None = None
    seams: list[str] = field(default_factory=list)
    thread: int = field(default_factory=threading.get_ident)

    def seam(self, what: str) -> None:
        """An effect is about to happen."""
        if threading.get_ident() != self.thread:
            return
        self.seams.append(f"{what} in {_caller(sys._getframe(2))}")
        if self.end is not None and len(self.seams) > self.end:
            raise Dead(self.seams[self.end])


_alive: list[Life] = []
_hooked: list[bool] = []


def _heard(event: str, args: tuple[Any, ...]) -> None:
    if not _alive or (event not in _CHANGES and event != "open"):
        return
    place, life = str(args[1] if event == "os.symlink" else args[0]), _alive[0]
    if event == "open" and not (isinstance(args[2], int) and args[2] & _WRITING):
        return
    if place.startswith(str(life.folder)):
        life.seam(event)


def _caller(frame: FrameType | None) -> str:
    """The function of the house on whose behalf something happens."""
    while frame is not None and _HOUSE not in frame.f_code.co_filename:
        frame = frame.f_back
    if frame is None:
        return "the verb"
    return f"{Path(frame.f_code.co_filename).parent.name}.{Path(frame.f_code.co_filename).stem}.{frame.f_code.co_name}"


@contextmanager
def living(folder: Path, patch: pytest.MonkeyPatch, end: int | None = None) -> Iterator[Life]:
    """Work of a process whose files lie in a folder."""
    if not _hooked:
        sys.addaudithook(_heard)
        _hooked.append(True)
    life = Life(folder, end)
    with patch.context() as own, connection.execute_wrapper(_statement(life)):
        own.setattr(connection, "commit", _committing(_around(life, connection.commit, "commit")))
        own.setattr(Writer, "commit", _around(life, Writer.commit, "index"))
        _alive[:] = [life]
        try:
            yield life
        finally:
            _alive.clear()


def _around(life: Life, work: Callable[..., Any], what: str) -> Callable[..., Any]:
    def inner(*args: Any, **more: Any) -> Any:
        life.seam(f"before {what}")
        done = work(*args, **more)
        life.seam(f"after {what}")
        return done

    return inner


def _committing(work: Callable[[], Any]) -> Callable[[], Any]:
    """Who dies before a commit leaves no connection behind: the transaction is lost with it."""

    def inner() -> Any:
        try:
            return work()
        except Dead:
            # Django goes back to autocommit now, which PostgreSQL's driver refuses inside a transaction
            connection.close()
            raise

    return inner


def _statement(life: Life) -> Callable[..., Any]:
    """A statement that writes outside a transaction is a commit of its own."""

    def execute(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        alone = not connection.in_atomic_block and str(sql).startswith(("INSERT", "UPDATE", "DELETE"))
        if alone:
            life.seam("before a statement")
        done = execute(sql, params, many, context)
        if alone:
            life.seam("after a statement")
        return done

    return execute


def chosen(seams: list[str]) -> list[int]:
    """The first and the last effect of each sort: a mirror writes hundreds of files the same way."""
    places: dict[str, list[int]] = {}
    for number, name in enumerate(seams):
        places.setdefault(name, []).append(number)
    return sorted({number for found in places.values() for number in (found[0], found[-1])})
