"""From the drafted opinion to the filed case (条例第三十六条至第四十条、第四十五条).

Drafting and approving are different people, and so are those who take the steps between (`signing`). A letter is
composed from the approved opinion, numbered without gaps, sealed, and its digest stands in the log; service is proved;
then the case is filed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from gongkai.agencies.models import User
from gongkai.agencies.roles import Permission
from gongkai.casework import archive_numbers, correspondence, issuing, log, reviews, signing, subjects
from gongkai.casework import service as serving
from gongkai.casework.chain import Letter as Signed
from gongkai.casework.errors import Incomplete, NotPermitted, OwnWork
from gongkai.casework.log import Happening
from gongkai.casework.models import Case, Letter
from gongkai.casework.opinions import Opinion
from gongkai.casework.service import Service
from gongkai.editorial import letter_procedures, procedures
from gongkai.editorial.letter_procedures import SIGN
from gongkai.statute.case_state import Stage
from gongkai.statute.events import EventKind
from gongkai.statute.letters import DECISION_LETTERS, attachment_lines


@transaction.atomic
def propose(*, case_id: int, opinion: Opinion, by: User, at: datetime, seq: int | None = None) -> Case:
    """A handler or officer drafts the decision, which from now on owes the steps that its kind of letter owes today.
    Raises Incomplete when what the outcome needs is missing."""
    if missing := opinion.missing:
        raise Incomplete(f"拟定此项答复还需要写明：{'、'.join(opinion.lacking)}。", missing)
    data: dict[str, Any] = {"outcome": opinion.outcome}
    if opinion.items:
        data["items"] = [{"outcome": item.outcome} for item in opinion.items]
    dossier = log.lock(case_id, by=by, at=at, permission=Permission.CASE_DRAFT, expected_seq=seq)
    steps = letter_procedures.owed(letter_procedures.kinds_of(opinion.outcomes), dossier.case.agency, on=localdate(at))
    data["facts"] = {"steps": [stage.key for stage in steps]}
    happening = Happening(EventKind.DECISION_PROPOSED, localdate(at), data, opinion.words())
    case = log.write(dossier, [happening], by=by, at=at)
    signing.refresh(case, Signed.REPLY, at=at)
    return case


@transaction.atomic
def send_back(*, case_id: int, why: str, place: str = "", by: User, at: datetime, seq: int | None = None) -> Case:
    """The leader returns a draft with a reason and, if it is one, the place. Whoever takes an earlier step returns it
    by `signing.return_draft`."""
    if not why.strip():
        raise Incomplete("退回应当说明原因。", ("why",))
    words = {"why": why} | ({"place": place.strip()} if place.strip() else {})
    happening = Happening(EventKind.DECISION_RETURNED, localdate(at), {}, words)
    case = log.append(case_id, [happening], by=by, at=at, permission=Permission.CASE_APPROVE, expected_seq=seq)
    signing.refresh(case, Signed.REPLY, at=at)
    return case


@transaction.atomic
def approve(*, case_id: int, by: User, at: datetime, seq: int | None = None) -> Case:
    """The leader signs the draft: the case is decided. Raises OwnWork for who drafted it or took another of its steps,
    NotPermitted while one of these is owed."""
    dossier = log.lock(case_id, by=by, at=at, permission=Permission.CASE_APPROVE, expected_seq=seq)
    found = signing.of_case(dossier.case, Signed.REPLY)
    if found is None or dossier.state.proposed_outcome is None:
        raise NotPermitted("没有待审批的拟办意见。")
    people = log.behind(by.actor, {"on_behalf_of": dossier.on_behalf_of})
    if people & log.behind(found.drafted.actor, found.drafted.data):
        raise OwnWork
    if reason := found.own_work(people, procedures.letter_stages()[SIGN]):
        raise OwnWork(reason)
    signing.require_done(found, but=SIGN)
    data: dict[str, Any] = {"outcome": dossier.state.proposed_outcome, "approved_by": by.actor}
    data["facts"] = {"draft": found.draft}
    if "items" in found.drafted.data:
        data["items"] = found.drafted.data["items"]
    case = log.write(dossier, [Happening(EventKind.DECIDED, localdate(at), data)], by=by, at=at)
    signing.refresh(case, Signed.REPLY, at=at)
    return case


@transaction.atomic
def issue_letter(*, case_id: int, by: User, at: datetime, seq: int | None = None) -> Letter:
    """Compose, number and issue the letter of the decision.

    Raises Incomplete naming what the letter still needs, Unprintable naming a character without a font; nothing is
    numbered then.
    """
    dossier = log.lock(case_id, by=by, at=at, permission=Permission.CASE_HANDLE, expected_seq=seq)
    case, on = dossier.case, localdate(at)
    if dossier.state.outcome is None:
        raise NotPermitted("答复尚未批准，不能制发告知书。", "条例第三十六条")
    decided_on = dossier.state.redecided_on or dossier.state.decided_on
    if earlier := case.letters.filter(kind__in=DECISION_LETTERS, issued_on__gte=decided_on).first():
        raise NotPermitted(f"本次决定的告知书已经制发（{earlier.number}），不能重复制发。")
    if reviews.waiting(case):
        raise NotPermitted("有遮盖件还没有经第二人审核，请先审核，再制发告知书。", "条例第三十七条")
    found = signing.of_case(case, Signed.REPLY)
    if found is not None and not found.settled:
        signing.require_done(found)
    opinion = opinion_of(case)
    row = issuing.issue_composed(
        case, lambda number: correspondence.decision_letter(dossier, opinion, number=number, on=on), at=at
    )
    signed = {"facts": {"draft": found.draft}} if found is not None else {}
    issued = issuing.happening(row)
    log.write(dossier, [replace(issued, data=issued.data | signed)], by=by, at=at)
    signing.refresh(case, Signed.REPLY, at=at)
    return row


def serve(*, case_id: int, service: Service, by: User, at: datetime, seq: int | None = None) -> Case:
    """Record service with its proof: the day signed, the day handed to the post, the day it was online (235号)."""
    return serving.record(case_id=case_id, service=service, by=by, at=at, seq=seq)


def file_away(*, case_id: int, by: User, at: datetime, seq: int | None = None) -> Case:
    """Close the case and file it under its archive number (条例第四十五条). Raises NotPermitted while the reply is not
    served."""
    with transaction.atomic():
        dossier = log.lock(case_id, by=by, at=at, permission=Permission.CASE_HANDLE, expected_seq=seq)
        if dossier.state.stage is Stage.DECIDED:
            raise NotPermitted("答复尚未送达，不能办结归档；请先登记送达及其凭证。", "条例第四十五条")
        on = localdate(at)
        filed = Happening(EventKind.FILED, on, {"number": archive_numbers.give(dossier.case, on)})
        happenings = [Happening(EventKind.CLOSED, on), filed]
        return log.write(dossier, happenings, by=by, at=at)


def opinion_of(case: Case) -> Opinion | None:
    """The last drafted opinion of a case, opened; its facts are empty when the applicant was erased."""
    row = case.events.filter(kind=EventKind.DECISION_PROPOSED.value).order_by("-seq").first()
    if row is None:
        return None
    return Opinion.read(row.data["outcome"], log.text(case, row.seq) or {})


def read_letter(letter: Letter) -> tuple[str, list[str]]:
    """The addressee and the paragraphs of an issued letter."""
    content = subjects.open_for(letter.case.subject, letter.sealed, f"letter:{letter.number}")
    if content is None:
        return subjects.ERASED, [subjects.ERASED]
    return content["addressee"], [*content["paragraphs"], *attachment_lines(content.get("attachments", ()))]
