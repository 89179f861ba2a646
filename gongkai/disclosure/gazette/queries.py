"""What the portal reads of gazettes: released issues, with a file that is just what was reviewed."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import pypdfium2
from django.db.models import QuerySet

from gongkai.disclosure import queries
from gongkai.disclosure.gazette import compiling, publishing
from gongkai.disclosure.gazette.compiling import Compared
from gongkai.disclosure.gazette.models import Gazette, GazetteArticle, GazetteIssue
from gongkai.disclosure.library import named
from gongkai.editorial import gate

SCALE = 1.6
"""115 dots an inch: readable on a telephone that is held across, 120 KB a page."""


def public() -> QuerySet[GazetteIssue]:
    """Every issue that is public now, the newest first."""
    return (
        GazetteIssue.objects.filter(released_at__isnull=False)
        .select_related("gazette__agency", "paper")
        .order_by("-year", "-number")
    )


def gazettes() -> list[Gazette]:
    """The gazettes of which something is public."""
    return list(Gazette.objects.filter(issues__released_at__isnull=False).distinct().select_related("agency"))


@dataclass(frozen=True, slots=True)
class Found:
    """An issue with its contents and the others of its year."""

    issue: GazetteIssue
    contents: list[Compared]
    others: list[GazetteIssue]


def find(code: str, year: int, number: int) -> GazetteIssue | None:
    """A public issue by its address, when it is just what was released."""
    issue = public().filter(gazette__agency__code=code, year=year, number=number).first()
    if issue is None or issue.paper is None:
        return None
    return issue if gate.is_public(issue.gate_key, publishing.load(issue.gate_key).digest) else None


def found(issue: GazetteIssue) -> Found:
    """An issue with its contents and the others of its year."""
    same_year = public().filter(gazette=issue.gazette, year=issue.year).exclude(pk=issue.pk)
    return Found(issue, compiling.compared(issue), list(same_year))


def pdf(issue: GazetteIssue) -> bytes | None:
    """The file, when the bytes on disk are those that were reviewed."""
    held = queries.released_file(issue.paper_id) if issue.paper_id else None
    return held[2] if held else None


def picture(issue: GazetteIssue, page: int) -> bytes | None:
    """A page of the issue as a picture; None for a page that is not there."""
    data = pdf(issue)
    if data is None or not 1 <= page <= issue.pages:
        return None
    with pypdfium2.PdfDocument(data) as book:
        out = BytesIO()
        book[page - 1].render(scale=SCALE).to_pil().convert("P", palette=1, colors=64).save(out, "PNG", optimize=True)
        return out.getvalue()


def words(issue: GazetteIssue, page: int) -> list[str]:
    """The words of a page, line by line: for who listens, and for who copies."""
    data = pdf(issue)
    if data is None or not 1 <= page <= issue.pages:
        return []
    with pypdfium2.PdfDocument(data) as book:
        text = book[page - 1].get_textpage().get_text_range()
    return [line for line in (raw.strip() for raw in text.replace("\ufffe", "").splitlines()) if line]


def on_page(issue: GazetteIssue, page: int) -> GazetteArticle | None:
    """The article that stands on a page."""
    return issue.articles.filter(begins_on_page__lte=page).order_by("-begins_on_page").first()


def search(code: str, asked: str, *, most: int = 100) -> list[GazetteArticle]:
    """Articles of public issues whose title or number has all the words that are asked for."""
    rows = GazetteArticle.objects.filter(issue__released_at__isnull=False, issue__gazette__agency__code=code)
    return list(
        rows.filter(named(asked))
        .select_related("issue__gazette__agency")
        .order_by("-issue__year", "-issue__number", "place")[:most]
    )
