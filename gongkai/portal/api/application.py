"""The API put together: its calls, its answers to what does not exist, and its OpenAPI document."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI

from gongkai.portal.api import figures, refusals, requests, villages
from gongkai.portal.api.shapes import FileIn

PREFIX = "/api/v1/"
DESCRIPTION = """\
供省级平台等其他系统代申请人提交政府信息公开申请、查询进度、取得告知书，并取得统计数字、年度报告和村务公开内容。

- 除年度报告、期限推算和村务公开外，每次调用都要在请求头Authorization里带上机关的接口密钥（Bearer）。
  密钥只能用于该机关的申请。
- 告知书、文件、补正和撤回还要在请求头X-Query-Code里带上申请人的查询码。
- 出错的答复都是同一种形状：code、message、fields。不存在的、属于其他机关的、查询码不对的，答复完全相同。
- 日期写作2026-01-05，都是北京时间的日期。"""

ANSWERS = {
    "200": "成功。",
    "201": "新登记成功。",
    "301": "已经由另一份替代，新的地址在Location里。",
    "400": "请求的内容无法读取。",
    "401": "没有密钥，或者密钥不正确、已经停用。",
    "403": "本密钥没有这项权限。",
    "404": "没有找到，或者不对本密钥开放；两者不作区分。",
    "405": "这个地址不接受这种方法。",
    "409": "与已有的情况冲突，或者依法现在不能这样做。",
    "413": "内容超过上限，没有接收。",
    "415": "不支持的内容类型。",
    "422": "内容不完整或者不符合要求，fields逐项说明。",
    "429": "本小时的次数已经用完，Retry-After是还要等的秒数。",
    "500": "系统出了问题，请稍后再试。",
}
"""What each status means, in every call."""

api = NinjaAPI(
    title="政府信息公开申请接口",
    version="1",
    description=DESCRIPTION,
    docs_url=None,
    openapi_url=None,
    urls_namespace="gongkai-api",
)
api.add_router("", requests.router)
api.add_router("", figures.router)
api.add_router("", villages.router)
refusals.handle_all(api)

View = Callable[..., HttpResponse]


def document() -> dict[str, Any]:
    """The OpenAPI document."""
    found: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix=PREFIX), default=str))
    shape = FileIn.model_json_schema(ref_template="#/components/schemas/{model}")
    found["components"]["schemas"]["FileIn"] = shape
    for place in found["paths"].values():
        for call in place.values():
            _say_what_files_are(call)
            call["responses"] = {
                code: {**answer, "description": ANSWERS[code]} for code, answer in sorted(call["responses"].items())
            }
    untitled: dict[str, Any] = _untitled(found)
    return untitled


def _untitled(part: Any) -> Any:
    """Without the titles that are only the names of fields again; a field that is called title stays."""
    if isinstance(part, list):
        return [_untitled(entry) for entry in part]
    if not isinstance(part, dict):
        return part
    kept = {name: _untitled(value) for name, value in part.items()}
    if isinstance(kept.get("title"), str) and ("type" in kept or "anyOf" in kept or "$ref" in kept):
        del kept["title"]
    return kept


def _say_what_files_are(call: dict[str, Any]) -> None:
    """Ninja describes bytes as a JSON string; they are the file itself."""
    answer = call["responses"].get("200", {})
    schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
    if schema.get("format") == "binary":
        answer["content"] = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}


def openapi(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document for programs."""
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(["GET", "HEAD"])
    text = json.dumps(document(), ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "public, max-age=3600"
    return response


@csrf_exempt
def nowhere(request: HttpRequest, rest: str = "") -> HttpResponse:  # noqa: ARG001
    """Every other address below the API: JSON as well, not the page for people."""
    return refusals.respond(refusals.NO_ADDRESS)


def in_our_shape(view: View) -> View:
    """Let a view answer a wrong method as everything else is answered, and keep its answers out of caches."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **names: Any) -> HttpResponse:
        response = view(request, *args, **names)
        if response.status_code == 405:
            allowed = response["Allow"]
            response = refusals.respond(refusals.NOT_ALLOWED)
            response["Allow"] = allowed
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return inner


def _patterns() -> list[URLPattern]:
    calls = [found for found in api.urls[0] if isinstance(found, URLPattern) and found.name != "api-root"]
    for found in calls:
        found.callback = in_our_shape(found.callback)
    return [
        path("openapi.json", in_our_shape(openapi), name="openapi"),
        *calls,
        path("", nowhere),
        path("<path:rest>", nowhere, name="nowhere"),
    ]


urlpatterns = _patterns()
