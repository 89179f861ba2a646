"""What waits for a reviewer, and what became of what somebody handed in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongkai.editorial import handing_in, items, listing, mine, procedures, reviewing
from gongkai.editorial.entering import REFUSALS, status_of, user_of
from gongkai.editorial.handing_in import Outcome
from gongkai.editorial.listing import Wanted
from gongkai.editorial.reviewing import Wish

FIELDS = ("stage", "kind", "agency", "late", "words", "after")


@login_required
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for who asks, most pressing first."""
    user, now = user_of(request), timezone.now()
    chosen = {name: request.GET.get(name, "")[:60] for name in FIELDS}
    found = listing.listing(user, Wanted(**chosen), at=now)
    onward = request.GET.copy()
    onward["after"] = found.next_key
    context = {
        "section": "reviews",
        "found": found,
        "chosen": chosen,
        "narrowed": any(chosen[name] for name in FIELDS if name != "after"),
        "stages": list(procedures.stages().values()),
        "kinds": items.sorts(),
        "onward": onward.urlencode(),
        "waiting_summary": found.summary,
        "to_answer": listing.to_answer(user, at=now),
    }
    return render(request, "editorial/queue.html", context)


@login_required
@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """What somebody handed in and where it stands; what was cleared and is not out, and why."""
    user, now = user_of(request), timezone.now()
    context = {"section": "reviews", "found": mine.gather(user, at=now)}
    return render(request, "editorial/mine.html", context)


@login_required
@require_POST
def hand_in(request: HttpRequest) -> HttpResponse:
    """Hand something in, or hand it in again: the item and all that was signed off together with it."""
    user, now = user_of(request), timezone.now()
    keys = [key[:64] for key in request.POST.getlist("key")][:20]
    wish = Wish(words=request.POST.get("words", ""), urgent=bool(request.POST.get("urgent")))
    try:
        for key in keys:
            items.kind_of(key).ready(key)
        rows = reviewing.submit(keys=keys, by=user, at=now, wish=wish)
    except REFUSALS as error:
        context = {"section": "reviews", "found": mine.gather(user, at=now), "refused": str(error), "typed": wish.words}
        return render(request, "editorial/mine.html", context, status=status_of(error))
    messages.success(request, "已送审：" + "、".join(f"《{row.title}》" for row in rows))
    return redirect("reviews:mine")


@login_required
@require_http_methods(["GET", "POST"])
def drafts(request: HttpRequest) -> HttpResponse:
    """The drafts that somebody has not handed in, and handing in several of them at once."""
    user, now = user_of(request), timezone.now()
    context: dict[str, Any] = {"section": "reviews", "most": handing_in.MOST}
    outcomes: list[Outcome] = []
    keys = [key[:64] for key in request.POST.getlist("key")]
    status = 200
    if request.method == "POST":
        wish = Wish(words=request.POST.get("words", ""), urgent=bool(request.POST.get("urgent")))
        try:
            outcomes = handing_in.submit_each(keys=keys, by=user, at=now, wish=wish)
        except REFUSALS as error:
            context |= {"refused": str(error), "typed": wish}
            status = status_of(error)
        else:
            context["typed"] = wish if any(one.refused for one in outcomes) else None
            status = 422 if all(one.refused for one in outcomes) else 200
    reasons = {one.key: one.refused for one in outcomes}
    found = handing_in.drafts(user, at=now)
    context["rows"] = [(draft, reasons.get(draft.key, ""), draft.key in keys) for draft in found]
    context |= {
        "handed_in": [one for one in outcomes if not one.refused],
        "kept": sum(bool(one.refused) for one in outcomes),
        # a reason stands with its draft; what is no draft any more has no other place than this
        "elsewhere": [one for one in outcomes if one.refused and one.key not in {draft.key for draft in found}],
    }
    return render(request, "editorial/drafts.html", context, status=status)
