"""Inspections count what is there and hear the agencies; a bulletin goes through the gate or stays inside."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import override_settings

from gongkai.agencies.permissions import NotAllowed
from gongkai.casework.models import Case
from gongkai.editorial import gate, pages
from gongkai.editorial.errors import NotCleared
from gongkai.oversight import bulletins, inspecting, media, observations, paper, rectifying, sources
from gongkai.oversight.errors import Incomplete, NotNow, OwnWork
from gongkai.oversight.models import Bulletin, Inspection
from gongkai.oversight.observations import Seen
from gongkai.oversight.scheme import BadScheme, scheme
from gongkai.reporting import facts, fields, narrative, records
from gongkai.reporting.wording import default_words
from gongkai.typeset.document_pdf import document_pdf
from gongkai.typeset.letter_pdf import letter_pdf
from tests.disclosure.conftest import checks, section, staff
from tests.editorial.papers import Staff
from tests.editorial.site import reviewed
from tests.factories import at, online
from tests.oversight.conftest import Watch, watch, world

__all__ = ["checks", "section", "staff", "watch", "world"]

PAGE = "https://fgj.example.invalid/1.html"
APRIL = at(2023, 4, 3)


def inspected(watch: Watch, month: date) -> Inspection:
    """An inspection that is told and fixed, nobody objecting."""
    office, by = watch.world.office, watch.world.officer
    at_once = APRIL if month.month == 3 else at(2023, month.month + 1, 3)
    row = inspecting.open_inspection(office=office, month=month, by=by, at=at_once)
    assert inspecting.nothing_else(inspection_id=row.pk, by=by, at=at_once) == 3
    inspecting.tell(inspection_id=row.pk, by=by, at=at_once)
    return inspecting.fix(inspection_id=row.pk, by=by, at=at_once + timedelta(days=20))


def test_an_inspection_counts_hears_and_is_fixed(watch: Watch) -> None:
    world, by = watch.world, watch.world.officer
    media.renewed(watch.account, date(2023, 3, 1))
    seen = [Seen("LINK_DEAD", "general", f"链接{n}打不开", PAGE, f"{n}") for n in range(7)]
    seen.append(Seen("SPELL", "severe", "领导姓名错", PAGE, "甲"))
    found = observations.observe(medium=watch.site, seen=seen, source="", at=at(2023, 3, 6))
    rectifying.send(observation_id=found[0].pk, words="请改正", by=by, at=at(2023, 3, 6))
    case = Case.objects.get(number=online(world, on=at(2023, 2, 10)).number)
    assert case.due_on == date(2023, 3, 10)
    with pytest.raises(NotAllowed):
        inspecting.open_inspection(office=world.office, month=date(2023, 3, 1), by=world.leader, at=APRIL)
    row = inspecting.open_inspection(office=world.office, month=date(2023, 3, 15), by=by, at=APRIL)
    with pytest.raises(Incomplete, match="已经开始"):
        inspecting.open_inspection(office=world.office, month=date(2023, 3, 1), by=by, at=APRIL)
    lost = {(line.agency_id, line.item): (line.count, line.points) for line in row.lines.filter(points__gt=0)}
    assert lost == {
        (world.department.pk, "dead_links"): (7, Decimal(5)),
        (world.department.pk, "severe"): (1, Decimal(5)),
        (world.department.pk, "rectified_late"): (1, Decimal(3)),
        (world.office.pk, "media_stale"): (1, Decimal(3)),
        (world.office.pk, "requests_late"): (1, Decimal(5)),
    }
    with pytest.raises(Incomplete, match="没有检查"):
        inspecting.tell(inspection_id=row.pk, by=by, at=APRIL)
    waiting = list(row.lines.filter(count=None))
    with pytest.raises(Incomplete, match="写明情况"):
        inspecting.judge(line_id=waiting[0].pk, count=2, reason="", by=by, at=APRIL)
    for line in waiting:
        inspecting.judge(line_id=line.pk, count=0, reason="", by=by, at=APRIL)
    inspecting.count_again(inspection_id=row.pk, by=by, at=APRIL)
    row = inspecting.tell(inspection_id=row.pk, by=by, at=APRIL)
    assert row.object_until == date(2023, 4, 11), "five working days, with 清明 in between"
    line = row.lines.get(item="rectified_late", points__gt=0)
    with pytest.raises(NotNow):
        inspecting.judge(line_id=line.pk, count=0, reason="", by=by, at=APRIL)
    with pytest.raises(NotAllowed):
        inspecting.object_to(line_id=line.pk, words="已经整改", by=world.stranger, at=APRIL)
    inspecting.object_to(line_id=line.pk, words="系统故障，已当面报告", by=world.handler, at=APRIL)
    after = at(2023, 4, 12)
    with pytest.raises(NotNow, match="没有处理"):
        inspecting.fix(inspection_id=row.pk, by=by, at=after)
    with pytest.raises(Incomplete, match="不能加重"):
        inspecting.rule(line_id=line.pk, points=Decimal(4), words="加重", by=by, at=APRIL)
    inspecting.rule(line_id=line.pk, points=Decimal(1), words="部分采纳", by=by, at=APRIL)
    own = row.lines.get(item="media_stale", points__gt=0)
    inspecting.object_to(line_id=own.pk, words="已更新", by=by, at=APRIL)
    with pytest.raises(OwnWork):
        inspecting.rule(line_id=own.pk, points=Decimal(0), words="采纳", by=by, at=APRIL)
    inspecting.rule(line_id=own.pk, points=Decimal(0), words="采纳", by=world.colleague, at=APRIL)
    with pytest.raises(NotNow, match="申辩期限"):
        inspecting.fix(inspection_id=row.pk, by=by, at=APRIL)
    inspecting.fix(inspection_id=row.pk, by=by, at=after)
    # the township begins with 100; the department lost 5 + 5 + 1
    assert {agency.pk: points for agency, points in inspecting.scores(row)} == {
        world.other.pk: Decimal(100), world.office.pk: Decimal(95), world.department.pk: Decimal(89),
    }  # fmt: skip
    with pytest.raises(NotNow):
        inspecting.object_to(line_id=line.pk, words="再申辩", by=world.handler, at=after)


def test_a_quarter_becomes_a_bulletin_and_an_internal_one_never_leaves(
    watch: Watch, section: object, staff: Staff
) -> None:
    world, by = watch.world, watch.world.officer
    seen = Seen("SPELL", "general", "“帐号”应为“账号”", PAGE, "帐号")
    found = observations.observe(medium=watch.site, seen=[seen], source="<p>帐号</p>", at=at(2023, 3, 6))[0]
    other = Seen("SPELL", "general", "“其它”应为“其他”", PAGE, "其它")
    none = observations.observe(medium=watch.site, seen=[other], source="<p>其它</p>", at=at(2023, 3, 6))[0]
    observations.ignore(observation_id=none.pk, reason="引用的原文", by=by, at=at(2023, 3, 6))
    order = rectifying.send(observation_id=found.pk, words="请改正", by=by, at=at(2023, 3, 6))
    rectifying.answer(rectification_id=order.pk, words="已改正", by=world.handler, at=at(2023, 3, 7))
    rectifying.confirm(rectification_id=order.pk, words="已复核", by=by, at=at(2023, 3, 8))
    for month in (1, 2):
        inspected(watch, date(2023, month, 1))
    what = {
        "office": world.office,
        "year": 2023,
        "quarter": 1,
        "section": section,
        "by": staff.author,
        "at": at(2023, 5, 4),
    }
    with pytest.raises(Incomplete, match="3月的督查"):
        bulletins.draft(internal=False, **what)
    inspected(watch, date(2023, 3, 1))
    row = bulletins.draft(internal=True, **what)
    page = pages.newest(row.page)
    text = "\n".join(words for _, words in page.as_item().texts)
    assert "督查3次" in text
    assert "读网发现问题1个" in text, "what was judged to be no fault is none"
    assert "交办整改1件，已经销号1件" in text
    assert "明湖区发展和改革局" in text
    with pytest.raises(NotCleared):
        gate.release(keys=[page.gate_key], by=world.leader, at=at(2023, 5, 5))
    again = bulletins.draft(internal=False, **what)
    assert (again.pk, again.page_id, again.internal) == (row.pk, row.page_id, False)
    reviewed(staff, pages.newest(again.page))
    assert Bulletin.objects.get().page.live
    sheet = paper.bulletin(again)
    assert document_pdf(sheet, made_at=at(2023, 5, 4)).startswith(b"%PDF")
    order.refresh_from_db()
    letter = paper.order(order)
    assert [line for line in letter.footer if "回执" in line][2].endswith(order.steps.last().digest)
    assert letter_pdf(letter, made_at=at(2023, 3, 8)).startswith(b"%PDF")
    counted = records.count(2023, [world.office])
    assert {key: one.value for (_, key), one in counted.items()} == {"patrols": 1, "rectifications": 1, "checks": 3}
    assert not records.count(2022, [world.office])
    assert not records.count(2023, [world.department]), "who was inspected did not inspect"
    told = facts.gather(world.office, 2023, [world.office])
    said = "全年读网发现问题1条，督促整改并销号1件，开展政务公开督查3次。"
    assert fields.values(told)["句.监督保障"] == said
    assert said in narrative.fill(default_words(world.office).overview, fields.values(told))[0]
    year = bulletins.year(world.office, 2023)
    assert (year.inspections, year.bulletins, year.observations, year.rectified, year.average_hours) == (
        3,
        1,
        1,
        1,
        24.0,
    )


def test_the_scheme_is_a_file_and_a_faulty_one_is_refused(tmp_path: Path) -> None:
    assert {one.source for one in scheme().items} - {""} == set(sources.OWN) | {"columns_stale", "columns_empty"}
    for place, (text, why) in enumerate(
        (("items: []", "没有指标"), ("其他: 1", "读不出来"), ("items: [{key: a}]", "第1个"),
         ("items: [{key: a, label: 甲, unit: 个, each: 1, most: 101}]", "0至100"),
         ("items: [{key: a, label: 甲, unit: 个, each: 1, most: 5, source: magic}]", "不会数")),
    ):  # fmt: skip
        file = tmp_path / f"{place}.yaml"
        file.write_text(text, "utf-8")
        with override_settings(GONGKAI_INSPECTION_ITEMS=str(file)), pytest.raises(BadScheme, match=why):
            scheme()
    file.write_text("items: [{key: a, label: 甲, unit: 个, each: 1.5, most: 5}]", "utf-8")
    with override_settings(GONGKAI_INSPECTION_ITEMS=f"{tmp_path}/./4.yaml"):
        assert [scheme().item("a").points(count) for count in (0, 1, 9)] == [0, Decimal("1.5"), 5]  # type: ignore[union-attr]
