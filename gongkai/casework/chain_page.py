"""What the case page shows of the steps between a draft and its letter: who took which, whose turn it is, and why a
step is asked again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from gongkai.agencies.models import User
from gongkai.casework import chain, fee_chain, signing, turns
from gongkai.casework.chain import Chain, Letter, Passed
from gongkai.casework.chain_forms import PassForm, ReturnForm
from gongkai.casework.forms import StepForm
from gongkai.casework.models import Case
from gongkai.casework.queries import Sheet
from gongkai.editorial import letter_procedures, procedures
from gongkai.editorial.letter_procedures import SIGN
from gongkai.editorial.procedures import Stage
from gongkai.statute.events import EventKind as K
from gongkai.statute.fees import METHOD_LABELS, PER_ITEM
from gongkai.statute.letters import field_labels

FILES = "提供给申请人的文件"
OUTCOME = "办理结果"
_FEE_PLACES = ("计收方式和数量", "缴费的方式", "缴费期限")


@dataclass(frozen=True, slots=True)
class Line:
    """One step: passed by whom and when, due now, or to come. ``again`` is who had passed it for other files."""

    label: str
    state: str
    who: str = ""
    at: datetime | None = None
    words: str = ""
    digest: str = ""
    again: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """The steps of one draft. ``people`` are those who can take the one that is due, ``stuck`` says that nobody can;
    ``why_not`` why this person may not though they hold the post."""

    letter: str
    label: str
    lines: tuple[Line, ...]
    draft: str
    due: str = ""
    since: datetime | None = None
    age: int = 0
    people: tuple[str, ...] = ()
    stuck: str = ""
    why_not: str = ""
    again: str = ""
    earlier: tuple[Line, ...] = ()
    standing: str = ""
    passing: PassForm | None = None
    returning: ReturnForm | None = None
    opened: str = ""
    fee: Mapping[str, Any] = field(default_factory=dict)

    @property
    def waited(self) -> str:
        """How long the step that is due has waited, in words."""
        return turns.waited(self.age)


def panels(user: User, sheet: Sheet, bound: Mapping[str, StepForm] | None = None) -> list[Panel]:
    """The panels of a case: of its reply, where more than a signature is owed or waited for, and of a fee notice that
    was handed in. Costs nothing where nothing was drafted."""
    found = []
    for letter in (Letter.REPLY, Letter.FEE_NOTICE):
        one = _chain(sheet, letter)
        if one is not None:
            found.append(_panel(user, sheet, one, bound or {}))
    return found


def unsigned(sheet: Sheet, user: User, *, issuing: bool = False) -> str:
    """Why the reply cannot be signed by a person, or issued, because of its other steps; empty when they are done."""
    found = _chain(sheet, Letter.REPLY)
    if found is None or found.settled or found.returned is not None or len(found.stages) == 1:
        return ""
    missing = [stage.label for stage in found.missing if issuing or stage.key != SIGN]
    if missing:
        return f"{_again(found)}还没有完成{'、'.join(missing)}。"
    people, _ = turns.behind(user, found.stages[-1], sheet.case, on=sheet.on)
    return "" if issuing else found.own_work(people, found.stages[-1])


def form_for(letter: str, do: str, sheet: Sheet, data: Mapping[str, str] | None = None) -> StepForm:
    """The form by which a step is passed or a draft sent back; bound when data were sent."""
    ids = f"chain-{letter}-{do}-%s"
    if do == "pass":
        return PassForm(data, auto_id=ids)
    found = _chain(sheet, letter)
    return ReturnForm(data, auto_id=ids, places=_places(found, sheet) if found else ())


def _chain(sheet: Sheet, letter: str) -> Chain | None:
    if letter == Letter.REPLY and _told_by_the_timeline(sheet):
        return None
    return signing.of_events(sheet.case, letter, list(sheet.events))


def _told_by_the_timeline(sheet: Sheet) -> bool:
    """Whether there is nothing to tell beside the timeline: no draft, or one that owes the signature alone and got it
    or was sent back. Nothing is read for those."""
    drafted = next((event for event in reversed(sheet.events) if event.kind == K.DECISION_PROPOSED), None)
    if drafted is None:
        return True
    settled = any(event.kind in {K.DECIDED, K.DECISION_RETURNED} and event.seq > drafted.seq for event in sheet.events)
    return settled and len(chain.stages_of(drafted)) == 1


def _panel(user: User, sheet: Sheet, found: Chain, bound: Mapping[str, StepForm]) -> Panel:
    lines = tuple(_line(stage, found, sheet) for stage in found.stages)
    shown: dict[str, Any] = {
        "letter": found.letter,
        "label": Letter(found.letter).label,
        "lines": lines,
        "draft": found.draft,
    }
    shown |= {"again": _again(found), "standing": _standing(found, sheet)}
    shown |= {"earlier": tuple(_earlier(one, sheet) for one in found.earlier), "fee": _fee(found, sheet)}
    stage = found.due
    if stage is None or found.settled or shown["standing"]:
        return Panel(**shown)
    return Panel(**shown, **_of_turn(sheet, found, stage), **_forms(user, sheet, found, stage, bound))


def _of_turn(sheet: Sheet, found: Chain, stage: Stage) -> dict[str, Any]:
    """Whose turn it is and since when. One query."""
    since = getattr(sheet.case, f"since_{found.letter}") or found.drafted.recorded_at
    able = able_people(sheet.case, found, stage, on=sheet.on)
    stuck = "" if able else _stuck(sheet.case, stage)
    told = {"due": stage.label, "since": since, "age": turns.age(since, sheet.on, sheet.calendar)}
    return told | {"people": tuple(able), "stuck": stuck}


def able_people(case: Case, found: Chain, stage: Stage, *, on: date) -> list[str]:
    """The names of those who hold the post for a step and had no hand in the draft."""
    posts = letter_procedures.holders(stage, turns.agencies(stage, case), on=on)
    able = [post.user for post in posts if not found.own_work(frozenset({post.user.actor}), stage)]
    return list(dict.fromkeys(str(user) for user in able))


def _stuck(case: Case, stage: Stage) -> str:
    above = "及其上级机关" if stage.above else ""
    return (
        f"{case.agency.short_name}{above}没有可以办理{stage.label}的人员（无人任职，或者任职的都参加了拟办、审签）。"
        "请任命人员、登记代行，或者由公开工作机构调整审核流程后重新报批。期限照常计算。"
    )


def _forms(user: User, sheet: Sheet, found: Chain, stage: Stage, bound: Mapping[str, StepForm]) -> dict[str, Any]:
    """The two forms, for who may take the step now; the signature of a reply has its own card."""
    if turns.holder(user, stage, sheet.case, on=sheet.on) is None:
        return {}
    people, _ = turns.behind(user, stage, sheet.case, on=sheet.on)
    if reason := found.own_work(people, stage):
        return {"why_not": reason}
    if found.letter == Letter.REPLY and stage.key == SIGN and not found.decided:
        return {}
    given = {do: bound.get(f"{found.letter}-{do}") for do in ("pass", "return")}
    passing = given["pass"] or form_for(found.letter, "pass", sheet)
    back = None if found.decided else given["return"] or form_for(found.letter, "return", sheet)
    opened = next((do for do, form in given.items() if form is not None), "")
    return {"passing": passing, "returning": back, "opened": opened}


def _line(stage: Stage, found: Chain, sheet: Sheet) -> Line:
    passed = found.of(stage.key)
    if passed is not None:
        return _told(stage.label, "done", passed, sheet)
    before = next((one for one in found.asked_again if one.stage == stage.key), None)
    again = f"{_name(before, sheet)}{localdate(before.at):%m-%d}通过的是变动以前的文件" if before else ""
    state = "due" if found.due == stage and not found.settled else "later"
    return Line(stage.label, state, again=again)


def _earlier(passed: Passed, sheet: Sheet) -> Line:
    stage = procedures.letter_stages()[passed.stage]
    return _told(stage.label, "earlier", passed, sheet)


def _told(label: str, state: str, passed: Passed, sheet: Sheet) -> Line:
    words = str(sheet.texts.get(passed.seq, {}).get("words", ""))
    return Line(label, state, _name(passed, sheet), passed.at, words, passed.digest)


def _name(passed: Passed, sheet: Sheet) -> str:
    absent = f"（代{sheet.actors.get(passed.on_behalf_of, '离岗人员')}）" if passed.on_behalf_of else ""
    return sheet.actors.get(passed.actor, passed.actor) + absent


def _again(found: Chain) -> str:
    """Why steps are asked again, in words."""
    if found.asked_again and not found.settled:
        return "提供给申请人的文件有变动，各环节重新审签。"
    if found.earlier and not found.decided:
        return "拟办意见已经重新拟定，上一稿的审签不再有效，各环节重新审签。"
    return ""


def _standing(found: Chain, sheet: Sheet) -> str:
    """Where the draft stands when no step is due."""
    if found.returned is not None:
        words = sheet.texts.get(found.returned.seq, {})
        place = f"（{words['place']}）" if words.get("place") else ""
        return f"已退回{sheet.actors.get(found.drafted.actor, '拟办人')}修改{place}。"
    ended = sheet.state.ended_by is not None and sheet.state.overturned_on is None
    if ended and not found.decided:
        return "此件已经办结，不再审签。"
    if found.issued:
        return "文书已经制发。"
    return "各环节已经完成，可以制发。" if found.due is None else ""


def _places(found: Chain, sheet: Sheet) -> list[str]:
    """The parts of a draft that somebody may point at."""
    if found.letter == Letter.FEE_NOTICE:
        return list(_FEE_PLACES)
    words: Mapping[str, Any] = sheet.texts.get(found.drafted.seq, {})
    items: Sequence[Any] = words.get("items", ())
    parts = [f"第{place}项" for place in range(1, len(items) + 1)]
    facts = [str(field_labels().get(name, name)) for name in words.get("facts", {})]
    return [OUTCOME, *parts, *facts, FILES]


def _fee(found: Chain, sheet: Sheet) -> Mapping[str, Any]:
    """What a fee notice says, for who signs it."""
    if found.letter != Letter.FEE_NOTICE:
        return {}
    told: Mapping[str, Any] = sheet.texts.get(found.drafted.seq, {})
    said = dict(told.get(fee_chain.KEY, {}))
    if not said:
        return {}
    counted = f"当月第{said['quantity']}件" if said["method"] == PER_ITEM else f"{said['quantity']}页"
    return said | {"method": METHOD_LABELS[said["method"]], "quantity": counted}
