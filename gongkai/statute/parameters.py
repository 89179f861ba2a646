"""Numbers of the law: each has a birthday, a source and a mark for how sure it is.

A number lives in ``data/parameters/*.yaml`` with the days it was in force. Nothing falls back to the
nearest known value: a day without a value is an error that names the number.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from gongkai.statute.citation import Citation, cite, read_yaml
from gongkai.statute.errors import UnknownParameter


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number as it stood on some day.

    ``verified`` is V2 (two sources), V1 (one), DERIVED (follows from the text) or UNVERIFIED.
    """

    name: str
    label: str
    value: Any
    unit: str
    citation: Citation
    effective_from: date
    effective_to: date | None
    verified: str
    note: str = ""


class Rules:
    """All numbers of the law, with every version of each.

    ``version`` is a hash of everything in it, so that an explanation can name the law it used.
    """

    def __init__(self, versions: dict[str, tuple[Parameter, ...]]) -> None:
        self._versions = versions
        self.version = _digest(versions)

    def get(self, name: str, on: date) -> Parameter:
        """The number as it stood on a day. Raises UnknownParameter."""
        versions = self._versions.get(name)
        if versions is None:
            raise UnknownParameter(f"没有名为“{name}”的法定参数。")
        for version in versions:
            if version.effective_from <= on and (version.effective_to is None or on <= version.effective_to):
                return version
        raise UnknownParameter(f"参数“{versions[0].label}”在{on:%Y-%m-%d}没有生效的规定。")

    def value(self, name: str, on: date) -> Any:
        """Just the value of `get`."""
        return self.get(name, on).value

    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self._versions))

    def versions(self, name: str) -> tuple[Parameter, ...]:
        """Every version of a number, oldest first."""
        return self._versions[name]

    def with_values(self, overrides: dict[str, Any]) -> Rules:
        """Other rules in which the named numbers have the given values on every day.

        For what the law leaves to the agency and for facts marked UNVERIFIED.
        """
        changed = dict(self._versions)
        for name, value in overrides.items():
            if name not in changed:
                raise UnknownParameter(f"没有名为“{name}”的法定参数。")
            changed[name] = tuple(replace(version, value=value) for version in changed[name])
        return Rules(changed)


@cache
def rules() -> Rules:
    """The rules that ship with gongkai."""
    versions: dict[str, tuple[Parameter, ...]] = {}
    folder = resources.files("gongkai.statute").joinpath("data").joinpath("parameters")
    for name in sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".yaml")):
        for key, entry in read_yaml(f"parameters/{name}").items():
            if key in versions:
                raise UnknownParameter(f"参数“{key}”登记了两次。")
            versions[key] = tuple(_parameter(key, entry, value) for value in entry["values"])
    return Rules(versions)


def _parameter(key: str, entry: dict[str, Any], value: dict[str, Any]) -> Parameter:
    return Parameter(
        name=key,
        label=entry["label"],
        value=value["value"],
        unit=entry["unit"],
        citation=cite(value["citation"]),
        effective_from=value["from"],
        effective_to=value.get("to"),
        verified=value["verified"],
        note=value.get("note", ""),
    )


def _digest(versions: dict[str, tuple[Parameter, ...]]) -> str:
    plain = {
        name: [[str(v.effective_from), str(v.effective_to), v.value, v.citation.key] for v in entries]
        for name, entries in sorted(versions.items())
    }
    return hashlib.sha256(json.dumps(plain, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()[:16]
