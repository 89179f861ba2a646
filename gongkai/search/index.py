"""One copy of the index in a folder: written by one process at a time, read by all, replaced as a whole when made anew.

The folder holds a sub-folder of tantivy's own and the file ``current`` that names it. How far the index has come is a
document in it, so both are committed together: a process that is killed at any moment leaves the state before.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any
from uuid import uuid4

import tantivy

from gongkai.search.document import STATE, VERSION, Document, prepared, schema
from gongkai.search.errors import Busy, Damaged

CURRENT = "current"
HEAP = 128 * 1024 * 1024
SMALL_HEAP = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class State:
    """How far a copy of the index has come: ``epoch`` names the database, ``seq`` its last change in the index."""

    epoch: str
    seq: int


class Writer:
    """Changes to the index; nothing of them is there before `commit`."""

    def __init__(self, index: tantivy.Index, heap: int, threads: int) -> None:
        self._writer = index.writer(heap, threads)

    def put(self, document: Document, *, new: bool = False) -> None:
        """Take a document in, in the place of what it was before; ``new`` in an index that cannot hold it yet."""
        if not new:
            self.drop(document.key)
        self._writer.add_document(prepared(document))

    def drop(self, key: str) -> None:
        """Take a document out."""
        self._writer.delete_documents_by_term("key", key)

    def commit(self, state: State) -> None:
        """Make the changes and the state lasting, both or neither."""
        self.drop(STATE)
        mark = tantivy.Document()
        mark.add_text("key", STATE)
        mark.add_bytes("shown", json.dumps([state.epoch, state.seq]).encode())
        self._writer.add_document(mark)
        self._writer.commit()

    def finish(self) -> None:
        """Let what runs in the background come to its end. Nothing can be written after this."""
        self._writer.wait_merging_threads()


class Index:
    """The copy of the index in a folder, as this process sees it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._opened: tuple[str, tantivy.Index] | None = None
        self._lock = Lock()

    def searcher(self) -> tantivy.Searcher:
        """What was committed last, by whichever process. Raises Damaged."""
        with guarded():
            index = self._index()
            index.reload()
            return index.searcher()

    def state(self) -> State:
        """How far the copy has come. Raises Damaged."""
        with guarded():
            searcher = self.searcher()
            found = searcher.search(tantivy.Query.term_query(self.schema, "key", STATE), 1).hits
            if not found:
                raise Damaged("no state")
            epoch, seq = json.loads(stored(searcher, found[0][1]))
            return State(str(epoch), int(seq))

    @property
    def schema(self) -> tantivy.Schema:
        """The schema of this version."""
        return _SCHEMA

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """Change the copy. Raises Busy, Damaged."""
        with self.held(), guarded():
            writer = Writer(self._index(), SMALL_HEAP, 1)
            yield writer
            writer.finish()

    def make_anew(self, documents: Iterable[Document], state: State, *, threads: int = 2) -> int:
        """Make the index of documents, beside the present one, and put it in its place. Returns how many. Raises Busy.

        Whoever searches meanwhile searches the old one. ``state`` is how far the documents are known to have come: a
        change that comes while they are read is after it, and is applied again.
        """
        with self.held():
            name = f"{VERSION}-{uuid4().hex[:12]}"
            place = self.folder / name
            place.mkdir(parents=True)
            index = tantivy.Index(self.schema, str(place), reuse=False)
            writer, count = Writer(index, HEAP * threads, threads), 0
            for document in documents:
                writer.put(document, new=True)
                count += 1
            writer.commit(state)
            writer.finish()
            # what the next commit would still merge is merged now, and not while the first change is waited for
            writer = Writer(index, SMALL_HEAP, 1)
            writer.commit(state)
            writer.finish()
            self._put_in_place(name)
            return count

    def destroy(self) -> None:
        """Throw the copy away; it is made again from the database. Raises Busy."""
        with self.held():
            (self.folder / CURRENT).unlink(missing_ok=True)
            self._sweep("")

    @contextmanager
    def held(self) -> Iterator[None]:
        """Be the one who writes. The system lets go when the process ends, however it ends. Raises Busy."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "writing.lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Busy from None
            yield

    def _index(self) -> tantivy.Index:
        name = self._name()
        with self._lock:
            if self._opened is None or self._opened[0] != name:
                self._opened = (name, tantivy.Index.open(str(self.folder / name)))
            return self._opened[1]

    def _name(self) -> str:
        name = (self.folder / CURRENT).read_text(encoding="ascii").strip()
        if not name.startswith(f"{VERSION}-"):
            raise Damaged(f"version {name}")
        return name

    def _put_in_place(self, name: str) -> None:
        beside = self.folder / f"{CURRENT}.new"
        with beside.open("w", encoding="ascii") as file:
            file.write(name)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self.folder / CURRENT)
        self._sweep(name)

    def _sweep(self, kept: str) -> None:
        """What an earlier version, or somebody who was killed while making one, left behind."""
        for other in self.folder.iterdir():
            if other.is_dir() and other.name != kept:
                shutil.rmtree(other, ignore_errors=True)


_SCHEMA = schema()


@contextmanager
def guarded() -> Iterator[None]:
    """Whatever tantivy says of its files means the same: make them again."""
    try:
        yield
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        raise Damaged(f"{type(error).__name__}: {error}"[:300]) from error
    except BaseException as error:
        # a panic in Rust, as a file cut short may cause, arrives as an exception of its own beside Exception
        if type(error).__name__ != "PanicException":
            raise
        raise Damaged(f"panic: {error}"[:300]) from None


def stored(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> bytes:
    """The block that is kept beside a document of the index."""
    block: Any = searcher.doc(address).get_first("shown")
    return bytes(block)
