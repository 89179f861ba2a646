"""The database is put back under the eyes of whoever holds a connection, and is whole afterwards."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from django.db import connection

from gongkai.agencies.models import Agency
from tests.factories import make_district
from tests.portal.agreement.snapshots import Snapshot


def test_what_is_put_back_is_seen_by_a_connection_that_stays_open(keep: Callable[[], Snapshot]) -> None:
    make_district()
    before = keep()
    if connection.vendor == "sqlite":
        other = sqlite3.connect(connection.settings_dict["NAME"])
        _put_back_beside(before, other)
        other.close()
        connection.close()
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            assert cursor.fetchone() == ("ok",)
        assert set(Agency.objects.values_list("name", flat=True)) == {"再改"}
    before.put_back()
    assert not Agency.objects.filter(name__contains="改").exclude(name__contains="发展和改革").exists()


def _put_back_beside(before: Snapshot, other: sqlite3.Connection) -> None:
    count, asked = Agency.objects.count(), "SELECT count(*), sum(name = '改') FROM agencies_agency"
    Agency.objects.update(name="改")
    assert other.execute(asked).fetchone() == (count, count)
    before.put_back()
    assert other.execute(asked).fetchone() == (count, 0)
    Agency.objects.update(name="再改")
