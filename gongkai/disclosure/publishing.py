"""Pages as the gate's kind of content: how they go out, are taken in, and which an agency has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, Count, F, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.timezone import localdate, localtime, now
from wagtail.models import Page

from gongkai.agencies.models import Agency
from gongkai.disclosure import library
from gongkai.disclosure.models import (
    AgencyProfile,
    Article,
    Catalogue,
    Consultation,
    ConsultationResult,
    ExecutiveMeeting,
    Interpretation,
    Leader,
    LibraryEntry,
    PolicyDocument,
    PublicAnswer,
    PublicPage,
    PublicTalk,
    QueryPoints,
    RandomInspection,
    Reprint,
    SeatCall,
    Section,
    ServiceGuide,
    SiteReport,
    Survey,
    SurveyResult,
    Topic,
)
from gongkai.editorial import gate, items, pages
from gongkai.editorial.items import Draft, Item, Kind, Mark, Marks
from gongkai.statute.documents import Attribute

PAGES: tuple[type[pages.GatedPage], ...] = (
    Section,
    Article,
    PolicyDocument,
    Interpretation,
    PublicTalk,
    ExecutiveMeeting,
    Leader,
    AgencyProfile,
    Catalogue,
    Topic,
    RandomInspection,
    QueryPoints,
    Consultation,
    ConsultationResult,
    PublicAnswer,
    ServiceGuide,
    Survey,
    SurveyResult,
    SiteReport,
    Reprint,
    SeatCall,
)
"""The kinds of pages that can become public."""
MOST_DRAFTS = 200


def declare() -> None:
    """Make pages known to the gate."""
    items.declare(
        Kind(
            name=pages.KIND,
            label="网页",
            load=pages.load,
            put_out=put_out,
            take_in=take_in,
            edit_address=lambda key: reverse("wagtailadmin_pages:edit", args=[key.partition(":")[2]]),
            public_address=public_address,
            keys=keys,
            marks=marks,
            searchable=searchable,
            drafts=drafts,
            ready=pages.require_filled,
            sorts=tuple((page.item_kind, page.kind_label()) for page in PAGES),
        )
    )


def put_out(key: str, moment: datetime) -> None:
    """Publish a page and put it into the portal's lists, inside the gate's transaction."""
    number = int(key.partition(":")[2])
    before = library.targets([number])
    pages.put_out(key, moment)
    page, release = pages.page_of(key), gate.standing(key)
    assert release is not None, "the gate releases before it puts out"
    shown = {
        "release": release,
        "agency_id": page.agency_id,
        "section_id": page.under_id,
        "kind": page.item_kind,
        "title": page.title,
    }
    first = {"month": f"{localtime(moment):%Y%m}", "at": moment}
    PublicPage.objects.update_or_create(page_id=page.pk, defaults=shown, create_defaults=shown | first)
    library.refresh({number}, tell=False)  # the gate tells of what it puts out
    library.refresh((before | library.targets([number])) - {number})


def take_in(key: str, moment: datetime) -> None:
    """Take a page out of the portal's lists and out of sight; its address stays its own."""
    pages.take_in(key, moment)
    number = int(key.partition(":")[2])
    PublicPage.objects.filter(page_id=number).update(release=None)
    library.refresh({number} | library.targets([number]))


def drafts(people: Sequence[int]) -> Iterator[Draft]:
    """The pages that some people began or edited last, and that are not public as they stand. Two queries."""
    sorts = {ContentType.objects.get_for_model(model).pk: model.kind_label() for model in PAGES}
    rows = Page.objects.filter(Q(owner__in=people) | Q(latest_revision__user__in=people), content_type__in=sorts)
    rows = rows.filter(Q(live=False) | Q(has_unpublished_changes=True)).order_by("-latest_revision_created_at", "-pk")
    for row in rows[:MOST_DRAFTS]:
        address = reverse("content:page", args=[row.pk])
        title, sort = row.draft_title or row.title, sorts[row.content_type_id]
        yield Draft(pages.key_of(row.pk), title, sort, address, row.latest_revision_created_at, row.live)


def searchable(item: Item) -> dict[str, object]:
    """What can be found of a policy document beside its words: its number, group, day and whether it applies."""
    entry = LibraryEntry.objects.filter(page=int(item.key.partition(":")[2])).first() if item.policy else None
    if entry is None:
        return {}
    return {
        "number": entry.document_number,
        "theme": entry.subject,
        "validity": entry.state(localdate(now())).label,
        "extra": [words for words in (entry.index_number, entry.genre) if words],
    }


def public_address(key: str) -> str:
    """Where everybody reads a page; empty before it was public for the first time."""
    row = PublicPage.objects.filter(page_id=key.partition(":")[2]).first()
    return reverse("portal:page", kwargs=row.address_parts()) if row else ""


def keys(agency: Agency) -> Iterator[str]:
    """Every page of an agency that could become public."""
    for model in PAGES:
        rows = Page.objects.type(model).filter(**{f"{model.__name__.lower()}__agency": agency})
        yield from (pages.key_of(number) for number in rows.order_by("pk").values_list("pk", flat=True))


def marks(agency: Agency) -> Marks:
    """The marks of an agency's pages, as their newest revisions have them. Two queries, however many pages."""
    counts = {model.__name__: _count(model, agency) for model in PAGES}
    (found,) = Agency.objects.filter(pk=agency.pk).values_list(*counts.values())
    first, *rest = [_others(model, agency) for model in PAGES]
    return Marks(sum(found), _read(first.union(*rest, all=True)))


def _count(model: type[pages.GatedPage], agency: Agency) -> Coalesce:
    rows = model.objects.filter(agency=agency).order_by().values("agency").annotate(count=Count("pk"))
    return Coalesce(Subquery(rows.values("count")), 0)


def _others(model: type[pages.GatedPage], agency: Agency) -> QuerySet[Any]:
    """Those that are not public on its own accord. A page without a draft is what its row says; a draft stands in its
    revision only."""
    said = {f"said_{name}": _said(name) for name in ("title", "attribute", "attribute_reason")}
    rows = model.objects.filter(agency=agency).order_by().annotate(**said)
    found: QuerySet[Any] = rows.exclude(said_attribute=Attribute.PROACTIVE.value).values_list("pk", *said)
    return found


def _said(name: str) -> Coalesce:
    draft = When(has_unpublished_changes=True, then=KeyTextTransform(name, "latest_revision__content"))
    return Coalesce(Case(draft, default=F(name), output_field=TextField()), Value(""), output_field=TextField())


def _read(rows: QuerySet[Any]) -> Iterator[Mark]:
    known = {attribute.value: attribute for attribute in Attribute}
    for number, title, attribute, reason in rows.iterator(chunk_size=1000):
        yield Mark(pages.key_of(number), title, known.get(attribute), reason)
