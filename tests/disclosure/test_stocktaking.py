"""A stocktaking: who says what, what the file may say, and that nothing stands before the announcement is released."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from gongkai.agencies import actions
from gongkai.agencies.permissions import NotAllowed
from gongkai.agencies.roles import Role
from gongkai.audit.models import Action, Entry
from gongkai.disclosure import library
from gongkai.disclosure.catalogue.exporting import workbook
from gongkai.disclosure.library import LibraryEntry
from gongkai.disclosure.models import PolicyDocument, Section
from gongkai.disclosure.stocktaking import drafting, queries, sheets, sitting
from gongkai.disclosure.stocktaking.models import Stocktaking
from gongkai.disclosure.stocktaking.queries import Scope
from gongkai.disclosure.stocktaking.sitting import Said
from gongkai.editorial import gate, pages, reviewing
from gongkai.editorial.errors import Incomplete, Overtaken, WrongWay
from gongkai.statute.documents import Validity
from tests.disclosure.conftest import RECORD, Publish
from tests.editorial.papers import MONDAY, Staff
from tests.editorial.site import reviewed
from tests.factories import START, World, at

pytestmark = pytest.mark.django_db
NOW, TODAY = at(2023, 10, 9), date(2023, 10, 9)
OLD = "《老办法》（明政发〔2009〕8号）"
BASIS = {"reason": "与上位法不一致", "basis": "《城市供水条例》"}


@pytest.fixture
def shelf(world: World, publish: Publish) -> dict[str, PolicyDocument]:
    """Five normative documents, one of which its record says a department drafted, one of which has lapsed."""
    theirs = RECORD | {"drafted_by": world.department.name}
    made = {
        "kept": publish("供水办法", document_number="明政规〔2023〕1号", **RECORD, valid_until="2024-03-31"),
        "amended": publish("用水办法", document_number="明政规〔2023〕2号", **theirs),
        "repealed": publish("排水办法", document_number="明政规〔2023〕3号", **RECORD),
        "lapsing": publish("节水办法", document_number="明政规〔2023〕4号", **RECORD),
        "over": publish("停水办法", document_number="明政规〔2023〕5号", **RECORD, valid_until="2023-06-30"),
    }
    publish("普通通知")
    return made


def begun(world: World, staff: Staff, **scope: Any) -> Stocktaking:
    return sitting.open_stocktaking(
        agency=world.office, title="2023年规范性文件清理", basis="《清理工作规定》", scope=Scope(**scope),
        due_on=date(2023, 10, 31), by=staff.author, at=NOW,
    )  # fmt: skip


@pytest.fixture
def held(world: World, staff: Staff, shelf: dict[str, PolicyDocument]) -> Stocktaking:
    return begun(world, staff)


def said(held: Stocktaking, conclusions: dict[str, tuple[str, dict[str, Any]]]) -> list[Said]:
    rows = {row.title: row for row in queries.lines(held)}
    return [
        Said(rows[title].pk, rows[title].version, conclusion, **more)
        for title, (conclusion, more) in conclusions.items()
    ]


EVERY: dict[str, tuple[str, dict[str, Any]]] = {
    "供水办法": ("keep", {"until": date(2026, 3, 31)}),
    "用水办法": ("amend", BASIS),
    "排水办法": ("repeal", BASIS),
    "节水办法": ("lapse", {"reason": "调整对象已消失", "basis": "《节约用水条例》"}),
}


def concluded(held: Stocktaking, staff: Staff) -> Stocktaking:
    sitting.add(stocktaking_id=held.pk, other=OLD, other_normative=True, by=staff.author, at=NOW)
    every = EVERY | {OLD: ("repeal", BASIS)}
    sitting.conclude(stocktaking_id=held.pk, said=said(held, every), by=staff.author, at=NOW)
    return held


def test_what_still_applies_in_the_scope_is_given_to_who_made_it(
    world: World, staff: Staff, shelf: dict[str, PolicyDocument], held: Stocktaking
) -> None:
    rows = {row.title: row.agency for row in queries.lines(held)}
    assert rows == {
        "供水办法": world.office, "用水办法": world.department, "排水办法": world.office, "节水办法": world.office,
    }  # fmt: skip

    def titles(**scope: Any) -> list[str]:
        return [entry.page.title for entry in queries.in_scope(world.office, Scope(**scope), TODAY)]

    assert "普通通知" in titles(normative_only=False)
    assert titles(year_until=2022) == titles(subject="没有") == titles(agencies=frozenset({world.other.pk})) == []
    assert len(titles(year_from=2023, year_until=2023, agencies=frozenset({world.office.pk}))) == 4
    assert list(queries.in_scope(world.other, Scope(), TODAY)) == [], "a township goes through its own documents alone"
    with pytest.raises(Incomplete, match="已经建立"):
        begun(world, staff)
    with pytest.raises(Incomplete, match="没有现行有效的文件"):
        sitting.open_stocktaking(
            agency=world.office, title="又一次", basis="依据", scope=Scope(year_until=2010), due_on=TODAY,
            by=staff.author, at=NOW,
        )  # fmt: skip
    assert [one.owed for one in queries.progress(held)] == [3, 1]


def test_makers_speak_for_their_own_all_or_nothing_and_nobody_overwrites_unseen(
    world: World, staff: Staff, held: Stocktaking
) -> None:
    actions.give_post(user=world.handler, agency=world.department, role=Role.EDITOR, held_from=START.date(), at=START)
    told: dict[str, Any] = {"stocktaking_id": held.pk, "at": NOW}
    mine, theirs = said(held, {"用水办法": ("amend", BASIS)}), said(held, {"供水办法": ("keep", {})})
    with pytest.raises(NotAllowed):
        sitting.conclude(said=[*mine, *theirs], by=world.handler, **told)
    assert sum(one.said for one in queries.progress(held)) == 0
    assert sitting.conclude(said=mine, by=world.handler, **told) == 1
    with pytest.raises(Overtaken, match="用水办法"):
        sitting.conclude(said=mine, by=staff.author, **told)
    for title, conclusion, more, fault in (
        ("供水办法", "repeal", {"reason": "过时"}, "理由和依据"),
        ("供水办法", "keep", {"until": date(2024, 3, 31)}, "本来至2024-03-31"),
        ("供水办法", "repeal", BASIS | {"until": date(2026, 1, 1)}, "只有继续有效"),
        ("排水办法", "keep", {"until": date(2026, 1, 1)}, "没有登记有效期"),
        ("供水办法", "burn", BASIS, "不是继续有效、修改、废止、宣布失效"),
    ):
        with pytest.raises(Incomplete, match=fault):
            sitting.conclude(said=said(held, {title: (conclusion, more)}), by=staff.author, **told)
    with pytest.raises(Incomplete, match="已经失效"):
        sitting.conclude(
            stocktaking_id=held.pk, said=said(held, {"供水办法": ("keep", {"until": date(2026, 1, 1)})}),
            by=staff.author, at=at(2024, 4, 1),
        )  # fmt: skip
    moved = [row.pk for row in queries.lines(held) if row.agency == world.office]
    with pytest.raises(NotAllowed):
        sitting.assign(lines=moved, to=world.department, by=world.handler, **told)
    assert sitting.assign(lines=moved, to=world.other, by=staff.author, **told) == 3
    assert [one.agency for one in queries.progress(held)] == [world.department, world.other]
    written = Entry.objects.filter(subject=f"stocktaking:{held.pk}").order_by("pk")
    assert [row.action for row in written] == [
        Action.STOCKTAKING_OPENED, Action.STOCKTAKING_JUDGED, Action.STOCKTAKING_CHANGED,
    ]  # fmt: skip


def test_the_effects_stand_when_the_announcement_is_released_and_table_a_follows(
    world: World, staff: Staff, shelf: dict[str, PolicyDocument], section: Section, held: Stocktaking
) -> None:
    told: dict[str, Any] = {"stocktaking_id": held.pk, "section": section, "by": staff.author, "at": NOW}
    with pytest.raises(Incomplete, match=f"{world.office.short_name}3件、{world.department.short_name}1件"):
        drafting.draft_result(**told)
    concluded(held, staff)
    page = drafting.draft_result(**told)
    assert pages.newest(page).body, "what is given back knows its newest draft"

    def states() -> list[Validity]:
        entries = {row.page_id: row for row in LibraryEntry.objects.all()}
        return [entries[page.pk].state(date(2024, 12, 31)) for name, page in shelf.items() if name != "over"]

    held.refresh_from_db()
    assert held.result == page
    assert drafting.differing(held) == []
    before = [Validity.LAPSED, *[Validity.IN_FORCE] * 3]
    assert states() == before, "a draft does nothing"
    text = pages.load(page.gate_key).digest
    again = drafting.draft_result(**told)
    assert again.pk == page.pk
    assert pages.load(page.gate_key).digest == text
    reviewing.submit(keys=[page.gate_key], by=staff.author, at=NOW)
    with pytest.raises(WrongWay, match="正在审核"):
        sitting.drop(stocktaking_id=held.pk, lines=[], by=staff.author, at=NOW)
    assert states() == before, "nor does one that is reviewed"
    reviewing.take_back(round_id=pages.RoundLock.of(page).row.pk, by=staff.author, at=NOW)  # type: ignore[union-attr]
    reviewed(staff, page)
    assert states() == [Validity.IN_FORCE, Validity.AMENDED, Validity.REPEALED, Validity.LAPSED]
    found = library.normative([world.office.pk], 2023)[world.office.pk]
    assert found.repealed == ["明政规〔2023〕3号", "明政规〔2023〕4号", OLD]
    assert found.in_force == ["明政规〔2023〕1号", "明政规〔2023〕2号"]
    shown = Client().get(f"/c/{page.public.month}/{page.pk}.html").content.decode()  # type: ignore[attr-defined]
    counts = "继续有效1件，修改1件，废止2件，宣布失效1件"
    for words in (counts, "2026年3月31日（延长）", "予以废止的文件目录", "调整对象已消失"):
        assert words in shown
    with pytest.raises(WrongWay, match="已经公开"):
        sitting.conclude(stocktaking_id=held.pk, said=[], by=staff.author, at=NOW)
    gate.withdraw(key=page.gate_key, why="有误", by=world.leader, at=at(2023, 10, 10))
    assert states() == before


def test_where_the_list_went_on_the_announcement_is_said_to_differ(
    staff: Staff, section: Section, held: Stocktaking
) -> None:
    concluded(held, staff)
    told: dict[str, Any] = {"stocktaking_id": held.pk, "by": staff.author, "at": NOW}
    drafting.draft_result(section=section, **told)
    sitting.conclude(said=said(held, {"排水办法": ("keep", {})}), **told)
    held.refresh_from_db()
    assert drafting.differing(held) == ["排水办法"]
    drafting.draft_result(section=section, **told)
    assert drafting.differing(Stocktaking.objects.get(pk=held.pk)) == []


def test_a_file_is_looked_at_first_and_taken_in_as_a_whole(staff: Staff, held: Stocktaking) -> None:
    rows = list(queries.lines(held))
    data = sheets.table(rows)
    head, *body = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert head == list(sheets.NAMES.values())
    assert not sheets.plan(data, rows, TODAY).changes, "what goes out comes in as the same"

    def filled(*said: list[Any], more: tuple[Any, ...] = ()) -> bytes:
        return workbook([["清理清单"], head, *([*row[:6], *one] for row, one in zip(body, said, strict=False)), *more])

    more = ([999, "", "别人的"], body[0])
    wrong = filled(["废止", "", "", ""], ["保留", "明年", "", ""], ["销毁", "", "a", "b"], more=more)
    plan = sheets.plan(wrong, rows, TODAY)
    assert len(plan.refused) == 5
    assert not plan.changes
    assert "第3行" in plan.refused[0].place
    right = filled(["保留", date(2026, 3, 31), "", ""], ["废止", "", "过时", "条例"])
    plan = sheets.plan(right, rows, TODAY)
    assert not plan.refused
    assert sitting.conclude(stocktaking_id=held.pk, said=plan.changes, by=staff.author, at=NOW) == 2
    found = list(queries.lines(held))
    assert [(row.conclusion, row.until) for row in found] == [
        ("keep", date(2026, 3, 31)), ("repeal", None), ("", None), ("", None),
    ]  # fmt: skip
    assert not sheets.plan(sheets.table(found), found, TODAY).changes
    for odd in (b"", b"%PDF-1.4", workbook([["编号"], [1]])):
        with pytest.raises(Incomplete):
            sheets.plan(odd, rows, TODAY)


def test_the_screen_saves_a_page_gives_back_what_was_typed_and_shows_makers_their_own(
    world: World, staff: Staff, held: Stocktaking, section: Section
) -> None:
    actions.give_post(user=world.handler, agency=world.department, role=Role.EDITOR, held_from=START.date(), at=START)
    client, place = Client(), f"/office/content/stocktakings/{held.pk}/"
    rows = {row.title: row for row in queries.lines(held)}
    client.force_login(world.handler)
    shown = client.get(place).content.decode()
    assert "用水办法" in shown
    assert "排水办法" not in shown
    client.force_login(world.stranger)
    assert client.get(place).status_code == client.get(f"{place}table.xlsx").status_code == 403
    client.force_login(staff.author)
    row = rows["排水办法"]
    post = {"do": "save", f"seen-{row.pk}": 0, f"conclusion-{row.pk}": "repeal", f"reason-{row.pk}": "写了一半的理由"}
    answer = client.post(place, post)
    assert answer.status_code == 422
    assert "写了一半的理由" in answer.content.decode()
    assert client.post(place, post | {f"basis-{row.pk}": "《条例》"}).status_code == 302
    row.refresh_from_db()
    assert (row.conclusion, row.version, row.said_by) == ("repeal", 1, staff.author)
    assert ">排水办法<" in client.get(f"{place}?state=repeal").content.decode()
    assert ">排水办法<" not in client.get(f"{place}?state=owed&of={world.office.code}").content.decode()
    data = client.get(f"{place}table.xlsx").content
    answer = client.post(place, {"do": "check", "file": SimpleUploadedFile("a.xlsx", data)})
    assert "将修改0件" in answer.content.decode()
    assert client.post(place, {"do": "burn"}).status_code == 404
    answer = client.post(place, {"do": "draft", "section": section.pk})
    assert "还有文件没有清理意见" in answer.content.decode()
    assert client.post(place, {"do": "add", "other": "《老办法》"}).status_code == 302
    kept = replace(said(held, {"《老办法》": ("keep", {})})[0], conclusion="keep")
    assert sitting.conclude(stocktaking_id=held.pk, said=[kept], by=staff.author, at=NOW) == 1
    assert client.get("/office/content/stocktakings/").status_code == 200
    assert MONDAY < NOW
