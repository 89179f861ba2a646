"""Whose turn it is: keeping `Turn` beside the log, and asking which drafts wait for a person."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q
from django.utils.timezone import localdate

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import held_above, may, posts_held, represented
from gongkai.agencies.roles import GRANTS, Permission
from gongkai.casework.chain_records import Turn
from gongkai.casework.models import Case
from gongkai.editorial import procedures
from gongkai.editorial.procedures import Stage
from gongkai.statute.case_state import OPEN_STAGES
from gongkai.statute.case_state import Stage as CaseStage
from gongkai.statute.workdays import Calendar

Letter = Turn.Letter
OF_DEPARTMENTS = frozenset({Permission.CASE_REVIEW})
"""Steps that the department which drafts may take, too: its own head looks at the draft first."""


def holder(user: User, stage: Stage, case: Case, *, on: date) -> Agency | None:
    """The agency by whose post a person takes a step in a case; None when they may not."""
    if stage.above:
        return held_above(user, stage.permission, case.agency, on=on)
    for agency in agencies(stage, case):
        if may(user, stage.permission, agency, on=on):
            return agency
    return None


def agencies(stage: Stage, case: Case) -> list[Agency]:
    """In which agencies a post for a step of a case may be held; for some steps those above them count, too."""
    drafts = case.assigned_agency if stage.permission in OF_DEPARTMENTS else None
    return [case.agency, drafts] if drafts is not None else [case.agency]


def behind(user: User, stage: Stage, case: Case, *, on: date) -> tuple[frozenset[str], str]:
    """Everybody who answers for a step when a person takes it, and the absent person in whose stead, if any."""
    held = holder(user, stage, case, on=on)
    absent = represented(user, stage.permission, held, on=on) if held else None
    stead = absent.actor if absent else ""
    return frozenset({user.actor, stead or user.actor}), stead


def waiting() -> Q:
    """The rows that count: not those of a request that was withdrawn or lapsed meanwhile, nor of a fee for a request
    that was answered."""
    reply = Q(letter=Letter.REPLY) & ~Q(case__stage__in=[CaseStage.LAPSED, CaseStage.WITHDRAWN])
    return reply | Q(letter=Letter.FEE_NOTICE, case__stage__in=OPEN_STAGES)


def mine(user: User, *, on: date) -> Q:
    """The rows whose step a person may take by their posts."""
    found = Q(pk__in=[])
    for stage in procedures.letter_stages().values():
        found |= Q(stage=stage.key) & _reach(user, stage, on, unseen=False)
    return found


def shown(user: User, *, on: date) -> Q | None:
    """The rows whose cases a person sees only because a step of theirs waits: reviewers who see no other cases. None
    when the person holds no such post, so that nobody's list pays for it."""
    found: Q | None = None
    for stage in procedures.letter_stages().values():
        reach = _reach(user, stage, on, unseen=True)
        if reach != Q(pk__in=[]):
            found = (found or Q(pk__in=[])) | (Q(stage=stage.key) & reach)
    return None if found is None else found & waiting()


def said(row: Turn, today: date, days: Calendar) -> str:
    """What waits and for how long: “答复待保密审查，已等3个工作日”."""
    waits = {Turn.RETURNED: "已退回", Turn.ISSUE: "待制发"}.get(row.stage) or f"待{_label(row.stage)}"
    return f"{row.get_letter_display()}{waits}，{waited(age(row.since, today, days))}"


def age(since: datetime, today: date, days: Calendar) -> int:
    """How many working days something has waited."""
    return days.workdays_between(localdate(since), today)


def waited(days: int) -> str:
    """The same in words: “已等3个工作日”; “今天到手” when no working day has passed since."""
    return f"已等{days}个工作日" if days else "今天到手"


def _label(stage: str) -> str:
    return procedures.letter_stages()[stage].label


def reads(user: User, case: Case, *, on: date) -> bool:
    """Whether a person may look at a case because a step of theirs waits there."""
    mine = shown(user, on=on)
    return mine is not None and Turn.objects.filter(mine, case=case).exists()


def _reach(user: User, stage: Stage, on: date, *, unseen: bool) -> Q:
    """The rows that a person's posts reach for a step; with ``unseen`` by posts that show no cases otherwise."""
    found = Q(pk__in=[])
    for post in posts_held(user, on):
        granted = GRANTS[post.role]
        if stage.permission not in granted or (unseen and Permission.CASE_SEE in granted):
            continue
        if stage.above:
            found |= Q(case__agency__path__startswith=post.agency.path)
        else:
            found |= Q(case__agency=post.agency_id)
            if stage.permission in OF_DEPARTMENTS:
                found |= Q(case__assigned_agency=post.agency_id)
    return found
