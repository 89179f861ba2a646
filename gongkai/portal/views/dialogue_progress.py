"""Following a letter, a report of an error or a sign-up for a meeting with its number and query code, and rating the
answer.

As with requests, the browser keeps number and code in a cookie that only this address receives, for half an hour.
"""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import now

from gongkai.dialogue import attachments, corrections, letters, moving, sealing, seats
from gongkai.dialogue.attachments import Role
from gongkai.dialogue.errors import DialogueError, Unknown
from gongkai.dialogue.models import CitizenLetter, SeatRequest, SiteError
from gongkai.files.errors import FileError
from gongkai.files.serving import respond
from gongkai.portal import dialogue, errors, pages, throttle
from gongkai.portal.dialogue_forms import AnswerRatingForm
from gongkai.portal.forms import ProgressForm
from gongkai.portal.throttle import Deed
from gongkai.portal.views.methods import answers
from gongkai.village import objections
from gongkai.village.errors import Unknown as NoObjection
from gongkai.village.models import Objection

COOKIE = "gongkai_letter"
MINUTES = 30
WRONG = "编号或者查询码不对，请照着回执核对。"


@answers("GET", "POST")
def ask(request: HttpRequest) -> HttpResponse:
    """Number and code. A wrong number and a wrong code get the same answer."""
    form = ProgressForm(request.POST or None)
    at, address = now(), throttle.address_of(request)
    if request.method == "POST":
        if throttle.exceeded(Deed.FAIL, address, at=at):
            return errors.show(errors.TOO_MANY, request)
        if form.is_valid():
            number, code = form.cleaned_data["number"], form.cleaned_data["code"]
            if _found(number, code) is not None:
                return _remembered(request, f"{number} {code}")
            throttle.record(Deed.FAIL, address, at=at)
            form.add_error("number", WRONG)
    return pages.page(request, "portal/dialogue/progress.html", {"form": form}, column=pages.ASK, private=form.is_bound)


@answers("GET", "POST")
def letter(request: HttpRequest) -> HttpResponse:
    """Where a letter or a report stands, its answer, and what its writer thinks of it."""
    row = _opened(request)
    if row is None or "leave" in request.POST:
        return _to_start()
    if isinstance(row, SiteError):
        context = {"row": row, "found": corrections.found_of(row), "answer": corrections.answer_of(row)}
        return pages.page(request, "portal/dialogue/error.html", context, column=pages.CORRECTIONS, private=True)
    if isinstance(row, SeatRequest):
        context = {"row": row, "page": dialogue.public_row(row.call_id)}
        return pages.page(request, "portal/dialogue/seat_case.html", context, column=pages.MEETINGS, private=True)
    if isinstance(row, Objection):
        context = {"row": row, "words": objections.words_of(row), "answer": objections.answer_of(row)}
        return pages.page(request, "portal/villages/asked.html", context, column=pages.VILLAGES, private=True)
    form = AnswerRatingForm(request.POST or None, initial={"score": row.score})
    if request.method == "POST" and form.is_valid() and _rated(row, form, now()):
        return HttpResponseRedirect(f"{reverse('portal:letter_case')}?done=rated", status=303)
    return _shown(request, row, form)


@answers("GET")
def file(request: HttpRequest, key: int) -> HttpResponse:
    """A file of the letter: what its writer sent, or what goes with the answer, cleaned of hidden data."""
    row = _opened(request)
    if row is None:
        return _to_start()
    if not isinstance(row, CitizenLetter):
        raise Http404
    try:
        found, name, data = attachments.read_for_writer(row, key, at=now())
    except Unknown as error:
        raise Http404 from error
    except FileError as error:
        return _shown(request, row, AnswerRatingForm(initial={"score": row.score}), refused=str(error))
    response = respond(data, found.file.what, name)
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex"
    return response


def _shown(request: HttpRequest, row: CitizenLetter, form: AnswerRatingForm, refused: str = "") -> HttpResponse:
    context = {
        "row": row,
        "written": letters.written_of(row),
        "files": attachments.listed(row, Role.LETTER),
        "way": [step for step in moving.way(f"letter:{row.number}") if step.part == "agency"],
        "delay": sealing.opened_more(row, "sealed_delay"),
        "answer": letters.answer_of(row) if row.answered_on else "",
        "answer_files": attachments.listed(row, Role.ANSWER) if row.answered_on else [],
        "page": dialogue.public_row(row.page_id) if row.page_id else None,
        "form": form if row.answered_on and row.erased_at is None else None,
        "done": request.GET.get("done") == "rated",
        "refused": refused,
    }
    status = 409 if refused else 200
    return pages.page(request, "portal/dialogue/letter.html", context, column=pages.ASK, status=status, private=True)


def _opened(request: HttpRequest) -> CitizenLetter | SiteError | SeatRequest | Objection | None:
    """What the browser's cookie opens, for half an hour; None for anything else."""
    kept = request.get_signed_cookie(COOKIE, "", salt=COOKIE, max_age=MINUTES * 60) or ""
    number, _, code = kept.partition(" ")
    return _found(number, code) if code else None


def _rated(row: CitizenLetter, form: AnswerRatingForm, at: datetime) -> bool:
    given = form.cleaned_data
    try:
        letters.rate(letter=row, score=given["score"], words=given["words"], at=at)
    except DialogueError as error:
        form.add_error(None, str(error))
        return False
    return True


def _found(number: str, code: str) -> CitizenLetter | SiteError | SeatRequest | Objection | None:
    for find in (letters.for_writer, corrections.for_finder, seats.for_asker, objections.for_villager):
        try:
            return find(number, code)
        except (Unknown, NoObjection):
            continue
    return None


def _remembered(request: HttpRequest, words: str) -> HttpResponse:
    response = HttpResponseRedirect(reverse("portal:letter_case"), status=303)
    response.set_signed_cookie(
        COOKIE,
        words,
        salt=COOKIE,
        max_age=MINUTES * 60,
        path=reverse("portal:letter_case"),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return response


def _to_start() -> HttpResponse:
    response = HttpResponseRedirect(reverse("portal:letter_progress"), status=303)
    response.delete_cookie(COOKIE, path=reverse("portal:letter_case"))
    return response
