"""Whether the site can be reached: its own address opened again and again, as the inspection does (站点无法访问).

The attempts start from this machine and not from a citizen's, so they find what is wrong with the server, its proxy
and its name; the screen says so.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Count, Q
from django.db.models.functions import TruncDate
from django.utils.timezone import localdate

from gongkai.oversight.crawling import reaching
from gongkai.portal.selfcheck.models import Probe
from gongkai.statute.parameters import rules
from gongkai.statute.website_checks import Visits

KEPT = timedelta(days=400)


def address() -> str:
    """The address that is opened: GONGKAI_PROBE; empty when nobody set one, and then nothing is opened."""
    return str(settings.GONGKAI_PROBE).strip()


def probe(*, at: datetime) -> Probe | None:
    """Open the site once and write down how it went; None when no address is set."""
    if not address():
        return None
    seconds = rules().value("site_visit_seconds", localdate(at))
    found = reaching.reach(address(), seconds=seconds)
    return Probe.objects.create(
        at=at, address=address()[:300], opened=not found.problem, seconds=found.seconds, problem=found.problem[:120]
    )


def visits(today: date) -> Visits:
    """The attempts of the days before this one that an inspection looks at. One query."""
    first = today - timedelta(days=rules().value("site_visit_days", today))
    rows = Probe.objects.annotate(day=TruncDate("at")).filter(day__gte=first, day__lt=today, address=address()[:300])
    counted = rows.values("day").annotate(made=Count("pk"), lost=Count("pk", filter=Q(opened=False)))
    return Visits({row["day"]: (row["made"], row["lost"]) for row in counted.order_by("day")})


def failures(today: date) -> list[Probe]:
    """The newest attempts that failed."""
    first = today - timedelta(days=rules().value("site_visit_days", today))
    return list(Probe.objects.filter(opened=False, at__date__gte=first).order_by("-at")[:10])


def forget(*, at: datetime) -> int:
    """Delete attempts of long ago; how many."""
    return Probe.objects.filter(at__lt=at - KEPT).delete()[0]
