"""The office's screens 报送与采用: what was offered to us and by us, what is behind its original, and the numbers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate, now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from gongkai.agencies.models import User
from gongkai.agencies.permissions import NotAllowed
from gongkai.disclosure import own, publishing
from gongkai.disclosure.models import Offer
from gongkai.disclosure.reprints import following, offering, statistics
from gongkai.editorial.errors import EditorialError
from gongkai.editorial.pages import GatedPage, key_of
from gongkai.workbooks.writer import MEDIA_TYPE

REFUSALS = (EditorialError, NotAllowed)
MOST = 200
FIRST_YEAR = 2008
"""The year in which the Regulation came into force."""


class OfferForm(forms.Form):
    """Where a page would fit, and why."""

    section = forms.ChoiceField(label="推荐给哪个栏目", error_messages={"required": "请选择栏目。"})
    words = forms.CharField(
        label="推荐理由", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写给对方编辑，可以不填。",
    )  # fmt: skip

    def __init__(self, *args: Any, page: GatedPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["section"]
        assert isinstance(field, forms.ChoiceField)
        assert page.agency is not None
        groups: dict[str, list[tuple[str, str]]] = {}
        for section in offering.sections_for(page.agency):
            assert section.agency is not None
            groups.setdefault(section.agency.name, []).append((str(section.pk), section.title))
        field.choices = [("", "请选择"), *groups.items()]


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """What was offered to one's agencies and by them; taking, declining, and bringing reprints up to date."""
    user, moment = own.user_of(request), now()
    agencies = own.agencies(user, moment)
    if not agencies:
        raise PermissionDenied
    refused: dict[str, Any] = {}
    if request.method == "POST":
        done = _done(request, user, moment)
        if isinstance(done, HttpResponse):
            return done
        refused = done
    year = _year(request, localdate(moment).year)
    keys = [one.pk for one in agencies]
    lines = statistics.lines(keys, year)
    waiting = following.waiting(user, at=moment)
    rows = Offer.objects.filter(agency__in=keys).select_related("to", "reprint", "reprint__public")
    answered = Offer.objects.filter(to__in=keys).exclude(answer=Offer.Answer.WAITING).select_related("agency")
    context = {
        "section": "offers",
        "today": localdate(moment),
        "waiting": [(row, row.age(localdate(moment))) for row in waiting.offers],
        "behind": waiting.behind,
        "sent": list(rows.order_by("-offered_at", "-pk")[:MOST]),
        "answered": list(answered.order_by("-answered_at", "-pk")[:MOST]),
        "year": year,
        "before": year - 1,
        "lines": lines,
        "totals": statistics.totals(lines),
        **refused,
    }
    return render(request, "office/offers/index.html", context, status=422 if refused else 200)


def _done(request: HttpRequest, user: User, moment: datetime) -> HttpResponse | dict[str, Any]:
    """Do what a button says; a refusal stands beside the row."""
    number = request.POST.get("row", "")
    verbs: dict[str, Callable[[int], str]] = {
        "take": lambda key: _taken(key, user, moment),
        "decline": lambda key: _declined(key, request.POST.get("reason", ""), user, moment),
        "follow": lambda key: _followed(key, user, moment),
    }
    verb = verbs.get(request.POST.get("do", ""))
    if verb is None or not number.isdecimal() or len(number) > 9:
        raise Http404
    try:
        messages.success(request, verb(int(number)))
    except REFUSALS as error:
        return {"refused": str(error), "refused_row": int(number), "reason": request.POST.get("reason", "")}
    return redirect("content:offers")


def _taken(key: int, user: User, moment: datetime) -> str:
    made = offering.take(offer_id=key, by=user, at=moment)
    return f"已采用，《{made.title}》的转载存为草稿，请在“审核发布”的“我的草稿”中送审。"


def _declined(key: int, reason: str, user: User, moment: datetime) -> str:
    row = offering.decline(offer_id=key, reason=reason, by=user, at=moment)
    return f"《{row.title}》未采用，理由已经告诉{row.agency.short_name}。"


def _followed(key: int, user: User, moment: datetime) -> str:
    made = offering.follow(reprint_id=key, by=user, at=moment)
    return f"《{made.title}》的转载草稿已经更新为原文现在的内容，请送审。"


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def offer(request: HttpRequest, number: int) -> HttpResponse:
    """Offer a public page of one's own."""
    user, moment = own.user_of(request), now()
    page = own.draft(request, number, GatedPage, moment)
    form = OfferForm(request.POST or None, page=page)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            row = offering.offer(
                page_id=number, section_id=int(said["section"]), words=said["words"], by=user, at=moment
            )
            messages.success(request, f"已报送给{row.to.name}“{row.section_title}”。")
            return redirect("content:offers")
        except REFUSALS as error:
            form.add_error(None, str(error))
    context = {"section": "offers", "page": page, "form": form}
    return render(request, "office/offers/offer.html", context, status=422 if form.errors else 200)


@login_required
@never_cache
@require_GET
def read(request: HttpRequest, number: int) -> HttpResponse:
    """On to the public page of what was offered to or by one's agencies. Raises Http404."""
    keys = [one.pk for one in own.agencies(own.user_of(request), now())]
    row = Offer.objects.filter(Q(to__in=keys) | Q(agency__in=keys), pk=number, page__public__isnull=False)
    found = row.values_list("page", flat=True).first()
    if found is None:
        raise Http404
    return redirect(publishing.public_address(key_of(found)))


@login_required
@never_cache
@require_GET
def table(request: HttpRequest) -> HttpResponse:
    """The statistics of a year as a workbook."""
    moment = now()
    agencies = own.agencies(own.user_of(request), moment)
    if not agencies:
        raise PermissionDenied
    year = _year(request, localdate(moment).year)
    lines = statistics.lines([one.pk for one in agencies], year)
    answer = HttpResponse(statistics.workbook(lines, year), content_type=MEDIA_TYPE)
    answer["Content-Disposition"] = content_disposition_header(True, f"{year}年报送采用统计.xlsx")
    return answer


def _year(request: HttpRequest, this: int) -> int:
    told = request.GET.get("year", "")
    return int(told) if told in {str(year) for year in range(FIRST_YEAR, this)} else this
