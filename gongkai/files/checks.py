"""A start-up check: settings under which no file could be kept or scanned are refused before the first upload."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import Error, register

from gongkai.files import checking, limits, scanning

SCANNER = "gongkai.E011"
LIMITS = "gongkai.E012"
_NUMBERS = ("GONGKAI_FILE_MIB", "GONGKAI_FILES_PER_UPLOAD", "GONGKAI_UPLOAD_MIB", "GONGKAI_MEDIA_MIB")


@register()
def files_can_be_kept(*_: Any, **__: Any) -> list[Error]:
    """The scanner is written in a known way, and the limits agree with each other."""
    return [*_scanner(), *_limits()]


def _scanner() -> list[Error]:
    if scanning.configured():
        try:
            scanning.scanner()
        except scanning.BadSetting:
            text = f"GONGKAI_SCANNER 的写法不对：{settings.GONGKAI_SCANNER}。"
            hint = "应为 clamd:/套接字路径、clamd:主机:端口 或 command:命令；不用查毒时留空。"
            return [Error(text, hint=hint, id=SCANNER)]
    return []


def _limits() -> list[Error]:
    odd = [name for name in _NUMBERS if not str(getattr(settings, name)).strip().isdecimal()]
    if odd:
        return [Error(f"{name}应为正整数，现在是“{getattr(settings, name)}”。", id=LIMITS) for name in odd]
    now = limits.current()
    if not 0 < now.file <= min(now.total, checking.LARGEST) or now.media < 1 or now.files < 1:
        text = f"{'、'.join(_NUMBERS)}互相矛盾：单个文件应大于0，不超过合计，也不超过200兆；个数至少为1。"
        return [Error(text, id=LIMITS)]
    return []
