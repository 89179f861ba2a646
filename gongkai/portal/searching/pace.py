"""How often one address may search in a minute: counted in this process's memory and forgotten with the minute.

A search writes nothing, so neither does its limit. With several processes each counts for itself.
"""

from __future__ import annotations

from collections import Counter
from threading import Lock

SEARCHES = 120
SUGGESTIONS = 600
MOST = 20_000

_lock = Lock()
_minute: list[int] = [0]
_counts: Counter[tuple[str, str]] = Counter()


def is_too_fast(what: str, address: str, *, limit: int, seconds: int) -> bool:
    """Count one more of an address; whether that is too many. ``seconds`` is the moment, since 1970."""
    with _lock:
        if _minute[0] != seconds // 60 or len(_counts) > MOST:
            _minute[0] = seconds // 60
            _counts.clear()
        _counts[what, address] += 1
        return _counts[what, address] > limit
