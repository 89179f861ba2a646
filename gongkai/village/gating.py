"""A posting as something that passes the one gate: what reviewers see of it, and how it goes out and comes in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial

from django.urls import reverse
from django.utils.timezone import localdate

from gongkai.agencies.actions import clash
from gongkai.agencies.models import Agency, User
from gongkai.agencies.models import Kind as AgencyKind
from gongkai.agencies.roles import Permission, Role
from gongkai.editorial import gate
from gongkai.editorial.errors import Gone
from gongkai.editorial.items import Draft, Item, Kind, Marks, Part
from gongkai.editorial.models import Release
from gongkai.files.errors import FileError
from gongkai.files.store import name_of, read
from gongkai.statute.documents import Attribute
from gongkai.statute.village import BoardKind
from gongkai.village import keeping, money
from gongkai.village.models import Posting

NAME = Posting.gate_name
SORTS = tuple((f"{NAME}_{kind.value}", f"村务公开：{kind.label}") for kind in BoardKind)
OVERSIGHT, TOWNSHIP = "oversight", "township"


def posting_of(key: str) -> Posting:
    """The posting of a key. Raises Gone."""
    number = key.rpartition(":")[2]
    rows = Posting.objects.select_related("village__agency", "corrects").prefetch_related("rows", "files__stored")
    row = rows.filter(pk=number).first() if number.isdecimal() else None
    if row is None:
        raise Gone(key)
    return row


def load(key: str) -> Item:
    """Everything that a reader would see. Raises Gone."""
    row = posting_of(key)
    return Item(
        kind=f"{NAME}_{row.board}",
        key=row.gate_key,
        agency=row.village.agency,
        title=row.title,
        attribute=Attribute.PROACTIVE,
        texts=tuple(_texts(row)),
        facts=tuple(_facts(row)),
        parts=tuple(_parts(row)),
        authors=frozenset(row.drafted_by),
    )


def _texts(row: Posting) -> Iterator[tuple[str, str]]:
    yield "标题", row.title
    if row.text:
        yield "内容", row.text
    if table := list(row.rows.all()):
        yield "财务表", "\n".join("　".join(filter(None, (one.item, one.note))) for one in table)
    if row.correction_reason:
        yield "更正原因", row.correction_reason


def _facts(row: Posting) -> Iterator[tuple[str, str]]:
    yield "公开栏", str(row.get_board_display())
    yield "公开事项", row.items
    if row.period_start and row.period_end:
        yield "期间", f"{row.period_start}至{row.period_end}"
    if row.happened_on:
        yield "发生日期", str(row.happened_on)
    yield "公示天数", f"{row.days}日" if row.days else "长期公开"
    if row.opening_fen is not None and row.closing_fen is not None:
        yield "期初余额", money.yuan(row.opening_fen)
        yield "期末余额", money.yuan(row.closing_fen)
    for one in row.rows.all():
        told = f"{one.get_finance_class_display()}　{one.item}　{money.yuan(one.amount_fen)}元"
        yield f"第{one.place}行", "　".join(filter(None, (told, str(one.on or ""), one.note)))
    if row.corrects_id:
        yield "更正", f"{NAME}:{row.corrects_id}"


def _parts(row: Posting) -> Iterator[Part]:
    for one in row.files.all():
        key = keeping.key_of(one)
        yield Part(
            f"{one.place}:{one.stored_id}", name_of(one.stored, key), one.stored.digest, partial(read, one.stored, key)
        )


def _put_out(key: str, at: datetime) -> None:
    """It hangs from this day on, for as many days as were reviewed; what it corrects leaves at the same moment."""
    row, today = posting_of(key), localdate(at)
    row.published_at, row.posted_from = at, today
    row.posted_until = today + timedelta(days=row.days) if row.days else None
    row.save()
    before = gate.standing(row.corrects.gate_key) if row.corrects else None
    if before is not None:
        gate.end(before, f"由更正后的内容替代：{row.correction_reason}"[:300], at=at)


def _take_in(key: str, at: datetime) -> None:
    row = posting_of(key)
    release = Release.objects.filter(key=key, withdrawn_at=at).latest("pk")
    row.withdrawn_on, row.withdrawn_because = localdate(at), release.withdrawn_because
    row.save(update_fields=["withdrawn_on", "withdrawn_because"])
    for photo in row.photos.filter(shown_from__isnull=False):
        shown = gate.standing(photo.gate_key)
        if shown is not None:
            gate.end(shown, "所附的公开内容已经撤下", at=at)


def _intact(key: str, digest: str) -> bool:
    """Whether words, table and files are still those that were released."""
    try:
        return load(key).digest == digest
    except FileError:
        return False


def _keys(agency: Agency) -> list[str]:
    return [f"{NAME}:{pk}" for pk in Posting.objects.filter(village__agency=agency).values_list("pk", flat=True)]


def _marks(agency: Agency) -> Marks:
    """What a village drafts for a board is to be public; nobody else drafts for one."""
    if agency.kind != AgencyKind.VILLAGE:
        return Marks(0)
    return Marks(Posting.objects.filter(village__agency=agency).count())


def _public_keys() -> list[str]:
    rows = Posting.objects.filter(published_at__isnull=False, withdrawn_on__isnull=True)
    return [f"{NAME}:{pk}" for pk in rows.values_list("pk", flat=True)]


def _public_address(key: str) -> str:
    row = posting_of(key)
    return reverse("portal:posting", args=[row.village.agency.code, row.pk])


def _drafts(people: Sequence[int]) -> Iterator[Draft]:
    """What these people wrote for a board and nobody can read yet."""
    actors = {f"user:{number}" for number in people}
    rows = Posting.objects.filter(published_at__isnull=True).order_by("-pk")[:500]
    for row in rows:
        if actors & set(row.drafted_by):
            address = reverse("village:posting", args=[row.pk])
            yield Draft(row.gate_key, row.title, f"村务公开：{row.get_board_display()}", address, row.drafted_at)


def _barred(user: User, agency: Agency, stage: str, at: datetime) -> str:
    """The oversight committee's signature is nobody's who sits on the village committee or writes for it (第三十七条),
    whoever they stand in for."""
    return clash(user, agency, {Role.OVERSIGHT_MEMBER.value}, on=localdate(at)) if stage == OVERSIGHT else ""


KIND = Kind(
    name=NAME,
    label="村务公开",
    load=load,
    put_out=_put_out,
    take_in=_take_in,
    edit_address=lambda key: reverse("village:posting", args=[key.rpartition(":")[2]]),
    public_address=_public_address,
    keys=_keys,
    marks=_marks,
    public_keys=_public_keys,
    intact=_intact,
    sorts=SORTS,
    drafts=_drafts,
    writes=Permission.VILLAGE_DRAFT,
    releases=Permission.VILLAGE_APPROVE,
    barred=_barred,
)
