"""A package to carry to a service centre: what stands in the mirror of guide, catalogue and library, to be opened from
the disk of a machine without a network (条例第二十五条：在政务服务场所设置查阅场所).

A package cannot be taken back, so it says on each page when it was made and until when it may be used.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.timezone import localdate

from gongkai.disclosure import library
from gongkai.disclosure.gazette import queries as gazettes_of
from gongkai.disclosure.library import LibraryEntry, Wanted
from gongkai.disclosure.models import Catalogue, GazetteIssue, Interpretation, PolicyDocument, PublicPage
from gongkai.disclosure.queries import public
from gongkai.portal.mirror import carried_pages, manifest, tree
from gongkai.portal.mirror.carried_pages import Place
from gongkai.portal.mirror.manifest import File, Manifest
from gongkai.portal.site import site
from gongkai.script import pinyin

KINDS = (PolicyDocument.item_kind, Interpretation.item_kind, Catalogue.item_kind)
ALONGSIDE = ("/c/files/", "/c/pictures/")
OWN = ("portal/carried.css", "portal/carried.js")
DAYS = 30
WITHOUT_THEME = "未分类"


class Stale(Exception):
    """The mirror is not what is public now. ``code`` is stable, ``str()`` is for people."""

    code = "MIRROR_STALE"


@dataclass(frozen=True, slots=True)
class Carried:
    """A finished package: how many pages and files, how many bytes, the last day on which it may be used."""

    pages: int
    files: int
    size: int
    until: date


@dataclass(frozen=True, slots=True)
class Listed:
    """A document of the package's lists."""

    title: str
    number: str
    agency: str
    theme: str
    day: str
    state: str
    path: str


@dataclass
class Package:
    """One package while it is made."""

    told: Manifest
    folder: Path
    made: date
    until: date
    files: dict[str, str] = field(default_factory=dict)
    """Every address that is in the package, with its file."""

    def choose(self, *, gazettes: bool) -> None:
        """Say what is in it. Raises Stale."""
        pages = [file for file in self.told.files.values() if _belongs(file)]
        pages += self._reviewed()
        beside = {link for page in pages for link in page.links if link.startswith(ALONGSIDE) or _is_pdf(link)}
        issues = {place for _, place in _issues()} if gazettes else set()
        looks = {address for address in self.told.files if _is_look(address)}
        wanted = {page.address for page in pages} | beside | issues | looks
        self.files = {address: self.told.files[address].path for address in sorted(wanted & set(self.told.files))}

    def _reviewed(self) -> list[File]:
        """The pages that passed the gate, each just as it is public now. Raises Stale."""
        found = []
        for row in public().filter(kind__in=KINDS).select_related(None):
            file = self.told.files.get(reverse("portal:page", kwargs=row.address_parts()))
            if file is None or file.release != row.release_id:
                raise Stale(f"镜像里没有《{row.title}》现在公开的内容。请先执行 gongkai export-site，再制作离线包。")
            found.append(file)
        return found

    def content(self) -> Iterator[tuple[str, bytes]]:
        """Each file with its name."""
        entries = list(self._entries())
        texts: dict[str, str] = {}
        for address, path in self.files.items():
            data = (self.folder / path).read_bytes()
            if self.told.files[address].kind == "text/html":
                inside = carried_pages.words_of(data.decode())
                texts[path] = carried_pages.plain(inside)
                told = carried_pages.linked(inside, Place(address, path), self.files, self.told.host)
                data = self._framed(path, "page", title=_title(inside), inside=told)
            yield path, data
        yield from self._own(entries)
        yield "index.js", _index(entries, texts)
        for name in OWN:
            yield f"static/{name}", Path(str(finders.find(name))).read_bytes()

    def _own(self, entries: list[Listed]) -> Iterator[tuple[str, bytes]]:
        by_title = sorted(entries, key=lambda one: (pinyin.sorting(one.title), one.path))
        by_theme = sorted(entries, key=lambda one: (one.theme == WITHOUT_THEME, pinyin.sorting(one.theme), one.path))
        themes = [(theme, list(some)) for theme, some in groupby(by_theme, key=lambda one: one.theme)]
        issues = [(str(issue), self.files[place]) for issue, place in _issues() if place in self.files]
        yield "index.html", self._framed("index.html", "start", count=len(entries), issues=issues)
        yield "titles.html", self._framed("titles.html", "titles", entries=by_title)
        yield "themes.html", self._framed("themes.html", "themes", themes=themes)
        yield "search.html", self._framed("search.html", "search")
        yield carried_pages.OUTSIDE, self._framed(carried_pages.OUTSIDE, "outside")

    def _framed(self, path: str, name: str, **more: Any) -> bytes:
        looks = [self.files[address] for address in self.files if address.endswith(".css")]
        told = {"site": site(), "made": self.made, "until": self.until, "root": carried_pages.relative(path, ".")}
        told["looks"] = [one for one in looks if not one.endswith(("kiosk.css", "senior.css", "print.css"))]
        return render_to_string(f"portal/carried/{name}.html", told | more).encode()

    def _entries(self) -> Iterator[Listed]:
        for entry in library.entries(Wanted(), self.made).iterator(chunk_size=500):
            yield _listed(entry, self.files, self.made)


def _listed(entry: LibraryEntry, files: Mapping[str, str], on: date) -> Listed:
    row: PublicPage = entry.page.public
    day = f"{entry.dated_on:%Y-%m-%d}" if entry.dated_on else ""
    path = files[reverse("portal:page", kwargs=row.address_parts())]
    theme = entry.subject or WITHOUT_THEME
    return Listed(row.title, entry.document_number, entry.agency.name, theme, day, entry.state(on).label, path)


def _belongs(file: File) -> bool:
    return file.kind == "text/html" and file.address.startswith(("/guide/", "/catalogue/")) and "?" not in file.address


def _is_pdf(address: str) -> bool:
    return address.startswith("/c/") and address.endswith(".pdf")


def _issues() -> Iterator[tuple[GazetteIssue, str]]:
    for issue in gazettes_of.public():
        yield issue, reverse("portal:gazette_pdf", args=[issue.gazette.agency.code, issue.year, issue.number])


def _is_look(address: str) -> bool:
    return address.startswith("/static/portal/") and not address.endswith(".js")


def _title(inside: str) -> str:
    head = inside.partition("<h1")[2].partition(">")[2].partition("</h1>")[0]
    return carried_pages.plain(head)


def _index(entries: Iterable[Listed], texts: Mapping[str, str]) -> bytes:
    """What the package's own search looks through: a script, because a page on a disk may read no other file."""
    rows = [
        [one.title, one.number, one.agency, one.theme, one.day, one.state, one.path, texts[one.path]] for one in entries
    ]
    return f"window.carried = {json.dumps(rows, ensure_ascii=False, separators=(',', ':'))};\n".encode()


def _named(name: str, made: date) -> zipfile.ZipInfo:
    """A file that everybody may read who unpacks it, made on the day."""
    info = zipfile.ZipInfo(name, (made.year, made.month, made.day, 0, 0, 0))
    info.external_attr = 0o644 << 16
    return info


def carry(mirror: Path, target: Path, *, at: datetime, days: int = DAYS, gazettes: bool = False) -> Carried:
    """Write a package of what a mirror holds. Raises Stale, manifest.Unreadable, OSError; a package that is there stays
    until the new one is whole."""
    folder = mirror / tree.CURRENT
    made = localdate(at)
    package = Package(manifest.read(folder), folder, made, made + timedelta(days=days))
    package.choose(gazettes=gazettes)
    part = target.with_name(f"{target.name}.part")
    names = []
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as out:
            for name, data in package.content():
                out.writestr(_named(name, made), data, zipfile.ZIP_DEFLATED)
                names.append(name)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    pages = sum(name.endswith(".html") for name in names)
    return Carried(pages, len(names) - pages, target.stat().st_size, package.until)
