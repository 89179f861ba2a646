"""Reading what was handed in before the first reviewer opens it, so that nobody waits for a file to be taken apart."""

from __future__ import annotations

from django.db import connection
from django_tasks import task

from gongkai.editorial import items, letters, scanning
from gongkai.editorial.errors import Gone
from gongkai.editorial.items import BODY
from gongkai.editorial.models import Round


@task(title="检查送审的内容和附件")
def scan(round_id: int) -> int:
    """Check everything that a round shows; how much was found. What was read under the same rules is not read again."""
    # A backend that does jobs at once is still inside the transaction that hands in: the first page will read.
    row = None if connection.in_atomic_block else Round.objects.filter(pk=round_id, state=Round.State.OPEN).first()
    if row is None:
        return 0
    try:
        item = items.load(row.key)
    except Gone:
        return 0
    return sum(len(scanning.findings(item, part)) for part in (BODY, *(known.key for known in item.parts)))


@task(title="识别图片里的文字", priority=-10)
def read_letters(key: str, digest: str) -> bool:
    """Read the pictures of a file that nobody has read, and check the file afresh; whether that was all of them.
    Each is kept as soon as it is read, so that an attempt that is cut short loses one at most."""
    try:
        item = items.load(key)
        file = next(known for known in item.parts if known.digest == digest)
    except (Gone, StopIteration):
        return True
    if letters.read(file):
        scanning.findings(item, file.key)
        return True
    read_letters.enqueue(key, digest)
    return False
