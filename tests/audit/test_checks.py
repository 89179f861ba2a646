"""The start-up check of the database."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connections

from gongkai.audit import checks
from gongkai.config.database import database


def test_our_own_settings_pass(tmp_path: Any) -> None:
    assert checks.sqlite_keeps_its_promises(None) == []
    assert "synchronous=FULL" in database("", tmp_path)["OPTIONS"]["init_command"]


@pytest.mark.parametrize(
    ("options", "codes"), [({}, {checks.IMMEDIATE, checks.WAL}), ({"transaction_mode": "IMMEDIATE"}, {checks.WAL})]
)
def test_sqlite_as_django_ships_it_is_refused(
    options: dict[str, str], codes: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    described = {"ENGINE": "django.db.backends.sqlite3", "OPTIONS": options}
    monkeypatch.setattr(connections["default"], "settings_dict", described)
    assert {error.id for error in checks.sqlite_keeps_its_promises(None)} == codes
