"""Where the public words of an answer stand: drafted, in review, ready, public, taken down."""

from __future__ import annotations

from dataclasses import dataclass

from gongkai.casework import disclosed_gate
from gongkai.casework.models import Disclosed
from gongkai.casework.queries import Sheet
from gongkai.editorial import gate, procedures
from gongkai.editorial.models import Round, Signature
from gongkai.statute.events import EventKind


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a draft stands: its last round, the stage in words, why it came back, and what it still owes the gate."""

    round: Round
    stage: str
    returned: str
    owed: tuple[str, ...]

    @property
    def open(self) -> bool:
        """Whether somebody has to look at it now."""
        return self.round.state == Round.State.OPEN

    @property
    def ready(self) -> bool:
        """Whether it can be released now."""
        return not self.owed


def standing(row: Disclosed | None) -> Standing | None:
    """Where the review of a draft stands; None when there is no draft."""
    if row is None or not row.draft:
        return None
    last = _last_round(row)
    if last is None:
        return None
    back = last.signatures.filter(decision=Signature.Decision.RETURNED).last()
    returned = f"{back.get_why_display()}：{back.words}" if back else ""
    owed = gate.owed(disclosed_gate.load(row.gate_key))
    return Standing(last, _stage(last), returned, tuple(dict.fromkeys(entry.sentence for entry in owed)))


def line(sheet: Sheet) -> str:
    """One line for the page of a case that was converted; empty while nothing was drafted. At most two queries, and
    none for a case that was not converted."""
    if not any(event.kind == EventKind.CONVERTED_TO_PROACTIVE for event in sheet.events):
        return ""
    row = Disclosed.objects.filter(case=sheet.case).first()
    if row is None:
        return "已转为主动公开，还没有拟写公开稿。"
    return "".join(said for said in (_public(row), _draft(row)) if said)


def _public(row: Disclosed) -> str:
    if row.is_public:
        return f"答复已公开，索引号{row.index_number}。"
    return f"答复已撤下：{row.withdrawn_because.rstrip('。')}。" if row.withdrawn_on else ""


def _draft(row: Disclosed) -> str:
    last = _last_round(row) if row.draft else None
    if last is None:
        return ""
    if last.state == Round.State.OPEN:
        return f"公开稿正在等待{_stage(last)}。"
    if last.state == Round.State.CLEARED:
        return "公开稿审核通过，等待发布。"
    return f"公开稿{last.get_state_display()}，修改后请重新送审。"


def _stage(last: Round) -> str:
    return procedures.stages()[last.stage].label if last.stage else last.get_state_display()


def _last_round(row: Disclosed) -> Round | None:
    return Round.objects.filter(key=row.gate_key).order_by("-pk").first()
