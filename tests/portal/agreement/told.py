"""What a small site must look like by what was done to it: nothing here asks the site.

Each title and each text holds a word of its own, of characters that are the same in every script, so that whatever a
reader gets can be asked which page, and which state of it, it shows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from gongkai.disclosure.models import PolicyDocument, Reprint
from gongkai.editorial.pages import GatedPage
from tests.editorial.papers import Staff
from tests.factories import World
from tests.portal.agreement.clock import Clock

COMMON, COMMON_IN_TRADITIONAL = "养老", "養老"
ALPHABET = "青山白水火木土石田禾"
WORD = re.compile(f"[{ALPHABET}]{{4}}")
ENDS = ("repeals", "lapses")


@dataclass(frozen=True)
class Act:
    """What a document does to another one from a day on."""

    kind: str
    target: int
    on: date
    until: date | None = None


@dataclass(frozen=True)
class Said:
    """A state of a page: its words, and what it points to."""

    title: str
    under: int
    text: str = ""
    paper: tuple[int, str, str] | None = None
    links: tuple[int, ...] = ()
    document: int | None = None
    acts: tuple[Act, ...] = ()
    original: int | None = None
    of: Said | None = None
    """Of a reprint: its original, and the state of it that is repeated."""

    def repeated(self, number: int, under: int) -> Said:
        """This state of a page as a reprint says it in a section."""
        return Said(self.title, under, self.text, self.paper, self.links, original=number, of=self)

    def same(self, other: Said) -> bool:
        """Whether readers read the same, wherever it stands."""
        return replace(self, under=0) == replace(other, under=0)

    def words(self) -> set[str]:
        """What of it can be read on its own page."""
        return {self.title, self.text} - {""}

    def found_by(self) -> set[str]:
        """The words by which a search finds it."""
        return (self.words() | ({self.paper[2]} if self.paper else set())) - {""}


@dataclass
class Known:
    """A page: as it is written, as it is public, and since when it has its address."""

    number: int
    model: type[GatedPage]
    draft: Said
    public: Said | None = None
    first: datetime | None = None
    dated_on: date | None = None
    valid_until: date | None = None
    effective_on: date | None = None
    normative: bool = False
    stored: int | None = None
    """The document that the page's row names: the one of its last release, or of its first draft."""
    theirs: bool = False
    """Whether it is a page of the other agency, which reprints."""

    @property
    def address(self) -> str:
        """Where it stands for ever; it was public once."""
        assert self.first is not None
        return f"/c/{self.first:%Y%m}/{self.number}.html"


@dataclass
class Timed:
    """Something that will happen by itself."""

    number: int
    at: datetime
    said: Said | None
    """What comes out then; nothing for what is taken down."""


@dataclass
class Told:
    """What is known of the site by what was done to it."""

    world: World
    staff: Staff
    others: Staff
    """The people of the other agency."""
    clock: Clock
    pages: dict[int, Known] = field(default_factory=dict)
    timed: list[Timed] = field(default_factory=list)
    old: dict[str, int] = field(default_factory=dict)
    issues: dict[int, tuple[str, set[str]]] = field(default_factory=dict)
    """Public issues of the gazette: the address and the words of what is printed there."""
    answers: dict[str, str] = field(default_factory=dict)
    """Disclosed answers that are public: the address and their word."""
    shut: set[str] = field(default_factory=set)
    """Addresses of issues and answers that were public."""
    kept_issue: int = 0
    kept_answer: str = ""
    base: int = 0
    repeats: int = 0
    """The section of the other agency, in which its reprints stand."""
    touched: set[int] = field(default_factory=set)
    done: list[str] = field(default_factory=list)
    last: int = 0

    def word(self) -> str:
        """A new one."""
        self.last += 1
        told = f"{self.last * 7919 % 10_000:04d}"
        return "".join(ALPHABET[int(digit)] for digit in told)

    def came_out(self, number: int, said: Said) -> None:
        """A page is public as this."""
        known = self.pages[number]
        known.public = said
        known.first = known.first or self.clock()
        known.stored = said.document
        self.touched.add(number)

    def went_away(self, number: int) -> None:
        """A page is public no more."""
        self.pages[number].public = None
        self.touched.add(number)

    # ------------------------------------------------------------------ what is public

    def public(self, *models: type[GatedPage]) -> set[int]:
        """The pages that are public now, of some kinds or of all."""
        return {known.number for known in self.pages.values() if known.public and (not models or known.model in models)}

    def said(self, number: int) -> Said:
        """What a public page says."""
        found = self.pages[number].public
        assert found is not None
        return found

    def reprints(self, number: int) -> set[int]:
        """The public reprints of a page."""
        return {one for one in self.public(Reprint) if self.said(one).original == number}

    def behind(self, reprint: int) -> str:
        """What readers of a public reprint are told of its original: nothing, while both say the same."""
        said = self.said(reprint)
        original = self.pages[said.original or 0].public
        if original is None:
            return "原文已经撤下"
        return "" if said.of is not None and original.same(said.of) else "原文已经更正"

    def in_section(self, section: int) -> set[int]:
        """What stands in a section."""
        return {number for number in self.public() if self.said(number).under == section}

    def visible(self) -> set[str]:
        """Every word that may be read anywhere now."""
        found = {word for number in self.public() for word in self.said(number).found_by()}
        found |= {word for _, told in self.issues.values() for word in told}
        return found | set(self.answers.values())

    def was_public(self) -> list[Known]:
        """Pages that have an address."""
        return [known for known in self.pages.values() if known.first is not None]

    def validity(self, number: int) -> str:
        """The state of a public document today, counted by hand."""
        return self.validity_on(number, self.clock().date())

    def validity_on(self, number: int, on: date) -> str:
        """The same for a day: what ends it comes first, then time, then the beginning, then changes."""
        known, acts = self.pages[number], self.acts_on(number)
        until = known.valid_until
        for act in sorted((one for one in acts if one.kind == "prolongs"), key=lambda one: one.on):
            if until and act.until and act.on <= until:
                until = max(until, act.until)
        if any(act.kind == "repeals" and act.on <= on for act in acts):
            return "repealed"
        if (until and until < on) or any(act.kind == "lapses" and act.on <= on for act in acts):
            return "lapsed"
        if known.effective_on and known.effective_on > on:
            return "not_yet"
        return "amended" if any(act.kind == "amends" and act.on <= on for act in acts) else "in_force"

    def acts_on(self, number: int) -> list[Act]:
        """What public documents do to one."""
        return [act for one in self.public(PolicyDocument) for act in self.said(one).acts if act.target == number]

    def table_a(self, year: int) -> tuple[int, int, int]:
        """Normative documents made in a year, ended in it, in force at its end (条例第二十条第一项)."""
        wanted = [self.pages[one] for one in self.public(PolicyDocument) if self.pages[one].normative]
        known = [one for one in wanted if one.dated_on and one.dated_on.year <= year]
        ended = [
            min((act.on for act in self.acts_on(one.number) if act.kind in ENDS), default=date.max) for one in known
        ]
        standing = [self.validity_on(one.number, date(year, 12, 31)) in ("in_force", "amended") for one in known]
        made = sum(one.dated_on.year == year for one in known if one.dated_on)
        return made, sum(day.year == year for day in ended), sum(standing)
