"""Sealing what the public wrote, each row with a key of its own: opened to show it, erased by its key."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from gongkai.dialogue.models import Sealed
from gongkai.privacy import sealing

ERASED = "（内容已依规定销毁）"


def close(row: Sealed, words: dict[str, Any]) -> None:
    """Give a new row its key and seal what was written; the caller saves it."""
    key = sealing.new_key()
    row.key = sealing.wrap(key, _name(row))
    row.sealed = sealing.seal(key, words, _place(row, "words"))


def opened(row: Sealed) -> dict[str, Any]:
    """What was written; a sentence in its place once it was erased."""
    if not bytes(row.key):
        return {"words": ERASED}
    found: dict[str, Any] = sealing.unseal(key_of(row), row.sealed, _place(row, "words"))
    return found


def close_more(row: Sealed, field: str, words: str) -> None:
    """Seal further words about a row, such as its answer, into one of its fields. Raises Unsealable once erased."""
    setattr(row, field, sealing.seal(key_of(row), words, _place(row, field)))


def opened_more(row: Sealed, field: str) -> str:
    """Words that `close_more` sealed; empty when there are none."""
    kept = bytes(getattr(row, field))
    if not kept:
        return ""
    return str(sealing.unseal(key_of(row), kept, _place(row, field))) if bytes(row.key) else ERASED


def erase(row: Sealed, *, at: datetime) -> None:
    """Destroy the key of a row, and with it everything that was sealed; days and counts stay. Files and messages of a
    letter are sealed with it too: `keeping` takes the files from the disk."""
    row.key, row.sealed, row.erased_at = b"", b"", at
    row.save(update_fields=["key", "sealed", "erased_at"])


def key_of(row: Sealed) -> bytes:
    """The key of a row, for its files. Raises sealing.Unsealable once it was destroyed."""
    return sealing.unwrap(row.key, _name(row))


def _name(row: Sealed) -> str:
    return f"{type(row).__name__.lower()}:{row.pk}"


def _place(row: Sealed, part: str) -> str:
    return f"{_name(row)}:{part}"
