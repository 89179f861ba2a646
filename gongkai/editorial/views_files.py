"""The files of a round beside their text, the proof-reading, and its certificate."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from gongkai.agencies.models import User
from gongkai.editorial import originals, showing
from gongkai.editorial.entering import round_of, user_of
from gongkai.editorial.items import Part
from gongkai.editorial.models import Ruling
from gongkai.editorial.showing import Sheet
from gongkai.files.kinds import Kind
from gongkai.files.serving import respond


@login_required
@never_cache
@require_GET
def part(request: HttpRequest, round_id: int, place: int) -> HttpResponse:
    """A file: its pages beside the text found in it, with every place named."""
    sheet = _sheet(user_of(request), round_id)
    found = originals.look(_part(sheet, place))
    shown = next(file for file in sheet.files if file.place == place)
    context = {"section": "reviews", "sheet": sheet, "row": sheet.row, "file": shown, "original": found}
    return render(request, "editorial/part.html", context)


@login_required
@never_cache
@require_GET
def original(request: HttpRequest, round_id: int, place: int) -> HttpResponse:
    """The file itself: PDF and pictures in the window, everything else to be kept."""
    try:
        data, kind, name = originals.content(_part(_sheet(user_of(request), round_id), place))
    except originals.TROUBLES as error:
        raise Http404(str(error)) from error
    return respond(data, kind, name, inline=True)


@login_required
@never_cache
@require_GET
def picture(request: HttpRequest, round_id: int, place: int, page: int) -> HttpResponse:
    """A page of a file as a picture."""
    try:
        data = originals.picture(_part(_sheet(user_of(request), round_id), place), page)
    except originals.TROUBLES as error:
        raise Http404(str(error)) from error
    return respond(data, Kind.PNG, f"{page}.png", inline=True)


@login_required
@never_cache
@require_GET
def found(request: HttpRequest, round_id: int, place: int, finding: str) -> HttpResponse:
    """The picture in which something was found, with the place marked."""
    sheet = _sheet(user_of(request), round_id)
    part = _part(sheet, place)
    seen = (said.finding for said in sheet.found if said.finding.part == part.key and said.finding.picture)
    one = next((one for one in seen if one.fingerprint == finding), None)
    data = originals.finding_picture(part, one) if one else b""
    if not data:
        raise Http404
    return respond(data, Kind.PNG, f"{finding}.png", inline=True)


@login_required
@never_cache
@require_GET
def proof(request: HttpRequest, round_id: int) -> HttpResponse:
    """Proof-reading: the original and the text side by side, and what changed since somebody last read it."""
    sheet = _sheet(user_of(request), round_id)
    place = request.GET.get("file", "")
    files = sheet.files if sheet.same else []
    chosen = next((shown for shown in files if str(shown.place) == place), files[0] if files else None)
    context = {
        "section": "reviews",
        "sheet": sheet,
        "row": sheet.row,
        "chosen": chosen,
        "original": originals.look(chosen.part) if chosen else None,
        "difference": showing.difference(sheet, request.GET.get("base", "")),
    }
    return render(request, "editorial/proof.html", context)


@login_required
@never_cache
@require_GET
def certificate(request: HttpRequest, round_id: int) -> HttpResponse:
    """What was checked by whom, when and under which rules: a page to print and file."""
    sheet = _sheet(user_of(request), round_id)
    rulings = Ruling.objects.filter(key=sheet.row.key).select_related("by").order_by("pk")
    context = {"section": "reviews", "sheet": sheet, "row": sheet.row, "rulings": rulings}
    return render(request, "editorial/certificate.html", context)


def _sheet(user: User, round_id: int) -> Sheet:
    return showing.sheet(user, round_of(user, round_id), at=timezone.now())


def _part(sheet: Sheet, place: int) -> Part:
    """A file of the round by its place, while the content is what was handed in. Raises Http404."""
    if not sheet.same or not 0 < place <= len(sheet.shown.parts):
        raise Http404
    return sheet.shown.parts[place - 1]
