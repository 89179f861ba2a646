"""Reading a command's arguments, in Chinese, and telling what was wrong with them.

With ``--format json`` a program always gets exactly one JSON document on standard output, also when
the arguments are wrong.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, NoReturn

from gongkai.statute.errors import BadInput, StatuteError
from gongkai.statute.events import read_day

NOTHING_TO_REPORT, FOUND_ERRORS, BAD_ARGUMENTS = 0, 1, 2
_LARGEST_FILE = 2_000_000
_PHRASES = (
    (re.compile(r"argument (\S+): expected .*"), "选项{0}后面缺少取值。"),
    (re.compile(r"unrecognized arguments: (.*)"), "不认识的参数：{0}。"),
    (re.compile(r"argument (\S+): ignored explicit argument (.*)"), "选项{0}不带取值，却写了{1}。"),
    (re.compile(r"argument (\S+): not allowed with argument (\S+)"), "选项{0}和{1}只能选一个。"),
    (re.compile(r"the following arguments are required: (.*)"), "缺少参数：{0}。"),
)


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, prefix if prefix is not None else "用法：")


class Arguments(argparse.ArgumentParser):
    """A parser that speaks Chinese and raises BadInput instead of leaving the program."""

    def __init__(self, command: str, description: str) -> None:
        super().__init__(
            prog=f"gongkai {command}",
            description=description,
            formatter_class=_Formatter,
            add_help=False,
            allow_abbrev=False,
        )
        self.options = self.add_argument_group("选项")
        self.options.add_argument("-h", "--help", action="help", help="显示本说明")

    def option(self, *names: str, **settings: Any) -> None:
        """Declare an option under the heading 选项."""
        self.options.add_argument(*names, **settings)

    def error(self, message: str) -> NoReturn:
        for pattern, phrase in _PHRASES:
            match = pattern.fullmatch(message)
            if match is not None:
                raise BadInput(phrase.format(*match.groups()), code="ARGUMENTS")
        raise BadInput(f"命令行参数不正确，请用 {self.prog} --help 查看用法。", code="ARGUMENTS")


def guarded(command: Callable[[Sequence[str]], int], argv: Sequence[str]) -> int:
    """Run a command; an error it raises for its input becomes a sentence and exit status 2."""
    try:
        return command(argv)
    except StatuteError as error:
        return report_error(error.code, str(error), as_json=wants_json(argv))


def wants_json(argv: Sequence[str]) -> bool:
    """Whether the caller asked for JSON, as far as can be told before the arguments are read."""
    return "--format=json" in argv or ("--format", "json") in pairwise(argv)


def report_error(code: str, message: str, *, as_json: bool) -> int:
    """Tell what was wrong: a JSON document on standard output, or a sentence on standard error."""
    if as_json:
        print_json({"error": {"code": code, "message": message}})
    else:
        print(f"错误［{code}］：{message}", file=sys.stderr)
    return BAD_ARGUMENTS


def print_json(document: Any) -> None:
    """Print one JSON document."""
    print(json.dumps(document, ensure_ascii=False, indent=2))


def read_format(value: str, allowed: Sequence[str] = ("text", "json")) -> str:
    """The output format asked for. Raises BadInput."""
    if value not in allowed:
        raise BadInput(f"输出格式“{value}”不认识，可选：{'、'.join(allowed)}。", code="ARGUMENTS")
    return value


def read_date(written: str, name: str) -> date:
    """A date written 2026-01-05. Raises BadInput naming the option."""
    try:
        return read_day(written)
    except ValueError as error:
        raise BadInput(f"{name}“{written}”不是有效日期，应如2026-01-05。", code="BAD_DATE") from error


def read_count(written: str, name: str) -> int:
    """A whole number that is not negative. Raises BadInput naming the option."""
    if not re.fullmatch(r"[0-9]{1,9}", written):
        raise BadInput(f"{name}“{written}”不是不小于0的整数。", code="BAD_NUMBER")
    return int(written)


def read_text_file(name: str) -> str:
    """A small text file in UTF-8 or GB18030. Raises BadInput saying why it cannot be read."""
    path = Path(name)
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise BadInput(f"文件“{name}”过大。", code="FILE_TOO_LARGE")
        content = path.read_bytes()
    except OSError as error:
        raise BadInput(f"文件“{name}”无法读取：{_why(error)}。", code="FILE_UNREADABLE") from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadInput(f"文件“{name}”不是UTF-8或GB18030编码的文本。", code="FILE_UNREADABLE")


def _why(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "文件不存在"
    if isinstance(error, IsADirectoryError):
        return "这是一个目录"
    return "没有读取权限" if isinstance(error, PermissionError) else "读取出错"
