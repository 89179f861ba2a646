"""Letters as they leave: composed, numbered without gaps, sealed, and what the log says of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from gongkai.audit import ledger
from gongkai.casework import numbers, subjects
from gongkai.casework.errors import Incomplete
from gongkai.casework.log import Happening
from gongkai.casework.models import Case, Letter
from gongkai.statute import letters
from gongkai.statute.documents import DocumentNumber
from gongkai.statute.errors import StatuteError
from gongkai.statute.events import EventKind

Compose = Callable[[str], letters.Letter]


def issue(case: Case, kind: str, facts: Mapping[str, Any], *, on: date, to: str = "applicant", key: str = "") -> Letter:
    """Compose a letter from facts and issue it. Raises Incomplete naming what it lacks; no number is used then."""
    return issue_composed(
        case, lambda number: letters.compose(kind, {**facts, "number": number}), on=on, to=to, key=key
    )


def issue_composed(case: Case, compose: Compose, *, on: date, to: str = "applicant", key: str = "") -> Letter:
    """Issue the letter that ``compose`` writes around its number. Must run inside the transaction that also writes
    `happening`; when that fails, the number is free again."""
    serial = numbers.take(case.agency, "letter", on.year)
    number = str(DocumentNumber(case.agency.number_prefix, on.year, serial))
    try:
        letter = compose(number)
    except StatuteError as error:
        raise Incomplete(str(error)) from error
    content = subjects.salted({"addressee": letter.addressee, "paragraphs": list(letter.paragraphs)})
    return Letter.objects.create(
        case=case,
        kind=letter.kind,
        title=letter.title,
        number=number,
        to=to,
        key=key,
        issued_on=on,
        sealed=subjects.seal_for(case.subject, content, f"letter:{number}"),
        digest=ledger.digest_of([letter.title, number, content]),
    )


def happening(letter: Letter) -> Happening:
    """What the log says of an issued letter: its kind, its number and the digest of its words."""
    data = {"letter": letter.kind, "number": letter.number, "file": letter.digest}
    return Happening(EventKind.LETTER_ISSUED, letter.issued_on, data)
