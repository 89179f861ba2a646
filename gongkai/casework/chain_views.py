"""The screen of a step between draft and letter: a form on the case page is sent here."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gongkai.agencies.permissions import NotAllowed
from gongkai.casework import chain_page, signing
from gongkai.casework.chain import Letter
from gongkai.casework.errors import Conflict, Unknown
from gongkai.casework.forms import StepForm
from gongkai.casework.models import Case
from gongkai.casework.queries import Sheet, visible
from gongkai.casework.views import REFUSALS, case_with_form, sheet_of, user_of

_DONE = {"pass": "已审签，转下一环节。", "return": "已退回拟办人修改。"}
_VERBS: Mapping[str, Callable[..., Case]] = {"pass": signing.pass_step, "return": signing.return_draft}


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, number: str, letter: str) -> HttpResponse:
    """Pass a step or send the draft back; refused, the page comes back with what was typed and why."""
    if letter not in Letter.values:
        raise Http404
    sheet = sheet_of(request, number)
    if request.method == "GET":
        return redirect("casework:case", number)
    do = "return" if request.POST.get("do") == "return" else "pass"
    form, status = chain_page.form_for(letter, do, sheet, request.POST), 200
    if form.is_valid():
        try:
            _take(request, sheet, letter, do, form)
        except Unknown as error:
            raise Http404(str(error)) from error
        except NotAllowed as error:
            raise PermissionDenied from error
        except REFUSALS as error:
            # Said at the top, for the form may be gone: somebody else took the step meanwhile.
            messages.error(request, str(error))
            status = 409 if isinstance(error, Conflict) else 422
        else:
            messages.success(request, _DONE[do])
            return _onward(request, sheet.case)
    return case_with_form(request, number, f"{letter}-{do}", form, status)


def _take(request: HttpRequest, sheet: Sheet, letter: str, do: str, form: StepForm) -> None:
    given = {"case_id": sheet.case.pk, "letter": letter, "by": user_of(request), "at": timezone.now()}
    _VERBS[do](**given, **form.cleaned_data)


def _onward(request: HttpRequest, case: Case) -> HttpResponse:
    """To the case, or to the day's work for who does not see it any more: a reviewer whose step is done."""
    stays = visible(user_of(request), on=timezone.localdate()).filter(pk=case.pk).exists()
    return redirect("casework:case", case.number) if stays else redirect("desk:today")
