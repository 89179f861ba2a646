"""整改: an agency is told to mend something, says what it did, and another person confirms it or sends it back
(条例第四十七条). Each step is a receipt with a digest; nothing of it is ever changed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import require
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.casework import numbers
from gongkai.files.uploading import Received
from gongkai.oversight import clocks, evidence, observations
from gongkai.oversight.errors import Incomplete, NotNow, OwnWork, Unknown
from gongkai.oversight.models import Observation, Proof, Rectification, RectificationStep, Weight
from gongkai.oversight.noting import note
from gongkai.oversight.offices import require_manager, require_overseen

LONGEST = 1000
SERIES = "rectification"
State, Kind = Rectification.State, RectificationStep.Kind
OWED = (State.SENT, State.RETURNED)
"""In these states the agency owes something."""


@transaction.atomic
def send(
    *, observation_id: int, words: str, by: User, at: datetime, agency: Agency | None = None, weight: str = ""
) -> Rectification:
    """Tell an agency to mend something, until a moment that follows from its weight. Without an agency it is the one
    that was named when it was found. Raises NotAllowed, Unknown, NotNow, Incomplete."""
    found = observations.held(observation_id)
    require_manager(by, found.office, at)
    observations.require_open(found)
    answers = agency or found.agency
    require_overseen(found.office, answers)
    said, found.weight = _said(words), weight or found.weight
    if found.weight not in Weight.values:
        raise Incomplete("请选择程度。", "weight")
    found.agency, found.state, found.judged_by, found.judged_at = answers, Observation.State.SENT, by, at
    found.save(update_fields=["agency", "weight", "state", "judged_by", "judged_at"])
    if found.picture is not None:
        Proof.objects.filter(pk=found.picture.pk).update(agency=answers)
    row = Rectification.objects.create(
        observation=found, office=found.office, agency=answers, number=_number(found.office, at), sent_at=at,
        due_at=clocks.due_at(found.weight, at),
    )  # fmt: skip
    _step(row, Kind.SENT, by, at, said)
    return row


def _number(office: Agency, at: datetime) -> str:
    year = localdate(at).year
    return f"{office.code.upper()}-DB{year}-{numbers.take(office, SERIES, year):04d}"


@transaction.atomic
def answer(
    *, rectification_id: int, words: str, by: User, at: datetime, picture: Received | None = None
) -> RectificationStep:
    """The agency says what it did, with a picture if there is one. Raises NotAllowed, Unknown, NotNow, Incomplete,
    Refused."""
    row = held(rectification_id)
    require(by, Permission.RECTIFY, row.agency, on=localdate(at))
    if row.state not in OWED:
        raise NotNow("整改情况已经报送，等待复核。" if row.state == State.ANSWERED else "已经销号。")
    said = _said(words)
    proof = evidence.keep_picture(picture, office=row.office, agency=row.agency, by=by, at=at) if picture else None
    row.state, row.answered_at, row.answered_by = State.ANSWERED, at, by
    row.save(update_fields=["state", "answered_at", "answered_by"])
    return _step(row, Kind.ANSWERED, by, at, said, proof)


@transaction.atomic
def checked(*, rectification_id: int, still: bool | None, at: datetime) -> RectificationStep | None:
    """Write down what the system saw when it looked again; nothing when it could not look. It decides nothing: a
    person confirms. Raises Unknown, NotNow."""
    row = held(rectification_id)
    if row.state != State.ANSWERED:
        raise NotNow("没有报送整改情况，不复查。")
    if still is None:
        return None
    words = "系统复查：问题仍然存在。" if still else "系统复查：没有再发现这个问题。"
    return _step(row, Kind.CHECKED, None, at, words)


@transaction.atomic
def confirm(*, rectification_id: int, words: str, by: User, at: datetime) -> RectificationStep:
    """It is mended: somebody else than who answered has looked. Raises NotAllowed, Unknown, NotNow, OwnWork,
    Incomplete."""
    row = _answered(rectification_id, by, at)
    if row.answered_by_id == by.pk:
        raise OwnWork
    said = _said(words)
    row.state, row.confirmed_at, row.confirmed_by = State.CONFIRMED, at, by
    row.save(update_fields=["state", "confirmed_at", "confirmed_by"])
    Observation.objects.filter(pk=row.observation_id).update(state=Observation.State.MENDED)
    return _step(row, Kind.CONFIRMED, by, at, said)


@transaction.atomic
def send_back(*, rectification_id: int, words: str, by: User, at: datetime) -> RectificationStep:
    """It is not mended: it is the agency's again, with the same limit, because it was never kept. Raises NotAllowed,
    Unknown, NotNow, Incomplete."""
    row = _answered(rectification_id, by, at)
    said = _said(words)
    row.state, row.returns = State.RETURNED, row.returns + 1
    row.save(update_fields=["state", "returns"])
    return _step(row, Kind.RETURNED, by, at, said)


def _answered(rectification_id: int, by: User, at: datetime) -> Rectification:
    row = held(rectification_id)
    require_manager(by, row.office, at)
    if row.state != State.ANSWERED:
        raise NotNow("责任单位还没有报送整改情况。" if row.state in OWED else "已经销号。")
    return row


def held(rectification_id: int) -> Rectification:
    """A rectification under its lock. Raises Unknown."""
    rows = Rectification.objects.select_for_update(of=("self",)).select_related("office", "agency", "observation")
    found = rows.filter(pk=rectification_id).first()
    if found is None:
        raise Unknown
    return found


def receipt(row: Rectification, step: RectificationStep, picture_digest: str) -> str:
    """What a step says, as a digest: with the number it is the receipt, and the ledger has it too."""
    said = [row.number, step.place, step.kind, ledger.instant(step.at), step.by_id, step.words, picture_digest]
    return ledger.digest_of(said)


def _said(words: str) -> str:
    if len(words.strip()) < 2 or len(words) > LONGEST:
        raise Incomplete(f"请填写内容，不超过{LONGEST}字。", "words")
    return words.strip()


def _step(
    row: Rectification,
    kind: RectificationStep.Kind,
    by: User | None,
    at: datetime,
    words: str,
    picture: Proof | None = None,
) -> RectificationStep:
    step = RectificationStep(
        rectification=row, place=row.steps.count() + 1, kind=kind, at=at, by=by, words=words, picture=picture
    )
    step.digest = receipt(row, step, picture.file.digest if picture else "")
    step.save(force_insert=True)
    note(row.office, Action.RECTIFICATION_STEP, f"rectification:{row.number}", by, at, step.digest, kind=kind.value)
    return step
