"""The screen of a case's file: what for, for whom, and the files that lie ready."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from gongkai.agencies.permissions import NotAllowed, may
from gongkai.agencies.roles import Permission
from gongkai.casework import bundle, bundling
from gongkai.casework.bundle import Bundle, Flavour
from gongkai.casework.errors import Unknown
from gongkai.casework.forms import speak
from gongkai.casework.queries import Sheet
from gongkai.casework.views import REFUSALS, refuse, sheet_of, user_of
from gongkai.files.errors import FileError
from gongkai.files.kinds import Kind
from gongkai.files.serving import POLICY, respond

PDF, ZIP = "pdf", "zip"


class BundleForm(forms.Form):
    """What the file is for, and which of the two."""

    flavour = forms.ChoiceField(
        label="内容",
        choices=[(one.value, one.label) for one in Flavour],
        initial=Flavour.COURT.value,
        widget=forms.RadioSelect,
        help_text="完整案卷含申请人和第三方的个人信息，只供本机关使用。",
    )
    form = forms.ChoiceField(
        label="文件",
        choices=[
            (PDF, "一个PDF（封面、卷内目录、全部材料）"),
            (ZIP, "压缩包（PDF、原件、事项数据、清单和签名）"),
        ],
        initial=PDF,
        widget=forms.RadioSelect,
    )
    why = forms.CharField(label="用途", max_length=200, help_text="例如：行政复议举证。请勿写入申请人姓名。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        speak(self)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for a case's file. A small one comes at once, a large one is made in the background."""
    sheet, now = _sheet(request, number), timezone.now()
    posted = request.method == "POST"
    form = BundleForm(request.POST if posted else None)
    if posted and form.is_valid():
        given = form.cleaned_data
        try:
            made = bundling.ask(
                case=sheet.case,
                flavour=Flavour(given["flavour"]),
                why=given["why"],
                by=user_of(request),
                at=now,
                kind=Kind(given["form"]),
            )
        except REFUSALS as error:
            refuse(form, error)
        else:
            if made is not None:
                return _handed(made, given["form"])
            messages.success(request, "案卷较大，正在后台生成；完成后列在本页，保存一天后自动销毁。")
            return redirect("casework:bundle", number)
    papers, size = bundle.weight(sheet.case)
    context = {
        "section": "cases",
        "sheet": sheet,
        "form": form,
        "papers": papers,
        "size": size,
        "large": bundling.large(sheet.case),
        "ready": bundling.ready(sheet.case, at=now),
        "waiting": bundling.waiting(sheet.case),
    }
    return render(request, "casework/bundle.html", context, status=422 if posted else 200)


@login_required
@never_cache
@require_GET
def fetch(request: HttpRequest, number: str, file_id: UUID) -> HttpResponse:
    """A bundle that was made in the background."""
    sheet = _sheet(request, number)
    try:
        found, data = bundling.fetched(case=sheet.case, file_id=str(file_id), by=user_of(request), at=timezone.now())
    except Unknown as error:
        raise Http404 from error
    except NotAllowed as error:
        raise PermissionDenied from error
    except FileError as error:
        messages.error(request, str(error))
        return redirect("casework:bundle", number)
    return respond(data, found.file.what, f"案卷{number}（{found.flavour.label}）.{found.file.kind}")


def _sheet(request: HttpRequest, number: str) -> Sheet:
    sheet = sheet_of(request, number)
    if not may(user_of(request), Permission.CASE_EXPORT, sheet.case.agency, on=timezone.localdate()):
        raise PermissionDenied
    return sheet


def _handed(made: Bundle, form: str) -> HttpResponse:
    if form == PDF:
        return respond(made.pdf, Kind.PDF, f"{made.name}.pdf")
    response = HttpResponse(bundle.archive(made), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{made.case.number}.zip"'
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response
