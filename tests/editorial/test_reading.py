"""The real checks over real files: every mark in every hiding place stops an item, clean files stop nothing.

Not `tests.editorial.conftest`'s checks: these tests ask proofing and hidden themselves, as the gate does.
"""

from __future__ import annotations

from hashlib import sha256
from itertools import cycle

import pytest

from gongkai.editorial import reading
from gongkai.editorial.items import Part
from tests.hidden import made_office, made_pdf, made_pictures, made_texts  # noqa: F401 - they fill PLACES
from tests.hidden.made import PLACES
from tests.hidden.made_clean import clean
from tests.hidden.made_unreadable import UNREADABLE
from tests.hidden.test_places import MARKS, PROSE

FILE = reading.file
"""As it is before a fixture replaces it."""


def errors(content: bytes, name: str) -> list[tuple[str, str]]:
    _, entries = FILE(Part(name, name, sha256(content).hexdigest(), lambda: content))
    return [(entry["code"], entry["quote"]) for entry in entries if entry["severity"] == "error"]


@pytest.mark.parametrize("half", [0, 1])
def test_every_mark_in_every_place_blocks(half: int) -> None:
    kinds = [(name, make, mark) for (name, make), mark in zip(PLACES.items(), cycle(MARKS), strict=False)]
    assert len(kinds) > 200
    missed = [name for name, make, mark in kinds[half::2] if not errors(make(mark), "附件")]
    assert missed == []


@pytest.mark.parametrize("half", [0, 1])
def test_prose_about_secrets_blocks_in_no_place(half: int) -> None:
    blocked = [(name, found) for name, make in list(PLACES.items())[half::2] if (found := errors(make(PROSE), "附件"))]
    assert blocked == []


def test_what_cannot_be_read_blocks() -> None:
    found = {name: errors(make(), "附件") for name, (_, make) in UNREADABLE.items()}
    assert {name for name, entries in found.items() if not entries} == set()
    assert {entry[0] for entries in found.values() for entry in entries} == {reading.UNREADABLE}


def test_five_hundred_clean_files_are_not_blocked() -> None:
    blocked = [(name, found) for content, name in map(clean, range(500)) if (found := errors(content, name))]
    assert blocked == []
