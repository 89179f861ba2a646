"""Screens for the files of a case: adding, opening, and the reason that opening proof of identity asks."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gongkai.agencies.guard import readable
from gongkai.agencies.roles import Permission
from gongkai.casework import attachments, identity_asking, log, subjects
from gongkai.casework.attachments import Upload
from gongkai.casework.errors import Incomplete, NotPermitted, Unknown
from gongkai.casework.forms import speak
from gongkai.casework.identity_views import ASKED
from gongkai.casework.models import Attachment
from gongkai.casework.views import REFUSALS, refuse, sheet_of, user_of
from gongkai.files import store
from gongkai.files.errors import FileError
from gongkai.files.keeping import KeepingForm
from gongkai.files.serving import respond
from gongkai.files.uploading import FilesField


class AttachForm(KeepingForm):
    """Files to be added, and what they are for."""

    role = forms.ChoiceField(
        label="用途", choices=[("", "请选择"), *((role.value, role.label) for role in attachments.BY_OFFICERS)]
    )
    uploaded = FilesField(label="文件")
    words = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        speak(self)

    def uploads(self) -> list[Upload]:
        """What was chosen, once the form is valid."""
        return [Upload(received, self.cleaned_data["role"]) for received in self.cleaned_data["uploaded"]]


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def attach(request: HttpRequest, number: str) -> HttpResponse:
    """Add files to a case."""
    user, now = user_of(request), timezone.now()
    sheet = sheet_of(request, number)
    if not log.allowed(user, Permission.CASE_DRAFT, sheet.case, on=timezone.localdate(now)):
        raise PermissionDenied
    posted = request.method == "POST"
    form = AttachForm(request.POST if posted else None, request.FILES if posted else None)
    if posted and form.is_valid():
        try:
            made = attachments.add(
                case_id=sheet.case.pk, uploads=form.uploads(), by=user, at=now, words=form.cleaned_data["words"]
            )
        except REFUSALS as error:
            refuse(form, error)
        else:
            form.sent()
            messages.success(request, f"已添加{len(made)}个文件。")
            return redirect("casework:case", number)
    status = 422 if posted else 200
    return render(request, "casework/attach.html", {"section": "cases", "sheet": sheet, "form": form}, status=status)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def opened(request: HttpRequest, number: str, key: int) -> HttpResponse:
    """Open a file. Proof of identity is opened by a form that says why."""
    user, now = user_of(request), timezone.now()
    sheet = sheet_of(request, number)
    why = readable(request.POST.get("why", ""))[:200]
    try:
        row, data = attachments.read(attachment_id=key, by=user, at=now, why=why)
    except Unknown as error:
        raise Http404(str(error)) from error
    except NotPermitted:
        identity_asking.ask(case_id=sheet.case.pk, why=why, by=user, at=now)
        messages.success(request, ASKED)
        return redirect("casework:case", number)
    except Incomplete as error:
        row = Attachment.objects.get(pk=key)
        context = {"section": "cases", "sheet": sheet, "row": row, "error": str(error) if request.POST else ""}
        context["required"] = identity_asking.required()
        return render(request, "casework/why.html", context, status=422 if request.POST else 200)
    except FileError as error:
        messages.error(request, str(error))
        return redirect("casework:case", number)
    name = store.name_of(row.file, subjects.key_of(row.case.subject))
    return respond(data, row.file.what, name, inline="inline" in request.GET)
