"""The screens of the registers: the empty one, the export, and the import in two steps.

Between looking at an import and confirming it nothing is kept, neither on the disk nor in the session: the file is
chosen again, and its digest says that it is the same.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods

from gongkai.agencies.permissions import NotAllowed, agencies_where
from gongkai.agencies.roles import Permission
from gongkai.casework import exporting, import_report, importing
from gongkai.casework.errors import CaseworkError
from gongkai.casework.exporting import Wish
from gongkai.casework.importing import Changed, Fate, Options, Plan
from gongkai.casework.register_file import read_register
from gongkai.casework.register_forms import ExportForm, ImportForm, this_year
from gongkai.casework.register_sheets import UnreadableRegister
from gongkai.casework.register_template import template
from gongkai.workbooks.writer import MEDIA_TYPE

ROWS_ON_SCREEN = 2_000
"""More rows than this are for the command line: the writer is held while they are written."""


@login_required
@require_GET
def registers(request: HttpRequest) -> HttpResponse:
    """What can be done with registers."""
    return _registers(request)


def _registers(request: HttpRequest, form: ExportForm | None = None) -> HttpResponse:
    today = timezone.localdate()
    seen = agencies_where(_user(request), Permission.CASE_SEE, on=today).filter(takes_requests=True)
    context = {
        "section": "registers",
        "form": form or ExportForm(agencies=seen, initial=this_year(today)),
        "sees": seen.exists(),
        "registers": agencies_where(_user(request), Permission.CASE_REGISTER, on=today).exists(),
    }
    if not context["sees"] and not context["registers"]:
        raise PermissionDenied
    return render(request, "casework/registers.html", context, status=422 if form else 200)


@login_required
@require_GET
def empty(_: HttpRequest) -> HttpResponse:
    """The empty register to be filled in."""
    return download(template(), "历年台账模板.xlsx")


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def export(request: HttpRequest) -> HttpResponse:
    """The register of a period. A POST, for it stands in the ledger."""
    if request.method == "GET":
        return redirect("desk:registers")
    user, now = _user(request), timezone.now()
    seen = agencies_where(user, Permission.CASE_SEE, on=timezone.localdate(now)).filter(takes_requests=True)
    form = ExportForm(request.POST, agencies=seen)
    if not form.is_valid():
        return _registers(request, form)
    wish = Wish(**form.cleaned_data)
    data = exporting.export(wish, by=user, at=now)
    return download(data, f"{wish.agency.short_name}依申请公开台账{wish.first}至{wish.last}.xlsx")


@login_required
@csrf_exempt
def take_in(request: HttpRequest) -> HttpResponse:
    """The import. Uploads stay in memory: they hold personal data, and Django would put larger ones on the disk.
    Handlers are chosen before the body is read, so the check against forgery comes after them."""
    request.upload_handlers = [MemoryFileUploadHandler(request)]
    return _take_in(request)


@csrf_protect
@never_cache
@require_http_methods(["GET", "POST"])
def _take_in(request: HttpRequest) -> HttpResponse:
    user, now = _user(request), timezone.now()
    today = timezone.localdate(now)
    agencies = agencies_where(user, Permission.CASE_REGISTER, on=today).filter(takes_requests=True)
    if not agencies.exists():
        raise PermissionDenied
    form = ImportForm(request.POST or None, request.FILES or None, agencies=agencies, too_large=_too_large(request))
    if request.method == "GET" or not form.is_valid():
        return _page(request, form)
    try:
        plan = _plan(form, user, today)
        if request.POST.get("do") == "report":
            return download(import_report.as_workbook(plan), f"核对报告{today}.xlsx")
        if request.POST.get("do") == "confirm":
            return _confirm(request, form, plan)
    except (CaseworkError, NotAllowed) as error:
        form.add_error("file", str(error))
        return _page(request, form)
    return _page(request, form, plan)


def _plan(form: ImportForm, user: Any, today: Any) -> Plan:
    given = form.cleaned_data
    register = read_register(given["file"].read(), given["mapping"])
    if len(register.rows) > ROWS_ON_SCREEN:
        raise UnreadableRegister(
            f"文件有{len(register.rows)}行，网页一次最多导入{ROWS_ON_SCREEN}行。请按年份拆成几个文件，"
            "或者由运维人员用 gongkai import-register 命令导入。"
        )
    options = Options(given["mapping"], given["served_on_reply"], given["leave_out_doubtful"])
    return importing.plan(register, given["agency"], today=today, options=options, by=user)


def _confirm(request: HttpRequest, form: ImportForm, plan: Plan) -> HttpResponse:
    if request.POST.get("digest") != plan.register.digest:
        form.add_error("file", "这次选择的文件与核对过的不是同一个文件，没有导入。请重新核对。")
        return _page(request, form, plan)
    if request.POST.get("seen") != plan.digest:
        form.add_error("file", str(Changed()))
        return _page(request, form, plan)
    done = importing.carry_out(plan, by=_user(request), at=timezone.now())
    kept = f"，其中{done.kept}件沿用原编号" if done.kept else ""
    refused = plan.counts[Fate.REFUSED]
    rest = f"有{refused}行有误没有导入，改正后把整个文件再导入一次即可，已导入的不会重复。" if refused else ""
    messages.success(request, f"已导入{len(done.numbers)}件{kept}。{rest}")
    return redirect(f"{reverse('casework:list')}?status=all")


def _page(request: HttpRequest, form: ImportForm, plan: Plan | None = None) -> HttpResponse:
    context: dict[str, Any] = {
        "section": "books",
        "form": form,
        "plan": plan,
        "mapping": form.data.get("mapping", ""),
    }
    if plan is not None:
        rows = import_report.reported(plan)
        context |= {
            "counts": [(fate.label, import_report.COLOURS[fate], count) for fate, count in plan.counts.items()],
            "noted": [row for row in rows if row.reasons],
            "plain": [row for row in rows if not row.reasons],
            "wanted": len(plan.wanted),
        }
    return render(request, "casework/register_import.html", context, status=422 if form.errors else 200)


def _too_large(request: HttpRequest) -> bool:
    """Whether the body was larger than what stays in memory; its file was then not taken."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return length.isdecimal() and int(length) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE


def download(data: bytes, name: str, media_type: str = MEDIA_TYPE) -> HttpResponse:
    """A file to be kept."""
    response = HttpResponse(data, content_type=media_type)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    response.headers["Cache-Control"] = "no-store"
    return response


def _user(request: HttpRequest) -> Any:
    return request.user
