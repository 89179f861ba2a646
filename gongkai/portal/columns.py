"""The columns of the site as its sections say them: what stands in the tags of a section and of the pages in it."""

from __future__ import annotations

from gongkai.disclosure.models import Section
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


def above(content: GatedPage) -> Column:
    """The column in which a page stands. One query. What nobody released says nothing here: a page in a draft of a
    section has the column of all disclosed pages."""
    section = Section.objects.filter(pk=content.under_id, live=True).first()
    return of(section) if section else pages.CONTENT
