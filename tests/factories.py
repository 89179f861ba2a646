"""A small district for tests, made only through the verbs that officers use (and kept: tests/keepsake.py)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.timezone import localdate

from gongkai.agencies import actions
from gongkai.agencies.models import Agency, Kind, User
from gongkai.agencies.roles import Role
from gongkai.casework import deciding, handling, intake, signing
from gongkai.casework.deciding import Service
from gongkai.casework.intake import Receipt, Wanted
from gongkai.casework.models import ApplicantKind, Case, Channel
from gongkai.casework.opinions import Opinion
from gongkai.casework.subjects import Person
from gongkai.editorial import procedures, reviewing
from gongkai.editorial.models import Round
from tests.keepsake import Keepsake

SHANGHAI = ZoneInfo("Asia/Shanghai")
PASSWORD = "mingming-2023-only-for-tests"
_serial = count(1)


def at(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """A moment in the district's own time."""
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


START = at(2019, 6, 3)

# Region digits 990101 belong to no place, and the check digit fits, so these are nobody's numbers.
CITIZEN = Person(
    name="甄不存",
    identity_kind="resident_identity_card",
    identity_number="990101199001010019",
    telephone="00012345678",
    email="nobody@example.invalid",
    address="明湖区无名路0号",
)
WANTED = Wanted(description="明湖路道路改造工程的立项批复（明发改〔2022〕15号）")


@dataclass(frozen=True, slots=True)
class World:
    """A district: its agencies and one person in each role."""

    government: Agency
    office: Agency
    department: Agency
    other: Agency
    officer: User
    colleague: User
    leader: User
    handler: User
    auditor: User
    stranger: User
    secrecy: User


def make_district() -> World:
    """A government with its office, a department and another agency, and their people."""
    return _district()


def _make_district() -> World:
    number = next(_serial)
    government = _agency(None, Kind.GOVERNMENT, f"明湖区人民政府{number}", f"gov{number}")
    office = _agency(government, Kind.OFFICE, f"明湖区人民政府办公室{number}", f"mhb{number}")
    department = _agency(government, Kind.DEPARTMENT, f"明湖区发展和改革局{number}", f"fgj{number}")
    other = _agency(government, Kind.TOWNSHIP, f"清溪镇人民政府{number}", f"qxz{number}")
    officer = _person("officer", number, "林知行", office, Role.DISCLOSURE_OFFICER)
    _sign_only(office, officer)
    return World(
        government=government,
        office=office,
        department=department,
        other=other,
        officer=officer,
        colleague=_person("colleague", number, "何其", office, Role.DISCLOSURE_OFFICER),
        leader=_person("leader", number, "周审", office, Role.APPROVING_LEADER),
        handler=_person("handler", number, "吴办", department, Role.HANDLER),
        auditor=_person("auditor", number, "郑督", government, Role.AUDITOR),
        stranger=_person("stranger", number, "冯远", other, Role.DISCLOSURE_OFFICER),
        secrecy=_person("secrecy", number, "卫密", office, Role.SECRECY_REVIEWER),
    )


def _sign_only(office: Agency, officer: User) -> None:
    """This office's replies owe the signature alone; tests of longer chains set a rule of their own."""
    for kind in ("letter_disclosed", "letter_secret"):
        procedures.set_rule(kind=kind, agency=office, names=["sign"], at_once=False, by=officer, at=START)


_district = Keepsake(_make_district)


def online(world: World, *, on: datetime | None = None, agency: Agency | None = None, **changes: Any) -> Receipt:
    """A request filed on the portal."""
    return intake.submit_online(
        agency=agency or world.office,
        kind=changes.pop("kind", ApplicantKind.NATURAL_PERSON),
        person=changes.pop("person", CITIZEN),
        wanted=changes.pop("wanted", WANTED),
        at=on or at(2023, 3, 1, 10),
        uploads=changes.pop("uploads", ()),
    )


def letter(world: World, *, on: datetime | None = None, arrived_on: date | None = None, **changes: Any) -> Receipt:
    """A request registered by an officer from a letter that was signed for."""
    moment = on or at(2023, 3, 2, 10)
    return intake.register(
        agency=changes.pop("agency", world.office),
        channel=changes.pop("channel", Channel.SIGNED_MAIL),
        arrived_on=arrived_on or localdate(moment),
        kind=changes.pop("kind", ApplicantKind.NATURAL_PERSON),
        person=changes.pop("person", CITIZEN),
        wanted=changes.pop("wanted", WANTED),
        by=changes.pop("by", world.officer),
        at=moment,
        confirmed=changes.pop("confirmed", None),
    )


DISCLOSED = Opinion(
    "open",
    "provided",
    {"provided_content": "批复全文", "provided_form": "电子文档", "how_provided": "在本页下载"},
)


def decide(world: World, case: Case, *, on: datetime | None = None, opinion: Opinion = DISCLOSED) -> Case:
    """Draft and approve a decision."""
    moment = on or at(2023, 3, 10, 9)
    deciding.propose(case_id=case.pk, opinion=opinion, by=world.officer, at=moment)
    review(world, case, on=moment)
    return deciding.approve(case_id=case.pk, by=world.leader, at=moment)


def review(world: World, case: Case, *, on: datetime, letter: str = "reply") -> None:
    """The steps that a draft owes before its signature, each by who does it; none where none is owed."""
    people = {"review": world.colleague, "secrecy": world.secrecy}
    while (found := signing.of_case(case, letter)) and found.due and found.due.key in people:
        by = User.objects.get(pk=people[found.due.key].pk)
        signing.pass_step(case_id=case.pk, letter=letter, draft=found.draft, by=by, at=on)


def finish(world: World, case: Case, *, on: datetime | None = None, opinion: Opinion = DISCLOSED) -> Case:
    """From the draft to the filed case."""
    moment = on or at(2023, 3, 10, 9)
    decide(world, case, on=moment, opinion=opinion)
    deciding.issue_letter(case_id=case.pk, by=world.officer, at=moment)
    service = Service("counter", localdate(moment), "申请人签收单")
    deciding.serve(case_id=case.pk, service=service, by=world.officer, at=moment)
    return deciding.file_away(case_id=case.pk, by=world.officer, at=moment)


def confirm(world: World, case: Case, *, on: datetime | None = None) -> Case:
    """Confirm the receipt of an online request by telephone."""
    moment = on or at(2023, 3, 1, 15)
    return handling.confirm_receipt(case_id=case.pk, on=localdate(moment), means="phone", by=world.officer, at=moment)


def _agency(parent: Agency | None, kind: Kind, name: str, code: str) -> Agency:
    return actions.establish_agency(
        parent=parent,
        at=START,
        kind=kind,
        name=name,
        short_name=name,
        code=code,
        number_prefix=f"明{code}公开",
        disclosure_office=f"{name}政务公开科",
        telephone="0000-12345",
        address="明湖区无名路1号",
        reconsideration_body="明湖区人民政府",
        reconsideration_website="https://reconsideration.example.invalid",
        court="明湖区人民法院",
    )


def _person(login: str, number: int, name: str, agency: Agency, role: Role) -> User:
    user = User.objects.create_user(f"{login}{number}", password=PASSWORD, name=name)
    actions.give_post(user=user, agency=agency, role=role, held_from=START.date(), at=START)
    return user


def sign_secrecy(world: World, key: str, *, on: datetime, by: User | None = None) -> Round:
    """The secrecy review of something that was handed in, each part of it."""
    row = Round.objects.get(key=key, state=Round.State.OPEN)
    seen = reviewing.Seen(row.seq, row.digest)
    return reviewing.approve_all(round_id=row.pk, stage="secrecy", seen=seen, by=by or world.secrecy, at=on)


def by_hand(model: type[Any]) -> QuerySet[Any]:
    """The rows of a table as the database's owner may write them, past the locks of the program."""
    return QuerySet(model)


def clear(world: World, key: str, *, on: datetime) -> Round:
    """The secrecy review and the final review of something that was handed in, by those who do them."""
    row = sign_secrecy(world, key, on=on)
    seen = reviewing.Seen(row.seq, row.digest)
    return reviewing.approve(round_id=row.pk, stage="final_review", seen=seen, by=world.leader, at=on)
