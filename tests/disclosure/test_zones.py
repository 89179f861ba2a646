"""Topics that are archived by their day, draws that anybody can repeat, places for reading and what they counted."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from gongkai.agencies.permissions import NotAllowed
from gongkai.disclosure import drawing, duty, inspection_sheets, inspections, points, publishing
from gongkai.disclosure.inspections import InspectionMatter, InspectionResult, RandomInspection
from gongkai.disclosure.models import PointMonth, QueryPoint, QueryPoints, Section
from gongkai.disclosure.topics import Topic, TopicLink
from gongkai.editorial import gate, pages
from gongkai.editorial.errors import Incomplete, WrongWay
from gongkai.reporting import records
from tests.disclosure.conftest import Publish
from tests.editorial.papers import Staff
from tests.editorial.site import reviewed, write
from tests.factories import World, at

pytestmark = pytest.mark.django_db
POOL = "\n".join(f"明湖第{number}食品店" for number in range(1, 41))
NAMES = st.lists(st.text("甲乙丙丁戊己", min_size=1, max_size=4), min_size=1, max_size=20)


def address(page: Any) -> str:
    return publishing.public_address(page.gate_key)


def test_a_topic_shows_what_is_public_and_is_archived_on_its_day(
    world: World, section: Section, staff: Staff, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    document, client = publish(), Client()
    page = write(
        Topic, section, staff.author, "节水专题", introduction="节约用水。", approved_by="区政府办公室主任",
        approved_on=date(2023, 3, 1), closes_on=date(2030, 1, 1),
        links=[TopicLink(heading="文件", target=document), TopicLink(heading="栏目", target=section)],
    )  # fmt: skip
    reviewed(staff, page)
    text = client.get(address(page)).content.decode()
    assert document.title in text
    assert '<h2 id="g1">文件</h2>' in text
    assert "已归档" not in text + client.get("/topics/").content.decode()
    gate.withdraw(key=document.gate_key, why="有误", by=world.leader, at=at(2023, 3, 8))
    assert document.title not in client.get(address(page)).content.decode()
    assert isinstance(page, Topic)
    assert (page.archived(date(2029, 12, 31)), page.archived(date(2030, 1, 1))) == (False, True)
    for module in ("gongkai.portal.views.zones.now", "gongkai.portal.zones.now"):
        monkeypatch.setattr(module, lambda: at(2030, 1, 2))
    assert '<h2 id="archived">已归档</h2>' in client.get("/topics/").content.decode()
    assert "本专题已归档" in client.get(address(page)).content.decode()


@given(pool=NAMES, wanted=st.integers(1, 20), seed=st.text("0123456789abcdef", min_size=1, max_size=8))
def test_a_draw_follows_from_the_list_and_the_seed_alone(pool: list[str], wanted: int, seed: str) -> None:
    drawn = drawing.draw(seed, pool, wanted)
    assert drawn == drawing.draw(seed, reversed(pool), wanted)
    assert len(drawn) == min(wanted, len(set(pool)))
    lots = {name: hashlib.sha256(seed.encode() + b"\n" + name.encode()).hexdigest() for name in pool}
    assert drawn == sorted(lots, key=lambda name: lots[name])[:wanted]


@pytest.fixture
def inspection(section: Section, staff: Staff) -> RandomInspection:
    matter = InspectionMatter(matter="食品经营许可", basis="食品安全法", who="食品经营者")
    page = write(
        RandomInspection, section, staff.author, "2023年食品经营抽查", plan_year=2023, pool=POOL, wanted=5,
        inspectors=12, matters=[matter],
    )  # fmt: skip
    assert isinstance(page, RandomInspection)
    return page


def test_a_draw_is_made_once_and_everybody_can_repeat_it(
    world: World, inspection: RandomInspection, staff: Staff
) -> None:
    told: dict[str, Any] = {"inspection_id": inspection.pk, "at": at(2023, 3, 6)}
    with pytest.raises(NotAllowed):
        inspections.draw(said="", by=world.stranger, **told)
    drawn = inspections.draw(said="摇号 3 8 21", by=staff.author, **told)
    assert drawn.drawn_on == date(2023, 3, 6)
    assert drawn.seed.startswith("摇号 3 8 21 ")
    with pytest.raises(WrongWay, match="不能重新抽取"):
        inspections.draw(said="", by=staff.author, **told)
    drawn.results = [InspectionResult(name=drawn.objects_drawn[0], on=date(2023, 3, 20), found="未发现问题")]
    drawn.save_revision()
    reviewed(staff, inspection)
    text = unescape(Client().get(address(inspection)).content.decode())
    seed, digest = re.findall(r"<dd><code>([^<]+)</code></dd>", text)
    shown = re.findall(r'<th scope="row">([^<]+)</th><td><code>([0-9a-f]{64})</code>', text)
    listed = re.search(r'<ol class="agencies">(.*?)</ol>', text, re.DOTALL)
    assert listed is not None
    names = re.findall(r"<li>([^<]+)</li>", listed[1])
    lots = sorted((hashlib.sha256(f"{seed}\n{name}".encode()).hexdigest(), name) for name in names)
    assert [(name, lot) for lot, name in lots[:5]] == shown
    assert digest == hashlib.sha256("".join(f"{name}\n" for name in sorted(names)).encode()).hexdigest()
    assert "未发现问题" in text
    assert inspection.title in Client().get("/inspections/").content.decode()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"pool": POOL + "\n又一家"}, "名录或者户数"),
        ({"wanted": 6}, "名录或者户数"),
        ({"results": [InspectionResult(name="没抽中的", on=date(2023, 3, 20), found="合格")]}, "不在抽中的对象里"),
        ({"matters": []}, "抽查事项"),
    ],
)
def test_what_does_not_follow_from_the_draw_is_not_handed_in(
    inspection: RandomInspection, staff: Staff, changes: dict[str, Any], why: str
) -> None:
    drawn = inspections.draw(inspection_id=inspection.pk, said="", by=staff.author, at=at(2023, 3, 6))
    for name, value in changes.items():
        setattr(drawn, name, value)
    drawn.save_revision()
    with pytest.raises(Incomplete, match=why):
        pages.require_filled(inspection.gate_key)


def test_matters_come_from_a_file_as_a_whole_and_the_office_draws(
    inspection: RandomInspection, staff: Staff, client: Client, world: World
) -> None:
    client.force_login(staff.author)
    where = f"/office/content/inspections/{inspection.pk}/"
    head = "序号,抽查事项,抽查依据,检查对象,比例和频次\n"

    def send(text: str) -> Any:
        return client.post(where, {"do": "matters", "file": SimpleUploadedFile("清单.csv", text.encode())})

    refused = send(head + "1,计量器具,计量法,商户,5%\n2,,计量法,商户,\n")
    assert refused.status_code == 422
    assert "第3行“抽查事项”" in refused.content.decode()
    assert send("别的,列\n1,2\n").status_code == 422
    assert send(head + "1,计量器具,计量法,商户,5%\n2,价格公示,价格法,商户,\n").status_code == 302
    draft = pages.newest(pages.page_of(inspection.gate_key))
    assert [matter.matter for matter in draft.matters.all()] == ["计量器具", "价格公示"]
    again = inspection_sheets.read(client.get(f"{where}matters.xlsx").content)
    assert [(one.matter, one.share) for one in again] == [("计量器具", "5%"), ("价格公示", "")]
    assert client.post(where, {"do": "draw", "said": "7"}).status_code == 302
    assert "已经抽取过" in client.post(where, {"do": "draw", "said": "8"}).content.decode()
    assert inspection.title in client.get("/office/content/inspections/").content.decode()
    client.force_login(world.stranger)
    assert client.get(where).status_code == 403


def test_places_are_shown_and_counted_in_numbers_only(
    world: World, section: Section, staff: Staff, client: Client
) -> None:
    place = QueryPoint(
        name="区图书馆", kind="公共图书馆", address="书院路2号", hours="每日9:00—21:00", telephone="0000-2023777",
        services="查阅、复印", coordinates="112.5670,37.8730",
    )  # fmt: skip
    page = write(QueryPoints, section, staff.author, "查阅场所", points=[place])
    told: dict[str, Any] = {"agency": world.office, "visits": 30, "requests": 2, "duty_days": 20, "at": at(2023, 3, 6)}
    with pytest.raises(Incomplete, match="没有名为"):
        points.count_month(point="别处", month=date(2023, 2, 1), by=staff.author, **told)
    with pytest.raises(Incomplete, match="以后的月份"):
        points.count_month(point="区图书馆", month=date(2023, 4, 1), by=staff.author, **told)
    with pytest.raises(NotAllowed):
        points.count_month(point="区图书馆", month=date(2023, 2, 1), by=world.stranger, **told)
    for _ in range(2):
        points.count_month(point="区图书馆", month=date(2023, 2, 1), by=staff.author, **told)
    assert points.totals(world.office, 2023) == {"visits": 30, "requests": 2, "duty_days": 20}
    assert points.totals(world.other, 2023)["visits"] == 0
    assert "区图书馆" not in client.get("/points/").content.decode()
    reviewed(staff, page)
    assert "书院路2号" in client.get("/points/").content.decode()
    client.force_login(staff.author)
    form = {"point": "区图书馆", "month": "2023-01", "visits": "12", "requests": "0", "duty_days": "18"}
    assert client.post("/office/content/points/", form).status_code == 302
    assert client.post("/office/content/points/", form | {"duty_days": "40"}).status_code == 422
    assert PointMonth.objects.get(month=1).visits == 12
    assert "查阅42人次" in client.get("/office/content/points/?year=2023").content.decode()
    for odd in ("year=x", "year=99999999999"):
        assert client.get(f"/office/content/points/?{odd}").status_code == 200
    with pytest.raises(ValidationError):
        QueryPoint(name="x", kind="other", address="x", hours="x", services="x", coordinates="湖边").full_clean(
            exclude=["register"]
        )


def test_a_month_is_the_sum_of_its_log_and_the_report_counts_it(
    world: World, section: Section, staff: Staff, client: Client
) -> None:
    place = QueryPoint(
        name="图书馆", kind="公共图书馆", address="书院路2号", hours="周二至周日", services="查阅",
        buses="3路书院路站", access="坡道、老花镜", coordinates="112.5712,37.8695",
    )  # fmt: skip
    page = write(QueryPoints, section, staff.author, "查阅场所", points=[place])
    reviewed(staff, page)
    text = Client().get("/points/").content.decode()
    assert '<a href="geo:37.8695,112.5712">' in text
    assert "3路书院路站" in text
    told: dict[str, Any] = {"agency": world.office, "point": "图书馆", "on_duty": "文拟", "at": at(2023, 3, 8)}
    with pytest.raises(NotAllowed):
        duty.log(**told, day=date(2023, 3, 7), counts={}, by=world.stranger)
    for changes, field in (
        ({"day": date(2023, 3, 9)}, "day"), ({"on_duty": " "}, "on_duty"), ({"point": "没有"}, "point"),
        ({"counts": {"visits": -1}}, "visits"),
    ):  # fmt: skip
        with pytest.raises(Incomplete) as refused:
            duty.log(**({"day": date(2023, 3, 7), "counts": {}} | told | changes), by=staff.author)
        assert refused.value.field == field
    for day, visits in ((6, 4), (7, 5), (7, 6)):
        duty.log(**told, day=date(2023, 3, day), counts={"visits": visits, "requests": 1}, by=staff.author)
    (month,) = points.used(world.office, 2023)
    assert (month.visits, month.requests, month.duty_days) == (10, 2, 2)
    with pytest.raises(Incomplete, match="由日志汇总"):
        points.count_month(
            agency=world.office, point="图书馆", month=date(2023, 3, 1), visits=99, requests=0, duty_days=1,
            by=staff.author, at=at(2023, 3, 8),
        )  # fmt: skip
    counted = records.count(2023, [world.office])
    assert counted[world.office.pk, "point_visits"].value == 10
    client.force_login(staff.author)
    where = "/office/content/points/duty/"
    assert "文拟" in client.get(f"{where}?month=2023-03").content.decode()
    counts = dict.fromkeys(duty.COUNTS, "2")
    sent = client.post(where, {"point": "图书馆", "day": "2023-02-01", "on_duty": "文拟"} | counts)
    assert sent["Location"].endswith("month=2023-02")
    assert client.post(where, {"point": "图书馆", "day": "2999-02-01", "on_duty": "文拟"} | counts).status_code == 422
