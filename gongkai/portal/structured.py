"""What a page is, said to machines: schema.org as JSON-LD in the head of the page.

A block of data is no script: browsers do not run it, and the policy of contents (script-src) does not ask about it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from gongkai.portal.site import Site

if TYPE_CHECKING:
    from gongkai.portal.pages import Article, Column

CONTEXT = "https://schema.org"
_ESCAPES = {ord(letter): f"\\u{ord(letter):04X}" for letter in "<>&\u2028\u2029"}
Thing = dict[str, Any]


def block(things: Sequence[Mapping[str, Any]]) -> SafeString:
    """The things as a block for the head of a page; no word in them can end the block."""
    text = json.dumps({"@context": CONTEXT, "@graph": list(things)}, ensure_ascii=False).translate(_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 (escaped above)


def home(site: Site, root: str) -> list[Thing]:
    """The site, who runs it, and where one searches."""
    search = {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": f"{root}search/?q={{words}}"},
        "query-input": "required name=words",
    }
    return [
        publisher(site, root),
        {
            "@type": "WebSite",
            "@id": f"{root}#site",
            "url": root,
            "name": site.name,
            "inLanguage": "zh-CN",
            "publisher": {"@id": f"{root}#host"},
            "potentialAction": search,
        },
    ]


def publisher(site: Site, root: str) -> Thing:
    """The government that runs the site."""
    return {
        "@type": "GovernmentOrganization",
        "@id": f"{root}#host",
        "name": site.host,
        "url": root,
        "telephone": site.telephone,
        "address": site.address,
    }


def page(site: Site, root: str, here: str, column: Column | None, article: Article | None) -> list[Thing]:
    """Where a page stands, and what it is when it is an article."""
    found: list[Thing] = []
    if column is not None:
        steps = [("首页", root), (column.name, here if article is None else "")]
        found.append({"@type": "BreadcrumbList", "itemListElement": [*_steps(steps, article, here)]})
    if article is not None:
        found.append(_article(site, root, here, article))
    return found


def _steps(steps: list[tuple[str, str]], article: Article | None, here: str) -> list[Thing]:
    whole = [*steps, (article.title, here)] if article else steps
    return [
        {"@type": "ListItem", "position": place, "name": name} | ({"item": address} if address else {})
        for place, (name, address) in enumerate(whole, start=1)
    ]


def _article(site: Site, root: str, here: str, article: Article) -> Thing:
    told: Thing = {
        "@type": article.kind,
        "url": here,
        "inLanguage": "zh-CN",
        "name" if article.kind == "Legislation" else "headline": article.title,
        "isAccessibleForFree": True,
        "publisher": publisher(site, root),
        "sourceOrganization": {"@type": "GovernmentOrganization", "name": article.source},
    }
    if article.published_at is not None:
        told["datePublished"] = article.published_at.isoformat()
    return told | {name: value for name, value in article.facts.items() if value}
