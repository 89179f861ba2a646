"""The office's screens for consultations and surveys: what was said, what becomes of it, and drafting the result."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import RegexValidator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from gongkai.agencies.models import User
from gongkai.agencies.permissions import may, may_anywhere
from gongkai.agencies.roles import Permission
from gongkai.dialogue import ballots, forms, moving, opinions, queries
from gongkai.dialogue.doing import done, sent, user_of
from gongkai.dialogue.models import Opinion, OpinionGroup
from gongkai.disclosure import places
from gongkai.disclosure.models import Consultation, ConsultationResult, Survey, SurveyResult

MOST = 1000


@login_required
@never_cache
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The consultations and surveys of one's agencies, and which of them wait for a result."""
    user, today = user_of(request), localdate(now())
    if not may_anywhere(user, Permission.DIALOGUE_SEE, on=today):
        raise PermissionDenied
    rows = list(queries.consultations(user, on=today).order_by("-closes_on", "-pk")[:MOST])
    counts = opinions.counts_of(rows)
    waiting = {one.consultation.pk: one for one in queries.waiting(user, today=today).results}
    told = set(ConsultationResult.objects.filter(about__in=rows, live=True).values_list("about", flat=True))
    context = {
        "section": "consultations",
        "part": "consultations",
        "rows": [(row, counts[row.pk], waiting.get(row.pk), row.pk in told) for row in rows],
        "surveys": list(queries.surveys(user, on=today).order_by("-closes_on", "-pk")[:MOST]),
        "seat_calls": list(queries.seat_calls(user, on=today).order_by("-closes_on", "-pk")[:MOST]),
        "today": today,
    }
    return render(request, "dialogue/consultations.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def consultation(request: HttpRequest, consultation: int) -> HttpResponse:
    """What was said on a draft; grouping, judging, writing down from paper, drafting the result."""
    user, at = user_of(request), now()
    page = queries.consultations(user, on=localdate(at)).filter(pk=consultation).first()
    if page is None or page.agency is None:
        raise Http404
    agency = opinions.answering_for(page)
    handles = may(user, Permission.DIALOGUE_HANDLE, agency, on=localdate(at))
    groups = OpinionGroup.objects.filter(consultation=page).order_by("pk")
    steps = _steps(request, groups) if handles else {}
    if may(user, Permission.CONTENT_DRAFT, agency, on=localdate(at)):
        sections = places.sections([agency])
        steps["result_form"] = forms.SectionForm(sent(request, "result"), sections=sections, auto_id="result-%s")
    if request.method == "POST":
        if _taken(request, page, steps, user, at):
            return redirect("dialogue:consultation", page.pk)
    else:
        opinions.note_reading(consultation=page, by=user, at=at)
    rows = list(
        Opinion.objects.filter(consultation=page).select_related("group").order_by("received_at", "number")[:MOST]
    )
    context = {
        "section": "consultations",
        "part": "consultations",
        "page": page,
        "way": moving.way(f"consultation:{page.pk}"),
        "rows": [(row, opinions.said_of(row)) for row in rows],
        "judging": [(row, _judging(request, row, steps["judge_form"])) for row in groups] if handles else [],
        "counts": opinions.counts(page),
        "short": page.too_short(),
        "results": list(ConsultationResult.objects.filter(about=page)),
        "today": localdate(at),
        **steps,
    }
    return render(request, "dialogue/consultation.html", context, status=422 if request.method == "POST" else 200)


def _steps(request: HttpRequest, groups: Any) -> dict[str, Any]:
    return {
        "group_form": forms.GroupForm(sent(request, "group"), groups=groups, auto_id="group-%s"),
        "record_form": forms.RecordForm(sent(request, "record"), auto_id="record-%s"),
        "judge_form": forms.JudgeForm(sent(request, "judge")),
    }


def _judging(request: HttpRequest, row: OpinionGroup, refused: forms.JudgeForm) -> forms.JudgeForm:
    """The form of a group; what was just refused is shown again where it was."""
    if refused.is_bound and request.POST.get("group") == str(row.pk):
        return refused
    first = {"group": row.pk, "verdict": row.verdict, "reason": row.reason}
    return forms.JudgeForm(initial=first, auto_id=f"judge-{row.pk}-%s")


def _taken(request: HttpRequest, page: Consultation, steps: dict[str, Any], user: User, at: datetime) -> bool:
    name = request.POST.get("do", "")
    form = steps.get(f"{name}_form")
    if form is None:
        raise Http404
    who: dict[str, Any] = {"by": user, "at": at}
    given = form.cleaned_data if form.is_bound and form.is_valid() else {}
    verbs: dict[str, tuple[Any, str]] = {
        "group": (
            lambda: opinions.group(
                consultation=page, opinions=_chosen(request), gist=given["gist"],
                into=given["into"].pk if given["into"] else 0, **who,
            ),
            "已经归并。",
        ),
        "judge": (
            lambda: opinions.judge(group_id=given["group"], verdict=given["verdict"], reason=given["reason"], **who),
            "采纳情况已经认定。",
        ),
        "record": (
            lambda: opinions.record(
                consultation=page, said=form.said, channel=given["channel"], on=given["on"], **who
            ),
            "意见已经录入。",
        ),
        "result": (
            lambda: opinions.draft_result(consultation=page, section=given["section"], **who),
            "征集结果已经起草，请到内容编辑里核对后送审。",
        ),
    }  # fmt: skip
    verb, told = verbs[name]
    return bool(done(request, form, verb, told))


def _chosen(request: HttpRequest) -> list[UUID]:
    """The opinions that were ticked; what is no key is left out."""
    found = []
    for one in request.POST.getlist("opinions"):
        try:
            _KEY(one)
        except ValidationError:
            continue
        found.append(UUID(one))
    return found


_KEY = RegexValidator(r"\A[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def survey(request: HttpRequest, survey: int) -> HttpResponse:
    """What was answered so far, the words that were typed, and drafting the result."""
    user, at = user_of(request), now()
    page = queries.surveys(user, on=localdate(at)).filter(pk=survey).first()
    if page is None or page.agency is None:
        raise Http404
    steps: dict[str, Any] = {}
    agency = opinions.answering_for(page)
    if may(user, Permission.CONTENT_DRAFT, agency, on=localdate(at)):
        steps["form"] = form = forms.SectionForm(
            request.POST if request.method == "POST" else None, sections=places.sections([agency])
        )
        draft = lambda: ballots.draft_result(  # noqa: E731
            survey=page, section=form.cleaned_data["section"], by=user, at=at
        )
        if done(request, form, draft, "调查结果已经起草，请到内容编辑里核对后送审。"):
            return redirect("dialogue:survey", page.pk)
    elif request.method == "POST":
        raise PermissionDenied
    total, found = ballots.tally(page)
    context = {
        "section": "consultations",
        "part": "consultations",
        "page": page,
        "way": moving.way(f"survey:{page.pk}"),
        "total": total,
        "tallies": found,
        "typed": _typed(page),
        "results": list(SurveyResult.objects.filter(about=page)),
        **steps,
    }
    return render(request, "dialogue/survey.html", context, status=422 if request.method == "POST" else 200)


def _typed(page: Survey) -> list[tuple[str, str]]:
    questions = [line.words for line in page.questions.all()]
    return [(questions[place], words) for place, words in ballots.typed(page) if place < len(questions)][:MOST]
