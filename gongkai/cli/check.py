"""``gongkai check``: check anyone's annual report from the command line.

Exit status: 0 nothing of severity error, 1 errors found, 2 a file could not be read or bad arguments.
A file that cannot be read does not keep the others from being checked.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from gongkai.cli.arguments import (
    BAD_ARGUMENTS,
    FOUND_ERRORS,
    NOTHING_TO_REPORT,
    Arguments,
    guarded,
    print_json,
    read_format,
)
from gongkai.cli.check_output import Checked, as_json, as_sarif, as_text
from gongkai.report.check import check
from gongkai.report.model import Finding, Report, Severity
from gongkai.report.read import ReadError, read
from gongkai.statute.errors import BadInput

FORMATS = ("text", "json", "sarif")
SUFFIXES = frozenset({".html", ".htm", ".shtml", ".xhtml", ".txt", ".md", ".docx", ".xlsx", ".pdf", ".json"})
"""What is taken for a report when a directory is given; a file named by itself is always tried."""
_NOT_REPORTS = ("readme", "license", "changelog")
_DESCRIPTION = """检查政府信息公开工作年度报告：表内勾稽、正文与表格、分项之和、跨年、上下级。
退出状态：0 没有错误；1 有错误；2 有文件无法读取或者参数不正确。"""


def main(argv: Sequence[str]) -> int:
    """Check the reports named and print what was found."""
    _speak_utf8()
    try:
        status = guarded(_run, argv)
        sys.stdout.flush()
    except BrokenPipeError:
        _forget_output()
        return NOTHING_TO_REPORT
    return status


def _run(argv: Sequence[str]) -> int:
    parser = Arguments("check", _DESCRIPTION)
    parser.add_argument("path", nargs="+", metavar="PATH", help="报告文件，或者存放报告的目录")
    parser.option("--previous", metavar="PATH", help="同一机关上一年度的报告，用于跨年检查（Y1—Y5）")
    parser.option("--children", metavar="DIR", help="各部门、乡镇报告所在目录，用于汇总检查（P1—P3）")
    parser.option("--format", default="text", metavar="text|json|sarif", help="输出格式，默认 text")
    given = parser.parse_args(list(argv))
    shape = read_format(given.format, FORMATS)
    previous = _previous(given.previous)
    children = _children(given.children)
    checked = [_check(path, previous, children) for path in _files(given.path)]
    _print(checked, shape)
    return exit_status(checked)


def exit_status(checked: Sequence[Checked]) -> int:
    """2 when a file could not be read, else 1 when there are errors, else 0."""
    if any(not report.readable for report, _ in checked):
        return BAD_ARGUMENTS
    errors = any(found.severity is Severity.ERROR for _, findings in checked for found in findings)
    return FOUND_ERRORS if errors else NOTHING_TO_REPORT


def _files(paths: Sequence[str]) -> Iterator[Path]:
    """The files named, and those in the directories named, each once, in a fixed order."""
    seen: set[Path] = set()
    for name in paths:
        place = Path(name)
        found = _reports_in(place) if place.is_dir() else [place]
        if not found:
            raise BadInput(f"目录“{name}”里没有可以检查的报告。", code="EMPTY_DIRECTORY")
        for path in found:
            if path not in seen:
                seen.add(path)
                yield path


def _reports_in(folder: Path) -> list[Path]:
    """Reports in a directory and below it. Hidden files and readme files are no reports."""
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(place) / name
            if path.suffix.lower() in SUFFIXES and not name.startswith(".") and path.stem.lower() not in _NOT_REPORTS:
                found.append(path)
    return found


def _previous(name: str | None) -> Report | None:
    if name is None:
        return None
    try:
        return read(Path(name))
    except ReadError as error:
        raise BadInput(f"上年报告“{name}”无法读取：{error}", code=error.code) from error


def _children(name: str | None) -> list[Report]:
    if name is None:
        return []
    folder = Path(name)
    if not folder.is_dir():
        raise BadInput(f"“{name}”不是目录，应是各下级报告所在的目录。", code="NOT_A_DIRECTORY")
    found = _reports_in(folder)
    if not found:
        raise BadInput(f"目录“{name}”里没有可以检查的报告。", code="EMPTY_DIRECTORY")
    return [_read(path)[0] for path in found]


def _check(path: Path, previous: Report | None, children: Sequence[Report]) -> Checked:
    report, problem = _read(path)
    if problem is not None:
        return report, [problem]
    return report, check(report, previous=previous, children=children)


def _read(path: Path) -> tuple[Report, Finding | None]:
    """The report in a file; one that cannot be read is an unreadable report and says why."""
    try:
        report = read(path)
    except ReadError as error:
        return Report(file=str(path), readable=False), Finding(error.code, Severity.ERROR, str(error), where="文件")
    report.file = str(path)
    return report, None


def _print(checked: Sequence[Checked], shape: str) -> None:
    if shape == "text":
        print(as_text(checked))
    else:
        print_json(as_json(checked) if shape == "json" else as_sarif(checked))


def _speak_utf8() -> None:
    """Print Chinese also where the locale is C."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _forget_output() -> None:
    """Whoever read our output has gone: let Python close it without a complaint."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
