"""Write docs/law-table.md: which article is carried out where, and which test case proves it.

Citations are found in the code (``cite("regulation:33¶2")`` and other strings of that form), in the data of
``statute`` and in the cases of ``tests/law``. With ``--check`` nothing is written; the exit status says whether
the table is up to date.
"""
# ruff: noqa: INP001 (a script, not a package)

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from gongkai.statute.citation import Citation, cite, laws  # noqa: E402 (the checkout first)

TABLE = ROOT / "docs" / "law-table.md"
CODE = ROOT / "gongkai"
DATA = CODE / "statute" / "data"
CASES = ROOT / "tests" / "law"
FORM = re.compile(r"[a-z0-9_]+:\d*(?:¶\d+)?(?:\(\d+\))?")
HEAD = """\
# 法条、代码和测试对照表

本表由 `python docs/tools/law_table.py` 从代码、数据和测试用例中生成，请勿手工修改。
“代码”一栏是执行该条的函数、参数或者数据，“测试”一栏是 `tests/law` 中以该条为依据的用例。
核实标记：V2 两个以上来源，V1 一个来源，DERIVED 由条文推出，UNVERIFIED 未核实（默认不作为错误）。
"""

Places = dict[str, set[str]]


def citation_of(text: object) -> str | None:
    """A string that is a citation of a known law, in its canonical form."""
    if not isinstance(text, str) or not FORM.fullmatch(text) or text.split(":")[0] not in laws():
        return None
    return cite(text).key


def in_code() -> tuple[Places, Places]:
    """Citation to functions that use it, and parameter name to functions that ask for it."""
    found: Places = defaultdict(set)
    asked: Places = defaultdict(set)
    for path in sorted(CODE.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        tree = ast.parse(path.read_text(encoding="utf-8"))
        _collect(module.removeprefix("gongkai."), tree, found, asked)
    return found, asked


def _collect(module: str, tree: ast.Module, found: Places, asked: Places) -> None:
    constants = dict(_constants(tree))
    used: set[str] = set()
    for name, function in _functions(tree):
        place = f"`{module}.{name}`"
        for node in ast.walk(function):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                asked[node.value].add(place)
                if key := citation_of(node.value):
                    found[key].add(place)
            elif isinstance(node, ast.Name) and node.id in constants:
                used.add(node.id)
                for key in constants[node.id]:
                    found[key].add(place)
    for name, keys in constants.items():
        if name not in used:
            for key in keys:
                found[key].add(f"`{module}`")


def _constants(tree: ast.Module) -> Iterator[tuple[str, set[str]]]:
    """Module-level names and the citations in what they are set to."""
    for node in tree.body:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        keys = {key for part in ast.walk(node) if isinstance(part, ast.Constant) and (key := citation_of(part.value))}
        for target in targets:
            if isinstance(target, ast.Name) and keys:
                yield target.id, keys


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """Functions and methods with their names, without those inside functions."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            methods = [part for part in node.body if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef)]
            yield from ((f"{node.name}.{method.name}", method) for method in methods)


def in_data(asked: Places) -> Places:
    """Citation to parameters (with the functions that ask for them) and other data."""
    found: Places = defaultdict(set)
    for path in sorted(DATA.rglob("*.yaml")):
        name = path.relative_to(DATA).with_suffix("").as_posix()
        content = _read(path)
        if not isinstance(content, dict):
            content = {"": content}
        for entry, value in content.items():
            for key in _citations(value):
                parameter = name.startswith("parameters/")
                found[key].add(f"参数 `{entry}`" if parameter else f"数据 `{name}`" + (f" {entry}" if entry else ""))
                if parameter:
                    found[key] |= asked.get(entry, set())
    return found


def _read(path: Path) -> Any:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 (both are safe loaders)


def _citations(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for part in value.values():
            yield from _citations(part)
    elif isinstance(value, list):
        for part in value:
            yield from _citations(part)
    elif key := citation_of(value):
        yield key


def in_cases() -> Places:
    """Citation to the law cases that name it."""
    found: Places = defaultdict(set)
    for path in sorted(CASES.rglob("*.yaml")):
        source = path.relative_to(CASES).with_suffix("").as_posix()
        for case in _cases(_read(path)):
            keys = case.get("articles") or case["article"]
            for key in [keys] if isinstance(keys, str) else keys:
                if citation_of(key):
                    found[cite(key).key].add(f"{source}：{case.get('name', '')}".rstrip("："))
    return found


def _cases(value: Any) -> Iterator[dict[str, Any]]:
    """Every mapping that names its articles, wherever it stands."""
    if isinstance(value, dict):
        if isinstance(value.get("articles", value.get("article")), str | list):
            yield value
        for part in value.values():
            yield from _cases(part)
    elif isinstance(value, list):
        for part in value:
            yield from _cases(part)


def build() -> str:
    """The whole table as Markdown."""
    code, asked = in_code()
    data, cases = in_data(asked), in_cases()
    keys = sorted({*code, *data, *cases}, key=_order)
    parts = [HEAD]
    for law in dict.fromkeys(key.split(":")[0] for key in keys):
        entry = laws()[law]
        number = f"（{entry.number}）" if entry.number else ""
        parts.append(f"\n## {entry.full}{number}\n\n核实：{entry.verified}\n\n| 条文 | 代码 | 测试 |\n|---|---|---|\n")
        for key in (key for key in keys if key.startswith(f"{law}:")):
            rules = "<br>".join(sorted({*code.get(key, ()), *data.get(key, ())})) or "—"
            proofs = "<br>".join(sorted(cases.get(key, ()))) or "—"
            parts.append(f"| {cite(key).place or '全文'} | {rules} | {proofs} |\n".replace("¶", "款"))
    return "".join(parts)


def _order(key: str) -> tuple[int, int, int, int]:
    citation: Citation = cite(key)
    law = list(laws()).index(citation.law)
    return law, citation.article or 0, citation.paragraph or 0, citation.item or 0


def main(arguments: list[str]) -> int:
    """Write the table, or with ``--check`` compare it."""
    text = build()
    if "--check" in arguments:
        return 0 if TABLE.exists() and TABLE.read_text(encoding="utf-8") == text else 1
    TABLE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
