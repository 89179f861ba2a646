"""How the findings of ``gongkai proof`` are printed: for people, as JSON, as SARIF 2.1.0.

Personal data that was found is not repeated: people see the place, and the ends of a number at most.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

from gongkai import __version__
from gongkai.proofing import Finding, Pack, Rule, Severity
from gongkai.report.read import ReadError

_NAMES = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.HINT: "提示"}
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.HINT: "note"}
_VERIFIED = {"V2": "两处来源", "V1": "一处来源", "DERIVED": "由条文推出", "UNVERIFIED": "未核实，最多是警告"}
_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_BREAK = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Proofed:
    """A file with its findings, or with why it could not be read."""

    file: str
    content: str = ""
    findings: tuple[Finding, ...] = ()
    problem: ReadError | None = None
    in_file: bool = False

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(match.end() for match in _BREAK.finditer(self.content))]

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both from 1."""
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1


def as_json(proofed: Sequence[Proofed]) -> dict[str, Any]:
    """The document of ``--format json``; its keys are stable."""
    return {"files": [_file(item) for item in proofed]}


def _file(item: Proofed) -> dict[str, Any]:
    document: dict[str, Any] = {"file": item.file, "readable": item.problem is None}
    if item.problem is not None:
        document["error"] = {"code": item.problem.code, "message": str(item.problem)}
    document["findings"] = [_finding(item, found) for found in item.findings]
    return document


def _finding(item: Proofed, found: Finding) -> dict[str, Any]:
    line, column = item.place(found.start)
    return {
        "code": found.code,
        "severity": found.severity.value,
        "start": found.start,
        "end": found.end,
        "line": line,
        "column": column,
        "message": found.message,
        "suggestions": list(found.suggestions),
        "probability": found.probability,
        "clause": found.clause,
        "rule_version": found.rule_version,
        "paragraph": found.paragraph,
    }


# -- for people --------------------------------------------------------------------------------------


def as_text(proofed: Sequence[Proofed]) -> str:
    """For people: each file with its findings by place, and one line of summary."""
    lines: list[str] = []
    for item in proofed:
        lines.extend([*_text_of(item), ""])
    counts = Counter(found.severity for item in proofed for found in item.findings)
    unreadable = sum(item.problem is not None for item in proofed)
    parts = [f"{len(proofed)}份文稿", *(f"{counts[severity]}处{_NAMES[severity]}" for severity in Severity)]
    if unreadable:
        parts.append(f"{unreadable}份无法读取")
    return "\n".join([*lines, "，".join(parts) + "。"])


def _text_of(item: Proofed) -> Iterator[str]:
    yield f"■ {item.file}"
    if item.problem is not None:
        yield f"  无法读取［{item.problem.code}］：{item.problem}"
        return
    if not item.findings:
        yield "  没有发现问题。"
    for found in item.findings:
        line, column = item.place(found.start)
        yield f"  第{line}行第{column}字　{_NAMES[found.severity]} {found.code}　{found.message}"
        yield f"      原文：{_quoted(item.content, found)}"
        if found.suggestions:
            yield f"      建议：{'，或者'.join(found.suggestions)}"
        yield f"      依据：{found.clause}"


def _quoted(content: str, found: Finding) -> str:
    """The words around a finding; personal data in them is masked."""
    words = content[found.start : found.end]
    if len(words) > 60:
        words = words[:40] + "……"
    if found.code.startswith("PII"):
        words = re.sub(r"[0-9A-Za-z０-９](?=[^\n]{2})", "*", words)
    before = content[max(found.start - 12, 0) : found.start].splitlines()[-1:]
    after = content[found.end : found.end + 8].splitlines()[:1]
    around = f"{_hidden(''.join(before))}【{words}】{_hidden(''.join(after))}"
    return re.sub(r"\s+", " ", around).strip()


def _hidden(words: str) -> str:
    return re.sub(r"\d{5,}", lambda match: "*" * len(match[0]), words)


def explanation(rule: Rule) -> str:
    """What a rule looks for, on whose authority, with its examples."""
    lines = [
        f"{rule.code}　{rule.name}　{_NAMES[rule.severity]}",
        f"  {rule.message}",
        f"  依据：{rule.clause}（{_VERIFIED[rule.verified]}）",
        f"  版本：{rule.version}",
    ]
    if rule.protected:
        lines.append("  作者不能自行豁免，只能由保密审查人员豁免。")
    lines += [f"  会提出：{example.text!r}" for example in rule.bad]
    lines += [f"  不提出：{example.text!r}" for example in rule.good]
    return "\n".join(lines)


# -- for programs ------------------------------------------------------------------------------------


def as_sarif(proofed: Sequence[Proofed], packs: Sequence[Pack]) -> dict[str, Any]:
    """The document of ``--format sarif`` (SARIF 2.1.0); fingerprints are of paragraph and rule, so that a page that
    is read again is not reported again."""
    used = {found.code for item in proofed for found in item.findings}
    rules = [rule for pack in packs for rule in pack.rules if rule.code in used]
    codes = [rule.code for rule in rules]
    unreadable = [item for item in proofed if item.problem is not None]
    invocation: dict[str, Any] = {"executionSuccessful": not unreadable}
    if unreadable:
        notes = [{"level": "error", "message": {"text": f"{item.file}：{item.problem}"}} for item in unreadable]
        invocation["toolExecutionNotifications"] = notes
    run = {
        "tool": {"driver": {"name": "gongkai", "version": __version__, "rules": [_rule(rule) for rule in rules]}},
        "invocations": [invocation],
        "results": [_result(item, found, codes) for item in proofed for found in item.findings],
        "columnKind": "unicodeCodePoints",
    }
    return {"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": re.sub(r"\{\w+\}", "……", rule.message)},
        "help": {"text": rule.clause},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(item: Proofed, found: Finding, codes: Sequence[str]) -> dict[str, Any]:
    path = Path(item.file)
    uri = path.as_uri() if path.is_absolute() else quote(path.as_posix())
    physical: dict[str, Any] = {"artifactLocation": {"uri": uri}}
    if item.in_file:
        physical["region"] = _region(item, found)
    result: dict[str, Any] = {
        "ruleId": found.code,
        "ruleIndex": codes.index(found.code),
        "level": _LEVELS[found.severity],
        "message": {"text": found.message},
        "locations": [{"physicalLocation": physical}],
        "partialFingerprints": {"paragraphAndRule/v1": f"{found.paragraph}:{found.code}"},
        "rank": round(found.probability * 100, 1),
        "properties": {"start": found.start, "end": found.end, "suggestions": list(found.suggestions)},
    }
    if item.in_file and len(found.suggestions) == 1:
        change = {"deletedRegion": _region(item, found), "insertedContent": {"text": found.suggestions[0]}}
        result["fixes"] = [{"artifactChanges": [{"artifactLocation": {"uri": uri}, "replacements": [change]}]}]
    return result


def _region(item: Proofed, found: Finding) -> dict[str, int]:
    line, column = item.place(found.start)
    last_line, last_column = item.place(found.end)
    return {
        "startLine": line,
        "startColumn": column,
        "endLine": last_line,
        "endColumn": last_column,
        "charOffset": found.start,
        "charLength": found.end - found.start,
    }
