"""A district's archive in a second: rows of the case table copied inside the database, for tests of size.

Only the projection is copied, without logs and without the applicants' words: enough for lists, never for folding.
"""

from __future__ import annotations

from datetime import date

from django.db import connection

from gongkai.casework import subjects
from gongkai.casework.models import Case
from tests.factories import World, at, online

FIRST_LIMIT = date(2023, 3, 1)
LIMITS = 5
"""Over how few days the limits of the copies are spread: all cases that wait for the same thing share a day."""


def copy_cases(world: World, count: int) -> Case:
    """Let an agency have ``count`` open cases. Returns the one they are copies of."""
    case = online(world).case
    subjects.erase(
        subject=case.subject, stream=world.office.stream, by=world.officer, at=at(2023, 3, 1), reason="只为大小"
    )
    day = f"date('{FIRST_LIMIT}', '+' || (n.i %% {LIMITS}) || ' days')"
    if connection.vendor == "postgresql":
        day = f"DATE '{FIRST_LIMIT}' + (n.i %% {LIMITS})"
    other = {"serial": "n.i", "number": f"'X{case.agency_id}-' || n.i", "next_on": day}
    columns = [field.column for field in Case._meta.concrete_fields if not field.primary_key]
    chosen = ", ".join(other.get(column, f"c.{column}") for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO casework_case ({', '.join(columns)}) "
            f"WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < %s) "
            f"SELECT {chosen} FROM casework_case c, n WHERE c.id = %s ORDER BY n.i",
            [count, case.pk],
        )
        cursor.execute("ANALYZE")
    return case
