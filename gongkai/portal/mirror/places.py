"""Where a mirror begins, which addresses belong to it, and under which name each of them lies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from gongkai.casework import disclosing
from gongkai.disclosure import queries
from gongkai.disclosure.models import PolicyDocument
from gongkai.editorial.models import ReleasedPart
from gongkai.files.kinds import Kind
from gongkai.portal import sitemaps, tongues
from gongkai.portal.caching.addresses import KEPT

BELONGS = frozenset(KEPT) - {"apply"} | {"disclosed_entry", "disclosed_file", "posting", "posting_file", "board_photo"}
"""What is written out: everything that is kept, and what is public and not kept."""
INTERRUPTED = ("apply", "resume", "progress", "opinion", "calculator", "search")
"""Addresses that need the program: in a mirror they say so, with the telephone and where to go."""
TIMELESS = frozenset(
    {
        "page_file", "page_picture", "page_pdf", "page_docx", "page_json", "gazette_pdf", "gazette_picture",
        "disclosed_file", "posting_file", "board_photo", "report_html", "report_json",
    }
)  # fmt: skip
"""What is the same on another day, unless what it shows has changed."""
ENDINGS = {
    "text/html": "html", "application/pdf": "pdf", "application/json": "json", "application/epub+zip": "epub",
    **{kind.media_type: kind.value for kind in (Kind.JPEG, Kind.PNG, Kind.DOCX, Kind.XLSX)},
}  # fmt: skip
"""What a file under an address that ends in a stroke is called: by its ending a web server knows what it is, so
deploy/nginx.conf names each of them."""
_LINK = re.compile(r'(?:href|src)="([^"#]+)')
_PAGE = re.compile(r"page=[1-9][0-9]{0,4}")
_LONGEST = 255


def seeds() -> Iterator[str]:
    """Everything that is public and known by itself; what they lead to is followed."""
    for name in sorted(BELONGS):
        try:
            yield reverse(f"portal:{name}")
        except NoReverseMatch:
            continue
    yield from sitemaps.places()
    for row in queries.public().filter(kind=PolicyDocument.item_kind):
        place = reverse("portal:page", kwargs=row.address_parts()).removesuffix(".html")
        yield from (f"{place}.{ending}" for ending in ("pdf", "docx", "json"))
    for key, name in ReleasedPart.objects.filter(release__withdrawn_at=None).values_list("key", "name").distinct():
        kind, _, number = key.partition(":")
        if kind == "file" and number.isdecimal():
            yield reverse("portal:page_file", args=[number, name])
    for opened in disclosing.public():
        for number_of_file in range(1, opened.files.count() + 1):
            yield reverse("portal:disclosed_file", args=[opened.index_number, number_of_file])


def name_of(address: str) -> str:
    """The name of an address's route; empty when it does not belong to a mirror."""
    path, _, query = address.partition("?")
    _, bare = tongues.split(path)
    try:
        found = resolve(unquote(bare))
    except Resolver404:
        return ""
    name = found.url_name or ""
    if found.namespace != "portal" or name not in BELONGS:
        return ""
    return name if not query or ("page" in KEPT.get(name, ()) and _PAGE.fullmatch(query)) else ""


def links(page: str, address: str, host: str) -> list[str]:
    """The addresses of a mirror that a page leads to."""
    found = []
    for link in dict.fromkeys(_LINK.findall(page)):
        parts = urlsplit(urljoin(f"https://{host}{address}", link.replace("&amp;", "&")))
        if parts.netloc == host:
            place = f"{parts.path}?{parts.query}" if parts.query else parts.path
            if parts.path.startswith("/static/") or name_of(place):
                found.append(place)
    return found


def path_of(address: str, kind: str) -> str:
    """Under which name an address lies, so that a web server finds it: a folder's is its index, the second page of a
    list is told by an ``@``. Raises ValueError for one that no disk takes."""
    path, _, query = address.partition("?")
    plain = unquote(path).lstrip("/")
    if not plain or plain.endswith("/"):
        plain += f"index.{ENDINGS.get(kind, 'bin')}"
    parts = PurePosixPath(plain + (f"@{query}" if query else "")).parts
    if any(part in ("..", ".") or "\0" in part or len(part.encode()) > _LONGEST for part in parts):
        raise ValueError(address)
    return str(PurePosixPath(*parts))
