"""Filing a request through the API exactly once (条例第二十九条).

The caller's Idempotency-Key is bound to the key that calls: sent again with the same content it gets the same
answer, with other content it is refused. As on the portal, the receipt is sealed with a key that is made from what
only the caller knows, so the query code cannot be read from the database.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from gongkai.casework import intake
from gongkai.portal import directory
from gongkai.portal.api.bodies import Body
from gongkai.portal.api.refusals import Refusal
from gongkai.portal.forms import ApplicationForm
from gongkai.portal.models import ApiKey, Submission
from gongkai.portal.submission import TOKEN_HOURS
from gongkai.privacy import sealing

FIELDS = tuple(ApplicationForm.base_fields)
"""The fields of the portal's form; nothing else is asked here either."""
SHORTEST, LONGEST = 16, 128


@dataclass(frozen=True, slots=True)
class Filed:
    """What the caller takes away. ``again`` says that it was filed before."""

    number: str
    query_code: str
    again: bool


@dataclass(frozen=True, slots=True)
class Ticket:
    """One Idempotency-Key of one API key, bound to its content."""

    found_by: str
    sealed_with: bytes
    content: str


def ticket(bearer: str, idempotency_key: str, body: Body) -> Ticket:
    """The ticket of a call. ``bearer`` is the API key as it was shown. Raises Refusal (422)."""
    readable = idempotency_key.isascii() and idempotency_key.isprintable() and " " not in idempotency_key
    if not readable or not SHORTEST <= len(idempotency_key) <= LONGEST:
        length = f"{SHORTEST}至{LONGEST}位"
        message = f"请求头Idempotency-Key应为{length}的字母、数字和符号，每件申请各用一个，例如一个随机的UUID。"
        raise Refusal(422, "IDEMPOTENCY_KEY", message, {"Idempotency-Key": message})
    secret = hmac.new(bearer.encode(), idempotency_key.encode(), hashlib.sha256).digest()
    found_by = hashlib.sha256(b"api-found:" + secret).hexdigest()
    return Ticket(found_by, hashlib.sha256(b"api-sealed:" + secret).digest(), _content(body))


def file(key: ApiKey, body: Body, held: Ticket, *, at: datetime) -> Filed:
    """File the request, or give the receipt that this ticket got before.

    Raises Refusal: 409 for other content or an agency that takes no requests, 422 with the faults of the form.
    """
    form = ApplicationForm(body.words)
    if not form.is_valid():
        raise faults_of(form)
    try:
        return _once(key, form, body, held, at)
    except IntegrityError:
        # two calls with one ticket side by side: the one that lost has been rolled back whole
        known = _known(held, at)
        if known is None:
            raise
        return known


def faults_of(form: ApplicationForm) -> Refusal:
    """What is wrong with the fields, in the sentences of the portal's form."""
    fields = {name: "".join(map(str, found)) for name, found in form.errors.items()}
    return Refusal(422, "INCOMPLETE", "申请的内容不完整或者不符合要求，没有登记。", fields)


@transaction.atomic
def _once(key: ApiKey, form: ApplicationForm, body: Body, held: Ticket, at: datetime) -> Filed:
    known = _known(held, at)
    if known is not None:
        return known
    agency = directory.find(key.agency.code, localdate(at))
    if agency is None or not agency.takes_requests:
        raise Refusal(409, "AGENCY_TAKES_NO_REQUESTS", f"{key.agency.name}现在不受理政府信息公开申请。")
    made = intake.submit_online(
        agency=agency,
        kind=form.applicant_kind_chosen,
        person=form.person,
        wanted=form.wanted,
        at=at,
        uploads=body.uploads,
    )
    receipt = {"code": made.query_code, "content": held.content}
    Submission.objects.filter(made_at__lt=at - timedelta(hours=TOKEN_HOURS)).delete()
    Submission.objects.create(
        token_hash=held.found_by,
        number=made.number,
        sealed_code=sealing.seal(held.sealed_with, receipt, made.number),
        made_at=at,
    )
    return Filed(made.number, made.query_code, again=False)


def _known(held: Ticket, at: datetime) -> Filed | None:
    since = at - timedelta(hours=TOKEN_HOURS)
    row = Submission.objects.filter(token_hash=held.found_by, made_at__gte=since).first()
    if row is None:
        return None
    receipt = sealing.unseal(held.sealed_with, row.sealed_code, row.number)
    if not hmac.compare_digest(receipt["content"], held.content):
        message = "这个Idempotency-Key已经用于另一件内容不同的申请，请换一个新的。"
        raise Refusal(409, "IDEMPOTENCY_CONFLICT", message, {"Idempotency-Key": message})
    return Filed(row.number, receipt["code"], again=True)


def _content(body: Body) -> str:
    """A digest of everything that was sent: the same in JSON and as a form."""
    digest = hashlib.sha256()
    for name, word in sorted(body.words.items()):
        digest.update(f"{name}={len(word)}:{word}\n".encode(errors="surrogatepass"))
    for upload in body.uploads:
        digest.update(f"{upload.role}={upload.received.checked.name}:{upload.digest}\n".encode())
    return digest.hexdigest()
