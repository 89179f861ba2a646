"""The columns of the site as its sections say them: what stands in the tags of a section and of the pages in it."""

from __future__ import annotations

from gongkai.disclosure.models import PublicPage, Section
from gongkai.editorial.pages import GatedPage
from gongkai.portal import pages
from gongkai.portal.pages import Column
from gongkai.statute.websites import column_type

LONGEST = 200


def of(section: Section) -> Column:
    """The column that a section is (政府网站发展指引): no tag of it is ever empty."""
    return _column(section.title, section)


def tree(sections: list[PublicPage]) -> list[tuple[PublicPage, list[PublicPage]]]:
    """Public sections with those that stand in them, those with many first. One whose parent is not public stands by
    itself."""
    known = {row.page_id for row in sections}
    within: dict[int, list[PublicPage]] = {}
    for row in sections:
        within.setdefault(row.section_id if row.section_id in known else 0, []).append(row)
    return sorted(((row, _below(row, within)) for row in within.get(0, [])), key=lambda one: -len(one[1]))


def _below(row: PublicPage, within: dict[int, list[PublicPage]]) -> list[PublicPage]:
    return [each for one in within.get(row.page_id, []) for each in (one, *_below(one, within))]


def above(content: GatedPage, row: PublicPage | None = None) -> Column:
    """The column in which a page stands. What nobody released says nothing here: a page in a draft of a section has the
    column of all disclosed pages. No query for a public row that was found with its section."""
    if row is not None and row.section_id == content.under_id:
        section = getattr(row.section, "section", None)
        return _column(row.section.title, section) if section is not None and row.section.live else pages.CONTENT
    found = Section.objects.filter(pk=content.under_id, live=True).first()
    return of(found) if found else pages.CONTENT


def _column(title: str, section: Section) -> Column:
    kind = column_type(section.column_type)
    words = section.introduction or f"{title}：主动公开的政府信息。"
    return Column(title, kind.label, words[:LONGEST], section.keywords or f"{title},{kind.label}")
