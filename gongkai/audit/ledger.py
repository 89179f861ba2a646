"""Writing the ledger and proving it.

Each stream (one per agency, one for the system) is a chain: the hash of an entry covers the hash of the
one before. `record` must run inside the transaction of the act it records, so that neither exists
without the other.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from gongkai.audit.models import Action, Entry, Head

SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Act:
    """Something to be recorded: who did what to which subject, and a digest of its content."""

    actor: str
    action: Action
    subject: str
    digest: str = ""
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Break:
    """A place where a chain does not hold."""

    stream: str
    position: int
    message: str


def record(stream: str, acts: Sequence[Act], *, at: datetime) -> list[Entry]:
    """Append acts to a stream. Raises RuntimeError outside a transaction."""
    if not connection.in_atomic_block:
        raise RuntimeError("the ledger is written in the transaction of the act it records")
    head = _locked_head(stream)
    entries = []
    position, previous = head.position, head.hash
    for act in acts:
        position += 1
        entry = Entry(
            stream=stream,
            position=position,
            recorded_at=at,
            actor=act.actor,
            action=act.action,
            subject=act.subject,
            digest=act.digest,
            detail=act.detail,
            previous=previous,
        )
        entry.hash = previous = entry_hash(entry)
        entries.append(entry)
    Entry.objects.bulk_create(entries)
    Head.objects.filter(stream=stream).update(position=position, hash=previous)
    return entries


def _locked_head(stream: str) -> Head:
    heads = Head.objects.select_for_update().filter(stream=stream)
    head = heads.first()
    if head is None:
        Head.objects.get_or_create(stream=stream)
        head = heads.get()
    return head


def entry_hash(entry: Entry) -> str:
    """The hash that an entry must carry."""
    return digest_of(
        [
            entry.stream,
            entry.position,
            instant(entry.recorded_at),
            entry.actor,
            entry.action,
            entry.subject,
            entry.digest,
            entry.detail,
            entry.previous,
        ]
    )


def digest_of(content: Any) -> str:
    """SHA-256 of the canonical JSON of something."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def instant(at: datetime) -> str:
    """A moment in the one spelling that hashes use: UTC, microseconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def verify(streams: Iterable[str] | None = None) -> Iterator[Break]:
    """Every place where a chain does not hold: a changed entry, a gap, a lost tail."""
    heads = Head.objects.order_by("stream")
    if streams is not None:
        heads = heads.filter(stream__in=list(streams))
    known = set()
    for head in heads:
        known.add(head.stream)
        yield from _verify_stream(head)
    if streams is None:
        for stream in Entry.objects.exclude(stream__in=known).values_list("stream", flat=True).distinct():
            yield Break(stream, 0, "账本缺少链尾记录")


def _verify_stream(head: Head) -> Iterator[Break]:
    position, previous = 0, ""
    for entry in Entry.objects.filter(stream=head.stream).order_by("position").iterator(chunk_size=2000):
        if entry.position != position + 1:
            yield Break(head.stream, position + 1, f"第{position + 1}条至第{entry.position - 1}条缺失")
        if entry.previous != previous:
            yield Break(head.stream, entry.position, f"第{entry.position}条与前一条不相接")
        elif entry.hash != entry_hash(entry):
            yield Break(head.stream, entry.position, f"第{entry.position}条（{entry.subject}）内容被改动")
        position, previous = entry.position, entry.hash
    if (position, previous) != (head.position, head.hash):
        yield Break(head.stream, head.position, f"链尾应为第{head.position}条，实有{position}条，末尾条目不符或缺失")


def root() -> str:
    """One hash over all heads, to be printed or exported each day."""
    return digest_of([[head.stream, head.position, head.hash] for head in Head.objects.order_by("stream")])
