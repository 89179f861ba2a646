"""An agency ends: merged, dissolved or renamed, and another carries its work on (行政诉讼法第二十六条第六款).

One transaction moves every open case, what departments owe, posts, templates, keys and hooks, and ends the agency; cut
off half-way, nothing has moved. Numbers, codes and days stay, no clock reads any of it. Closed cases stay where they
were finished; the successor reads them and takes one over when something is to be done about it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from gongkai.agencies.models import Agency, Post, User
from gongkai.agencies.permissions import NotAllowed, held_above, may
from gongkai.agencies.roles import GRANTS, Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.casework import following, log
from gongkai.casework.errors import BadDate, Conflict, Incomplete, NotPermitted, Unknown
from gongkai.casework.log import Dossier, Happening
from gongkai.casework.models import Case, JointRequest
from gongkai.casework.succession_records import CaseMove, Succession
from gongkai.statute.events import EventKind

LONGEST_BASIS = 200
OWED = (JointRequest.State.ASKED, JointRequest.State.SIGNED)


@dataclass(frozen=True, slots=True)
class Plan:
    """What would move, before anything does. ``digest`` names exactly this, so that what is confirmed is what was
    read. ``cases`` are each with its successor; ``given`` are cases of others that the agency works on."""

    agency: Agency
    successor: Agency
    cases: tuple[tuple[Case, Agency], ...]
    given: tuple[Case, ...]
    joint: tuple[JointRequest, ...]
    posts: tuple[Post, ...]
    counts: tuple[tuple[str, int], ...]

    @property
    def digest(self) -> str:
        told = [self.agency.pk, self.successor.pk, [[case.pk, case.seq, to.pk] for case, to in self.cases]]
        return ledger.digest_of([told, [case.pk for case in self.given], [row.pk for row in self.joint], self.counts])


def plan(
    *, agency: Agency, successor: Agency, by: User, at: datetime, choices: Mapping[int, Agency] | None = None
) -> Plan:
    """What would move if an agency ended today. ``choices`` names another successor for single cases.

    Raises NotAllowed, NotPermitted for a successor that is no other living agency, Unknown for a chosen case that is
    none of these.
    """
    chosen = dict(choices or {})
    _require(by, [agency, successor, *chosen.values()], on=localdate(at))
    if agency.abolished_on is not None:
        raise NotPermitted(f"{agency.name}已于{agency.abolished_on:%Y-%m-%d}撤销。")
    for other in (successor, *chosen.values()):
        if other.pk == agency.pk or other.abolished_on is not None or not other.takes_requests:
            raise NotPermitted(f"{other.name}不能承继：应当是另一个存续的、受理依申请公开的机关。")
    if agency.children.filter(abolished_on__isnull=True).exists():
        raise NotPermitted("其下还有存续的机关，请先办理这些机关的撤并。")
    cases = tuple(_open(agency))
    if set(chosen) - {case.pk for case in cases}:
        raise Unknown
    given = Case.objects.filter(assigned_agency=agency, closed_on__isnull=True).exclude(agency=agency)
    joint = JointRequest.objects.filter(agency=agency, state__in=OWED).select_related("case")
    posts = Post.objects.filter(agency=agency, held_until__isnull=True).select_related("user")
    return Plan(
        agency=agency,
        successor=successor,
        cases=tuple((case, chosen.get(case.pk, successor)) for case in cases),
        given=tuple(given.order_by("pk")),
        joint=tuple(joint.order_by("pk")),
        posts=tuple(posts.order_by("pk")),
        counts=tuple(following.counts(agency)),
    )


@transaction.atomic
def end(
    *,
    agency: Agency,
    successor: Agency,
    on: date,
    basis: str,
    by: User,
    at: datetime,
    seen: str,
    choices: Mapping[int, Agency] | None = None,
) -> Succession:
    """End an agency on a day and move everything to its successor. ``seen`` is the digest of the plan that was read.

    Raises Incomplete without a legal basis, BadDate, Conflict when the plan has changed, and what `plan` raises.
    """
    if not basis.strip():
        raise Incomplete("请写明撤并的依据（文件名称和文号）。", ("basis",))
    today, keys = localdate(at), [agency.pk, successor.pk]
    locked = {row.pk: row for row in Agency.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    agency, successor = locked[agency.pk], locked[successor.pk]
    if on > today or (agency.established_on is not None and on < agency.established_on):
        raise BadDate("撤销日期不能晚于今天，也不能早于设立日期。")
    found = plan(agency=agency, successor=successor, by=by, at=at, choices=choices)
    if found.digest != seen:
        raise Conflict
    row = Succession.objects.create(
        agency=agency,
        successor=successor,
        day=on,
        basis=basis.strip()[:LONGEST_BASIS],
        made_by=by.actor,
        made_at=at,
    )
    posts = _move_posts(found, by, today, at)
    for case, to in found.cases:
        _move(case, to, row, on, by, at)
    given, joint = _move_tasks(found, by, at)
    row.moved = following.move(agency, successor, actor=by.actor, at=at)
    row.moved |= {"templates": following.templates(agency, successor, at=at), "posts": posts}
    row.moved |= {"given": given, "joint": joint}
    row.save(update_fields=["moved"])
    heirs = {successor.pk: successor} | {to.pk: to for _, to in found.cases}
    for heir in heirs.values():
        heir.succeeds = sorted({*heir.succeeds, agency.pk, *agency.succeeds})
        heir.save(update_fields=["succeeds"])
    agency.abolished_on = on
    agency.save(update_fields=["abolished_on"])
    _note(row, Action.AGENCY_ENDED, len(found.cases), by, at)
    return row


@transaction.atomic
def undo(*, succession_id: int, why: str, by: User, at: datetime) -> list[Case]:
    """An agency was ended by mistake: it lives again, and what moved and is still open with its successor goes back.

    Everything is a later event; nothing that was recorded is taken out. Raises Unknown, NotAllowed, Incomplete,
    NotPermitted when it was taken back already.
    """
    row = Succession.objects.select_for_update().filter(pk=succession_id).first()
    if row is None:
        raise Unknown
    agency = Agency.objects.select_for_update().get(pk=row.agency_id)
    whose = Q(pk=row.successor_id) | Q(pk__in=row.case_moves.values("to_agency"))
    heirs = list(Agency.objects.select_for_update().filter(whose).order_by("pk"))
    _require(by, [agency, row.successor], on=localdate(at))
    if not why.strip():
        raise Incomplete("请写明恢复的原因。", ("why",))
    if row.undone_at is not None:
        raise NotPermitted("这次撤并已经恢复。")
    agency.abolished_on = None
    agency.save(update_fields=["abolished_on"])
    for heir in heirs:
        if agency.pk in heir.succeeds:
            heir.succeeds = [key for key in heir.succeeds if key != agency.pk]
            heir.save(update_fields=["succeeds"])
    for post in Post.objects.filter(pk__in=row.moved.get("posts", [])).select_related("user"):
        _give(post, agency, by, localdate(at), at)
    back = list(_to_give_back(row))
    for case in back:
        _move(case, agency, row, localdate(at), by, at)
    following.move_back(row.moved, row.successor, agency, actor=by.actor, at=at)
    _give_tasks_back(row, agency, by, at)
    row.undone_at, row.undone_by, row.undone_why = at, by.actor, why.strip()[:LONGEST_BASIS]
    row.save(update_fields=["undone_at", "undone_by", "undone_why"])
    _note(row, Action.AGENCY_REVIVED, len(back), by, at)
    return back


@transaction.atomic
def take_over(*, case_id: int, by: User, at: datetime) -> Case:
    """The successor takes over a closed case of an ended agency, because something is to be done about it: a dispute, a
    returned letter, a wrong record. Raises Unknown, NotAllowed, NotPermitted."""
    case = Case.objects.select_for_update(of=("self",)).select_related("agency", "subject").filter(pk=case_id).first()
    if case is None or not log.allowed(by, Permission.CASE_SEE, case, on=localdate(at)):
        raise Unknown
    row = Succession.objects.filter(agency=case.agency_id, undone_at__isnull=True).select_related("successor").first()
    if row is None:
        raise NotPermitted("此件的机关没有撤销，不能接管。")
    if not may(by, Permission.CASE_HANDLE, row.successor, on=localdate(at)):
        raise NotAllowed(Permission.CASE_HANDLE, row.successor)
    return _move(case, row.successor, row, localdate(at), by, at)


def _require(by: User, agencies: list[Agency], *, on: date) -> None:
    """Who ends an agency keeps the posts of all agencies concerned, or of one above them."""
    for agency in agencies:
        if held_above(by, Permission.PEOPLE_EDIT, agency, on=on) is None:
            raise NotAllowed(Permission.PEOPLE_EDIT, agency)


def _open(agency: Agency) -> list[Case]:
    rows = Case.objects.filter(agency=agency, closed_on__isnull=True)
    return list(rows.select_related("agency", "subject", "handler").order_by("next_on", "pk"))


def _to_give_back(row: Succession) -> list[Case]:
    keys = row.case_moves.filter(from_agency=row.agency_id).values("case")
    rows = Case.objects.filter(pk__in=keys, closed_on__isnull=True).exclude(agency=row.agency_id)
    return list(rows.select_related("agency", "subject", "handler").order_by("next_on", "pk"))


def _move(case: Case, to: Agency, row: Succession, day: date, by: User, at: datetime) -> Case:
    """One case goes to another agency: an event that the applicant is told of. The number stays that of its giver."""
    locked = Case.objects.select_for_update(of=("self",)).select_related("subject", "agency").get(pk=case.pk)
    was = locked.agency
    if locked.numbered_by_id is None:
        locked.numbered_by = was
    elif locked.numbered_by_id == to.pk:
        locked.numbered_by = None
    locked.agency = to
    if locked.assigned_agency_id == was.pk:
        locked.assigned_agency = to
    if locked.handler_id is not None and not _drafts(locked.handler_id, locked.assigned_agency or to, localdate(at)):
        locked.handler = None
    locked.save(update_fields=["agency", "numbered_by", "assigned_agency", "handler"])
    locked.disputes.update(agency=to)
    locked.likenesses.update(agency=to)
    events = log.load(locked)
    data = {"agency": f"agency:{was.pk}", "to": f"agency:{to.pk}"}
    happening = Happening(EventKind.SUCCEEDED, localdate(at), data, {"reason": row.basis})
    written = log.write(Dossier(locked, events, log.state_of(events)), [happening], by=by, at=at)
    CaseMove.objects.create(succession=row, case=written, from_agency=was, to_agency=to, day=day, seq=written.seq)
    return written


def _drafts(user_id: int, place: Agency, on: date) -> bool:
    roles = sorted(role for role, granted in GRANTS.items() if Permission.CASE_DRAFT in granted)
    held = Post.objects.filter(user_id=user_id, agency=place, role__in=roles, held_from__lte=on)
    return held.filter(held_until__isnull=True).exists() or held.filter(held_until__gte=on).exists()


def _move_posts(found: Plan, by: User, today: date, at: datetime) -> list[int]:
    """Everybody goes on in the same role with the successor; posts in the ended agency end today."""
    for post in found.posts:
        _give(post, found.successor, by, today, at)
        post.held_until = max(today, post.held_from)
        post.save(update_fields=["held_until"])
        digest = ledger.digest_of([post.pk, post.held_until])
        act = ledger.Act(by.actor, Action.POST_ENDED, post.user.actor, digest)
        ledger.record(found.agency.stream, [act], at=at)
    return [post.pk for post in found.posts]


def _give(post: Post, agency: Agency, by: User, today: date, at: datetime) -> None:
    kept = Post.objects.filter(user=post.user_id, agency=agency, role=post.role, held_until__isnull=True)
    if not kept.exists():
        given = Post.objects.create(user=post.user, agency=agency, role=post.role, title=post.title, held_from=today)
        digest = ledger.digest_of([agency.pk, given.role, today])
        ledger.record(agency.stream, [ledger.Act(by.actor, Action.POST_GIVEN, post.user.actor, digest)], at=at)
    post.user.__dict__.pop("_posts_held", None)
    by.__dict__.pop("_posts_held", None)


def _move_tasks(found: Plan, by: User, at: datetime) -> tuple[list[int], list[int]]:
    """Cases of others that the agency worked on, and its parts of their replies, go to the successor."""
    for case in found.given:
        _assign(case, found.successor, by, at)
    owing = JointRequest.objects.filter(agency=found.successor, state__in=OWED).values_list("case", flat=True)
    moved, twice = [], set(owing)
    for part in found.joint:
        if part.case_id in twice:
            # The successor owes a part of the same reply already: one part is enough, and the log says why.
            noted = _joint_note(part, found.agency, by, at)
            part.state, part.settled_at, part.settled_seq = JointRequest.State.WITHDRAWN, at, noted.seq
        else:
            part.agency = found.successor
            moved.append(part.pk)
        part.save()
    return [case.pk for case in found.given], moved


def _joint_note(part: JointRequest, agency: Agency, by: User, at: datetime) -> Case:
    data = {"joint": "withdrawn", "to": f"agency:{agency.pk}"}
    words = {"words": "会签单位撤并，承继的单位已经在会签。"}
    return _write(part.case, Happening(EventKind.NOTE, localdate(at), data, words), by, at)


def _assign(case: Case, to: Agency, by: User, at: datetime) -> None:
    data, words = {"to": f"agency:{to.pk}"}, {"reason": "承办单位撤并"}
    written = _write(case, Happening(EventKind.TRANSFERRED_INTERNALLY, localdate(at), data, words), by, at)
    written.assigned_agency = to
    if written.handler_id is not None and not _drafts(written.handler_id, to, localdate(at)):
        written.handler = None
    written.save(update_fields=["assigned_agency", "handler"])


def _give_tasks_back(row: Succession, agency: Agency, by: User, at: datetime) -> None:
    given = Case.objects.filter(pk__in=row.moved.get("given", []), assigned_agency=row.successor_id)
    for case in given.filter(closed_on__isnull=True).order_by("pk"):
        _assign(case, agency, by, at)
    joint = JointRequest.objects.filter(pk__in=row.moved.get("joint", []), agency=row.successor_id, state__in=OWED)
    joint.update(agency=agency)


def _write(case: Case, happening: Happening, by: User, at: datetime) -> Case:
    locked = Case.objects.select_for_update(of=("self",)).select_related("agency", "subject").get(pk=case.pk)
    events = log.load(locked)
    return log.write(Dossier(locked, events, log.state_of(events)), [happening], by=by, at=at)


def _note(row: Succession, action: Action, cases: int, by: User, at: datetime) -> None:
    """One entry in the chains of both agencies."""
    detail = {"from": row.agency_id, "to": row.successor_id, "day": row.day.isoformat(), "cases": cases}
    digest = ledger.digest_of([detail, row.basis, row.moved])
    for agency in (row.agency, row.successor):
        ledger.record(agency.stream, [ledger.Act(by.actor, action, f"agency:{row.agency_id}", digest, detail)], at=at)
