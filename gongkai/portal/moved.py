"""Addresses of a former site that lead to the page that took their place, for ever (政府网站发展指引：链接持续有效).

An old address is none of ours, and where it leads is a page of ours: so there is no chain and no loop.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from io import StringIO
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import Resolver404, resolve, reverse
from django.utils.timezone import localdate

from gongkai.agencies.models import Kind, User
from gongkai.agencies.permissions import NotAllowed, posts_held
from gongkai.agencies.roles import GRANTS, Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.disclosure.models import LibraryEntry, PublicPage
from gongkai.files.sheets import UnreadableTable, open_book
from gongkai.portal.models import OldAddress

LONGEST, LONGEST_WHY = 500, 200
HEAD = ("旧网址", "现在的网址")
_DAY = 86_400
_PACKED = b"PK"


class BadLines(Exception):
    """Lines of a file that cannot be taken; nothing is taken then. ``code`` is stable, ``sentences`` are for people."""

    code = "BAD_ADDRESSES"

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__("；".join(sentences))
        self.sentences = tuple(sentences)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file: an old address and what it should lead to, as they are written there."""

    number: int
    old: str
    new: str


class Outcome(Enum):
    """What becomes of a line; its value is what officers read."""

    NEW = "新增"
    CHANGED = "改变指向"
    SAME = "已经有了"
    REFUSED = "不能导入"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A line as it would be taken: the old address without host, the page it would lead to, and why not."""

    line: Line
    old: str
    target: str
    outcome: Outcome
    said: str = ""


def answer(request: HttpRequest) -> HttpResponse | None:
    """The way on from an old address; None for one that nobody knows, and while the database does not answer."""
    if request.method not in ("GET", "HEAD") or request.path_info.startswith("/office/"):
        return None
    asked = request.META.get("QUERY_STRING", "")
    try:
        target = _target(request.path_info, asked)
    except DatabaseError:
        return None
    if target is None:
        return None
    found = HttpResponsePermanentRedirect(target)
    found["Cache-Control"] = f"public, max-age={_DAY}"
    return found


def _target(path: str, query: str) -> str | None:
    """Where an old address leads, first with its query and then without."""
    exact = f"{path}?{unquote(query)}" if query else path
    wanted = [address for address in dict.fromkeys((exact, path)) if "\0" not in address and len(address) <= LONGEST]
    found = dict(OldAddress.objects.filter(address__in=wanted).values_list("address", "target"))
    return next((found[address] for address in wanted if address in found), None)


def read(data: bytes) -> list[Line]:
    """The lines of a table, with or without a head: CSV in UTF-8 or GB 18030, or the sheets of an XLSX file. Raises
    BadLines."""
    told = [(number, [str(cell).strip() for cell in row]) for number, row in _rows(data) if any(row)]
    if told and told[0][1][:1] == [HEAD[0]]:
        told = told[1:]
    if wrong := [f"第{number}行应当有两列：{'、'.join(HEAD)}。" for number, row in told if len(row) < 2]:
        raise BadLines(wrong)
    return [Line(number, row[0], row[1]) for number, row in told]


def _rows(data: bytes) -> list[tuple[int, list[Any]]]:
    if data.startswith(_PACKED):
        try:
            return [pair for sheet in open_book(data).sheets for pair in enumerate(sheet.rows, start=1)]
        except UnreadableTable as error:
            raise BadLines([str(error)]) from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return list(enumerate(csv.reader(StringIO(data.decode(encoding))), start=1))
        except UnicodeDecodeError:
            continue
        except csv.Error as error:
            raise BadLines([f"文件不是CSV表格（{error}）。"]) from error
    raise BadLines(["文件的编码既不是UTF-8也不是GB18030，请另存为CSV UTF-8后再导入。"])


def judged(lines: Iterable[Line], *, replace: bool = False) -> list[Verdict]:
    """What would become of each line; nothing is written. A line that cannot be taken says why."""
    lines = list(lines)
    known = dict(OldAddress.objects.values_list("address", "target"))
    olds = known.keys() | {local(line.old) for line in lines}
    pages: dict[str, str | None] = {}
    wanted: dict[str, str] = {}
    found = []
    for line in lines:
        if line.new not in pages:
            pages[line.new] = _page(line.new)
        old, target = local(line.old), pages[line.new]
        said = next(_problems(line, old, target, wanted.get(old), known if not replace else {}, olds), "")
        if not said and target is not None:
            wanted[old] = target
        found.append(Verdict(line, old, target or "", _outcome(said, target, known.get(old)), said))
    return found


def _outcome(said: str, target: str | None, known: str | None) -> Outcome:
    if said:
        return Outcome.REFUSED
    return Outcome.NEW if known is None else Outcome.SAME if known == target else Outcome.CHANGED


@transaction.atomic
def take_in(*, lines: Iterable[Line], at: datetime, replace: bool = False, by: User | None = None) -> int:
    """Write down where old addresses lead; how many are new or lead elsewhere now. All of them or none. ``by`` is None
    only for the operator's command line.

    Raises NotAllowed, and BadLines naming each line that cannot be taken.
    """
    if by is not None:
        require_keeper(by, at=at)
    verdicts = judged(lines, replace=replace)
    problems = [verdict.said for verdict in verdicts if verdict.outcome is Outcome.REFUSED]
    if problems:
        raise BadLines(problems)
    changing = (Outcome.NEW, Outcome.CHANGED)
    changed = {verdict.old: verdict.target for verdict in verdicts if verdict.outcome in changing}
    for old, target in changed.items():
        OldAddress.objects.update_or_create(address=old, defaults={"target": target, "added_at": at})
    if changed:
        digest = ledger.digest_of([f"{old} {target}" for old, target in sorted(changed.items())])
        _note(by, Action.OLD_ADDRESSES, digest, {"count": len(changed)}, at)
    return len(changed)


@transaction.atomic
def take_away(*, row_id: int, why: str, by: User, at: datetime) -> str:
    """An old address leads nowhere from now on, because it was wrong; returns it, empty when it is not there. Where it
    led stays in the ledger. Raises NotAllowed, BadLines without a reason."""
    require_keeper(by, at=at)
    if not why.strip():
        raise BadLines(["请写明取消的原因：旧网址取消以后，从别处点进来的人会看到“没有找到”。"])
    row = OldAddress.objects.filter(pk=row_id).first()
    if row is None:
        return ""
    row.delete()
    told = {"address": row.address, "target": row.target, "why": why.strip()[:LONGEST_WHY]}
    _note(by, Action.OLD_ADDRESS_REMOVED, ledger.digest_of([row.address, row.target]), told, at)
    return row.address


def listed(words: str) -> QuerySet[OldAddress]:
    """The old addresses in whose old or new address some words stand, by old address."""
    rows = OldAddress.objects.order_by("address")
    said = words.strip()
    return rows.filter(Q(address__icontains=said) | Q(target__icontains=said)) if said else rows


def keeps(user: User, *, at: datetime) -> bool:
    """Whether somebody may say where old addresses lead: who releases pages in the government or its office, which runs
    the site. No query beyond their posts."""
    return any(
        post.agency.kind in (Kind.GOVERNMENT, Kind.OFFICE) and Permission.CONTENT_RELEASE in GRANTS[post.role]
        for post in posts_held(user, localdate(at))
    )


def require_keeper(user: User, *, at: datetime) -> None:
    """Raises NotAllowed."""
    if not keeps(user, at=at):
        raise NotAllowed(Permission.CONTENT_RELEASE)


def _note(by: User | None, action: Action, digest: str, detail: dict[str, Any], at: datetime) -> None:
    actor = by.actor if by is not None else ledger.SYSTEM
    ledger.record(ledger.SYSTEM, [ledger.Act(actor, action, "addresses", digest, detail)], at=at)


def _problems(
    line: Line, old: str, target: str | None, other: str | None, known: dict[str, str], olds: Set[str]
) -> Iterator[str]:
    where = f"第{line.number}行"
    if not old.startswith("/") or len(old) > LONGEST or "\0" in old:
        yield f"{where}的旧网址“{line.old[:80]}”应当是以 / 开头的路径或者完整网址，不超过{LONGEST}字。"
    elif _is_ours(old):
        yield f"{where}的旧网址“{line.old}”正由本网站使用，不能指向别处。"
    if target is None and local(line.new) in olds:
        yield f"{where}的“{line.new[:80]}”本身是旧网址，不能接力跳转。请填写它现在的网址。"
    elif target is None:
        yield f"{where}的“{line.new[:80]}”不是本网站公开过的页面。请填写网址，或者政策文件的索引号。"
    elif other is not None and other != target:
        yield f"{where}的旧网址“{line.old}”在文件里出现两次，指向不同的页面。"
    elif known.get(old, target) != target:
        yield f"{where}的旧网址“{line.old}”已经指向 {known[old]}。确需改变的，请选“允许改变”（命令加 --replace）。"


def local(address: str) -> str:
    """An address as this site is asked for it: path and query, without host and escapes."""
    parts = urlsplit(address.strip())
    path = unquote(parts.path)
    return f"{path}?{unquote(parts.query)}" if parts.query else path


def _is_ours(address: str) -> bool:
    try:
        resolve(address.partition("?")[0])
    except Resolver404:
        return False
    return True


def _page(told: str) -> str | None:
    """The page that somebody means by an address of ours or by an index number; None when there is none."""
    entry = LibraryEntry.objects.filter(index_number=told).select_related("page__public").first() if told else None
    if entry is not None:
        return reverse("portal:page", kwargs=entry.page.public.address_parts())
    parts = urlsplit(told.strip())
    if parts.netloc and parts.hostname != settings.GONGKAI_SITE_DOMAIN:
        return None
    try:
        found = resolve(unquote(parts.path))
    except Resolver404:
        return None
    if found.namespace != "portal" or not parts.path.startswith("/"):
        return None
    if (
        found.url_name == "page"
        and not PublicPage.objects.filter(month=found.kwargs["month"], page=found.kwargs["number"]).exists()
    ):
        return None
    return parts.path
