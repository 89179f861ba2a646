"""What a mirror holds: each address with its file, its digest, what it shows and the release it stands for."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

NAME = "manifest.json"
VERSION = 1


class Unreadable(Exception):
    """The manifest cannot be read. ``code`` is stable, ``str()`` is for people."""

    code = "MANIFEST_UNREADABLE"


@dataclass(frozen=True, slots=True)
class File:
    """An address and its file. ``topics`` is None when nobody tells of changes in what it shows."""

    address: str
    path: str
    sha256: str
    kind: str
    topics: tuple[str, ...] | None = ()
    links: tuple[str, ...] = ()
    release: int | None = None
    timeless: bool = False


@dataclass(frozen=True, slots=True)
class Manifest:
    """A mirror: when it was begun, for which host and day, by which program, and its files."""

    begun_at: datetime
    day: date
    host: str
    made_by: str
    watched: dict[str, str]
    """A digest of each table that officers change without the gate, by its topic."""
    files: dict[str, File] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()

    def write(self, folder: Path) -> None:
        """Write it into a folder."""
        told = asdict(self) | {
            "version": VERSION,
            "begun_at": self.begun_at.isoformat(),
            "day": self.day.isoformat(),
            "files": [asdict(file) for _, file in sorted(self.files.items())],
        }
        (folder / NAME).write_text(json.dumps(told, ensure_ascii=False, indent=0), "utf-8")


def read(folder: Path) -> Manifest:
    """The manifest of a folder. Raises Unreadable."""
    try:
        told = json.loads((folder / NAME).read_text("utf-8"))
        if told.pop("version") != VERSION:
            raise ValueError("version")
        files = [_file(row) for row in told.pop("files")]
        return Manifest(
            begun_at=datetime.fromisoformat(told["begun_at"]),
            day=date.fromisoformat(told["day"]),
            host=told["host"],
            made_by=told["made_by"],
            watched=told["watched"],
            files={file.address: file for file in files},
            left_out=tuple(told["left_out"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unreadable(f"{folder / NAME} 读不出来（{error}）。请不加 --since 重新导出。") from error


def _file(row: dict[str, Any]) -> File:
    topics = row.pop("topics")
    return File(**row | {"links": tuple(row["links"])}, topics=None if topics is None else tuple(topics))
