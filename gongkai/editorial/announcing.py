"""Telling layers above what became public and what left it, in the gate's own transaction.

What listens writes with the gate or not at all, so nothing is public that nobody was told of.
"""

from __future__ import annotations

from collections.abc import Callable

from gongkai.editorial.items import Item
from gongkai.editorial.models import Release

Listener = Callable[[str, Item | None, Release | None], None]
"""Told the key, with what is public now and as which release; with None twice when it left."""
_LISTENERS: list[Listener] = []


def listen(listener: Listener) -> None:
    """Have something told, once however often it asks."""
    if listener not in _LISTENERS:
        _LISTENERS.append(listener)


def put_out(item: Item, release: Release) -> None:
    """Tell that something is public as this release."""
    for listener in _LISTENERS:
        listener(item.key, item, release)


_OTHERWISE: list[Callable[[str], object]] = []


def listen_otherwise(listener: Callable[[str], object]) -> None:
    """Have something told that what is known of a public thing has changed without a release, such as its validity."""
    if listener not in _OTHERWISE:
        _OTHERWISE.append(listener)


def otherwise(key: str) -> None:
    """Tell it."""
    for listener in _OTHERWISE:
        listener(key)


def took_in(key: str) -> None:
    """Tell that something is public no more."""
    for listener in _LISTENERS:
        listener(key, None, None)
