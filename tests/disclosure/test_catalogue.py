"""The catalogue: a file becomes lines or nothing, lines say what is published, and all forms say the same."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gongkai.agencies.permissions import NotAllowed
from gongkai.disclosure.catalogue import columns, coverage, exporting, filing, importing
from gongkai.disclosure.catalogue.coverage import State
from gongkai.disclosure.catalogue.importing import Fate, NotACatalogue
from gongkai.disclosure.catalogue.models import Catalogue, CatalogueEntry, public
from gongkai.disclosure.models import Article, Section
from gongkai.editorial import gate, pages, reviewing
from gongkai.editorial.errors import Incomplete, Overtaken, WrongWay
from tests.disclosure.conftest import Publish
from tests.editorial.papers import MONDAY, Staff
from tests.editorial.site import home, reviewed, write
from tests.factories import World, at

pytestmark = pytest.mark.django_db
NOW = at(2023, 3, 7)
HEAD = list(columns.NAMES.values())
STANDARD = [
    ["明湖区社会救助领域基层政务公开标准目录"],
    ["序号", "公开事项", "", "公开内容（要素）", "公开依据", "公开时限", "公开主体", "公开渠道和载体", "公开对象", "",
     "公开方式", "", "公开层级", ""],
    ["", "一级事项", "二级事项", "", "", "", "", "", "全社会", "特定群众", "主动", "依申请公开", "县级", "乡级"],
    ["1", "最低生活保障", "政策法规", "低保文件", "条例", "20个工作日", "区民政局", "政府网站", "√", "", "√", "", "√",
     "√"],
    ["2", "", "审核信息", "低保对象名单", "条例", "20个工作日", "乡镇", "公示栏", "", "本村村民", "", "√", "", "√"],
]  # fmt: skip


def entry(**changes: Any) -> CatalogueEntry:
    usual: dict[str, Any] = {
        "item": "1", "matter": "政策文件", "submatter": "", "elements": "文件全文", "basis": "条例第二十条",
        "time_limit": "20个工作日",
    }  # fmt: skip
    return CatalogueEntry(**(usual | changes))


def table(*rows: list[Any]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def row(matter: str = "政策文件", **changes: Any) -> list[Any]:
    told = {"item": "第二十条（1）", "matter": matter, "elements": "文件全文", "basis": "条例第二十条"} | changes
    return [told.get(key, "") for key in columns.NAMES]


@pytest.fixture
def catalogue(section: Section, staff: Staff) -> Catalogue:
    page = write(Catalogue, section, staff.author, "区政府办公室主动公开目录", entries=[entry(place=section)])
    assert isinstance(page, Catalogue)
    return page


def draft(catalogue: Catalogue) -> Catalogue:
    found = pages.newest(pages.page_of(catalogue.gate_key))
    assert isinstance(found, Catalogue)
    return found


def test_the_national_table_is_read_with_its_two_heads_and_ticks(catalogue: Catalogue) -> None:
    plan = importing.plan(table(*STANDARD), catalogue)
    assert [one.faults for one in plan.rows] == [
        ("“法定事项”应当写条例第二十条的项，如“第二十条（7）”，或者“第二十一条”",)
    ] * 2
    last = (None, "法定事项", None, "第二十条（11）", "第十一项")
    told = [line if word is None else [*line, word] for line, word in zip(STANDARD, last, strict=True)]
    plan = importing.plan(table(*told), catalogue)
    assert not plan.refused
    first, second = plan.entries
    assert (first.item, first.matter, first.submatter, first.level, first.on_request) == (
        "11", "最低生活保障", "政策法规", "both", False,
    )  # fmt: skip
    assert (second.matter, second.audience, second.level, second.on_request) == (
        "最低生活保障", "本村村民", "township", True,
    )  # fmt: skip
    assert plan.dropped == ("政策文件",)


def test_one_row_that_is_wrong_keeps_the_whole_file_out(catalogue: Catalogue, staff: Staff, section: Section) -> None:
    told = {"catalogue_id": catalogue.pk, "revision": catalogue.latest_revision_id, "by": staff.author, "at": NOW}
    wrong = table(
        HEAD,
        row(),
        row("甲", item="第二十条（99）"),
        row("乙", field="没有的领域"),
        row("丙", refresh_days="常年"),
        row("丁", place="没有的栏目"),
        row("戊", elements="长" * 700),
        row(),
    )
    plan = importing.plan(wrong, catalogue)
    assert [one.fate for one in plan.rows] == [Fate.CHANGED, *[Fate.REFUSED] * 6]
    assert "第3行" in plan.refused[0].place
    with pytest.raises(Incomplete, match="没有导入任何一行"):
        filing.take_in(plan=plan, **told)
    assert [one.matter for one in draft(catalogue).entries.all()] == ["政策文件"]
    right = table(HEAD, row(), row("甲", place=section.title, refresh_days="90天", item="第二十一条"))
    plan = importing.plan(right, catalogue)
    assert plan.counts == {"新增": 1, "修改": 1}
    filing.take_in(plan=plan, **told)
    first, second = draft(catalogue).entries.all()
    assert first.place_id == section.pk, "a line keeps its place when the file says none"
    assert (second.place_id, second.refresh_days, second.item) == (section.pk, 90, "21")
    with pytest.raises(Overtaken):
        filing.take_in(plan=plan, **told)
    for odd in (b"", b"%PDF-1.4", "没有表头".encode(), table(HEAD)):
        with pytest.raises(NotACatalogue):
            importing.plan(odd, catalogue)


def test_what_is_exported_is_taken_in_again_as_the_same(catalogue: Catalogue, section: Section) -> None:
    for changes in (
        {},
        {"audience": "残疾人", "on_request": True, "level": "both"},
        {"item": "21", "refresh_days": 30},
    ):
        catalogue.entries = [entry(place=section, field="社会救助", **changes)]
        (line,) = catalogue.entries.all()
        data = exporting.workbook([HEAD, columns.as_row(line, section.title)])
        (again,) = importing.plan(data, catalogue).rows
        assert again.fate is Fate.KEPT, (again, changes)


def test_lines_are_written_by_who_may_and_not_while_they_are_reviewed(
    world: World, catalogue: Catalogue, staff: Staff
) -> None:
    told: dict[str, Any] = {"catalogue_id": catalogue.pk, "at": NOW}
    first = catalogue.latest_revision_id or 0
    with pytest.raises(NotAllowed):
        filing.write(number=0, fields={}, revision=first, by=world.stranger, **told)
    said = {"item": "7", "matter": "预算", "elements": "部门预算", "basis": "预算法", "time_limit": "20日"}
    with pytest.raises(Incomplete, match="一级事项"):
        filing.write(number=0, fields=said | {"matter": ""}, revision=first, by=staff.author, **told)
    filing.write(number=0, fields=said, revision=first, by=staff.author, **told)
    now = draft(catalogue)
    assert [one.matter for one in now.entries.all()] == ["政策文件", "预算"]
    filing.drop(number=1, revision=now.latest_revision_id or 0, by=staff.author, **told)
    assert [one.matter for one in draft(catalogue).entries.all()] == ["预算"]
    reviewing.submit(keys=[catalogue.gate_key], by=staff.author, at=MONDAY)
    with pytest.raises(WrongWay, match="正在审核"):
        filing.drop(number=1, revision=draft(catalogue).latest_revision_id or 0, by=staff.author, **told)


def test_each_line_says_what_stands_under_it(
    world: World, catalogue: Catalogue, section: Section, staff: Staff, publish: Publish
) -> None:
    empty = write(Section, home(world.office), staff.author, "空栏目")
    reviewed(staff, empty)
    single = write(Article, section, staff.author, "一页", body=[("paragraph", "<p>内容</p>")])
    reviewed(staff, single)
    catalogue.entries = [
        entry(place=section), entry(place=empty, matter="空"), entry(matter="没有对应"),
        entry(matter="旧", place=section, refresh_days=10), entry(matter="一页", place=single),
        entry(matter="申请", on_request=True),
    ]  # fmt: skip
    publish()
    with CaptureQueriesContext(connection) as asked:
        found = coverage.cover(filing.lines(catalogue), date(2023, 3, 6) + timedelta(days=11))
    assert len(asked) <= 5
    assert [one.state for one in found] == [
        State.FRESH, State.EMPTY, State.UNBOUND, State.LATE, State.FRESH, State.ON_REQUEST,
    ]  # fmt: skip
    assert (found[0].count, found[4].count, found[0].newest) == (2, 1, date(2023, 3, 6))
    assert {number for number, _ in coverage.without_a_line(catalogue.entries.all())} == set(range(2, 16))


def test_the_portal_shows_lines_as_they_were_released_in_every_form(
    world: World, catalogue: Catalogue, section: Section, staff: Staff, publish: Publish
) -> None:
    client = Client()
    assert "区政府办公室" not in client.get("/catalogue/?item=1").content.decode()
    catalogue.entries = [entry(place=section, field="社会救助"), entry(matter="=1+1", item="2")]
    catalogue.save_revision()
    document = publish()
    reviewed(staff, catalogue)
    overview = client.get("/catalogue/").content.decode()
    assert "1项，1件，最新" in overview
    assert "1项，暂无" in overview
    lines = client.get("/catalogue/?item=1").content.decode()
    assert section.title in lines
    assert "共1件，最新" in lines
    assert "暂无" in client.get(f"/catalogue/?agency={world.office.code}").content.decode()
    rows = json.loads(client.get("/catalogue/catalogue.json").content)["entries"]
    assert [(one["matter"], one["state"], one["published"]) for one in rows] == [
        ("政策文件", "fresh", 1), ("=1+1", "unbound", 0),
    ]  # fmt: skip
    text = client.get("/catalogue/catalogue.csv").content.decode("utf-8-sig")
    assert [line[3] for line in csv.reader(io.StringIO(text))][1:] == ["政策文件", "'=1+1"]
    assert client.get("/catalogue/catalogue.xlsx").content[:2] == b"PK"
    for odd in ("item=x", "field=%00", "page=99999", "page=x&item=1", f"agency={'长' * 999}"):
        for path in ("/catalogue/", "/catalogue/catalogue.json"):
            assert client.get(f"{path}?{odd}").status_code == 200
    gate.withdraw(key=document.gate_key, why="有误", by=world.leader, at=NOW)
    assert "1项，暂无" in client.get("/catalogue/").content.decode()
    gate.withdraw(key=catalogue.gate_key, why="有误", by=world.leader, at=NOW)
    assert json.loads(client.get("/catalogue/catalogue.json").content)["entries"] == []


def test_an_officer_takes_a_file_in_writes_a_line_and_hands_in(
    catalogue: Catalogue, staff: Staff, client: Client, world: World
) -> None:
    client.force_login(staff.author)
    where = "/office/content/catalogue/"
    data = table(HEAD, row(), row("预算", item="第二十条（7）"))

    def send(do: str, content: bytes = data, **more: Any) -> Any:
        file = SimpleUploadedFile("目录.csv", content)
        return client.post(where, {"do": do, "file": file, "revision": catalogue.latest_revision_id, **more})

    looked = send("check").content.decode()
    assert "新增1条" in looked
    assert len(draft(catalogue).entries.all()) == 1
    digest = looked.partition('name="digest" value="')[2].partition('"')[0]
    other = send("confirm", table(HEAD, row("别的")), digest=digest)
    assert other.status_code == 422
    assert "不是刚才核对的文件" in other.content.decode()
    assert send("confirm", digest=digest).status_code == 302
    now = draft(catalogue)
    assert [one.matter for one in now.entries.all()] == ["政策文件", "预算"]
    shown = client.get(where).content.decode()
    assert "没有对应栏目 1" in shown
    line = f"{where}{catalogue.pk}/2/"
    fields = {
        "item": "7", "field": "财政预决算", "matter": "预算", "submatter": "", "elements": "部门预算",
        "basis": "预算法", "time_limit": "批复后20日内", "refresh_days": "400", "responsible": "",
        "carriers": "政府网站", "audience": "", "level": "county", "place": "政策文件",
        "revision": now.latest_revision_id,
    }  # fmt: skip
    assert "请重新打开目录" in client.post(line, fields | {"revision": 1}).content.decode()
    assert client.post(line, fields | {"place": "没有"}).status_code == 422
    assert client.post(line, fields).status_code == 302
    assert draft(catalogue).entries.all()[1].place.title == "政策文件"
    again = importing.plan(client.get(f"{where}table.xlsx").content, draft(catalogue))
    assert {one.fate for one in again.rows} == {Fate.KEPT}
    # the editor's own form keeps the lines that it does not show
    form = {"title": "目录二", "slug": catalogue.slug, "attribute": "proactive", "attribute_reason": "",
            "introduction": "说明", "action-save-draft": "1"}  # fmt: skip
    assert client.post(f"/office/editor/pages/{catalogue.pk}/edit/", form).status_code == 302
    assert len(draft(catalogue).entries.all()) == 2
    client.force_login(world.stranger)
    assert client.get(line).status_code == 403
    assert public().count() == 0
