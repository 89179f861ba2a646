"""What the screen of the procedures shows: each kind with its stages, which of them nobody can take away, and who
changed the rule when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from gongkai.agencies.models import Agency, User
from gongkai.audit.models import Action, Entry
from gongkai.editorial import items, letter_procedures, procedures
from gongkai.editorial.letter_procedures import LetterKind
from gongkai.editorial.procedures import Stage

WHY_FLOOR = {
    "secrecy": "不能取消：公开前应当经过保密审查，先审后公开（条例第十七条、保密法实施条例第四十二条）",
    "final_review": "不能取消：公开前应当有人对内容负责（条例第十七条）",
    "oversight": "不能取消：财务公开应当先经村务监督委员会审查（村委会组织法第三十七条）",
    "township": "不能取消：公开前应当经过保密和个人信息审查",
    "sign": "不能取消：答复应当有人签发（条例第四十五条）",
}
NOBODY = "没有人任职，报批以后会卡住"
MOST = 50


@dataclass(frozen=True, slots=True)
class Box:
    """A stage on the screen: chosen or not, and why it cannot be taken away. ``warning`` is said of a chosen one that
    nobody can do, ``held`` of a shipped one that is owed only where somebody holds the post."""

    stage: Stage
    chosen: bool
    floor: str
    warning: str = ""
    held: bool = False


@dataclass(frozen=True, slots=True)
class KindRow:
    """A kind of content with the procedure that counts now."""

    name: str
    label: str
    boxes: tuple[Box, ...]
    at_once: bool
    version: str


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a rule, as the ledger has it."""

    at: datetime
    by: str
    kind: str
    stages: tuple[str, ...]
    onward: str
    """What happens after the last stage, in words."""


def kinds(agency: Agency) -> list[KindRow]:
    """Every kind with its procedure in an agency."""
    return [_row(name, label, agency) for name, label in items.sorts().items()]


def letters(agency: Agency, *, on: date) -> list[KindRow]:
    """Every kind of letter with its steps in an agency."""
    empty = set(letter_procedures.vacant(agency, on=on))
    return [_letter(kind, agency, empty, on) for kind in letter_procedures.kinds().values()]


def labels() -> dict[str, str]:
    """What people call the kinds of contents and of letters."""
    return items.sorts() | {kind.name: kind.label for kind in letter_procedures.kinds().values()}


def _letter(kind: LetterKind, agency: Agency, empty: set[tuple[str, str]], on: date) -> KindRow:
    chosen = {stage.key for stage in letter_procedures.owed([kind.name], agency, on=on)}
    rule, floor = procedures.rule_of(kind.name, agency), procedures.floor_of(kind.name)
    boxes = [
        Box(
            stage,
            key in chosen,
            WHY_FLOOR.get(key, "") if key in floor else "",
            NOBODY if (kind.label, stage.label) in empty else "",
            rule is None and key in kind.where_held,
        )
        for key, stage in procedures.letter_stages().items()
    ]
    return KindRow(kind.name, kind.label, tuple(boxes), False, procedures.version_of(rule))


def history(agency: Agency) -> list[Change]:
    """The last changes of an agency's rules, the newest first."""
    entries = list(Entry.objects.filter(stream=agency.stream, action=Action.PROCEDURE_SET).order_by("-position")[:MOST])
    people = {user.actor: str(user) for user in _people(entries)}
    called = labels()
    return [
        Change(
            entry.recorded_at,
            people.get(entry.actor, entry.actor),
            called.get(entry.detail["kind"], entry.detail["kind"]),
            tuple(procedures.stages_of(entry.detail["kind"])[name].label for name in entry.detail["stages"]),
            _onward(entry.detail),
        )
        for entry in entries
    ]


def _onward(detail: Mapping[str, Any]) -> str:
    if detail["kind"] in letter_procedures.kinds():
        return "由公开工作人员制发"
    return "立即发布" if detail["at_once"] else "由公开工作人员发布"


def _people(entries: Sequence[Entry]) -> list[User]:
    numbers = [entry.actor.partition(":")[2] for entry in entries]
    return list(User.objects.filter(pk__in=[int(number) for number in numbers if number.isdigit()]))


def _row(name: str, label: str, agency: Agency) -> KindRow:
    found = procedures.of(name, agency)
    chosen = {stage.key for stage in found.stages}
    floor = procedures.floor_of(name)
    boxes = [
        Box(stage, key in chosen, WHY_FLOOR.get(key, "") if key in floor else "")
        for key, stage in procedures.stages_of(name).items()
    ]
    return KindRow(name, label, tuple(boxes), found.at_once, found.version)
