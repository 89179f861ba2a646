"""What a person can do against a decision: 行政复议, 行政诉讼, in which order, until when, where.

Since 2024-01-01 a refusal must go to reconsideration first and the decision must say so (行政复议法
第二十三条). Periods count from the day after service; a last day of rest moves to the next working day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from gongkai.statute.citation import Citation, cite, read_yaml
from gongkai.statute.errors import BadInput
from gongkai.statute.outcomes import outcome_rule
from gongkai.statute.parameters import Rules
from gongkai.statute.periods import LastDay, add_months, days_after, months_after, workdays_after
from gongkai.statute.workdays import Calendar

NEW_LAW_FROM = date(2024, 1, 1)
PROCEDURAL = cite("reconsideration_guidance:3")
_OPTION = cite("litigation_law:44¶1")
_DUTY_NOT_PERFORMED = cite("reconsideration_law:23¶1(3)")
_ONLINE = frozenset({"web", "email"})
COURT = "有管辖权的人民法院"


class Route(StrEnum):
    """In which order the remedies stand open."""

    FREE_CHOICE = "free_choice"
    RECONSIDERATION_FIRST = "reconsideration_first"
    NOT_TOLD = "not_told"

    @property
    def label(self) -> str:
        return {"free_choice": "复议或者诉讼", "reconsideration_first": "复议前置", "not_told": "文书不告知"}[
            self.value
        ]


class Standing(StrEnum):
    """What kind of agency decided; it settles who reviews (行政复议法第二十四条至第二十八条)."""

    DEPARTMENT = "department"
    GOVERNMENT = "government"
    PROVINCE = "province"
    TOWNSHIP = "township"
    STATE_DEPARTMENT = "state_department"
    FIELD_OFFICE = "field_office"
    FIELD_AGENCY = "field_agency"
    AUTHORISED = "authorised"
    VERTICAL = "vertical"
    JUSTICE_DEPARTMENT = "justice_department"


@dataclass(frozen=True, slots=True)
class Decider:
    """The agency that decided, as far as remedies need it.

    ``own_government`` is the 本级人民政府 of a department (or the government that set up a field office),
    ``upper_government`` the government one level above, ``upper_department`` the same trade one level above.
    ``body`` overrides the law's answer. ``online_channel`` is where reconsideration can be asked online.
    """

    name: str
    standing: Standing
    own_government: str = ""
    upper_government: str = ""
    upper_department: str = ""
    body: str = ""
    court: str = ""
    online_channel: str = ""


@dataclass(frozen=True, slots=True)
class Remedy:
    """The remedies of a decision. Days are None until the letter is served.

    ``outcomes`` are those it was derived for; ``text`` is the paragraph for the letter; ``missing`` names what
    it still lacks; ``notes`` are for the officer only. ``provisional``: the last day lies in a year without a
    holiday notice.
    """

    outcomes: tuple[str, ...]
    route: Route
    reconsideration_until: date | None
    litigation_until: date | None
    reconsideration_body: tuple[str, ...]
    court: str
    text: str
    citations: tuple[Citation, ...]
    online_channel_required: bool
    provisional: bool = False
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def route_for(outcome: str, on: date, rules: Rules) -> Route:
    """The order of remedies for an outcome decided on a day. Raises BadInput for an unknown outcome."""
    key = outcome_rule(outcome).outcome.value
    if key in rules.value("remedy_not_told_rows", on):
        return Route.NOT_TOLD
    if key in rules.value("reconsideration_first_rows", on):
        return Route.RECONSIDERATION_FIRST
    return Route.FREE_CHOICE


def route_for_items(outcomes: tuple[str, ...], on: date, rules: Rules) -> Route:
    """The order for one letter about several items: reconsideration first as soon as one item demands it."""
    routes = {route_for(outcome, on, rules) for outcome in outcomes}
    if not routes:
        raise BadInput("至少要有一项办理结果，才能确定救济途径。")
    order = (Route.RECONSIDERATION_FIRST, Route.FREE_CHOICE, Route.NOT_TOLD)
    return next(route for route in order if route in routes)


def remedy(
    outcome: str | tuple[str, ...],
    *,
    decided_on: date,
    served_on: date | None,
    served_through: str,
    agency: Decider,
    rules: Rules,
    calendar: Calendar,
) -> Remedy:
    """The remedies of a decision about one item or several.

    ``served_through`` is the channel of service; ``web`` and ``email`` demand an online channel for
    reconsideration (行政复议法第二十二条第二款). Raises BadInput when served before the decision.
    """
    if served_on is not None and served_on < decided_on:
        raise BadInput(f"送达日期{served_on:%Y-%m-%d}早于决定日期{decided_on:%Y-%m-%d}。")
    outcomes = (outcome,) if isinstance(outcome, str) else tuple(outcome)
    route = route_for_items(outcomes, decided_on, rules)
    told = _Told.of(agency, decided_on, served_through, rules)
    notes = _notes(outcomes, route, decided_on, served_on, rules)
    until = _until(route, decided_on, served_on, rules, calendar)
    return _remedy(outcomes, route, told, until, decided_on, rules, notes, _Wording())


def remedy_for_silence(*, due_on: date, agency: Decider, rules: Rules, calendar: Calendar) -> Remedy:
    """The remedies of a person whose application was not answered by its due day.

    Both periods count from the due day (法释〔2025〕8号第二条 names both ways; the relation to
    行政复议法第二十三条第一款第（三）项 is unsettled and configurable).
    """
    first = rules.value("silence_reconsideration_first", due_on)
    route = Route.RECONSIDERATION_FIRST if first else Route.FREE_CHOICE
    told = _Told.of(agency, due_on, "", rules)
    days = _until(route, due_on, due_on, rules, calendar)
    parameter = rules.get("silence_reconsideration_first", due_on)
    notes = (f"逾期未答复：{parameter.note}",) if parameter.note else ()
    wording = _Wording("本机关逾期不予答复", "答复期限届满之日", _DUTY_NOT_PERFORMED)
    return _remedy((), route, told, days, due_on, rules, notes, wording)


def remedy_for_third_party(
    *, decided_on: date, served_on: date | None, served_through: str, agency: Decider, rules: Rules, calendar: Calendar
) -> Remedy:
    """The remedies of a third party against the disclosure of what it objected to (条例第三十二条).

    Reconsideration first binds the applicant who was refused (行政复议法第二十三条第一款第（四）项); a third
    party has the choice whatever the outcome, a partial disclosure too. Raises BadInput as `remedy` does.
    """
    if served_on is not None and served_on < decided_on:
        raise BadInput(f"送达日期{served_on:%Y-%m-%d}早于决定日期{decided_on:%Y-%m-%d}。")
    told = _Told.of(agency, decided_on, served_through, rules)
    days = _until(Route.FREE_CHOICE, decided_on, served_on, rules, calendar)
    return _remedy((), Route.FREE_CHOICE, told, days, decided_on, rules, (), _Wording("本公开决定"))


@dataclass(frozen=True, slots=True)
class _Wording:
    """Against what, from when the days count, and why reconsideration comes first (None: as for a refusal)."""

    against: str = "本决定"
    start: str = "收到本告知书之日"
    first: Citation | None = None

    def why_first(self, on: date, rules: Rules) -> Citation:
        return self.first or rules.get("reconsideration_first_rows", on).citation


@dataclass(frozen=True, slots=True)
class _Told:
    """What the paragraph must name."""

    bodies: tuple[str, ...]
    basis: Citation
    court: str
    online_required: bool
    online_channel: str
    missing: tuple[str, ...]

    @classmethod
    def of(cls, agency: Decider, on: date, served_through: str, rules: Rules) -> _Told:
        bodies, basis = reconsideration_body(agency, on)
        online = bool(served_through in _ONLINE and rules.value("online_reconsideration_channel", on))
        lacking = [] if bodies else ["行政复议机关"]
        if online and not agency.online_channel:
            lacking.append("互联网申请行政复议的渠道")
        return cls(bodies, basis, agency.court or COURT, online, agency.online_channel, tuple(lacking))


@dataclass(frozen=True, slots=True)
class _Until:
    reconsideration: LastDay | None
    litigation: LastDay | None

    @property
    def provisional(self) -> bool:
        return any(last is not None and last.provisional for last in (self.reconsideration, self.litigation))


def _until(route: Route, on: date, served_on: date | None, rules: Rules, calendar: Calendar) -> _Until:
    if served_on is None or route is Route.NOT_TOLD:
        return _Until(None, None)
    reconsideration = days_after(served_on, rules.value("reconsideration_limit", on), calendar)
    if route is Route.RECONSIDERATION_FIRST:
        return _Until(reconsideration, None)
    return _Until(reconsideration, months_after(served_on, rules.value("litigation_limit", on), calendar))


def _remedy(
    outcomes: tuple[str, ...],
    route: Route,
    told: _Told,
    until: _Until,
    on: date,
    rules: Rules,
    notes: tuple[str, ...],
    wording: _Wording,
) -> Remedy:
    return Remedy(
        outcomes=outcomes,
        route=route,
        reconsideration_until=until.reconsideration.on if until.reconsideration else None,
        litigation_until=until.litigation.on if until.litigation else None,
        reconsideration_body=told.bodies,
        court=told.court,
        text=_text(route, told, on, rules, wording),
        citations=_citations(route, told, on, rules, wording),
        online_channel_required=told.online_required and route is not Route.NOT_TOLD,
        provisional=until.provisional,
        missing=() if route is Route.NOT_TOLD else told.missing,
        notes=notes,
    )


def _text(route: Route, told: _Told, on: date, rules: Rules, wording: _Wording) -> str:
    """The paragraph of the letter; a refusal never offers the direct way to court."""
    if route is Route.NOT_TOLD:
        return "对本告知书有异议的，可以向本机关反映。"
    days = rules.value("reconsideration_limit", on)
    body = "或者".join(told.bodies) or "＿＿＿＿"
    ask = f"自{wording.start}起{days}日内向{body}申请行政复议"
    if route is Route.RECONSIDERATION_FIRST:
        after = rules.value("litigation_after_reconsideration_limit", on)
        text = (
            f"如对{wording.against}不服，根据{wording.why_first(on, rules).full}的规定，应当先{ask}；"
            f"对行政复议决定不服的，可以自收到行政复议决定书之日起{after}日内依法向{told.court}提起行政诉讼。"
        )
    else:
        months = rules.value("litigation_limit", on)
        sue = f"自{wording.start}起{months}个月内依法向{told.court}提起行政诉讼"
        text = f"如对{wording.against}不服，可以{ask}，或者{sue}。"
    if told.online_required:
        text += f"申请行政复议也可以通过互联网渠道提出：{told.online_channel or '＿＿＿＿'}。"
    return text


def _citations(route: Route, told: _Told, on: date, rules: Rules, wording: _Wording) -> tuple[Citation, ...]:
    if route is Route.NOT_TOLD:
        return (rules.get("remedy_not_told_rows", on).citation,)
    found = [rules.get("reconsideration_limit", on).citation, told.basis]
    if route is Route.RECONSIDERATION_FIRST:
        found += [wording.why_first(on, rules)]
        found += [rules.get("litigation_after_reconsideration_limit", on).citation]
    else:
        found += [_OPTION, rules.get("litigation_limit", on).citation]
    if told.online_required:
        found.append(rules.get("online_reconsideration_channel", on).citation)
    return tuple(dict.fromkeys(found))


def _notes(
    outcomes: tuple[str, ...], route: Route, decided_on: date, served_on: date | None, rules: Rules
) -> tuple[str, ...]:
    found = []
    disputed = rules.get("admissibility_disputed_rows", decided_on)
    if route is not Route.NOT_TOLD and any(outcome in disputed.value for outcome in outcomes):
        found.append(f"能否受理有争议：{disputed.note}")
    if decided_on < NEW_LAW_FROM and served_on is not None and served_on >= NEW_LAW_FROM:
        found.append("决定作出于2024年1月1日前、送达于其后：按决定作出时的法律告知，是否适用复议前置请核对。")
    return tuple(found)


def reconsideration_body(agency: Decider, on: date) -> tuple[tuple[str, ...], Citation]:
    """Who reviews an agency's decision of that day, and the article; empty when the name is not known.

    Before 2024 a department's decision could also go to the upper department. An override in ``body`` wins.
    """
    rule = _reviewers(on)[agency.standing]
    names = {
        "self": agency.name,
        "own": agency.own_government,
        "upper": agency.upper_government,
        "trade": agency.upper_department,
    }
    bodies = (agency.body,) if agency.body else tuple(names[who] for who in rule["who"])
    return tuple(name for name in bodies if name), cite(rule["citation"])


def _reviewers(on: date) -> dict[str, Any]:
    """The version of that day; before the first one, the first."""
    versions: list[dict[str, Any]] = _reviewer_versions()
    found = [version for version in versions if version["from"] <= on] or versions[:1]
    bodies: dict[str, Any] = found[-1]["bodies"]
    return bodies


@cache
def _reviewer_versions() -> list[dict[str, Any]]:
    versions: list[dict[str, Any]] = read_yaml("reviewers.yaml")
    return versions


@dataclass(frozen=True, slots=True)
class Reviewability:
    """Whether a letter can be attacked by itself."""

    separately: bool
    why: str
    citation: Citation
    verified: str


_STEPS = {
    "correction_notice": "补正告知是办理过程中的程序性行为，不单独申请复议或者起诉；可以对最终的处理决定提出。",
    "extension_notice": "延期答复告知是办理过程中的程序性行为，不单独申请复议或者起诉；可以对最终的处理决定提出。",
    "consultation_notice": "征求意见告知是办理过程中的程序性行为，不单独申请复议或者起诉；可以对最终的处理决定提出。",
    "reasons_notice": "要求说明理由是办理过程中的程序性行为，不单独申请复议或者起诉；可以对最终的处理决定提出。",
    "delay_notice": "延迟答复告知是办理过程中的程序性行为，不单独申请复议或者起诉；可以对最终的处理决定提出。",
    "fee_notice": "缴费期内对收费通知不单独申请复议或者起诉；逾期未缴费、不再处理的，可以对不再处理提出。",
    "registration_receipt": "登记回执只记载收到申请的情况，不对权利义务产生影响。",
}


def separately_reviewable(letter: str) -> Reviewability:
    """Whether a kind of letter can be attacked by itself (国办函〔2021〕132号第三条, one source)."""
    why = _STEPS.get(letter)
    if why is None:
        return Reviewability(True, "可以依法申请行政复议或者提起行政诉讼。", _OPTION, "V1")
    return Reviewability(False, why, PROCEDURAL, "V1")


def untold_limit(known_on: date, rules: Rules, *, litigation: bool = False) -> date:
    """The last day for somebody who was not told of the remedies: one year from knowing the content."""
    name = "litigation_untold_limit" if litigation else "reconsideration_untold_limit"
    return add_months(known_on, 12 * rules.value(name, known_on))


def after_reconsideration(served_on: date, rules: Rules, calendar: Calendar) -> LastDay:
    """The last day to sue after a reconsideration decision was served (行政诉讼法第四十五条: 15 days)."""
    return days_after(served_on, rules.value("litigation_after_reconsideration_limit", served_on), calendar)


def compliance_until(judgment_served_on: date, rules: Rules, calendar: Calendar) -> LastDay:
    """The last day to disclose or answer after a judgment that sets no other period (one secondary source)."""
    return workdays_after(judgment_served_on, rules.value("judgment_compliance_limit", judgment_served_on), calendar)
