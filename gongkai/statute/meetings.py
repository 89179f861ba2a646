"""Meetings of a government whose decisions are disclosed: which kinds there are."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from gongkai.statute.citation import read_yaml

STANDING = "standing"
"""The executive meeting (常务会议), which annual reports count."""


@cache
def meeting_kinds() -> Mapping[str, str]:
    """The kinds of meetings by key, with their Chinese names, in the order in which a portal lists them."""
    return {key: str(entry["label"]) for key, entry in read_yaml("meetings.yaml")["kinds"].items()}
