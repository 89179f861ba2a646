"""Reading joint handling: on the case page who has answered and who still owes, and in a department what it owes.

What a department reads is the request without its applicant: where the words themselves give a name, a number or an
address of the applicant, these are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from gongkai.agencies import calendar
from gongkai.agencies.models import User
from gongkai.agencies.permissions import may, scope
from gongkai.agencies.roles import Permission
from gongkai.casework import attachments, intake, internal_limits, limits, log, subjects
from gongkai.casework.errors import Unknown
from gongkai.casework.models import Case, EventText, JointRequest
from gongkai.casework.queries import Sheet

MOST, FEW = 200, 20
"""How many parts a department's list shows: those that it owes, and those last settled."""
APPLICANT = "〔申请人信息〕"
"""What stands in place of words by which an applicant would be known."""


@dataclass(frozen=True, slots=True)
class Part:
    """A department's part: what was asked of it, and what it said. ``left`` counts working days to its limit."""

    row: JointRequest
    left: int
    what: str
    said: str = ""
    article: str = ""

    @property
    def standing(self) -> str:
        """还有2个工作日, 今天到期, 已过1个工作日."""
        return internal_limits.spoken(self.left)

    @property
    def behind(self) -> bool:
        """Whether the limit of the law has come to lie before the internal one."""
        return self.row.owed and self.row.case.due_on is not None and self.row.case.due_on < self.row.internal_on

    @property
    def is_theirs(self) -> bool:
        """Whether the department says that its part is its own information, for itself to answer."""
        return self.row.disclosure == JointRequest.Disclosure.OWN


@dataclass(frozen=True, slots=True)
class Task:
    """A part as the department's own page shows it: with the request, without the applicant."""

    part: Part
    request: str
    files: list[str]
    may_work: bool
    open: bool


def of_sheet(sheet: Sheet) -> tuple[Part, ...]:
    """The parts of a case, oldest first, from what the sheet has opened already. One query, none where the log knows of
    no part."""
    if not any("joint" in event.data for event in sheet.events):
        return ()
    rows = list(sheet.case.joint_requests.select_related("agency", "handler").order_by("id"))
    for row in rows:
        row.case = sheet.case
    return tuple(
        Part(
            row,
            limits.left(sheet.on, row.internal_on, sheet.calendar),
            str(sheet.texts.get(row.asked_seq, {}).get("what", subjects.ERASED)),
            **_said(sheet.texts.get(row.settled_seq or 0, {})),
        )
        for row in rows
    )


def owners(case: Case) -> str:
    """The agencies that say the information is theirs, each with how to reach it (条例第三十六条第（五）项)."""
    rows = case.joint_requests.filter(disclosure=JointRequest.Disclosure.OWN).select_related("agency").order_by("id")
    agencies = dict.fromkeys(row.agency for row in rows)
    return "；".join(f"{found.name}，电话{found.telephone}" if found.telephone else found.name for found in agencies)


def owed_by(user: User, *, on: date) -> QuerySet[JointRequest]:
    """The parts that the departments of a user still owe, the nearest limit first."""
    mine = scope(user, Permission.CASE_DRAFT, on=on)
    return JointRequest.objects.filter(mine, limits.owing()).order_by("internal_on", "id")


def of_department(user: User, *, today: date) -> tuple[list[Part], list[Part]]:
    """What the departments of a user owe, and what was settled last. Four queries, however many there are."""
    seen = Q(scope(user, Permission.CASE_DRAFT, on=today))
    rows = ("agency", "handler", "case__agency", "case__subject")
    owed = list(owed_by(user, on=today).select_related(*rows)[:MOST])
    settled = JointRequest.objects.filter(seen, settled_at__isnull=False).order_by("-settled_at", "-id")
    return _parts(owed, today), _parts(list(settled.select_related(*rows)[:FEW]), today)


def task(user: User, joint_id: int, *, today: date) -> Task:
    """A part for somebody of the department that was asked. Raises Unknown for everybody else."""
    rows = JointRequest.objects.select_related("agency", "handler", "case__agency", "case__subject")
    row = rows.filter(pk=joint_id).first()
    if row is None or not any(
        may(user, permission, row.agency, on=today) for permission in (Permission.CASE_DRAFT, Permission.CASE_SEE)
    ):
        raise Unknown
    (part,) = _parts([row], today)
    wanted = intake.wanted_of(row.case)
    return Task(
        part=part,
        request=without_person(wanted.description, subjects.person(row.case.subject)) if wanted else subjects.ERASED,
        files=_files(row),
        may_work=may(user, Permission.CASE_DRAFT, row.agency, on=today),
        open=JointRequest.objects.filter(limits.owing(), pk=row.pk).exists(),
    )


def without_person(words: str, person: subjects.Person) -> str:
    """Words without the applicant's name, numbers and addresses, where these stand in them."""
    known = (person.name, person.identity_number, person.telephone, person.email, person.address, person.representative)
    for told in sorted({told.strip() for told in known}, key=len, reverse=True):
        if len(told) > 1:
            words = words.replace(told, APPLICANT)
    return words


def _parts(rows: Iterable[JointRequest], today: date) -> list[Part]:
    rows, days = list(rows), calendar.current()
    texts = _texts(rows)
    found = []
    for row in rows:
        asked = texts.get((row.case_id, row.asked_seq))
        what = without_person(asked["what"], subjects.person(row.case.subject)) if asked else subjects.ERASED
        said = _said(texts.get((row.case_id, row.settled_seq or 0), {}))
        found.append(Part(row, limits.left(today, row.internal_on, days), what, **said))
    return found


def _texts(rows: list[JointRequest]) -> dict[tuple[int, int], Mapping[str, str]]:
    """The words by which parts were asked for and settled, opened; those of erased applicants are not among them."""
    cases = {row.case_id: row.case for row in rows}
    wanted = {(row.case_id, seq) for row in rows for seq in (row.asked_seq, row.settled_seq) if seq}
    found = EventText.objects.filter(case__in=cases, seq__in={seq for _, seq in wanted})
    opened = {}
    for text in found:
        if (text.case_id, text.seq) in wanted:
            case = cases[text.case_id]
            plain = subjects.open_for(case.subject, text.sealed, log.place(case, text.seq))
            opened[text.case_id, text.seq] = subjects.unsalted(plain) or {}
    return {key: words for key, words in opened.items() if words}


def _said(words: Mapping[str, object]) -> dict[str, str]:
    return {"said": str(words.get("words") or words.get("why") or ""), "article": str(words.get("article") or "")}


def _files(row: JointRequest) -> list[str]:
    """The names of the files that came with the department's answer."""
    if row.state != JointRequest.State.ANSWERED:
        return []
    return [entry.name for entry in attachments.listed(row.case) if entry.attachment.seq == row.settled_seq]
