"""A desk, its staff, and checks that find what a test says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from gongkai.editorial import items, reading
from tests.editorial.papers import Desk, Staff, hire, lay_out
from tests.factories import World, make_district


@pytest.fixture
def world(db: None) -> World:
    return make_district()


@pytest.fixture
def staff(world: World) -> Staff:
    return hire(world)


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(items, "_KINDS", dict(items._KINDS))
    return lay_out()


class Checks:
    """Checks that find each word they are told to, as an error."""

    def __init__(self) -> None:
        self.words: dict[str, dict[str, Any]] = {}
        self.unreadable: set[bytes] = set()
        self.version = "1"

    def find(self, word: str, **entry: Any) -> None:
        self.words[word] = {"code": "MARK", "severity": "error", "protected": True} | entry

    def item(self, found: items.Item) -> tuple[str, list[dict[str, Any]]]:
        return "", [entry for name, words in found.texts for entry in self._entries(words, name)]

    def file(self, part: items.Part) -> tuple[str, list[dict[str, Any]]]:
        content = part.read()
        if content in self.unreadable:
            entry = {"code": reading.UNREADABLE, "severity": "error", "message": "文件设有打开密码", "quote": ""}
            return "文件设有打开密码", [entry | {"where": part.name, "fingerprint": "x", "protected": True}]
        return "", list(self._entries(content.decode(errors="replace"), f"附件“{part.name}”"))

    def _entries(self, text: str, where: str) -> Iterator[dict[str, Any]]:
        for word, entry in self.words.items():
            if word in text:
                start = text.index(word)
                place = {"quote": word, "where": where, "start": start, "end": start + len(word)}
                yield {"message": "有密级标志", "fingerprint": f"f-{word}"} | place | entry


@pytest.fixture(autouse=True)
def checks(monkeypatch: pytest.MonkeyPatch) -> Checks:
    told = Checks()
    monkeypatch.setattr(reading, "item", told.item)
    monkeypatch.setattr(reading, "file", told.file)
    monkeypatch.setattr(reading, "rules", lambda: told.version)
    return told
