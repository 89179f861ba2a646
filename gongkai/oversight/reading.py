"""Reading by the system: the words of each page are proofed, its links tried, its last day noted; what is wrong becomes
an observation with the page as it was.

Sites of others are walked through by `crawling.strangers`. Our own pages come from the nightly walk of the portal,
which opens them anyway and tells them to `Hearing`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.timezone import localdate

from gongkai import proofing
from gongkai.agencies.models import Agency
from gongkai.dialogue.corrections import answering_for
from gongkai.oversight import media, observations
from gongkai.oversight.crawling import strangers
from gongkai.oversight.crawling.page_reading import Read
from gongkai.oversight.crawling.reaching import Fetched
from gongkai.oversight.crawling.strangers import Get, Pause
from gongkai.oversight.errors import OversightError
from gongkai.oversight.models import Medium, Observation, Weight
from gongkai.oversight.observations import Seen
from gongkai.oversight.offices import require_overseen
from gongkai.proofing.finding import Severity

DEAD_LINK, PERSONAL = "LINK_DEAD", "PII"
WEIGHTS = {Severity.ERROR: Weight.SEVERE, Severity.WARNING: Weight.GENERAL}
"""What is only a hint to an author is no fault of a page."""
_MEMORY = proofing.Memory()
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
Clock = Callable[[], datetime]


@dataclass
class Result:
    """What a reading brought: pages opened, what is new, and the newest day that a page bears."""

    pages: int = 0
    new: list[Observation] = field(default_factory=list)
    newest: date | None = None


def read(medium: Medium, *, now: Clock, ask: Get = strangers.get, pause: Pause) -> Result:
    """Walk through a registered site and write down what is wrong with it."""
    found = Result()
    for one in strangers.walk(medium.address, most=settings.GONGKAI_PATROL_PAGES, ask=ask, pause=pause):
        found.pages += 1
        at, page = now(), one.page
        if why := problem(page):
            found.new += observations.observe(
                medium=medium, seen=[dead(one.origin, page.address, why)], source="", at=at
            )
        elif page.kind == "text/html":
            found.new += _of_page(medium, page.address, page.content, at)
            found.newest = max(filter(None, (found.newest, published_on(page.content, localdate(at)))), default=None)
    if found.newest is not None:
        media.renewed(medium, found.newest)
    Medium.objects.filter(pk=medium.pk).update(read_at=now())
    return found


def problem(page: Fetched) -> str:
    """Why a page does not open; empty when it does."""
    return page.problem or (f"返回{page.status}" if page.status >= 400 else "")


def dead(origin: str, target: str, why: str) -> Seen:
    """A link that leads nowhere."""
    what = f"链接打不开（{why}）：{target}"
    return Seen(DEAD_LINK, Weight.GENERAL, what, origin, target[:300], mark=target)


def faults(source: str, address: str, on: date) -> list[Seen]:
    """What the rules say of the words of a page. The same words in the same paragraph are one fault of a site, on
    however many pages they stand."""
    text = proofing.read_html(source)
    found = proofing.check(text, on=on, memory=_MEMORY)
    return [
        Seen(one.code, WEIGHTS[one.severity], one.message, address, _quote(source, one), mark=_mark(one))
        for one in found
        if one.severity in WEIGHTS
    ]


def _mark(one: proofing.Finding) -> str:
    return f"{one.paragraph}:{one.message}"


def _quote(source: str, one: proofing.Finding) -> str:
    """The words as they stand there. What names a person stays in the sealed page: an order to mend goes round on
    paper."""
    if one.code.startswith(PERSONAL):
        return ""
    return " ".join(re.sub(r"<[^>]*>", "", source[one.start : one.end]).split())[:300]


def _of_page(
    medium: Medium, address: str, source: str, at: datetime, agency: Callable[[], Agency] | None = None
) -> list[Observation]:
    seen = faults(source, address, localdate(at))
    return observations.observe(medium=medium, seen=seen, source=source, at=at, agency=agency) if seen else []


def published_on(source: str, today: date) -> date | None:
    """The day of publication that a page bears in its tags; none that lies ahead."""
    said = _DAY.match(Read(source, "/", frozenset({"x"})).tags().get("PubDate", ""))
    try:
        day = date(*(int(part) for part in said.groups())) if said else None
    except ValueError:
        return None
    return day if day is not None and day <= today else None


class Hearing:
    """Takes our own pages as the portal's walk opens them. Without a registered site of ours nothing is read."""

    def __init__(self, *, now: Clock) -> None:
        self._now, self.new = now, list[Observation]()
        sites = Medium.objects.filter(by_machine=True, retired_on=None).select_related("office", "agency")
        self.medium = next((one for one in sites if is_ours(one)), None)

    def __call__(self, path: str, source: str) -> None:
        """Read a page."""
        if self.medium is not None:
            self.new += _of_page(self.medium, self._whole(path), source, self._now(), lambda: self._agency(path))

    def links(self, broken: Iterable[tuple[str, str, str]]) -> None:
        """Links that lead nowhere: the page, the target, why."""
        for origin, target, why in broken:
            if self.medium is not None:
                seen = dead(self._whole(origin), self._whole(target), why)
                owner = lambda path=origin: self._agency(path)  # noqa: E731
                self.new += observations.observe(
                    medium=self.medium, seen=[seen], source="", at=self._now(), agency=owner
                )

    def _agency(self, path: str) -> Agency:
        """Whose a page is; what belongs to nobody is the site's."""
        assert self.medium is not None, "asked for a page that was read"
        try:
            found = answering_for(path)
            require_overseen(self.medium.office, found)
        except OversightError:
            return self.medium.agency
        return found

    def _whole(self, path: str) -> str:
        return path if "://" in path else f"https://{settings.GONGKAI_SITE_DOMAIN}{path}"


def is_ours(medium: Medium) -> bool:
    """Whether a registered site is the one that this installation serves."""
    return urlsplit(medium.address).hostname == settings.GONGKAI_SITE_DOMAIN


def still_there(row: Observation, *, at: datetime, ask: Get = strangers.get) -> bool | None:
    """Whether the system sees something again that it had seen; None for what people found, and when the page cannot
    be opened now."""
    if not row.key:
        return None
    if row.code == DEAD_LINK:
        return bool(problem(ask(row.quote)))
    page = ask(row.address)
    if problem(page):
        return None
    return row.key in {observations.key_of(one) for one in faults(page.content, row.address, localdate(at))}
