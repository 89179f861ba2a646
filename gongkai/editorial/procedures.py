"""Which reviews a kind of content owes in an agency: shipped data, and what an agency adds to it.

The rules of letters are kept and changed here, too; what they mean is in `letter_procedures`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from django.db import transaction
from django.utils.timezone import localdate

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import require
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.editorial.errors import Incomplete
from gongkai.editorial.models import ProcedureRule


@dataclass(frozen=True, slots=True)
class Stage:
    """One review: who may do it, in how many working days, and the proof-reading signed with it (0: none)."""

    key: str
    label: str
    permission: Permission
    days: int
    proof: int = 0
    above: bool = False
    each_part: bool = False
    only: str = ""


@dataclass(frozen=True, slots=True)
class Procedure:
    """The reviews in their order, and whether the last one releases at once."""

    stages: tuple[Stage, ...]
    at_once: bool
    version: str

    def stage(self, key: str) -> Stage:
        """The stage of that key. Raises KeyError."""
        return next(stage for stage in self.stages if stage.key == key)

    def after(self, done: Sequence[str]) -> Stage | None:
        """The first stage that is not done yet, or None."""
        return next((stage for stage in self.stages if stage.key not in done), None)


@cache
def _data() -> Mapping[str, Any]:
    text = (files("gongkai.editorial") / "data" / "procedures.yaml").read_text(encoding="utf-8")
    data: Mapping[str, Any] = yaml.safe_load(text)
    return data


@cache
def stages() -> Mapping[str, Stage]:
    """All reviews of content there are, by key, in their order."""
    return _read_stages(_data()["stages"])


@cache
def letter_stages() -> Mapping[str, Stage]:
    """All steps of letters there are, by key, in their order."""
    return _read_stages(letters()["stages"])


def letters() -> Mapping[str, Any]:
    """The shipped procedures of letters, as data/procedures.yaml has them."""
    found: Mapping[str, Any] = _data()["letters"]
    return found


def _read_stages(entries: Mapping[str, Any]) -> Mapping[str, Stage]:
    return {
        key: Stage(
            key,
            entry["label"],
            Permission(entry["permission"]),
            entry["days"],
            entry.get("pass", 0),
            entry.get("above", False),
            entry.get("each_part", False),
            entry.get("only", ""),
        )
        for key, entry in entries.items()
    }


def stages_of(kind: str) -> Mapping[str, Stage]:
    """The stages that a kind of content, or of letter, may have."""
    if kind in letters()["kinds"]:
        return letter_stages()
    own = {key: stage for key, stage in stages().items() if stage.only and kind.startswith(stage.only)}
    return own or {key: stage for key, stage in stages().items() if not stage.only}


def floor_of(kind: str) -> tuple[str, ...]:
    """The stages of a kind that no agency can take away."""
    if kind in letters()["kinds"]:
        return tuple(letters()["floor"][kind])
    return tuple(_data()["floors"].get(kind, ())) or floor()


def of(kind: str, agency: Agency) -> Procedure:
    """What a kind of content owes in an agency: its own rule, that of the nearest agency above, or the shipped one."""
    shipped = _data()["kinds"].get(kind) or _data()["kinds"]["*"]
    rule = rule_of(kind, agency)
    names = rule.stages if rule else shipped["stages"]
    at_once = rule.at_once if rule else shipped["release"] == "at_once"
    return Procedure(tuple(stages()[name] for name in names), at_once, version_of(rule))


def version_of(rule: ProcedureRule | None) -> str:
    """Under which rules something is reviewed: the shipped data, and the agency's change of them."""
    return f"{_data()['version']}+{rule.pk}.{rule.version}" if rule else str(_data()["version"])


def frozen(data: Mapping[str, Any]) -> Procedure:
    """The procedure that a round was begun under: a later change of the rules does not touch it."""
    return Procedure(tuple(stages()[name] for name in data["stages"]), data["at_once"], data["version"])


def freeze(procedure: Procedure) -> dict[str, Any]:
    """A procedure as a round keeps it."""
    names = [stage.key for stage in procedure.stages]
    return {"stages": names, "at_once": procedure.at_once, "version": procedure.version}


def review_after_days() -> int:
    """Working days in which an emergency publication is reviewed after the fact."""
    return int(_data()["review_after"])


def reassess_months() -> int:
    """After how many months what is not public is looked at again (条例第十八条)."""
    return int(_data()["reassess_months"])


def floor() -> tuple[str, ...]:
    """The stages that no agency can take away."""
    return tuple(_data()["floor"])


@transaction.atomic
def set_rule(
    *, kind: str, agency: Agency, names: Sequence[str], at_once: bool, by: User, at: datetime
) -> ProcedureRule:
    """Have an agency and those below it review a kind differently from now on; rounds under way keep theirs.

    Raises NotAllowed, Incomplete when a stage is unknown, doubled, out of order, or one of the floor is missing.
    """
    require(by, Permission.PROCEDURE_EDIT, agency, on=localdate(at))
    _check(kind, names)
    rule, _ = ProcedureRule.objects.select_for_update().get_or_create(
        kind=kind, agency=agency, defaults={"stages": [], "at_once": at_once}
    )
    rule.stages, rule.at_once, rule.version = list(names), at_once, rule.version + 1
    rule.save()
    detail = {"kind": kind, "stages": rule.stages, "at_once": at_once}
    act = ledger.Act(by.actor, Action.PROCEDURE_SET, f"procedure:{rule.pk}", ledger.digest_of(detail), detail)
    ledger.record(agency.stream, [act], at=at)
    return rule


def _check(kind: str, names: Sequence[str]) -> None:
    known = stages_of(kind)
    if unknown := [name for name in names if name not in known]:
        raise Incomplete(f"没有“{unknown[0]}”这个审核环节。", "stages")
    missing = [known[name].label for name in floor_of(kind) if name not in names]
    if missing:
        ground = "条例第四十五条" if kind in letters()["kinds"] else "条例第十七条、保密法实施条例第四十二条"
        ground = "村委会组织法第三十五条、第三十七条" if kind in _data()["floors"] else ground
        raise Incomplete(f"{'、'.join(missing)}不能取消（{ground}）。", "stages")
    if list(names) != [name for name in known if name in names]:
        order = "、".join(stage.label for stage in known.values())
        raise Incomplete(f"审核环节不能重复，并应按{order}的顺序排列。", "stages")


def rule_of(kind: str, agency: Agency) -> ProcedureRule | None:
    """The rule that counts for a kind in an agency: its own or that of the nearest agency above. One query."""
    return rules_of([kind], agency).get(kind)


def rules_of(kinds: Sequence[str], agency: Agency) -> dict[str, ProcedureRule]:
    """The rules that count for several kinds in an agency; those without one are not among them. One query."""
    found: dict[str, ProcedureRule] = {}
    rows = ProcedureRule.objects.filter(kind__in=kinds, agency_id__in=agency.line)
    for rule in sorted(rows, key=lambda rule: agency.line.index(rule.agency_id)):
        found[rule.kind] = rule
    return found
