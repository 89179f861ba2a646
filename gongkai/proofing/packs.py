"""Packs of rules: files that somebody who reads law can review, each rule with its source and its own examples.

A pack is a YAML file. A rule of kind ``pattern`` is a regular expression, one of kind ``lexicon`` a table of words
in a TSV file beside it, one of kind ``detector`` names a parser of ours and gives it words. Packs of an operator
(`folder`) hold patterns and lexicons.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from gongkai.proofing.errors import PackError
from gongkai.proofing.finding import Severity
from gongkai.proofing.text import BlockKind

BUILT_IN = ("pii-cn", "marks", "dates", "docno", "pairs", "repealed")
KINDS = ("pattern", "lexicon", "detector")
VERIFIED = ("V2", "V1", "DERIVED", "UNVERIFIED")
_CODE = re.compile(r"[A-Z]{2,12}\d{3}")
_LARGEST = 4_000_000
_RULE_KEYS = frozenset(
    [
        "code",
        "name",
        "kind",
        "detector",
        "pattern",
        "data",
        "severity",
        "message",
        "clause",
        "verified",
        "suggest",
        "unless",
        "unless_text",
        "since",
        "scope",
        "domains",
        "protected",
        "probability",
        "bad",
        "good",
    ]
)


@dataclass(frozen=True, slots=True)
class Example:
    """A text and whether the rule must speak; ``on`` is the day of the document."""

    text: str
    on: date | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """The rows of a TSV file by their headings. One is the same as itself only, so that what is made of it once can
    be kept."""

    rows: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it looks for, how much it weighs, what it says and on whose authority."""

    code: str
    name: str
    kind: str
    severity: Severity
    message: str
    clause: str
    verified: str
    version: str
    detector: str = ""
    pattern: re.Pattern[str] | None = None
    suggest: str = ""
    unless: re.Pattern[str] | None = None
    unless_text: re.Pattern[str] | None = None
    scope: frozenset[BlockKind] = frozenset(BlockKind)
    domains: frozenset[str] = frozenset()
    protected: bool = False
    probability: float = 1.0
    since: date | None = None
    bad: tuple[Example, ...] = ()
    good: tuple[Example, ...] = ()
    table: Table = Table()
    words: Mapping[str, re.Pattern[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pack:
    """A set of rules with one source; ``digest`` changes with every letter of it."""

    id: str
    title: str
    version: str
    source: str
    digest: str
    rules: tuple[Rule, ...]


@cache
def built_in() -> tuple[Pack, ...]:
    """The packs that ship with gongkai."""
    data = resources.files("gongkai.proofing").joinpath("data")
    return tuple(
        _pack(f"{name}.yaml", data.joinpath(f"{name}.yaml").read_bytes(), lambda n: data.joinpath(n).read_bytes())
        for name in BUILT_IN
    )


def folder(path: Path) -> tuple[Pack, ...]:
    """The packs of an operator: every ``*.yaml`` in a folder. Raises PackError, naming file and rule."""
    if not path.is_dir():
        raise PackError("PACK_FOLDER", f"规则包目录“{path}”不存在，或者不是目录。")
    packs = tuple(_pack(file.name, _read(file), lambda n: _read(path / n)) for file in sorted(path.glob("*.yaml")))
    for pack in packs:
        if any(rule.kind == "detector" for rule in pack.rules):
            raise PackError("PACK_KIND", f"规则包“{pack.id}”：自定义规则只能是 pattern 或者 lexicon。")
    together(packs)
    return packs


def together(packs: Sequence[Pack]) -> tuple[Pack, ...]:
    """Packs that are used side by side. Raises PackError when two rules bear one code."""
    seen: dict[str, str] = {}
    for pack in packs:
        for rule in pack.rules:
            if rule.code in seen:
                raise PackError("PACK_TWICE", f"规则{rule.code}在规则包“{seen[rule.code]}”和“{pack.id}”中重复。")
            seen[rule.code] = pack.id
    return tuple(packs)


def _read(file: Path) -> bytes:
    try:
        if file.stat().st_size > _LARGEST:
            raise PackError("PACK_LARGE", f"规则文件“{file.name}”过大，超过{_LARGEST // 1_000_000}MB。")
        return file.read_bytes()
    except OSError as error:
        raise PackError("PACK_UNREADABLE", f"规则文件“{file.name}”无法读取。") from error


# -- reading a pack ----------------------------------------------------------------------------------


def _pack(name: str, data: bytes, beside: Callable[[str], bytes]) -> Pack:
    try:
        document = yaml.safe_load(data.decode("utf-8"))
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise PackError("PACK_YAML", f"规则包“{name}”不是UTF-8编码的YAML：{_first_line(error)}。") from error
    if not isinstance(document, dict) or not isinstance(document.get("rules"), list):
        raise PackError("PACK_FORM", f"规则包“{name}”应有 pack 和 rules 两部分。")
    head = document.get("pack")
    if not isinstance(head, dict) or not all(isinstance(head.get(key), str) for key in ("id", "version", "source")):
        raise PackError("PACK_FORM", f"规则包“{name}”的 pack 应写明 id、version、source（都是文字）。")
    digest = hashlib.sha256(data)
    words = {key: _union(name, key, value) for key, value in (document.get("words") or {}).items()}
    rules = tuple(_rule(name, head, entry, words, beside, digest.update) for entry in document["rules"])
    title = str(head.get("title", head["id"]))
    pack = Pack(head["id"], title, head["version"], head["source"], digest.hexdigest()[:16], rules)
    together([pack])
    return pack


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0][:120]


def _union(name: str, key: str, value: object) -> re.Pattern[str]:
    if not isinstance(value, list) or not value or not all(isinstance(word, str) and word for word in value):
        raise PackError("PACK_WORDS", f"规则包“{name}”的词表“{key}”应是非空的文字列表。")
    return _compiled(name, key, "|".join(sorted(value, key=len, reverse=True)))


def _compiled(name: str, where: str, pattern: object) -> re.Pattern[str]:
    if not isinstance(pattern, str):
        raise PackError("PACK_PATTERN", f"规则包“{name}”的“{where}”应是文字。")
    try:
        return re.compile(pattern)
    except re.error as error:
        raise PackError("PACK_PATTERN", f"规则包“{name}”的“{where}”不是有效的正则表达式：{error}。") from error


def _rule(
    name: str,
    head: Mapping[str, Any],
    entry: object,
    words: Mapping[str, re.Pattern[str]],
    beside: Callable[[str], bytes],
    note: Callable[[bytes], None],
) -> Rule:
    if not isinstance(entry, dict):
        raise PackError("PACK_FORM", f"规则包“{name}”的每条规则应是“键: 值”。")
    code = str(entry.get("code", "（无编码）"))
    _check_rule(name, code, entry)
    rows = Table()
    if "data" in entry:
        data = beside(entry["data"])
        note(data)
        rows = Table(tuple(_rows(entry["data"], data)))
    return Rule(
        code=code,
        name=entry["name"],
        kind=entry["kind"],
        severity=Severity(entry["severity"]),
        message=entry["message"],
        clause=entry["clause"],
        verified=entry["verified"],
        version=f"{head['id']}@{head['version']}",
        detector=entry.get("detector", ""),
        pattern=_compiled(name, code, entry["pattern"]) if entry["kind"] == "pattern" else None,
        suggest=entry.get("suggest", ""),
        unless=_compiled(name, code, entry["unless"]) if "unless" in entry else None,
        unless_text=_compiled(name, code, entry["unless_text"]) if "unless_text" in entry else None,
        scope=frozenset(BlockKind(kind) for kind in entry.get("scope", list(BlockKind))),
        domains=frozenset(entry.get("domains", ())),
        protected=bool(entry.get("protected", False)),
        probability=float(entry.get("probability", 1.0)),
        since=entry.get("since"),
        bad=tuple(_example(name, code, item) for item in entry["bad"]),
        good=tuple(_example(name, code, item) for item in entry["good"]),
        table=rows,
        words=words,
    )


def _check_rule(name: str, code: str, entry: Mapping[str, Any]) -> None:
    for why, wrong in _faults(code, entry):
        if wrong:
            raise PackError("PACK_RULE", f"规则包“{name}”的规则{code}：{why}。")


def _faults(code: str, entry: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    """What may be wrong with a rule, and whether it is; later ones rely on the earlier."""
    yield "code 应是大写字母加三位数字，如 NUM003", not _CODE.fullmatch(code)
    unknown = sorted(str(key) for key in set(entry) - _RULE_KEYS)
    yield f"不认识的项目 {'、'.join(unknown)}", bool(unknown)
    for key in ("name", "kind", "severity", "message", "clause", "verified"):
        yield f"缺少 {key}", not isinstance(entry.get(key), str) or not entry[key]
    yield f"kind 应是 {'、'.join(KINDS)} 之一", entry["kind"] not in KINDS
    yield "severity 应是 error、warning、hint 之一", entry["severity"] not in list(Severity)
    yield f"verified 应是 {'、'.join(VERIFIED)} 之一", entry["verified"] not in VERIFIED
    yield "没有核实的规则最多是 warning", entry["severity"] == "error" and entry["verified"] == "UNVERIFIED"
    for key in ("bad", "good"):
        examples = entry.get(key)
        yield "bad 和 good 各至少两例", not isinstance(examples, list) or len(examples) < 2
    yield "kind 是 pattern 时应有 pattern", entry["kind"] == "pattern" and "pattern" not in entry
    yield "kind 是 lexicon 时应有 data（TSV文件名）", entry["kind"] == "lexicon" and "data" not in entry
    scope = entry.get("scope", [])
    yield (
        f"scope 应取自 {'、'.join(BlockKind)}",
        not isinstance(scope, list) or any(kind not in list(BlockKind) for kind in scope),
    )
    data = entry.get("data", "x")
    yield "data 应是同一目录里的文件名", not isinstance(data, str) or "/" in data or ".." in data
    yield "since 应是日期", "since" in entry and not isinstance(entry["since"], date)


def _example(name: str, code: str, item: object) -> Example:
    if isinstance(item, str):
        return Example(item)
    if isinstance(item, dict) and isinstance(item.get("text"), str) and isinstance(item.get("day"), date):
        return Example(item["text"], item["day"])
    raise PackError("PACK_EXAMPLE", f"规则包“{name}”的规则{code}：例子应是文字，或者写明 text 和 day（日期）。")


def _rows(name: str, data: bytes) -> Iterator[Mapping[str, str]]:
    """The rows of a TSV file by their headings; lines that begin with # are notes."""
    try:
        lines = [line for line in data.decode("utf-8-sig").splitlines() if line.strip() and not line.startswith("#")]
    except UnicodeDecodeError as error:
        raise PackError("PACK_TSV", f"词表“{name}”不是UTF-8编码。") from error
    reader = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    for number, row in enumerate(reader, start=1):
        if None in row or any(value is None for value in row.values()):
            raise PackError("PACK_TSV", f"词表“{name}”第{number}行的列数和表头不一致。")
        yield row
