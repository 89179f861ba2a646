"""The announcement of a stocktaking's result, drafted from what was said of each document.

The draft is a policy document like any other: its tables are for who reads, its lines of effects for the library, and
both come from the same list. Nothing stands until it went through its reviews and the gate (docs/decisions/0025).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.html import escape
from django.utils.timezone import localdate

from gongkai.agencies.models import User
from gongkai.agencies.permissions import require
from gongkai.audit.models import Action
from gongkai.disclosure import places
from gongkai.disclosure.models import DocumentEffect, PolicyDocument, Section
from gongkai.disclosure.stocktaking import queries, sitting
from gongkai.disclosure.stocktaking.models import Conclusion, Stocktaking, StocktakingLine
from gongkai.editorial import pages
from gongkai.editorial.errors import Incomplete
from gongkai.statute.interpretations import Need

HEADINGS = {
    Conclusion.KEEP: "继续有效的文件",
    Conclusion.AMEND: "予以修改的文件",
    Conclusion.REPEAL: "予以废止的文件",
    Conclusion.LAPSE: "宣布失效的文件",
}
NO_INTERPRETATION = "公布文件清理的结果，没有作出新的规定。"


@transaction.atomic
def draft_result(*, stocktaking_id: int, section: Section, by: User, at: datetime) -> PolicyDocument:
    """Draft the announcement, or draft it anew where there is one that is neither reviewed nor public: its text and its
    effects, everything else stays as its author has it. Raises NotAllowed, WrongWay, Incomplete while nothing is said
    of some document, with who owes it."""
    held = sitting.held(stocktaking_id)
    require(by, sitting.DRAFT, held.agency, on=localdate(at))
    if section.agency_id != held.agency_id:
        raise Incomplete("请选择本机关的栏目。", "section")
    rows = list(queries.lines(held))
    _require_whole(held, rows, localdate(at))
    page = held.result or _begun(held, section, by, localdate(at))
    newest: Any = pages.newest(page)
    newest.body = list(_body(held, rows))
    newest.effects.set([effect for row in rows if (effect := _effect(held, row))])
    newest.save_revision(user=by)
    page.refresh_from_db()  # its newest revision is the one that was just kept
    held.result = page
    held.save(update_fields=["result"])
    sitting.note(held, Action.STOCKTAKING_DRAFTED, by, at, {"page": page.pk})
    return page


def _require_whole(held: Stocktaking, rows: Sequence[StocktakingLine], today: date) -> None:
    owing = [f"{one.agency.short_name}{one.owed}件" for one in queries.progress(held) if one.owed]
    if owing or not rows:
        raise Incomplete(f"还有文件没有清理意见：{'、'.join(owing)}。" if owing else "清单里没有文件。")
    late = [f"《{row.title}》" for row in rows if row.until and sitting.wrong(row, sitting.as_said(row), today)]
    if late:
        raise Incomplete(f"{'、'.join(late[:5])}不能再延长有效期，请修改清理意见。")


def _begun(held: Stocktaking, section: Section, by: User, today: date) -> PolicyDocument:
    made: PolicyDocument = places.keep_draft(
        PolicyDocument(
            title=f"{held.agency.name}关于公布{held.title}结果的公告"[:255],
            issued_by=held.agency.name,
            dated_on=today,
            summary=f"公布{held.title}的结果。",
            interpretation_need=Need.NOT_NEEDED.value,
            interpretation_reason=NO_INTERPRETATION,
        ),
        section,
        by,
    )
    return made


def _effect(held: Stocktaking, row: StocktakingLine) -> DocumentEffect | None:
    if row.effect is None:
        return None
    return DocumentEffect(
        kind=row.effect, target_id=row.document_id, other=row.other, other_normative=row.other_normative,
        until=row.until, note=f"{held.title}{'：' if row.reason else ''}{row.reason}"[:200],
    )  # fmt: skip


def _body(held: Stocktaking, rows: Sequence[StocktakingLine]) -> Iterator[tuple[str, Any]]:
    """The words, then a table for each conclusion that there is."""
    found = {one: [row for row in rows if row.conclusion == one] for one in Conclusion}
    counts = "，".join(f"{one.label}{len(listed)}件" for one, listed in found.items() if listed)
    told = f"根据{escape(held.basis)}，对{len(rows)}件文件作了清理，其中{counts}。现将结果公布如下。"
    yield "paragraph", f"<p>{told}</p>"
    if found[Conclusion.REPEAL] or found[Conclusion.LAPSE]:
        yield "paragraph", "<p>废止、宣布失效的文件，自本公告施行之日起不再作为行政管理的依据。</p>"
    for place, one in enumerate((one for one in Conclusion if found[one]), start=1):
        yield "heading", f"{'一二三四'[place - 1]}、{HEADINGS[one]}（{len(found[one])}件）"
        yield "table", _table(one, found[one])


def _table(conclusion: Conclusion, rows: Sequence[StocktakingLine]) -> dict[str, Any]:
    kept = conclusion == Conclusion.KEEP
    head = ["序号", "文件名称", "发文字号", *(["有效期至"] if kept else ["理由", "依据"])]
    return {
        "caption": f"{HEADINGS[conclusion]}目录",
        "columns": [{"type": "text", "heading": name} for name in head],
        "rows": [
            {"values": [str(place), row.title, row.number, *(_term(row) if kept else [row.reason, row.basis])]}
            for place, row in enumerate(rows, start=1)
        ],
    }


def _term(row: StocktakingLine) -> list[str]:
    entry = getattr(row.document, "entry", None)
    last = row.until or (entry.last_day() if entry else None)
    said = f"{last.year}年{last.month}月{last.day}日" if last else "长期"
    return [f"{said}（延长）" if row.until else said]


Key = tuple[str, int | None, str, date | None]


def differing(held: Stocktaking) -> list[str]:
    """Where the draft of the announcement does something else than the list says, by title: because the list went on,
    or because somebody changed the lines in the editor."""
    if held.result is None:
        return []
    newest: Any = pages.newest(held.result)
    rows = {_said(row): row.title for row in queries.lines(held) if row.effect}
    written: dict[Key, str] = {
        (one.kind, one.target_id, one.other, one.until): one.target.title if one.target else one.other
        for one in newest.effects.all()
    }
    return sorted({(rows | written)[key] for key in rows.keys() ^ written.keys()})


def _said(row: StocktakingLine) -> Key:
    return str(row.effect), row.document_id, row.other, row.until
