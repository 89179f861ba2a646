"""What stands on the poster of a public page: a document in full, a column as what is new in it."""

from __future__ import annotations

from datetime import date

from django.utils.timezone import localdate

from gongkai.disclosure import handing_out, queries
from gongkai.disclosure.library import LibraryEntry
from gongkai.disclosure.models import Section
from gongkai.disclosure.queries import Found
from gongkai.disclosure.running import Text
from gongkai.portal.site import site
from gongkai.typeset.poster_pdf import Poster


def poster(found: Found, address: str, on: date) -> Poster:
    """The poster of a page as it is public on a day. Raises TextMissing, UnprintableText."""
    if isinstance(found.page, Section):
        return _of_a_section(found, address, on)
    page = found.page
    number = getattr(page, "document_number", "") or ""
    entry = LibraryEntry.objects.filter(page=page.pk).first()
    applies = handing_out.validity_sentence(entry, on) if entry else ""
    return Poster(
        title=page.title,
        site=site().name,
        address=address,
        updated=f"公开日期：{handing_out.day(localdate(found.row.at))}　打印日期：{handing_out.day(on)}",
        below=tuple(filter(None, (f"{found.item.agency.name}　{number}".strip(), applies))),
        blocks=Text(page).blocks,
    )


def _of_a_section(found: Found, address: str, on: date) -> Poster:
    rows = queries.in_section(found.page.pk, 1).rows
    newest = f"更新日期：{handing_out.day(localdate(rows[0].at))}　" if rows else ""
    return Poster(
        title=f"{found.page.title}：最新公开",
        site=site().name,
        address=address,
        updated=f"{newest}打印日期：{handing_out.day(on)}",
        rows=tuple((row.title, f"{localdate(row.at):%Y-%m-%d}") for row in rows),
        below=(found.item.agency.name,),
    )
