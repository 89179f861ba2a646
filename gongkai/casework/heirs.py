"""Who carries on the work of an agency that ended (行政诉讼法第二十六条第六款): read from the successions, stored
nowhere else, so that what is taken back is taken back everywhere."""

from __future__ import annotations

from gongkai.agencies.models import Agency
from gongkai.casework.succession_records import Succession


def heir_of(agency: Agency) -> Agency:
    """The living agency that answers for what an agency began; itself while it lives. A query for each succession, and
    none for who lives."""
    found = agency
    while found.abolished_on is not None:
        row = Succession.objects.filter(agency=found, undone_at=None).select_related("successor").first()
        if row is None:
            return found  # ended without a successor: nobody answers for it
        found = row.successor
    return found


def carried_by(agency: Agency) -> list[int]:
    """The agency and those whose work it carries on, directly or through others, by their keys."""
    found, look = [agency.pk], [agency.pk]
    while look:
        rows = Succession.objects.filter(successor__in=look, undone_at=None).values_list("agency", flat=True)
        look = [key for key in rows if key not in found]
        found += look
    return found
