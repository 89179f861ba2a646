"""What a sentence claims about the three tables: 共收到政府信息公开申请75件 is a claim of 75 received.

A claim is only what the words say. Whether it agrees with a table, and under which counting basis
(口径), is decided in `gongkai.report.check`. What looks like a claim but is none (网络问政, 12345 工单,
公众意见, 编制说明) is left out here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from gongkai.report import vocabulary as words
from gongkai.report.denials import denials
from gongkai.report.figures import CASES, MOST_FIGURES, Figure, figures
from gongkai.report.kinds import Kind
from gongkai.report.scope import Scope, scope_of
from gongkai.report.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Claim:
    """A value that the text gives for a place in the tables.

    ``part`` says that it stands in an enumeration (其中 …), ``denied`` that it was put as a denial
    (未收到 …), ``includes_carried`` that the words say 含结转, ``verb`` how it was put.
    """

    kind: Kind
    value: Decimal
    sentence: Sentence
    start: int
    end: int
    unit: str = "件"
    scope: Scope = Scope.UNSAID
    approximate: bool = False
    part: bool = False
    denied: bool = False
    includes_carried: bool = False
    verb: str = ""
    basis_words: str = ""
    step: Decimal = Decimal(0)
    """What its last digit counts where it is rounded, so that 1.8万件 agrees with 18234; 0: it is exact."""

    def agrees(self, *stated: Decimal | int | None) -> bool:
        """Whether any of these figures may be what the words say, cut or rounded as they say it."""
        if self.value in stated:
            return True
        return any(value is not None and abs(value - self.value) < self.step for value in stated)

    @property
    def evidence(self) -> str:
        return self.sentence.around(self.start, self.end)

    @property
    def number(self) -> int:
        return int(self.value)


@dataclass(slots=True)
class _Context:
    """What earlier words of the same paragraph are about."""

    paragraph: int = -1
    requests: bool = False
    dispute: Kind | None = None
    result_told: bool = False
    """A result was given for the dispute named last, so that the next one begins anew."""
    elsewhere: bool = False
    """A figure before was about something else (留言、热线), and nothing has led back to applications."""
    scope: Scope = Scope.UNSAID


def claims(found: Iterable[Sentence], *, agency: str = "", year: int | None = None) -> list[Claim]:
    """All claims in the prose, in order. Tables that slipped into the text are passed over."""
    context = _Context()
    result: list[Claim] = []
    for sentence in found:
        if sentence.paragraph != context.paragraph:
            context = _Context(sentence.paragraph)
        if words.NOT_PROSE.search(sentence.text) or (
            sentence.section == 5 and not words.RECEIVED_FULL.search(sentence.text)
        ):
            continue
        result.extend(_of_sentence(sentence, context, agency, year))
    return result


def _of_sentence(sentence: Sentence, context: _Context, agency: str, year: int | None) -> Iterator[Claim]:
    text = sentence.text
    goes_on = text.lstrip("“").startswith(words.CONTINUES)
    if not goes_on:
        context.dispute = None
        context.elsewhere = context.result_told = False
    about = words.REQUESTS.search(text) is not None or words.REQUESTS.search(sentence.topic) is not None
    context.requests = about or (context.requests and goes_on)
    begin = 0
    if other_time(text, year):
        begin = text.find(f"{year}年")
        if begin < 0:
            return
    spoken = figures(text)
    if len(spoken) > MOST_FIGURES:
        return
    inherited = context.scope if goes_on else Scope.UNSAID
    told: list[Kind] = []
    for index, figure in enumerate(spoken):
        if figure.start < begin or other_time(_clause(text, figure.start), year):
            continue
        previous = spoken[index - 1] if index else None
        following = spoken[index + 1] if index + 1 < len(spoken) else None
        claim = _fee(sentence, figure) or _classify(sentence, figure, previous, following, context, year)
        if claim is not None:
            claim = replace(claim, scope=_scope(text[: figure.start], inherited, agency))
            claim = _of_one_channel(claim, told)
            told.append(claim.kind)
            yield claim
            yield from _still_pending(claim)
    for kind, start, end in denials(text, requests=context.requests, elsewhere=context.elsewhere):
        scope = _scope(text[:start], inherited, agency)
        yield Claim(kind, Decimal(0), sentence, start, end, denied=True, scope=scope)
    context.scope = _scope(text, inherited, agency)


def _of_one_channel(claim: Claim, told: list[Kind]) -> Claim:
    """受理线上申请65件，办结62件；受理线下申请9件，办结9件: what follows a channel is of that channel."""
    if Kind.CHANNEL not in told or Kind.RECEIVED in told or Kind.VOLUME in told:
        return claim
    followed = (Kind.ANSWERED, Kind.VOLUME, Kind.CARRIED_OUT, Kind.CARRIED_IN)
    return replace(claim, kind=Kind.CHANNEL) if claim.kind in followed else claim


def _fee(sentence: Sentence, figure: Figure) -> Claim | None:
    """行政事业性收费N万元, of table A; 信息处理费 is something else."""
    if figure.unit != "元" or not words.FEES.search(sentence.text[: figure.start]):
        return None
    step = figure.step / _TEN_THOUSAND
    value = figure.value / _TEN_THOUSAND
    return Claim(
        Kind.FEES, value, sentence, figure.start, figure.end, "万元", approximate=figure.approximate, step=step
    )


def _still_pending(claim: Claim) -> Iterator[Claim]:
    """行政复议2起，正在办理中: all of them are pending."""
    if claim.kind not in (Kind.RECONSIDERATION, Kind.LITIGATION) or claim.part:
        return
    if words.PENDING_AFTER.match(claim.sentence.text[claim.end :]):
        pending = words.with_result(claim.kind, "pending")
        if pending is not None:
            yield replace(claim, kind=pending)


def _scope(before: str, inherited: Scope, agency: str) -> Scope:
    """Whose figure it is: what stands before it in the sentence says so, or the sentence that it goes on from."""
    said = scope_of(before, agency)
    return said if said is not Scope.UNSAID else inherited


def _clause(text: str, place: int) -> str:
    """From the last comma to a place; nothing when the sentence begins there."""
    start = max(text.rfind(mark, 0, place) for mark in "，；")
    return text[start + 1 : place] if start >= 0 else ""


def other_time(text: str, year: int | None) -> bool:
    """Whether the sentence as a whole speaks of another year than the report's, or of a part of a year."""
    opening = text[:24]
    match = words.YEAR_AT_START.match(opening)
    if match and year is not None and int(match["year"]) != year and not match["range"]:
        return True
    return words.PART_OF_YEAR.search(text[:40]) is not None


def _classify(
    sentence: Sentence,
    figure: Figure,
    previous: Figure | None,
    following: Figure | None,
    context: _Context,
    year: int | None,
) -> Claim | None:
    text = sentence.text
    label, tail = label_and_tail(text, figure, previous, following)
    if figure.unit not in _COUNTED or words.CHANGE.search(label):
        return None
    lead = text[: figure.start]
    part = words.PART.search(_since_semicolon(lead)) is not None and not words.NEW_OF_ALL.match(label)
    context.elsewhere = _leads_elsewhere(text, label, tail, previous, context)
    kind, verb = _kind(label, tail, text, figure, context, year)
    if figure.unit not in CASES and kind not in _RULES:
        return None
    if kind is None or (context.elsewhere and kind in _NEEDS_NOUN):
        return None
    if words.TIME_BEFORE.search(lead[-40:]) and kind not in (Kind.CARRIED_IN, Kind.CARRIED_OUT):
        return None
    bracket = _bracket_after(text, figure.end)
    return Claim(
        kind=kind,
        value=figure.value,
        sentence=sentence,
        start=figure.start,
        end=figure.end,
        unit=figure.unit,
        approximate=figure.approximate,
        part=part or (figure.depth > 0 and not _whole_in_brackets(kind, label)),
        includes_carried=words.INCLUDING_CARRIED.search(label + bracket) is not None,
        verb=verb,
        basis_words="".join(match[0] for match in [words.OTHER_BASIS.search(label + tail)] if match),
        step=figure.step if figure.step > 1 else Decimal(0),
    )


def _whole_in_brackets(kind: Kind, label: str) -> bool:
    """办理总量134件（新收128件，结转6件）: what stands in brackets is no part of something narrower."""
    return kind in (Kind.CARRIED_IN, Kind.CARRIED_OUT) or words.NEW_OF_ALL.match(label) is not None


_RULES = frozenset({Kind.RULES_ISSUED, Kind.RULES_REPEALED, Kind.RULES_IN_FORCE})
_COUNTED = CASES | {"部"}
"""部 counts rules and nothing else in the tables."""
_ANSWERED_BEFORE = re.compile(
    r"(?:办结|答复)[^，。；0-9]{0,6}\d{1,7}[件条宗份起][，；、](?:另有|尚有|剩余|其余|余)?(?:未办结)?结转(?:件)?$"
)
_TEN_THOUSAND = Decimal(10_000)
_NEEDS_NOUN = frozenset(
    {Kind.ANSWERED, Kind.VOLUME, Kind.RECEIVED, Kind.CARRIED_IN, Kind.CARRIED_OUT, Kind.CHANNEL, Kind.OPEN}
)


def _leads_elsewhere(text: str, label: str, tail: str, previous: Figure | None, context: _Context) -> bool:
    """Whether the words since the last figure are about applications again, or still about something else."""
    since = text[previous.end if previous else 0 : text.find(label) + len(label)] if label else ""
    if words.REQUESTS.search(since + tail):
        return False
    if words.PETITION_CLASS.match(label):
        return context.elsewhere
    return context.elsewhere or words.EXCLUDED.search(label + tail[:12]) is not None or words.other_application(label)


def label_and_tail(text: str, figure: Figure, previous: Figure | None, following: Figure | None) -> tuple[str, str]:
    """The words before a figure back to the nearest boundary, and those after it up to the next."""
    start = max((text.rfind(mark, 0, figure.start) for mark in "，；。：（）"), default=-1) + 1
    if previous is not None:
        start = max(start, previous.end)
    end = min((place for mark in "，；。：（）、" if (place := text.find(mark, figure.end)) >= 0), default=len(text))
    if following is not None:
        end = min(end, following.start)
    return text[start : figure.start].lstrip("、和及与以并").strip("“”"), text[figure.end : max(end, figure.end)]


def _since_semicolon(lead: str) -> str:
    return lead[lead.rfind("；") + 1 :]


def _bracket_after(text: str, end: int) -> str:
    if text[end : end + 1] != "（":
        return ""
    close = text.find("）", end)
    return text[end : close if 0 <= close - end < 80 else end]


def _kind(
    label: str, tail: str, text: str, figure: Figure, context: _Context, year: int | None
) -> tuple[Kind | None, str]:
    """Which cell the words around a figure mean, and the verb they use."""
    petition = context.requests and words.PETITION_CLASS.match(label) is not None
    documents = words.DOCUMENTS.search(label) is not None or (figure.unit == "件" and words.DECIDED.search(label))
    ours = words.OBJECT_LAST.search(label) or documents or petition
    if (words.EXCLUDED.search(label) and not ours) or words.EXCLUDED_AFTER.match(tail):
        return None, ""
    dispute = _dispute(label, tail, text, figure, context)
    if dispute is not None:
        return dispute, ""
    material = words.material_kind(_with_verb(label, text[: figure.start]), tail)
    material = material or words.continued_kind(label, text[: figure.start])
    if material is not None:
        return material, words.verb_of(label)
    if words.FOREIGN.search(label + tail) or not _requests_here(label, tail, context):
        return None, ""
    if words.BARE_CARRY.match(label) and _ANSWERED_BEFORE.search(text[: figure.start]):
        return Kind.CARRIED_OUT, "结转"
    return _request_kind(label, tail, year)


def _with_verb(label: str, lead: str) -> str:
    """The label with the words before a bracket that stands right before it: 失效（废止）规范性文件."""
    before = lead[: len(lead) - len(label)]
    if not before.endswith("）") or "（" not in before:
        return label
    before = before[: before.rfind("（")]
    return before[max(before.rfind(mark) for mark in "，。；：") + 1 :] + label


def _requests_here(label: str, tail: str, context: _Context) -> bool:
    return context.requests or words.REQUESTS.search(label + tail) is not None


def _request_kind(label: str, tail: str, year: int | None) -> tuple[Kind | None, str]:
    carried = words.carried_kind(label, tail, year)
    if carried is not None:
        return carried, ""
    if (channel := words.channel_kind(label, tail)) is not None:
        return channel, ""
    outcome = words.outcome_kind(label, tail)
    if outcome is not None:
        return outcome, ""
    if (applicant := words.applicant_kind(label, tail)) is not None:
        return applicant, ""
    return words.volume_kind(label, tail)


def _dispute_named(label: str, tail: str, text: str, figure: Figure) -> Kind | None:
    """Which disputes the words around a figure name."""
    here = label + tail
    if words.BOTH_DISPUTES.search(label) and not words.ONE_BLOCK.search(label):
        return Kind.DISPUTES_EACH if figure.value == 0 else Kind.DISPUTES
    if words.LITIGATION.search(here):
        return words.litigation_kind(here)
    if words.RECONSIDERATION.search(here):
        return Kind.RECONSIDERATION
    related = words.RELATED_CASES.search(label) and words.BOTH_DISPUTES.search(text[: figure.start])
    return Kind.DISPUTES if related else None


def _dispute(label: str, tail: str, text: str, figure: Figure, context: _Context) -> Kind | None:
    """Reconsideration and litigation. Only where disclosure is spoken of: a justice bureau hears many more."""
    kind = _dispute_named(label, tail, text, figure)
    if kind is Kind.DISPUTES and words.RELATED_CASES.search(label):
        return kind
    result = words.result_kind(label, tail)
    if kind is None:
        context.result_told = context.result_told or result is not None
        return words.with_result(context.dispute, result) if context.dispute and result else None
    context.elsewhere = context.elsewhere or figure.value > 0
    if not _is_own_dispute(label, tail, text, figure, result, context):
        context.dispute = None
        return None
    joint = context.dispute not in (None, kind) and not context.result_told and "；" not in text[: figure.start]
    context.dispute = Kind.DISPUTES if joint else kind
    context.result_told = result is not None
    return words.with_result(kind, result) if result and words.PART.search(label) is None else kind


def _is_own_dispute(label: str, tail: str, text: str, figure: Figure, result: str | None, context: _Context) -> bool:
    """Whether these are cases about this agency's disclosure, not papers, hearings or the cases of others."""
    if result is None and words.NOT_A_CASE.search(label + tail):
        return False
    if words.TRIES.search(label):
        return False
    disclosure = words.DISCLOSURE.search(text[: figure.end] + tail) is not None
    if words.ALL_MATTERS.match(text[figure.end :]) or (not disclosure and words.AS_TRIBUNAL.search(label)):
        return False
    return disclosure or not (words.OWN_BUSINESS.search(label + tail) or not (context.requests or context.dispute))
