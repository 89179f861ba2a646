"""What the office is told about an interpretation's time and plan while it hands a page in; none of it stops anybody.

The days are a local rule (V1): a statute that is not certain may warn and no more.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.timezone import localdate

from gongkai.disclosure import queries
from gongkai.disclosure.interpretations import register
from gongkai.disclosure.models import Interpretation, PolicyDocument
from gongkai.editorial import gate, pages
from gongkai.editorial.pages import GatedPage
from gongkai.statute.interpretations import Need, limit
from gongkai.statute.parameters import rules


def of(page: GatedPage, today: date) -> list[str]:
    """The warnings for a page as its newest draft is, in sentences."""
    if isinstance(page, PolicyDocument):
        return list(_of_document(page, today))
    return list(_of_interpretation(page, today)) if isinstance(page, Interpretation) else []


def _of_document(page: PolicyDocument, today: date) -> Iterator[str]:
    if page.interpretation_need != Need.NEEDED:
        return
    written = Interpretation.objects.filter(document=page.pk).select_related("latest_revision")
    forms = {pages.newest(one).how.value for one in written}
    forms |= {one.form.value for one in register.explained([page.pk], today)}
    released = gate.standing(page.gate_key) is not None
    for line in page.plan.all():
        if line.form in forms:
            continue
        if not released:
            yield f"解读方案列有{line.form}，还没有起草；解读应与文件同步组织、同步审签、同步部署。"
        elif line.on < today:
            yield f"解读方案中的{line.form}计划于{_day(line.on)}公开，现在还没有公开。"


def _of_interpretation(page: Interpretation, today: date) -> Iterator[str]:
    document = queries.public().filter(page=page.document_id).first()
    if document is None or gate.standing(page.gate_key) is not None:
        return
    known = register.due(document, today)
    if known and known.late:
        yield (
            f"所解读的文件已公开，解读最迟应于{_day(known.due)}公开，现在已经晚{known.late}个工作日"
            f"（文件公开后{limit(localdate(document.at), rules())}个工作日内，地方规定）。请尽快送审。"
        )


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
