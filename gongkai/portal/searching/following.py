"""This node's copy of the index, kept in step with the log of changes.

Whoever searches brings the copy up to date first, so no node needs a messenger; a worker does the same every minute.
A copy that is lost, damaged, of another version or of another database is made anew from the log.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.db.models import QuerySet

from gongkai.portal.searching import composing
from gongkai.portal.searching.models import Entry, Head, PartText
from gongkai.search import asking
from gongkai.search.document import Document
from gongkai.search.errors import Busy, Damaged
from gongkai.search.index import Index, State, Writer
from gongkai.search.query import Asked

logger = logging.getLogger(__name__)
AT_ONCE = 300
"""Changes that somebody who searches waits for: about a second's work. More are made beside."""
BATCH = 500
AN_HOUR = 3600
_building = threading.Lock()
_mended: list[float] = []


@dataclass(frozen=True, slots=True)
class Step:
    """How far this node is behind; None when its copy has to be made anew."""

    state: State | None
    behind: int


def index() -> Index:
    """This node's copy."""
    return _index(str(settings.GONGKAI_SEARCH_DIR))


@lru_cache(maxsize=4)
def _index(folder: str) -> Index:
    return Index(Path(folder))


def step() -> Step:
    """Where this node's copy stands against the log. One query."""
    head = Head.objects.first()
    epoch, seq = (str(head.epoch), head.seq) if head is not None else ("", 0)
    try:
        state = index().state()
    except Damaged:
        return Step(None, seq)
    if state.epoch != epoch or state.seq > seq:
        return Step(None, seq)
    return Step(state, seq - state.seq)


def at_once() -> None:
    """After a commit: the process that publishes brings its own copy up to date, when it is set to."""
    if settings.GONGKAI_SEARCH_AT_ONCE:
        ready()


def ready() -> bool:
    """Bring the copy up to date before a search. Returns whether there is one to search in: one that is far behind is
    searched as it is, and everything found is compared with what is public before it is shown."""
    found = step()
    if found.state is not None and not found.behind:
        return True
    small = found.behind <= AT_ONCE if found.state is not None else Entry.objects.count() <= AT_ONCE
    if small:
        try:
            catch_up()
        except (Busy, Damaged) as error:
            logger.warning("search index not brought up to date: %s", error)
            return found.state is not None
        return True
    _beside(catch_up)
    return found.state is not None


def mend() -> None:
    """Somebody's search failed. A copy that cannot be read is thrown away and made anew; one that looks sound is made
    anew beside, at most once an hour, so that no question can keep the house busy with that."""
    try:
        asking.ask(index(), Asked(""), size=1, facets=False)
        index().state()
    except Damaged as error:
        logger.error("search index is damaged (%s) and is made anew", error.why)
        with suppress(Busy):
            index().destroy()
            ready()
        return
    if not _mended or time.monotonic() - _mended[-1] > AN_HOUR:
        _mended[:] = [time.monotonic()]
        logger.error("a search failed in an index that looks sound; it is made anew")
        _beside(rebuild)


def catch_up() -> int:
    """Apply what is new in the log, or make the copy anew; how many documents were written. Raises Busy, Damaged."""
    found = step()
    if found.state is None:
        return rebuild()
    done = 0
    while (found := step()).state is not None and found.behind:
        count = _apply(found.state)
        if not count:
            break
        done += count
    return done


def rebuild() -> int:
    """Make this node's copy anew from the log; how many documents. Raises Busy."""
    head = Head.objects.first() or Head.objects.get_or_create(pk=1)[0]
    # read before the rows: what changes while they are read has a higher number and is applied after
    state = State(str(head.epoch), head.seq)
    return index().make_anew(_documents(Entry.objects.filter(release__isnull=False)), state)


def differences(limit: int = 20) -> list[str]:
    """What of the copy is not as the log says, in words. Raises Damaged."""
    found = step()
    if found.state is None:
        raise Damaged("not of this database")
    said = [f"还差{found.behind}项变更没有更新"] if found.behind else []
    here = asking.releases(index())
    for key, release in Entry.objects.filter(release__isnull=False).values_list("key", "release_id").iterator():
        if here.pop(key, None) != release:
            said.append(f"{key}：数据库里公开的，搜索数据里没有或者不是现在公开的内容")
    said += [f"{key}：已经不公开，搜索数据里还有" for key in here]
    return said[:limit]


def _apply(state: State) -> int:
    """Apply the next changes after a state. Each is a whole document, so that doing it twice does nothing."""
    rows = list(Entry.objects.filter(seq__gt=state.seq).order_by("seq")[:BATCH])
    if not rows:
        return 0
    copy = index()
    with copy.writing() as writer:
        if copy.state() != state:
            return 0  # another process was faster; the caller looks again
        _write(writer, rows)
        writer.commit(State(state.epoch, rows[-1].seq))
    return len(rows)


def _write(writer: Writer, rows: Sequence[Entry]) -> None:
    for row in rows:
        if row.release_id is None:
            writer.drop(row.key)
    for document in _documents_of([row for row in rows if row.release_id is not None]):
        writer.put(document)


def _documents(rows: QuerySet[Entry]) -> Iterator[Document]:
    found = rows.order_by("seq").iterator(chunk_size=BATCH)
    while batch := list(islice(found, BATCH)):
        yield from _documents_of(batch)


def _documents_of(rows: Iterable[Entry]) -> Iterator[Document]:
    wanted = list(rows)
    digests = {digest for row in wanted for _, digest in row.fields.get("parts", ())}
    texts = dict(PartText.objects.filter(digest__in=digests).values_list("digest", "words")) if digests else {}
    for row in wanted:
        assert row.release_id is not None
        yield composing.document(row.key, row.release_id, row.fields, texts)


def _beside(work: Callable[[], int]) -> None:
    """Do something to the copy in a thread of its own; one at a time."""
    if _building.acquire(blocking=False):
        threading.Thread(target=_run, args=[work], name="search-index").start()


def _run(work: Callable[[], int]) -> None:
    try:
        work()
    except (Busy, Damaged) as error:
        logger.warning("search index not brought up to date: %s", error)
    finally:
        _building.release()
        connections.close_all()
