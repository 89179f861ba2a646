"""Whatever editors do, in whichever order and on whichever day: everything that strangers read agrees with it.

``GONGKAI_TEST_WALK=600`` walks for so many seconds with new chances instead of the short ways of the drills:
``GONGKAI_TEST_WALK=600 pytest -s tests/portal/agreement/test_machine.py`` says at its end how many steps it walked.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from gongkai.disclosure.models import Article, Interpretation, PolicyDocument, Reprint, Section
from tests.portal.agreement.conftest import forget
from tests.portal.agreement.looks import Looks
from tests.portal.agreement.snapshots import Snapshot
from tests.portal.agreement.story import Story
from tests.portal.agreement.told import Act

REASONS = ("内容有误", "涉及国家秘密，立即撤下", "涉及个人隐私", "栏目调整")
KINDS_OF_ACTS = ("repeals", "lapses", "amends", "prolongs", "keeps")
STEPS = {"walked": 0, "looks": 0}


@dataclass
class Begun:
    """A site as every walk begins it."""

    story: Story
    rows: Snapshot
    folder: Path
    walks: int = 0

    def again(self) -> Story:
        """The site as it was, with a folder of this walk's own beside it."""
        self.walks += 1
        self.rows.put_back()
        for name in ("search", "journal"):
            _remove(self.folder / name)
        _remove(self.folder / "mirror")
        shutil.copytree(self.folder / "mirror0", self.folder / "mirror", symlinks=True)
        forget()
        self.story.clock.at = self.began
        story = deepcopy(self.story)
        story.clock = self.story.clock
        return story

    def __post_init__(self) -> None:
        self.began = self.story.clock.at


def _remove(place: Path) -> None:
    if place.is_dir():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)


@pytest.fixture
def begun(story: Story, places: Path, keep: Callable[[], Snapshot]) -> Begun:
    assert Looks(story, Client()).mirror(places / "mirror") == []
    (places / "mirror").rename(places / "mirror0")
    return Begun(story, keep(), places)


class Editors(RuleBasedStateMachine):
    """The steps there are; a class of one's own says over which site."""

    begun: ClassVar[Begun]

    def __init__(self) -> None:
        super().__init__()
        self.story = self.begun.again()
        self.reader = Client()

    # ---------------------------------------------------------- choosing

    def one(self, place: int, *models: Any, public: bool | None = None) -> int | None:
        """The page at a place of those that there are, of some kinds."""
        found = [
            known.number
            for known in self.story.pages.values()
            if (not models or known.model in models) and (public is None or bool(known.public) == public)
        ]
        return found[place % len(found)] if found else None

    # ---------------------------------------------------------- steps

    @rule(file=some.booleans(), place=some.integers(0, 99), link=some.booleans())
    def publish(self, file: bool, place: int, link: bool) -> None:
        linked = self.one(place) if link else None
        self.story.publish(file=file, links=(linked,) if linked else ())

    @rule(
        kind=some.sampled_from(KINDS_OF_ACTS), place=some.integers(0, 99), days=some.integers(-20, 4),
        last=some.integers(0, 5), begins=some.integers(0, 2), acts=some.booleans(),
    )  # fmt: skip
    def issue(self, kind: str, place: int, days: int, last: int, begins: int, acts: bool) -> None:
        """A document that ends, changes or prolongs another one from a day on, and ends itself before long."""
        target = self.one(place, PolicyDocument)
        day = self.story.clock().date() + timedelta(days=days)
        act = Act(kind, target or 0, day, day + timedelta(days=9) if kind == "prolongs" else None)
        self.story.document(acts=(act,) if acts and target else (), valid_for=last or None, begins_in=begins)

    @rule(place=some.integers(0, 99))
    def explain(self, place: int) -> None:
        self.story.explain(self.one(place, PolicyDocument) or 0)

    @rule(place=some.integers(0, 99), document=some.integers(0, 99))
    def explain_another(self, place: int, document: int) -> None:
        """An interpretation turns to another document."""
        page = self.one(place, Interpretation)
        if page is not None:
            self.story.correct(page, document=self.one(document, PolicyDocument))

    @rule(place=some.integers(0, 99))
    def rename(self, place: int) -> None:
        page = self.one(place)
        assert page is not None
        if self.story.pages[page].model is not Reprint:  # it is called like its original
            self.story.correct(page, title=self.story.word())

    @rule(place=some.integers(0, 99))
    def rename_section(self, place: int) -> None:
        page = self.one(place, Section)
        assert page is not None
        self.story.correct(page, title=self.story.word())

    @rule(place=some.integers(0, 99))
    def rewrite(self, place: int) -> None:
        page = self.one(place, Article, PolicyDocument, Interpretation)
        assert page is not None
        self.story.correct(page, text=self.story.word())

    @rule(place=some.integers(0, 99), other=some.integers(0, 99), file=some.booleans())
    def link_and_attach(self, place: int, other: int, file: bool) -> None:
        """A message gets a link, and a file or none in the place of what it had."""
        page, linked = self.one(place, Article), self.one(other)
        assert page is not None
        self.story.correct(page, links=(linked,) if linked else (), paper=self.story.file() if file else None)

    @rule(place=some.integers(0, 99))
    def reprint(self, place: int) -> None:
        """Another agency takes a page, or follows it after a change."""
        page = self.one(place, Article, PolicyDocument, Interpretation, public=True)
        if page is not None:
            self.story.reprint(page)

    @rule(place=some.integers(0, 99))
    def change_a_reprinted_page(self, place: int) -> None:
        """What is reprinted is written anew."""
        reprint = self.one(place, Reprint)
        original = self.story.pages[reprint or 0].draft.original
        self.story.correct(original or 0, text=self.story.word())

    @rule(place=some.integers(0, 99), why=some.sampled_from(REASONS), everywhere=some.booleans())
    def withdraw(self, place: int, why: str, everywhere: bool) -> None:
        page = self.one(place, public=True)
        if page is not None:
            self.story.withdraw(page, why, everywhere=everywhere)

    @rule(place=some.integers(0, 99))
    def restore(self, place: int) -> None:
        page = self.one(place, public=False)
        if page is not None:
            self.story.restore(page)

    @rule()
    def open_section(self) -> None:
        self.story.section()

    @rule(place=some.integers(0, 99), section=some.integers(0, 99))
    def move(self, place: int, section: int) -> None:
        page, into = self.one(place, Article, PolicyDocument, Interpretation), self.one(section, Section)
        if page and into and into != self.story.repeats and self.story.pages[page].draft.under != into:
            self.story.move(page, into)

    @rule(place=some.integers(0, 99), hours=some.integers(1, 30))
    def release_later(self, place: int, hours: int) -> None:
        page = self.one(place, Article)
        assert page is not None
        self.story.release_later(page, hours)

    @rule(place=some.integers(0, 99), hours=some.integers(1, 30))
    def withdraw_later(self, place: int, hours: int) -> None:
        page = self.one(place, public=True)
        if page is not None:
            self.story.withdraw_later(page, hours)

    @rule(hours=some.sampled_from([1, 5, 24, 60]))
    def wait(self, hours: int) -> None:
        self.story.wait(hours)

    @rule(place=some.integers(0, 99))
    def lead_here(self, place: int) -> None:
        page = self.one(place, public=True)
        if page is not None:
            self.story.lead_here(page)

    @precondition(lambda self: self.story.issues)
    @rule()
    def turn_issue(self) -> None:
        self.story.turn_issue()

    @precondition(lambda self: self.story.answers)
    @rule()
    def turn_answer(self) -> None:
        self.story.turn_answer()

    # ---------------------------------------------------------- looking

    def check_invariants(self, settings: Any, *args: Any, **kwargs: Any) -> None:
        """After every step: whatever was touched in each way, everything else at its address."""
        super().check_invariants(settings, *args, **kwargs)
        self.look_again()

    def look_again(self) -> None:
        """Look at what the last step touched."""
        STEPS["walked"] += 1
        self.look(self.story.touched)
        self.story.touched = set()

    def look(self, pages: set[int] | None, *, fresh: bool = False) -> None:
        look = Looks(self.story, self.reader, fresh=fresh)
        look.everywhere(pages)
        look.books()
        STEPS["looks"] += look.seen
        assert look.wrong == [], f"{look.wrong} after {self.story.done}"

    def teardown(self) -> None:
        """At the end of a walk: everything in each way, each answer beside one that is made now, and the mirror."""
        if self.story.done:
            self.look(None, fresh=True)
            folder = self.begun.folder / "mirror"
            assert Looks(self.story, self.reader).mirror(folder) == [], "; ".join(self.story.done)
        super().teardown()


def reprints_in_turn(walk: Editors) -> None:
    """What befalls an original, each in its turn, with a look after it: two short walks of chance meet few of these."""
    story = walk.story
    (reprint,) = story.public(Reprint)
    original = story.said(reprint).original or 0
    document, section = story.document(), story.section()
    for steps in (
        [lambda: story.correct(original, title=story.word(), paper=story.file())],
        [lambda: story.reprint(original)],
        [lambda: story.move(original, section)],
        [lambda: story.withdraw(original, REASONS[0])],
        [lambda: story.restore(original), lambda: story.withdraw(reprint, REASONS[0])],
        [lambda: story.correct(original, text=story.word()), lambda: story.restore(reprint)],
        [lambda: story.reprint(original), lambda: story.reprint(document)],
        [lambda: story.document(acts=(Act("repeals", document, story.clock().date()),))],
        [
            lambda: story.withdraw(document, REASONS[1], everywhere=True),
            lambda: story.withdraw(original, REASONS[1], everywhere=True),
        ],
        [lambda: story.restore(original), lambda: story.restore(reprint)],
    ):
        for step in steps:
            step()
        walk.look_again()
    walk.teardown()


USUAL = settings(deadline=None, database=None, suppress_health_check=list(HealthCheck))
SHORT = settings(USUAL, max_examples=2, stateful_step_count=6, derandomize=True, phases=[Phase.generate])
LONG = settings(USUAL, max_examples=5, stateful_step_count=25, phases=[Phase.generate])


@pytest.mark.sweep
def test_everything_agrees_after_every_step(begun: Begun) -> None:
    editors: Any = type("Editors", (Editors,), {"begun": begun})
    until = time.monotonic() + int(os.environ.get("GONGKAI_TEST_WALK", "0"))
    reprints_in_turn(editors())
    run_state_machine_as_test(editors, settings=SHORT)
    while time.monotonic() < until:
        run_state_machine_as_test(editors, settings=LONG)
    print(f"{begun.walks} walks of {STEPS['walked']} steps in all, {STEPS['looks']} answers read")
