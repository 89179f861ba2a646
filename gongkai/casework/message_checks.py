"""A start-up check: a gateway that cannot work is found before the first message is due."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, register

from gongkai.casework import gateways, quiet
from gongkai.casework.http_sms import HttpSms

SMS, QUIET, OPEN = "gongkai.E023", "gongkai.E024", "gongkai.W025"
_HERE = {"127.0.0.1", "::1", "localhost"}


@register()
def messages_can_be_sent(*_: Any, **__: Any) -> list[CheckMessage]:
    """The gateway and the quiet hours are written in a known way; a key and numbers do not travel in the open."""
    return [*_sms(), *_quiet()]


def _sms() -> list[CheckMessage]:
    try:
        gateway = gateways.sms()
    except gateways.BadSetting:
        text = "GONGKAI_SMS 的写法不对。"
        return [Error(text, hint="应为 file、none 或 https://主机/路径（地址里不带用户名和口令）。", id=SMS)]
    if not isinstance(gateway, HttpSms):
        return []
    if not gateway.key:
        return [Error("设了短信网关地址，没有设 GONGKAI_SMS_KEY。", id=SMS)]
    if not gateway.secure and urlsplit(settings.GONGKAI_SMS).hostname not in _HERE:
        return [checks.Warning("短信网关的地址不是 https://，手机号码和密钥将以明文传送。", id=OPEN)]
    return []


def _quiet() -> list[CheckMessage]:
    try:
        quiet.hours()
    except quiet.BadSetting:
        return [Error(f"GONGKAI_QUIET 的写法不对：{settings.GONGKAI_QUIET}。应如 21:00-08:00。", id=QUIET)]
    return []
