"""The page of one review and the decisions made on it. Each makes one call; what was typed is kept when it is refused,
and whoever came too late sees the page as it is now with what happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from gongkai.agencies.models import User
from gongkai.editorial import gate, items, listing, marking, mine, procedures, reviewing, scanning, showing
from gongkai.editorial.entering import REFUSALS, round_of, status_of, user_of
from gongkai.editorial.errors import EditorialError, Gone, Incomplete
from gongkai.editorial.items import BODY
from gongkai.editorial.models import Round, Signature
from gongkai.editorial.reviewing import Return, Seen, Wish


@login_required
@never_cache
@require_GET
def page(request: HttpRequest, round_id: int) -> HttpResponse:
    """One round: the text with findings, what changed, files, signatures, and what may be done."""
    user = user_of(request)
    return _page(request, user, round_of(user, round_id))


@login_required
@require_POST
def approve(request: HttpRequest, round_id: int) -> HttpResponse:
    """Sign the stage that is due: the whole of it, or one part of a secrecy review."""
    user, now = user_of(request), timezone.now()
    row = round_of(user, round_id)
    given: dict[str, Any] = {
        "round_id": row.pk,
        "stage": request.POST.get("stage", ""),
        "seen": _seen(request),
        "by": user,
        "at": now,
        "words": request.POST.get("words", ""),
    }
    try:
        if request.POST.get("part"):
            done = reviewing.approve(**given, part=_part(row, request.POST["part"]))
        else:
            done = reviewing.approve_all(**given)
    except REFUSALS as error:
        return _page(request, user, row, error)
    if done.state == Round.State.OPEN and done.stage == given["stage"]:
        messages.success(request, f"已通过{_part_name(request)}的{_label(done.stage)}。")
        return redirect("reviews:round", done.pk)
    return _onward(request, user, row, f"《{row.title}》{_became(done)}。", now)


@login_required
@require_POST
def send_back(request: HttpRequest, round_id: int) -> HttpResponse:
    """Return the item with a reason, words and marked places."""
    user, now = user_of(request), timezone.now()
    row = round_of(user, round_id)
    try:
        marked = marking.places(items.load(row.key), request.POST.getlist("place"))
        reason = Return(request.POST.get("why", ""), request.POST.get("words", ""), marked)
        part = _part(row, request.POST["part"]) if request.POST.get("part") else BODY
        reviewing.send_back(
            round_id=row.pk,
            stage=request.POST.get("stage", ""),
            seen=_seen(request),
            reason=reason,
            by=user,
            at=now,
            part=part,
        )
    except REFUSALS as error:
        return _page(request, user, row, error)
    return _onward(request, user, row, f"《{row.title}》已退回{row.submitted_by}。", now)


@login_required
@require_POST
def rule(request: HttpRequest, round_id: int) -> HttpResponse:
    """Answer for a finding: it is right as it stands, for this reason."""
    user, now = user_of(request), timezone.now()
    row = round_of(user, round_id)
    try:
        scanning.rule(
            key=row.key,
            part=_part(row, request.POST.get("part", "0")),
            fingerprint=request.POST.get("finding", "")[:64],
            reason=request.POST.get("reason", ""),
            by=user,
            at=now,
        )
    except REFUSALS as error:
        return _page(request, user, row, error)
    messages.success(request, "已认定为误报，理由记入审核记录。")
    return redirect("reviews:round", row.pk)


@login_required
@require_POST
def step(request: HttpRequest, round_id: int, verb: str) -> HttpResponse:
    """Take back, stop, publish, publish first, withdraw or hand in again."""
    act = _STEPS.get(verb)
    if act is None:
        raise Http404
    user, now = user_of(request), timezone.now()
    row = round_of(user, round_id)
    try:
        said = act(row, request.POST, user, now)
    except REFUSALS as error:
        return _page(request, user, row, error)
    messages.success(request, said)
    latest = Round.objects.filter(key=row.key).order_by("-pk").values_list("pk", flat=True).first()
    return redirect("reviews:round", latest)


def _take_back(row: Round, _: Mapping[str, str], by: User, at: datetime) -> str:
    reviewing.take_back(round_id=row.pk, by=by, at=at)
    return "已撤回送审。修改后可以重新送审。"


def _revoke(row: Round, sent: Mapping[str, str], by: User, at: datetime) -> str:
    reviewing.revoke(round_id=row.pk, words=sent.get("words", ""), by=by, at=at)
    return "已退回。先前的审核意见不再有效。"


def _release(row: Round, _: Mapping[str, str], by: User, at: datetime) -> str:
    group = Round.objects.filter(group=row.group, state=Round.State.CLEARED).order_by("pk")
    gate.release(keys=[companion.key for companion in group] or [row.key], by=by, at=at)
    return "已发布，公众现在可以查看。"


def _release_first(row: Round, sent: Mapping[str, str], by: User, at: datetime) -> str:
    done = gate.release_first(key=row.key, why=sent.get("reason", ""), by=by, at=at)
    return f"已先行发布。请在{done.review_by:%Y-%m-%d}前补齐审核。"


def _withdraw(row: Round, sent: Mapping[str, str], by: User, at: datetime) -> str:
    gate.withdraw(key=row.key, why=sent.get("reason", ""), by=by, at=at)
    return "已撤下，公众现在看不到这项内容。再次公开须重新送审。"


def _hand_in(row: Round, sent: Mapping[str, str], by: User, at: datetime) -> str:
    reviewing.submit(keys=mine.together(row), by=by, at=at, wish=Wish(sent.get("words", ""), bool(sent.get("urgent"))))
    return "已重新送审。"


_STEPS: dict[str, Callable[[Round, Mapping[str, str], User, datetime], str]] = {
    "take-back": _take_back,
    "revoke": _revoke,
    "release": _release,
    "release-first": _release_first,
    "withdraw": _withdraw,
    "hand-in": _hand_in,
}


def _page(request: HttpRequest, user: User, row: Round, error: Exception | None = None) -> HttpResponse:
    now = timezone.now()
    row = round_of(user, row.pk)
    sheet = showing.sheet(user, row, at=now)
    sent = request.POST.getlist("place") if error else []
    context = {
        "section": "reviews",
        "sheet": sheet,
        "row": row,
        "today": timezone.localdate(now),
        "kind": _kind(row),
        "difference": showing.difference(sheet, request.GET.get("base", "")),
        "reasons": Signature.Why.choices,
        "refused": str(error) if error else "",
        "code": error.code if isinstance(error, EditorialError) else "",
        "wrong": error.field if isinstance(error, Incomplete) else "",
        "typed": request.POST if error else {},
        "places": sent,
        "selected": marking.selections(sheet.shown, sent),
        "next": listing.following(user, row, at=now),
        "seen_digest": sheet.item.digest if sheet.item else "",
        "addresses": _addresses(row),
    }
    return render(request, "editorial/round.html", context, status=status_of(error) if error else 200)


def _onward(request: HttpRequest, user: User, row: Round, said: str, now: datetime) -> HttpResponse:
    """To the next thing that waits; ``row`` is the one just decided, as it lay in the list."""
    following = listing.following(user, row, at=now)
    if following is None:
        messages.success(request, f"{said}没有等您审核的内容了。")
        return redirect("reviews:queue")
    messages.success(request, f"{said}下面是下一件。")
    return redirect("reviews:round", following.pk)


def _seen(request: HttpRequest) -> Seen:
    seq = request.POST.get("seq", "")
    plain = seq.isascii() and seq.isdigit() and len(seq) < 10
    return Seen(int(seq) if plain else -1, request.POST.get("digest", "")[:64])


def _part(row: Round, place: str) -> str:
    """The part that a form names by its place: 0 for the item itself. Raises Gone."""
    parts = [BODY, *(part.key for part in items.load(row.key).parts)]
    if not (place.isascii() and place.isdigit() and int(place[:6]) < len(parts)):
        raise Gone(f"{row.key}/{place[:20]}")
    return parts[int(place[:6])]


def _part_name(request: HttpRequest) -> str:
    return "正文" if request.POST.get("part") == "0" else "这个附件"


def _became(done: Round) -> str:
    if done.state == Round.State.OPEN:
        return f"已通过，转到{_label(done.stage)}"
    return "审核通过，已发布" if done.releases.exists() else "审核通过"


def _label(stage: str) -> str:
    return procedures.stages()[stage].label


def _kind(row: Round) -> str:
    return items.sorts().get(row.kind, row.kind)


def _addresses(row: Round) -> dict[str, str]:
    try:
        kind = items.kind_of(row.key)
        public = kind.public_address(row.key) if gate.is_released(row.key) else ""
        return {"edit": kind.edit_address(row.key), "public": public}
    except Gone:
        return {}
