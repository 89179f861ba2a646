"""What editors do to a small site, through the verbs that they use; `told` keeps what it must look like then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from gongkai.casework.disclosing import Entry
from gongkai.disclosure.gazette import compiling
from gongkai.disclosure.gazette.models import Gazette, GazetteIssue
from gongkai.disclosure.models import (
    Article,
    DocumentEffect,
    Interpretation,
    Paper,
    PolicyDocument,
    Reprint,
    Section,
)
from gongkai.disclosure.publishing import PAGES
from gongkai.disclosure.reprints import offering
from gongkai.editorial import ending, gate, releasing, reviewing
from gongkai.editorial.errors import Incomplete, WrongWay
from gongkai.editorial.pages import GatedPage, page_of, require_filled
from gongkai.editorial.reviewing import Wish
from gongkai.portal import moved
from gongkai.portal.searching.tasks import turn
from tests.disclosure.conftest import RECORD
from tests.editorial.papers import Staff, sign_all
from tests.editorial.site import body, home, paper, write, write_everything
from tests.portal.agreement.told import COMMON, Act, Known, Said, Timed, Told
from tests.portal.publishing import converted, opened


class Story(Told):
    """The site while things are done to it."""

    # ------------------------------------------------------------------ what is written

    def begin(self) -> None:
        """One page of every kind there is, an issue and an answer, all public. The reprint among them, of a draft, may
        never go out; that of the message is taken by another agency."""
        made = write_everything(self.world, self.staff, word=COMMON, dialogue=True)
        assert {type(page) for page in made.all()} == set(PAGES), "tests/editorial/site.py lacks a kind of pages"
        self.base = made.section.pk
        for page in made.all():
            if isinstance(page, Reprint):
                continue
            self._know(page, made.policy.pk if isinstance(page, Interpretation) else None)
        self.release(made.section.pk)
        self.release(*(number for number in self.pages if number != made.section.pk))
        self.repeats = self.section(theirs=True)
        self.reprint(made.article.pk)
        self._open_answer()
        self._print(made.policy.pk)
        self.done.clear()

    def _know(self, page: GatedPage, document: int | None = None) -> None:
        said = Said("", page.under_id or 0, document=document)
        known = self.pages[page.pk] = Known(page.pk, type(page), said, stored=document)
        if isinstance(page, PolicyDocument):
            known.dated_on, known.effective_on = date(2023, 3, 1), date(2023, 4, 1)
        enclosed = getattr(page, "enclosures", ())
        if enclosed and isinstance(page, Article):
            row = enclosed[0].value
            known.draft = replace(said, paper=(row.pk, row.shown_name, ""))
        self.edit(page.pk, title=self.word(), text=self.word() if hasattr(page, "body") else "")

    def edit(self, number: int, **changes: Any) -> None:
        """Write a page's draft anew."""
        known = self.pages[number]
        known.draft = said = replace(known.draft, **changes)
        newest: Any = self.newest(number)
        newest.title = f"{COMMON}{said.title}"
        if hasattr(newest, "body"):
            links = "".join(f'<a linktype="page" id="{one}">参见</a>' for one in said.links)
            newest.body = body(f"{said.text}{links}")
        if isinstance(newest, Article):
            newest.enclosures = [("paper", self._paper(said))] if said.paper else []
        if isinstance(newest, Interpretation):
            newest.document_id = said.document
        if isinstance(newest, PolicyDocument):
            newest.effects.set(
                DocumentEffect(kind=act.kind, target_id=act.target, on=act.on, until=act.until) for act in said.acts
            )
        newest.save_revision(user=self.people(number).author)
        self.timed = [one for one in self.timed if one.number != number or one.said is None]

    def _paper(self, said: Said) -> Any:
        assert said.paper is not None
        return Paper.objects.get(pk=said.paper[0])

    def people(self, number: int) -> Staff:
        """Who writes, reviews and releases a page."""
        return self.others if self.pages[number].theirs else self.staff

    def newest(self, number: int) -> GatedPage:
        """The newest draft of a page."""
        page = page_of(f"page:{number}")
        newest: GatedPage = page.latest_revision.as_object() if page.latest_revision_id else page
        return newest

    # ------------------------------------------------------------------ what becomes public

    def release(self, *numbers: int) -> None:
        """Take pages and what has to come with them through every review."""
        group = self.together(numbers)
        self.clock.go(seconds=1)
        keys = [f"page:{number}" for number in group]
        staff = self.people(group[0])
        for row in reviewing.submit(keys=keys, by=staff.author, at=self.clock()):
            sign_all(row, staff, on=self.clock())
        for number in group:
            self.came_out(number, self.pages[number].draft)

    def together(self, numbers: Iterable[int]) -> list[int]:
        """Pages with the interpretations of the documents among them (同步审签)."""
        wanted = list(dict.fromkeys(numbers))
        for number in list(wanted):
            if self.pages[number].model is PolicyDocument:
                wanted += [one.number for one in self.pages.values() if one.stored == number]
        return list(dict.fromkeys(wanted))

    # ------------------------------------------------------------------ steps

    def step(self, words: str) -> None:
        """Note a step, and let a second pass."""
        self.done.append(words)
        self.clock.go(seconds=1)

    def publish(self, *, file: bool = False, links: tuple[int, ...] = (), under: int | None = None) -> int:
        """A new message, with a file and links perhaps."""
        place = under or self.base
        page = write(Article, page_of(f"page:{place}"), self.staff.author, COMMON, body=body(COMMON))
        self.pages[page.pk] = Known(page.pk, Article, Said("", place))
        self.edit(page.pk, title=self.word(), text=self.word(), links=links, paper=self.file() if file else None)
        self.release(page.pk)
        self.step(f"published {page.pk}{' with a file' if file else ''}{f' linking to {links}' if links else ''}")
        return page.pk

    def file(self) -> tuple[int, str, str]:
        """An uploaded file with a word in it."""
        word = self.word()
        row = paper(self.world.office, self.staff.author, words=f"{COMMON}{word}", title=f"附件{word}")
        return row.pk, row.shown_name, word

    def section(self, *, theirs: bool = False) -> int:
        """A new section."""
        agency = self.world.department if theirs else self.world.office
        author = self.others.author if theirs else self.staff.author
        page = write(Section, home(agency), author, COMMON, introduction=COMMON)
        self.pages[page.pk] = Known(page.pk, Section, Said("", page.under_id or 0), theirs=theirs)
        self.edit(page.pk, title=self.word())
        self.release(page.pk)
        self.step(f"opened section {page.pk}")
        return page.pk

    def document(self, *, acts: tuple[Act, ...] = (), valid_for: int | None = None, begins_in: int = 0) -> int:
        """A new normative document that may act on others, apply later, and end by itself."""
        today = self.clock().date()
        begins = today + timedelta(days=begins_in)
        until = begins + timedelta(days=valid_for if valid_for is not None else 700)
        page = write(
            PolicyDocument, page_of(f"page:{self.base}"), self.staff.author, COMMON, body=body(COMMON),
            issued_by="明湖区人民政府办公室", dated_on=today,
            document_number=f"明政规〔{today.year}〕{self.last + 1}号",
            **(RECORD | {"effective_on": begins, "valid_until": until}),
        )  # fmt: skip
        known = self.pages[page.pk] = Known(page.pk, PolicyDocument, Said("", self.base), normative=True)
        known.dated_on, known.effective_on, known.valid_until = today, begins, until
        self.edit(page.pk, title=self.word(), text=self.word(), acts=acts)
        self.release(page.pk)
        self.step(f"issued {page.pk} from {begins} until {until}: {[(act.kind, act.target) for act in acts]}")
        return page.pk

    def explain(self, document: int) -> int:
        """A new interpretation of a document."""
        page = write(
            Interpretation, page_of(f"page:{self.base}"), self.staff.author, COMMON, body=body(COMMON),
            document=page_of(f"page:{document}"),
        )  # fmt: skip
        said = Said("", self.base, document=document)
        self.pages[page.pk] = Known(page.pk, Interpretation, said, stored=document)
        self.edit(page.pk, title=self.word(), text=self.word())
        self.release(document, page.pk)
        self.step(f"{page.pk} explains {document}")
        return page.pk

    def correct(self, number: int, **changes: Any) -> None:
        """Write something anew and release it: a withdrawn page comes back so."""
        self.edit(number, **changes)
        self.release(number)
        self.step(f"released {number} anew: {', '.join(changes) or 'as it was'}")

    def withdraw(self, number: int, why: str, *, everywhere: bool = False) -> None:
        """Take a page down, everywhere with its reprints."""
        self.clock.go(seconds=1)
        by = self.people(number).second
        gate.withdraw(key=f"page:{number}", why=why, by=by, at=self.clock(), everywhere=everywhere)
        for gone in (number, *(self.reprints(number) if everywhere else ())):
            self.went_away(gone)
        self.touched |= self.reprints(number)
        self.step(f"withdrew {number}{' everywhere' if everywhere else ''}: {why}")

    def reprint(self, original: int) -> None:
        """The other agency reprints a public page, or brings its reprint to what the page says now."""
        found = [one for one in self.pages.values() if one.draft.original == original]
        said, by = self.said(original), self.others.author
        if not found:
            page = offering.reprint(page_id=original, section_id=self.repeats, by=by, at=self.clock())
            found = [Known(page.pk, Reprint, said, theirs=True)]
            self.pages[page.pk] = found[0]
        elif found[0].draft.of == said:
            with pytest.raises(WrongWay):
                offering.follow(reprint_id=found[0].number, by=by, at=self.clock())
        else:
            offering.follow(reprint_id=found[0].number, by=by, at=self.clock())
        found[0].draft = said.repeated(original, self.repeats)
        self.release(found[0].number)
        self.step(f"{found[0].number} reprints {original}")

    def restore(self, number: int) -> None:
        """Bring a withdrawn page back as it was; a reprint only while its original stands as what it repeats."""
        said = self.pages[number].draft
        if said.original is None:
            self.correct(number)
        elif self.pages[said.original].public == said.of:
            self.release(number)
            self.step(f"{number} reprints {said.original} again")
        else:
            with pytest.raises(Incomplete):
                require_filled(f"page:{number}")
            self.step(f"{number} may not come back")

    def move(self, number: int, section: int) -> None:
        """Take a page down, put it into another section and release it there."""
        if self.pages[number].public:
            self.withdraw(number, "调整栏目")
        page_of(f"page:{number}").move(page_of(f"page:{section}"), pos="last-child")
        known = self.pages[number]
        known.draft = replace(known.draft, under=section)
        self.timed = [one for one in self.timed if one.number != number or one.said is None]
        self.correct(number)

    def release_later(self, number: int, hours: int) -> None:
        """Have a correction come out at a time."""
        self.edit(number, text=self.word())
        at = self.clock() + timedelta(hours=hours)
        (row,) = reviewing.submit(
            keys=[f"page:{number}"], by=self.staff.author, at=self.clock(), wish=Wish(release_at=at)
        )
        sign_all(row, self.staff, on=self.clock())
        self.timed.append(Timed(number, at, self.pages[number].draft))
        self.step(f"{number} comes out anew at {at}")

    def withdraw_later(self, number: int, hours: int) -> None:
        """Have a page taken down at a time; a former plan gives way."""
        at = self.clock() + timedelta(hours=hours)
        ending.plan(key=f"page:{number}", due_at=at, why="到期", by=self.people(number).second, at=self.clock())
        self.timed = [one for one in self.timed if one.number != number or one.said is not None]
        self.timed.append(Timed(number, at, None))
        self.step(f"{number} is taken down at {at}")

    def wait(self, hours: int) -> None:
        """Let time pass, minute by minute for whatever is due in between, and the midnights."""
        until = self.clock() + timedelta(hours=hours)
        marks = sorted({one.at for one in self.timed if one.at <= until} | set(self._midnights(until)) | {until})
        for mark in marks:
            self.clock.at = max(mark, self.clock.at)
            self._due()
        self.step(f"{hours} hours passed: {self.clock():%m-%d %H:%M}")

    def _midnights(self, until: datetime) -> Iterator[datetime]:
        day = self.clock().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        while day <= until:
            yield day
            day += timedelta(days=1)

    def _due(self) -> None:
        """What workers do at this moment, and what comes of it."""
        releasing.release_due(at=self.clock())
        for row in ending.due(at=self.clock()):
            ending.carry_out(row, at=self.clock())
        if not (self.clock().hour or self.clock().minute):
            turn.func()
        now_due = sorted((one for one in self.timed if one.at <= self.clock()), key=lambda one: one.said is None)
        for one in now_due:
            if one.said is not None:
                self.came_out(one.number, one.said)
            else:
                self.went_away(one.number)
        self.timed = [one for one in self.timed if one.at > self.clock()]

    def lead_here(self, number: int) -> None:
        """An address of the former site leads to a page."""
        old = f"/zwgk/{number}_{len(self.old)}.shtml"
        moved.take_in(lines=[moved.Line(1, old, self.pages[number].address)], at=self.clock())
        self.old[old] = number
        self.step(f"{old} leads to {number}")

    # ------------------------------------------------------------------ issues and answers

    def _open_answer(self) -> None:
        word = self.word()
        case, copy = converted(self.world)
        row = opened(self.world, case, Entry(f"{COMMON}{word}", "摘要。", self.clock().date()), copy, on=self.clock())
        self.kept_answer = row.gate_key
        self.answers[f"/disclosed/{row.index_number}/"] = word

    def _print(self, policy: int) -> None:
        gazette = Gazette.objects.create(
            agency=self.world.office, name="明湖区人民政府公报", sponsor="明湖区人民政府", editor="办公室"
        )
        day, by = self.clock().date(), self.staff.author
        issue = compiling.open_issue(gazette=gazette, year=2023, number=1, dated_on=day, by=by, at=self.clock())
        compiling.add(issue_id=issue.pk, pages=[policy], column="区政府文件", by=by, at=self.clock())
        issue = compiling.set_in_type(issue_id=issue.pk, by=by, at=self.clock(), print_run=400)
        self.kept_issue = issue.pk
        self._release_issue(self.said(policy).words())

    def _release_issue(self, told: set[str]) -> None:
        issue = GazetteIssue.objects.get(pk=self.kept_issue)
        (row,) = reviewing.submit(keys=[issue.gate_key], by=self.staff.author, at=self.clock())
        sign_all(row, self.staff, on=self.clock())
        self.issues[issue.pk] = (f"/gazette/{self.world.office.code}/2023/1/", told)

    def turn_issue(self) -> None:
        """Take the issue of the gazette down."""
        if self.issues:
            issue = GazetteIssue.objects.get(pk=self.kept_issue)
            gate.withdraw(key=issue.gate_key, why="有误", by=self.world.officer, at=self.clock())
            address, _ = self.issues.pop(issue.pk)
            self.shut.add(address)
            self.step("withdrew the issue")

    def turn_answer(self) -> None:
        """Take the disclosed answer down."""
        if self.answers:
            (address,) = self.answers
            gate.withdraw(key=self.kept_answer, why="有误", by=self.world.officer, at=self.clock())
            del self.answers[address]
            self.shut.add(address)
            self.step("withdrew the answer")
