"""The calls about villages: everything that a village's page shows, for an H5 page or a mini-program. They need no key,
no account, no place and no name."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from ninja import Router
from ninja.params.functions import Path, Query

from gongkai.portal import village_pages
from gongkai.portal.api.access import count_public
from gongkai.portal.api.refusals import NOT_FOUND, Refusal, respond
from gongkai.portal.api.shapes import Fault
from gongkai.portal.api.village_shapes import PostingLine, PostingOut, VillageLine, VillageOut
from gongkai.statute.village_duties import label_of
from gongkai.village import queries
from gongkai.village.models import Posting, Village

router = Router()
MOST = 200
Code = Path(..., description="村的代码。", example="ltz01")
_PUBLIC = frozenset({404, 405, 422, 429, 500})
TAG = "村务公开"


@router.get(
    "/villages",
    response={200: list[VillageLine], _PUBLIC: Fault},
    operation_id="list_villages",
    summary="列出各村",
    tags=[TAG],
)
def list_villages(request: HttpRequest, response: HttpResponse) -> list[dict[str, Any]]:
    """全部村，按乡镇排列，带最近的更新日期。不需要密钥。"""
    _for_everybody(request, response)
    found = queries.by_township(localdate(now()))
    return [_village(village) for _, villages in found for village in villages]


@router.get(
    "/villages/{slug:code}",
    response={200: VillageOut, _PUBLIC: Fault},
    operation_id="get_village",
    summary="一个村的四个公开栏",
    tags=[TAG],
)
def get_village(request: HttpRequest, response: HttpResponse, code: str = Code) -> dict[str, Any]:
    """党务、村务、财务、便民服务四栏现在公示的内容。不需要密钥。"""
    _for_everybody(request, response)
    today = localdate(now())
    found = _found(code)
    boards = [
        {
            "board": board.kind.value,
            "label": board.kind.label,
            "updated_on": board.updated,
            "postings": [_line(row) for row in board.postings],
        }
        for board in queries.boards(found, today)
    ]
    return {**_village(found), "years": queries.years(found), "boards": boards}


@router.get(
    "/villages/{slug:code}/postings",
    response={200: list[PostingLine], _PUBLIC: Fault},
    operation_id="list_postings",
    summary="一个村某年公开的内容",
    tags=[TAG],
)
def list_postings(
    request: HttpRequest,
    response: HttpResponse,
    code: str = Code,
    year: int = Query(..., ge=2000, le=2100, description="公开的年份。", example=2026),
) -> list[dict[str, Any]]:
    """这一年公开过、没有撤下的内容，新的在前，最多200条。不需要密钥。"""
    _for_everybody(request, response)
    return [_line(row) for row in queries.public(_found(code)).filter(posted_from__year=year)[:MOST]]


@router.get(
    "/villages/{slug:code}/postings/{number}",
    response={200: PostingOut, 301: Fault, _PUBLIC: Fault},
    operation_id="get_posting",
    summary="一份公开内容",
    tags=[TAG],
)
def get_posting(
    request: HttpRequest,
    response: HttpResponse,
    code: str = Code,
    number: int = Path(..., ge=1, le=2**62, description="公开内容的编号。", example=17),
) -> Any:
    """全文、财务明细（金额的单位是分）和附件的地址。已经更正的转到更正后的内容。不需要密钥。"""
    _for_everybody(request, response)
    row = queries.posting(code, number)
    if row is None:
        return _corrected(code, number)
    rows = [
        {"finance_class": one.finance_class, "label": one.get_finance_class_display(), "item": one.item, "on": one.on,
         "amount_fen": one.amount_fen, "note": one.note}
        for one in row.rows.all()
    ]  # fmt: skip
    files = [
        {
            "name": one.name,
            "picture": one.picture,
            "path": reverse("portal:posting_file", args=[code, row.pk, one.place]),
        }
        for one in map(village_pages.shown, row.files.all())
    ]
    return {
        **_line(row),
        "text": row.text,
        "opening_fen": row.opening_fen,
        "closing_fen": row.closing_fen,
        "rows": rows,
        "files": files,
        "board_photo": _board_photo(row),
        "signed": [{"who": who, "on": on} for who, on in queries.signed(row)],
        "corrects": row.corrects_id,
        "correction_reason": row.correction_reason,
    }


def _board_photo(row: Posting) -> dict[str, Any] | None:
    found = village_pages.board_photo(row)
    if found is None:
        return None
    path = reverse("portal:board_photo", args=[row.village.agency.code, row.pk, found.pk])
    return {"taken_on": found.taken_on, "place": found.place, "path": path}


def _corrected(code: str, number: int) -> HttpResponse:
    """The way on from a posting to what took its place, as its page leads on. Raises Refusal when nothing did."""
    new = queries.successor(code, number)
    if new is None:
        raise NOT_FOUND
    moved = respond(Refusal(301, "CORRECTED", f"这份内容已经更正，更正后的编号是{new.pk}，地址在Location里。"))
    moved["Location"] = f"/api/v1/villages/{code}/postings/{new.pk}"
    moved["Access-Control-Allow-Origin"] = "*"
    return moved


def _village(found: Village) -> dict[str, Any]:
    agency = found.agency
    newest = getattr(found, "newest", None) or queries.public(found).values_list("published_at", flat=True).first()
    return {
        "code": agency.code,
        "name": agency.name,
        "short_name": agency.short_name,
        "township_code": agency.parent.code if agency.parent else "",
        "township": agency.parent.name if agency.parent else "",
        "updated_on": localdate(newest) if newest else None,
        "page": reverse("portal:village", args=[agency.code]),
        "data": f"/api/v1/villages/{agency.code}",
    }


def _line(row: Posting) -> dict[str, Any]:
    code = row.village.agency.code
    return {
        "number": row.pk,
        "board": row.board,
        "title": row.title,
        "items": [label_of(one) for one in row.codes],
        "period": village_pages.told(row),
        "posted_from": row.posted_from,
        "posted_until": row.posted_until,
        "page": reverse("portal:posting", args=[code, row.pk]),
        "data": f"/api/v1/villages/{code}/postings/{row.pk}",
    }


def _found(code: str) -> Village:
    found = queries.village(code, localdate(now()))
    if found is None:
        raise NOT_FOUND
    return found


def _for_everybody(request: HttpRequest, response: HttpResponse) -> None:
    """Public facts: pages of other systems may ask from the browser."""
    count_public(request)
    response["Access-Control-Allow-Origin"] = "*"
