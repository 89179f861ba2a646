"""The words of messages to applicants, read from ``data/messages.yaml``; an app above with messages of its own has such
a file too, and names itself.

They name the number, the stage, what to do, until when and where to look; nothing of what was asked or decided.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from gongkai.casework.records import Message

FIELDS = frozenset({"number", "from", "agency", "agency_name", "telephone", "address", "site", "limit", "old", "why"})
"""All that a topic may name. A test holds the file to it."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A message in words; a text message has no subject."""

    subject: str
    text: str


def wording(topic: str, means: Message.Means, facts: Mapping[str, str], *, of: str = "casework") -> Wording:
    """Write a topic's message. Raises KeyError for an unknown topic or a missing fact."""
    entry = _file(of)["topics"][topic]
    known = {**facts, "label": entry["label"], "say": entry["say"].format_map(facts)}
    frames = _file(of)["frames"]
    if means == Message.Means.SMS:
        return Wording("", frames["sms"].format_map(known))
    email = frames["email"]
    return Wording(email["subject"].format_map(known), email["text"].format_map(known))


def label(topic: str, *, of: str = "casework") -> str:
    """What officers read for a topic; the topic itself when the file has lost it."""
    entry = _file(of)["topics"].get(topic)
    return str(entry["label"]) if entry else topic


def topics(*, of: str = "casework") -> Mapping[str, Mapping[str, str]]:
    """All topics of the file."""
    found: Mapping[str, Mapping[str, str]] = _file(of)["topics"]
    return found


@cache
def _file(app: str) -> dict[str, Any]:
    text = resources.files("gongkai").joinpath(app, "data", "messages.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found
