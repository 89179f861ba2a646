"""What the portal reads of disclosed pages: only what a release stands for, and only as what was reviewed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import file_digest, sha256
from pathlib import Path
from typing import TypeVar

from django.db.models import Exists, F, Model, OuterRef, QuerySet

from gongkai.disclosure.models import Interpretation, Paper, Picture, PublicPage, PublicTalk, Reprint, Section
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

    The content is compared each time it is shown: a row that was changed behind the editor's back is not shown. Row and
    content are read one after the other, so a correction may come out in between: then both are read again.
    """
    rows = _findable().filter(month=month, page_id=number)
    before: int | None = None
    while (row := _one(rows.all())) is not None and row.release is not None and row.release_id != before:
        before, page = row.release_id, _whole(row) if row.page.live else None
        if page is None:
            continue
        page.agency = row.agency
        item = page.as_item(whole=False)
        if item.digest == row.release.digest:
            return Found(row, page, item)
    return None


@cache
def _findable() -> QuerySet[PublicPage]:
    """What `find` chooses from. Put together once, and never read itself: that took a third of what finding costs."""
    repeated = Reprint.objects.filter(original=OuterRef("page"), live=True)
    rows = public().select_related("section__section").only(*_FOUND_BY)
    return rows.annotate(reprinted=Exists(repeated)).order_by()


_NEVER_SHOWN = (
    "path", "depth", "numchild", "translation_key", "locale", "latest_revision", "has_unpublished_changes",
    "first_published_at", "last_published_at", "live_revision", "go_live_at", "expire_at", "expired", "locked",
    "locked_at", "locked_by", "draft_title", "url_path", "owner", "show_in_menus", "latest_revision_created_at",
    "alias_of",
)  # fmt: skip
"""What a page's row says to the editor alone, and to no reader: a third of its columns."""


def _whole(row: PublicPage) -> GatedPage | None:
    """The page itself, with what its kind is always shown with. Its lines are read once, for digest and template."""
    model = row.page.specific_class
    if model is None or not issubclass(model, GatedPage):
        return None
    rows = _wholes(model).filter(pk=row.page_id)
    page = _with_lines(rows, model.lines_along) if model.lines_along else _one(rows)
    if page is not None:
        page.read_lines()
    return page


@cache
def _wholes(model: type[GatedPage]) -> QuerySet[GatedPage]:
    """Whole pages of a kind, and each of the few lines of a kind that has such. Put together once, and never read
    itself."""
    rows = model.objects.order_by().defer(*_NEVER_SHOWN)
    if model.shown_with:  # without a name Django would read along whatever there is
        rows = rows.select_related(*model.shown_with)
    names = [field.name for field in _lines_of(model)._meta.concrete_fields] if model.lines_along else ()  # noqa: SLF001
    whole: QuerySet[GatedPage] = rows.annotate(**{f"line_{name}": F(f"{model.lines_along}__{name}") for name in names})
    return whole


def _lines_of(model: type[GatedPage]) -> type[Model]:
    lines: type[Model] = model._meta.get_field(model.lines_along).related_model  # noqa: SLF001 - Django's documented name
    return lines


def _with_lines(rows: QuerySet[GatedPage], relation: str) -> GatedPage | None:
    """A page with lines of which it has few, in one question: a row of the answer for each line."""
    found = list(rows)
    if not found:
        return None
    lines = _lines_of(rows.model)
    fields = lines._meta.concrete_fields  # noqa: SLF001 - Django's documented name
    told = [[getattr(one, f"line_{field.name}") for field in fields] for one in found if one.line_id is not None]
    attributes = [field.attname for field in fields]
    setattr(found[0], relation, [lines.from_db(rows.db, attributes, values) for values in told])
    page: GatedPage = found[0]
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


def rows_of(numbers: Iterable[int | None]) -> dict[int, PublicPage]:
    """The public rows of pages by their number, newest first, without what stands behind them; one question."""
    wanted = {number for number in numbers if number}
    rows = public().filter(page__in=wanted).select_related(None) if wanted else ()
    return {row.page_id: row for row in rows}


def related(page: GatedPage) -> list[PublicPage]:
    """The documents that belong to a page and are public: those that an interpretation or a talk explains. What
    explains a document is told by `interpretations.shown`."""
    if isinstance(page, PublicTalk):
        return list(rows_of(line.document_id for line in page.documents.all()).values())
    return list(rows_of([page.document_id]).values()) if isinstance(page, Interpretation) else []


def reprints(row: PublicPage) -> list[PublicPage]:
    """Where a page that `find` found is reprinted, by agency; no question for one that is not."""
    if not getattr(row, "reprinted", False):
        return []
    theirs = Reprint.objects.filter(original=row.page_id, live=True).values("pk")
    return list(public().filter(page__in=theirs).select_related("section").order_by("agency__path", "pk"))


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
