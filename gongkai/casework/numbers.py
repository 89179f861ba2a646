"""Numbers without gaps; beside them the code by which an applicant looks a case up (`privacy.codes`)."""

from __future__ import annotations

from gongkai.agencies.models import Agency
from gongkai.casework.models import Series
from gongkai.privacy.codes import code_fits, code_hash, new_query_code

__all__ = ["code_fits", "code_hash", "new_query_code", "take", "take_many"]


def take(agency: Agency, name: str, year: int) -> int:
    """The next number of a series, held by a row lock until the transaction ends, so that a command that
    fails gives its number back."""
    series = _held(agency, name, year)
    series.last += 1
    series.save(update_fields=["last"])
    return series.last


def take_many(agency: Agency, name: str, year: int, count: int, *, above: int = 0) -> range:
    """The next numbers of a series, all larger than ``above``: what an imported register has used up by then."""
    series = _held(agency, name, year)
    first = max(series.last, above) + 1
    series.last = first + count - 1
    series.save(update_fields=["last"])
    return range(first, first + count)


def _held(agency: Agency, name: str, year: int) -> Series:
    """A series under its row lock; a new one begins at 0."""
    series = Series.objects.select_for_update().filter(agency=agency, name=name, year=year).first()
    if series is None:
        Series.objects.get_or_create(agency=agency, name=name, year=year)
        series = Series.objects.select_for_update().get(agency=agency, name=name, year=year)
    return series
