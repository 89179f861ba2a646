"""The tables of a bundle: what happened, how the clock ran, and what the ledger holds of the case."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.timezone import localdate, localtime

from gongkai.agencies.models import Agency, User
from gongkai.audit.models import Entry
from gongkai.casework import chain_table, paper, timeline, verification
from gongkai.casework.models import CaseEvent, Letter
from gongkai.casework.queries import Sheet
from gongkai.statute import explanation
from gongkai.statute.events import EventKind
from gongkai.statute.explanation import Explanation
from gongkai.statute.parameters import rules
from gongkai.typeset.table import table_pdf

OF_PARTIES = frozenset({EventKind.CONSULTATION_OPENED, EventKind.CONSULTATION_CLOSED, EventKind.THIRD_PARTY_INFORMED})
"""Events whose words name third parties or say what they want."""
_OF_SERVICE = frozenset({EventKind.SERVED, EventKind.DELIVERED, EventKind.MAIL_RETURNED})
NOT_SHOWN = "（涉及第三方，未收入）"
_OPINIONS = frozenset({EventKind.DECISION_PROPOSED, EventKind.DECISION_RETURNED})
_INTERNAL = _OPINIONS | {EventKind.NOTE, EventKind.ASSIGNED, EventKind.RETURNED, EventKind.TRANSFERRED_INTERNALLY}
"""Events by which officers talk among themselves (条例第十六条: 讨论记录、请示报告等过程性信息). Search logs are none
of them: they prove a reasonable search. Nor are the grounds of an extension, and amendments of the record."""
NOT_SHOWN_INTERNAL = "（内部意见，未收入）"
_MOST_FAULTS = 50


def of_parties(sheet: Sheet) -> set[int]:
    """The events whose words and files belong to third parties: what they were asked and said, and the service of
    their letters, whose proof names who signed."""
    theirs = {letter.number for letter in sheet.letters if letter.to == Letter.To.PARTY}
    return {
        row.seq
        for row in sheet.events
        if row.kind in OF_PARTIES or (row.kind in _OF_SERVICE and row.data.get("number") in theirs)
    }


def internal(row: CaseEvent) -> bool:
    """Whether an event is the office's own talk; a note by which the applicant was told something is not."""
    return row.kind in _INTERNAL and "told_due_on" not in row.data


def log_pdf(sheet: Sheet, *, at: datetime, for_court: bool) -> bytes:
    """What happened, on which day, under which article, by whom, and the digest of each event. ``for_court``: without
    what third parties said, and without what officers wrote among themselves; each such place says so."""
    texts, opinions = dict(sheet.texts), set[int]()
    if for_court:
        texts |= {row.seq: {"words": NOT_SHOWN_INTERNAL} for row in sheet.events if internal(row) and row.seq in texts}
        texts |= {seq: {"words": NOT_SHOWN} for seq in of_parties(sheet) if seq in texts}
        opinions = {row.seq for row in sheet.events if row.kind in _OPINIONS}
    digests = {row.seq: row.digest for row in sheet.events}
    wanted = Agency.objects.filter(pk__in=timeline.recipients(sheet.events))
    names = {f"agency:{row.pk}": row.short_name for row in wanted}
    rows = []
    for entry in timeline.timeline(sheet.events, texts, sheet.actors, names):
        words = "\n".join(f"{label}：{said}" if label else said for label, said in entry.words)
        rows.append(
            (
                str(entry.seq),
                f"{entry.on:%Y-%m-%d}",
                f"{entry.label}\n{'' if entry.seq in opinions else entry.sentence}\n{words}\n{digests[entry.seq]}",
                entry.article,
                f"{entry.who}\n{localtime(entry.recorded_at):%Y-%m-%d %H:%M}",
            )
        )
    return table_pdf(
        "办理经过",
        ("序号", "日期", "事项、内容和摘要", "依据", "记录者和时间"),
        rows,
        widths=(1.3, 3, 8.5, 3, 3.2),
        made_at=at,
        font_dir=paper.font_dir(),
    )


def chain_pdf(sheet: Sheet, *, at: datetime, for_court: bool) -> bytes | None:
    """Who passed which step of which letter, for exactly which draft; None where no letter owed more than a signature.
    ``for_court``: without what they wrote."""
    rows = [
        (
            f"{localtime(one.at):%Y-%m-%d %H:%M}",
            f"{letter}\n{one.label}",
            one.who,
            f"{one.verdict}\n{NOT_SHOWN_INTERNAL if for_court and one.words else one.words}".strip(),
            f"第{one.seq}号事项\n{one.digest}",
        )
        for letter, steps in chain_table.of_sheet(sheet)
        for one in steps
    ]
    if not rows:
        return None
    return table_pdf(
        "审签单",
        ("时间", "文书和环节", "人员", "意见", "记录和所审文稿的摘要"),
        rows,
        widths=(2.6, 2.6, 2.6, 4.4, 6),
        made_at=at,
        above=("同一摘要是同一稿：文稿或者随附的文件有任何变动，摘要即不同，各环节重新审签。",),
        font_dir=paper.font_dir(),
    )


def clock_pdf(sheet: Sheet, *, at: datetime) -> bytes:
    """Why the limit is what it is, down to each day counted or left out."""
    found = explanation.explain(sheet.law_events, rules=rules(), calendar=sheet.calendar, today=localdate(at))
    rows = [
        (f"{entry.on:%Y-%m-%d}" if entry.on else "", "　" * depth + entry.text, str(entry.citation or ""))
        for depth, entry in _flat(found.tree)
    ]
    return table_pdf(
        "期限的计算",
        ("日期", "怎样计算", "依据"),
        rows,
        widths=(2.2, 10, 4),
        made_at=at,
        above=(f"法律数据版本{found.law_version}，工作日历版本{found.calendar_version}。",),
        font_dir=paper.font_dir(),
    )


def ledger_pdf(sheet: Sheet, *, at: datetime) -> bytes:
    """The entries of the ledger about this case with their hashes, and what verifying found."""
    entries = list(Entry.objects.filter(subject=f"case:{sheet.case.number}").order_by("id"))
    keys = {int(row.actor.removeprefix("user:")) for row in entries if row.actor.startswith("user:")}
    names = {user.actor: str(user) for user in User.objects.filter(pk__in=keys)}
    rows = [
        (
            str(row.position),
            f"{localtime(row.recorded_at):%Y-%m-%d %H:%M:%S}",
            f"{row.get_action_display()}{_kind(row)}\n{names.get(row.actor, '申请人')}",
            f"内容\n{row.digest}\n前一条\n{row.previous}\n本条\n{row.hash}",
        )
        for row in entries
    ]
    return table_pdf(
        "审计账本与核对结果",
        ("序号", "记录时间", "事项和人员", "散列"),
        rows,
        widths=(1.2, 2.6, 4, 9),
        made_at=at,
        above=_verified(sheet, at),
        font_dir=paper.font_dir(),
    )


def _verified(sheet: Sheet, at: datetime) -> list[str]:
    faults = list(verification.verify_case(sheet.case))
    when = f"{localtime(at):%Y-%m-%d %H:%M}"
    if not faults:
        return [f"核对结果（{when}）：本机关账本的散列链完整，本件每个事项、文书与账本逐条相符。"]
    return [f"核对结果（{when}）：发现{len(faults)}处不符。", *(str(fault) for fault in faults[:_MOST_FAULTS])]


def _kind(row: Entry) -> str:
    kind = row.detail.get("kind", "")
    return f"：{EventKind(kind).label}" if kind in set(EventKind) else ""


def _flat(entry: Explanation, depth: int = 0) -> Iterator[tuple[int, Explanation]]:
    yield depth, entry
    for child in entry.children:
        yield from _flat(child, min(depth + 1, 3))
