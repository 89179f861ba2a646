"""Links in running text, as readers get them: to permanent addresses, and to nothing that is not public."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.html import escape
from wagtail.documents.rich_text import DocumentLinkHandler
from wagtail.rich_text.pages import PageLinkHandler

from gongkai.disclosure.models import Paper, PublicPage


class PageLink(PageLinkHandler):
    """A link to another page; without an address as long as that is not public."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        """The opening tags, in their order: one query for all."""
        keys = [attrs["id"] for attrs in attrs_list if str(attrs.get("id", "")).isdecimal()]
        rows = PublicPage.objects.filter(page__in=keys, release__withdrawn_at=None, release__isnull=False)
        found = {row.page_id: reverse("portal:page", kwargs=row.address_parts()) for row in rows}
        return [_tag(found.get(int(attrs["id"]))) if attrs.get("id") else "<a>" for attrs in attrs_list]

    @classmethod
    def expand_db_attributes(cls, attrs: dict[str, Any]) -> str:
        """One of them."""
        return cls.expand_db_attributes_many([attrs])[0]


class PaperLink(DocumentLinkHandler):
    """A link to a file that goes out with the page."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        """The opening tags, in their order: one query for all."""
        found = Paper.objects.in_bulk([attrs["id"] for attrs in attrs_list if str(attrs.get("id", "")).isdecimal()])
        papers = [found.get(int(attrs["id"])) if attrs.get("id") else None for attrs in attrs_list]
        return [_tag(address_of(paper)) if paper else "<a>" for paper in papers]

    @classmethod
    def expand_db_attributes(cls, attrs: dict[str, Any]) -> str:
        """One of them."""
        return cls.expand_db_attributes_many([attrs])[0]


def address_of(paper: Paper) -> str:
    """Where everybody opens a file, once it is public."""
    return reverse("portal:page_file", args=[paper.pk, paper.shown_name])


def _tag(address: str | None) -> str:
    return f'<a href="{escape(address)}">' if address else "<a>"
