"""The register, the rota and the log: every hour has somebody, and the log only grows."""

from __future__ import annotations

import io
from datetime import date, time, timedelta

import pytest
from django.db import DatabaseError, transaction

from gongkai.agencies.permissions import NotAllowed
from gongkai.audit.models import Entry
from gongkai.oversight import clocks, media, patrol, rota, rota_file
from gongkai.oversight.errors import Incomplete, NotNow, Unknown
from gongkai.oversight.media import Described
from gongkai.oversight.models import LogEntry, Medium, Observation, Shift
from gongkai.oversight.patrol import Found
from gongkai.workbooks.writer import Writer
from tests.factories import at
from tests.oversight.conftest import ACCOUNT, MARCH, Watch

NINE = at(2023, 3, 1, 9)
FOUND = Found("领导姓名写错", "severe", "张山", "https://fgj.example.invalid/1.html")


def test_a_month_is_planned_without_a_gap_and_a_gap_is_told_before_it_comes(watch: Watch) -> None:
    assert len(watch.shifts) == 31 * 3
    begin, end = at(2023, 3, 1, 8), at(2023, 4, 1, 8)
    assert rota.gaps(watch.world.office, begin, end) == []
    # a Saturday's night shift falls out
    lost = Shift.objects.get(begins_at=at(2023, 3, 5, 0), office=watch.world.office)
    lost.delete()
    assert rota.gaps(watch.world.office, begin, end + timedelta(hours=1)) == [
        (at(2023, 3, 5, 0), at(2023, 3, 5, 8)),
        (end, end + timedelta(hours=1)),
    ]


def test_a_plan_is_taken_as_a_whole_or_not_at_all(watch: Watch) -> None:
    world, office = watch.world, {"office": watch.world.office, "at": MARCH}
    april = rota.in_turn(date(2023, 4, 1), [world.officer], hours=24, first=time(8))
    assert len(april) == 30
    with pytest.raises(NotAllowed):
        rota.plan(turns=april, by=world.leader, **office)
    unfit = [*april[:3], rota.Turn(april[3].begins_at, april[3].ends_at, world.handler)]
    taken = rota.in_turn(date(2023, 3, 1), [world.officer], hours=12, first=time(8))
    for turns, why in ((unfit, "没有读网值班的权限"), (taken, "已经排过班")):
        with pytest.raises(Incomplete, match=why):
            rota.plan(turns=turns, by=world.officer, **office)
    assert Shift.objects.count() == 93
    for hours in (0, 5, 7):
        with pytest.raises(Incomplete):
            rota.in_turn(date(2023, 4, 1), [world.officer], hours=hours, first=time(8))


def test_a_rota_comes_from_a_table_file(watch: Watch) -> None:
    def sheet(*rows: tuple[object, ...]) -> bytes:
        writer = Writer()
        writer.table(writer.book.add_worksheet("值班"), [("四月值班表",), rota_file.HEAD, *rows])
        return writer.close()

    people = [watch.world.officer, watch.world.colleague]
    day, night = (date(2023, 4, 1), "08:00", "20:00", "林知行"), ("2023年4月1日", "20:00", "8:00", "何其")
    turns = rota_file.read(sheet(day, night), people)
    assert [(one.begins_at, one.ends_at, one.reader) for one in turns] == [
        (at(2023, 4, 1, 8), at(2023, 4, 1, 20), people[0]),
        (at(2023, 4, 1, 20), at(2023, 4, 2, 8), people[1]),
    ]
    for row, why in (
        ((day[0], "25:00", "8:00", "何其"), "第3行"),
        ((*day[:3], "甄不存"), "甄不存"),
        ((day[0],), "第3行"),
    ):
        with pytest.raises(Incomplete, match=why):
            rota_file.read(sheet(row), people)
    with pytest.raises(Incomplete, match="表头"):
        rota_file.read(io.BytesIO("甲,乙\n1,2\n".encode()).getvalue(), people)


def test_shifts_are_swapped_before_they_begin(watch: Watch) -> None:
    one, other = watch.shifts[0], watch.shifts[1]
    rota.swap(shift_id=one.pk, with_id=other.pk, by=watch.world.officer, at=MARCH)
    assert [Shift.objects.get(pk=row.pk).reader for row in (one, other)] == [watch.world.colleague, watch.world.officer]
    with pytest.raises(Incomplete):
        rota.swap(shift_id=one.pk, with_id=watch.shifts[2].pk + 1, by=watch.world.officer, at=MARCH)
    with pytest.raises(NotNow):
        rota.swap(shift_id=one.pk, with_id=other.pk, by=watch.world.officer, at=NINE)
    with pytest.raises(NotAllowed):
        rota.swap(shift_id=one.pk, with_id=other.pk, by=watch.world.stranger, at=MARCH)


def test_a_shift_is_read_noted_and_handed_over(watch: Watch) -> None:
    shift, by = watch.first, watch.reader
    with pytest.raises(NotNow, match="签到"):
        patrol.sign_in(shift_id=shift.pk, by=by, at=at(2023, 3, 1, 7, 29))
    with pytest.raises(Unknown):
        patrol.sign_in(shift_id=shift.pk, by=watch.world.colleague, at=NINE)
    with pytest.raises(NotNow, match="请先签到"):
        patrol.write_note(shift_id=shift.pk, words="开始", by=by, at=NINE)
    patrol.sign_in(shift_id=shift.pk, by=by, at=at(2023, 3, 1, 7, 30))
    patrol.read(shift_id=shift.pk, medium_ids=[watch.account.pk], words="", by=by, at=NINE)
    made = patrol.find(shift_id=shift.pk, medium_id=watch.site.pk, found=FOUND, by=by, at=NINE)
    assert (made.agency, made.state, made.found_by, made.entry_id) == (
        watch.world.department, "open", by, LogEntry.objects.get(kind="found").pk,
    )  # fmt: skip
    wrong = {"shift_id": shift.pk, "medium_id": watch.site.pk, "found": FOUND, "agency": watch.world.government}
    with pytest.raises(Incomplete, match="监管范围"):
        patrol.find(**wrong, by=by, at=NINE)
    patrol.hand_over(shift_id=shift.pk, words="一条待处理", by=by, at=at(2023, 3, 1, 17))
    with pytest.raises(NotNow, match="已经交班"):
        patrol.write_note(shift_id=shift.pk, words="再记一条", by=by, at=at(2023, 3, 1, 17))
    patrol.correct(entry_id=made.entry_id, words="应为“张珊”", by=by, at=at(2023, 3, 2))
    assert list(shift.entries.values_list("place", "kind")) == [
        (1, "signed_in"), (2, "read"), (3, "found"), (4, "handed_over"), (5, "correction"),
    ]  # fmt: skip
    handed = patrol.last_handover(watch.world.office, at(2023, 3, 2))
    assert handed is not None
    assert handed.words == "一条待处理"
    # every line stands in the ledger by its digest, and the digest is that of what it says
    logged = list(Entry.objects.filter(action="patrol:logged").order_by("position").values_list("digest", flat=True))
    assert logged == [patrol.digest(shift, row) for row in shift.entries.all()]


def test_the_log_cannot_be_changed_and_an_unsigned_shift_is_missed(watch: Watch) -> None:
    shift, by = watch.first, watch.reader
    patrol.sign_in(shift_id=shift.pk, by=by, at=NINE)
    for harm in (lambda rows: rows.update(words="改写"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            harm(LogEntry.objects.all())
    later = at(2023, 3, 2, 8)
    missed = rota.missed(watch.world.office, MARCH, later)
    assert [row.pk for row in missed] == [row.pk for row in watch.shifts[:3]]
    with pytest.raises(NotNow, match="2小时"):
        patrol.hand_over(shift_id=shift.pk, words="补记", by=by, at=later)
    with pytest.raises(NotNow):
        patrol.sign_in(shift_id=watch.shifts[2].pk, by=by, at=later + timedelta(hours=9))


def test_the_register_says_whose_it_is_and_when_it_must_be_renewed(watch: Watch) -> None:
    office = {"office": watch.world.office, "by": watch.world.officer, "at": MARCH}
    for wrong, why in (
        (Described("wechat", "明湖发布", "x", "何其"), "已经登记"),
        (Described("site", "频道", "ftp://x", "何其"), "https"),
        (Described("weibo", "微博", "x", "何其", by_machine=True), "只能读网站"),
        (Described("other", "微博", "x", "何其"), "类型"),
    ):
        with pytest.raises(Incomplete, match=why):
            media.register(agency=watch.world.department, said=wrong, **office)
    account = Medium.objects.get(pk=watch.account.pk)
    assert clocks.update_standing(account, date(2023, 3, 1)).colour == "grey"
    media.renewed(account, date(2023, 3, 1))
    media.renewed(account, date(2023, 2, 1))
    days = [
        (date(2023, 3, 4), "green"),
        (date(2023, 3, 5), "amber"),
        (date(2023, 3, 8), "amber"),
        (date(2023, 3, 9), "red"),
    ]
    assert [clocks.update_standing(account, day).colour for day, _ in days] == [colour for _, colour in days]
    assert clocks.update_due(Medium(updated_on=date(2023, 3, 1))) == date(2023, 3, 15)
    media.retire(medium_id=account.pk, by=watch.world.officer, at=MARCH)
    media.register(agency=watch.world.office, said=ACCOUNT, **office)
    assert not Observation.objects.exists()
