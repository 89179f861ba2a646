"""The disclosure log: opened by officers with checks, read by everybody, taken down again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from gongkai.audit.models import Action
from gongkai.audit.models import Entry as LedgerEntry
from gongkai.casework import attachments, disclosing, handling, log, redacting, subjects
from gongkai.casework.attachments import Role, upload
from gongkai.casework.disclosing import Entry
from gongkai.casework.errors import BadDate, Incomplete, NotPermitted, Unknown
from gongkai.casework.models import Case, Disclosed
from gongkai.editorial import gate, items
from gongkai.editorial.errors import NotCleared
from gongkai.files import store
from gongkai.portal import suggestions
from tests.casework.desk import desk, stop_clock, words
from tests.factories import CITIZEN, World, at, clear, confirm, finish, make_district, online
from tests.portal.filled import hidden, post
from tests.portal.publishing import opened

pytestmark = pytest.mark.django_db
NOW = at(2023, 3, 20, 10)
ENTRY = Entry("湖滨路改造工程房屋征收补偿方案", "方案包括补偿范围、标准和签约期限。", date(2023, 1, 5))


@pytest.fixture
def world() -> World:
    return make_district()


@pytest.fixture
def case(world: World) -> Case:
    made = online(world)
    original = upload("批复全文和个人信息".encode(), "批复.txt", Role.EVIDENCE)
    attachments.add(case_id=made.case.pk, uploads=[original], by=world.officer, at=at(2023, 3, 6))
    finish(world, confirm(world, made.case))
    handling.convert_to_proactive(case_id=made.case.pk, on=NOW.date(), by=world.officer, at=NOW)
    return Case.objects.get(pk=made.case.pk)


@pytest.fixture
def copy(world: World, case: Case) -> int:
    original = attachments.listed(case)[0].attachment
    made = attachments.derive(
        attachment_id=original.pk, data="批复全文■■".encode(), name="批复.txt", by=world.officer, at=NOW, words="遮盖"
    )
    redacting.confirm(attachment_id=made.pk, by=world.colleague, at=NOW)
    return made.pk


def publish(world: World, case: Case, entry: Entry = ENTRY, *ids: int, **changes: Any) -> Disclosed:
    return opened(world, case, entry, *ids, on=changes.pop("at", NOW), **changes)


def test_an_entry_is_read_by_everybody_and_names_nobody(client: Client, world: World, case: Case, copy: int) -> None:
    row = publish(world, case, ENTRY, copy)
    assert row.title in client.get("/disclosed/").content.decode()
    page = client.get(f"/disclosed/{row.index_number}/")
    text = page.content.decode()
    assert all(
        part in text for part in (row.index_number, ENTRY.summary, "2023年1月5日", world.office.name, "批复.txt")
    )
    assert CITIZEN.name not in text
    assert case.number not in text
    assert client.get(f"/disclosed/{row.index_number.lower()}/").status_code == 200
    answer = client.get(f"/disclosed/{row.index_number}/files/1/")
    assert answer.content == "批复全文■■".encode()
    assert client.get(f"/disclosed/{row.index_number}/files/2/").status_code == 404
    assert row.index_number in client.get("/sitemap.xml").content.decode()


def test_publishing_stands_in_the_log_and_in_the_ledger(world: World, case: Case) -> None:
    seq = case.seq
    row = publish(world, case)
    case.refresh_from_db()
    said = [log.text(case, number)["words"] for number in range(seq + 1, case.seq + 1)]
    assert said == [
        f"答复公开稿送审：{ENTRY.title}（文件0个）。",
        f"答复已向社会公开：{ENTRY.title}（索引号{row.index_number}，文件0个）。",
    ]
    steps = LedgerEntry.objects.filter(subject=f"reply:{row.pk}").order_by("position")
    assert [entry.action for entry in steps] == [
        Action.REVIEW_SUBMITTED,
        Action.REVIEW_APPROVED,
        Action.REVIEW_APPROVED,
        Action.RELEASED,
    ]


def test_nothing_is_public_before_its_reviews(client: Client, world: World, case: Case, copy: int) -> None:
    round_ = disclosing.propose(case_id=case.pk, entry=ENTRY, attachment_ids=[copy], by=world.officer, at=NOW)
    row = Disclosed.objects.get()
    assert (row.index_number, row.is_public) == (None, False)
    assert ENTRY.title not in client.get("/disclosed/").content.decode()
    with pytest.raises(NotPermitted, match=r"没有保密审查；附件“批复\.txt”没有保密审查；没有终审"):
        disclosing.publish(case_id=case.pk, by=world.officer, at=NOW)
    with pytest.raises(NotPermitted, match="正在审核中"):
        disclosing.propose(case_id=case.pk, entry=ENTRY, by=world.officer, at=NOW)
    clear(world, round_.key, on=NOW)
    released = disclosing.publish(case_id=case.pk, by=world.officer, at=NOW)
    assert released.index_number == f"{world.office.code.upper()}-GK-2023-0001"
    # what was signed is what is public, byte for byte
    item = items.load(round_.key)
    assert gate.is_public(round_.key, item.digest)


def test_new_words_change_nothing_until_they_are_released(client: Client, world: World, case: Case, copy: int) -> None:
    row = publish(world, case, ENTRY, copy)
    place = f"/disclosed/{row.index_number}/"
    disclosing.propose(case_id=case.pk, entry=Entry("新的名称", "新的概述"), by=world.officer, at=NOW)
    assert ENTRY.title in client.get(place).content.decode()
    assert client.get(f"{place}files/1/").status_code == 200
    clear(world, f"reply:{row.pk}", on=NOW)
    disclosing.publish(case_id=case.pk, by=world.officer, at=NOW)
    assert "新的名称" in client.get(place).content.decode()
    assert client.get(f"{place}files/1/").status_code == 404


def test_the_checks_read_the_files_too(world: World, case: Case) -> None:
    original = attachments.listed(case)[0].attachment
    made = attachments.derive(
        attachment_id=original.pk,
        data="补偿对象：身份证号11010519491231002X".encode(),
        name="批复.txt",
        by=world.officer,
        at=NOW,
        words="遮盖",
    )
    redacting.confirm(attachment_id=made.pk, by=world.colleague, at=NOW)
    row = disclosing.propose(case_id=case.pk, entry=ENTRY, attachment_ids=[made.pk], by=world.officer, at=NOW)
    with pytest.raises(NotCleared, match="身份证"):
        clear(world, row.key, on=NOW)


@pytest.mark.parametrize(
    ("field", "text", "fault"),
    [
        ("title", "甄不存申请的方案", "姓名或者名称"),
        ("summary", "申请人是甄 不 存。", "姓名或者名称"),
        ("summary", "证号990101199001010019", "身份证号码"),
        ("summary", "证号 990101 19900101 0019", "身份证号码"),
        ("summary", "证号９９０１０１１９９００１０１００１９", "身份证号码"),
        ("summary", "电话13800138000", "手机号码"),
        ("summary", "电话138-0013-8000", "手机号码"),
        ("summary", "电话00012345678", "申请人的电话"),
        ("summary", "住在明湖区无名路0号的人", "申请人的地址"),
        ("summary", "联系 a.b@example.cn", "电子邮箱"),
    ],
)
def test_what_points_at_a_person_is_refused(world: World, case: Case, field: str, text: str, fault: str) -> None:
    entry = Entry(**{"title": ENTRY.title, "summary": ENTRY.summary, field: text})
    with pytest.raises(Incomplete, match=fault) as refused:
        publish(world, case, entry)
    assert refused.value.fields == (field,)
    assert Disclosed.objects.count() == 0
    # the message itself must not repeat what it found
    assert CITIZEN.name not in str(refused.value)


def test_numbers_that_are_no_persons_pass(world: World, case: Case) -> None:
    publish(world, case, Entry("明发改〔2022〕15号", "总投资13800138元，2023年共1234567890123平方米。"))


def test_only_converted_cases_and_redacted_copies(world: World, case: Case, copy: int) -> None:
    other = finish(world, confirm(world, online(world).case))
    with pytest.raises(NotPermitted, match="转为主动公开"):
        publish(world, other)
    original = attachments.listed(case)[0].attachment
    with pytest.raises(NotPermitted, match="遮盖"):
        publish(world, case, ENTRY, original.pk)
    redacting.refuse(attachment_id=copy, why="还有姓名", by=world.colleague, at=NOW)
    with pytest.raises(NotPermitted, match="审核"):
        publish(world, case, ENTRY, copy)
    with pytest.raises(Unknown):
        publish(world, case, by=world.stranger)
    with pytest.raises(BadDate):
        publish(world, case, Entry("名称", "概述", date(2023, 4, 1)))
    for empty in (Entry(" ", "概述"), Entry("名称", " "), Entry("长" * 201, "概述")):
        with pytest.raises(Incomplete):
            publish(world, case, empty)
    assert Disclosed.objects.count() == 0


def test_a_second_publication_replaces_the_first_under_the_same_number(world: World, case: Case, copy: int) -> None:
    first = publish(world, case, ENTRY, copy)
    old = [store.path_of(stored.pk) for stored in first.files.all()]
    second = publish(world, case, Entry("新的名称", "新的概述"), at=NOW + timedelta(days=3))
    assert (second.pk, second.index_number, second.published_on) == (first.pk, first.index_number, NOW.date())
    assert (second.title, second.files.count()) == ("新的名称", 0)
    assert len(old) == 1


def test_taking_down_is_at_once_and_says_why(client: Client, world: World, case: Case, copy: int) -> None:
    row = publish(world, case, ENTRY, copy)
    with pytest.raises(Incomplete):
        disclosing.withdraw(case_id=case.pk, why=" ", by=world.officer, at=NOW)
    disclosing.withdraw(case_id=case.pk, why="概述有误", by=world.officer, at=NOW)
    for place in ("", "files/1/"):
        assert client.get(f"/disclosed/{row.index_number}/{place}").status_code == 404
    assert row.title not in client.get("/disclosed/").content.decode()
    with pytest.raises(NotPermitted):
        disclosing.withdraw(case_id=case.pk, why="再撤", by=world.officer, at=NOW)
    assert publish(world, case).index_number == row.index_number


def test_public_copies_outlive_the_applicants_data(client: Client, world: World, case: Case, copy: int) -> None:
    row = publish(world, case, ENTRY, copy)
    attachments.erase(case, at=NOW)
    subjects.erase(subject=case.subject, stream=world.office.stream, by=world.officer, at=NOW, reason="到期")
    assert client.get(f"/disclosed/{row.index_number}/files/1/").content == "批复全文■■".encode()
    # and its public words can still be changed
    publish(world, Case.objects.get(pk=case.pk), Entry("改过的名称", "概述"))


def test_the_list_is_searched_and_paged(client: Client, world: World, case: Case) -> None:
    publish(world, case)
    assert ENTRY.title in client.get("/disclosed/", {"q": "签约期限"}).content.decode()
    assert "没有找到" in client.get("/disclosed/", {"q": "没有的事"}).content.decode()
    for odd in ("0", "-1", "x", "999999999", "²"):
        assert client.get("/disclosed/", {"page": odd}).status_code == 200


def test_the_office_screen_checks_publishes_and_takes_down(
    world: World, case: Case, copy: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch, NOW)
    officer, place = desk(world.officer), f"/office/requests/{case.number}/publish/"
    assert "公开答复" in words(officer.get(f"/office/requests/{case.number}/"))
    given = {"do": "submit", "title": ENTRY.title, "summary": "甄不存要的方案", "copies": [copy]}
    refused = officer.post(place, given)
    assert refused.status_code == 422
    assert "不能公开，请删去" in words(refused)
    sent = officer.post(place, {**given, "summary": ENTRY.summary}, follow=True)
    assert "公开稿已送审" in words(sent)
    assert "没有保密审查" in words(sent)
    early = officer.post(place, {"do": "release"}, follow=True)
    assert "还不能公开" in words(early)
    # while it is in review it is taken back first, and the page of the case says where it stands
    assert 'id="id_title"' not in officer.get(place).content.decode()
    assert "正在审核中" in words(officer.post(place, given | {"summary": "改"}))
    assert "公开稿正在等待保密审查。" in words(officer.get(f"/office/requests/{case.number}/"))
    back = officer.post(place, {"do": "take-back"}, follow=True)
    assert "已撤回送审" in words(back)
    assert "没有正在审核的答复公开稿" in words(officer.post(place, {"do": "take-back"}, follow=True))
    assert "公开稿已撤回送审" in words(officer.get(f"/office/requests/{case.number}/"))
    officer.post(place, {**given, "summary": ENTRY.summary})
    clear(world, f"reply:{Disclosed.objects.get().pk}", on=NOW)
    done = officer.post(place, {"do": "release"}, follow=True)
    assert "答复已经向社会公开" in words(done)
    assert "答复已公开，索引号" in words(officer.get(f"/office/requests/{case.number}/"))
    assert Disclosed.objects.get().files.count() == 1
    # who comes back finds everything as it is public now
    assert f'value="{copy}" id="id_copies_0" checked' in officer.get(place).content.decode().replace('"\n', '" ')
    assert "请填写撤下的原因" in words(officer.post(place, {"do": "withdraw"}))
    assert "已从公开列表撤下" in words(officer.post(place, {"do": "withdraw", "why": "有误"}, follow=True))
    assert desk(world.stranger).get(place).status_code == 404
    assert desk(world.auditor).get(place).status_code == 403


def test_an_applicant_is_shown_what_is_public_already_and_may_send_all_the_same(
    client: Client, world: World, case: Case
) -> None:
    row = publish(world, case)
    reviewed = post(client, world, description="申请公开湖滨路改造工程的房屋征收补偿方案")
    text = reviewed.content.decode()
    assert "这些已经公开" in text
    assert f'href="/disclosed/{row.index_number}/"' in text
    assert hidden(reviewed)["token"]
    assert "这些已经公开" not in post(client, world, description="清溪镇小学校车采购合同").content.decode()


def test_at_most_five_are_suggested_the_best_first(world: World) -> None:
    for number in range(7):
        made = finish(world, confirm(world, online(world).case))
        handling.convert_to_proactive(case_id=made.pk, on=NOW.date(), by=world.officer, at=NOW)
        publish(world, made, Entry(f"湖滨路改造工程第{number}标段合同" + "附件" * number, "概述"))
    found = suggestions.suggest("湖滨路改造工程第0标段合同")
    assert len(found) == suggestions.MOST
    assert found[0].title == "湖滨路改造工程第0标段合同"
    assert [entry.likeness for entry in found] == sorted((entry.likeness for entry in found), reverse=True)
    assert suggestions.suggest("") == []
