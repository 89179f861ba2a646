"""How a platform calls our fields: a few lines of YAML or JSON that the office edits, checked when they are saved.

``fields`` says which of our fields stands under which of their names (all that are not named stay out), ``values``
translates single values, ``fixed`` adds what never changes. Without a mapping the document goes out as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

LONGEST, MOST = 10_000, 100
KNOWN = {
    "agency_code": "机关代码",
    "number": "收件编号",
    "seq": "事项序号",
    "kind": "事项",
    "occurred_on": "事项日期",
    "channel": "渠道",
    "applicant_kind": "申请人类别",
    "stage": "环节",
    "stage_label": "环节（文字）",
    "received_on": "收到日期",
    "due_on": "答复期限",
    "provisional": "期限是否暂定",
    "decided_on": "办结日期",
    "served_on": "送达日期",
    "outcome": "办理结果",
    "why": "期限的说明",
    "steps": "期限的推算",
    "law_version": "规则版本",
    "calendar_version": "日历版本",
}
"""Every field of the status document; a test holds it to what is really sent."""


class BadMapping(ValueError):
    """A mapping that cannot be used. ``str()`` is for the screen, ``code`` is stable."""

    code = "HOOK_MAPPING"


@dataclass(frozen=True, slots=True)
class Names:
    """A mapping, checked. Empty, it changes nothing."""

    fields: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    fixed: Mapping[str, Any] = field(default_factory=dict)

    def applied(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """The document as the platform takes it."""
        if not self.fields:
            return {**self._translated(document), **self.fixed}
        plain = self._translated(document)
        return {theirs: plain[ours] for theirs, ours in self.fields.items()} | dict(self.fixed)

    def _translated(self, document: Mapping[str, Any]) -> dict[str, Any]:
        return {name: self._value(name, value) for name, value in document.items()}

    def _value(self, name: str, value: Any) -> Any:
        table = self.values.get(name)
        return table.get(_key(value), value) if table and not isinstance(value, list | dict) else value


def read(text: str) -> Names:
    """Read a mapping. Raises BadMapping with what is wrong and where."""
    if len(text) > LONGEST:
        raise BadMapping(f"字段对照不能超过{LONGEST}个字符。")
    if not text.strip():
        return Names()
    try:
        told = yaml.safe_load(text)
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        where = f"第{line + 1}行附近" if line is not None else ""
        raise BadMapping(f"字段对照{where}的写法不对，应为YAML或者JSON。") from error
    except (RecursionError, ValueError) as error:
        raise BadMapping("字段对照的写法不对，应为YAML或者JSON。") from error
    if not isinstance(told, dict) or set(told) - {"fields", "values", "fixed"}:
        raise BadMapping("字段对照只能有fields、values、fixed三部分。")
    fields, values, fixed = (_part(told, name) for name in ("fields", "values", "fixed"))
    _check_fields(fields, fixed)
    _check_values(values)
    return Names(fields, {ours: {_key(key): to for key, to in table.items()} for ours, table in values.items()}, fixed)


def _part(told: Mapping[str, Any], name: str) -> dict[str, Any]:
    part = told.get(name) or {}
    if not isinstance(part, dict) or len(part) > MOST or not all(isinstance(key, str) and key for key in part):
        raise BadMapping(f"{name}应为“名称: 值”的对照，不超过{MOST}行，名称是文字。")
    return part


def _check_fields(fields: Mapping[str, Any], fixed: Mapping[str, Any]) -> None:
    unknown = [f"{theirs}: {ours}" for theirs, ours in fields.items() if ours not in KNOWN]
    if unknown:
        raise BadMapping(f"fields里没有这样的字段：{'；'.join(unknown[:5])}。可以使用：{'、'.join(KNOWN)}。")
    if fields and not {"number", "seq"} <= set(fields.values()):
        raise BadMapping("fields里应当有number（收件编号）和seq（事项序号），对方据此识别重复的报送。")
    twice = sorted(set(fields) & set(fixed))
    if twice:
        raise BadMapping(f"{'、'.join(twice)}在fields和fixed里都有。")
    if not all(_plain(value) for value in fixed.values()):
        raise BadMapping("fixed里的值应为文字、数字或者是否。")


def _check_values(values: Mapping[str, Any]) -> None:
    for ours, table in values.items():
        if ours not in KNOWN:
            raise BadMapping(f"values里没有{ours}这个字段。可以使用：{'、'.join(KNOWN)}。")
        if not isinstance(table, dict) or not all(_plain(key) and _plain(to) for key, to in table.items()):
            raise BadMapping(f"values里{ours}应为“原值: 对方的值”的对照。")


def _plain(value: Any) -> bool:
    return value is None or isinstance(value, str | int | float | bool)


def _key(value: Any) -> str:
    """A value as it is written in YAML: true, null, or its text."""
    return {True: "true", False: "false", None: "null"}.get(value, str(value)) if not isinstance(value, str) else value
