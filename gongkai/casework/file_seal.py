"""Sealing through a folder: letters lie in ``out`` until somebody else's program has laid the sealed file into ``in``.

Each letter is ``<key>.pdf`` with ``<key>.json`` beside it, written whole and renamed, the manifest last: whoever sees a
manifest can take both. The sealed file has the name of the letter. What was not taken goes to ``refused`` with the
reason; nothing else stays, because letters name people.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import time
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from gongkai.casework.outgoing import NotSent, Unreachable
from gongkai.casework.seal_gateways import Wanted

OUT, IN, REFUSED = "out", "in", "refused"
SETTLED = 60
"""Seconds without a change after which a file counts as written to its end."""
LARGEST = 64 * 1024 * 1024
_KEY = re.compile(r"[0-9]+-[0-9a-f]{16}")
NOT_AWAITED = "没有等待盖章的这份文书：它已经盖过章、改为盖实体印章，或者文件名不对。"


@dataclass(frozen=True, slots=True)
class FileSeal:
    """A folder that only the program and the seal system may open."""

    folder: Path

    def fetch(self, wanted: Wanted) -> bytes | None:
        """Lay the letter out if it does not lie there, and read the sealed file if there is one. Raises NotSent."""
        sealed = self._in(wanted.key)
        try:
            out = self._part(OUT)
            self._part(IN)
            if not (out / f"{wanted.key}.json").exists():
                _write(out / f"{wanted.key}.pdf", wanted.pdf)
                _write(out / f"{wanted.key}.json", json.dumps(wanted.manifest, ensure_ascii=False, indent=2).encode())
            return _read(sealed)
        except OSError as error:
            raise Unreachable(f"印章系统的文件夹不能读写：{error.strerror}。") from error

    def refused(self, key: str, why: str) -> bool:
        """Move a file that was not taken out of the way; False when it may still be growing and is left alone."""
        with suppress(OSError):
            if _old(self._in(key)):
                self._put_aside(self._in(key), why)
                return True
        return False

    def tidy(self, waiting: Collection[str], taken: Collection[str]) -> None:
        """Remove letters that do not wait any more, and what nobody waits for: what was taken already is deleted (a
        worker that was killed had no time to), anything else is put aside with the reason."""
        with suppress(OSError):
            for path in (self.folder / OUT).glob("*.*"):
                if path.stem not in waiting and not path.name.startswith("."):
                    path.unlink(missing_ok=True)
            for path in (self.folder / IN).iterdir():
                if (path.stem in waiting and path.suffix == ".pdf") or not path.is_file() or not _old(path):
                    continue
                if path.stat().st_size <= LARGEST and hashlib.sha256(path.read_bytes()).hexdigest() in taken:
                    path.unlink(missing_ok=True)
                else:
                    self._put_aside(path, NOT_AWAITED)

    def _in(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise ValueError("a key of the seal port is a number and a digest")
        return self.folder / IN / f"{key}.pdf"

    def _put_aside(self, path: Path, why: str) -> None:
        place = self._part(REFUSED) / f"{secrets.token_hex(4)}-{path.name}"
        place.with_name(f"{place.name}.txt").write_text(f"{why}\n", encoding="utf-8")
        path.rename(place)

    def _part(self, name: str) -> Path:
        """A part of the folder, made when absent. The folder itself is the operator's: one that is not mounted is not
        made up. Raises OSError."""
        part = self.folder / name
        with suppress(FileExistsError):
            part.mkdir(mode=0o770)
        return part


def _read(path: Path) -> bytes | None:
    try:
        if path.stat().st_size > LARGEST:
            raise NotSent(f"退回的文件超过{LARGEST // 1024 // 1024}MiB，没有采用。")
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _old(path: Path) -> bool:
    return time.time() - path.stat().st_mtime >= SETTLED


def _write(path: Path, data: bytes) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with draft.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
