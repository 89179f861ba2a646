"""The screen of Word templates: take the one in use, change it in Word, bring it back, try it, retire it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongkai.agencies.models import User
from gongkai.agencies.permissions import NotAllowed, agencies_where
from gongkai.agencies.roles import Permission
from gongkai.casework import templates_of_letters
from gongkai.casework.errors import CaseworkError, Unknown
from gongkai.casework.forms import speak
from gongkai.casework.models import LetterTemplate
from gongkai.casework.views import user_of
from gongkai.files.errors import FileError
from gongkai.files.kinds import Kind
from gongkai.files.serving import respond
from gongkai.files.uploading import FilesField
from gongkai.typeset import page
from gongkai.typeset.errors import TypesetError

REFUSED = (FileError, TypesetError, CaseworkError)


class TemplateForm(forms.Form):
    """An edited template and the letters it is for."""

    kind = forms.ChoiceField(label="用于", required=False)
    uploaded = FilesField(label="模板文件", kinds=frozenset({Kind.DOCX}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = list(templates_of_letters.titles().items())  # type: ignore[attr-defined]
        speak(self)

    def clean_uploaded(self) -> Any:
        """One file at a time: each is for one kind of letter."""
        (one, *more) = self.cleaned_data["uploaded"]
        if more:
            raise forms.ValidationError("每次请只上传一个模板。")
        return one


@login_required
@require_http_methods(["GET", "POST"])
def templates(request: HttpRequest) -> HttpResponse:
    """The templates of an agency, and the form for a new one."""
    user, now = user_of(request), timezone.now()
    agencies = list(_agencies(user))
    if not agencies:
        raise PermissionDenied
    agency = next((one for one in agencies if str(one.pk) == request.GET.get("agency")), agencies[0])
    posted = request.method == "POST"
    form = TemplateForm(request.POST if posted else None, request.FILES if posted else None)
    if posted and form.is_valid():
        received, kind = form.cleaned_data["uploaded"], form.cleaned_data["kind"]
        try:
            row = templates_of_letters.upload(
                agency=agency, kind=kind, data=received.data, name=received.checked.name, by=user, at=now
            )
        except REFUSED as error:
            form.add_error("uploaded", f"{error}原来的模板照旧使用。")
        else:
            messages.success(request, f"模板已启用，此后下载的Word文书使用它（编号{row.pk}）。已经制发的文书不变。")
            return redirect(f"{reverse('desk:templates')}?agency={agency.pk}")
    context = {
        "section": "templates",
        "agency": agency,
        "agencies": agencies,
        "lines": templates_of_letters.listed(agency),
        "retired": [(row, _title(row.kind)) for row in templates_of_letters.retired(agency)],
        "form": form,
        "fields": page.LABELS,
        "lists": page.LISTS,
    }
    return render(request, "casework/templates.html", context, status=422 if posted else 200)


@login_required
@require_GET
def default(request: HttpRequest) -> HttpResponse:
    """The template that comes with gongkai, to begin from."""
    if not _agencies(user_of(request)).exists():
        raise PermissionDenied
    from gongkai.typeset.word import default_template  # Word's libraries, only when somebody asks for the file

    return respond(default_template(), Kind.DOCX, "默认文书模板.docx")


@login_required
@require_GET
def content(request: HttpRequest, key: int) -> HttpResponse:
    """A template as it was uploaded, in use or retired."""
    row = _row(request, key)
    return respond(bytes(row.content), Kind.DOCX, f"文书模板{row.pk}.docx")


@login_required
@require_GET
def sample(request: HttpRequest, agency: int, kind: str) -> HttpResponse:
    """A made-up letter in the template that is in use for a kind."""
    chosen = get_object_or_404(_agencies(user_of(request)), pk=agency)
    wanted = templates_of_letters.ALL if kind == "all" else kind
    template = templates_of_letters.content_for(chosen, wanted)
    try:
        data = templates_of_letters.tried(chosen, wanted, template, at=timezone.now())
    except Unknown as error:
        raise Http404 from error
    except TypesetError as error:
        messages.error(request, str(error))
        return redirect("desk:templates")
    return respond(data, Kind.DOCX, f"试填：{_title(wanted)}.docx")


@login_required
@require_POST
def retire(request: HttpRequest, key: int) -> HttpResponse:
    """Take a template out of use."""
    row = _row(request, key)
    try:
        templates_of_letters.retire(template_id=row.pk, by=user_of(request), at=timezone.now())
    except CaseworkError as error:
        messages.error(request, str(error))
    except NotAllowed as error:
        raise PermissionDenied from error
    else:
        messages.success(request, f"《{_title(row.kind)}》的模板已停用。")
    return redirect(f"{reverse('desk:templates')}?agency={row.agency_id}")


def _row(request: HttpRequest, key: int) -> LetterTemplate:
    return get_object_or_404(LetterTemplate, pk=key, agency__in=_agencies(user_of(request)))


def _agencies(user: User) -> Any:
    on = timezone.localdate()
    return agencies_where(user, Permission.TEMPLATE_EDIT, on=on).filter(takes_requests=True)


def _title(kind: str) -> str:
    return templates_of_letters.titles().get(kind, kind)
