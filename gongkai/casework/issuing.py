"""Letters as they leave: composed, numbered without gaps, typeset, sealed, and what the log says of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.utils.timezone import localdate

from gongkai.audit import ledger
from gongkai.casework import numbers, paper, seal_gateways, seal_tasks, subjects
from gongkai.casework.errors import Incomplete
from gongkai.casework.log import Happening
from gongkai.casework.models import Case, Letter, LetterSeal
from gongkai.files import naming, store
from gongkai.files.checking import Checked
from gongkai.files.kinds import Kind
from gongkai.files.models import StoredFile
from gongkai.statute import letters
from gongkai.statute.documents import DocumentNumber
from gongkai.statute.errors import StatuteError
from gongkai.statute.events import EventKind
from gongkai.typeset.sealed import Box

Compose = Callable[[str], letters.Letter]


def issue(
    case: Case, kind: str, facts: Mapping[str, Any], *, at: datetime, to: str = "applicant", key: str = ""
) -> Letter:
    """Compose a letter from facts and issue it. Raises Incomplete naming what it lacks, and Unprintable; no number
    is used then."""

    def compose(number: str) -> letters.Letter:
        return letters.compose(kind, {**facts, "number": number})

    return issue_composed(case, compose, at=at, to=to, key=key, facts=facts)


def issue_composed(
    case: Case,
    compose: Compose,
    *,
    at: datetime,
    to: str = "applicant",
    key: str = "",
    facts: Mapping[str, Any] | None = None,
) -> Letter:
    """Issue the letter that ``compose`` writes around its number, and keep its PDF. Must run inside the transaction
    that also writes `happening`; when that fails, the number is free again.

    Raises Incomplete, and Unprintable when a character has no font: nothing leaves with a hole in a name.
    """
    on = localdate(at)
    serial = numbers.take(case.agency, "letter", on.year)
    number = str(DocumentNumber(case.agency.number_prefix, on.year, serial))
    try:
        letter = compose(number)
        content = subjects.salted(paper.written(letter, facts).content)
    except StatuteError as error:
        raise Incomplete(str(error)) from error
    pages = paper.pages(letter.title, number, letters.chinese_date(on), content)
    pdf, box = paper.pdf_for_seal(pages, at=at) if seal_gateways.in_use() else (paper.pdf_of(pages, at=at), None)
    row = Letter.objects.create(
        case=case,
        kind=letter.kind,
        title=letter.title,
        number=number,
        to=to,
        key=key,
        issued_on=on,
        sealed=subjects.seal_for(case.subject, content, f"letter:{number}"),
        digest=ledger.digest_of([letter.title, number, content]),
        pdf=keep_own(case, pdf, f"{letter.title}（{number}）.pdf", at=at),
    )
    if box is not None:
        _ask_for_seal(row, box, at)
    return row


def _ask_for_seal(row: Letter, box: Box, at: datetime) -> None:
    """Put a letter in line for its electronic seal; until it bears one, nobody outside sees it."""
    row.seal = LetterSeal.objects.create(letter=row, box=asdict(box), asked_at=at, not_before=at)
    seal_tasks.fetch_seal.enqueue(row.pk)


def keep_own(case: Case, data: bytes, name: str, *, at: datetime, kind: Kind = Kind.PDF) -> StoredFile:
    """Seal a file of our own making with the subject's key; it needs none of the checks of an upload."""
    digest = hashlib.sha256(data).hexdigest()
    checked = Checked(kind, naming.clean_name(name, kind), len(data), digest)
    return store.keep_checked(data, checked, key=subjects.key_of(case.subject), at=at)


def happening(letter: Letter) -> Happening:
    """What the log says of an issued letter: its kind, its number, the digest of the file that left, and, as
    evidence, that of its words."""
    assert letter.pdf is not None, "every letter that is issued has its PDF"
    data: dict[str, Any] = {"letter": letter.kind, "number": letter.number, "file": letter.pdf.digest}
    data["evidence"] = [letter.digest]
    if letter.awaits_seal:
        data["to_be_sealed"] = True
    return Happening(EventKind.LETTER_ISSUED, letter.issued_on, data)
