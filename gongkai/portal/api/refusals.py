"""What the API answers when it does not do what was asked: one shape, a stable code, a Chinese sentence.

What must not be known to exist (a case of another agency, a case whose query code is wrong) gets the answer of
what does not exist.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError

from gongkai.casework.errors import CaseworkError, Incomplete, NotPermitted, Unknown
from gongkai.files.errors import FileError
from gongkai.statute.errors import StatuteError

log = logging.getLogger(__name__)


class Refusal(Exception):
    """A request that is not carried out. ``fields`` says at which field what is wrong."""

    def __init__(
        self, status: int, code: str, message: str, fields: Mapping[str, str] | None = None, *, retry_after: int = 0
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.fields, self.retry_after = status, code, dict(fields or {}), retry_after


UNKNOWN_KEY = Refusal(401, "KEY_UNKNOWN", "没有提供接口密钥，或者密钥不正确、已经停用。")
NOT_FOUND = Refusal(404, "NOT_FOUND", "没有找到，或者不对本密钥开放。")
NO_ADDRESS = Refusal(404, "NO_ADDRESS", "没有这个接口地址，请核对接口说明。")
NOT_ALLOWED = Refusal(405, "METHOD_NOT_ALLOWED", "这个接口地址不接受这种方法的请求。")
TOO_LARGE = Refusal(413, "TOO_LARGE", "提交的内容超过上限，没有接收，也没有保存任何内容。")
UNREADABLE = Refusal(400, "UNREADABLE", "请求的内容无法读取：应为UTF-8编码的JSON对象，或者multipart/form-data表单。")
BROKEN = Refusal(500, "BROKEN", "系统出了问题，已经记录在系统日志中，请稍后用同一个Idempotency-Key再试。")


def respond(refusal: Refusal) -> JsonResponse:
    """A refusal as a response."""
    content = {"code": refusal.code, "message": str(refusal), "fields": refusal.fields}
    response = JsonResponse(content, status=refusal.status, json_dumps_params={"ensure_ascii": False})
    if refusal.retry_after:
        response["Retry-After"] = str(refusal.retry_after)
    if refusal.status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="gongkai"'
    return response


def from_casework(error: CaseworkError) -> Refusal:
    """What a verb refused."""
    if isinstance(error, Unknown):
        return NOT_FOUND
    if isinstance(error, Incomplete):
        return Refusal(422, error.code, str(error), dict.fromkeys(error.fields, str(error)))
    return Refusal(409 if isinstance(error, NotPermitted) else 422, error.code, str(error))


def from_ninja(error: ValidationError) -> Refusal:
    """Parameters of a wrong form: the fields are named, pydantic's English is not repeated."""
    fields = {str(found["loc"][-1]): "这一项缺少，或者格式不对。" for found in error.errors}
    return Refusal(422, "BAD_PARAMETERS", "参数不全或者格式不对，请核对接口说明。", fields)


_MEANT: tuple[tuple[tuple[type[Exception], ...], Callable[[Any], Refusal]], ...] = (
    ((Refusal,), lambda error: error),
    ((AuthenticationError,), lambda _: UNKNOWN_KEY),
    ((ValidationError,), from_ninja),
    ((CaseworkError,), from_casework),
    ((FileError, StatuteError), lambda error: Refusal(422, error.code, str(error))),
    ((RequestDataTooBig,), lambda _: TOO_LARGE),
    ((Http404,), lambda _: NOT_FOUND),
    ((BadRequest, SuspiciousOperation, MultiPartParserError, UnreadablePostError), lambda _: UNREADABLE),
)
"""Kinds of exceptions and the refusal that each means; the first that fits counts."""


def refusal_of(error: Exception) -> Refusal:
    """The refusal that an exception means; BROKEN for a fault of ours."""
    return next((said(error) for kinds, said in _MEANT if isinstance(error, kinds)), BROKEN)


def handle_all(api: NinjaAPI) -> None:
    """Have every exception of the API's views answered in our shape."""

    def answer(_: HttpRequest, error: Any) -> HttpResponse:
        refusal = refusal_of(error)
        if refusal is BROKEN:
            # the text of an exception may quote what an applicant wrote, so only the place is written down
            frame = error.__traceback__
            while frame is not None and frame.tb_next is not None:
                frame = frame.tb_next
            where = f"{frame.tb_frame.f_code.co_filename}:{frame.tb_lineno}" if frame is not None else "?"
            log.error("the API failed: %s at %s", type(error).__name__, where)
        return respond(refusal)

    for kind in (Exception, AuthenticationError, ValidationError, Http404):
        api.add_exception_handler(kind, answer)
