"""我为政府网站找错: what somebody found wrong on the site, and what was done about it."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from gongkai.agencies.models import Agency, Kind, User
from gongkai.agencies.permissions import require
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.casework import numbers
from gongkai.casework.heirs import heir_of
from gongkai.dialogue import clocks, notices, sealing
from gongkai.dialogue.errors import Incomplete, NotNow, Unknown
from gongkai.dialogue.letters import Receipt
from gongkai.dialogue.models import SiteError
from gongkai.disclosure.models import PublicPage

LONGEST, LONGEST_PLACE = 2000, 300
SERIES = "site_error"
_PAGE = re.compile(r"/c/[0-9]{6}/([0-9]{1,9})\.html")


@dataclass(frozen=True, slots=True)
class Found:
    """What is wrong, and how to reach who found it."""

    words: str
    contact: str = ""


@transaction.atomic
def report(*, kind: str, place: str, found: Found, at: datetime) -> Receipt:
    """Take in a report: it goes to the agency whose page it is, otherwise to the office of the site.

    Raises Incomplete.
    """
    if kind not in SiteError.Kind.values:
        raise Incomplete("请选择问题类型。", "kind")
    if len(found.words.strip()) < 2 or len(found.words) > LONGEST:
        raise Incomplete(f"请写明哪里有错，不超过{LONGEST}字。", "words")
    place, on = path_of(place), localdate(at)
    agency = answering_for(place)
    number = f"{agency.code.upper()}-ZC{on.year}-{numbers.take(agency, SERIES, on.year):04d}"
    code = numbers.new_query_code()
    row = SiteError(
        agency=agency,
        number=number,
        code_hash=numbers.code_hash(number, code),
        kind=kind,
        place=place,
        received_at=at,
        received_on=on,
        due_on=clocks.correction_due(at),
    )
    sealing.close(row, asdict(found))
    row.save(force_insert=True)
    act = ledger.Act(f"citizen:{number}", Action.SITE_ERROR_RECEIVED, f"site-error:{number}", detail={"kind": kind})
    ledger.record(agency.stream, [act], at=at)
    notices.tell(row, "receipt", at=at)
    return Receipt(number, code)


def path_of(place: str) -> str:
    """The path of a page of the site; what else an address may carry, such as another host or words that were searched
    for, is not kept."""
    try:
        path = urlsplit(place.strip()).path
    except ValueError:
        path = place.strip()
    return f"/{path.lstrip('/')}"[:LONGEST_PLACE] if path else ""


def answering_for(place: str) -> Agency:
    """Who answers for a page: the agency that published it or carries on its work, otherwise the first office of the
    site.

    Raises NotNow on a site without agencies.
    """
    named = _PAGE.search(place)
    row = PublicPage.objects.select_related("agency").filter(page=int(named[1])).first() if named else None
    agency = heir_of(row.agency) if row is not None else None
    if agency is not None and agency.abolished_on is None:
        return agency
    agencies = list(Agency.objects.filter(abolished_on=None).order_by("path"))
    office = next((one for one in agencies if one.kind == Kind.OFFICE), agencies[0] if agencies else None)
    if office is None:
        raise NotNow("本网站还没有受理机关。")
    return office


def found_of(row: SiteError) -> Found:
    """A report in its own words; a sentence in their place once it was erased."""
    return Found(**sealing.opened(row))


def answer_of(row: SiteError) -> str:
    """What was answered; empty while nothing was."""
    return sealing.opened_more(row, "sealed_answer")


def for_finder(number: str, code: str) -> SiteError:
    """A report by its number and query code. Raises Unknown."""
    row = SiteError.objects.filter(number=number.strip().upper()).select_related("agency").first()
    if not numbers.code_fits(number.strip().upper(), code, row.code_hash if row else "") or row is None:
        raise Unknown
    return row


@transaction.atomic
def answer(*, row_id: UUID, result: str, words: str, by: User, at: datetime) -> SiteError:
    """Say what was done; who has number and code reads it. Raises Incomplete, NotAllowed, NotNow, Unknown."""
    row = SiteError.objects.select_for_update(of=("self",)).select_related("agency").filter(pk=row_id).first()
    if row is None:
        raise Unknown
    require(by, Permission.DIALOGUE_HANDLE, row.agency, on=localdate(at))
    if row.answered_on is not None or row.erased_at is not None:
        raise NotNow("此件已经答复，不能再改。")
    if result not in SiteError.Result.values:
        raise Incomplete("请选择处理结果。", "result")
    if len(words.strip()) < 2 or len(words) > LONGEST:
        raise Incomplete(f"请写明处理情况，不超过{LONGEST}字。", "words")
    sealing.close_more(row, "sealed_answer", words.strip())
    row.result, row.answered_on, row.answered_by = result, localdate(at), by
    row.save(update_fields=["sealed_answer", "result", "answered_on", "answered_by"])
    act = ledger.Act(by.actor, Action.SITE_ERROR_ANSWERED, f"site-error:{row.number}", detail={"result": result})
    ledger.record(row.agency.stream, [act], at=at)
    notices.tell(row, "answered", at=at)
    return row
