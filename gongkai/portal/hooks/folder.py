"""Delivery through a folder: what a file gateway (网闸) carries to a platform, and the answers it brings back.

Under GONGKAI_GATEWAY_DIR each gateway has its folder with ``out`` and ``answers``. A document is written whole, flushed
and then renamed to ``<number>-<seq>.json``; its manifest with SHA-256 and HMAC follows in the same way, so whoever sees
a manifest can take both. The same event has the same names, so that sending again replaces and never doubles.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from gongkai.portal.hooks.addresses import BadAddress
from gongkai.portal.hooks.sending import Sent, signature

SCHEME = "file:"
OUT, ANSWERS, TAKEN, UNREADABLE = "out", "answers", "taken", "unreadable"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")
LARGEST = 64 * 1024
"""Bytes of an answer that are read."""
MOST = 500
"""Answers read in one run."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a platform said of one event."""

    path: Path
    number: str
    seq: int
    accepted: bool
    reason: str


def is_folder(address: str) -> bool:
    """Whether an address names a gateway's folder."""
    return address.startswith(SCHEME)


def folder_of(address: str) -> Path:
    """The folder of a gateway: only a name under the operator's own. Raises BadAddress."""
    if not settings.GONGKAI_GATEWAY_DIR:
        raise BadAddress("没有设置网闸文件夹，请运维人员先设置GONGKAI_GATEWAY_DIR。")
    name = address.removeprefix(SCHEME)
    if not _NAME.fullmatch(name):
        raise BadAddress("网闸应写作file:名称，名称由小写字母、数字和短横组成，例如file:province。")
    return Path(settings.GONGKAI_GATEWAY_DIR) / name


def deliver(address: str, body: bytes, *, secret: bytes, timestamp: int, number: str, seq: int) -> Sent:
    """Lay a document with its manifest into the folder. Never raises: what went wrong is the answer."""
    try:
        out = folder_of(address) / OUT
        out.mkdir(parents=True, exist_ok=True)
        name = f"{name_of(number)}-{seq:04d}"
        manifest = {
            "file": f"{name}.json",
            "number": number,
            "seq": seq,
            "bytes": len(body),
            "sha256": hashlib.sha256(body).hexdigest(),
            "timestamp": timestamp,
            "hmac": signature(secret, timestamp, body),
        }
        _write(out / f"{name}.json", body)
        _write(out / f"{name}.manifest.json", json.dumps(manifest, ensure_ascii=False, indent=2).encode())
        _flush(out)
    except BadAddress as error:
        return Sent(str(error), reached=False)
    except OSError as error:
        return Sent(f"不能写入网闸文件夹：{error.strerror}。", reached=False)
    return Sent()


def name_of(number: str) -> str:
    """A number as the name of a file. One with other characters than letters, digits and dashes gets a digest, so
    that no two numbers share a file."""
    plain = _UNSAFE.sub("_", number)
    return plain if plain == number else f"{plain}-{hashlib.sha256(number.encode()).hexdigest()[:8]}"


def answers(address: str) -> Iterator[Answer]:
    """The answers that lie there and can be read; the others are moved to ``unreadable``. Raises BadAddress."""
    place = folder_of(address) / ANSWERS
    files = sorted(place.glob("*.json"))[:MOST] if place.is_dir() else []
    for path in files:
        found = _answer(path)
        if found is None:
            put_aside(path, UNREADABLE)
        else:
            yield found


def put_aside(path: Path, where: str = TAKEN) -> None:
    """Move an answer out of the way, after it was written down."""
    with suppress(OSError):
        (path.parent / where).mkdir(exist_ok=True)
        path.rename(path.parent / where / path.name)


def unreadable(address: str) -> int:
    """How many answers could not be read, for the screen."""
    with suppress(BadAddress, OSError):
        return sum(1 for _ in (folder_of(address) / ANSWERS / UNREADABLE).glob("*.json"))
    return 0


def _answer(path: Path) -> Answer | None:
    try:
        with path.open("rb") as file:
            told: Any = json.loads(file.read(LARGEST))
        number, seq, result = str(told["number"]), int(told["seq"]), told["result"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    if result not in {"accepted", "rejected"}:
        return None
    return Answer(path, number, seq, result == "accepted", str(told.get("reason") or "")[:300])


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


def _flush(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
