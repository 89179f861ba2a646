"""Walking through a site of somebody else: what its robots.txt forbids is not read, a moment passes between two pages,
large pages and whatever lies within our own network are left alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from gongkai.oversight.crawling import addresses, reaching
from gongkai.oversight.crawling.frontier import Frontier
from gongkai.oversight.crawling.page_reading import Read
from gongkai.oversight.crawling.reaching import AGENT, Fetched

SECONDS = 15
MOST_BYTES = 2 * 1024 * 1024
PAUSE, LONGEST_PAUSE = 1.0, 30.0
"""Seconds between two pages: one, or what robots.txt asks for, up to half a minute."""
Get = Callable[[str], Fetched]
Pause = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Visited:
    """A page of a walk, and the page that led to it."""

    origin: str
    page: Fetched


def get(address: str) -> Fetched:
    """Open an address of the web."""
    host = urlsplit(address).hostname or ""
    return reaching.fetch(
        address, seconds=SECONDS, most=MOST_BYTES, allowed=lambda ip: addresses.allowed(ip_address(ip), host)
    )


def walk(start: str, *, most: int, ask: Get, pause: Pause) -> Iterator[Visited]:
    """Every page of a site that leads from one to the next, with those that do not open; what leads elsewhere is not
    followed."""
    parts = urlsplit(start)
    base, host = f"{parts.scheme}://{parts.netloc}", parts.hostname or ""
    rules = _robots(ask(f"{base}/robots.txt"))
    wait = min(float(rules.crawl_delay(AGENT) or PAUSE), LONGEST_PAUSE)
    frontier = Frontier([start], origin=start, most=most)
    for address, origin in frontier:
        if not rules.can_fetch(AGENT, address):
            continue
        pause(wait)
        page = ask(address)
        yield Visited(origin, page)
        if page.status == 200 and page.kind == "text/html" and page.content:
            read = Read(page.content, urlsplit(page.address).path or "/", frozenset({host}))
            for link in read.links():
                if not link.outside:
                    frontier.add(base + link.target, page.address)


def _robots(page: Fetched) -> RobotFileParser:
    """What a site lets programs read; without such a file, everything."""
    rules = RobotFileParser()
    rules.parse(page.content.splitlines() if page.status == 200 else [])
    return rules
