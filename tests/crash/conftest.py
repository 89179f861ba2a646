"""The fixtures of the queue, for the tests that kill its workers."""

from tests.jobs.conftest import effects, queue

__all__ = ["effects", "queue"]
