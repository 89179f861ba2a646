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
    kind = column_type(section.column_type)
    words = section.introduction or f"{section.title}：主动公开的政府信息。"
    return Column(section.title, kind.label, words[:LONGEST], section.keywords or f"{section.title},{kind.label}")


def above(content: GatedPage, row: PublicPage | None = None) -> Column:
    """The column in which a page stands. What nobody released says nothing here: a page in a draft of a section has the
    column of all disclosed pages. No query for a public row that was found with its section."""
    if row is not None and row.section_id == content.under_id:
        section = getattr(row.section, "section", None)
    else:
        section = Section.objects.filter(pk=content.under_id).first()
    return of(section) if section is not None and section.live else pages.CONTENT
