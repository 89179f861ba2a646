"""The calls about figures: an agency's own counts, published annual reports, and the reply limit of any day."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Router
from ninja.params.functions import Path, Query

from gongkai.portal import question
from gongkai.portal.api.access import Bearer, count_public
from gongkai.portal.api.refusals import NOT_FOUND, Refusal
from gongkai.portal.api.shapes import DueOut, Fault, ReportLine, Statistics
from gongkai.portal.models import ApiKey
from gongkai.portal.views.reports import FIRST_YEAR, LAST_YEAR
from gongkai.reporting import counting
from gongkai.reporting.queries import published, published_report

router = Router()
Year = Path(..., ge=FIRST_YEAR, le=LAST_YEAR, description="年份。", example=2025)
_PUBLIC = frozenset({404, 405, 422, 429, 500})


@router.get(
    "/statistics/{year}",
    auth=Bearer(),
    response={200: Statistics, frozenset({401, 403, *_PUBLIC}): Fault},
    operation_id="get_statistics",
    summary="本机关的年度数量",
    tags=["统计和年报"],
)
def get_statistics(request: HttpRequest, year: int = Year) -> dict[str, Any]:
    """本机关一年收到和处理申请、复议诉讼的数量，随办件变化；发布的年度报告以公布的为准。"""
    key = request.auth  # type: ignore[attr-defined]
    assert isinstance(key, ApiKey), "nobody gets here without a key"
    if not key.may_follow:
        raise Refusal(403, "KEY_MAY_NOT_FOLLOW", "本密钥没有查询办理进度的权限。")
    ids = [key.agency_id]
    decided, in_time = counting.punctuality(ids, year)
    return {
        "year": year,
        "agency": key.agency.name,
        "table_b": counting.table_b(ids, year),
        "table_c": counting.table_c(ids, year),
        "channels": counting.channels(ids, year),
        "decided": decided,
        "decided_in_time": in_time,
    }


@router.get(
    "/reports",
    response={200: list[ReportLine], _PUBLIC: Fault},
    operation_id="list_reports",
    summary="列出已发布的年度报告",
    tags=["统计和年报"],
)
def list_reports(request: HttpRequest, response: HttpResponse) -> list[dict[str, Any]]:
    """全部机关已经发布的年度报告，新的在前。不需要密钥。"""
    count_public(request)
    _for_everybody(response)
    return [
        {
            "agency_code": report.agency_code,
            "agency": report.agency_name,
            "year": report.year,
            "title": report.title,
            "published_on": report.published_on,
            "page": reverse("portal:report", args=[report.agency_code, report.year]),
            "data": f"/api/v1/reports/{report.agency_code}/{report.year}",
        }
        for report in published()
    ]


@router.get(
    "/reports/{slug:code}/{year}",
    response={200: dict[str, Any], _PUBLIC: Fault},
    operation_id="get_report",
    summary="一份年度报告的数据",
    tags=["统计和年报"],
)
def get_report(
    request: HttpRequest,
    response: HttpResponse,
    code: str = Path(..., description="机关代码。", example="mhb"),
    year: int = Year,
) -> Any:
    """已发布年度报告的全文和三张表。不需要密钥。"""
    count_public(request)
    _for_everybody(response)
    found = published_report(code, year)
    if found is None:
        raise NOT_FOUND
    return json.loads(found.json)


@router.get(
    "/calendar/due",
    response={200: DueOut, _PUBLIC: Fault},
    operation_id="get_due",
    summary="推算答复期限",
    tags=["期限"],
)
def get_due(
    request: HttpRequest,
    response: HttpResponse,
    received: str = Query(..., description="收到申请的日期。", example="2026-02-13"),
    channel: str = Query(..., description=f"收到的方式：{'、'.join(question.CHANNELS)}之一。", example="web"),
) -> dict[str, object]:
    """某日以某种方式收到的申请，最晚哪天答复，逐日说明理由（条例第三十一条、第三十三条）。不需要密钥。"""
    count_public(request)
    _for_everybody(response)
    # the question itself refuses parameters that it does not know
    return question.answer(question.read({**request.GET.dict(), "received": received, "channel": channel}))


def _for_everybody(response: HttpResponse) -> None:
    """Public facts: pages of other systems may ask from the browser."""
    response["Access-Control-Allow-Origin"] = "*"
