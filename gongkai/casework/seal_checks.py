"""A start-up check: a seal system that cannot work is found before the first letter waits for it."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, register

from gongkai.casework import seal_gateways
from gongkai.casework.file_seal import FileSeal
from gongkai.casework.http_seal import HttpSeal

SEAL, OPEN = "gongkai.E026", "gongkai.W027"
_HERE = {"127.0.0.1", "::1", "localhost"}


@register()
def letters_can_be_sealed(*_: Any, **__: Any) -> list[CheckMessage]:
    """The seal system is written in a known way; its folder is there, its address has a key and does not send letters
    in the open."""
    try:
        gateway = seal_gateways.gateway()
    except seal_gateways.BadSetting:
        hint = "应为 none、file:/绝对路径 或 https://主机/路径（地址里不带用户名和口令）。"
        return [Error("GONGKAI_SEAL 的写法不对。", hint=hint, id=SEAL)]
    if isinstance(gateway, FileSeal):
        usable = gateway.folder.is_dir() and os.access(gateway.folder, os.R_OK | os.W_OK | os.X_OK)
        return [] if usable else [Error(f"GONGKAI_SEAL 的文件夹{gateway.folder}不存在或者不能读写。", id=SEAL)]
    if isinstance(gateway, HttpSeal):
        if not gateway.key:
            return [Error("设了印章系统的地址，没有设 GONGKAI_SEAL_KEY。", id=SEAL)]
        parts = urlsplit(settings.GONGKAI_SEAL)
        if parts.scheme == "http" and parts.hostname not in _HERE:
            return [checks.Warning("印章系统的地址不是 https://，文书和密钥将以明文传送。", id=OPEN)]
    return []
