"""Scripts and languages of the site, and which of its pages each of them offers.

The address says it: /guide/ is the page as it was written, /hant/guide/ the same page in traditional characters, and
/en/guide/ in English. No cookie and no header of the browser takes part, so a copy of a page is the same for everybody.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest
from django.urls import URLPattern, reverse

from gongkai.portal import hosts
from gongkai.script import catalogue
from gongkai.script.catalogue import Catalogue
from gongkai.script.characters import Variant

META = "gongkai.tongue"
"""Where a request says in which script or language it was asked; no header of a browser can be called so."""
FILES = frozenset(
    {
        "api_due",
        "case_file",
        "disclosed_file",
        "feed",
        "gazette_epub",
        "gazette_epub_hant",
        "gazette_pdf",
        "gazette_picture",
        "health",
        "letter_file",
        "letter_pdf",
        "library_csv",
        "library_feed",
        "library_json",
        "page_docx",
        "page_file",
        "page_json",
        "page_pdf",
        "page_picture",
        "page_poster",
        "posting_file",
        "posting_poster",
        "village_feed",
        "village_manifest",
        "village_poster",
        "report_html",
        "report_json",
        "robots",
        "search_feed",
        "section_feed",
        "security_txt",
        "share_picture",
        "sitemap",
        "sitemap_part",
    }
)
"""Addresses of files and of programs: they are what they are, in one version. So are the API and the office."""
SWITCHES = frozenset({"large", "reader", "kiosk_enter", "kiosk_leave"})
"""Addresses that set something in the browser and lead back."""
PLAIN_ONLY = FILES | SWITCHES
TRANSLATED = frozenset(
    {
        "home",
        "guide",
        "apply",
        "resume",
        "application",
        "receipt",
        "progress",
        "case",
        "withdraw",
        "correction",
        "reasons",
        "rating",
        "suggestion",
        "amendment",
        "leave",
        "dialogue",
        "written",
        "consultations",
        "give_opinion",
        "questions",
        "ask",
        "letter_progress",
        "letter_case",
        "seat",
        "corrections",
        "surveys",
        "survey",
        "services",
        "subscribe",
        "subscribe_confirm",
        "subscribe_leave",
        "meetings",
        "leaders",
        "agencies",
        "agency",
        "catalogue",
        "topics",
        "inspections",
        "points",
        "interpretations",
        "talks",
    }
)
"""What somebody needs who does not read Chinese: requests, letters and opinions, and the lists that say what there is
and where. Letters and what is published stay as they are, and so do the pages to which the lists lead."""
INSTEAD = {
    **dict.fromkeys(("correction", "reasons", "rating", "suggestion", "amendment", "leave"), "case"),
    "opinion_leave": "opinion",
}
"""Addresses that only take what a form sends, and the page to open when the reader changes the script there."""


@dataclass(frozen=True, slots=True)
class Tongue:
    """A script or language: ``prefix`` of its addresses, ``tag`` for machines, ``label`` in its own words."""

    prefix: str
    tag: str
    label: str
    direction: str = "ltr"
    variant: Variant | None = None
    translated: bool = False

    @property
    def path(self) -> str:
        """What stands before a path: /hant, and nothing for the page as it was written."""
        return f"/{self.prefix}" if self.prefix else ""


@dataclass(frozen=True, slots=True)
class Way:
    """A link to the same page in a script or language. ``address`` is whole, for search engines."""

    tongue: Tongue
    place: str
    address: str
    here: bool


SIMPLIFIED = Tongue("", "zh-Hans", "简体")


def traditional() -> Tongue:
    """The site's traditional characters: GONGKAI_TRADITIONAL says hant, tw or hk.

    Raises ValueError for another word.
    """
    variant = Variant(os.environ.get("GONGKAI_TRADITIONAL", "hant"))
    return Tongue("hant", variant.tag, "繁體", variant=variant)


def tongues() -> tuple[Tongue, ...]:
    """All that the site speaks; the page as it was written comes first."""
    packs = catalogue.languages(os.environ.get("GONGKAI_LANGUAGE_DIR", "")).values()
    spoken = (pack.language for pack in packs)
    return (
        SIMPLIFIED,
        traditional(),
        *(Tongue(one.code, one.code, one.name, one.direction, translated=True) for one in spoken),
    )


def catalogue_of(tongue: Tongue) -> Catalogue:
    """What a language says."""
    return catalogue.languages(os.environ.get("GONGKAI_LANGUAGE_DIR", ""))[tongue.prefix]


def split(path: str) -> tuple[Tongue, str]:
    """The script or language that an address asks for, and the address without it."""
    first, _, rest = path[1:].partition("/")
    for tongue in tongues():
        if tongue.prefix and tongue.prefix == first:
            return tongue, f"/{rest}"
    return SIMPLIFIED, path


def of(request: HttpRequest) -> Tongue:
    """In which script or language a request was asked."""
    tongue = request.META.get(META)
    return tongue if isinstance(tongue, Tongue) else SIMPLIFIED


def offers(tongue: Tongue, path: str) -> bool:
    """Whether a path of the site, without its query, is a page of this script or language."""
    return not tongue.prefix or _pages(tongue.translated).fullmatch(path) is not None


def ways(request: HttpRequest) -> list[Way]:
    """The same page in every script and language that offers it, for the switch and for search engines."""
    tongue, path, query = of(request), request.path_info, request.META.get("QUERY_STRING", "")
    name = request.resolver_match.url_name if request.resolver_match else ""
    if request.method not in {"GET", "HEAD"}:
        path, query = (reverse(f"portal:{INSTEAD[name]}") if name in INSTEAD else path), ""
    found = []
    for one in tongues():
        if offers(one, path):
            place = one.path + path
            address = hosts.whole(request, place)
            found.append(Way(one, f"{place}?{query}" if query else place, address, one == tongue))
    return found


@cache
def _pages(translated: bool) -> re.Pattern[str]:
    """The paths of all pages, with and without the slash at the end that Django would add; or of those that are
    translated."""
    from gongkai.portal.urls import urlpatterns

    pages = [one for one in urlpatterns if isinstance(one, URLPattern)]
    routes = [one for one in pages if (one.name in TRANSLATED if translated else one.name not in PLAIN_ONLY)]
    return re.compile("/(?:" + "|".join(_plain(str(one.pattern.regex.pattern)) for one in routes) + ")")


def _plain(route: str) -> str:
    """A route without its anchors and the names of its parts."""
    plain = re.sub(
        r"\(\?P<\w+>", "(?:", route.removeprefix("^").removesuffix("\\Z").removesuffix("\\z").removesuffix("$")
    )
    return plain.removesuffix("/") + "/?" if plain.endswith("/") else plain
