"""The walk through all public pages, at night and in the background: every link is followed once, every page looked at.

Pages are asked within this process, so a walk needs no network. Addresses elsewhere are opened only where the operator
allows it, and never within our own network.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import ip_address

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import transaction
from django.utils.timezone import localdate

from gongkai.disclosure import queries
from gongkai.oversight.crawling import addresses, page_reading, reaching
from gongkai.oversight.crawling.frontier import Frontier
from gongkai.oversight.crawling.page_reading import Link, Read
from gongkai.portal import sitemaps, tongues
from gongkai.portal.selfcheck.inside import Answer, Inside, host
from gongkai.portal.selfcheck.models import Fault, Walk

KEPT = timedelta(days=30)
OUTSIDE_AT_ONCE = 200
MOST_FAULTS = 1000
Kind = Fault.Kind
_GENERATED = re.compile(r"/c/[0-9]{6}/[0-9]+\.(?:pdf|docx|json)|/gazette/[\w-]+/\d+/\d+/\d+\.png|/api/v1/.*")
"""Made anew at each call and costly: what they are made of is looked at instead."""
_PAGED = re.compile(r"\?page=\d+")


Hearing = Callable[[str, str], None]
"""What is told the path and the source of each page that was opened."""


@dataclass
class _Seen:
    """What a walk knows so far."""

    sections: frozenset[str]
    frontier: Frontier
    heard: Hearing | None = None
    faults: list[Fault] = field(default_factory=list)
    outside: dict[str, str] = field(default_factory=dict)
    links: int = 0
    facts: dict[str, object] = field(default_factory=dict)


def walk(
    *, now: Callable[[], datetime], get: Callable[[str], Answer] | None = None, heard: Hearing | None = None
) -> Walk:
    """Walk through the site and write down what is wrong. A walk that is broken off never counts, so it may be begun
    again at any time. ``heard`` is told every page, so that it need not be opened twice."""
    begun = now()
    row = Walk.objects.create(begun_at=begun)
    seen, ask = _begin(begun), get or Inside().get
    seen.heard = heard
    for path, origin in seen.frontier:
        _visit(seen, path, origin, ask)
    _outside(seen)
    seen.facts["ipv6"] = None if reserved(settings.GONGKAI_SITE_DOMAIN) else _ipv6(settings.GONGKAI_SITE_DOMAIN)
    _end(row, seen, now())
    return row


def latest() -> Walk | None:
    """The newest walk that was ended."""
    return Walk.objects.filter(ended_at__isnull=False).order_by("-ended_at").first()


def forget(*, at: datetime) -> int:
    """Delete walks of long ago and those that were broken off; how many rows."""
    broken = Walk.objects.filter(ended_at__isnull=True, begun_at__lt=at - timedelta(days=1))
    return Walk.objects.filter(begun_at__lt=at - KEPT).delete()[0] + broken.delete()[0]


def _begin(at: datetime) -> _Seen:
    listed = [page.path for page in sitemaps.part(1, localdate(at))] if sitemaps.parts() == 1 else ["/", "/map/"]
    sections = frozenset(f"/c/{row.month}/{row.page_id}.html" for row in queries.sections())
    return _Seen(sections, Frontier(["/", *listed], origin="sitemap.xml", most=settings.GONGKAI_WALK_PAGES))


def _visit(seen: _Seen, path: str, origin: str, ask: Callable[[str], Answer]) -> None:
    """Open a page, look at it and remember where it leads."""
    answer = ask(path)
    if answer.status >= 400:
        _fault(seen, Kind.DEAD, origin, f"返回{answer.status}", path)
        return
    if answer.kind != "text/html" or answer.status != 200 or answer.is_file:
        return
    read = Read(answer.content, path, _hosts())
    _look(seen, path, read, answer)
    if seen.heard is not None:
        seen.heard(path, answer.content)
    for link in read.links():
        seen.links += 1
        _follow(seen, path, link)


def _look(seen: _Seen, path: str, read: Read, answer: Answer) -> None:
    if lacking := read.missing_tags(_wanted(seen, path)):
        _fault(seen, Kind.TAGS, path, f"缺少{'、'.join(lacking)}")
    for address in read.in_the_clear():
        _fault(seen, Kind.MIXED, path, "引用明文资源", address)
    lacking = [name for name in page_reading.HEADERS if name not in answer.headers]
    if lacking:
        _fault(seen, Kind.HEADERS, path, f"缺少{'、'.join(lacking)}")
    if path == "/":
        words = " ".join(answer.content.split())
        seen.facts["correction"] = "找错" in words


def _wanted(seen: _Seen, path: str) -> tuple[str, ...]:
    if path == "/":
        return page_reading.HOME_TAGS
    is_article = re.fullmatch(r"/c/[0-9]{6}/[0-9]+\.html", path) and path not in seen.sections
    return page_reading.ARTICLE_TAGS if is_article else page_reading.COLUMN_TAGS


def _follow(seen: _Seen, origin: str, link: Link) -> None:
    """Remember a link. Files of the program are looked for where they lie; other scripts say the same pages again."""
    if link.outside:
        seen.outside.setdefault(link.target, origin)
        return
    target = link.target if _PAGED.search(link.target) else link.target.partition("?")[0]
    if not seen.frontier.is_new(target):
        return
    if target.startswith(settings.STATIC_URL):
        if finders.find(target.removeprefix(settings.STATIC_URL)) is None:
            _fault(seen, Kind.DEAD, origin, "没有这个文件", target)
    elif _is_walked(target):
        seen.frontier.wait(target, origin)


def _is_walked(target: str) -> bool:
    tongue, _ = tongues.split(target)
    return not (tongue.prefix or target.startswith(("/office/", "/large/")) or _GENERATED.fullmatch(target))


def _outside(seen: _Seen) -> None:
    """Open what lies elsewhere, where the operator allows it; the facts say whether that was done."""
    seen.facts["outside"] = settings.GONGKAI_OUTSIDE_LINKS
    if not settings.GONGKAI_OUTSIDE_LINKS:
        return
    for address, origin in list(seen.outside.items())[:OUTSIDE_AT_ONCE]:
        found = reaching.reach(address, seconds=15, allowed=lambda ip: addresses.allowed(ip_address(ip), ""))
        if found.problem:
            _fault(seen, Kind.OUTSIDE, origin, found.problem, address)


def reserved(domain: str) -> bool:
    """Whether a name can never be anybody's (RFC 2606, RFC 6761): a trial or a demonstration, not a site in service."""
    return domain.rpartition(".")[2].lower() in {"example", "invalid", "test", "localhost"}


def _ipv6(domain: str) -> bool | None:
    """Whether a name has an AAAA record; None where the name has no address at all, as without a network."""
    return True if _has(domain, socket.AF_INET6) else False if _has(domain, socket.AF_INET) else None


def _has(domain: str, family: socket.AddressFamily) -> bool:
    try:
        return bool(socket.getaddrinfo(domain, 443, family))
    except OSError:
        return False


def _fault(seen: _Seen, kind: Kind, page: str, what: str, target: str = "") -> None:
    if len(seen.faults) < MOST_FAULTS:
        seen.faults.append(Fault(kind=kind, page=page[:300], target=target[:500], what=what[:200]))


def _hosts() -> frozenset[str]:
    return frozenset({host(), settings.GONGKAI_SITE_DOMAIN})


@transaction.atomic
def _end(row: Walk, seen: _Seen, at: datetime) -> None:
    for fault in seen.faults:
        fault.walk = row
    Fault.objects.bulk_create(seen.faults)
    row.ended_at, row.pages, row.links = at, seen.frontier.opened, seen.links
    row.cut_off, row.facts = seen.frontier.cut_off, seen.facts
    row.save()


def faults(row: Walk, *kinds: str) -> Iterable[Fault]:
    """What a walk found of some kinds, in the order in which it was found."""
    return row.faults.filter(kind__in=kinds).order_by("pk")
