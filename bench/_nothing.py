"""Jobs without work in them, so that the queue alone is measured."""

from __future__ import annotations

from django_tasks import task


@task
def nothing() -> None:
    """Do nothing."""


@task(atomic=True)
def nothing_as_one() -> None:
    """Do nothing, in one transaction with the note that it is done."""
