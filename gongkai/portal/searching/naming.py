"""Other names and recommended results: the shipped ones, and what the government's office set, each in the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from gongkai.agencies.models import Agency, Kind, User
from gongkai.agencies.permissions import NotAllowed, posts_held, require
from gongkai.agencies.roles import GRANTS, Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.portal.searching.models import Entry, OtherNames, Recommended, Stopped
from gongkai.search import synonyms
from gongkai.search.synonyms import Names
from gongkai.search.text import normalise

SUBJECT = "search"
MOST = 3
P = Permission.PROCEDURE_EDIT


class Refused(Exception):
    """What somebody wanted to set cannot be; ``code`` for programs, the text for people."""

    code = "SEARCH_WORDS_REFUSED"


def names() -> Names:
    """Every group of names that a search knows. One query."""
    return _names(tuple(OtherNames.objects.order_by("pk").values_list("names", flat=True)))


@lru_cache(maxsize=4)
def _names(own: tuple[str, ...]) -> Names:
    return synonyms.names([*synonyms.shipped_groups(), *(line.split("=") for line in own)])


def agencies(user: User, *, at: datetime) -> list[Agency]:
    """In which agencies somebody may set what the whole site's search knows. Costs no query beyond their posts."""
    posts = posts_held(user, localdate(at))
    return [post.agency for post in posts if _answers_for_the_site(post.agency) and P in GRANTS[post.role]]


def sets(user: User, *, at: datetime) -> bool:
    """Whether somebody may set what the site's search knows: for the menu."""
    return bool(agencies(user, at=at))


@transaction.atomic
def add_names(*, line: str, agency: Agency, by: User, at: datetime) -> OtherNames:
    """Add a group of names, with = between them. Raises NotAllowed, Refused."""
    _require(agency, by, at)
    group = [" ".join(name.split()) for name in line.replace("＝", "=").split("=")]
    faults = synonyms.faults([group])
    if faults:
        raise Refused(f"{faults[0]}。请写成“低保=最低生活保障”。")
    written = "=".join(group)
    if len(written) > 200:
        raise Refused("一组名称合计不超过200个字。")
    row, made = OtherNames.objects.get_or_create(names=written, defaults={"set_by": by.actor, "set_at": at})
    if not made:
        raise Refused(f"“{written}”已经有了。")
    _note(agency, by, at, "add-names", written)
    return row


@transaction.atomic
def remove_names(*, row_id: int, agency: Agency, by: User, at: datetime) -> str:
    """Take a group away again; returns it, empty when it is not there. Raises NotAllowed."""
    _require(agency, by, at)
    row = OtherNames.objects.filter(pk=row_id).first()
    if row is None:
        return ""
    row.delete()
    _note(agency, by, at, "remove-names", row.names)
    return row.names


@transaction.atomic
def recommend(
    *, words: str, address: str, agency: Agency, by: User, at: datetime, since: date | None = None,
    until: date | None = None,
) -> Recommended:  # fmt: skip
    """Put something public above the hits for just these words, from one day to another or for good. Raises
    NotAllowed, Refused."""
    _require(agency, by, at)
    said = compared(words)
    if not 1 <= len(said) <= 40:
        raise Refused("搜索词为1至40个字。")
    if until and until < max(since or localdate(at), localdate(at)):
        raise Refused("推荐的截止日期不能早于起始日期和今天。")
    entry = Entry.objects.filter(address=_path(address), release__withdrawn_at=None, release__isnull=False).first()
    if entry is None or not entry.address:
        raise Refused("没有找到这个网址的公开内容。请复制网页的网址，例如 /c/202301/12.html。")
    over = Q(until__isnull=False, until__lt=localdate(at))
    Recommended.objects.filter(over, words=said, entry=entry).delete()
    if Recommended.objects.filter(words=said).exclude(over).count() >= MOST:
        raise Refused(f"“{said}”已经推荐了{MOST}项，请先取消其中的。")
    kept = {"since": since, "until": until, "set_by": by.actor, "set_at": at}
    row, made = Recommended.objects.get_or_create(words=said, entry=entry, defaults=kept)
    if not made:
        raise Refused("已经推荐过了。")
    _note(agency, by, at, "recommend", f"{said} {entry.key}")
    return row


@transaction.atomic
def stop(*, words: str, agency: Agency, by: User, at: datetime) -> Stopped:
    """Keep every hot word with these words in it from being shown. Raises NotAllowed, Refused."""
    _require(agency, by, at)
    said = compared(words)
    if not 1 <= len(said) <= 20:
        raise Refused("不显示的词为1至20个字。")
    row, made = Stopped.objects.get_or_create(words=said, defaults={"set_by": by.actor, "set_at": at})
    if not made:
        raise Refused(f"“{said}”已经不显示了。")
    _note(agency, by, at, "stop", said)
    return row


@transaction.atomic
def unstop(*, row_id: int, agency: Agency, by: User, at: datetime) -> str:
    """Let words be shown again; returns them, empty when they are not there. Raises NotAllowed."""
    _require(agency, by, at)
    row = Stopped.objects.filter(pk=row_id).first()
    if row is None:
        return ""
    row.delete()
    _note(agency, by, at, "unstop", row.words)
    return row.words


@transaction.atomic
def unrecommend(*, row_id: int, agency: Agency, by: User, at: datetime) -> str:
    """Take a recommendation away; returns its words, empty when it is not there. Raises NotAllowed."""
    _require(agency, by, at)
    row = Recommended.objects.select_related("entry").filter(pk=row_id).first()
    if row is None:
        return ""
    row.delete()
    _note(agency, by, at, "unrecommend", f"{row.words} {row.entry.key}")
    return row.words


def recommended(words: str, *, on: date) -> Sequence[Entry]:
    """What is recommended for words on a day and is public now. One query."""
    period = Q(since__isnull=True) | Q(since__lte=on), Q(until__isnull=True) | Q(until__gte=on)
    rows = Recommended.objects.filter(*period, words=compared(words), entry__release__withdrawn_at=None)
    rows = rows.filter(entry__release__isnull=False).select_related("entry").order_by("pk")
    return [row.entry for row in rows[:MOST]]


def compared(words: str) -> str:
    """Words as recommendations are looked up: spaces, script and width do not matter."""
    return "".join(normalise(words).split())


def _path(address: str) -> str:
    """The address within the site of what somebody copied from the browser."""
    path = address.strip().split("?", 1)[0].split("#", 1)[0]
    return "/" + path.split("/", 3)[3] if "://" in path and path.count("/") >= 3 else path


def _require(agency: Agency, by: User, at: datetime) -> None:
    require(by, P, agency, on=localdate(at))
    if not _answers_for_the_site(agency):
        raise NotAllowed(P, agency)


def _answers_for_the_site(agency: Agency) -> bool:
    """Whether an agency runs the whole site: a government or its office (条例第四条)."""
    return agency.kind in (Kind.GOVERNMENT, Kind.OFFICE)


def _note(agency: Agency, by: User, at: datetime, step: str, words: str) -> None:
    act = ledger.Act(by.actor, Action.SEARCH_WORDS_SET, SUBJECT, "", {"step": step, "words": words})
    ledger.record(agency.stream, [act], at=at)
