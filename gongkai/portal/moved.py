"""Addresses of a former site that lead to the page that took their place, for ever (政府网站发展指引：链接持续有效).

An old address is none of ours, and where it leads is a page of ours: so there is no chain and no loop.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import Resolver404, resolve, reverse

from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.disclosure.models import LibraryEntry, PublicPage
from gongkai.portal.models import OldAddress

LONGEST = 500
HEAD = ("旧网址", "现在的网址")
_DAY = 86_400


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
    """The lines of a CSV file, in UTF-8 or GB 18030, with or without a head. Raises BadLines."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            rows = list(csv.reader(StringIO(data.decode(encoding))))
            break
        except UnicodeDecodeError:
            continue
        except csv.Error as error:
            raise BadLines([f"文件不是CSV表格（{error}）。"]) from error
    else:
        raise BadLines(["文件的编码既不是UTF-8也不是GB18030，请另存为CSV UTF-8后再导入。"])
    told = [(number, [cell.strip() for cell in row]) for number, row in enumerate(rows, start=1) if any(row)]
    if told and told[0][1][:1] == [HEAD[0]]:
        told = told[1:]
    if wrong := [f"第{number}行应当有两列：{'、'.join(HEAD)}。" for number, row in told if len(row) < 2]:
        raise BadLines(wrong)
    return [Line(number, row[0], row[1]) for number, row in told]


@transaction.atomic
def take_in(*, lines: Iterable[Line], at: datetime, replace: bool = False) -> int:
    """Write down where old addresses lead; how many are new or lead elsewhere now. All of them or none.

    Raises BadLines naming each line that cannot be taken.
    """
    wanted: dict[str, str] = {}
    problems: list[str] = []
    known = dict(OldAddress.objects.values_list("address", "target"))
    for line in lines:
        old, target = local(line.old), _page(line.new)
        found = list(_problems(line, old, target, wanted.get(old), known if not replace else {}))
        problems += found
        if not found and target is not None:
            wanted[old] = target
    problems += [f"{old} 指向的 {target} 本身又是一个旧网址。" for old, target in wanted.items() if target in wanted]
    if problems:
        raise BadLines(problems)
    changed = {old: target for old, target in wanted.items() if known.get(old) != target}
    for old, target in changed.items():
        OldAddress.objects.update_or_create(address=old, defaults={"target": target, "added_at": at})
    if changed:
        digest = ledger.digest_of([f"{old} {target}" for old, target in sorted(changed.items())])
        act = ledger.Act(ledger.SYSTEM, Action.OLD_ADDRESSES, "addresses", digest, {"count": len(changed)})
        ledger.record(ledger.SYSTEM, [act], at=at)
    return len(changed)


def _problems(line: Line, old: str, target: str | None, other: str | None, known: dict[str, str]) -> Iterator[str]:
    where = f"第{line.number}行"
    if not old.startswith("/") or len(old) > LONGEST or "\0" in old:
        yield f"{where}的旧网址“{line.old[:80]}”应当是以 / 开头的路径或者完整网址，不超过{LONGEST}字。"
    elif _is_ours(old):
        yield f"{where}的旧网址“{line.old}”正由本网站使用，不能指向别处。"
    if target is None:
        yield f"{where}的“{line.new[:80]}”不是本网站公开过的页面。请填写网址，或者政策文件的索引号。"
    elif other is not None and other != target:
        yield f"{where}的旧网址“{line.old}”在文件里出现两次，指向不同的页面。"
    elif known.get(old, target) != target:
        yield f"{where}的旧网址“{line.old}”已经指向 {known[old]}。确需改变的，请加 --replace。"


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
