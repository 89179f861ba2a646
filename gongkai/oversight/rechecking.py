"""The system looks again at what an agency says it mended, before a person confirms it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, Max, Q

from gongkai.oversight import reading, rectifying
from gongkai.oversight.crawling import strangers
from gongkai.oversight.crawling.strangers import Get
from gongkai.oversight.errors import NotNow
from gongkai.oversight.models import Rectification, RectificationStep

AT_ONCE = 50
Kind = RectificationStep.Kind


def look(*, at: datetime, ask: Get = strangers.get) -> int:
    """Look once after each answer at what the system had found; how many were looked at."""
    done = 0
    for row in _answered()[:AT_ONCE]:
        still = reading.still_there(row.observation, at=at, ask=ask)
        try:
            done += rectifying.checked(rectification_id=row.pk, still=still, at=at) is not None
        except NotNow:
            continue  # a person was faster
    return done


def _answered() -> list[Rectification]:
    """What the system found and an agency answered, and nobody looked at since."""
    last = {
        name: Max("steps__place", filter=Q(steps__kind=kind))
        for name, kind in (("said", Kind.ANSWERED), ("looked", Kind.CHECKED))
    }
    rows = Rectification.objects.filter(state=Rectification.State.ANSWERED).exclude(observation__key="")
    rows = rows.annotate(**last).select_related("observation")
    return list(rows.filter(Q(looked=None) | Q(looked__lt=F("said"))))
