"""How long personal data of a case are kept, by class (个人信息保护法第十九条、第四十七条)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from gongkai.statute.citation import Citation, cite

_FILE = Path(__file__).parent / "data" / "retention.yaml"
DISPUTED, ORDINARY, MAIL = "disputed", "ordinary", "mail"


@dataclass(frozen=True, slots=True)
class Rule:
    """One class of cases: for how many years from the year after filing, and how sure that is."""

    key: str
    label: str
    years: int
    effective_from: date
    citation: Citation
    verified: str
    note: str

    def until(self, filed_on: date) -> date:
        """The last day of keeping: periods of archives begin on 1 January after the year of filing."""
        return date(filed_on.year + self.years, 12, 31)

    def filed_before(self, today: date) -> date:
        """Cases filed before this day have been kept long enough today."""
        return date(today.year - self.years, 1, 1)


@cache
def rules() -> dict[str, Rule]:
    """All classes by their keys, in the order in which they are tried."""
    return {entry["class"]: _rule(entry) for entry in yaml.safe_load(_FILE.read_text("utf-8"))}


def rule_for(*, disputed: bool) -> Rule:
    """The rule for a case."""
    return rules()[DISPUTED if disputed else ORDINARY]


def shortest() -> Rule:
    """The rule under which a case can go first."""
    return min((rules()[key] for key in (DISPUTED, ORDINARY)), key=lambda rule: rule.years)


def rule_for_mail() -> Rule:
    """The rule for e-mail that an officer laid aside; what became part of a case goes with the case."""
    return rules()[MAIL]


def _rule(entry: dict[str, Any]) -> Rule:
    return Rule(
        key=entry["class"],
        label=entry["label"],
        years=entry["years"],
        effective_from=entry["from"],
        citation=cite(entry["citation"]),
        verified=entry["verified"],
        note=entry["note"],
    )
