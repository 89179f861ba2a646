"""Taking an old register in: first a plan that says of every row what becomes of it, then all of it or nothing.

The cases are made of the same events as those that are handled here, on their true legal days, so that lists,
statistics and the annual report count them; when they were recorded is now. A row carries a keyed fingerprint in
its first event: the same file imported twice imports nothing the second time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from django.db import transaction
from django.utils.timezone import localdate

from gongkai.agencies import calendar
from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import require
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.casework import importing_rows, log
from gongkai.casework.errors import CaseworkError
from gongkai.casework.importing_rows import Arrival
from gongkai.casework.register_entries import Entry, Remark, read_entry
from gongkai.casework.register_file import RegisterFile, RegisterRow
from gongkai.casework.register_history import gaps, history
from gongkai.casework.register_numbers import Known
from gongkai.casework.register_words import NO_DICTIONARY, Dictionary
from gongkai.statute import procedure
from gongkai.statute.errors import StatuteError
from gongkai.statute.parameters import rules
from gongkai.statute.report_tables import RESULT_KEYS
from gongkai.statute.workdays import Calendar


class Changed(CaseworkError):
    """Since the plan was made, other cases came in or the file was imported by somebody else."""

    code = "REGISTER_CHANGED"

    def __init__(self) -> None:
        super().__init__("核对以后登记簿又有变动（可能刚刚有人导入过），没有导入任何一行。请重新核对。")


class NothingToImport(CaseworkError):
    """No row of the file may be imported, or all of them are here already."""

    code = "REGISTER_NOTHING"

    def __init__(self) -> None:
        super().__init__("没有可以导入的行：各行不是有误，就是已经在登记簿中。")


class Fate(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    DOUBTFUL = "doubtful"
    REFUSED = "refused"
    HERE = "here"

    @property
    def label(self) -> str:
        return {"new": "将导入", "doubtful": "存疑，将导入", "refused": "不导入", "here": "已有"}[self.value]


@dataclass(frozen=True, slots=True)
class Options:
    """What the office declared: its wordings, and that a blank day of service is the day of the reply."""

    dictionary: Dictionary = NO_DICTIONARY
    served_on_reply: bool = False
    leave_out_doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A row with its fate, everything said about it, and what would come in; None when it is refused."""

    row: RegisterRow
    fate: Fate
    remarks: tuple[Remark, ...]
    arrival: Arrival | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do, row by row."""

    agency: Agency
    register: RegisterFile
    options: Options
    lines: tuple[Line, ...]

    @property
    def counts(self) -> dict[Fate, int]:
        found = Counter(line.fate for line in self.lines)
        return {fate: found[fate] for fate in Fate}

    @property
    def wanted(self) -> list[Line]:
        """The rows that will be imported."""
        fates = {Fate.NEW} if self.options.leave_out_doubtful else {Fate.NEW, Fate.DOUBTFUL}
        return [line for line in self.lines if line.fate in fates]

    @property
    def digest(self) -> str:
        """By which a plan that somebody looked at is known again. It holds no personal data."""
        said = [[line.row.place, line.fate, list(map(str, line.remarks))] for line in self.lines]
        return ledger.digest_of([self.agency.pk, self.register.digest, self.options.leave_out_doubtful, said])


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did."""

    numbers: tuple[str, ...]
    kept: int
    """How many kept the number they had."""


def plan(
    register: RegisterFile, agency: Agency, *, today: date, options: Options | None = None, by: User | None = None
) -> Plan:
    """What importing a register would do. Writes nothing. Raises NotAllowed; without ``by`` it is the operator who
    asks at the command line."""
    if by is not None:
        require(by, Permission.CASE_REGISTER, agency, on=today)
    options = options or Options()
    known = Known(agency, register)
    days = calendar.current()
    lines = [_line(row, options, known, days, today) for row in register.rows]
    return Plan(agency, register, options, tuple(lines))


make_plan = plan


@transaction.atomic
def carry_out(plan: Plan, *, by: User, at: datetime) -> Imported:
    """Import what a plan says, all of it or nothing. Raises NotAllowed, Changed, NothingToImport."""
    require(by, Permission.CASE_REGISTER, plan.agency, on=localdate(at))
    # Under this lock only one import into the agency runs; what is here now is looked at again.
    Agency.objects.select_for_update().get(pk=plan.agency.pk)
    again = make_plan(plan.register, plan.agency, today=localdate(at), options=plan.options)
    if again.digest != plan.digest:
        raise Changed
    arrivals = [line.arrival for line in again.wanted if line.arrival is not None]
    if not arrivals:
        raise NothingToImport
    made = importing_rows.store(again.agency, arrivals, by=by, at=at)
    counts = {fate.value: count for fate, count in again.counts.items()}
    detail = {"file": again.register.digest, "imported": len(made), "rows": counts}
    subject = f"register:{again.agency.code}"
    act = ledger.Act(by.actor, Action.REGISTER_IMPORTED, subject, again.register.digest, detail)
    ledger.record(again.agency.stream, [act], at=at)
    return Imported(tuple(case.number for case in made), sum(arrival.keeps for arrival in arrivals))


# -- one row -----------------------------------------------------------------------------------------


def _line(row: RegisterRow, options: Options, known: Known, days: Calendar, today: date) -> Line:
    entry, remarks = read_entry(row, options.dictionary, today=today, served_on_reply=options.served_on_reply)
    if entry is None:
        return Line(row, Fate.REFUSED, tuple(remarks))
    fingerprint = known.fingerprint(entry)
    if (why := known.already(entry, fingerprint)) is not None:
        return Line(row, Fate.HERE, (why,), Arrival(entry, fingerprint))
    keeps, renumbered = known.number(entry)
    lapses, lawful = _lawful(entry, fingerprint, days, today)
    said = (*remarks, *renumbered, *known.twins(entry, row), *gaps(entry), *_silences(entry, known), *lawful)
    said += tuple(_days_off(entry, days))
    fate = Fate.REFUSED if any(remark.refuses for remark in said) else Fate.DOUBTFUL if said else Fate.NEW
    return Line(row, fate, said, Arrival(entry, fingerprint, keeps=keeps, lapses=lapses))


def _lawful(entry: Entry, fingerprint: str, days: Calendar, today: date) -> tuple[bool, list[Remark]]:
    """Whether the case ends by a lapse as the register says, and what the law has to say about its history."""
    try:
        state = derive(entry, fingerprint, days, today, lapses=True)
        lapses = entry.decided_on is None or state.decided_on is not None
        if not lapses:
            state = derive(entry, fingerprint, days, today, lapses=False)
    except StatuteError as error:
        return False, [Remark("", str(error), refuses=True)]
    said = [Remark("", f"{finding.message}（{finding.citation}）") for finding in state.findings]
    if entry.decided_on is not None and (state.decided_on is None or state.row not in RESULT_KEYS):
        # the first finding is why; the others only follow from it
        return lapses, [*said[:1], Remark("outcome", "按这些日期，办理结果不能成立，无法计入年度报告。", refuses=True)]
    if entry.decided_on is not None and not lapses:
        said.append(Remark("outcome", "台账没有载明相应的告知日期或者期限尚未届满，按作出决定登记，仍计入该行。"))
    return lapses, said


def derive(entry: Entry, fingerprint: str, days: Calendar, today: date, *, lapses: bool) -> procedure.CaseState:
    """Where a case stands after the events of its row; an open one as of today. Raises StatuteError."""
    happenings = history(entry, fingerprint, lapses=lapses)
    events = [log.event_of(happening, seq, NEVER) for seq, happening in enumerate(happenings, start=1)]
    return procedure.derive(events, rules=rules(), calendar=days, today=None if entry.decided_on else today)


NEVER = datetime(2000, 1, 1, tzinfo=UTC)
"""When an event that is only tried was recorded."""


def _silences(entry: Entry, known: Known) -> Iterator[Remark]:
    if entry.decided_on is None:
        yield Remark("outcome", "没有办理结果，将作为在办的申请导入，期限照常计算。")
    elif entry.served_on is None and "served_on" in known.columns:
        yield Remark("served_on", "没有填写，无法判断是否按期，不计入按期率。")


def _days_off(entry: Entry, days: Calendar) -> Iterator[Remark]:
    """Days on which an office does not work. What comes by the internet may come on any day."""
    found: dict[str, date | None] = {"decided_on": entry.decided_on}
    if entry.channel in {"counter", "signed_mail"}:
        found["received_on"] = entry.received_on
    found |= {key: entry.day(key) for key in ("correction_asked_on", "extended_on", "fee_noticed_on")}
    for key, on in found.items():
        if on is not None and days.covers(on) and not days.is_workday(on):
            yield Remark(key, f"{on:%Y-%m-%d}不是工作日（{days.reason(on)}），请核对。")


def summary(counts: Mapping[Fate, int]) -> str:
    """The counts in words."""
    return "，".join(f"{fate.label}{count}行" for fate, count in counts.items())
