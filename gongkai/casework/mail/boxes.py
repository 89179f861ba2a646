"""Mailboxes on this machine, and what every mailbox can do: show what lies in it, give one message, put it aside.

Read and unread mean nothing here, because people look into the same mailbox with their own programs. A message that
was taken in is moved to a folder beside (``gongkai``), never deleted; until then it is shown again at each reading.
"""

from __future__ import annotations

import hashlib
import mailbox
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from django.utils.timezone import get_current_timezone

TAKEN = "gongkai"
"""The folder for messages that were taken in."""
HEAD = 64 * 1024


class Trouble(Exception):
    """A mailbox cannot be read. ``str()`` is for officers and operators, ``code`` is stable."""

    code = "MAILBOX"


@dataclass(frozen=True, slots=True)
class Lying:
    """A message that lies in a mailbox: its key there, its size and when it arrived, as the mailbox says."""

    key: str
    size: int
    arrived_at: datetime


class Box(Protocol):
    """A mailbox that was opened. Every method raises Trouble."""

    def lying(self) -> Iterator[Lying]:
        """What lies there, oldest first where the mailbox knows."""

    def head(self, key: str) -> bytes | None:
        """At least the header of a message, for asking who wrote it; None when it is gone meanwhile."""

    def fetch(self, key: str) -> bytes | None:
        """The bytes of a message; None when it is gone meanwhile."""

    def put_aside(self, key: str) -> None:
        """Move a message that was taken in out of the way. Twice is once."""

    def close(self) -> None:
        """Write what is left to be written and let go."""


class Maildir:
    """A maildir. Programs of other people rename files under our hands, so a file is known by its unique part."""

    def __init__(self, path: Path) -> None:
        self._path, self._taken = path, path / f".{TAKEN}"
        if not (path / "new").is_dir() or not (path / "cur").is_dir():
            raise Trouble(f"{path}不是maildir信箱（没有new和cur文件夹），或者本程序无权读取。")

    def lying(self) -> Iterator[Lying]:
        found = []
        for file in self._files():
            with suppress(FileNotFoundError):
                stat = file.stat()
                found.append(Lying(file.name.partition(":")[0], stat.st_size, _local(stat.st_mtime)))
        yield from sorted(found, key=lambda one: (one.arrived_at, one.key))

    def head(self, key: str) -> bytes | None:
        return self._read(key, HEAD)

    def fetch(self, key: str) -> bytes | None:
        return self._read(key, -1)

    def _read(self, key: str, most: int) -> bytes | None:
        for file in self._files(key):
            with suppress(FileNotFoundError), file.open("rb") as opened:
                return opened.read(most)
        return None

    def put_aside(self, key: str) -> None:
        try:
            for folder in ("cur", "new", "tmp"):
                (self._taken / folder).mkdir(parents=True, exist_ok=True, mode=0o700)
            (self._taken / "maildirfolder").touch()
            for file in self._files(key):
                with suppress(FileNotFoundError):
                    file.rename(self._taken / "cur" / (file.name if ":" in file.name else f"{file.name}:2,"))
        except OSError as error:
            raise Trouble(f"不能把读过的邮件移到{self._taken}：{error.strerror}。") from error

    def close(self) -> None:
        """Nothing is left to be written."""

    def _files(self, key: str = "") -> list[Path]:
        try:
            files = [file for folder in ("new", "cur") for file in (self._path / folder).iterdir()]
        except OSError as error:
            raise Trouble(f"不能读取信箱{self._path}：{error.strerror}。") from error
        return [file for file in files if file.name[:1] != "." and (not key or file.name.partition(":")[0] == key)]


class Mbox:
    """One file with many messages. It is locked only while it is opened and while it is written, so that deliveries do
    not wait; those taken in are moved together at the end, because each move writes the file anew."""

    def __init__(self, path: Path) -> None:
        self._path, self._done = path, set[str]()
        with self._locked() as box:
            self._keys = list(box.keys())
        self._box, self._seen = box, path.stat()

    def lying(self) -> Iterator[Lying]:
        for key in self._keys:
            data = self._box.get_bytes(key)
            yield Lying(str(key), len(data), self._arrived(self._box.get_message(key).get_from()))

    def head(self, key: str) -> bytes | None:
        return self.fetch(key)

    def fetch(self, key: str) -> bytes | None:
        now = self._path.stat()
        if now.st_ino != self._seen.st_ino or now.st_size < self._seen.st_size:
            raise Trouble(f"信箱{self._path}刚刚被其他程序改写，下次再读。")
        return self._box.get_bytes(_place(key))

    def put_aside(self, key: str) -> None:
        self._done.add(_digest(self._box.get_bytes(_place(key))))

    def close(self) -> None:
        self._box.close()
        if self._done:
            with self._locked() as box:
                self._move(box)
            box.close()

    def _move(self, box: mailbox.mbox) -> None:
        found = [key for key in box.keys() if _digest(box.get_bytes(key)) in self._done]  # noqa: SIM118 - no dict
        aside = mailbox.mbox(self._path.with_name(f"{self._path.name}.{TAKEN}"))
        aside.lock()
        try:
            for key in found:
                aside.add(box[key])
            aside.flush()
        finally:
            aside.unlock()
            aside.close()
        for key in found:
            box.remove(key)
        box.flush()

    @contextmanager
    def _locked(self) -> Iterator[mailbox.mbox]:
        try:
            box = mailbox.mbox(self._path, create=False)
            box.lock()
            try:
                yield box
            finally:
                box.unlock()
        except mailbox.NoSuchMailboxError as error:
            raise Trouble(f"没有信箱文件{self._path}。") from error
        except (OSError, mailbox.Error) as error:
            raise Trouble(f"信箱{self._path}正由其他程序使用，或者无权读写（{type(error).__name__}）。") from error

    def _arrived(self, line: str) -> datetime:
        """The day of the line with which a delivery begins: ``MAILER-DAEMON Thu Mar  2 10:00:00 2023``."""
        with suppress(ValueError):
            told = time.strptime(" ".join(line.split()[-5:]), "%a %b %d %H:%M:%S %Y")
            return datetime(*told[:6], tzinfo=get_current_timezone())
        return _local(self._seen.st_mtime)


def _place(key: str) -> Any:
    """A key as the library numbers messages; its stubs know only names."""
    return int(key)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _local(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, tz=get_current_timezone())
