"""The hours in which no text message goes out (GONGKAI_QUIET, ``21:00-08:00``); empty for none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils.timezone import localtime

_FORM = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


class BadSetting(ValueError):
    """GONGKAI_QUIET is not written ``21:00-08:00``."""


@dataclass(frozen=True, slots=True)
class Hours:
    """From one time of the district's clock until another, over midnight when the second is the earlier."""

    begin: time
    end: time

    def __contains__(self, moment: time) -> bool:
        if self.begin <= self.end:
            return self.begin <= moment < self.end
        return moment >= self.begin or moment < self.end

    def over_after(self, at: datetime) -> datetime:
        """The first end of the hours after a moment."""
        here = localtime(at)
        ending = here.replace(hour=self.end.hour, minute=self.end.minute, second=0, microsecond=0)
        return ending if ending > here else ending + timedelta(days=1)


USUAL = Hours(time(21), time(8))


def hours() -> Hours | None:
    """The hours of the setting, None for none. Raises BadSetting."""
    written = settings.GONGKAI_QUIET.strip()
    if not written:
        return None
    found = _FORM.fullmatch(written)
    if found is None:
        raise BadSetting(written)
    one, two, three, four = (int(part) for part in found.groups())
    return Hours(time(one, two), time(three, four)) if (one, two) != (three, four) else None


def earliest(at: datetime, *, limit_on: date | None) -> datetime:
    """When a text message of a moment may go out: at once, or in the morning. Never after the day of the limit that it
    speaks of: who has to act today is woken. Holidays are days like others; people may read on them."""
    try:
        quiet = hours()
    except BadSetting:
        # The start-up check says so; a night's sleep is what most settings would mean.
        quiet = USUAL
    if quiet is None or localtime(at).time() not in quiet:
        return at
    morning = quiet.over_after(at)
    return at if limit_on is not None and localtime(morning).date() > limit_on else morning
