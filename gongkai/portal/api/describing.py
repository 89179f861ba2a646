"""The OpenAPI document as a page that people can read: static HTML from our own template, no script."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse

from gongkai.portal import pages
from gongkai.portal.api import application
from gongkai.portal.views.methods import answers

COLUMN = pages.Column(
    "程序接口", "办事服务", "其他系统提交政府信息公开申请、查询进度、取得统计和年报的接口说明。", "接口,API,依申请公开"
)
_KINDS = {
    "string": "字符串",
    "integer": "整数",
    "boolean": "是或否",
    "array": "数组",
    "object": "对象",
    "null": "空",
    "date": "日期",
    "binary": "文件",
}
_PLACES = {"path": "地址", "query": "查询串", "header": "请求头"}


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter, or one field of what is sent or answered."""

    name: str
    place: str
    kind: str
    required: bool
    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the API."""

    anchor: str
    method: str
    path: str
    title: str
    paragraphs: list[str]
    needs_key: bool
    needs_code: bool
    parameters: list[Field]
    body: list[Field]
    answer: list[Field]
    codes: list[tuple[str, str]]


@answers("GET")
def page(request: HttpRequest) -> HttpResponse:
    """The description of the API."""
    context = {"calls": calls(), "intro": application.DESCRIPTION, "groups": groups(calls())}
    return pages.page(request, "portal/api.html", context, column=COLUMN)


@cache
def calls() -> tuple[Call, ...]:
    """Every call, in the order in which programs need them."""
    document = application.document()
    shapes = document["components"]["schemas"]
    return tuple(
        _call(path, method, told, shapes)
        for path, methods in document["paths"].items()
        for method, told in methods.items()
    )


def groups(found: tuple[Call, ...]) -> list[tuple[str, list[Call]]]:
    """The calls that need a key, and those that do not."""
    return [
        ("需要密钥的接口", [call for call in found if call.needs_key]),
        ("不需要密钥的接口", [call for call in found if not call.needs_key]),
    ]


def _call(path: str, method: str, told: Mapping[str, Any], shapes: Mapping[str, Any]) -> Call:
    parameters = [
        Field(
            one["name"], _PLACES[one["in"]], _kind(one["schema"], shapes), one["required"], one.get("description", "")
        )
        for one in told["parameters"]
    ]
    body = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    good = next(code for code in ("201", "200") if code in told["responses"])
    content = told["responses"][good]["content"]
    return Call(
        anchor=told["operationId"],
        method=method.upper(),
        path=path,
        title=told["summary"],
        paragraphs=[" ".join(part.split()) for part in told["description"].split("\n\n")],
        needs_key="security" in told,
        needs_code=any(one.name == "X-Query-Code" for one in parameters),
        parameters=parameters,
        body=list(_fields(body, shapes)),
        answer=list(_fields(content.get("application/json", {}).get("schema", {}), shapes)),
        codes=[(code, answer["description"]) for code, answer in told["responses"].items()],
    )


def _fields(schema: Mapping[str, Any], shapes: Mapping[str, Any]) -> Iterator[Field]:
    schema = _followed(schema, shapes)
    if schema.get("type") == "array":
        schema = _followed(schema["items"], shapes)
    required = set(schema.get("required", []))
    for name, one in schema.get("properties", {}).items():
        yield Field(name, "", _kind(one, shapes), name in required, one.get("description", ""))


def _followed(schema: Mapping[str, Any], shapes: Mapping[str, Any]) -> Mapping[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    return shapes[name] if name else schema


def _kind(schema: Mapping[str, Any], shapes: Mapping[str, Any]) -> str:
    schema = _followed(schema, shapes)
    if "anyOf" in schema:
        return "或者".join(_kind(one, shapes) for one in schema["anyOf"])
    if schema.get("type") == "array":
        return f"{_kind(schema['items'], shapes)}的数组"
    return _KINDS[schema["format"] if schema.get("format") in _KINDS else schema["type"]]
