"""What officers do with a letter: hand it to a department, draft the answer, approve it by another person, point it to
the way of a request for information, and choose it for everybody to read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.html import escape
from django.utils.timezone import localdate

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import may, require
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.casework import intake
from gongkai.casework.intake import Wanted
from gongkai.casework.models import ApplicantKind, Channel
from gongkai.casework.subjects import Person
from gongkai.dialogue import attachments, clocks, enclosing, notices, picture_tasks, sealing
from gongkai.dialogue.attachments import Fit
from gongkai.dialogue.errors import Incomplete, NotNow, OwnWork, Unknown
from gongkai.dialogue.models import CitizenLetter
from gongkai.disclosure.models import PublicAnswer, Section
from gongkai.disclosure.places import keep_draft

LONGEST_ANSWER, LONGEST_REASON = 5000, 300
Stage = CitizenLetter.Stage


def held(letter_id: UUID) -> CitizenLetter:
    """A letter under its row lock. Raises Unknown."""
    letter = CitizenLetter.objects.select_for_update(of=("self",)).select_related("agency").filter(pk=letter_id).first()
    if letter is None:
        raise Unknown
    return letter


@transaction.atomic
def note_reading(*, letter: CitizenLetter, by: User, at: datetime) -> None:
    """Keep in the ledger that an officer opened a letter."""
    _note(letter, Action.LETTER_READ, by, at, {})


@transaction.atomic
def assign(*, letter_id: UUID, department: Agency | None, by: User, at: datetime) -> CitizenLetter:
    """Hand a letter on to a department, or take it back. Raises NotAllowed, NotNow, Unknown."""
    letter = held(letter_id)
    require(by, Permission.DIALOGUE_HANDLE, letter.agency, on=localdate(at))
    _open(letter)
    if department is not None and department.abolished_on is not None:
        raise NotNow(f"{department.name}已经撤销，请选择其他单位。")
    letter.department = department
    letter.stage = Stage.RECEIVED if department is None else Stage.ASSIGNED
    letter.sealed_answer, letter.drafter = b"", None
    letter.save(update_fields=["department", "stage", "sealed_answer", "drafter"])
    attachments.drop_all(letter)
    _note(letter, Action.LETTER_ASSIGNED, by, at, {"department": department.code if department else ""})
    if department is not None:
        notices.tell(letter, "handed", at=at, department=department.name)
    return letter


@transaction.atomic
def extend(*, letter_id: UUID, until: date, reason: str, by: User, at: datetime) -> CitizenLetter:
    """Give a letter more time, once, before its day has passed and within the three months of the yearly inspection
    (国办秘函〔2019〕19号); its writer is told of the new day and reads why.

    Raises Incomplete, NotAllowed, NotNow, Unknown.
    """
    letter = held(letter_id)
    require(by, Permission.DIALOGUE_APPROVE, letter.agency, on=localdate(at))
    _open(letter)
    if letter.first_due_on is not None:
        raise NotNow("答复期限已经延长过，只能延长一次。")
    if localdate(at) > letter.due_on:
        raise NotNow("答复期限已过，不能再延长。")
    if not letter.due_on < until < clocks.veto_on(letter.received_on):
        raise Incomplete(
            f"延长后的日期应在{letter.due_on:%Y-%m-%d}以后、三个月否决线{clocks.veto_on(letter.received_on):%Y-%m-%d}以前。",
            "until",
        )
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise Incomplete(f"请写明延长的原因，不超过{LONGEST_REASON}字，来信人会看到。", "reason")
    sealing.close_more(letter, "sealed_delay", reason.strip())
    letter.first_due_on, letter.due_on = letter.due_on, until
    letter.save(update_fields=["sealed_delay", "first_due_on", "due_on"])
    detail = {"from": letter.first_due_on.isoformat(), "due_on": until.isoformat()}
    _note(letter, Action.LETTER_EXTENDED, by, at, detail)
    notices.tell(letter, "extended", at=at)
    return letter


@transaction.atomic
def draft(
    *,
    letter_id: UUID,
    words: str,
    by: User,
    at: datetime,
    files: Sequence[Fit] = (),
    without: Iterable[int] = (),
) -> CitizenLetter:
    """Write an answer and lay it before somebody else: ``files`` are added to those of the draft, ``without`` are the
    keys of those taken out. Raises Incomplete, attachments.NoRoom, NotAllowed, NotNow, Unknown, files.Refused.
    """
    letter = held(letter_id)
    _require_drafter(letter, by, at)
    _open(letter)
    if len(words.strip()) < 2 or len(words) > LONGEST_ANSWER:
        raise Incomplete(f"请写明答复内容，不超过{LONGEST_ANSWER}字。", "words")
    without = list(without)
    attachments.require_room(letter, files, without)
    sealing.close_more(letter, "sealed_answer", words.strip())
    letter.stage, letter.drafter = Stage.DRAFTED, by
    letter.save(update_fields=["sealed_answer", "stage", "drafter"])
    gone = attachments.drop(letter, without)
    added = attachments.keep(letter, files, attachments.Role.ANSWER, actor=by.actor, at=at)
    detail = {name: digests for name, digests in (("files", added), ("without", gone)) if digests}
    _note(letter, Action.LETTER_DRAFTED, by, at, detail, ledger.digest_of(bytes(letter.sealed_answer).hex()))
    if added:
        picture_tasks.read_pictures.enqueue(str(letter.pk))
    return letter


@transaction.atomic
def send_back(*, letter_id: UUID, by: User, at: datetime) -> CitizenLetter:
    """Give a draft back to who wrote it; its words stay. Raises NotAllowed, NotNow, Unknown."""
    letter = held(letter_id)
    require(by, Permission.DIALOGUE_APPROVE, letter.agency, on=localdate(at))
    _drafted(letter)
    letter.stage = Stage.ASSIGNED if letter.department_id else Stage.RECEIVED
    letter.save(update_fields=["stage"])
    _note(letter, Action.LETTER_RETURNED, by, at, {})
    return letter


@transaction.atomic
def approve(*, letter_id: UUID, by: User, at: datetime) -> CitizenLetter:
    """Let the answer out to who asked, with its files; its clock ends.

    Raises NotAllowed, NotNow, OwnWork, Unknown, attachments.Unfit, and what `files.store.read` raises.
    """
    letter = held(letter_id)
    require(by, Permission.DIALOGUE_APPROVE, letter.agency, on=localdate(at))
    _drafted(letter)
    if letter.drafter_id == by.pk:
        raise OwnWork
    attachments.require_fit(letter)
    letter.stage, letter.approved_by, letter.answered_on = Stage.ANSWERED, by, localdate(at)
    letter.save(update_fields=["stage", "approved_by", "answered_on"])
    _note(letter, Action.LETTER_ANSWERED, by, at, {"due_on": letter.due_on.isoformat()})
    notices.tell(letter, "answered", at=at)
    return letter


@transaction.atomic
def turn_into_request(
    *, letter_id: UUID, person: Person, wanted: Wanted, kind: ApplicantKind, by: User, at: datetime
) -> intake.Receipt:
    """Register a letter that asks for government information as a request of the day on which it came
    (条例第二十九条、第三十一条); the letter says so to who wrote it, and ends.

    Raises NotAllowed, NotNow, Unknown, and what `casework.intake.register` raises when an element is missing.
    """
    letter = held(letter_id)
    require(by, Permission.DIALOGUE_HANDLE, letter.agency, on=localdate(at))
    _open(letter)
    made = intake.register(
        agency=letter.agency, channel=Channel.OTHER, arrived_on=letter.received_on, kind=kind, person=person,
        wanted=wanted, by=by, at=at,
    )  # fmt: skip
    said = f"您的来信属于政府信息公开申请，已于{letter.received_on:%Y-%m-%d}收到之日登记，收件编号为{made.number}。"
    attachments.drop_all(letter)
    sealing.close_more(letter, "sealed_answer", f"{said}查询码由工作人员告知您。")
    letter.stage, letter.case, letter.answered_on = Stage.TURNED, made.case, localdate(at)
    letter.save(update_fields=["sealed_answer", "stage", "case", "answered_on"])
    _note(letter, Action.LETTER_TURNED, by, at, {"case": made.number})
    notices.tell(letter, "turned", at=at)
    return made


@dataclass(frozen=True, slots=True)
class ForEverybody:
    """A question and its answer as they are to be read by everybody: written anew, without who asked."""

    title: str
    question: str
    answer: str
    subject: str = ""


@transaction.atomic
def select(
    *,
    letter_id: UUID,
    section: Section,
    words: ForEverybody,
    by: User,
    at: datetime,
    files: Iterable[int] = (),
) -> PublicAnswer:
    """Draft the page on which a letter and its answer are to be public; it goes through every review before that.
    ``files`` are the keys of those of the answer that go along, as copies of which each is reviewed; what the writer
    sent never does.

    Only with the consent of who wrote it. An editor may do it, so that officers can review what they did not write.
    Raises Incomplete, NotAllowed, NotNow, Unknown, files.Refused.
    """
    letter = held(letter_id)
    require(by, Permission.DIALOGUE_SEE, letter.agency, on=localdate(at))
    require(by, Permission.CONTENT_DRAFT, letter.agency, on=localdate(at))
    if letter.stage != Stage.ANSWERED:
        raise NotNow("答复以后才能选登。")
    if not letter.may_publish:
        raise NotNow("来信人没有同意公开，不能选登。")
    if letter.page_id is not None:
        raise NotNow("这封来信已经选登，请到“审核发布”查看。")
    if section.agency_id != letter.agency_id:
        raise NotNow("请选择本机关的栏目。")
    if not all((words.title.strip(), words.question.strip(), words.answer.strip())):
        raise Incomplete("请填写标题、来信内容和答复内容。", "title")
    letter.page = keep_draft(
        PublicAnswer(
            title=words.title.strip()[:255],
            kind=letter.kind,
            subject=words.subject.strip(),
            asked_on=letter.received_on,
            answered_on=letter.answered_on,
            question=words.question.strip(),
            body=paragraphs(words.answer),
            enclosures=enclosing.papers(letter, files, by=by),
        ),
        section,
        by,
    )
    letter.save(update_fields=["page"])
    _note(letter, Action.LETTER_SELECTED, by, at, {"page": letter.page.pk})
    return letter.page


def paragraphs(words: str) -> list[tuple[str, str]]:
    """Lines of plain text as paragraphs of a page."""
    return [("paragraph", f"<p>{escape(line.strip())}</p>") for line in words.splitlines() if line.strip()]


def may_draft(user: User, letter: CitizenLetter, *, at: datetime) -> bool:
    """Whether somebody may write the answer: the agency's own people, and those of the department that has it."""
    places = [letter.agency, *([letter.department] if letter.department else [])]
    return any(may(user, Permission.DIALOGUE_DRAFT, place, on=localdate(at)) for place in places)


def _require_drafter(letter: CitizenLetter, by: User, at: datetime) -> None:
    if not may_draft(by, letter, at=at):
        require(by, Permission.DIALOGUE_DRAFT, letter.agency, on=localdate(at))


def _open(letter: CitizenLetter) -> None:
    if letter.answered_on is not None:
        raise NotNow("此件已经办结，不能再办理。")
    if letter.erased_at is not None:
        raise NotNow("此件的内容已经销毁。")


def _drafted(letter: CitizenLetter) -> None:
    if letter.stage != Stage.DRAFTED:
        raise NotNow("还没有拟定答复，或者已经审定。")


def _note(
    letter: CitizenLetter, action: Action, by: User, at: datetime, detail: dict[str, Any], digest: str = ""
) -> None:
    act = ledger.Act(by.actor, action, f"letter:{letter.number}", digest, detail)
    ledger.record(letter.agency.stream, [act], at=at)
