"""公开属性 at its source: set with a reason when a document is drafted (国办发〔2016〕80号), before any review.

A policy document that is to be withheld goes to the disclosure office first, which agrees or returns it; what is not
public is looked at again from time to time (条例第十八条). The attribute itself stands with the content; here stand
the proposals, the decisions and the days on which somebody looked again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import NotAllowed, held_above, require
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.editorial import items, procedures
from gongkai.editorial.errors import Incomplete, Overtaken, OwnWork
from gongkai.editorial.items import Item, Mark
from gongkai.editorial.models import AttributeDecision
from gongkai.statute.documents import Attribute, attribute_requirements
from gongkai.statute.periods import add_months

State = AttributeDecision.State


@transaction.atomic
def propose(*, key: str, by: User, at: datetime) -> AttributeDecision:
    """Ask the disclosure office about an item that is not to be public, as it stands now, with its reason.

    Raises NotAllowed, Incomplete without a reason, Overtaken while one waits.
    """
    item = items.load(key)
    require(by, Permission.CONTENT_DRAFT, item.agency, on=localdate(at))
    if item.attribute is None or item.attribute is Attribute.PROACTIVE:
        raise Incomplete("只有拟定为依申请公开或者不予公开的内容，才需要送公开工作机构审查。", "attribute")
    if not item.attribute_reason.strip():
        raise Incomplete(f"拟定为“{item.attribute.label}”的，应当说明理由。", "attribute_reason")
    if AttributeDecision.objects.select_for_update().filter(key=key, state=State.WAITING).exists():
        raise Overtaken(f"《{item.title}》的公开属性已经送审，正在等公开工作机构的意见。")
    row = AttributeDecision.objects.create(
        key=key,
        agency=item.agency,
        title=item.title[:200],
        attribute=item.attribute.value,
        reason=item.attribute_reason.strip()[:500],
        proposed_by=by,
        proposed_at=at,
    )
    _note(row, Action.ATTRIBUTE_PROPOSED, by, at)
    return row


@transaction.atomic
def decide(*, decision_id: int, agreed: bool, words: str, by: User, at: datetime) -> AttributeDecision:
    """The disclosure office agrees to a proposal or returns it with a reason.

    Raises NotAllowed, OwnWork, Incomplete (returned without a reason), Overtaken.
    """
    row = AttributeDecision.objects.select_for_update(of=("self",)).select_related("agency").get(pk=decision_id)
    if row.state != State.WAITING:
        raise Overtaken(f"《{row.title}》的公开属性已经审查过：{row.get_state_display()}。您的意见没有保存。")
    _require_office(row.agency, by, at)
    if row.proposed_by_id == by.pk:
        raise OwnWork("自己提出的公开属性，应当由他人审查。")
    if not agreed and not words.strip():
        raise Incomplete("请写明退回的理由。", "words")
    row.state = State.AGREED if agreed else State.RETURNED
    row.words, row.decided_by, row.decided_at = words.strip()[:500], by, at
    row.save()
    _note(row, Action.ATTRIBUTE_DECIDED, by, at)
    return row


@transaction.atomic
def reassess(*, key: str, words: str, by: User, at: datetime) -> AttributeDecision:
    """Somebody of the disclosure office has looked again at what is not public and lets it stay so (条例第十八条).

    What is to become public is changed where it stands and takes the way of every publication. Raises NotAllowed,
    Incomplete.
    """
    item = items.load(key)
    _require_office(item.agency, by, at)
    if item.attribute is None or item.attribute is Attribute.PROACTIVE:
        raise Incomplete("主动公开的内容不需要重新评估是否公开。", "attribute")
    if not words.strip():
        raise Incomplete("请写明评估的结论和理由。", "words")
    row = AttributeDecision.objects.create(
        key=key,
        agency=item.agency,
        title=item.title[:200],
        attribute=item.attribute.value,
        reason=item.attribute_reason.strip()[:500],
        proposed_by=by,
        proposed_at=at,
        state=State.REASSESSED,
        words=words.strip()[:500],
        decided_by=by,
        decided_at=at,
    )
    _note(row, Action.ATTRIBUTE_REASSESSED, by, at)
    return row


def require_for_review(item: Item) -> None:
    """An item is handed in only with its attribute and, where it is not to be public, with the reason. Raises
    Incomplete."""
    lacking = attribute_requirements(
        item.attribute, item.attribute_reason, policy=item.policy, reviewed_by_disclosure_office=agreed(item)
    )
    if lacking:
        raise Incomplete(lacking[0].text, "attribute" if item.attribute is None else "attribute_reason")


def agreed(item: Item) -> bool:
    """Whether the disclosure office has agreed to just this attribute for just this reason."""
    row = AttributeDecision.objects.filter(key=item.key).exclude(state=State.WAITING).order_by("-pk").first()
    return (
        row is not None
        and row.state in (State.AGREED, State.REASSESSED)
        and row.attribute == item.attribute
        and row.reason == item.attribute_reason.strip()[:500]
    )


def label_of(row: AttributeDecision) -> str:
    """The attribute of a decision, in words."""
    return Attribute(row.attribute).label


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many items of an agency bear an attribute, and the keys and titles of those that do not."""

    agency: Agency
    total: int
    marked: int
    unmarked: tuple[tuple[str, str], ...]

    @property
    def complete(self) -> bool:
        """Whether every item is marked."""
        return not self.unmarked


def coverage(agency: Agency) -> Coverage:
    """Whether everything that an agency has drafted is marked, and what is not (国办发〔2016〕80号)."""
    found = [items.marks(kind, agency) for kind in items.kinds()]
    total = sum(marks.total for marks in found)
    unmarked = tuple((mark.key, mark.title) for marks in found for mark in marks.others if not mark.complete)
    return Coverage(agency, total, total - len(unmarked), unmarked)


def due_for_reassessment(agency: Agency, *, today: date) -> list[tuple[Mark, date | None]]:
    """What is not public and was not looked at for the configured months, with the day it was last looked at."""
    decided = AttributeDecision.objects.filter(agency=agency, decided_at__isnull=False).exclude(state=State.RETURNED)
    last = dict(decided.order_by().values_list("key").annotate(Max("decided_at")))
    found = []
    for mark in (mark for kind in items.kinds() for mark in items.marks(kind, agency).others):
        looked = localdate(last[mark.key]) if mark.key in last else None
        if mark.attribute is not None and (looked is None or _over(looked, today)):
            found.append((mark, looked))
    return found


def _over(looked: date, today: date) -> bool:
    return add_months(looked, procedures.reassess_months()) <= today


def _require_office(agency: Agency, by: User, at: datetime) -> None:
    if held_above(by, Permission.ATTRIBUTE_DECIDE, agency, on=localdate(at)) is None:
        raise NotAllowed(Permission.ATTRIBUTE_DECIDE, agency)


def _note(row: AttributeDecision, action: Action, by: User, at: datetime) -> None:
    detail = {"attribute": row.attribute, "state": row.state}
    act = ledger.Act(by.actor, action, row.key, ledger.digest_of([row.attribute, row.reason, row.words]), detail)
    ledger.record(row.agency.stream, [act], at=at)
