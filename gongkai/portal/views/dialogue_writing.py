"""Writing to the office: a letter, an opinion on a draft, an error on the site, an answer to a survey; each is sent
once and ends in a receipt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.html import strip_tags
from django.utils.timezone import localdate, now

from gongkai.dialogue import ballots, corrections, letters, opinions, queries, seats
from gongkai.dialogue.errors import DialogueError
from gongkai.disclosure.models import Consultation, SeatCall, Survey
from gongkai.files.errors import FileError
from gongkai.files.keeping import KeepingForm
from gongkai.portal import dialogue, directory, errors, once, pages, submission, throttle
from gongkai.portal.dialogue_forms import BallotForm, LetterForm, OnceForm, OpinionForm, SeatForm, SiteErrorForm
from gongkai.portal.pages import Column
from gongkai.portal.submission import Sent, Stale, TooMany
from gongkai.portal.throttle import Deed, address_of
from gongkai.portal.views.methods import answers
from gongkai.village import objections

STALE = "页面放置的时间太长，还没有提交。请核对内容后再提交一次。"
KINDS: dict[str, tuple[str, Column]] = {
    "letter": ("来信已经提交", pages.ASK),
    "opinion": ("意见已经提交", pages.CONSULTATIONS),
    "error": ("找错已经提交", pages.CORRECTIONS),
    "ballot": ("回答已经提交", pages.SURVEYS),
    "seat": ("报名已经提交", pages.MEETINGS),
    "village": ("您的问题已经提交", pages.VILLAGES),
}
"""What a receipt is for, by the word in its address."""
PASSAGE_WORDS = 24


@answers("GET", "POST")
def ask(request: HttpRequest) -> HttpResponse:
    """A letter: a question, a call for help, a complaint, a proposal. Who wants a document is shown the way to a
    request."""
    agencies = list(directory.taking_requests(localdate(now())))
    posted = request.method == "POST"
    if request.FILES and _too_often(request):
        return errors.show(errors.TOO_MANY, request)
    form = LetterForm(
        request.POST if posted else None, request.FILES if posted else None,
        agencies=agencies, initial=_started(request, "agency"),
    )  # fmt: skip

    def make() -> Sent:
        given = form.cleaned_data
        made = letters.write(
            agency=form.to,
            kind=given["kind"],
            written=form.written,
            may_publish=given["may_publish"] == "yes",
            at=now(),
            files=given["attached"],
        )
        return Sent(made.number, made.query_code)

    if answer := sent(request, form, "letter", make):
        return answer
    context = {"form": form, "days": settings.GONGKAI_LETTER_DAYS}
    return pages.page(request, "portal/dialogue/ask.html", context, column=pages.ASK, private=form.is_bound)


def _too_often(request: HttpRequest) -> bool:
    """Whether an address has sent files as often as it may: each is taken apart, and kept with a form that comes back,
    without anybody being known."""
    at, address = now(), address_of(request)
    if throttle.exceeded(Deed.DRAFT, address, at=at):
        return True
    throttle.record(Deed.DRAFT, address, at=at)
    return False


@answers("GET", "POST")
def opinion(request: HttpRequest, number: int) -> HttpResponse:
    """An opinion on a draft, while it is open."""
    known = dialogue.found(number, Consultation)
    if known is None:
        raise Http404
    row, page = known
    passages = [(place, _words(blocks[0].value.source)) for place, blocks in dialogue.numbered(page) if place]
    initial = {"token": once.new_token(), "passage": request.GET.get("passage", "0")}
    form = OpinionForm(request.POST or None, passages=passages, initial=initial)

    def make() -> Sent:
        return Sent(opinions.give(consultation=page, said=form.said, at=now()), "")

    if answer := sent(request, form, "opinion", make):
        return answer
    today = localdate(now())
    over = page.is_over(today)
    context = {"form": form, "row": row, "content": page, "shut": not page.online or not page.is_open(today)}
    context |= {"over": over, "result": dialogue.result_of(page) if over else None}
    return pages.page(
        request, "portal/dialogue/opinion.html", context, column=pages.CONSULTATIONS, private=form.is_bound
    )


@answers("GET", "POST")
def correction(request: HttpRequest) -> HttpResponse:
    """An error on the site; the page from which somebody comes is filled in."""
    form = SiteErrorForm(request.POST or None, initial=_started(request, "place"))

    def make() -> Sent:
        given = form.cleaned_data
        made = corrections.report(kind=given["kind"], place=given["place"], found=form.found, at=now())
        return Sent(made.number, made.query_code)

    if answer := sent(request, form, "error", make):
        return answer
    context = {"form": form, "days": settings.GONGKAI_CORRECTION_DAYS}
    return pages.page(
        request, "portal/dialogue/correction.html", context, column=pages.CORRECTIONS, private=form.is_bound
    )


@answers("GET", "POST")
def survey(request: HttpRequest, number: int) -> HttpResponse:
    """The questions of a survey, while it is open."""
    known = dialogue.found(number, Survey)
    if known is None:
        raise Http404
    row, page = known
    form = BallotForm(request.POST or None, survey=page, initial={"token": once.new_token()})
    here = address_of(request)

    def make() -> Sent:
        return Sent(ballots.cast(survey=page, answers=form.answers, address=here, at=now()), "")

    if answer := sent(request, form, "ballot", make):
        return answer
    context = {"form": form, "row": row, "content": page, "shut": not page.is_open(localdate(now()))}
    return pages.page(request, "portal/dialogue/survey.html", context, column=pages.SURVEYS, private=form.is_bound)


@answers("GET", "POST")
def seat(request: HttpRequest, number: int) -> HttpResponse:
    """Signing up for a seat at a meeting, while the call is open."""
    known = dialogue.found(number, SeatCall)
    if known is None:
        raise Http404
    row, page = known
    form = SeatForm(request.POST or None, initial={"token": once.new_token()})

    def make() -> Sent:
        made = seats.ask(call=page, asked=form.asked, at=now())
        return Sent(made.number, made.query_code)

    if answer := sent(request, form, "seat", make):
        return answer
    shut = not page.is_open(localdate(now()))
    context = {"form": form, "row": row, "content": page, "shut": shut, "days": settings.GONGKAI_SEAT_DAYS}
    return pages.page(request, "portal/dialogue/seat.html", context, column=pages.MEETINGS, private=form.is_bound)


@answers("GET")
def written(request: HttpRequest, kind: str) -> HttpResponse:
    """The receipt of what this browser has just sent."""
    if kind not in KINDS:
        raise Http404
    receipt = submission.receipt(request.COOKIES.get(once.COOKIE, ""), at=now())
    title, column = KINDS[kind]
    due_on = (objections.due_on if kind == "village" else queries.due_on)(receipt.number) if receipt else None
    context = {"sent": receipt, "kind": kind, "title": title, "due_on": due_on}
    return pages.page(request, "portal/dialogue/receipt.html", context, column=column, private=True)


def _started(request: HttpRequest, name: str) -> dict[str, Any]:
    """A fresh token, and what the address of the page says beforehand."""
    return {"token": once.new_token(), name: request.GET.get(name, "")[:300].replace("\x00", "")}


def _words(source: str) -> str:
    plain = " ".join(strip_tags(source).split())
    return plain if len(plain) <= PASSAGE_WORDS else f"{plain[:PASSAGE_WORDS]}…"


def sent(request: HttpRequest, form: OnceForm, kind: str, make: Callable[[], Sent]) -> HttpResponse | None:
    """What is answered to a form that was sent; None when it is to be shown, for the first time or with its faults."""
    if request.method != "POST" or not form.is_valid():
        return None
    token = form.cleaned_data["token"]
    try:
        once.send(token, make, address=address_of(request), at=now())
    except TooMany:
        return errors.show(errors.TOO_MANY, request)
    except Stale:
        fresh = request.POST.copy()
        fresh["token"] = once.new_token()
        form.data = fresh
        form.add_error(None, STALE)
    except FileError as error:
        form.add_error("attached", str(error))
    except DialogueError as error:
        for name in [name for name in error.fields if name in form.fields] or [""]:
            form.add_error(name or None, str(error))
    else:
        if isinstance(form, KeepingForm):
            form.sent()
        return once.to_receipt(request, kind, token)
    return None
