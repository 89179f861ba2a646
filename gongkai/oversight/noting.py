"""What every verb of the oversight writes into the ledger."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from gongkai.agencies.models import Agency, User
from gongkai.audit import ledger
from gongkai.audit.models import Action

MACHINE = "system:patrol"


def note(
    agency: Agency, action: Action, subject: str, by: User | None, at: datetime, digest: str = "", **detail: Any
) -> None:
    """One entry in an agency's chain; by nobody, it was the system that read."""
    act = ledger.Act(by.actor if by else MACHINE, action, subject, digest=digest, detail=detail)
    ledger.record(agency.stream, [act], at=at)
