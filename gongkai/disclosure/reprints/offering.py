"""Offering a page to another agency, taking it or declining it, and bringing a reprint up to its original."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate
from wagtail.models import Page

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import require
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.disclosure.models import Article, Interpretation, PolicyDocument, Section
from gongkai.disclosure.reprints.models import TWICE, Offer, Reprint
from gongkai.disclosure.standing import standing
from gongkai.editorial import gate, pages
from gongkai.editorial.errors import Gone, Incomplete, Overtaken, WrongWay
from gongkai.editorial.locking import RoundLock
from gongkai.editorial.pages import GatedPage
from gongkai.statute.documents import Attribute

OFFERED: tuple[type[GatedPage], ...] = (Article, PolicyDocument, Interpretation)
"""Kinds whose text and files say all that they say."""
NOT_PUBLIC = "《{title}》现在没有公开，或者正在修改，不能{verb}。"
OTHER_KINDS = "只有一般信息、政策文件和没有音视频的政策解读可以{verb}。"


def sections_for(agency: Agency) -> QuerySet[Section]:
    """The public sections of other agencies, from the top of the district down."""
    return standing(Section).exclude(agency=agency).order_by("agency__path", "title", "pk")


@transaction.atomic
def offer(*, page_id: int, section_id: int, words: str, by: User, at: datetime) -> Offer:
    """Recommend a public page for another agency's section. Raises NotAllowed, Gone, WrongWay, Overtaken."""
    page = _page(page_id)
    agency = _agency(page)
    require(by, Permission.CONTENT_DRAFT, agency, on=localdate(at))
    digest = _digest(page, "报送")
    section = sections_for(agency).filter(pk=section_id).first()
    if section is None:
        raise WrongWay("请选择其他机关公开的栏目。")
    if Offer.objects.filter(page=page.pk, section=section.pk, answer=Offer.Answer.WAITING).exists():
        raise Overtaken(f"《{page.title}》已经向“{section.title}”报送过，正在等待处理。")
    row = Offer.objects.create(
        agency=agency, page_id=page.pk, title=page.title, digest=digest, to=_agency(section), section_id=section.pk,
        section_title=section.title, words=words.strip()[:300], offered_by=by, offered_at=at,
    )  # fmt: skip
    _note(row, Action.OFFERED, agency, by, at)
    return row


@transaction.atomic
def take(*, offer_id: int, by: User, at: datetime) -> Reprint:
    """Take what was offered: a draft of a reprint in the section, which goes through the reviews that it owes there.

    Raises NotAllowed, Gone, Overtaken, WrongWay when the original is not public any more.
    """
    row = _waiting(offer_id, by, at)
    if row.page_id is None or row.section_id is None:
        raise WrongWay("原文或者栏目已经删除，不能采用。")
    made = reprint(page_id=row.page_id, section_id=row.section_id, by=by, at=at)
    _answer(row, Offer.Answer.TAKEN, "", by, at, made)
    return made


@transaction.atomic
def decline(*, offer_id: int, reason: str, by: User, at: datetime) -> Offer:
    """Say no, and why. Raises NotAllowed, Gone, Overtaken, Incomplete."""
    row = _waiting(offer_id, by, at)
    if not reason.strip():
        raise Incomplete("请写明不采用的理由，报送机关会看到。", "reason")
    _answer(row, Offer.Answer.DECLINED, reason.strip()[:300], by, at, None)
    return row


@transaction.atomic
def reprint(*, page_id: int, section_id: int, by: User, at: datetime) -> Reprint:
    """Draft a reprint of a public page of another agency. Raises NotAllowed, Gone, WrongWay."""
    page = _page(page_id)
    section = Section.objects.filter(pk=section_id).select_related("agency").first()
    if section is None:
        raise Gone(pages.key_of(section_id))
    require(by, Permission.CONTENT_DRAFT, _agency(section), on=localdate(at))
    if section.agency_id == page.agency_id:
        raise WrongWay("本机关的网页不用转载，请另建链接。")
    # behind a lock: two editors who press the button at once make one reprint
    parent = Page.objects.select_for_update().get(pk=section.pk)
    if Reprint.objects.filter(original=page.pk, under=section.pk).exists():
        raise WrongWay(TWICE.format(title=page.title))
    made = Reprint(
        title=page.title, attribute=Attribute.PROACTIVE, owner=by, original_id=page.pk,
        digest=_digest(page, "转载"), revision=page.live_revision, source=_agency(page).name[:80],
    )  # fmt: skip
    parent.specific.add_child(instance=made)
    made.save_revision(user=by)
    kept: Reprint = Reprint.objects.get(pk=made.pk)
    return kept


@transaction.atomic
def follow(*, reprint_id: int, by: User, at: datetime) -> Reprint:
    """Bring the draft of a reprint to what its original says now; it goes through its reviews again.

    Raises NotAllowed, Gone, WrongWay when the original is not public or is reprinted as it stands.
    """
    Page.objects.select_for_update().filter(pk=reprint_id).first()
    row = pages.page_of(pages.key_of(reprint_id))
    if not isinstance(row, Reprint):
        raise Gone(row.gate_key)
    require(by, Permission.CONTENT_DRAFT, _agency(row), on=localdate(at))
    if RoundLock.of(row) is not None:
        raise WrongWay("正在审核，不能修改。需要修改的，请先撤回送审。")
    page, draft = _page(row.original_id), pages.newest(row)
    digest = _digest(page, "转载")
    assert isinstance(draft, Reprint)
    if draft.digest == digest:
        raise WrongWay("转载的已经是原文现在公开的内容。")
    draft.title, draft.digest, draft.revision = page.title, digest, page.live_revision
    draft.save_revision(user=by)
    return draft


def _page(number: int) -> GatedPage:
    found = pages.page_of(pages.key_of(number))
    if found.agency is None:
        raise Gone(found.gate_key)
    return found


def _agency(page: GatedPage) -> Agency:
    agency: Agency | None = page.agency
    assert agency is not None
    return agency


def _digest(page: GatedPage, verb: str) -> str:
    """The digest as which a page is public, when its revision is just that. Raises WrongWay."""
    if not isinstance(page, OFFERED) or getattr(page, "recordings", None):
        raise WrongWay(OTHER_KINDS.format(verb=verb))
    release, revision = gate.standing(page.gate_key), page.live_revision
    whole = revision.as_object().as_item(whole=False).digest if revision is not None else ""
    if release is None or whole != release.digest:
        raise WrongWay(NOT_PUBLIC.format(title=page.title, verb=verb))
    return release.digest


def _waiting(number: int, by: User, at: datetime) -> Offer:
    row = Offer.objects.select_for_update(of=("self",)).select_related("to").filter(pk=number).first()
    if row is None:
        raise Gone(f"offer:{number}")
    require(by, Permission.CONTENT_DRAFT, row.to, on=localdate(at))
    if row.answer:
        raise Overtaken(f"《{row.title}》已经处理过：{row.get_answer_display()}。")
    return row


def _answer(row: Offer, answer: Offer.Answer, reason: str, by: User, at: datetime, made: Reprint | None) -> None:
    row.answer, row.reason, row.answered_by, row.answered_at, row.reprint = answer, reason, by, at, made
    row.save(update_fields=["answer", "reason", "answered_by", "answered_at", "reprint"])
    _note(row, Action.OFFER_ANSWERED, row.to, by, at)


def _note(row: Offer, action: Action, agency: Agency, by: User, at: datetime) -> None:
    detail = {"page": row.page_id, "section": row.section_id, "answer": row.answer}
    ledger.record(agency.stream, [ledger.Act(by.actor, action, f"offer:{row.pk}", detail=detail)], at=at)
