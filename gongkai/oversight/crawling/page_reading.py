"""What a page says and where it leads: its links, its tags, and what it loads over a line that anybody can read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import html

HOME_TAGS = ("SiteName", "SiteDomain", "SiteIDCode")
COLUMN_TAGS = (*HOME_TAGS, "ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType")
ARTICLE_TAGS = (*COLUMN_TAGS, "ArticleTitle", "PubDate", "ContentSource")
"""The tags that a page must have (政府网站发展指引): home 3, column 7, article 10."""
HEADERS = (
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Permissions-Policy",
    "Cross-Origin-Opener-Policy",
    "X-Frame-Options",
)
_NOTHING = frozenset({"", "null", "none", "undefined"})
_PUBLISHED = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}")
_LOADS = ("img", "script", "iframe", "audio", "video", "source", "embed", "track")


@dataclass(frozen=True, slots=True)
class Link:
    """Where a page leads: a path of this site, or a whole address elsewhere."""

    target: str
    outside: bool


class Read:
    """A page taken apart. ``here`` is its path, ``hosts`` the names of this site."""

    def __init__(self, content: str, here: str, hosts: frozenset[str]) -> None:
        self._tree: Any = html.document_fromstring(content or "<html></html>")
        self._here, self._hosts = here, hosts

    def links(self) -> Iterator[Link]:
        """Each place to which a link, a picture or a style leads, once."""
        seen: set[str] = set()
        for value in self._tree.xpath("//a/@href | //link/@href | //img/@src | //script/@src"):
            link = self._link(str(value).strip())
            if link is not None and link.target not in seen:
                seen.add(link.target)
                yield link

    def tags(self) -> dict[str, str]:
        """The meta tags by name."""
        return {str(node.get("name")): str(node.get("content") or "") for node in self._tree.xpath("//meta[@name]")}

    def missing_tags(self, wanted: tuple[str, ...]) -> list[str]:
        """The tags that are not there or say nothing."""
        tags = self.tags()
        lacking = [name for name in wanted if tags.get(name, "").strip().lower() in _NOTHING]
        if "PubDate" in wanted and "PubDate" not in lacking and not _PUBLISHED.fullmatch(tags["PubDate"]):
            lacking.append("PubDate")
        return lacking

    def in_the_clear(self) -> list[str]:
        """What the page loads or sends over plain http from elsewhere (mixed content)."""
        found = [node.get("src") or "" for name in _LOADS for node in self._tree.iter(name)]
        found += [node.get("href") or "" for node in self._tree.iter("link") if "stylesheet" in (node.get("rel") or "")]
        found += [node.get("action") or "" for node in self._tree.iter("form")]
        return [address for address in found if address.startswith("http://")]

    def _link(self, value: str) -> Link | None:
        if not value or value.startswith("#"):
            return None
        try:
            parts = urlsplit(urljoin(f"https://{next(iter(self._hosts))}{self._here}", value))
        except ValueError:
            return Link(value[:500], outside=True)
        if parts.scheme not in {"http", "https"}:
            return None
        query = f"?{parts.query}" if parts.query else ""
        if parts.hostname in self._hosts:
            return Link(f"{parts.path or '/'}{query}", outside=False)
        return Link(f"{parts.scheme}://{parts.netloc}{parts.path}{query}", outside=True)
