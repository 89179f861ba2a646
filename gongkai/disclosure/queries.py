"""What the portal reads of disclosed pages: only what a release stands for, and only as what was reviewed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import file_digest, sha256
from pathlib import Path
from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from gongkai.disclosure.models import (
    Interpretation,
    Paper,
    Picture,
    PolicyDocument,
    PublicPage,
    PublicTalk,
    Reprint,
    Section,
)
from gongkai.editorial import gate
from gongkai.editorial.items import Item
from gongkai.editorial.models import ReleasedPart
from gongkai.editorial.pages import GatedPage
from gongkai.files.kinds import MEDIA

A_PAGE = 20
Row = TypeVar("Row", bound=Model)
Stored = TypeVar("Stored", Paper, Picture)


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a list, newest first."""

    rows: list[PublicPage]
    number: int
    more: bool


def public() -> QuerySet[PublicPage]:
    """Every page that is public now, newest first."""
    return (
        PublicPage.objects.filter(release__withdrawn_at=None, release__isnull=False)
        .select_related("release", "agency", "page")
        .order_by("-at", "-pk")
    )


def news() -> QuerySet[PublicPage]:
    """What is new for readers, newest first: no sections, which only say where things are."""
    return public().exclude(kind=Section.item_kind)


_FOUND_BY = (
    "page__live", "page__content_type", "page__path", "release__digest", "agency",
    *(field.name for field in PublicPage._meta.concrete_fields),  # noqa: SLF001 - Django's documented name
    *(f"section__{name}" for name in ("title", "live", "section__column_type", "section__introduction")),
    "section__section__keywords",
)  # fmt: skip
"""What is read to find a page: of its release and of its row among the pages little is needed."""


@dataclass(frozen=True, slots=True)
class Found:
    """A public page: its place, its content, and what was released of it."""

    row: PublicPage
    page: GatedPage
    item: Item


def find(month: str, number: int) -> Found | None:
    """A public page by its address, with its content, when that is just what was released.

    The content is compared each time it is shown: a row that was changed behind the editor's back is not shown.
    """
    rows = public().filter(month=month, page_id=number).select_related("section__section")
    repeated = Reprint.objects.filter(original=OuterRef("page"), live=True)
    row = _one(rows.only(*_FOUND_BY).annotate(reprinted=Exists(repeated)))
    if row is None or not row.page.live or row.release is None:
        return None
    page = _whole(row)
    if page is None:
        return None
    page.agency = row.agency
    item = page.as_item(whole=False)
    return Found(row, page, item) if item.digest == row.release.digest else None


def _whole(row: PublicPage) -> GatedPage | None:
    """The page itself, with what its kind is always shown with. Its lines are read once, for digest and template."""
    model = row.page.specific_class
    if model is None or not issubclass(model, GatedPage):
        return None
    page: GatedPage | None = _one(model.objects.filter(pk=row.page_id).select_related(*model.shown_with))
    if page is not None:
        page.read_lines()
    return page


def _one(rows: QuerySet[Row]) -> Row | None:
    """The only row there can be: nothing is sorted for it."""
    return next(iter(rows.order_by()[:1]), None)


def sections() -> list[PublicPage]:
    """The public sections, by name."""
    return list(public().filter(kind=Section.item_kind).order_by("title"))


SYSTEMS = "政府信息公开制度"
"""The section in which an agency keeps the rules of its disclosure, by its title."""


def systems() -> list[PublicPage]:
    """The public sections of disclosure rules, by agency from the top down."""
    return list(public().filter(kind=Section.item_kind, title=SYSTEMS).order_by("agency__path"))


def in_section(section: int, number: int) -> Listed:
    """A page of what stands in a section."""
    first = (number - 1) * A_PAGE
    found = list(public().filter(section=section)[first : first + A_PAGE + 1])
    return Listed(found[:A_PAGE], number, len(found) > A_PAGE)


def related(page: GatedPage) -> list[PublicPage]:
    """The documents that belong to a page and are public: those that an interpretation or a talk explains. What
    explains a document is told by `interpretations.shown`."""
    if isinstance(page, PublicTalk):
        return list(public().filter(page__in=[line.document_id for line in page.documents.all()]))
    return list(public().filter(page=page.document_id)) if isinstance(page, Interpretation) else []


def reprints(row: PublicPage) -> list[PublicPage]:
    """Where a page that `find` found is reprinted, by agency; no question for one that is not."""
    if not getattr(row, "reprinted", False):
        return []
    theirs = Reprint.objects.filter(original=row.page_id, live=True).values("pk")
    return list(public().filter(page__in=theirs).select_related("section").order_by("agency__path", "pk"))


def beside(page: PolicyDocument) -> dict[int, PublicPage]:
    """What stands on a document's page beside it and is public, by number and newest first: its interpretations, what
    acts on it and what it acts on. One question, once for a page."""
    found: dict[int, PublicPage] | None = page.__dict__.get("rows_beside")
    if found is None:
        theirs = Interpretation.objects.filter(document=page.pk, live=True).values("pk")
        rows = public().filter(Q(page__in=theirs) | Q(page__in=page.named())).select_related(None)
        found = page.__dict__["rows_beside"] = {row.page_id: row for row in rows}
    return found


def released_file(number: int) -> tuple[ReleasedPart, Paper, bytes] | None:
    """A file as it is public now: the bytes on disk are those that were reviewed, under the name that was."""
    return _released(Paper.objects.filter(pk=number).first())


def released_media(number: int) -> tuple[ReleasedPart, Paper, Path] | None:
    """A film, a recording or captions as they are public now, on disk: films are read in stretches."""
    stored = Paper.objects.filter(pk=number, kind__in=MEDIA).first()
    if stored is None:
        return None
    place = Path(stored.file.path)
    try:
        known = place.stat()
        digest = _digest(place, known.st_size, known.st_mtime_ns)
    except FileNotFoundError:
        return None
    part = gate.public_part(digest, stored.part_key)
    return (part, stored, place) if part else None


@lru_cache(maxsize=256)
def _digest(place: Path, _size: int, _changed: int) -> str:
    """What lies on disk, read once for each time that it was written: a player asks for hundreds of stretches."""
    with place.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def released_picture(number: int) -> tuple[ReleasedPart, Picture, bytes] | None:
    """A picture as it is public now."""
    return _released(Picture.objects.filter(pk=number).first())


def _released(stored: Stored | None) -> tuple[ReleasedPart, Stored, bytes] | None:
    if stored is None:
        return None
    try:
        data = stored.content()
    except FileNotFoundError:
        return None
    part = gate.public_part(sha256(data).hexdigest(), stored.part_key)
    return (part, stored, data) if part else None
