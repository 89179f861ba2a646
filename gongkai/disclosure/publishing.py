"""Pages as the gate's kind of content: how they go out, are taken in, and which an agency has."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localtime
from wagtail.models import Page

from gongkai.agencies.models import Agency
from gongkai.disclosure import library
from gongkai.disclosure.models import Article, Interpretation, PolicyDocument, PublicPage, Section
from gongkai.editorial import gate, items, pages
from gongkai.editorial.items import Kind

PAGES: tuple[type[pages.GatedPage], ...] = (Section, Article, PolicyDocument, Interpretation)
"""The kinds of pages that can become public."""


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
    library.refresh({number} | before | library.targets([number]))


def take_in(key: str, moment: datetime) -> None:
    """Take a page out of the portal's lists and out of sight; its address stays its own."""
    pages.take_in(key, moment)
    number = int(key.partition(":")[2])
    PublicPage.objects.filter(page_id=number).update(release=None)
    library.refresh({number} | library.targets([number]))


def public_address(key: str) -> str:
    """Where everybody reads a page; empty before it was public for the first time."""
    row = PublicPage.objects.filter(page_id=key.partition(":")[2]).first()
    return reverse("portal:page", kwargs=row.address_parts()) if row else ""


def keys(agency: Agency) -> Iterator[str]:
    """Every page of an agency that could become public."""
    for model in PAGES:
        rows = Page.objects.type(model).filter(**{f"{model.__name__.lower()}__agency": agency})
        yield from (pages.key_of(number) for number in rows.order_by("pk").values_list("pk", flat=True))
