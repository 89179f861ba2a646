"""Sending a confirmed application exactly once.

The review page carries a signed token bound to what was typed. The first confirmation registers the case and
stores the token's hash in the same transaction; any later one with the same token (a double click, a reload,
a retry after a lost answer) gets the same receipt.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.db import IntegrityError, transaction

from gongkai.agencies.models import Agency
from gongkai.casework import intake
from gongkai.casework.attachments import Upload
from gongkai.casework.intake import Wanted
from gongkai.casework.models import ApplicantKind
from gongkai.casework.subjects import Person
from gongkai.portal import drafts, throttle
from gongkai.portal.models import Submission
from gongkai.privacy import sealing

SALT = "gongkai.portal.submission"
TOKEN_HOURS = 24
SHOWN_MINUTES = 60
"""How long the query code may be shown again to the browser that sent the form."""


class TooMany(Exception):
    """The address has used up its hour."""


class Stale(Exception):
    """The token is not ours, too old, or belongs to other words."""


@dataclass(frozen=True, slots=True)
class Application:
    """A complete form: to whom, from whom, for what, with which files."""

    agency: Agency
    kind: ApplicantKind
    person: Person
    wanted: Wanted
    uploads: tuple[Upload, ...] = ()


@dataclass(frozen=True, slots=True)
class Sent:
    """What the applicant takes away."""

    number: str
    query_code: str


def new_token(words: Mapping[str, str]) -> str:
    """A token for one review page, bound to the words shown on it."""
    return signing.dumps([secrets.token_urlsafe(18), _digest(words)], salt=SALT)


def send(
    application: Application,
    token: str,
    words: Mapping[str, str],
    *,
    address: str,
    at: datetime,
    draft: drafts.Opened | None = None,
) -> Sent:
    """Register the application, or give the receipt that this token got before. Its draft goes in the same
    transaction.

    Raises Stale for a token that does not fit or a draft that is gone, TooMany, and what `intake.submit_online`
    raises.
    """
    _check(token, words)
    try:
        return _once(application, token, address, at, draft)
    except (IntegrityError, Stale):
        # PostgreSQL lets two run side by side; the one that lost has been rolled back whole.
        known = receipt(token, at=at)
        if known is None:
            raise
        return known


@transaction.atomic
def _once(application: Application, token: str, address: str, at: datetime, draft: drafts.Opened | None) -> Sent:
    known = receipt(token, at=at)
    if known is not None:
        return known
    if throttle.exceeded(throttle.Deed.SUBMIT, address, at=at):
        raise TooMany
    if draft is not None and not drafts.claim(draft):
        raise Stale
    made = intake.submit_online(
        agency=application.agency,
        kind=application.kind,
        person=application.person,
        wanted=application.wanted,
        at=at,
        uploads=application.uploads,
    )
    throttle.record(throttle.Deed.SUBMIT, address, at=at)
    return keep(token, Sent(made.number, made.query_code), at=at)


def keep(token: str, sent: Sent, *, at: datetime) -> Sent:
    """Remember in the transaction of what was sent which receipt a token got. Raises IntegrityError when another
    process was first."""
    Submission.objects.filter(made_at__lt=at - timedelta(hours=TOKEN_HOURS)).delete()
    Submission.objects.create(
        token_hash=_hash(token),
        number=sent.number,
        sealed_code=sealing.seal_bytes(_key(token), sent.query_code.encode(), sent.number),
        made_at=at,
    )
    return sent


def receipt(token: str, *, at: datetime) -> Sent | None:
    """The receipt of a token, or None when nothing was sent with it. The code is empty once its time to be
    shown is over."""
    row = Submission.objects.filter(token_hash=_hash(token)).first()
    if row is None:
        return None
    if row.made_at < at - timedelta(minutes=SHOWN_MINUTES):
        return Sent(row.number, "")
    return Sent(row.number, sealing.open_bytes(_key(token), bytes(row.sealed_code), row.number).decode())


def _check(token: str, words: Mapping[str, str]) -> None:
    try:
        content = signing.loads(token, salt=SALT, max_age=TOKEN_HOURS * 3600)
    except signing.BadSignature as error:
        raise Stale from error
    if content[1] != _digest(words):
        raise Stale


def _digest(words: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(sorted(words.items()), ensure_ascii=False).encode()).hexdigest()


def _hash(token: str) -> str:
    return hashlib.sha256(f"found:{token}".encode()).hexdigest()


def _key(token: str) -> bytes:
    return hashlib.sha256(f"sealed:{token}".encode()).digest()
