"""Having letters sealed electronically: asked for, proven, taken; or given up for the seal itself.

A letter that waits for its seal has its number and has not left: nobody outside sees it, and its service cannot be
recorded. Before the sealed file takes the place of the letter's, it is proven to be that letter (`files.sealed`). A
worker may be killed anywhere: the row says what is still to be done, and taking is one transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.timezone import localdate

from gongkai.agencies.models import User
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.casework import issuing, log, seal_gateways, subjects
from gongkai.casework.errors import Incomplete, NotPermitted
from gongkai.casework.log import Happening
from gongkai.casework.models import Case, Letter, LetterSeal
from gongkai.casework.outgoing import NotSent, Unreachable
from gongkai.casework.seal_gateways import SealGateway, Wanted
from gongkai.files import sealed, store
from gongkai.files.errors import FileError
from gongkai.statute.events import EventKind
from gongkai.statute.letters import DECISION_LETTERS
from gongkai.typeset.sealed import Box

Clock = Callable[[], datetime]
State = LetterSeal.State
HELD = timedelta(minutes=3)
"""For how long a letter belongs to the worker that looks after it: longer than a gateway may take."""
AGAIN = timedelta(seconds=30)
"""When a letter that is not sealed yet is looked after again."""
DELAYS = (1, 5, 15, 60)
"""Minutes until the next look after a failure; the last one for all that follow."""
TAKEN_LATELY = timedelta(days=7)
NO_GATEWAY = "没有配置印章系统（GONGKAI_SEAL）。"
MISWRITTEN = "印章系统的设置（GONGKAI_SEAL）写法不对，请通知运维人员。"


@dataclass(frozen=True, slots=True)
class Claim:
    """A letter that this worker looks after. ``attempt`` is its number, and the fence of what is noted."""

    seal: LetterSeal
    attempt: int


def look(*, clock: Clock, letter_id: int | None = None) -> int:
    """Look after the letters that wait for a seal and are due; returns how many came back sealed."""
    try:
        gateway, fault = seal_gateways.gateway(), NO_GATEWAY
    except seal_gateways.BadSetting:
        gateway, fault = None, MISWRITTEN
    done = 0
    for row in list(_due(clock(), letter_id)):
        claim = _claimed(row, clock())
        if claim is None:
            continue
        if gateway is None:
            _failed(claim, fault, clock())
            continue
        try:
            done += _fetched(claim, gateway, clock)
        except Unreachable as error:
            _failed(claim, str(error), clock())
            break
    if gateway is not None:
        gateway.tidy(*_known(clock()))
    return done


@transaction.atomic
def by_hand(*, case_id: int, letter_id: int, why: str, by: User, at: datetime, seq: int | None = None) -> Letter:
    """Give up the electronic seal: the letter is printed and sealed with the seal itself, and leaves from now on.

    No limit waits for a machine. Raises Incomplete without a reason, NotPermitted when it does not wait.
    """
    if not why.strip():
        raise Incomplete("改为盖实体印章应当说明原因。", ("why",))
    dossier = log.lock(case_id, by=by, at=at, permission=Permission.CASE_HANDLE, expected_seq=seq)
    letter = dossier.case.letters.select_related("seal", "pdf").filter(pk=letter_id).first()
    if letter is None or not letter.awaits_seal:
        raise NotPermitted("这份文书没有在等待加盖电子印章。")
    letter.seal.state, letter.seal.settled_at, letter.seal.problem = State.BY_HAND, at, ""
    letter.seal.save(update_fields=["state", "settled_at", "problem"])
    data = {"number": letter.number, "letter": letter.kind, "means": "by_hand"}
    happening = Happening(EventKind.LETTER_SEALED, localdate(at), data, {"why": why.strip()})
    log.write(dossier, [happening], by=by, at=at)
    return letter


def waiting() -> QuerySet[LetterSeal]:
    """The letters that wait for their electronic seal, the oldest first."""
    rows = LetterSeal.objects.filter(state=State.WAITING).exclude(letter__case__subject__key=b"")
    return rows.select_related("letter__pdf", "letter__case__subject", "letter__case__agency").order_by(
        "asked_at", "pk"
    )


def blocking(case: Case, number: str) -> str:
    """Why a letter cannot be served yet; empty when nothing stands in the way. Without a number it is the reply."""
    rows = case.letters.select_related("seal").order_by("-pk")
    letter = rows.filter(number=number).first() if number else rows.filter(kind__in=DECISION_LETTERS).first()
    if letter is None or not letter.awaits_seal:
        return ""
    return (
        f"《{letter.title}》（{letter.number}）还没有加盖电子印章，不能登记送达；"
        "印章系统不能使用的，请在文书页改为盖实体印章。"
    )


def _due(at: datetime, letter_id: int | None) -> QuerySet[LetterSeal]:
    found = waiting().filter(not_before__lte=at)
    return found.filter(letter=letter_id) if letter_id is not None else found


def _claimed(row: LetterSeal, at: datetime) -> Claim | None:
    """Take a letter for this worker; None when another was faster."""
    still = LetterSeal.objects.filter(
        pk=row.pk, state=State.WAITING, attempts=row.attempts, not_before=row.not_before
    ).update(attempts=F("attempts") + 1, not_before=at + HELD)
    return Claim(row, row.attempts + 1) if still else None


def _fetched(claim: Claim, gateway: SealGateway, clock: Clock) -> bool:
    """Ask the gateway for one letter, prove what comes, take it. Raises Unreachable."""
    wanted = _wanted(claim)
    if wanted is None:
        _failed(claim, "送出的文件读不出来，请核对文件是否完整。", clock())
        return False
    try:
        data = gateway.fetch(wanted)
    except Unreachable:
        raise
    except NotSent as error:
        _failed(claim, str(error), clock())
        return False
    if data is None:
        _note(claim, not_before=clock() + AGAIN, problem="")
        return False
    found = sealed.faults(data, wanted.pdf, Box(**claim.seal.box))
    if found:
        if gateway.refused(wanted.key, found[0]):
            _failed(claim, f"退回的文件没有采用：{found[0]}", clock())
        else:
            _note(claim, not_before=clock() + AGAIN)
        return False
    return _take(claim, data, clock())


def _wanted(claim: Claim) -> Wanted | None:
    letter = claim.seal.letter
    assert letter.pdf is not None, "what waits for a seal has its file"
    try:
        pdf = store.read(letter.pdf, subjects.key_of(letter.case.subject))
    except FileError:
        return None
    return Wanted(key_of(letter), letter.case.agency.code, letter.kind, pdf, claim.seal.box)


def key_of(letter: Letter) -> str:
    """What a letter is called at the seal system: nothing that says whose it is, and another one for another file."""
    assert letter.pdf is not None, "what waits for a seal has its file"
    return f"{letter.pk}-{letter.pdf.digest[:16]}"


def _take(claim: Claim, data: bytes, at: datetime) -> bool:
    """Put the sealed file in the place of the letter's, and say so in the log with both digests. False when the letter
    was sealed by hand, or the applicant erased, meanwhile."""
    letter = claim.seal.letter
    try:
        with transaction.atomic():
            dossier = log.lock(letter.case_id, by=None, at=at, permission=Permission.CASE_HANDLE)
            row = LetterSeal.objects.select_for_update().get(pk=claim.seal.pk)
            if row.state != State.WAITING or not bytes(dossier.case.subject.key):
                return False
            original = letter.pdf
            assert original is not None, "what waits for a seal has its file"
            name = f"{letter.title}（{letter.number}）.pdf"
            letter.pdf = issuing.keep_own(dossier.case, data, name, at=at)
            letter.save(update_fields=["pdf"])
            row.state, row.original, row.settled_at, row.problem = State.SEALED, original, at, ""
            row.save(update_fields=["state", "original", "settled_at", "problem"])
            told = {"number": letter.number, "letter": letter.kind, "means": "electronic"}
            told |= {"file": original.digest, "sealed": letter.pdf.digest}
            happening = Happening(EventKind.LETTER_SEALED, localdate(at), told)
            log.write(dossier, [happening], by=None, at=at, voice=ledger.SYSTEM)
    except FileError as error:
        letter.refresh_from_db(fields=["pdf"])
        _failed(claim, f"退回的文件没有采用：{error}", at)
        return False
    return True


def _failed(claim: Claim, problem: str, at: datetime) -> None:
    later = at + timedelta(minutes=DELAYS[min(claim.attempt, len(DELAYS)) - 1])
    _note(claim, not_before=later, problem=problem[:300])


def _note(claim: Claim, **changes: object) -> None:
    LetterSeal.objects.filter(pk=claim.seal.pk, state=State.WAITING, attempts=claim.attempt).update(**changes)


def _known(at: datetime) -> tuple[set[str], set[str]]:
    """The keys of letters that wait, and the digests of files that were taken lately."""
    lately = LetterSeal.objects.filter(state=State.SEALED, settled_at__gte=at - TAKEN_LATELY)
    taken = set(lately.values_list("letter__pdf__digest", flat=True))
    return {key_of(row.letter) for row in waiting()}, taken
