"""Letters from the public: writing one, following it with number and query code, rating the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from gongkai.agencies.models import Agency
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.casework import numbers
from gongkai.casework.ratings import MARKS
from gongkai.dialogue import attachments, clocks, notices, sealing
from gongkai.dialogue.errors import Incomplete, NotNow, Unknown
from gongkai.dialogue.models import CitizenLetter
from gongkai.disclosure.answers import LetterKind
from gongkai.files.uploading import Received

LONGEST, LONGEST_TITLE, LONGEST_RATING = 3000, 80, 500
SERIES = "citizen_letter"


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody writes, and how they can be reached; only the words must be there."""

    title: str
    words: str
    name: str = ""
    telephone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the writer takes away. The query code is shown once and kept only as a hash."""

    number: str
    query_code: str


@transaction.atomic
def write(
    *,
    agency: Agency,
    kind: str,
    written: Written,
    may_publish: bool,
    at: datetime,
    files: Sequence[Received] = (),
) -> Receipt:
    """Take in a letter with its files: its receipt, its clock, the ledger's entry and the message to who left an e-mail
    address are one transaction.

    Raises Incomplete, NotNow for an agency that ended, files.Refused.
    """
    _check(agency, kind, written)
    on = localdate(at)
    number = f"{agency.code.upper()}-XJ{on.year}-{numbers.take(agency, SERIES, on.year):04d}"
    code = numbers.new_query_code()
    letter = CitizenLetter(
        agency=agency,
        number=number,
        code_hash=numbers.code_hash(number, code),
        kind=kind,
        may_publish=may_publish,
        received_at=at,
        received_on=on,
        due_on=clocks.letter_due(at),
    )
    sealing.close(letter, asdict(written))
    letter.save(force_insert=True)
    kept = attachments.keep(letter, files, attachments.Role.LETTER, actor=f"citizen:{number}", at=at)
    detail = {"kind": kind, **({"files": kept} if kept else {})}
    act = ledger.Act(f"citizen:{number}", Action.LETTER_RECEIVED, f"letter:{number}", detail=detail)
    ledger.record(agency.stream, [act], at=at)
    notices.tell(letter, "receipt", at=at)
    return Receipt(number, code)


def _check(agency: Agency, kind: str, written: Written) -> None:
    if agency.abolished_on is not None:
        raise NotNow(f"{agency.name}已于{agency.abolished_on:%Y-%m-%d}撤销，请选择其他机关。")
    if kind not in LetterKind.values:
        raise Incomplete("请选择来信的类型。", "kind")
    if not written.title.strip() or len(written.title) > LONGEST_TITLE:
        raise Incomplete(f"请填写标题，不超过{LONGEST_TITLE}字。", "title")
    if not written.words.strip() or len(written.words) > LONGEST:
        raise Incomplete(f"请填写来信内容，不超过{LONGEST}字。", "words")


def written_of(letter: CitizenLetter) -> Written:
    """A letter in its own words; a sentence in their place once it was erased."""
    found = sealing.opened(letter)
    return Written(**({"title": sealing.ERASED} | found))


def answer_of(letter: CitizenLetter) -> str:
    """The answer, also as a draft; empty when there is none."""
    return sealing.opened_more(letter, "sealed_answer")


def for_writer(number: str, code: str) -> CitizenLetter:
    """A letter by its number and query code. Raises Unknown for either being wrong, in the same time."""
    number = number.strip().upper()
    letter = CitizenLetter.objects.filter(number=number).select_related("agency", "department", "page").first()
    if not numbers.code_fits(number, code, letter.code_hash if letter else "") or letter is None:
        raise Unknown
    return letter


@transaction.atomic
def rate(*, letter: CitizenLetter, score: int, words: str, at: datetime) -> CitizenLetter:
    """Keep what the writer thinks of the answer; a second rating replaces the first.

    Raises Incomplete, NotNow before the answer or after the letter was erased.
    """
    letter = CitizenLetter.objects.select_for_update().get(pk=letter.pk)
    if score not in dict(MARKS):
        raise Incomplete("请选择评价。", "score")
    if letter.answered_on is None or letter.erased_at is not None:
        raise NotNow("答复以后才能评价。")
    if len(words) > LONGEST_RATING:
        raise Incomplete(f"意见请不超过{LONGEST_RATING}字。", "words")
    letter.score = score
    letter.sealed_rating = b""
    if words.strip():
        sealing.close_more(letter, "sealed_rating", words.strip())
    letter.save(update_fields=["score", "sealed_rating"])
    act = ledger.Act(
        f"citizen:{letter.number}", Action.LETTER_RATED, f"letter:{letter.number}", detail={"score": score}
    )
    ledger.record(letter.agency.stream, [act], at=at)
    return letter
