"""The public calculator of reply limits, as a page and as data."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse

from gongkai.agencies import calendar
from gongkai.portal import pages, question
from gongkai.portal.clock import clock
from gongkai.portal.views.methods import answers
from gongkai.statute.errors import StatuteError
from gongkai.statute.permission import correction_notice_by


@answers("GET")
def calculator(request: HttpRequest) -> HttpResponse:
    """Day and way of receipt in, due day with every day counted out."""
    context: dict[str, object] = {
        "channels": [(name, label) for name, (_, label) in question.CHANNELS.items()],
        "received": request.GET.get("received", "")[:20],
        "channel": request.GET.get("channel", "web"),
    }
    if "received" in request.GET:
        try:
            asked = question.read({name: request.GET.get(name, "") for name in question.PARAMETERS})
            found = clock(asked.events(), today=None)
            context |= {"clock": found, "correction_by": correction_notice_by(found.state, calendar.current())}
        except StatuteError as error:
            context["fault"] = _for_citizens(error)
    return pages.page(request, "portal/calculator.html", context, column=pages.CALCULATOR)


@answers("GET")
def due(request: HttpRequest) -> JsonResponse:
    """``/api/calendar/due?received=2026-02-13&channel=web``: the answer of ``gongkai due`` for everybody."""
    try:
        found = question.answer(question.read(request.GET.dict()))
    except StatuteError as error:
        return _json({"error": {"code": error.code, "message": _for_citizens(error)}}, status=400)
    return _json(found)


def _for_citizens(error: StatuteError) -> str:
    """The sentence; the one about importing a notice is for operators."""
    if error.code == "CALENDAR_UNKNOWN":
        return f"系统里没有{error.year}年的节假日安排，无法计算。"  # type: ignore[attr-defined]
    return str(error)


def _json(content: dict[str, object], status: int = 200) -> JsonResponse:
    response = JsonResponse(content, status=status, json_dumps_params={"ensure_ascii": False})
    # Public facts without a session: pages of other systems may ask from the browser.
    response["Access-Control-Allow-Origin"] = "*"
    return response
