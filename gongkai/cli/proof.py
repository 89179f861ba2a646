"""``gongkai proof``: check official texts from the command line.

Exit status: 0 nothing of severity error, 1 errors found, 2 a file could not be read or bad arguments.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from gongkai.cli.arguments import (
    BAD_ARGUMENTS,
    FOUND_ERRORS,
    NOTHING_TO_REPORT,
    Arguments,
    guarded,
    print_json,
    read_date,
    read_format,
)
from gongkai.cli.proof_output import Proofed, as_json, as_sarif, as_text, explanation
from gongkai.cli.proof_texts import open_text
from gongkai.proofing import Config, Pack, PackError, Rule, Severity, built_in, check, folder
from gongkai.proofing.packs import together
from gongkai.report.read import ReadError
from gongkai.statute.errors import BadInput

FORMATS = ("text", "json", "sarif")
SUFFIXES = frozenset({".txt", ".md", ".html", ".htm", ".shtml", ".xhtml", ".docx", ".xlsx", ".pdf"})
"""What is taken for a text when a directory is given; a file named by itself is always tried."""
DOMAINS = ("official", "news", "general")
_DESCRIPTION = """检查公文和政府网站文稿：个人信息、密级和内部标志、日期、发文字号、成对标点、已废止的法律法规。
退出状态：0 没有错误；1 有错误；2 有文件无法读取或者参数不正确。"""


def main(argv: Sequence[str]) -> int:
    """Proof the files named and print what was found."""
    return guarded(_run, argv)


def _run(argv: Sequence[str]) -> int:
    given = _arguments().parse_args(list(argv))
    shape = read_format(given.format, FORMATS)
    packs = _packs(given.packs)
    if given.explain is not None:
        print(explanation(_rule(packs, given.explain)))
        return NOTHING_TO_REPORT
    if not given.path:
        raise BadInput("缺少参数：PATH。", code="ARGUMENTS")
    config = Config(
        select=_codes(given.select, packs),
        ignore=_codes(given.ignore, packs),
        least=_severity(given.min_severity),
        domain=_domain(given.domain),
    )
    on = read_date(given.on, "文件日期") if given.on is not None else datetime.now(UTC).astimezone().date()
    proofed = [_proof(path, packs, config, on) for path in _files(given.path)]
    if shape == "text":
        print(as_text(proofed))
    else:
        print_json(as_json(proofed) if shape == "json" else as_sarif(proofed, packs))
    return exit_status(proofed)


def _arguments() -> Arguments:
    arguments = Arguments("proof", _DESCRIPTION)
    arguments.add_argument("path", nargs="*", metavar="PATH", help="文稿（txt、md、html、docx、xlsx、pdf），或者目录")
    arguments.option("--format", default="text", metavar="text|json|sarif", help="输出格式，默认 text")
    arguments.option("--select", metavar="编码", help="只查这些规则，编码或其开头，用逗号分开，如 PII,MARK001")
    arguments.option("--ignore", metavar="编码", help="不查这些规则")
    arguments.option("--min-severity", default="hint", metavar="级别", help="error、warning、hint（默认），更轻的不列")
    arguments.option("--explain", metavar="编码", help="说明一条规则：依据、例子、核实情况")
    arguments.option("--domain", default="official", metavar="文体", help="official 公文（默认）、news、general")
    arguments.option("--on", metavar="日期", help="文稿自己没有写明日期时，按哪一天的法律检查（默认今天）")
    arguments.option("--packs", metavar="DIR", help="另外采用的规则包所在目录")
    return arguments


def exit_status(proofed: Sequence[Proofed]) -> int:
    """2 when a file could not be read, else 1 when there are errors, else 0."""
    if any(item.problem is not None for item in proofed):
        return BAD_ARGUMENTS
    errors = any(found.severity is Severity.ERROR for item in proofed for found in item.findings)
    return FOUND_ERRORS if errors else NOTHING_TO_REPORT


def _proof(path: Path, packs: Sequence[Pack], config: Config, on: date) -> Proofed:
    try:
        opened = open_text(path)
    except ReadError as error:
        return Proofed(str(path), problem=error)
    findings = check(opened.text, packs=packs, config=config, on=on)
    return Proofed(str(path), opened.content, tuple(findings), in_file=opened.in_file)


def _packs(name: str | None) -> tuple[Pack, ...]:
    try:
        return built_in() if name is None else together([*built_in(), *folder(Path(name))])
    except PackError as error:
        raise BadInput(str(error), code=error.code) from error


def _rule(packs: Sequence[Pack], code: str) -> Rule:
    for pack in packs:
        for rule in pack.rules:
            if code.upper() == rule.code:
                return rule
    known = "、".join(rule.code for pack in packs for rule in pack.rules)
    raise BadInput(f"没有编码为“{code}”的规则。现有规则：{known}。", code="UNKNOWN_RULE")


def _codes(written: str | None, packs: Sequence[Pack]) -> tuple[str, ...]:
    """Codes or their beginnings; one that no rule has is an error, for it would silently check nothing."""
    codes = tuple(code.strip().upper() for code in (written or "").split(",") if code.strip())
    for code in codes:
        if not any(rule.code.startswith(code) for pack in packs for rule in pack.rules):
            raise BadInput(f"没有以“{code}”开头的规则编码。", code="UNKNOWN_RULE")
    return codes


def _severity(written: str) -> Severity:
    if written not in list(Severity):
        raise BadInput(f"级别“{written}”不认识，可选：{'、'.join(Severity)}。", code="ARGUMENTS")
    return Severity(written)


def _domain(written: str) -> str:
    if written not in DOMAINS:
        raise BadInput(f"文体“{written}”不认识，可选：{'、'.join(DOMAINS)}。", code="ARGUMENTS")
    return written


def _files(paths: Sequence[str]) -> Iterator[Path]:
    """The files named, and those in the directories named, each once, in a fixed order."""
    seen: set[Path] = set()
    for name in paths:
        place = Path(name)
        found = _texts_in(place) if place.is_dir() else [place]
        if not found:
            raise BadInput(f"目录“{name}”里没有可以检查的文稿。", code="EMPTY_DIRECTORY")
        yield from (path for path in found if path not in seen)
        seen.update(found)


def _texts_in(folder_: Path) -> list[Path]:
    found = []
    for place, folders, names in os.walk(folder_):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        paths = [Path(place) / name for name in sorted(names) if not name.startswith(".")]
        found += [path for path in paths if path.suffix.lower() in SUFFIXES]
    return found
