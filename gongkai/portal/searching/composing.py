"""What of a public thing can be found: read off the item that was released, whatever its kind.

A kind of content that is added later can be searched without a change here. What an item does not say by itself, its
`Kind.searchable` adds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.timezone import get_current_timezone, localtime

from gongkai.casework.models import Disclosed
from gongkai.disclosure.models import PublicPage, Section
from gongkai.editorial import items
from gongkai.editorial.items import Item
from gongkai.editorial.labels import hidden
from gongkai.editorial.models import Release
from gongkai.editorial.pages import KIND as PAGE
from gongkai.reporting.models import AnnualReport
from gongkai.search.asking import moment_of
from gongkai.search.document import Document

LABELS = {
    "发文字号": "number",
    "文号": "number",
    "主题分类": "theme",
    "有效性": "validity",
    "效力状态": "validity",
    "所在栏目": "section",
}
"""Facts of an item that are more than words, by the names that readers know."""
SECTIONS = {AnnualReport.gate_name: "政府信息公开年报", Disclosed.gate_name: "答复公开"}
TEXT = "正文"
LONGEST = 400_000
LONGEST_VALUE = 60
_CODE = re.compile(r"[a-z][a-z0-9_]*")
"""How a choice stands in its column: readers see its label, and nobody looks for it."""

Fields = dict[str, Any]


def compose(item: Item, release: Release) -> Fields:
    """What can be found of an item that is public as a release. One query for a page, one or two for others."""
    kind = items.kind_of(item.key)
    found: Fields = {
        "title": item.title,
        "agency": item.agency.name,
        "kind": items.sorts().get(item.kind, kind.label),
        "section": SECTIONS.get(kind.name, ""),
        "address": "",
        "parts": [[part.name, part.digest] for part in item.parts],
    }
    found |= _labelled(item) | {"body": _body(item)[:LONGEST]}
    at = release.at
    if kind.name == PAGE:
        row = PublicPage.objects.select_related("section").filter(page_id=item.key.partition(":")[2]).first()
        if row is not None:
            at = row.at
            # a section stands in no section, but below its agency's home, which nobody sees
            named = row.kind != Section.item_kind and row.section.live
            found |= {"section": row.section.title if named else ""}
    found |= {"address": kind.public_address(item.key), **_dated(at)}
    return found | _told(kind.searchable(item))


def sections() -> dict[int, str]:
    """Under the name of which section each public page is found now. One query."""
    rows = PublicPage.objects.filter(release__isnull=False, section__live=True).exclude(kind=Section.item_kind)
    return dict(rows.values_list("page", "section__title"))


def document(key: str, release: int, fields: Mapping[str, Any], texts: Mapping[str, str]) -> Document:
    """A document of the index, with the texts of its files by their digests."""
    known = {name: value for name, value in fields.items() if name in _TAKEN}
    parts = tuple((name, texts.get(digest, "")) for name, digest in fields.get("parts", ()))
    day = date.fromisoformat(fields["day"])
    return Document(
        key=key, release=release, parts=parts, **(known | {"day": day, "extra": tuple(fields.get("extra", ()))})
    )


_TAKEN = frozenset({"title", "body", "address", "moment", "number", "agency", "kind", "section", "theme", "validity"})


def _labelled(item: Item) -> Fields:
    """The facts that have a place of their own. A page's numbers of other pages are no words."""
    said = {LABELS[name]: words for name, words in (*item.texts, *item.facts) if name in LABELS}
    plain = {name: words.strip("'\"").strip()[:LONGEST_VALUE] for name, words in said.items()}
    return {name: words for name, words in plain.items() if not words.isdecimal()}


def _body(item: Item) -> str:
    """The words of an item, each once: the text itself first, because a result shows its beginning; the names of a
    report's chapters with them, those of a page's fields not. No reader sees what is the editor's own: the last part of
    a page's old address keeps a title that was corrected since."""
    chapters = items.kind_of(item.key).name != PAGE
    texts = [(name, words) for name, words in item.texts if chapters or not (hidden(name) or _CODE.fullmatch(words))]
    said = [(name, words) for name, words in texts if words and words != item.title and name not in LABELS]
    said.sort(key=lambda entry: entry[0] != TEXT)
    return "\n".join(f"{name}\n{words}" if chapters and len(name) > 6 else words for name, words in said)


def _dated(at: datetime) -> Fields:
    here = localtime(at)
    seconds = here.hour * 3600 + here.minute * 60 + here.second
    return {"day": here.date().isoformat(), "moment": moment_of(here.date()) + seconds}


def _told(more: Mapping[str, object]) -> Fields:
    """What a kind adds, in the form in which it is kept; what it does not know it leaves out."""
    found: Fields = {name: str(value)[:LONGEST] for name, value in more.items() if name in _TAKEN and value}
    day = more.get("day")
    if isinstance(day, str):
        day = parse_date(day)
    if isinstance(day, date):
        found |= _dated(datetime.combine(day, time(), tzinfo=get_current_timezone()))
    extra = more.get("extra")
    if isinstance(extra, (list, tuple)):
        found["extra"] = [str(words) for words in extra]
    return found
