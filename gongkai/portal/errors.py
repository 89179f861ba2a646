"""Pages for what went wrong: a sentence and a way on, never a traceback.

They render without a database and without a session, because either may be what is broken.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from gongkai.agencies.guard import OFFICE
from gongkai.files import limits
from gongkai.files.limits import megabytes
from gongkai.files.uploading import TooLarge
from gongkai.portal import modes, moved, tongues
from gongkai.portal.site import site


@dataclass(frozen=True, slots=True)
class Trouble:
    """What an error page says: the heading, what happened, and what to do now."""

    status: int
    title: str
    what: str
    advice: str


BAD_REQUEST = Trouble(
    400, "请求无法处理", "浏览器发来的内容不完整或者格式不对，服务器无法处理。", "请返回上一页重新填写后再提交。"
)
TOO_BIG = Trouble(
    413,
    "提交的内容太大",
    "一次提交的内容超过了2兆字节，服务器没有接收，也没有保存任何内容。",
    "请返回上一页缩短文字后再提交；所需材料较多的，可以邮寄或者当面提交申请。",
)
FORBIDDEN = Trouble(
    403, "没有权限查看", "您要打开的页面不对外公开，或者您没有查看的权限。", "如果您是工作人员，请先登录。"
)
IN_THE_OFFICE = {
    403: Trouble(
        403,
        "您的任职没有这项权限",
        "这一页属于别的机关，或者需要您没有的任职。",
        "确需办理的，请本单位在“机构人员”里维护任职的公开工作人员办理，或者由有任职的同事办理。",
    ),
    404: Trouble(
        404,
        "没有找到，或者不归您看",
        "编号可能有误，或者这一件不归您的机关、没有交给您。",
        "请核对编号，或者从上面的菜单回到列表里查找。",
    ),
}
"""What officers are told, in the office's own frame."""
FORGED = Trouble(
    403,
    "页面已经过期",
    "为防止他人冒用您的名义提交，页面放置太久或者浏览器禁用了Cookie时，提交会被拒绝。您填写的内容没有保存。",
    "请返回上一页，刷新后重新提交；多次出现的，请在浏览器设置中允许本网站使用Cookie。",
)
NOT_FOUND = Trouble(404, "没有找到这个页面", "网址可能有误，或者页面已经移走。", "请核对网址，或者从下面的入口继续。")
NOT_ALLOWED = Trouble(405, "不能这样打开这个页面", "这个页面不接受这种方式的请求。", "请从下面的入口重新开始。")
TOO_MANY = Trouble(
    429,
    "操作过于频繁",
    "同一网络地址在一小时内的操作次数超过了上限，为保证其他人正常使用，请求没有处理。",
    "请在一小时后再试；事情紧急的，可以拨打页面底部的电话或者当面办理。",
)
BROKEN = Trouble(
    500,
    "系统出了问题",
    "服务器处理时发生错误，已经记录在系统日志中。",
    "请稍后再试。如果您正在提交申请，可以返回确认页再次提交，同一份申请不会重复登记。多次出现的，请拨打页面底部的电话。",
)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler for requests that cannot be read."""
    if isinstance(exception, TooLarge):
        return show(_too_large_upload(), request)
    return show(TOO_BIG if isinstance(exception, RequestDataTooBig) else BAD_REQUEST, request)


def _too_large_upload() -> Trouble:
    return Trouble(
        413,
        "上传的文件太大",
        f"一次上传的文件合计超过了{megabytes(limits.current().total)}，服务器没有接收，也没有保存任何内容。",
        "请返回上一页减少文件后再提交；扫描件可以降低分辨率，所需材料较多的，可以邮寄或者当面提交。",
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler for what this visitor may not do."""
    return _in_the_office(request, 403, exception) or show(FORBIDDEN, request)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Django's handler for unknown addresses: those of a former site lead to their page."""
    return moved.answer(request) or _in_the_office(request, 404) or show(NOT_FOUND, request)


def _in_the_office(request: HttpRequest, status: int, exception: Exception | None = None) -> HttpResponse | None:
    """The same for an officer who is signed in, with the menu to go on from; None for everybody else, and while the
    database does not answer."""
    try:
        if not request.path_info.startswith(OFFICE) or not getattr(request, "user", AnonymousUser()).is_authenticated:
            return None
        trouble = IN_THE_OFFICE[status]
        if isinstance(exception, PermissionDenied) and str(exception):
            trouble = replace(trouble, what=str(exception))
        text = render_to_string("office/trouble.html", {"trouble": trouble}, request)
    except DatabaseError:
        return None
    return HttpResponse(text, status=status, headers={"Cache-Control": "no-store"})


def broken(request: HttpRequest) -> HttpResponse:
    """Django's handler for a fault of ours."""
    return show(BROKEN, request)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """Django's handler for a form without a valid CSRF token."""
    return show(FORGED, request)


def show(trouble: Trouble, request: HttpRequest) -> HttpResponse:
    """The page of a trouble, with its status, in the mode of its reader: who reads large letters finds the way back to
    them, and a machine in a hall keeps the keys that clear it."""
    context = {"site": site(), "trouble": trouble, "private": True, "tongue": tongues.of(request)}
    text = render_to_string("portal/errors/trouble.html", context | modes.words(request))
    response = HttpResponse(text, status=trouble.status)
    response["Cache-Control"] = "no-store"
    return response
