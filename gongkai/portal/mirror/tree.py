"""The files of a mirror: written beside what stands, put in its place in one moment.

``current`` points to a tree under ``trees``. Whoever is interrupted leaves a tree that nobody points to; the next run
removes it. What has not changed is the same file under two names, so a run costs what changed.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path

CURRENT, TREES, _UNFINISHED = "current", "trees", ".part"


class Busy(Exception):
    """Another run is at work in this folder."""

    code = "MIRROR_BUSY"


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One run at a time. Raises Busy."""
    (folder / TREES).mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(f"另一个导出正在写入 {folder}，请等它完成。") from None
        for left in (folder / TREES).glob(f"*{_UNFINISHED}"):
            shutil.rmtree(left)
        yield


class Tree:
    """A mirror that is being written."""

    def __init__(self, folder: Path, at: datetime) -> None:
        self.folder = folder
        self.name = f"{at:%Y%m%dT%H%M%S%fZ}"
        self.path = folder / TREES / f"{self.name}{_UNFINISHED}"
        self.path.mkdir()
        self.before = (folder / CURRENT).resolve() if (folder / CURRENT).exists() else None

    def write(self, name: str, content: bytes) -> str:
        """Write a file and return its digest; the same content as before is the same file."""
        digest = sha256(content).hexdigest()
        if not self._same(name, content):
            target = self._place(name)
            target.write_bytes(content)
            target.chmod(0o644)
        return digest

    def keep(self, name: str) -> bool:
        """Take a file over from the mirror before; False when it is not there."""
        if self.before is None or not (self.before / name).is_file():
            return False
        os.link(self.before / name, self._place(name))
        return True

    def switch(self) -> None:
        """Put the tree in place of what stood there, and remove what is older than that."""
        os.sync()
        done = self.path.rename(self.folder / TREES / self.name)
        link = self.folder / f".{CURRENT}"
        link.unlink(missing_ok=True)
        link.symlink_to(Path(TREES) / self.name)
        link.replace(self.folder / CURRENT)
        for tree in (self.folder / TREES).iterdir():
            if tree not in (done, self.before) and tree.resolve() != self.before:
                shutil.rmtree(tree)

    def _same(self, name: str, content: bytes) -> bool:
        if self.before is None:
            return False
        old = self.before / name
        return old.is_file() and old.stat().st_size == len(content) and old.read_bytes() == content and self.keep(name)

    def _place(self, name: str) -> Path:
        target = self.path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)  # it may be a name of the former mirror's own file
        return target
