"""Which public addresses are kept, in one list: by the names of their routes, with what may stand after the ``?``.

What is not here is never kept: pages that name a person, that take what a form sends, or answer a question that
everybody asks in other words.
"""

from __future__ import annotations

from collections.abc import Iterable

NOTHING: frozenset[str] = frozenset()
PAGES = frozenset({"page"})
KEPT: dict[str, frozenset[str]] = {
    "home": NOTHING,
    "guide": NOTHING,
    "agency_guide": NOTHING,
    "map": NOTHING,
    "apply": NOTHING,
    "sections": NOTHING,
    "page": PAGES,
    "page_file": frozenset({"inline"}),
    "page_picture": NOTHING,
    "page_pdf": NOTHING,
    "page_docx": NOTHING,
    "page_json": NOTHING,
    "library": frozenset({"page", "agency", "year", "genre", "subject", "validity", "normative"}),
    "library_json": NOTHING,
    "library_csv": NOTHING,
    "library_feed": NOTHING,
    "gazette": frozenset({"gazette"}),
    "gazette_issue": NOTHING,
    "gazette_pdf": NOTHING,
    "gazette_epub": NOTHING,
    "gazette_epub_hant": NOTHING,
    "gazette_leaf": NOTHING,
    "gazette_picture": NOTHING,
    "interpretations": frozenset({"page", "form", "year", "agency"}),
    "interpretations_feed": frozenset({"form", "year", "agency"}),
    "talks": NOTHING,
    "talk_ics": NOTHING,
    "meetings": frozenset({"kind", "agency", "year"}),
    "meetings_feed": NOTHING,
    "leaders": frozenset({"agency"}),
    "agencies": NOTHING,
    "agency": NOTHING,
    "catalogue": frozenset({"item", "page"}),
    "catalogue_json": NOTHING,
    "catalogue_csv": NOTHING,
    "topics": NOTHING,
    "inspections": NOTHING,
    "points": NOTHING,
    "dialogue": NOTHING,
    "consultations": NOTHING,
    "questions": frozenset({"subject", "page"}),
    "surveys": NOTHING,
    "services": frozenset({"subject"}),
    "villages": NOTHING,
    "village": frozenset({"year"}),
    "village_feed": NOTHING,
    "accessibility": NOTHING,
    "feed": NOTHING,
    "section_feed": NOTHING,
    "disclosed": PAGES,
    "reports": frozenset({"agency"}),
    "report": NOTHING,
    "report_html": NOTHING,
    "report_json": NOTHING,
    "api": NOTHING,
    "robots": NOTHING,
    "sitemap": NOTHING,
    "sitemap_part": NOTHING,
}
"""Left out on purpose: entries of the disclosure log and their files, whose scan may shut them at any moment, and
searches, calculators and everything about a case."""


def kept(name: str, asked: Iterable[str]) -> bool:
    """Whether the answer of a route is kept when these are asked for."""
    allowed = KEPT.get(name)
    return allowed is not None and allowed.issuperset(asked)
