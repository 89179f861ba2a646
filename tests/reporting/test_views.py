"""The officers' screens: what each role sees and may press, and that nothing typed is lost."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.agencies.models import User
from gongkai.report.check import check
from gongkai.report.read import read_bytes
from gongkai.reporting.models import AnnualReport, Figure, Stage
from tests.factories import World, at, finish, online, sign_secrecy
from tests.reporting.conftest import approved, published, written

INDEX = "/office/reports/"


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    """The screens believe that it is January 2024."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(2024, 1, 23))


def test_strangers_sign_in_first(world: World, draft: AnnualReport) -> None:
    for address in (INDEX, f"{INDEX}{draft.pk}/", f"{INDEX}{draft.pk}/preview/", f"{INDEX}{draft.pk}/report.json"):
        response = Client().get(address)
        assert response.status_code == 302
        assert "/office/sign-in/" in response["Location"]


def test_another_agency_sees_nothing_of_it(world: World, draft: AnnualReport, now: None) -> None:
    client = browser(world.stranger)
    for address in (
        f"{INDEX}{draft.pk}/",
        f"{INDEX}{draft.pk}/preview/",
        f"{INDEX}{draft.pk}/cells/B.new.total/",
        f"{INDEX}{draft.pk}/report.html",
        f"{INDEX}figures/{world.office.code}/2023/",
    ):
        assert client.get(address).status_code == 404
    assert world.office.name not in client.get(INDEX).content.decode()


def test_the_index_says_where_each_report_stands(world: World, draft: AnnualReport, now: None) -> None:
    page = browser(world.auditor).get(f"{INDEX}?year=2023").content.decode()
    for agency in (world.government, world.office, world.department, world.other):
        assert agency.name in page
    assert "编制中" in page
    assert "尚未编制" in page
    assert browser(world.officer).get(f"{INDEX}?year=<b>").status_code == 200


def test_a_draft_is_begun_from_the_index(world: World, now: None) -> None:
    response = browser(world.officer).post(INDEX, {"agency": world.office.pk, "year": 2023, "scope": "own"})
    report = AnnualReport.objects.get()
    assert response["Location"] == reverse("reporting:report", args=[report.pk])
    again = browser(world.officer).post(INDEX, {"agency": world.office.pk, "year": 2023, "scope": "own"})
    assert again.status_code == 422
    assert "已经存在" in again.content.decode()


def test_figures_are_kept_on_the_screen_when_one_is_wrong(world: World, now: None) -> None:
    address = f"{INDEX}figures/{world.office.code}/2023/"
    client = browser(world.officer)
    typed = {"value-licences": "三", "source-licences": "许可台账", "value-penalties": "2", "source-penalties": ""}
    response = client.post(address, typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="三"' in page
    assert 'value="许可台账"' in page
    assert "应填数字" in page
    assert "请写明数字的来源" in page
    assert not Figure.objects.exists()
    typed |= {"value-licences": "3", "source-penalties": "处罚台账"}
    assert client.post(address, typed).status_code == 302
    assert {row.key: int(row.value) for row in Figure.objects.all()} == {"licences": 3, "penalties": 2}
    unchanged = client.post(address, typed, follow=True)
    assert "没有改动" in unchanged.content.decode()


def test_rules_are_asked_only_of_those_who_may_make_them(world: World, now: None) -> None:
    address = f"{INDEX}figures/{world.office.code}/2023/"
    assert "规章本年制发件数" not in browser(world.officer).get(address).content.decode()


def test_the_leader_reads_figures_but_cannot_write_them(world: World, now: None) -> None:
    address = f"{INDEX}figures/{world.office.code}/2023/"
    client = browser(world.leader)
    assert client.get(address).status_code == 200
    assert client.post(address, {"value-licences": "1", "source-licences": "x"}).status_code == 403


def test_words_are_kept_when_a_name_is_unknown(world: World, draft: AnnualReport, now: None) -> None:
    form = {**written(world).parts(), "version": draft.version, "overview": "收到{{ 申请数 }}件，我写了很多字"}
    response = browser(world.officer).post(f"{INDEX}{draft.pk}/words/", form)
    page = response.content.decode()
    assert response.status_code == 422
    assert "没有名为“申请数”的数字" in page
    assert "我写了很多字" in page
    form["overview"] = "收到{{ 新收 }}件"
    assert browser(world.officer).post(f"{INDEX}{draft.pk}/words/", form).status_code == 302
    stale = browser(world.colleague).post(f"{INDEX}{draft.pk}/words/", form)
    assert stale.status_code == 422
    assert "刚刚由其他人员改动过" in stale.content.decode()


def test_the_way_through_the_screens(world: World, draft: AnnualReport, now: None) -> None:
    finish(world, online(world).case)
    officer, leader = browser(world.officer), browser(world.leader)
    assert "提交批准" in officer.get(f"{INDEX}{draft.pk}/").content.decode()
    assert officer.post(f"{INDEX}{draft.pk}/steps/submit/").status_code == 302
    assert "提交批准" not in leader.get(f"{INDEX}{draft.pk}/").content.decode()
    refused = leader.post(f"{INDEX}{draft.pk}/steps/send-back/", {"why": ""})
    assert refused.status_code == 422
    assert "退回应当说明原因" in refused.content.decode()
    early = leader.post(f"{INDEX}{draft.pk}/steps/approve/")
    assert early.status_code == 422
    assert "保密审查环节" in early.content.decode()
    sign_secrecy(world, f"annual_report:{draft.pk}", on=at(2024, 1, 23))
    assert leader.post(f"{INDEX}{draft.pk}/steps/approve/").status_code == 302
    assert officer.post(f"{INDEX}{draft.pk}/steps/publish/").status_code == 302
    draft.refresh_from_db()
    assert draft.stage == Stage.PUBLISHED
    assert "与现有办件和登记一致" in officer.get(f"{INDEX}{draft.pk}/").content.decode()
    withdrawn = leader.post(f"{INDEX}{draft.pk}/steps/withdraw/", {"why": "附件有误"}, follow=True)
    assert "附件有误" in withdrawn.content.decode()


def test_a_step_that_may_not_be_taken_says_why(world: World, draft: AnnualReport, now: None) -> None:
    response = browser(world.officer).post(f"{INDEX}{draft.pk}/steps/approve/")
    assert response.status_code == 422
    assert "没有“批准年度报告”的权限" in response.content.decode()
    assert browser(world.officer).post(f"{INDEX}{draft.pk}/steps/burn/").status_code == 404
    assert browser(world.officer).get(f"{INDEX}{draft.pk}/steps/submit/").status_code == 405


def test_the_check_stands_beside_the_draft(world: World, draft: AnnualReport, now: None) -> None:
    Figure.objects.filter(key="licences").delete()
    for address in (f"{INDEX}{draft.pk}/", f"{INDEX}{draft.pk}/preview/"):
        assert "行政许可本年处理决定数量”还没有填报" in browser(world.officer).get(address).content.decode()


def test_cells_open_their_cases(world: World, draft: AnnualReport, now: None) -> None:
    case = finish(world, online(world).case)
    page = browser(world.officer).get(f"{INDEX}{draft.pk}/preview/").content.decode()
    address = f"{INDEX}{draft.pk}/cells/B.open.natural_person/"
    assert f'<a href="{address}">1</a>' in page
    found = browser(world.officer).get(address).content.decode()
    assert f'<a href="/office/requests/{case.number}/">{case.number}</a>' in found
    assert browser(world.officer).get(f"{INDEX}{draft.pk}/cells/B.open.everybody/").status_code == 404
    entry = browser(world.officer).get(f"{INDEX}{draft.pk}/cells/A.normative_issued/").content.decode()
    assert "登记簿" in entry


def test_downloads_are_read_back(world: World, draft: AnnualReport, now: None) -> None:
    case = finish(world, online(world).case)
    approved(world, draft)
    client = browser(world.officer)
    page = client.get(f"{INDEX}{draft.pk}/report.html")
    data = client.get(f"{INDEX}{draft.pk}/report.json")
    assert "attachment" in page["Content-Disposition"]
    assert read_bytes("a.html", page.content).table_b.value("new") == 1
    assert read_bytes("a.json", data.content).table_b.value("new") == 1
    assert json.loads(data.content)["provenance"]["B"]["new.natural_person"] == [case.number]
    assert [finding for finding in check(read_bytes("a.html", page.content)) if finding.severity.value == "error"] == []


def test_frozen_pages_show_what_was_published(world: World, draft: AnnualReport, now: None) -> None:
    finish(world, online(world).case)
    published(world, draft)
    client = browser(world.officer)
    assert "发布日期：" in client.get(f"{INDEX}{draft.pk}/preview/").content.decode()
    Figure.objects.filter(key="licences").update(value=9)
    assert "发布时是0，现有记录是9" in client.get(f"{INDEX}{draft.pk}/").content.decode()


def test_hostile_words_stay_words(world: World, draft: AnnualReport, now: None) -> None:
    form = {**written(world).parts(), "version": draft.version, "problems": "<script>alert(1)</script>\x00甲"}
    response = browser(world.officer).post(f"{INDEX}{draft.pk}/words/", form)
    assert response.status_code == 422  # a NUL byte is no text
    form["problems"] = "<script>alert(1)</script>"
    browser(world.officer).post(f"{INDEX}{draft.pk}/words/", form)
    for address in (f"{INDEX}{draft.pk}/", f"{INDEX}{draft.pk}/preview/"):
        assert "<script>alert" not in browser(world.officer).get(address).content.decode()
