"""A start-up check: settings under which no file could be kept or scanned are refused before the first upload."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import Error, register

from gongkai.files import checking, limits, scanning

SCANNER = "gongkai.E011"
LIMITS = "gongkai.E012"


@register()
def files_can_be_kept(*_: Any, **__: Any) -> list[Error]:
    """The scanner is written in a known way, and the limits agree with each other."""
    found = []
    if scanning.configured():
        try:
            scanning.scanner()
        except scanning.BadSetting:
            text = f"GONGKAI_SCANNER 的写法不对：{settings.GONGKAI_SCANNER}。"
            hint = "应为 clamd:/套接字路径、clamd:主机:端口 或 command:命令；不用查毒时留空。"
            found.append(Error(text, hint=hint, id=SCANNER))
    now = limits.current()
    if not 0 < now.file <= min(now.total, checking.LARGEST) or now.files < 1:
        text = "上传的上限互相矛盾：单个文件应大于0，不超过合计，也不超过200兆；个数至少为1。"
        found.append(Error(text, id=LIMITS))
    return found
