"""A message on its way out, and why a gateway did not take it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What a gateway needs. ``key`` is the same at each attempt, so that a gateway can tell a repetition."""

    key: str
    to: str
    text: str
    subject: str = ""
    label: str = ""
    """The way in words: 短信, 电子邮件."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Of an e-mail, beside those that every one has."""


class NotSent(Exception):
    """The gateway did not take the message. ``str()`` is for officers and names no applicant.

    In general trying again may help; the two kinds below say more.
    """

    code = "MESSAGE_NOT_SENT"


class Refused(NotSent):
    """The gateway will never take this message."""

    code = "MESSAGE_REFUSED"


class Unreachable(NotSent):
    """The gateway is not there, so no other message would be taken now either."""

    code = "GATEWAY_UNREACHABLE"
