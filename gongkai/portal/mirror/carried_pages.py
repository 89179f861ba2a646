"""Pages of the mirror as they stand in a package without a network: the words of each, in a frame of the package's own.

Every link leads to a file of the package by a relative path, or to a page which says that a network is needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape, unescape
from posixpath import dirname, relpath
from urllib.parse import quote, unquote, urljoin, urlsplit

from gongkai.script.markup import Edit, Tag, attributes, pieces, put_in

OUTSIDE = "outside.html"
_MAIN = re.compile(r'<main id="main"[^>]*>(.*)</main>', re.DOTALL)
_SHARE = re.compile(r'<aside class="share".*?</aside>', re.DOTALL)
_TRAIL = re.compile(r'<nav class="trail".*?</nav>', re.DOTALL)
_FORM = re.compile(r"<form\b.*?</form>", re.DOTALL | re.IGNORECASE)
_SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL | re.IGNORECASE)
_SPACE = re.compile(r"\s+")
_WITHIN_WORDS = frozenset({"a", "b", "em", "i", "mark", "span", "strong", "sub", "sup", "time", "u"})
"""Elements at which no word ends."""
_LEADS = {"a": "href", "img": "src", "source": "src", "video": "src", "audio": "src", "track": "src"}


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the mirror: its address on the site and its file in the package."""

    address: str
    path: str


def words_of(page: str) -> str:
    """What stands in the middle of a public page, without what needs a network: forms, sharing, scripts."""
    found = _MAIN.search(page)
    inside = found[1] if found else ""
    for gone in (_SHARE, _TRAIL, _FORM, _SCRIPT):
        inside = gone.sub("", inside)
    return inside


def linked(inside: str, place: Place, files: Mapping[str, str], host: str) -> str:
    """The same with links that lead to files of the package."""
    return put_in(inside, list(_edits(inside, place, files, host)))


def _edits(inside: str, place: Place, files: Mapping[str, str], host: str) -> Iterator[Edit]:
    for piece in pieces(inside):
        if isinstance(piece, Tag) and not piece.closes and piece.name in _LEADS:
            for one in attributes(inside, piece):
                if one.name == _LEADS[piece.name] and (leads := _led(unescape(one.value), place, files, host)):
                    yield one.start, one.end, escape(leads)


def _led(link: str, place: Place, files: Mapping[str, str], host: str) -> str:
    """Where a link leads in the package; empty for one that stays as it is: on the same page, mail, a telephone."""
    if link.startswith(("#", "mailto:", "tel:", "data:")):
        return ""
    found = urlsplit(urljoin(f"https://{host}{place.address}", link))
    target = files.get(unquote(found.path)) if found.netloc == host and not found.query else None
    mark = f"#{found.fragment}" if found.fragment and target else ""
    return relative(place.path, target or OUTSIDE) + mark


def relative(here: str, there: str) -> str:
    """A link from one file to another."""
    return quote(relpath(there, dirname(here) or "."))


def plain(inside: str) -> str:
    """The words alone, for searching."""
    read = []
    for piece in pieces(inside):
        if isinstance(piece, Tag):
            read.append("" if piece.name in _WITHIN_WORDS else " ")
        elif not piece.raw:
            read.append(inside[piece.start : piece.end])
    return _SPACE.sub(" ", unescape("".join(read))).strip()
