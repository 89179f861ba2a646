"""What the site says of itself: name, code, host, numbers in the footer, and its limits on visitors.

Every value is an environment variable (docs/operators/settings.md). The defaults describe the made-up
district of the demo. Read at each use, so that a change needs no code.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, fields

PREFIX = "GONGKAI_SITE_"


@dataclass(frozen=True, slots=True)
class Site:
    """A government website. ``domain`` and ``code`` are SiteDomain and SiteIDCode of 政府网站发展指引; an
    empty value is not shown."""

    name: str = "明湖区政府信息公开平台"
    domain: str = "www.minghu.example"
    code: str = "0000000001"
    host: str = "明湖区人民政府"
    organiser: str = "明湖区人民政府办公室"
    telephone: str = "0000-12345"
    address: str = "明湖区湖滨路1号"
    icp: str = ""
    police: str = ""
    correction: str = ""
    """Address of 我为政府网站找错 for this site."""
    security: str = ""
    """Whom to tell of a weakness: a mailbox or an address (security.txt)."""
    notice: str = "演示系统：机构、人员和数据均为虚构。"
    """A line above every page; empty on a real site."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one network address may do in an hour, and how many proxies stand before the server."""

    submissions: int = 20
    failed_queries: int = 20
    calls: int = 3600
    """Calls of the API, of one key and of one address."""
    proxies: int = 0


def site() -> Site:
    """The site as the operator set it: GONGKAI_SITE_NAME, GONGKAI_SITE_DOMAIN …"""
    told = {field.name: os.environ.get(PREFIX + field.name.upper()) for field in fields(Site)}
    return Site(**{name: value for name, value in told.items() if value is not None})


def limits() -> Limits:
    """The limits: GONGKAI_SUBMISSIONS_PER_HOUR, GONGKAI_FAILED_QUERIES_PER_HOUR, GONGKAI_API_CALLS_PER_HOUR,
    GONGKAI_PROXIES.

    Raises ValueError for a value that is no whole number.
    """
    usual = Limits()
    return Limits(
        submissions=int(os.environ.get("GONGKAI_SUBMISSIONS_PER_HOUR", usual.submissions)),
        failed_queries=int(os.environ.get("GONGKAI_FAILED_QUERIES_PER_HOUR", usual.failed_queries)),
        calls=int(os.environ.get("GONGKAI_API_CALLS_PER_HOUR", usual.calls)),
        proxies=int(os.environ.get("GONGKAI_PROXIES", usual.proxies)),
    )
