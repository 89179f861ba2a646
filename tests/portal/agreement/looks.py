"""What strangers read of the whole site, compared with what was done to it."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import unescape
from io import StringIO
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.core.cache import cache
from django.test import Client, override_settings

from gongkai.disclosure import library
from gongkai.disclosure.models import (
    Consultation,
    ExecutiveMeeting,
    Interpretation,
    Leader,
    PolicyDocument,
    PublicAnswer,
    PublicTalk,
    QueryPoints,
    RandomInspection,
    Reprint,
    Section,
    ServiceGuide,
    Survey,
    Topic,
)
from gongkai.editorial import differences, verifying
from gongkai.editorial.pages import GatedPage
from gongkai.portal import modes
from gongkai.portal.mirror import making, manifest
from gongkai.portal.mirror import verifying as mirrored
from gongkai.portal.searching import changes, following
from gongkai.portal.subscribing import news
from gongkai.portal.subscribing.asking import Subject
from gongkai.reporting.facts import gather
from tests.portal.agreement.story import Story
from tests.portal.agreement.told import COMMON, COMMON_IN_TRADITIONAL, WORD, Known

LISTS: dict[str, type[GatedPage]] = {
    "/c/": Section,
    "/policies/": PolicyDocument,
    "/policies/feed.atom": PolicyDocument,
    "/interpretations/": Interpretation,
    "/interpretations/feed.atom": Interpretation,
    "/talks/": PublicTalk,
    "/meetings/": ExecutiveMeeting,
    "/meetings/feed.atom": ExecutiveMeeting,
    "/leaders/": Leader,
    "/topics/": Topic,
    "/inspections/": RandomInspection,
    "/points/": QueryPoints,
    "/consultations/": Consultation,
    "/questions/": PublicAnswer,
    "/surveys/": Survey,
    "/services/": ServiceGuide,
}
"""Each list with the kind of which it names every public page."""
OTHERS = (
    "/map/", "/guide/", "/agencies/", "/gazette/", "/disclosed/", "/reports/", "/dialogue/", "/catalogue/",
    "/catalogue/catalogue.json", "/catalogue/catalogue.csv", "/accessibility/", "/robots.txt", "/share.png",
)  # fmt: skip
STATES = ("in_force", "amended", "repealed", "lapsed", "not_yet")
A_PAGE = 20
_LINK = re.compile(r"/c/([0-9]{6})/([0-9]+)\.html")
_MAIN = re.compile(r"<main.*</main>", re.DOTALL)


@dataclass
class Looks:
    """One look at everything; ``wrong`` says in words what does not agree."""

    story: Story
    reader: Client
    wrong: list[str] = field(default_factory=list)
    fresh: bool = False
    """Whether each answer is compared with one that is made now."""
    seen: int = 0

    def __post_init__(self) -> None:
        self.visible = self.story.visible()
        self.public = self.story.public()
        self.addresses = {known.address: known.number for known in self.story.was_public()}

    # ------------------------------------------------------------------ reading

    def get(self, address: str) -> tuple[int, str]:
        """What a reader gets; whatever it is, it names nothing that is not public."""
        answer = self.reader.get(address)
        data = answer.getvalue()
        self.seen += 1
        if self.fresh:
            self._compare(address, answer.status_code, data)
        kind = answer.headers.get("Content-Type", "")
        text = (
            "" if kind.startswith(("image/", "application/pdf", "application/vnd")) else data.decode("utf-8", "replace")
        )
        if answer.status_code == 200:
            self.names_only_what_is_public(address, text)
        return answer.status_code, text

    def _compare(self, address: str, status: int, data: bytes) -> None:
        cache.clear()  # what is known of names is asked for anew
        with override_settings(GONGKAI_PAGE_CACHE=False):
            now = self.reader.get(address)
            if (now.status_code, now.getvalue()) != (status, data):
                self.wrong.append(f"{address}: what is kept is not what would be made now")

    def names_only_what_is_public(self, where: str, text: str) -> None:
        """No word of a draft or of something withdrawn, no link to what is not there."""
        if gone := set(WORD.findall(text)) - self.visible:
            self.wrong.append(f"{where}: shows {gone}")
        for month, number in set(_LINK.findall(text)):
            if self.addresses.get(f"/c/{month}/{number}.html") not in self.public:
                self.wrong.append(f"{where}: leads to {number}, which is not public")

    def named(self, text: str, model: type[GatedPage] | None = None) -> set[int]:
        """The pages that a page leads to in its own part, of a kind."""
        own = _MAIN.search(text)
        found = {int(number) for _, number in _LINK.findall(own[0] if own else text)}
        return {one for one in found if one in self.story.pages and model in (None, self.story.pages[one].model)}

    def expect(self, where: str, found: object, wanted: object) -> None:
        """Note a difference."""
        if found != wanted:
            self.wrong.append(f"{where}: {found} and not {wanted}")

    # ------------------------------------------------------------------ looking

    def everywhere(self, pages: Iterable[int] | None = None) -> list[str]:
        """Look at some pages in every script and mode, and at all lists; what does not agree."""
        for known in self.story.was_public():
            self.page(known, whole=pages is None or known.number in pages)
        self.lists()
        self.library()
        self.newest()
        self.searches(self.story.pages if pages is None else pages)
        self.figures()
        self.ways_here()
        return self.wrong

    def page(self, known: Known, *, whole: bool) -> None:
        """A page at its address, with its file and what is made of it."""
        shown = known.public
        status, text = self.get(known.address)
        self.expect(known.address, status, 200 if shown else 404)
        if shown and (lacking := shown.words() - set(WORD.findall(text))):
            self.wrong.append(f"{known.address}: lacks {lacking}")
        if shown and known.model is not Section:
            self.beside(known, text)
        if shown and shown.paper:
            self.expect(f"{known.address}: its file", quote(f"/c/files/{shown.paper[0]}/") in text, True)
        if whole:
            self.in_each_way(known)
            self.made_of(known)
        self.file(known)

    def beside(self, known: Known, text: str) -> None:
        """What stands on a page about others, on both sides."""
        said, wanted = self.story.said(known.number), set()
        if said.document in self.public:
            wanted.add(said.document)
        if known.model is Reprint:
            self.behind(known, text)
        wanted |= {said.original or 0} & self.public | self.story.reprints(known.number)
        wanted |= {one for one in said.links if one in self.public}
        if known.model is PolicyDocument:
            for one in self.public:
                other = self.story.said(one)
                if other.document == known.number or any(act.target == known.number for act in other.acts):
                    wanted.add(one)
            wanted |= {act.target for act in said.acts if act.target in self.public}
        if lacking := wanted - self.named(text):
            self.wrong.append(f"{known.address}: does not lead to {lacking}")

    def behind(self, known: Known, text: str) -> None:
        """What is said on a reprint of its original."""
        told = self.story.behind(known.number)
        for words in ("原文已经更正", "原文已经撤下"):
            self.expect(f"{known.address}: {words}", words in text, words == told)
        original = self.story.said(known.number).original or 0
        law = original in self.story.public(PolicyDocument)
        state = re.findall(r'class="validity validity--(\w+)"', text)
        self.expect(f"{known.address}: validity", state, [self.story.validity(original)] if law else [])

    def in_each_way(self, known: Known) -> None:
        """A page in traditional characters, in large letters, and for boards."""
        status, text = self.get(f"/hant{known.address}")
        self.expect(f"/hant{known.address}", status, 200 if known.public else 404)
        if known.public:
            self.expect(f"/hant{known.address}", f"{COMMON_IN_TRADITIONAL}{known.public.title}" in text, True)
        self.reader.cookies[modes.COOKIE] = "senior"
        status, text = self.get(known.address)
        del self.reader.cookies[modes.COOKIE]
        self.expect(f"{known.address} in large letters", status, 200 if known.public else 404)
        if known.public:
            self.expect(f"{known.address} in large letters", f"{COMMON}{known.public.title}" in text, True)

    def made_of(self, known: Known) -> None:
        """The files that are made of a document, and the feed of a section."""
        stem = known.address.removesuffix(".html")
        ways = {PolicyDocument: ("json", "docx", "pdf"), Section: ("atom",), PublicTalk: ("ics",)}
        for ending in ways.get(known.model, ()):
            status, text = self.get(f"{stem}.{ending}")
            self.expect(f"{stem}.{ending}", status, 200 if known.public else 404)
            if known.public and ending == "json":
                told = json.loads(text)
                self.expect(f"{stem}.json", told["title"], f"{COMMON}{known.public.title}")
                self.expect(f"{stem}.json", told["validity"], self.story.validity(known.number))
            if known.public and ending == "atom":
                below = {one for one in self.story.in_section(known.number) if self._is_news(one)}
                self.expect(f"{stem}.atom", self.named(text) - {known.number}, below)

    def file(self, known: Known) -> None:
        """The file of the draft and of the public page; what only the draft has is nobody's."""
        public = {said.paper[0] for said in map(self.story.said, self.public) if said.paper}
        for said in (known.public, known.draft):
            if said and said.paper:
                address = f"/c/files/{said.paper[0]}/{quote(said.paper[1])}"
                self.expect(address, self.reader.get(address).status_code, 200 if said.paper[0] in public else 404)

    def lists(self) -> None:
        """Every list, and every other page there is by itself."""
        for address, model in LISTS.items():
            self.expect(address, self.all_pages(address, model), self.story.public(model))
        for known in self.story.was_public():
            if known.public and known.model is Section:
                shown = self.all_pages(known.address) - {known.number}
                self.expect(known.address, shown, self.story.in_section(known.number))
        for address in (*OTHERS, f"/agencies/{self.story.world.office.code}/", "/hant/", "/hant/c/", "/hant/policies/"):
            self.expect(address, self.get(address)[0], 200)
        self.expect("/sitemap.xml", self.named(self.get("/sitemap.xml")[1]), self.public)

    def all_pages(self, address: str, model: type[GatedPage] | None = None) -> set[int]:
        """What a list names on all of its pages."""
        found: set[int] = set()
        for number in range(1, 2 + len(self.public) // A_PAGE):
            status, text = self.get(f"{address}?page={number}" if number > 1 else address)
            assert status == 200, (address, number, status)
            found |= self.named(text, model)
        return found

    def library(self) -> None:
        """The catalogue as data and as a table, and the list by the state of its documents."""
        documents = self.story.public(PolicyDocument)
        wanted = {self.story.pages[one].address: self.story.validity(one) for one in documents}
        told = json.loads(self.get("/policies/catalogue.json")[1])["documents"]
        self.expect("catalogue.json", {_path(row["address"]): row["validity"] for row in told}, wanted)
        table = list(csv.DictReader(StringIO(self.get("/policies/catalogue.csv")[1].lstrip("\ufeff"))))
        self.expect("catalogue.csv", {_path(row["网址"]) for row in table}, set(wanted))
        for state in STATES:
            shown = self.named(self.get(f"/policies/?validity={state}")[1], PolicyDocument)
            self.expect(f"documents {state}", shown, {one for one in documents if self.story.validity(one) == state})

    def _is_news(self, number: int) -> bool:
        return number in self.public and self.story.pages[number].model is not Section

    def newest(self) -> None:
        """The first page and the feed: what became public last."""
        rows = [known for known in self.story.was_public() if self._is_news(known.number)]
        times = sorted((known.first for known in rows if known.first), reverse=True)
        edge = times[6] if len(times) > 6 else None
        _, home = self.get("/")
        surely = {known.number for known in rows if edge is None or (known.first and known.first > edge)}
        self.expect("/ leads to the newest", surely - self.named(home), set())
        _, feed = self.get("/feed.atom")
        self.expect("/feed.atom", self.named(feed), {known.number for known in rows})
        since, until = self.story.clock.at.replace(year=2000), self.story.clock.at
        told = {_path(item.address) for item in news.between(Subject(), since, until)}
        self.expect("news for subscribers", told, {known.address for known in rows})
        for known in rows[-1:]:
            section = self.story.pages[known.public.under] if known.public else known
            found = {item.address for item in news.between(Subject(words=known.draft.title), since, until)}
            there = known.public is not None and known.public.title == known.draft.title
            self.expect(f"news of a search, {section.number}", known.address in found, there)

    # ------------------------------------------------------------------ searching

    def searches(self, pages: Iterable[int]) -> None:
        """Each word of a page finds that page and what names it, or nothing at all."""
        total = len(self.public) + len(self.story.issues) + len(self.story.answers)
        found = self.reader.get("/search/", {"q": COMMON}).context["found"]
        self.expect("search: how many", found.total, total)
        for number in pages:
            known = self.story.pages[number]
            for word in known.draft.found_by() | (known.public.found_by() if known.public else set()):
                self.search(word)
        self.suggestions()

    def search(self, word: str) -> None:
        """One word."""
        answer = self.reader.get("/search/", {"q": f'"{word}"'})
        self.names_only_what_is_public(f"search for {word}", answer.content.decode().replace(word, ""))
        hits = {hit.address for hit in answer.context["found"].hits}
        own = {
            self.story.pages[one].address for one in self.public if word in self.story.said(one).found_by()
        }  # fmt: skip
        self.expect(f"search for {word}", own - hits, set())
        if word not in self.visible:
            self.expect(f"search for {word}", hits, set())

    def suggestions(self) -> None:
        """What is offered while somebody types names nothing that is gone."""
        for typed in (COMMON, "yanglao"):
            text = json.dumps(self.reader.get("/search/suggestions/", {"q": typed}).json(), ensure_ascii=False)
            self.names_only_what_is_public(f"suggestions for {typed}", text)

    def sections_in_search(self) -> None:
        """The sections by which hits are narrowed are called as they are now, and hold what stands in them."""
        found = self.reader.get("/search/", {"q": COMMON}).context["found"]
        shown = {
            choice.value: choice.count for facet in found.facets if facet.name == "section" for choice in facet.choices
        }
        self.names_only_what_is_public("sections in search", " ".join(shown))

    def figures(self) -> None:
        """Table A and the narrative's numbers of the year."""
        year, office = self.story.clock.at.year, self.story.world.office
        facts = gather(office, year, [office])
        told = [facts.figure(f"normative_{key}") for key in ("issued", "repealed", "in_force")]
        documents = self.story.public(PolicyDocument)
        self.expect("table A", tuple(map(int, (one or 0 for one in told))), self.story.table_a(year))
        fresh = [self.story.pages[one].first for one in documents]
        self.expect("documents of the year", int(facts.figure("documents") or 0), sum(
            1 for one in fresh if one and one.year == year
        ))  # fmt: skip
        held = self.story.public(ExecutiveMeeting) if year == 2023 else set()
        self.expect("meetings of the year", int(facts.figure("meetings") or 0), len(held))

    def ways_here(self) -> None:
        """Old addresses, the issue and the answer."""
        for old, number in self.story.old.items():
            answer = self.reader.get(old)
            led = (answer.status_code, answer.headers.get("Location"))
            self.expect(old, led, (301, self.story.pages[number].address))
        for address in [told[0] for told in self.story.issues.values()] + list(self.story.answers):
            self.expect(address, self.get(address)[0], 200)
        for address in self.story.shut:
            self.expect(address, self.get(address)[0], 404)

    # ------------------------------------------------------------------ what is kept of it elsewhere

    def books(self) -> list[str]:
        """What the house's own comparisons find: nothing."""
        self.expect("the copy of the search", following.differences(), [])
        self.expect("the log of the search", (changes.missing(), changes.left_over()), ([], []))
        self.expect("the library", library.differing(), [])
        self.expect("what is live", verifying.strays(), [])
        self.expect("what is public", differences.strays(), [])
        self.sections_in_search()
        return self.wrong

    def mirror(self, folder: Path) -> list[str]:
        """The mirror after its run: what stands there is what readers get now."""
        making.update(folder, at=self.story.clock())
        self.expect("the mirror", mirrored.differences(folder), [])
        told = manifest.read(folder / "current")
        for address in told.files:
            if not address.startswith("/static/") and address not in _INTERRUPTED:
                self._like(folder, told.files[address])
        pages = {address for address in told.files if _LINK.fullmatch(address)}
        self.expect("pages of the mirror", pages, {self.story.pages[one].address for one in self.public})
        return self.wrong

    def _like(self, folder: Path, file: manifest.File) -> None:
        data = (folder / "current" / file.path).read_bytes()
        if file.kind.startswith(("text/", "application/json", "application/atom")):
            self.names_only_what_is_public(f"mirror {file.address}", unescape(data.decode("utf-8", "replace")))
        if file.path.endswith(".html") and _LINK.search(file.address):
            now = self.reader.get(
                file.address, headers={"Host": "www.minghu.example"}, secure=settings.HTTPS
            ).getvalue()
            self.expect(f"mirror {file.address}", data == now, True)


_INTERRUPTED = frozenset({"/outage.html"})


def _path(address: str) -> str:
    return re.sub(r"^https?://[^/]+", "", address)
