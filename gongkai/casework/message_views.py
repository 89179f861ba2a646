"""The screens for messages to applicants: send again what did not go out, and tell of a limit that moved."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from gongkai.agencies.permissions import NotAllowed
from gongkai.casework import moved_dates, resending
from gongkai.casework.errors import Conflict, NotPermitted, Unknown
from gongkai.casework.views import sheet_of, user_of


@login_required
@require_http_methods(["GET", "POST"])
def resend(request: HttpRequest, number: str, key: int) -> HttpResponse:
    """Send a failed message again."""
    sheet = sheet_of(request, number)
    if request.method == "POST":
        try:
            if not sheet.case.messages.filter(pk=key).exists():
                raise Unknown
            resending.resend(message_id=key, by=user_of(request), at=timezone.now())
        except Unknown as error:
            raise Http404(str(error)) from error
        except NotAllowed as error:
            raise PermissionDenied from error
        except NotPermitted as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "通知已重新排队，稍后发送。短信在免打扰时段过后发送。")
    return redirect("casework:case", number)


@login_required
@require_http_methods(["GET", "POST"])
def tell_moved(request: HttpRequest, number: str) -> HttpResponse:
    """Tell the applicant of a limit that moved."""
    sheet = sheet_of(request, number)
    if request.method == "POST":
        seen = request.POST.get("seq", "")
        try:
            seq = int(seen) if seen.isascii() and seen.isdigit() else None
            moved_dates.tell(case_id=sheet.case.pk, by=user_of(request), at=timezone.now(), seq=seq)
        except NotAllowed as error:
            raise PermissionDenied from error
        except (NotPermitted, Conflict) as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "答复期限的变动已经告知申请人并记入办理经过。")
    return redirect("casework:case", number)
