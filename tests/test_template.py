"""Templates: made once, never half, never for another state of the code."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from tests import template


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(template, "KEPT", tmp_path / "templates")
    return tmp_path / "templates"


def test_one_that_could_not_be_made_whole_is_not_there(kept: Path) -> None:
    def break_off(made: Path) -> None:
        made.write_text("half")
        raise RuntimeError("no space left")

    with pytest.raises(RuntimeError, match="no space"):
        template._once("migrated-1", break_off)
    assert [path.name for path in kept.iterdir()] == ["migrated.lock"]
    assert template._once("migrated-1", lambda made: made.write_text("whole")).read_text() == "whole"
    assert template._once("migrated-1", break_off).read_text() == "whole"


def test_what_earlier_code_left_is_removed_after_a_day_and_nothing_else(kept: Path) -> None:
    for name in ("postgres-old", "postgres-new", "demo-old"):
        (kept / name).mkdir(parents=True)
    long_ago = time.time() - template.LASTS - 60
    for name in ("postgres-old", "demo-old"):
        os.utime(kept / name, (long_ago, long_ago))
    template._once("postgres-now", Path.mkdir)
    assert {path.name for path in kept.iterdir()} == {"postgres-new", "postgres-now", "demo-old", "postgres.lock"}


def test_a_digest_is_of_names_contents_and_words() -> None:
    here = Path(template.__file__)
    found = {template._digest([]), template._digest([here]), template._digest([here], "2026-05-20")}
    assert len(found) == 3
    assert template._digest([here]) in found


def test_what_migrations_and_their_signals_do_is_part_of_the_digest() -> None:
    found = {path.relative_to(template.ROOT / "gongkai").as_posix() for path in template._sources_of_schema()[:-1]}
    assert {"audit/locks.py", "editorial/roots.py", "editorial/live_lock.py", "config/settings.py"} <= found
    assert "casework/migrations/0001_initial.py" in found
