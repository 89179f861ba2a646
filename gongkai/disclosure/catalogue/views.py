"""The office's screens for its catalogue: what is covered and what is not, its lines, and a table file."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from gongkai.agencies.permissions import NotAllowed
from gongkai.disclosure import own
from gongkai.disclosure.catalogue import columns, coverage, exporting, filing, importing
from gongkai.disclosure.catalogue.coverage import OWED, State
from gongkai.disclosure.catalogue.forms import LineForm
from gongkai.disclosure.catalogue.models import Catalogue, CatalogueEntry
from gongkai.disclosure.models import PublicPage
from gongkai.disclosure.table_forms import TableForm
from gongkai.disclosure.widgets import named
from gongkai.editorial import gate
from gongkai.editorial.errors import EditorialError

REFUSALS = (EditorialError, NotAllowed)
SECTION = "catalogue"


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The catalogue of one's agency as its newest draft has it, with what stands under each line; and its import."""
    moment = now()
    agency = own.agency(request, moment, Catalogue)
    catalogue = filing.of(agency)
    form = TableForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {
        "section": SECTION,
        "agency": agency,
        "agencies": own.agencies(own.user_of(request), moment),
        "catalogue": catalogue,
        "form": form,
    }
    if catalogue is None:
        return render(request, "office/catalogue/index.html", context)
    if request.method == "POST" and form.is_valid() and _imported(request, catalogue, form, context, moment):
        return redirect(f"{request.path}?agency={agency.code}")
    context |= _lines(catalogue, request.GET.get("state", ""), moment)
    return render(request, "office/catalogue/index.html", context, status=422 if form.errors else 200)


def _lines(catalogue: Catalogue, asked: str, moment: datetime) -> dict[str, Any]:
    covered = coverage.cover(filing.lines(catalogue), localdate(moment))
    state = State(asked) if asked in set(State) else None
    release = gate.standing(catalogue.gate_key)
    return {
        "tally": [(one, count) for one, count in coverage.tally(covered).items() if count],
        "state": state,
        "covered": [one for one in covered if state in (None, one.state)],
        "owed": sum(one.state in OWED for one in covered),
        "without": coverage.without_a_line(one.entry for one in covered),
        "revision": catalogue.latest_revision_id or 0,
        "released": release is not None,
        "changed": release is not None and release.digest != catalogue.as_item(whole=False).digest,
    }


def _imported(
    request: HttpRequest, catalogue: Catalogue, form: TableForm, context: dict[str, Any], moment: datetime
) -> bool:
    """Take the file in, when it is confirmed and is the one that was looked at; else put into the context what it
    would do."""
    try:
        plan = importing.plan(form.cleaned_data["file"], catalogue)
        context["plan"] = plan
        if request.POST.get("do") != "confirm":
            return False
        if request.POST.get("digest") != plan.digest:
            form.add_error("file", "这不是刚才核对的文件，没有导入。请核对下面的内容后再确认。")
            return False
        revision = own.number(request.POST.get("revision"))
        filing.take_in(catalogue_id=catalogue.pk, plan=plan, revision=revision, by=own.user_of(request), at=moment)
    except REFUSALS as error:
        form.add_error("file", str(error))
        return False
    messages.success(request, f"已导入{len(plan.entries)}条，成为草稿。核对后请送审。")
    return True


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def line(request: HttpRequest, number: int, place: int) -> HttpResponse:
    """One line of the draft, or with 0 a new one: written, or taken out."""
    moment = now()
    catalogue = own.draft(request, number, Catalogue, moment)
    assert isinstance(catalogue, Catalogue)
    entries = filing.lines(catalogue)
    if place > len(entries):
        raise Http404
    entry = entries[place - 1] if place else CatalogueEntry()
    form = LineForm(request.POST or None, instance=entry)
    if request.method == "POST":
        answer = _written(request, catalogue, place, form, moment)
        if answer is not None:
            return answer
    context = {
        "section": SECTION, "catalogue": catalogue, "place": place, "form": form,
        "revision": own.number(request.POST.get("revision")) or catalogue.latest_revision_id or 0,
    }  # fmt: skip
    return render(request, "office/catalogue/line.html", context, status=422 if form.errors else 200)


def _written(
    request: HttpRequest, catalogue: Catalogue, place: int, form: LineForm, moment: datetime
) -> HttpResponse | None:
    told: dict[str, Any] = {
        "catalogue_id": catalogue.pk, "number": place, "revision": own.number(request.POST.get("revision")),
        "by": own.user_of(request), "at": moment,
    }  # fmt: skip
    try:
        if request.POST.get("do") == "drop" and place:
            filing.drop(**told)
            messages.success(request, "已从草稿中删去这一条。")
        elif form.is_valid():
            filing.write(fields=form.fields_said(), **told)
            messages.success(request, "已保存为草稿。")
        else:
            return None
    except REFUSALS as error:
        form.is_valid()
        form.add_error(None, str(error))
        return None
    assert catalogue.agency is not None
    return redirect(f"{reverse('content:catalogue')}?agency={catalogue.agency.code}")


@login_required
@never_cache
@require_GET
def table(request: HttpRequest) -> HttpResponse:
    """The draft as a workbook, which can be changed and taken in again; an empty one where there is no catalogue."""
    agency = own.agency(request, now(), Catalogue)
    catalogue = filing.of(agency)
    entries = filing.lines(catalogue) if catalogue else []
    rows = {row.page_id: row for row in PublicPage.objects.filter(page__in=[one.place_id for one in entries])}
    body = [columns.as_row(one, named(rows[one.place_id]) if one.place_id in rows else "") for one in entries]
    return own.workbook(
        exporting.workbook([list(columns.NAMES.values()), *body]), f"{agency.short_name}主动公开目录.xlsx"
    )
