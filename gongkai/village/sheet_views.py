"""The screen of a posting with all that may be done with it, its files, and the photographs of the paper board."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from gongkai.editorial.reviewing import Seen
from gongkai.files.errors import FileError
from gongkai.files.serving import respond
from gongkai.village import forms, hanging, keeping, listing, showing
from gongkai.village import posting as verbs
from gongkai.village.hanging import Hung
from gongkai.village.models import BoardPhoto, Posting, PostingFile
from gongkai.village.views import done, user_of, visible


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def posting(request: HttpRequest, posting: int) -> HttpResponse:
    """A posting with all that may be done with it now: hand in, sign, return, withdraw, prove, archive."""
    row, user, at = visible(request, posting), user_of(request), now()
    sheet = listing.sheet(row, user, at=at)
    do = request.POST.get("do", "")
    form = forms.WhyForm(request.POST if do in ("back", "withdraw") else None)
    told, files = (request.POST, request.FILES) if do == "prove" else (None, None)
    photo = forms.PhotoForm(told, files, initial={"taken_on": localdate(at)})
    if request.method == "POST" and _act(request, row, form, photo, at):
        return redirect("village:posting", row.pk)
    context = {"section": "villages", "row": row, "sheet": sheet, "form": form, "photo": photo}
    return render(request, "office/village/posting.html", context, status=422 if request.method == "POST" else 200)


def _act(request: HttpRequest, row: Posting, form: Any, photo: Any, at: datetime) -> bool:
    """Do the one thing that was asked for; whether it was done."""
    do = request.POST.get("do", "")
    both: dict[str, Any] = {"posting_id": row.pk, "by": user_of(request), "at": at}
    if do in ("back", "withdraw", "prove"):
        return _with_words(request, do, both, form, photo)
    plain: dict[str, tuple[Callable[[], Any], str]] = {
        "hand_in": (lambda: verbs.hand_in(**both), "已经送审。"),
        "take_back": (lambda: verbs.take_back(**both), "已经撤回，可以修改。"),
        "archive": (lambda: hanging.archive(**both), "已经归档。"),
        "sign": (lambda: verbs.sign(**both, seen=_seen(request)), "已经签字。"),
        "drop_file": (lambda: verbs.drop_file(**both, file_id=_number(request, "file")), "已经去掉。"),
    }
    if do not in plain:
        return False
    verb, told = plain[do]
    return done(request, None, verb, told)


def _with_words(request: HttpRequest, do: str, both: dict[str, Any], form: Any, photo: Any) -> bool:
    """What takes a reason, or a photograph."""
    asked = photo if do == "prove" else form
    if not asked.is_valid():
        return False
    given = asked.cleaned_data
    ways: dict[str, tuple[Callable[[], Any], str]] = {
        "back": (lambda: verbs.send_back(**both, seen=_seen(request), words=given["words"]), "已经退回。"),
        "withdraw": (lambda: verbs.withdraw(**both, why=given["words"]), "已经撤下。"),
        "prove": (
            lambda: hanging.prove(**both, hung=_hung(given)),
            "照片已经登记，等待乡镇核验。",
        ),
    }
    verb, told = ways[do]
    return done(request, asked, verb, told)


def _hung(given: dict[str, Any]) -> Hung:
    return Hung(given["taken_on"], given["place"], given["photo"][0], given["shown"])


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def photo(request: HttpRequest, posting: int, photo: int) -> HttpResponse:
    """The photograph of the paper board; judging it, and whether everybody sees it."""
    row = visible(request, posting)
    found = row.photos.select_related("stored").filter(pk=photo).first()
    if found is None:
        raise Http404
    if request.method == "POST":
        _act_on_photo(request, photo)
        return redirect("village:posting", row.pk)
    return _handed_out(found)


def _act_on_photo(request: HttpRequest, photo: int) -> bool:
    """Do the one thing that was asked for with a photograph; whether it was done."""
    both: dict[str, Any] = {"photo_id": photo, "by": user_of(request), "at": now()}
    accepted, why = request.POST.get("accepted") == "yes", request.POST.get("why", "")
    ways: dict[str, tuple[Callable[[], Any], str]] = {
        "judge": (lambda: hanging.judge(**both, accepted=accepted, why=why), "已经核验。"),
        "offer": (lambda: showing.offer(**both), "已经申请公开，等待乡镇同意。"),
        "take_back": (lambda: showing.take_back(**both), "已经撤回申请。"),
        "allow": (lambda: showing.allow(**both, seen=_seen(request)), "照片已经公开。"),
        "refuse": (lambda: showing.refuse(**both, seen=_seen(request), words=why), "已经退回，照片不公开。"),
        "hide": (lambda: showing.hide(**both, why=why), "照片不再公开。"),
    }
    do = request.POST.get("do", "judge")
    return do in ways and done(request, None, *ways[do])


@login_required
@never_cache
@require_GET
def file(request: HttpRequest, posting: int, file: int) -> HttpResponse:
    """A file of a posting, for who sees it in the office."""
    found = visible(request, posting).files.select_related("stored").filter(pk=file).first()
    if found is None:
        raise Http404
    return _handed_out(found)


def _number(request: HttpRequest, name: str) -> int:
    told = request.POST.get(name, "")
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 16 else 0


def _seen(request: HttpRequest) -> Seen:
    """What a signer had before them, as the form says it."""
    return Seen(_number(request, "seq"), request.POST.get("digest", "")[:64])


def _handed_out(found: PostingFile | BoardPhoto) -> HttpResponse:
    try:
        return respond(keeping.content(found), found.stored.what, keeping.name_of(found), inline=True)
    except FileError as error:
        raise Http404 from error
