"""The ``gongkai`` command: the law at hand, the report checker, and everything Django can do."""

from __future__ import annotations

import contextlib
import gc
import importlib
import io
import os
import sys
from collections.abc import Sequence

from gongkai import __version__

_OWN = {
    "check": "gongkai.cli.check",
    "due": "gongkai.cli.due",
    "fee": "gongkai.cli.fee",
    "proof": "gongkai.cli.proof",
    "verify-bundle": "gongkai.cli.verify_bundle",
}
_HELP = """用法：gongkai 命令 [参数]

  check          检查政府信息公开工作年度报告
  due            计算依申请公开的答复期限，逐日说明
  fee            计算信息处理费
  proof          检查公文和网站文稿：个人信息、密级、日期、发文字号等
  verify-bundle  核对案卷压缩包的校验值和签名（不需要数据库）
  import-notice  导入国务院办公厅关于某年部分节假日安排的通知
  import-register  导入历年依申请公开台账（先核对，再导入）
  demo           建立演示数据并启动服务
  serve          启动服务
  work           执行后台任务
  read-mail      立即读取公开信箱
  push-platform  向上级平台重报一年的办件状态
  export-site    把公开网站导出为静态文件
  import-redirects  导入旧网站的网址对照表
  bundle-key     显示核对案卷签名用的公钥
  verify-ledger  核对审计账本的哈希链

每个命令用 --help 查看用法。其他命令交给Django管理程序，例如 gongkai migrate。"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status: 0 nothing to report, 1 errors found, 2 bad input."""
    words = list(sys.argv[1:] if argv is None else argv)
    _speak_utf8()
    if not words or words[0] in ("-h", "--help", "help"):
        print(_HELP)
        return 0
    if words[0] in ("-V", "--version"):
        print(f"gongkai {__version__}")
        return 0
    try:
        if words[0] in _OWN:
            return int(importlib.import_module(_OWN[words[0]]).main(words[1:]))
        return _manage(words)
    except BrokenPipeError:
        _forget_output()
        return 0


def _manage(words: list[str]) -> int:
    """Hand over to Django: ``verify-ledger`` and ``import-notice`` are its commands, written with ``_``."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.config.settings")
    # What Django loads stays: looking for garbage in it again and again took a third of the time of `migrate`.
    gc.set_threshold(20_000, 20, 20)
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(["gongkai", words[0].replace("-", "_"), *words[1:]])
    except SystemExit as leaving:
        if isinstance(leaving.code, str):
            print(leaving.code, file=sys.stderr)
            return 1
        return leaving.code or 0
    return 0


def _speak_utf8() -> None:
    """Print Chinese also where the locale is C."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _forget_output() -> None:
    """Whoever read our output has gone: let Python close it without a complaint."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
