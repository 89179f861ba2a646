"""Applying (条例第二十九条): choose the agency, fill in step by step, look it over, send, take the receipt.

The steps are one address, named by `part`; every button keeps what was typed, so that going back, closing the
browser or going on at another device loses nothing. A cookie that only the server reads opens the draft.
"""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate, now

from gongkai.agencies.models import Agency
from gongkai.casework import queries
from gongkai.files.errors import Damaged, Refused
from gongkai.portal import directory, drafts, errors, pages, stepping, submission, suggestions, throttle
from gongkai.portal.clock import clock
from gongkai.portal.drafts import Opened
from gongkai.portal.forms import ApplicationForm, FilesForm, ResumeForm
from gongkai.portal.site import site
from gongkai.portal.stepping import REVIEW, Part
from gongkai.portal.submission import Application, Stale, TooMany
from gongkai.portal.throttle import Deed, address_of
from gongkai.portal.views.methods import answers

COOKIE = "gongkai_receipt"
DRAFT_COOKIE = "gongkai_draft"
UNKNOWN_CODE = "没有找到这份草稿：续填码不对，或者草稿已经提交、删除、过期。"


@answers("GET")
def choose(request: HttpRequest) -> HttpResponse:
    """Which agency to ask."""
    words = request.GET.get("q", "")[:40]
    agencies = directory.taking_requests(localdate(now()))
    groups = directory.grouped(directory.named(agencies, words))
    return pages.page(request, "portal/apply/choose.html", {"groups": groups, "words": words}, column=pages.APPLY)


@answers("GET", "POST")
def form(request: HttpRequest, code: str) -> HttpResponse:
    """The steps of the form, its review page and the sending."""
    agency = directory.find(code, localdate(now()))
    if agency is None or not agency.takes_requests:
        raise Http404
    draft = _draft(request, agency)
    if request.method != "POST":
        return _shown(request, agency, draft)
    step = request.POST.get("step", "")
    if step == "send":
        return _send(request, agency, draft)
    if step == "delete":
        return _delete(agency, draft)
    return _keep(request, agency, draft, step)


@answers("GET", "POST")
def resume(request: HttpRequest) -> HttpResponse:
    """Go on with a draft at another device, with its code."""
    asked = ResumeForm(request.POST if request.method == "POST" else None)
    at, address = now(), address_of(request)
    if request.method == "POST" and throttle.exceeded(Deed.FAIL, address, at=at):
        return errors.show(errors.TOO_MANY, request)
    if request.method == "POST" and asked.is_valid():
        draft = drafts.find(asked.cleaned_data["code"], at=at)
        if draft is not None:
            return _remember(_to(draft.row.agency, ""), request, draft)
        throttle.record(Deed.FAIL, address, at=at)
        asked.add_error("code", UNKNOWN_CODE)
    return pages.page(
        request, "portal/apply/resume.html", {"form": asked}, column=pages.APPLY, private=asked.is_bound
    )  # fmt: skip


@answers("GET")
def receipt(request: HttpRequest) -> HttpResponse:
    """The receipt of what this browser sent within the hour: number, query code, days and why."""
    at = now()
    sent = submission.receipt(request.COOKIES.get(COOKIE, ""), at=at)
    if sent is None or not sent.query_code:
        gone = {"number": sent.number if sent else ""}
        return pages.page(request, "portal/apply/receipt_gone.html", gone, column=pages.APPLY, private=True)
    case, events, _ = queries.for_applicant(sent.number, sent.query_code)
    context = {"sent": sent, "case": case, "clock": clock(events, today=localdate(at)), "issuer": site().name}
    return pages.page(request, "portal/apply/receipt.html", context, column=pages.APPLY, private=True)


def _shown(request: HttpRequest, agency: Agency, draft: Opened | None) -> HttpResponse:
    """The step that the address names; without a name, where one left off."""
    words = draft.words if draft else stepping.empty()
    named = request.GET.get("part", "")
    if draft is not None and named in {"saved", "delete"}:
        context = {"agency": agency, "draft": draft}
        return pages.page(request, f"portal/apply/{named}.html", context, column=pages.APPLY, private=True)
    wrong = stepping.faulty(words, draft)
    if draft is not None and wrong is None and named not in stepping.BY_SLUG:
        return _review(request, agency, draft)
    if named == REVIEW and draft is not None and wrong is not None:
        return _part(request, agency, draft, wrong, faults=True)
    part = stepping.BY_SLUG.get(named) or (wrong if draft is not None and wrong else stepping.PARTS[0])
    return _part(request, agency, draft, part)


def _keep(request: HttpRequest, agency: Agency, draft: Opened | None, step: str) -> HttpResponse:
    """Keep what was sent, whatever it is, and go where the button leads."""
    at, address = now(), address_of(request)
    if draft is None:
        if throttle.exceeded(Deed.DRAFT, address, at=at):
            return errors.show(errors.TOO_MANY, request)
        throttle.record(Deed.DRAFT, address, at=at)
    words = stepping.merged(draft.words if draft else {}, request.POST)
    token = draft.token if draft else drafts.new_token()
    saved = drafts.save(agency=agency, token=token, words=words, at=at)
    files = FilesForm(request.POST, request.FILES)
    files.is_valid()
    try:
        saved = drafts.save(agency=agency, token=token, words=words, at=at, uploads=files.uploads)
    except Refused as error:
        files.add_error("attached", str(error))
    if request.POST.get("remove", "").isdigit():
        drafts.remove(saved, int(request.POST["remove"][:18]))
        return _remember(_to(agency, "how"), request, saved)
    if files.errors:
        answer = _part(request, agency, saved, stepping.BY_SLUG["how"], files=files)
        return _remember(answer, request, saved)
    return _remember(_onward(request, agency, saved, step), request, saved)


def _onward(request: HttpRequest, agency: Agency, draft: Opened, step: str) -> HttpResponse:
    part = stepping.BY_SLUG.get(request.POST.get("part", ""))
    if step == "save":
        return _to(agency, "saved")
    if step == "back" and part is not None:
        return _to(agency, stepping.before(part))
    wrong = stepping.faulty(draft.words, draft)
    if part is None or request.POST.get("return") == REVIEW:
        return _to(agency, REVIEW) if wrong is None else _part(request, agency, draft, wrong, faults=True)
    form, files = stepping.shown(part, draft.words, faults=True), stepping.file_faults(draft)
    if form.errors or (part.takes_files and files):
        return _part(request, agency, draft, part, faults=True)
    return _to(agency, stepping.after(part))


def _part(
    request: HttpRequest,
    agency: Agency,
    draft: Opened | None,
    part: Part,
    *,
    faults: bool = False,
    files: FilesForm | None = None,
) -> HttpResponse:
    form = stepping.shown(part, draft.words if draft else stepping.empty(), faults=faults)
    if part.takes_files and files is None:
        files = stepping.files_shown(draft, faults=faults)
    context = {
        "agency": agency,
        "draft": draft,
        "part": part,
        "number": stepping.PARTS.index(part) + 1,
        "groups": [(group, [(form[name], name in stepping.MUST) for name in group.fields]) for group in part.groups],
        "files": files,
        "faults": stepping.Together((form, files) if files is not None else (form,)),
        "back": stepping.before(part),
        "returns": request.GET.get("return") or request.POST.get("return", ""),
        "parts": stepping.PARTS,
    }
    return pages.page(request, "portal/apply/part.html", context, column=pages.APPLY, private=draft is not None)


def _review(request: HttpRequest, agency: Agency, draft: Opened, stale: bool = False) -> HttpResponse:
    filled = ApplicationForm(draft.words)
    filled.is_valid()
    context = {
        "agency": agency,
        "draft": draft,
        "sections": [(part, filled.summary(part.fields)) for part in stepping.PARTS],
        "token": submission.new_token(_bound(agency, filled, draft)),
        "stale": stale,
        "advice": stepping.advice(draft),
        "suggestions": suggestions.suggest(f"{draft.words.get('title', '')} {draft.words.get('description', '')}"),
    }
    return pages.page(request, "portal/apply/review.html", context, column=pages.APPLY, private=True)


def _send(request: HttpRequest, agency: Agency, draft: Opened | None) -> HttpResponse:
    """Send the draft as it was looked over; whoever presses again gets the same receipt."""
    token, at = request.POST.get("token", ""), now()
    if draft is None:
        return _sent(request, agency, token) if submission.receipt(token, at=at) else _gone(request, agency)
    filled, wrong = ApplicationForm(draft.words), stepping.faulty(draft.words, draft)
    if not filled.is_valid() or wrong is not None:
        return _part(request, agency, draft, wrong or stepping.PARTS[0], faults=True)
    try:
        _submit(request, agency, draft, filled)
    except Refused as error:
        files = stepping.files_shown(draft, faults=True)
        files.add_error("attached", str(error))
        return _part(request, agency, draft, stepping.BY_SLUG["how"], files=files)
    except (Stale, Damaged):
        return _not_sent(request, agency, token)
    except TooMany:
        return errors.show(errors.TOO_MANY, request)
    return _sent(request, agency, token)


def _submit(request: HttpRequest, agency: Agency, draft: Opened, filled: ApplicationForm) -> None:
    uploads = drafts.uploads(draft)
    application = Application(agency, filled.applicant_kind_chosen, filled.person, filled.wanted, uploads)
    token, words = request.POST.get("token", ""), _bound(agency, filled, draft)
    submission.send(application, token, words, address=address_of(request), at=now(), draft=draft)


def _not_sent(request: HttpRequest, agency: Agency, token: str) -> HttpResponse:
    """The draft has changed or is gone. Whoever pressed twice may find it gone between two statements: then there
    is a receipt."""
    if submission.receipt(token, at=now()):
        return _sent(request, agency, token)
    draft = _draft(request, agency)
    return _review(request, agency, draft, stale=True) if draft else _gone(request, agency)


def _sent(request: HttpRequest, agency: Agency, token: str) -> HttpResponse:
    response = HttpResponseRedirect(reverse("portal:receipt"), status=303)
    response.set_cookie(
        COOKIE,
        token,
        max_age=submission.SHOWN_MINUTES * 60,
        path=reverse("portal:receipt"),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    response.delete_cookie(_cookie(agency), path=reverse("portal:apply"))
    return response


def _gone(request: HttpRequest, agency: Agency) -> HttpResponse:
    context = {"agency": agency}
    return pages.page(request, "portal/apply/gone.html", context, column=pages.APPLY, private=True, status=409)


def _delete(agency: Agency, draft: Opened | None) -> HttpResponse:
    if draft is not None:
        drafts.delete(draft)
    response = HttpResponseRedirect(reverse("portal:apply"), status=303)
    response.delete_cookie(_cookie(agency), path=reverse("portal:apply"))
    return response


def _bound(agency: Agency, filled: ApplicationForm, draft: Opened) -> dict[str, str]:
    """Everything that the review page shows, so that nothing else is sent than what was looked over."""
    files = " ".join(f"{kept.role}:{kept.digest}:{kept.name}" for kept in draft.files)
    return {**filled.words, "agency": agency.code, "files": files}


def _draft(request: HttpRequest, agency: Agency) -> Opened | None:
    draft = drafts.find(request.COOKIES.get(_cookie(agency), ""), at=now())
    return draft if draft is not None and draft.row.agency_id == agency.pk else None


def _cookie(agency: Agency) -> str:
    """One draft for each agency, so that beginning another one loses nothing."""
    return f"{DRAFT_COOKIE}_{agency.code}"


def _remember(response: HttpResponse, request: HttpRequest, draft: Opened) -> HttpResponse:
    response.set_cookie(
        _cookie(draft.row.agency),
        draft.token,
        max_age=drafts.DAYS * 86400,
        path=reverse("portal:apply"),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return response


def _to(agency: Agency, part: str) -> HttpResponse:
    query = f"?{urlencode({'part': part})}" if part else ""
    return HttpResponseRedirect(reverse("portal:application", args=[agency.code]) + query, status=303)
