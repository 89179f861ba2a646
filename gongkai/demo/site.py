"""The office's public site of this week: a policy document with its interpretation that everybody can read, and
notices that stand in different places of their reviews."""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime
from typing import Any

from django.utils.timezone import localdate
from wagtail.models import Page

from gongkai.demo import enclosures, page_texts
from gongkai.demo.district import District
from gongkai.demo.newsroom import REVIEWERS, Newsroom
from gongkai.demo.present import ago
from gongkai.demo.stage import Act, Story, on
from gongkai.disclosure.models import Article, Interpretation, PolicyDocument, Section
from gongkai.editorial.models import Round, Signature

STAGES = tuple(REVIEWERS)
Steps = Generator[Act, Any, None]


def story(district: District, now: datetime) -> Story:
    """From the first section to the notice that came in on the last working day."""
    room = Newsroom(district)
    policies, notices, explained = yield from sections(room, now)
    yield from policy(room, now, policies, explained)
    yield from returned(room, now, notices)
    yield from awaiting_secrecy(room, now, notices)
    yield from with_a_mark(room, now, notices)
    yield from awaiting_first_review(room, now, notices)


def sections(room: Newsroom, now: datetime) -> Generator[Act, Any, tuple[Page, Page, Page]]:
    """The sections of documents, notices and interpretations. An office with a past has them; what is new goes through
    its reviews like everything else."""
    day, found, opened = ago(now, 5), [], []
    for name in (page_texts.POLICIES, page_texts.NOTICES, page_texts.EXPLAINED):
        section: Page | None = Section.objects.filter(title=name[0]).first()
        if section is None:
            section = yield room.opens(on(day, 9), Section, name)
            opened.append(section)
        assert section is not None
        found.append(section)
    if opened:
        rows = yield room.hands_in(on(day, 9, 10), *opened, words="新开设的栏目，请审。")
        yield from room.clears(on(day, 10), rows, STAGES)
    policies, notices, explained = found
    return policies, notices, explained


def policy(room: Newsroom, now: datetime, under: Page, explained_in: Page) -> Steps:
    """A document and its interpretation, signed off together and public (同步审签)."""
    written = on(ago(now, 4), 9, 30)
    paper = room.paper("公共阅读空间开放条件自查表", "自查表.docx", enclosures.checklist())
    draft = page_texts.policy(dated_on=ago(now, 5))
    document = yield room.writes(written, PolicyDocument, under, draft, enclosures=[("paper", paper)])
    explained = yield room.writes(written, Interpretation, explained_in, page_texts.interpretation(), document=document)
    rows = yield room.hands_in(on(ago(now, 4), 10), document, explained, words="文件和解读同步报审。")
    yield from room.clears(on(ago(now, 4), 14, 30), rows, STAGES[:2])
    yield from room.clears(on(ago(now, 3), 9), rows, STAGES[2:])


def returned(room: Newsroom, now: datetime, under: Page) -> Steps:
    """The first reviewer found an hour that is not the library's."""
    row = yield from _handed_in(room, on(ago(now, 3), 15), under, page_texts.library())
    why, words, marked = Signature.Why.FACTS, page_texts.LIBRARY_RETURNED, page_texts.LIBRARY_HOURS
    yield room.sends_back(on(ago(now, 3), 16, 20), row, why, words, marked)


def awaiting_secrecy(room: Newsroom, now: datetime, under: Page) -> Steps:
    """Read twice; the secrecy review is due by the end of the next working day."""
    row = yield from _handed_in(room, on(ago(now, 2), 15), under, page_texts.path(closed_from=localdate(now)))
    yield from room.clears(on(ago(now, 1), 8, 40), [row], STAGES[:2])


def with_a_mark(room: Newsroom, now: datetime, under: Page) -> Steps:
    """Nobody can sign: the attachment bears a mark of secrecy in a hidden column, and only the secrecy reviewer may
    answer for it (条例第十四条)."""
    paper = room.paper("防汛物资储备点一览表", "储备点.xlsx", enclosures.stores())
    draft = page_texts.stores()
    yield from _handed_in(room, on(ago(now, 1), 9, 30), under, draft, enclosures=[("paper", paper)])


def awaiting_first_review(room: Newsroom, now: datetime, under: Page) -> Steps:
    """A document number in the wrong brackets: a warning that the reviewer sees where it stands."""
    yield from _handed_in(room, on(ago(now, 1), 15, 30), under, page_texts.lifts(now.year))


def _handed_in(
    room: Newsroom, at: datetime, under: Page, draft: page_texts.Draft, **more: Any
) -> Generator[Act, Any, Round]:
    page = yield room.writes(at, Article, under, draft, **more)
    rows = yield room.hands_in(at.replace(minute=at.minute + 10), page)
    row: Round = rows[0]
    return row
