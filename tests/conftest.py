"""What all tests share: which database they run on, and the corpus of real reports.

``GONGKAI_TEST_DATABASE=postgres`` starts a PostgreSQL of its own and runs only the tests that use a
database; without it everything runs on SQLite.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import settings as examples

# `make test` tries the same examples each time, so that it fails for a change and not for luck; pytest by
# itself, without the profile, goes on looking for new ones.
examples.register_profile("steady", derandomize=True, deadline=None, print_blob=True)

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
DATABASE_FIXTURES = frozenset({"db", "transactional_db", "live_server", "django_db_setup"})

_running = ExitStack()


def on_postgres() -> bool:
    """Whether this run was asked for on PostgreSQL."""
    return os.environ.get("GONGKAI_TEST_DATABASE", "") == "postgres"


def pytest_configure(config: pytest.Config) -> None:
    from django.conf import settings
    from django.test import override_settings

    # Six people a test, and a real password hash costs a third of a second.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Officers of most tests sign in with a password alone; tests/security and tests/agencies ask for more.
    settings.GONGKAI_SECOND_FACTOR = "off"
    # Most tests read what they have just written in a transaction that never ends; tests/portal/caching keeps answers.
    settings.GONGKAI_PAGE_CACHE = False
    # Pictures wait for nobody in most tests; tests/editorial/test_letters.py reads some.
    settings.GONGKAI_OCR = "off"
    # Jobs are done where they are enqueued, so that no test needs a worker; tests/jobs asks for the real queue.
    override_settings(TASKS={"default": {"BACKEND": "gongkai.jobs.backend.AtOnceBackend", "QUEUES": []}}).enable()
    from tests.database import keep_in

    # Nothing of a test has to outlive the machine. Servers of tests/crash are processes of their own, which do wait.
    os.sync, os.fsync = _wait_for_no_disk, _wait_for_no_disk
    keep_in(Path(_running.enter_context(TemporaryDirectory(prefix="gongkai-test-", ignore_cleanup_errors=True))))
    if not on_postgres():
        return
    if not hasattr(config, "workerinput"):
        # the first process starts the server; the workers of xdist inherit its address
        from tests.postgres import temporary_server

        os.environ["GONGKAI_DATABASE"] = _running.enter_context(temporary_server(migrated=True))
    _use(os.environ["GONGKAI_DATABASE"])


def _wait_for_no_disk(*_file: object) -> None:
    """Instead of waiting until what was written is on the disk."""


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is loaded by now stays to the end: no use in looking through it for garbage again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_unconfigure(config: pytest.Config) -> None:
    _running.close()


def _use(address: str) -> None:
    """Point Django at an address, although pytest-django has read the settings already."""
    from django.conf import settings
    from django.db import connections

    from gongkai.config.database import database

    described = connections.databases["default"]
    described.clear()
    described.update(database(address, settings.DATA_DIR))
    connections.configure_settings(connections.databases)
    with suppress(AttributeError):  # nobody has connected yet
        del connections["default"]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if on_postgres():
        _keep_database_tests(config, items)
    for item in items:
        # docs/decisions/0029: a second try, and the run names who needed it
        if any(item.get_closest_marker(name) for name in ("journey", "crash")):
            item.add_marker(pytest.mark.flaky(reruns=1))
    items[:] = _slow_first(items, getattr(config, "workerinput", {}).get("workercount", 1))


def _slow_first(items: list[pytest.Item], workers: int) -> list[pytest.Item]:
    """The items in as many equal parts as there are workers, each beginning with its share of the tests that take
    seconds, so that none of these is left over when all others are done. Workers take one part each and steal later,
    from the end; tests for which their file makes something once stay together at the head, so that it is made once."""
    slow = [item for item in items if any(item.get_closest_marker(name) for name in ("crash", "journey", "sweep"))]
    waiting = iter([item for item in items if item not in set(slow)])
    # as xdist counts: what is left, divided by the workers that are left
    sizes = [(len(items) + number) // workers for number in range(workers)]
    parts: list[list[pytest.Item]] = [[] for _ in sizes]
    for number, group in enumerate(_made_together(slow)):
        turn = sorted(range(workers), key=lambda worker: (worker - number) % workers)
        there = next((one for one in turn if len(parts[one]) + len(group) <= sizes[one]), None)
        if there is not None:
            parts[there] += group
        else:
            for item in group:
                next(parts[one] for one in turn if len(parts[one]) < sizes[one]).append(item)
    return [
        item for part, size in zip(parts, sizes, strict=True) for item in (*part, *islice(waiting, size - len(part)))
    ]


def _made_together(items: list[pytest.Item]) -> list[list[pytest.Item]]:
    """Each test by itself, but before them together those of a file that share what is made once in it: the demo's year
    takes half a minute, and every worker with one of its tests makes it."""
    groups: dict[str, list[pytest.Item]] = {}
    for item in items:
        known = item._fixtureinfo.name2fixturedefs.values()  # type: ignore[attr-defined]
        once = any(each[-1].scope == "module" for each in known)
        groups.setdefault(str(item.path) if once else item.nodeid, []).append(item)
    return sorted(groups.values(), key=lambda group: -len(group))


def _keep_database_tests(config: pytest.Config, items: list[pytest.Item]) -> None:
    kept = [item for item in items if _uses_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if not _uses_database(item)])
    items[:] = kept


def _uses_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("django_db") is not None:
        return True
    return not DATABASE_FIXTURES.isdisjoint(getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """Instead of pytest-django's: a copy of a migrated database, whose ledger's locks come off when a test's tables
    are emptied. ``--reuse-db`` and ``--no-migrations`` have nothing to do here."""
    from django.db import connections

    from tests.database import make_flushable, take_copy

    with django_db_blocker.unblock():
        take_copy()
        make_flushable()
        yield
        connections.close_all()


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real reports beside the checkout; a test that needs it is skipped without it."""
    if not CORPUS.is_dir():
        pytest.skip("the corpus of real reports is not beside this checkout")
    return CORPUS
