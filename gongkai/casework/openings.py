"""Which steps a case page offers beyond what the law says: a draft must exist before it is approved, a letter
before it is served, and nobody approves their own work.

`irrelevant` steps are not shown at all; `not_yet` says in words what the work itself still lacks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from gongkai.agencies.models import User
from gongkai.agencies.roles import Permission
from gongkai.casework import chain_page, claiming, log
from gongkai.casework.models import Letter
from gongkai.casework.queries import Sheet
from gongkai.casework.steps import Step
from gongkai.statute.case_state import CaseState
from gongkai.statute.events import EventKind as K
from gongkai.statute.letters import NOTICE_LETTERS
from gongkai.statute.receipt import NEEDS_CONFIRMATION

_ALWAYS = frozenset({"file-dispute", "note", "amend"})
_BEFORE_END = frozenset({"assign", "limit-internally", "claim", "give-back", "log-search"})


def irrelevant(step: Step, state: CaseState) -> bool:
    """Whether a step makes no sense at this end of the case: it is not even listed as blocked."""
    rule = _RELEVANT.get(step.slug)
    if rule is not None:
        return not rule(state)
    ended = state.ended_by is not None
    if step.slug in _ALWAYS or not ended:
        return False
    return step.slug in _BEFORE_END or state.overturned_on is None


_RELEVANT: Mapping[str, Callable[[CaseState], bool]] = {
    "issue-letter": lambda state: state.ended_by is not None,
    "serve": lambda state: state.ended_by is not None or state.letters_issued > 0,
    "mail-delivered": lambda state: any(entry.awaits_proof for entry in state.posted),
    "mail-returned": lambda state: any(entry.awaits_proof for entry in state.posted),
    "inform-third-party": lambda state: any(asked.opinion == "objects" for asked in state.consultations),
    "answer-amendment": lambda state: state.amendment_asked_on is not None,
    "ask-amendment": lambda _: True,
    "file-away": lambda state: state.ended_by is not None,
    "convert": lambda state: state.outcome in {"open", "partial"},
    "answer-dispute": lambda state: bool(state.disputes),
    "decide-dispute": lambda state: bool(state.disputes),
    "reasons-given": lambda state: state.reasons is not None and state.ended_by is None,
    "set-delay": lambda state: state.reasons is not None and state.ended_by is None,
    "confirm-receipt": lambda state: (
        state.ended_by is None and state.confirmed_on is None and state.channel in NEEDS_CONFIRMATION
    ),
}


def not_yet(step: Step, sheet: Sheet, user: User) -> str:
    """What the work itself still lacks, though the law would allow the step; empty when nothing."""
    rule = _NOT_YET.get(step.slug)
    return rule(sheet, user) if rule is not None else ""


def _approve(sheet: Sheet, user: User) -> str:
    if nothing := _send_back(sheet, user):
        return nothing
    if _own(sheet, user, K.DECISION_PROPOSED):
        return "拟办意见由您拟定，应当由其他审批领导审批。"
    return chain_page.unsigned(sheet, user)


def _send_back(sheet: Sheet, _: User) -> str:
    return "还没有报批的拟办意见。" if sheet.state.proposed_outcome is None or settled(sheet) else ""


def _approve_extension(sheet: Sheet, user: User) -> str:
    if last_actor(sheet, K.EXTENSION_REQUESTED) is None:
        return "还没有人提请延期。"
    return "延期由您提请，应当由其他审批领导批准。" if _own(sheet, user, K.EXTENSION_REQUESTED) else ""


def _own(sheet: Sheet, user: User, kind: K) -> bool:
    """Whether a user, or the leader for whom they stand in, is behind the last event of a kind."""
    event = next((event for event in reversed(sheet.events) if event.kind == kind), None)
    absent = log.on_behalf_of(user, Permission.CASE_APPROVE, sheet.case, on=sheet.on)
    return event is not None and bool(
        log.behind(event.actor, event.data) & log.behind(user.actor, {"on_behalf_of": absent})
    )


def _request_extension(sheet: Sheet, _: User) -> str:
    return "已经提请延期，等待审批。" if awaits_extension(sheet) else ""


def _notify_extension(sheet: Sheet, _: User) -> str:
    extension = sheet.state.extension
    return "已经告知申请人延期。" if extension and extension.notified_on else ""


def _issue_letter(sheet: Sheet, user: User) -> str:
    if sheet.state.outcome is None:
        return "此件没有作出需要制发告知书的决定。"
    if _reply_issued(sheet) > last_seq(sheet, K.DECIDED):
        return "告知书已经制发。"
    return chain_page.unsigned(sheet, user, issuing=True)


def _reply_issued(sheet: Sheet) -> int:
    """The number of the event by which the last reply was issued; notices on the way do not count."""
    issued = (event for event in reversed(sheet.events) if event.kind == K.LETTER_ISSUED)
    return next((event.seq for event in issued if event.data["letter"] not in NOTICE_LETTERS), 0)


def _serve(sheet: Sheet, _: User) -> str:
    left = unserved(sheet)
    if left and all(letter.awaits_seal for letter in left):
        return "文书正在等待加盖电子印章，盖章以后再登记送达。"
    if left:
        return ""
    if sheet.state.outcome and _reply_issued(sheet) < last_seq(sheet, K.DECIDED):
        return "请先制发告知书。"
    if sheet.state.ended_by is None:
        return "没有尚未送达的文书。"
    return "告知书已经送达。" if sheet.state.served_on else ""


def unserved(sheet: Sheet) -> list[Letter]:
    """The letters whose service is not on record yet. A service without a number is that of the last reply."""
    served = {event.data.get("number"): event.occurred_on for event in sheet.events if event.kind == K.SERVED}
    replied = served.pop(None, None)
    back = {entry.letter for entry in sheet.state.to_serve_again}
    return [
        letter
        for letter in sheet.letters
        if letter.number in back
        or (
            (letter.number not in served or letter.number == _awaited(sheet.state))
            and (replied is None or letter.kind in NOTICE_LETTERS or letter.issued_on > replied)
        )
    ]


def _awaited(state: CaseState) -> str | None:
    """The number of a fee notice that the applicant does not have yet, as far as we know: posted, it is still to be
    recorded when it was signed for, for the clock runs until then."""
    fee = state.fee_owed
    return fee.letter if fee is not None and fee.unserved else None


def _file_away(sheet: Sheet, _: User) -> str:
    return "此件已经归档。" if sheet.state.filed_on else ""


_NOT_YET: Mapping[str, Callable[[Sheet, User], str]] = {
    "claim": lambda sheet, user: claiming.not_claimable(sheet.case, user, on=sheet.on),
    "limit-internally": lambda sheet, _: "" if sheet.case.assigned_agency_id else "此件没有交给其他单位承办。",
    "give-back": lambda sheet, user: claiming.not_given(sheet.case, user, on=sheet.on),
    "approve": _approve,
    "send-back": _send_back,
    "approve-extension": _approve_extension,
    "request-extension": _request_extension,
    "notify-extension": _notify_extension,
    "issue-letter": _issue_letter,
    "serve": _serve,
    "file-away": _file_away,
}


def urgent(sheet: Sheet) -> Iterator[str]:
    """Steps that come first though their stage does not say so."""
    state = sheet.state
    if awaits_extension(sheet):
        yield "approve-extension"
    if state.extension is not None and state.extension.notified_on is None:
        yield "notify-extension"
    if _awaited(state) or state.to_serve_again:
        yield "serve"
    if any(dispute.result is None for dispute in state.disputes):
        yield "decide-dispute"
    if any(dispute.awaits_answer for dispute in state.disputes):
        yield "answer-dispute"


def awaits_extension(sheet: Sheet) -> bool:
    """Whether an extension was asked for and the leader has not answered."""
    state = sheet.state
    return state.ended_by is None and state.extension is None and last_seq(sheet, K.EXTENSION_REQUESTED) > 0


def warning(step: Step, state: CaseState) -> str:
    """What to mind before a step that is open."""
    if step.slug == "file-away" and state.outcome and state.served_on is None:
        return "答复尚未登记送达，请核对是否应当现在归档。"
    return ""


def settled(sheet: Sheet) -> bool:
    """Whether the last draft was approved or sent back."""
    answered = max(last_seq(sheet, K.DECIDED), last_seq(sheet, K.DECISION_RETURNED))
    return answered > last_seq(sheet, K.DECISION_PROPOSED)


def last_actor(sheet: Sheet, kind: K) -> str | None:
    """Who last did something in a case."""
    return next((event.actor for event in reversed(sheet.events) if event.kind == kind), None)


def last_seq(sheet: Sheet, kind: K) -> int:
    """The number of the last event of a kind; 0 when there is none."""
    return next((event.seq for event in reversed(sheet.events) if event.kind == kind), 0)
