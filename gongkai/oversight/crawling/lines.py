"""Talking to a server over a line within one span of time, and hearing no more than the first line of its answer."""

from __future__ import annotations

import re
import socket
import time

_STATUS = re.compile(rb"HTTP/1\.[01] ([0-9]{3})(?: |\r|\n)")
_LONGEST_LINE = 1024


def status(line: socket.socket, until: float) -> int:
    """The status of an answer, 0 for none that can be read; a server that drips bytes holds nobody. ``until`` is a
    moment of the monotonic clock. Raises OSError, TimeoutError after it."""
    read = b""
    while b"\n" not in read and len(read) < _LONGEST_LINE:
        line.settimeout(left(until))
        piece = line.recv(_LONGEST_LINE)
        if not piece:
            break
        read += piece
    found = _STATUS.match(read)
    return int(found[1]) if found else 0


def left(until: float) -> float:
    """Seconds that are left until a moment of the monotonic clock. Raises TimeoutError when there are none."""
    seconds = until - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds
