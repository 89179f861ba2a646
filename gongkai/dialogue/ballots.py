"""Answers to a survey: taken without a telephone number or an account, counted after the last day.

Against abuse a network address has a few ballots a day. It is remembered as a hash with a salt of that day; the salt is
thrown away with the day, and no address is kept anywhere.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.html import escape
from django.utils.timezone import localdate

from gongkai.agencies.models import User
from gongkai.agencies.permissions import require
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.casework import numbers
from gongkai.dialogue import sealing
from gongkai.dialogue.errors import Incomplete, NotNow, TooMany
from gongkai.dialogue.models import Ballot, BallotMark, DaySalt
from gongkai.dialogue.opinions import answering_for
from gongkai.disclosure.models import Section, Survey, SurveyQuestion, SurveyResult
from gongkai.disclosure.places import keep_draft
from gongkai.editorial import gate
from gongkai.privacy import sealing as secret
from gongkai.privacy.keys import master_key

LONGEST = 1000
SERIES = "ballot"
Form = SurveyQuestion.Form
Answers = Mapping[int, Sequence[str]]
"""By the place of a question: the places of the options that were chosen, or the words that were typed."""


@transaction.atomic
def cast(*, survey: Survey, answers: Answers, address: str, at: datetime) -> str:
    """Take an answer and give its number. Raises Incomplete, NotNow, TooMany."""
    today = localdate(at)
    if gate.standing(survey.gate_key) is None or not survey.is_open(today):
        raise NotNow(f"这项调查从{survey.opens_on}到{survey.closes_on}，现在不能参加。")
    chosen, typed = _read(list(survey.questions.all()), answers)
    _count_address(survey, address, today)
    agency = survey.agency
    assert agency is not None
    number = f"{agency.code.upper()}-DC{today.year}-{numbers.take(agency, SERIES, today.year):06d}"
    row = Ballot(survey=survey, number=number, received_on=today, chosen=chosen)
    if typed:
        sealing.close(row, {"words": typed})
    row.save(force_insert=True)
    return number


def _read(questions: Sequence[SurveyQuestion], answers: Answers) -> tuple[dict[str, list[int]], dict[str, str]]:
    """What was chosen and what was typed, checked against the questions. Raises Incomplete."""
    chosen: dict[str, list[int]] = {}
    typed: dict[str, str] = {}
    for place, question in enumerate(questions):
        given = [one for one in answers.get(place, ()) if one.strip()]
        if not given:
            if question.required:
                raise Incomplete(f"请回答“{question.words}”。", f"q{place}")
        elif question.form == Form.TEXT:
            if len(given[0]) > LONGEST:
                raise Incomplete(f"“{question.words}”的回答请不超过{LONGEST}字。", f"q{place}")
            typed[str(place)] = given[0].strip()
        else:
            chosen[str(place)] = _chosen(question, given, f"q{place}")
    if not chosen and not typed:
        raise Incomplete("请至少回答一个问题。")
    return chosen, typed


def _chosen(question: SurveyQuestion, given: Sequence[str], field: str) -> list[int]:
    most = len(question.options())
    known = {str(place) for place in range(most)}
    if not set(given) <= known or (question.form == Form.SINGLE and len(given) > 1):
        raise Incomplete(f"请在“{question.words}”的选项中选择。", field)
    return sorted({int(one) for one in given})


def _count_address(survey: Survey, address: str, today: date) -> None:
    """One more of an address; the marks and salts of other days are thrown away. Raises TooMany."""
    BallotMark.objects.exclude(day=today).delete()
    DaySalt.objects.exclude(day=today).delete()
    mark = hmac.new(_salt(today), f"{survey.pk}:{address}".encode(), hashlib.sha256).hexdigest()
    row, _ = BallotMark.objects.get_or_create(survey=survey, day=today, mark=mark)
    fits = BallotMark.objects.filter(pk=row.pk, count__lt=settings.GONGKAI_BALLOTS_PER_ADDRESS)
    if not fits.update(count=F("count") + 1):
        raise TooMany


def _salt(today: date) -> bytes:
    place = f"ballots:{today.isoformat()}"
    fresh = secret.seal_bytes(master_key("personal"), secrets.token_bytes(32), place)
    row, _ = DaySalt.objects.get_or_create(day=today, defaults={"sealed": fresh})
    return secret.open_bytes(master_key("personal"), bytes(row.sealed), place)


def forget(*, today: date) -> int:
    """Throw away the marks and salts of days that are over; returns how many marks."""
    DaySalt.objects.exclude(day=today).delete()
    gone, _ = BallotMark.objects.exclude(day=today).delete()
    return gone


@dataclass(frozen=True, slots=True)
class Tally:
    """The answers to one question: each option with its count, or how many typed something."""

    question: SurveyQuestion
    counts: list[tuple[str, int]]
    answered: int


def tally(survey: Survey) -> tuple[int, list[Tally]]:
    """How many took part, and the answers to each question. Two queries."""
    ballots = list(Ballot.objects.filter(survey=survey).values_list("chosen", flat=True))
    found = []
    for place, question in enumerate(survey.questions.all()):
        given = [chosen[str(place)] for chosen in ballots if str(place) in chosen]
        counted = Counter(option for options in given for option in options)
        counts = [(words, counted[number]) for number, words in enumerate(question.options())]
        found.append(Tally(question, [] if question.form == Form.TEXT else counts, len(given)))
    return len(ballots), found


def typed(survey: Survey) -> Iterator[tuple[int, str]]:
    """What was typed, with the place of its question; what was erased is left out."""
    for row in Ballot.objects.filter(survey=survey).exclude(key=b"").order_by("received_on", "number").iterator():
        yield from ((int(place), words) for place, words in sealing.opened(row)["words"].items())


@transaction.atomic
def draft_result(*, survey: Survey, section: Section, by: User, at: datetime) -> SurveyResult:
    """Draft the page with what was answered. Raises NotAllowed, NotNow before the last day has passed."""
    agency = answering_for(survey)
    require(by, Permission.DIALOGUE_SEE, agency, on=localdate(at))
    require(by, Permission.CONTENT_DRAFT, agency, on=localdate(at))
    if not survey.is_over(localdate(at)):
        raise NotNow(f"调查到{survey.closes_on}截止，截止以后才能公布结果。")
    if section.agency_id != agency.pk:
        raise NotNow("请选择本机关的栏目。")
    total, found = tally(survey)
    page: SurveyResult = keep_draft(
        SurveyResult(
            title=f"“{survey.title}”调查结果"[:255], about=survey, taken_part=total, body=list(_told(total, found))
        ),
        section,
        by,
    )
    act = ledger.Act(by.actor, Action.SURVEY_RESULT_DRAFTED, f"survey:{survey.pk}", detail={"page": page.pk})
    ledger.record(agency.stream, [act], at=at)
    return page


def _told(total: int, found: Sequence[Tally]) -> Iterator[tuple[str, str]]:
    yield "paragraph", f"<p>共有{total}人次参加调查。</p>"
    for one in found:
        if one.question.form == Form.TEXT:
            continue
        yield "heading", one.question.words[:100]
        lines = "".join(
            f"<li>{escape(words)}：{count}人次（{_share(count, one.answered)}）</li>" for words, count in one.counts
        )
        yield "paragraph", f"<p>{one.answered}人次回答。</p><ul>{lines}</ul>"


def _share(count: int, total: int) -> str:
    return f"{count / total:.1%}" if total else "0.0%"
