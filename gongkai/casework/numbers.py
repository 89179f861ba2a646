"""Numbers without gaps, and the code by which an applicant looks a case up."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from gongkai.agencies.models import Agency
from gongkai.casework.models import Series
from gongkai.privacy.keys import master_key


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


def new_query_code() -> str:
    """80 random bits in four groups of four letters and digits."""
    text = base64.b32encode(secrets.token_bytes(10)).decode()
    return "-".join(text[start : start + 4] for start in range(0, 16, 4))


def code_hash(number: str, code: str) -> str:
    """What is stored of a query code: a keyed hash bound to the case number."""
    # The alphabet has no 0, 1 or 8, so what was misread that way can be put right.
    plain = "".join(code.split()).replace("-", "").upper().translate(str.maketrans("018", "OIB"))
    return hmac.new(master_key("code"), f"{number}:{plain}".encode(), hashlib.sha256).hexdigest()


def code_fits(number: str, code: str, stored: str) -> bool:
    """Whether a code is the one given with the receipt; takes the same time either way."""
    return hmac.compare_digest(code_hash(number, code), stored)
