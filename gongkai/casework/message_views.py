"""The screen for messages to applicants: one button that sends again what did not go out."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from gongkai.agencies.permissions import NotAllowed
from gongkai.casework import resending
from gongkai.casework.errors import NotPermitted, Unknown
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
