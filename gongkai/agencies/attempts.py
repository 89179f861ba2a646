"""How often somebody may try: five failures in ten minutes mean a wait, for passwords and one-time codes alike.

The ledger itself is the counter, so nothing else has to be stored and nothing can be reset unseen.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from gongkai.audit.models import Action, Entry

FAILURES = 5
WAIT = timedelta(minutes=10)


def wait_until(subject: str, *, failed: Action, passed: Action, at: datetime) -> datetime | None:
    """When something may be tried again; None when it may be tried now. A success forgets earlier failures."""
    attempts = Entry.objects.filter(subject=subject, action__in=[failed, passed], recorded_at__gt=at - WAIT).order_by(
        "-id"
    )
    failures = []
    for action, recorded_at in attempts.values_list("action", "recorded_at")[:FAILURES]:
        if action == passed:
            break
        failures.append(recorded_at)
    return failures[-1] + WAIT if len(failures) == FAILURES else None
