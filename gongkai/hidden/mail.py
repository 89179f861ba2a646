"""Messages (eml) and pages saved in one file (mht): heads, texts, and what is attached."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

from gongkai.hidden.contents import At, Kind, Piece
from gongkai.hidden.errors import FAULTS, Code, Unreadable
from gongkai.hidden.inside import Inner

_HEAD = re.compile(rb"\s*(?:[A-Za-z][\w-]{1,40}:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}", re.ASCII)
_TELLING = re.compile(rb"^(?:MIME-Version|Content-Type|Received|Message-ID|Return-Path):", re.IGNORECASE | re.MULTILINE)


def is_message(data: bytes) -> bool:
    """Whether bytes begin like a message."""
    found = _HEAD.match(data[:20_000])
    return found is not None and _TELLING.search(found[0]) is not None


def pieces(data: bytes, at: At, inner: Inner) -> Iterator[Piece]:
    """All texts of a message. Raises Unreadable."""
    try:
        message = message_from_bytes(data.lstrip(), policy=policy.default)
        assert isinstance(message, EmailMessage)
        parts = list(message.walk())
        heads = [(name, str(value)) for part in parts for name, value in part.items()]
        bodies = [_body(part) for part in parts if not part.is_multipart()]
    except FAULTS:
        raise Unreadable(Code.DAMAGED) from None
    for name, value in heads:
        yield at.piece(value, Kind.PROPERTY, f"邮件头 {name}")
    for number, (name, body) in enumerate(bodies, start=1):
        if body.strip():
            yield from inner(body, at.into(name or f"第{number}部分", f"part-{number}"))


def _body(part: EmailMessage) -> tuple[str, bytes]:
    name = part.get_filename() or ""
    payload = part.get_payload(decode=True)
    body = payload if isinstance(payload, bytes) else b""
    form = part.get_content_charset()
    if part.get_content_maintype() == "text" and form and not name:
        try:
            return name, body.decode(form).encode()
        except (LookupError, UnicodeDecodeError):
            return name, body
    return name, body
