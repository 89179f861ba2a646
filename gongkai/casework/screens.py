"""What the case page shows beside the facts: which steps are open, which are not and why, and the clock drawn.

The kernel says what the law allows; here is added what follows from the work itself: a draft must exist
before it is approved, a letter before it is served, and nobody approves their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import may
from gongkai.agencies.roles import Permission
from gongkai.casework import (
    assigning_forms,
    attachments,
    chain_page,
    correspondence,
    dispute_panel,
    forms,
    intake,
    internal_limits,
    joint,
    joint_pages,
    log,
    messages,
    moved_dates,
    notices,
    openings,
    opinions,
    person_correcting,
    projection,
    public_draft,
    queries,
    remedy_days,
    reviews,
    service,
    service_by_post,
    service_steps,
    timeline,
    triage,
)
from gongkai.casework.queries import AMBER_WORKING_DAYS, Colour, Sheet
from gongkai.casework.records import MovedDate
from gongkai.casework.steps import STEPS, Step
from gongkai.statute import clock_days, explanation
from gongkai.statute.case_state import Finding, Stage
from gongkai.statute.clock_days import CalendarMonth
from gongkai.statute.events import EventKind as K
from gongkai.statute.explanation import Explanation, Reasoning
from gongkai.statute.letters import Letter
from gongkai.statute.outcomes import OutcomeClass, outcome_rule
from gongkai.statute.parameters import rules
from gongkai.statute.workdays import missing_notice

HINTS = {
    Stage.AWAITING_CONFIRMATION: "请先与申请人确认收到。确认之前，期限按最早可能的收到日计算。",
    Stage.OPEN: "请在答复期限内拟定答复并报批；内容不明确的，先告知补正。",
    Stage.AWAITING_CORRECTION: "正在等待申请人补正，答复期限不计算。",
    Stage.IN_CONSULTATION: "正在征求意见，所需时间不计入答复期限。收到意见或者期限届满后请登记。",
    Stage.AWAITING_FEE: "正在等待申请人缴费，答复期限不计算。",
    Stage.DECISION_PROPOSED: "拟办意见已经报批，等待审批领导处理。期限照常计算。",
    Stage.DECIDED: "答复已经批准。制发告知书并在答复期限内送达，才算按期答复。",
    Stage.SERVED: "答复已经送达，核对材料后办结归档。邮寄的，收到签收回执或者退信以后登记，归档以后也可以登记。",
    Stage.LAPSED: "此件不再处理，核对材料后归档。",
    Stage.WITHDRAWN: "申请人已经撤回，核对材料后归档。",
    Stage.CLOSED: "此件已经办结，可以归档。",
}
"""What a person who is new to the job should know at each stage."""


@dataclass(frozen=True, slots=True)
class Card:
    """One step on the page: its form, until when, on which ground, and what to mind."""

    step: Step
    form: forms.StepForm
    until: date | None
    ground: str
    warning: str
    first: bool
    opened: bool = False


@dataclass(frozen=True, slots=True)
class Blocked:
    """A step that cannot be taken now, and why."""

    label: str
    reason: str
    ground: str = ""


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything on the case page."""

    sheet: Sheet
    entries: list[timeline.Entry]
    reasoning: Reasoning
    months: tuple[CalendarMonth, ...]
    colour: Colour
    days_left: int | None
    first: list[Card]
    others: list[Card]
    blocked: list[Blocked]
    wanted: intake.Wanted | None
    draft: Letter | None
    draft_label: str
    missing_notices: list[str]
    sees_ledger: bool
    sees_person: bool
    exports: bool
    background: triage.Background
    handles: bool
    drafts: bool
    files: list[attachments.Listed]
    told: list[messages.Listed]
    moved: MovedDate | None = None
    reviews: bool = False
    shown: bool = False
    findings: tuple[Finding, ...] = field(default=())
    disputes: tuple[dispute_panel.Panel, ...] = ()
    internal: internal_limits.Internal | None = None
    public_answer: str = ""
    chains: tuple[chain_page.Panel, ...] = ()
    parts: tuple[joint_pages.Part, ...] = ()
    objection: remedy_days.Objection | None = None
    corrected: person_correcting.Corrected | None = None
    amends: bool = False

    @property
    def signs(self) -> bool:
        """Whether a step of the chain waits for this person."""
        return any(one.passing is not None for one in self.chains)

    @property
    def may_ask_jointly(self) -> bool:
        """Whether other departments can be asked for their part now."""
        return self.drafts and joint.working(self.sheet.state)

    @property
    def owing(self) -> list[joint_pages.Part]:
        """The parts that departments still owe."""
        return [part for part in self.parts if part.row.owed] if joint.working(self.sheet.state) else []

    @property
    def may_split(self) -> bool:
        """Whether splitting the request is offered: to those who handle it, while nobody outside was asked."""
        return self.handles and triage.splittable(self.sheet.case, self.sheet.law_events, self.sheet.state)

    @property
    def hint(self) -> str:
        """What the case waits for, for those who open it and wonder why nothing is to be done."""
        waited = next((one for one in self.chains if one.letter == "reply" and one.due), None)
        if waited is not None:
            return f"拟办意见等待{waited.due}，{waited.waited}。期限照常计算。"
        if openings.awaits_extension(self.sheet):
            return "已经提请延期，等待审批领导批准；批准后应当在原期限届满前告知申请人。"
        if self.sheet.state.answer_limit_on is not None:
            return "请在期限内提出书面答复或者答辩，并提交证据、依据；逾期提交的，视为没有证据。"
        if self.sheet.state.redecision_limit_on is not None:
            return "原答复已被纠正，请在期限内重新拟办、审批并送达新的答复。"
        if self.sheet.state.to_serve_again:
            return f"邮寄的文书已经退回。{service_by_post.NEXT_WAYS}"
        return HINTS.get(self.sheet.state.stage, "")

    @property
    def moved_reachable(self) -> bool:
        """Whether the applicant can be told of a moved limit by e-mail or text message."""
        return moved_dates.reachable(self.sheet.case)

    @property
    def service_days(self) -> tuple[tuple[str, str, str], ...]:
        """By which way of service which day counts, and what proves it."""
        return service.DAYS_THAT_COUNT

    @property
    def result(self) -> str:
        """How the case ended, in words."""
        state = self.sheet.state
        return outcome_label(state.row) if state.row else ""

    @property
    def daily(self) -> tuple[Explanation, ...]:
        """The days one by one, which the page folds away."""
        return next((entry.children for entry in self.reasoning.tree.children if entry.text == "逐日计算"), ())

    @property
    def grounds(self) -> list[Explanation]:
        """The reasoning without the single days and without what is shown as a warning above."""
        return [
            entry
            for entry in self.reasoning.tree.children
            if entry.text != "逐日计算" and not entry.text.startswith("注意：")
        ]


def case_page(
    user: User, number: str, *, today: date, bound: Mapping[str, forms.StepForm] | None = None, shown: bool = False
) -> CasePage:
    """The case page for a user. ``bound`` holds a form that was sent and refused, by its step. Raises Unknown."""
    sheet = queries.sheet(user, number, today=today)
    case, state = sheet.case, sheet.state
    reasoning = explanation.explain(sheet.law_events, rules=rules(), calendar=sheet.calendar, today=today)
    cards, blocked = _sorted(user, sheet, today, bound or {})
    opinion = _opinion(sheet)
    parts = joint_pages.of_sheet(sheet)
    names = {f"agency:{row.pk}": row.short_name for row in _recipients(sheet, [part.row.agency for part in parts])}
    return CasePage(
        sheet=sheet,
        entries=timeline.timeline(sheet.events, sheet.texts, sheet.actors, names),
        reasoning=reasoning,
        months=clock_days.months(reasoning.days),
        colour=_colour(sheet, today),
        days_left=_days_left(sheet, today),
        first=[card for card in cards if card.first],
        others=[card for card in cards if not card.first],
        blocked=blocked,
        wanted=intake.wanted_of(case),
        draft=correspondence.preview(case, state, opinion, on=today, days=sheet.calendar) if opinion else None,
        draft_label=outcome_label(opinion.outcome) if opinion else "",
        missing_notices=[missing_notice(year) for year in state.missing_years],
        sees_ledger=log.allowed(user, Permission.LEDGER_SEE, case, on=today),
        sees_person=may(user, Permission.CASE_SEE, case.agency, on=today),
        exports=may(user, Permission.CASE_EXPORT, case.agency, on=today),
        background=triage.background(case),
        drafts=log.allowed(user, Permission.CASE_DRAFT, case, on=today),
        files=_files(user, sheet, today),
        # A department that drafts does not learn how the applicant can be reached.
        told=messages.listed(case) if may(user, Permission.CASE_SEE, case.agency, on=today) else [],
        handles=log.allowed(user, Permission.CASE_HANDLE, case, on=today),
        moved=moved_dates.of_case(case) if sheet.moved else None,
        reviews=log.allowed(user, Permission.CASE_APPROVE, case, on=today),
        shown=shown,
        findings=state.findings,
        disputes=dispute_panel.panels(state, sheet.calendar, today=today),
        internal=internal_limits.of(case, state.due_on, today, sheet.calendar),
        parts=parts,
        objection=_objection(sheet, today),
        corrected=_corrected(sheet),
        amends=may(user, Permission.CASE_AMEND, case.agency, on=today),
        public_answer=public_draft.line(sheet),
        chains=tuple(chain_page.panels(user, sheet, bound)),
    )


def _corrected(sheet: Sheet) -> person_correcting.Corrected | None:
    """What was put right about the applicant, asked only where the log says that something was."""
    amended = any("person" in event.data.get("facts", {}) for event in sheet.events if event.kind == K.AMENDED)
    return person_correcting.corrected(sheet.case) if amended else None


def _objection(sheet: Sheet, today: date) -> remedy_days.Objection | None:
    """Until when the applicant may object, from what the sheet has read already."""
    row = next((event for event in reversed(sheet.events) if event.kind == K.DECISION_PROPOSED), None)
    words: Any = sheet.texts.get(row.seq, {}) if row else {}
    outcomes = opinions.Opinion.read(row.data["outcome"], words).outcomes if row else ()
    return remedy_days.objection(sheet.case, sheet.state, outcomes, today=today, days=sheet.calendar)


def outcome_label(outcome: str) -> str:
    """不予公开：属于国家秘密."""
    rule = outcome_rule(outcome)
    alone = rule.outcome_class in {OutcomeClass.DISCLOSED, OutcomeClass.PARTLY_DISCLOSED}
    return rule.label if alone else f"{rule.outcome_class.label}：{rule.label}"


def _files(user: User, sheet: Sheet, today: date) -> list[attachments.Listed]:
    """The files a person may know of: a department that drafts does not see who asks."""
    listed = attachments.listed(sheet.case)
    known = reviews.of((event.data, event.actor, event.seq) for event in sheet.events)
    held = reviews.held_back([entry.attachment for entry in listed], known)
    found = [replace(entry, held=entry.attachment.pk in held) for entry in listed]
    if may(user, Permission.CASE_REGISTER, sheet.case.agency, on=today):
        return found
    return [entry for entry in found if entry.attachment.role not in attachments.OF_THE_PERSON]


def _opinion(sheet: Sheet) -> opinions.Opinion | None:
    """The draft that lies before the leader, from what the sheet has read already."""
    if openings.settled(sheet):
        return None
    row = next((event for event in reversed(sheet.events) if event.kind == K.DECISION_PROPOSED), None)
    if row is None:
        return None
    words: Any = sheet.texts.get(row.seq, {})
    return opinions.Opinion.read(row.data["outcome"], words)


def _colour(sheet: Sheet, today: date) -> Colour:
    """The colour as of today. While an opinion is awaited the limit moves day by day, so the stored one is older."""
    until = projection.next_limit(sheet.state)
    if until is None:
        return Colour.GREY
    if until <= today:
        return Colour.RED
    return Colour.AMBER if until <= sheet.calendar.add(today, AMBER_WORKING_DAYS) else Colour.GREEN


def _days_left(sheet: Sheet, today: date) -> int | None:
    """Working days to the next limit, below zero when it is past; None while no clock runs."""
    until, days = projection.next_limit(sheet.state), sheet.calendar
    if until is None:
        return None
    return days.workdays_between(today, until) if until >= today else -max(1, days.workdays_between(until, today))


def _recipients(sheet: Sheet, asked: list[Agency]) -> list[Agency]:
    known = [agency for agency in (sheet.case.agency, sheet.case.assigned_agency, *asked) if agency is not None]
    wanted = timeline.recipients(sheet.events) - {agency.pk for agency in known}
    return known + (list(Agency.objects.filter(pk__in=wanted)) if wanted else [])


def _sorted(
    user: User, sheet: Sheet, today: date, bound: Mapping[str, forms.StepForm]
) -> tuple[list[Card], list[Blocked]]:
    cards, blocked = [], []
    urgent = set(openings.urgent(sheet))
    for step in STEPS:
        if not log.allowed(user, step.permission, sheet.case, on=today) or openings.irrelevant(step, sheet.state):
            continue
        permission = sheet.permitted[step.kind.value]
        ground = str(permission.citation) if permission.citation else ""
        reason = "" if permission.allowed else permission.reason
        reason = reason or openings.not_yet(step, sheet, user)
        form = bound.get(step.slug)
        if reason and form is None:
            blocked.append(Blocked(step.label, reason, ground))
            continue
        cards.append(
            Card(
                step=step,
                form=form or form_for(step, sheet, today),
                until=permission.until,
                ground=ground,
                warning=permission.warning or openings.warning(step, sheet.state),
                first=form is not None or step.slug in urgent or sheet.state.stage in step.stages,
                opened=form is not None,
            )
        )
    return cards, blocked


def form_for(
    step: Step, sheet: Sheet, today: date, data: Mapping[str, str] | None = None, files: Any = None
) -> forms.StepForm:
    """The form of a step with the choices that this case offers; bound when data were sent."""
    # Many forms stand on one page, so each gets ids of its own.
    extra = {"agency": sheet.case.agency, "today": today} if step.form is assigning_forms.AssignForm else {}
    form = step.form(data, files, auto_id=f"{step.slug}-%s", **extra)
    form.start(today)
    if "internal_on" in form.fields:
        proposed = internal_limits.proposed(sheet.state.due_on, today=today, days=sheet.calendar)
        form.fields["internal_on"].initial = proposed
    if "served" in form.fields:
        form.fields["served"].choices = service_steps.waiting(sheet)  # type: ignore[attr-defined]
    if step.form is forms.CloseConsultationForm:
        form.fields["key"].choices = [  # type: ignore[attr-defined]
            (entry.key, entry.key) for entry in sheet.state.consultations if entry.closed_on is None
        ]
    elif step.form is forms.ServeForm:
        letters = [(letter.number, f"{letter.title}（{letter.number}）") for letter in openings.unserved(sheet)]
        form.fields["number"].choices = letters[::-1] or [("", "答复")]  # type: ignore[attr-defined]
    elif step.form is forms.InformPartyForm:
        form.fields["key"].choices = notices.objecting(sheet.state)  # type: ignore[attr-defined]
    elif step.form is forms.DecideDisputeForm:
        form.fields["key"].choices = [  # type: ignore[attr-defined]
            (entry.key, entry.key) for entry in sheet.state.disputes if entry.result is None
        ]
    elif step.form is forms.AnswerDisputeForm:
        form.fields["key"].choices = [  # type: ignore[attr-defined]
            (entry.key, entry.key) for entry in sheet.state.disputes if entry.awaits_answer
        ]
    elif step.form is forms.AmendForm:
        form.fields["amends"].choices = [  # type: ignore[attr-defined]
            (event.seq, f"{event.seq}. {event.occurred_on:%Y-%m-%d} {K(event.kind).label}")
            for event in sheet.events
            if event.kind != K.AMENDED
        ]
    elif step.form is forms.OpenConsultationForm:
        form.fields["key"].initial = f"征{len(sheet.state.consultations) + 1}"
    return form
