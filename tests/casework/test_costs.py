"""What the screens and verbs cost, counted: queries, transactions, and work done inside the database.

Nothing here looks at a clock: a count is the same on a laptop and on a loaded build machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gongkai.casework import queries
from gongkai.casework.intake import Receipt
from gongkai.casework.models import Case
from gongkai.casework.queries import Filter
from tests.casework.many import copy_cases
from tests.factories import World, at, confirm, finish, letter, make_district, online

TODAY = date(2023, 3, 15)
MANY = 100_000
LAST_PAGE = MANY - queries.PAGE

FILED: dict[str, Callable[[World], Receipt]] = {"online": online, "letter": letter}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", sorted(FILED))
@pytest.mark.parametrize("ordinal", [1, 2], ids=["first of the year", "any other"])
def test_a_case_costs_at_most_20_queries_in_one_transaction(way: str, ordinal: int) -> None:
    world = make_district()
    for _ in range(ordinal - 1):
        FILED[way](world)
    with CaptureQueriesContext(connection) as seen:
        FILED[way](world)
    statements = [query["sql"] for query in seen.captured_queries]
    begun = [place for place, sql in enumerate(statements) if sql.startswith("BEGIN")]
    ended = [place for place, sql in enumerate(statements) if sql.startswith("COMMIT")]
    assert len(begun) == len(ended) == 1
    written = [place for place, sql in enumerate(statements) if sql.startswith(("INSERT", "UPDATE", "DELETE"))]
    assert begun[0] < min(written)
    assert max(written) < ended[0]
    asked = [sql for sql in statements if not sql.startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))]
    assert len(asked) <= 20, asked


@pytest.mark.django_db
def test_the_list_costs_at_most_6_queries_with_colours_filter_and_total(client: Client) -> None:
    world = make_district()
    for day in range(1, 8):
        online(world, on=at(2023, 3, day))
    client.force_login(world.officer)
    with CaptureQueriesContext(connection) as seen:
        answer = client.get("/office/requests/", {"status": "open", "colour": "red", "channel": "web", "words": "MHB"})
    assert answer.status_code == 200
    assert answer.content.decode().count("/office/requests/MHB") == 7
    assert len(seen) <= 6, [query["sql"][:90] for query in seen.captured_queries]


@pytest.mark.django_db
@pytest.mark.parametrize("finished", [False, True])
@pytest.mark.parametrize("who", ["officer", "leader", "auditor"])
def test_the_case_page_costs_at_most_15_queries(client: Client, who: str, finished: bool) -> None:
    world = make_district()
    case = confirm(world, online(world).case)
    if finished:
        finish(world, case)
    client.force_login(getattr(world, who))
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(f"/office/requests/{case.number}/")
    assert answer.status_code == 200
    assert len(seen) <= 15, [query["sql"][:90] for query in seen.captured_queries]


@pytest.mark.django_db
def test_reading_costs_the_same_for_50_rows_as_for_5() -> None:
    world = make_district()
    counts = []
    for more in (5, 50):
        for _ in range(more):
            online(world)
        with CaptureQueriesContext(connection) as seen:
            queries.page(world.officer, Filter(status="open"), today=TODAY)
        counts.append(len(seen))
    assert counts[1] <= counts[0]


@pytest.mark.django_db
def test_page_2000_of_100000_costs_what_page_1_costs() -> None:
    world = make_district()
    copy_cases(world, MANY)
    for status, order in (("open", ("next_on", "id")), ("all", ("-id",))):
        cases = Case.objects.filter(agency=world.office).order_by(*order)
        first, cost = _listed(world, status, "")
        assert len(first.rows) == queries.PAGE
        assert (first.total, first.more) == (queries.MOST_COUNTED, True)
        assert first.next_key
        for number in (1000, 2000):
            before = cases[queries.PAGE * (number - 1) - 1]
            page, steps = _listed(world, status, f"{before.next_on}:{before.pk}")
            assert len(page.rows) == queries.PAGE
            assert bool(page.next_key) is (number < 2000)
            assert steps <= cost * 1.5, (status, number)


def _listed(world: World, status: str, after: str) -> tuple[queries.Page, int]:
    """A page, and how much work its rows were: instructions of SQLite's machine, or rows that PostgreSQL read."""
    with CaptureQueriesContext(connection) as seen:
        page = queries.page(world.officer, Filter(status=status, after=after), today=TODAY)
    limited = [query["sql"] for query in seen.captured_queries if "LIMIT" in query["sql"]]
    (sql,) = [statement for statement in limited if "COUNT(" not in statement]
    assert "TEMP B-TREE" not in _plan(sql), _plan(sql)
    return page, _work(sql)


def _plan(sql: str) -> str:
    word = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        cursor.execute(f"{word} {sql}")
        return "\n".join(str(row) for row in cursor.fetchall())


def _work(sql: str) -> int:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON, TIMING OFF) {sql}")
            return _rows_read(cursor.fetchone()[0][0]["Plan"])
        with _instructions() as count:
            cursor.execute(sql)
            cursor.fetchall()
        return count[0]


def _rows_read(node: dict) -> int:
    own = (node.get("Actual Rows", 0) + node.get("Rows Removed by Filter", 0)) * node.get("Actual Loops", 1)
    return int(own) + sum(_rows_read(child) for child in node.get("Plans", ()))


@contextmanager
def _instructions() -> Iterator[list[int]]:
    count = [0]

    def step() -> int:
        count[0] += 1
        return 0

    connection.connection.set_progress_handler(step, 1)
    try:
        yield count
    finally:
        connection.connection.set_progress_handler(None, 1)
