"""What officers, leader and handlers do with a case, as acts for the stage: each is one verb of casework."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.utils.timezone import localdate

from gongkai.casework import attachments, deciding, disclosing, handling, intake, notices, redacting, signing
from gongkai.casework.attachments import Role
from gongkai.casework.chain import Letter
from gongkai.casework.intake import Receipt, Wanted
from gongkai.casework.models import ApplicantKind, Attachment, Case, Channel
from gongkai.casework.opinions import Opinion
from gongkai.casework.service import Service
from gongkai.casework.subjects import Person
from gongkai.demo.district import District
from gongkai.demo.stage import Act
from gongkai.editorial import reviewing
from gongkai.editorial.models import Round
from gongkai.editorial.reviewing import Seen

Verb = Callable[..., Any]


def submitted(
    district: District,
    at: datetime,
    person: Person,
    wanted: Wanted,
    kind: ApplicantKind = ApplicantKind.NATURAL_PERSON,
) -> Act:
    """An applicant files on the portal."""
    return at, lambda now: intake.submit_online(agency=district.office, kind=kind, person=person, wanted=wanted, at=now)


def registered(
    district: District,
    at: datetime,
    channel: Channel,
    person: Person,
    wanted: Wanted,
    *,
    confirmed: tuple[date, str] | None = None,
    arrived_on: date | None = None,
) -> Act:
    """The officer registers what came by letter or at the counter."""
    return at, lambda now: intake.register(
        agency=district.office,
        channel=channel,
        arrived_on=arrived_on or localdate(now),
        kind=ApplicantKind.NATURAL_PERSON,
        person=person,
        wanted=wanted,
        by=district.people["officer"],
        at=now,
        confirmed=confirmed,
    )


@dataclass(frozen=True, slots=True)
class Desk:
    """The people at work on one case."""

    district: District
    case: Case

    @classmethod
    def of(cls, district: District, receipt: Receipt) -> Desk:
        return cls(district, receipt.case)

    def does(self, at: datetime, verb: Verb, *, who: str = "officer", **arguments: Any) -> Act:
        """A verb that takes no legal date of its own."""
        user = self.district.people[who] if who else None
        return at, lambda now: verb(case_id=self.case.pk, by=user, at=now, **arguments)

    def records(self, at: datetime, verb: Verb, *, who: str = "officer", **arguments: Any) -> Act:
        """A verb whose legal date is the day on which it is recorded."""
        return self.does(at, verb, who=who, on=at.date(), **arguments)

    def notifies(self, at: datetime, slug: str, **facts: Any) -> Act:
        """A letter on the way to the reply, issued together with its step."""
        return self.does(at, notices.issue, slug=slug, facts=facts)

    def confirms(self, at: datetime) -> Act:
        return self.records(at, handling.confirm_receipt, means="phone")

    def assigns(self, at: datetime, code: str, handler: str) -> Act:
        agency, user = self.district.agencies[code], self.district.people[handler]
        return self.does(at, handling.assign, agency=agency, handler=user)

    def searches(self, at: datetime, where: str, keywords: str, result: str, who: str = "officer") -> Act:
        return self.records(at, handling.log_search, who=who, where=where, keywords=keywords, result=result)

    def proposes(self, at: datetime, opinion: Opinion, who: str = "officer") -> Act:
        return self.does(at, deciding.propose, who=who, opinion=opinion)

    def redacts(self, at: datetime, name: str, whole: bytes, part: bytes) -> Act:
        """The officer adds a file, and beside it the part of it that may leave the house (条例第三十七条)."""
        by = self.district.people["officer"]

        def make(now: datetime) -> Attachment:
            file = attachments.upload(whole, f"{name}.docx", Role.EVIDENCE)
            (row,) = attachments.add(case_id=self.case.pk, uploads=[file], by=by, at=now)
            words = f"遮盖《{name}》中经办人的姓名和电话（条例第十五条）。"
            return attachments.derive(
                attachment_id=row.pk, data=part, name=f"{name}（遮盖件）.docx", by=by, at=now, words=words
            )

        return at, make

    def confirms_redaction(self, at: datetime, copy: Attachment) -> Act:
        """The leader looks at what was blacked out."""
        by = self.district.people["leader"]
        return at, lambda now: redacting.confirm(attachment_id=copy.pk, by=by, at=now)

    def opens(self, at: datetime, entry: disclosing.Entry, copy: Attachment) -> Generator[Act, Any, None]:
        """The answer is written for everybody, reviewed by two people and opened (条例第四十四条)."""
        row = yield self.does(at, disclosing.propose, entry=entry, attachment_ids=[copy.pk])
        for hours, who in enumerate(("secrecy", "leader"), start=1):
            yield at + timedelta(hours=hours), partial(self._signed, row.pk, who)
        yield self.does(at + timedelta(hours=3), disclosing.publish)

    def _signed(self, number: int, who: str, now: datetime) -> Round:
        row = Round.objects.get(pk=number)
        seen, by = Seen(row.seq, row.digest), self.district.people[who]
        return reviewing.approve_all(round_id=row.pk, stage=row.stage, seen=seen, by=by, at=now)

    def concludes(self, approved: datetime, served: datetime, *, channel: str, proof: str) -> Generator[Act, Any, str]:
        """Who reviews for secrets passes what they owe, the leader signs; the letter goes out the same day; it is
        served and the case filed.

        Returns the letter's number through ``yield from``.
        """
        yield approved, self._reviewed
        yield self.does(approved, deciding.approve, who="leader")
        letter = yield self.does(approved.replace(minute=approved.minute + 10), deciding.issue_letter)
        service = Service(channel, served.date(), proof)
        yield self.does(served, deciding.serve, service=service)
        yield self.does(served.replace(minute=served.minute + 20), deciding.file_away)
        return str(letter.number)

    def _reviewed(self, now: datetime) -> None:
        """The secrecy review before the signature, where the letter owes it."""
        found = signing.of_case(self.case, Letter.REPLY)
        if found is not None and found.due is not None and found.due.key == "secrecy":
            by = self.district.people["secrecy"]
            signing.pass_step(case_id=self.case.pk, letter=Letter.REPLY, draft=found.draft, by=by, at=now)
