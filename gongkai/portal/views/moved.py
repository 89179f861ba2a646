"""The office's screen of old addresses: the list, one more, a table looked at before it is taken, one taken away."""

from __future__ import annotations

import csv
from datetime import datetime
from io import StringIO
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gongkai.agencies.models import User
from gongkai.portal import moved
from gongkai.portal.moved import BadLines, Line, Outcome

A_PAGE, MOST_LINES = 50, 5_000


class OneForm(forms.Form):
    """An old address and the page that took its place."""

    old = forms.CharField(
        label="旧网址",
        max_length=moved.LONGEST,
        help_text="旧网站上的网址，连同“?”后面的参数，例如：/art/2019/3/5/art_12_345.html。",
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "url"}),
    )
    new = forms.CharField(
        label="现在的网址",
        max_length=300,
        help_text="本网站上的网址，或者政策文件的索引号。",
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "url"}),
    )


class TableForm(forms.Form):
    """A table of many; nothing is taken before it was looked at."""

    file = forms.FileField(
        label="对照表",
        help_text="CSV或者XLSX，两列：旧网址、现在的网址（或者政策文件的索引号），有没有表头都可以，一次最多5000行。",
        widget=forms.FileInput({"accept": ".csv,.xlsx"}),
    )
    replace = forms.BooleanField(label="允许改变已有的指向", required=False)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Everything on one screen; a table is shown row by row first and taken when it is confirmed."""
    user, at = request.user, now()
    assert isinstance(user, User), "whoever is signed in is an officer"
    if not moved.keeps(user, at=at):
        raise PermissionDenied
    shown: dict[str, Any] = {"one": OneForm(), "table": TableForm()}
    if request.method == "POST":
        try:
            said = _change(request, shown, user, at)
        except BadLines as error:
            shown["refused"] = error.sentences
        else:
            if said:
                messages.success(request, said)
                return redirect("moved:page")
    words = request.GET.get("words", "").replace("\0", "")[: moved.LONGEST]
    rows = Paginator(moved.listed(words), A_PAGE).get_page(request.GET.get("page"))
    context = {"section": "moved", "words": words, "rows": rows} | shown
    wrong = "refused" in shown or any(form.errors for form in (shown["one"], shown["table"]))
    return render(request, "office/moved.html", context, status=422 if wrong else 200)


def _change(request: HttpRequest, shown: dict[str, Any], by: User, at: datetime) -> str:
    """Carry out a button; what to say of it, empty when there is something to look at first. Raises BadLines,
    PermissionDenied for a button that there is not."""
    match request.POST.get("do"):
        case "add":
            shown["one"] = form = OneForm(request.POST)
            return _added(form, by, at) if form.is_valid() else ""
        case "look":
            shown["table"] = table = TableForm(request.POST, request.FILES)
            if table.is_valid():
                lines = _few(moved.read(table.cleaned_data["file"].read()))
                shown |= _looked_at(lines, replace=table.cleaned_data["replace"])
            return ""
        case "take":
            lines = _few(moved.read(request.POST.get("lines", "").encode()))
            count = moved.take_in(lines=lines, at=at, replace=request.POST.get("replace") == "on", by=by)
            return f"已经导入：{count}个旧网址是新的或者改变了指向，从现在起跳转。"
        case "remove":
            typed = request.POST.get("row", "")
            key = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= 16 else 0
            gone = moved.take_away(row_id=key, why=request.POST.get("why", ""), by=by, at=at)
            return f"旧网址“{gone}”已经取消，不再跳转。" if gone else "已经没有这一项。"
    raise PermissionDenied


def _added(form: OneForm, by: User, at: datetime) -> str:
    line = Line(1, form.cleaned_data["old"], form.cleaned_data["new"])
    try:
        count = moved.take_in(lines=[line], at=at, by=by)
    except BadLines as error:
        form.add_error(None, "".join(error.sentences).replace("第1行的", ""))
        return ""
    return f"“{moved.local(line.old)}”从现在起跳转到登记的页面。" if count else "已经登记过了。"


def _few(lines: list[Line]) -> list[Line]:
    if not lines:
        raise BadLines(["表里没有一行网址。"])
    if len(lines) > MOST_LINES:
        raise BadLines([f"表里有{len(lines)}行，一次最多{MOST_LINES}行。请拆成几个文件，或者请运维人员用命令导入。"])
    return lines


def _looked_at(lines: list[Line], *, replace: bool) -> dict[str, Any]:
    """Every row with what would become of it, and the same rows as they are handed in when they are confirmed."""
    verdicts, kept = moved.judged(lines, replace=replace), StringIO()
    csv.writer(kept).writerows([line.old, line.new] for line in lines)
    counts = [(outcome, sum(one.outcome is outcome for one in verdicts)) for outcome in Outcome]
    clean = not any(one.outcome is Outcome.REFUSED for one in verdicts)
    looked = sorted(verdicts, key=lambda one: one.outcome is not Outcome.REFUSED)
    return {"looked": looked, "counts": counts, "clean": clean, "lines": kept.getvalue(), "replacing": replace}
