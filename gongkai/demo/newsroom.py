"""What the office's editor and its reviewers do with pages, as acts for the stage: each is one verb of editorial, or
one save in the editor."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.models import Page

from gongkai.demo.district import District
from gongkai.demo.page_texts import Draft
from gongkai.demo.stage import Act
from gongkai.disclosure import places
from gongkai.disclosure.models import Paper, Picture
from gongkai.editorial import items, marking, pages, reviewing
from gongkai.editorial.models import Round
from gongkai.editorial.pages import GatedPage
from gongkai.editorial.reviewing import Return, Seen, Wish
from gongkai.statute.documents import Attribute
from gongkai.statute.websites import every_planned

REVIEWERS = {"first_review": "reviewer", "second_review": "officer", "secrecy": "secrecy", "final_review": "leader"}
Rounds = list[Round]


TYPES = {
    "互动交流": "consultation",
    "办事服务": "service",
    "政策公开讲": "catalogue",
    "政府会议": "catalogue",
    "政府信息公开制度": "guide",
    "专题专栏": "catalogue",
}
"""What the demo's own columns are in the words of the guidelines."""


@dataclass(frozen=True, slots=True)
class Newsroom:
    """The office's people at work on its public site."""

    district: District

    def writes(self, at: datetime, model: type[GatedPage], under: Page, draft: Draft, **more: Any) -> Act:
        """The editor keeps a draft."""
        return at, lambda _: self._write(model, under, draft.title, draft.fields | more)

    def opens(self, at: datetime, model: type[GatedPage], name: tuple[str, str]) -> Act:
        """The editor keeps the draft of a section."""
        home = places.homes([self.district.office])[0]
        fields = {"introduction": name[1]} | _as_planned(name[0])
        return at, lambda _: self._write(model, home, name[0], fields)

    def hands_in(self, at: datetime, *drafts: GatedPage, words: str = "") -> Act:
        """The editor hands pages in, several to be signed off together."""
        keys, by = [page.gate_key for page in drafts], self.district.people["editor"]
        return at, lambda now: reviewing.submit(keys=keys, by=by, at=now, wish=Wish(words))

    def signs(self, at: datetime, row: Round) -> Act:
        """Who does the stage that is due signs it."""
        return at, lambda now: self._sign(row.pk, now)

    def sends_back(self, at: datetime, row: Round, why: str, words: str, marked: str) -> Act:
        """Who does the stage that is due returns the page, with the place marked where these words stand."""
        return at, lambda now: self._send_back(row.pk, Return(why, words, _places(row, marked)), now)

    def clears(self, at: datetime, rows: Rounds, stages: Sequence[str]) -> Generator[Act, Any, None]:
        """Stage after stage is signed for all of them, each half an hour after the one before."""
        for place, _ in enumerate(stages):
            for row in rows:
                yield self.signs(at + place * timedelta(minutes=30), row)

    def paper(self, title: str, name: str, content: bytes) -> Paper:
        """The editor uploads a file: it is looked into and cleaned like everybody's."""
        (collection,) = places.collections([self.district.office])
        upload = SimpleUploadedFile(name, content)
        row = Paper(title=title, file=upload, collection=collection, uploaded_by_user=self.district.people["editor"])
        row.save()
        return row

    def picture(self, title: str, name: str, content: bytes) -> Picture:
        """The editor uploads a picture."""
        (collection,) = places.collections([self.district.office])
        upload = SimpleUploadedFile(name, content)
        row = Picture(title=title, file=upload, collection=collection, uploaded_by_user=self.district.people["editor"])
        row.save()
        return row

    def film(self, title: str, name: str, transcript: str) -> dict[str, Any]:
        """The editor uploads a film of the demo with its captions."""
        return {
            "title": title,
            "file": self.paper(title, f"{name}.webm", recorded(f"{name}.webm")),
            "captions": self.paper(f"{title}字幕", f"{name}.vtt", recorded(f"{name}.vtt")),
            "transcript": transcript,
        }

    def keep(self, model: type[GatedPage], under: Page, draft: Draft) -> GatedPage:
        """The editor keeps a draft now."""
        return self._write(model, under, draft.title, draft.fields)

    def _write(self, model: type[GatedPage], under: Page, title: str, fields: dict[str, Any]) -> GatedPage:
        by = self.district.people["editor"]
        page = model(title=title, owner=by, attribute=Attribute.PROACTIVE, **fields)
        Page.objects.get(pk=under.pk).specific.add_child(instance=page)
        page.save_revision(user=by)
        return pages.page_of(page.gate_key)

    def _sign(self, number: int, now: datetime) -> Round:
        row = Round.objects.get(pk=number)
        by, seen = self.district.people[REVIEWERS[row.stage]], Seen(row.seq, row.digest)
        return reviewing.approve_all(round_id=row.pk, stage=row.stage, seen=seen, by=by, at=now)

    def _send_back(self, number: int, reason: Return, now: datetime) -> Round:
        row = Round.objects.get(pk=number)
        by, seen = self.district.people[REVIEWERS[row.stage]], Seen(row.seq, row.digest)
        return reviewing.send_back(round_id=row.pk, stage=row.stage, seen=seen, reason=reason, by=by, at=now)


def recorded(name: str) -> bytes:
    """A film, a recording or captions that were made for the demo."""
    return (files("gongkai.demo") / "data" / "films" / name).read_bytes()


def _as_planned(title: str) -> dict[str, Any]:
    """The type and keywords of a column: those of a county's site, where it has one of this name."""
    found = next((one for one in every_planned() if one.title == title), None)
    if found:
        return {"column_type": found.type, "keywords": found.keywords}
    return {"column_type": TYPES[title]} if title in TYPES else {}


def _places(row: Round, marked: str) -> tuple[dict[str, Any], ...]:
    """The first place at which words stand, as the form of a review names it."""
    item = items.load(row.key)
    field, start = next((n, words.index(marked)) for n, (_, words) in enumerate(item.texts) if marked in words)
    return marking.places(item, [f"{field}:{start}:{start + len(marked)}"])
