"""What the pages of the portal's zones show beside themselves: documents of a meeting, links of a topic, lots drawn.

A page that another one points to is named only while it is public; what is not public any more is left out.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.utils.timezone import localdate, now

from gongkai.disclosure import handing_out, queries
from gongkai.disclosure.catalogue import coverage
from gongkai.disclosure.models import (
    AgencyProfile,
    Catalogue,
    ExecutiveMeeting,
    LibraryEntry,
    PolicyDocument,
    PublicPage,
    QueryPoints,
    RandomInspection,
    Reprint,
    Topic,
)
from gongkai.editorial.pages import GatedPage
from gongkai.portal import sketch
from gongkai.statute.documents import Validity


def meeting(content: GatedPage, _row: PublicPage | None) -> dict[str, Any]:
    """The agenda with the documents that came of it, the picture that explains it and the notice for delegates."""
    assert isinstance(content, ExecutiveMeeting)
    agenda = list(content.agenda.all())
    found = queries.rows_of([*(item.document_id for item in agenda), content.explained_in_id, content.sign_up_id])
    return {
        "agenda": [(item, found.get(item.document_id)) for item in agenda],
        "explained_in": found.get(content.explained_in_id or 0),
        "sign_up": found.get(content.sign_up_id or 0),
    }


def profile(content: GatedPage, _row: PublicPage | None) -> dict[str, Any]:
    """The inner offices."""
    assert isinstance(content, AgencyProfile)
    return {"units": list(content.units.all())}


def catalogue(content: GatedPage, _row: PublicPage | None) -> dict[str, Any]:
    """Each line with what stands under it."""
    assert isinstance(content, Catalogue)
    return {"covered": coverage.cover(list(content.entries.all()), localdate(now()))}


def topic(content: GatedPage, _row: PublicPage | None) -> dict[str, Any]:
    """The links by their headings, in the order of the lines; whether the topic is archived today."""
    assert isinstance(content, Topic)
    links = list(content.links.all())
    found = queries.rows_of(link.target_id for link in links)
    shown = [(link.heading, found[link.target_id]) for link in links if link.target_id in found]
    groups = [(heading, [row for _, row in some]) for heading, some in groupby(shown, key=lambda pair: pair[0])]
    return {"groups": groups, "archived": content.archived(localdate(now()))}


def inspection(content: GatedPage, _row: PublicPage | None) -> dict[str, Any]:
    """The matters, the draw with its lots, and the results with their pages."""
    assert isinstance(content, RandomInspection)
    results = list(content.results.all())
    found = queries.rows_of(result.page_id for result in results)
    return {
        "matters": list(content.matters.all()),
        "listed": content.objects_listed,
        "lots": content.lots() if content.drawn_on else [],
        "results": [(result, found.get(result.page_id)) for result in results],
    }


def reprint(content: GatedPage, _row: PublicPage | None) -> dict[str, Any]:
    """The original, whether it still says what is reprinted, and whether a policy document still applies."""
    assert isinstance(content, Reprint)
    original = queries.public().filter(page=content.original_id).first()
    current = original is not None and _repeated(content, original)
    return {"original": original, "current": current, "standing": _applies(original)}


def _applies(original: PublicPage | None) -> tuple[Validity, str] | None:
    """What is said of the validity of a document on its own page today: no reprint passes for law that has ended."""
    if original is None or original.kind != PolicyDocument.item_kind:
        return None
    entry, today = LibraryEntry.objects.filter(page=original.page_id).first(), localdate(now())
    return (entry.state(today), handing_out.validity_sentence(entry, today)) if entry else None


def _repeated(content: Reprint, original: PublicPage) -> bool:
    """Whether an original says what is reprinted of it; one that was moved was released anew, and says the same."""
    assert original.release is not None
    if original.release.digest == content.digest:
        return True
    page = original.page.specific
    return page.as_item(whole=False).digest == original.release.digest and content.repeats(page)


def points(content: GatedPage, _row: PublicPage | None) -> dict[str, Any]:
    """The places, and a drawing of where they are."""
    assert isinstance(content, QueryPoints)
    found = list(content.points.all())
    places = [place for point in found if (place := sketch.read(point.name, point.coordinates))]
    return {"points": found, "sketch": sketch.drawn(places)}
