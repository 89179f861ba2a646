"""Drafting a decision among the 21 outcomes, the leader's look at it, the letter."""

from __future__ import annotations

from datetime import date

import pytest

from gongkai.audit.models import Action, Entry
from gongkai.casework import deciding, handling
from gongkai.casework.models import Case, Letter
from gongkai.statute.outcomes import outcome_rules
from tests.casework.desk import desk, stop_clock, words
from tests.factories import CITIZEN, World, at, letter, make_district

pytestmark = pytest.mark.django_db
NOW = at(2024, 3, 6, 10)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    stop_clock(monkeypatch, NOW)
    return make_district()


@pytest.fixture
def case(world: World) -> Case:
    found = letter(world, on=at(2024, 3, 1)).case
    return handling.assign(case_id=found.pk, agency=world.department, by=world.officer, at=NOW)


def url(case: Case, rest: str = "decision/") -> str:
    return f"/office/requests/{case.number}/{rest}"


REFUSAL = {
    "do": "propose",
    "outcome": "no_process",
    "variant": "no_process",
    "deliberative_kind": "过程稿",
    "reason": "该稿尚在征求意见，没有形成正式文件",
}


def test_all_outcomes_are_offered_in_six_classes(world: World, case: Case) -> None:
    page = desk(world.handler).get(url(case))
    assert [group.label for group in page.context["groups"]] == [
        "予以公开",
        "部分公开",
        "不予公开",
        "无法提供",
        "不予处理",
        "其他处理",
    ]
    offered = {choice.outcome for group in page.context["groups"] for choice in group.choices}
    assert len(offered) == 21


def test_every_situation_has_its_form_and_its_letter(world: World, case: Case) -> None:
    client = desk(world.handler)
    for outcome, rule in outcome_rules().items():
        for variant in rule.variants:
            page = client.get(url(case), {"outcome": outcome.value, "variant": variant.key})
            assert page.status_code == 200
            assert set(variant.facts) <= set(page.context["form"].fields), variant.key
            assert page.context["letter"].paragraphs, variant.key


@pytest.mark.parametrize("query", ["?outcome=junk", "?outcome=open", "?outcome=open&variant=junk", "?variant=x"])
def test_junk_leads_back_to_the_choice(world: World, case: Case, query: str) -> None:
    assert "选择办理结果" in words(desk(world.handler).get(url(case) + query))


def test_what_the_law_demands_is_asked_for_and_nothing_typed_is_lost(world: World, case: Case) -> None:
    page = desk(world.handler).post(url(case), REFUSAL | {"deliberative_kind": ""})
    html = page.content.decode()
    assert "请选择过程性信息的种类。" in html
    assert "该稿尚在征求意见" in html
    assert not case.events.filter(kind="decision_proposed").exists()


def test_the_preview_shows_reconsideration_first_and_saves_nothing(world: World, case: Case) -> None:
    said = words(desk(world.handler).post(url(case), REFUSAL | {"do": "preview"}))
    assert "应当先自收到本告知书之日起60日内" in said
    assert "该稿尚在征求意见，没有形成正式文件" in said
    assert "6个月" not in said
    assert not case.events.filter(kind="decision_proposed").exists()


def test_searches_are_taken_over_into_the_draft(world: World, case: Case) -> None:
    handling.log_search(
        case_id=case.pk,
        on=date(2024, 3, 5),
        where="机关档案室",
        keywords="立项",
        result="没有",
        by=world.handler,
        at=NOW,
    )
    page = desk(world.handler).get(url(case), {"outcome": "na_none", "variant": "not_existing"})
    assert "2024年3月5日，吴办在机关档案室以“立项”检索，没有" in page.context["form"]["search_done"].value()


def test_the_agency_that_answers_is_proposed_with_its_telephone(world: World, case: Case) -> None:
    page = desk(world.handler).get(url(case), {"outcome": "na_none", "variant": "not_ours"}).content.decode()
    assert f'<option value="{world.other.name}，电话0000-12345">' in page
    assert 'list="responsible_agency-proposals"' in page


def test_from_the_draft_to_the_served_letter(world: World, case: Case) -> None:
    assert desk(world.handler).post(url(case), REFUSAL).status_code == 302
    leader = desk(world.leader)
    page = words(leader.get(url(case, "")))
    assert "拟办意见：不予公开：属于四类过程性信息" in page
    assert "应当先自收到本告知书之日起60日内" in page
    preview = words(leader.get(url(case, "letters/0/")))
    assert "这是预览，尚未编号制发。" in preview
    assert CITIZEN.name in preview
    assert leader.post(url(case, "steps/approve/")).status_code == 302
    officer = desk(world.officer)
    assert officer.post(url(case, "steps/issue-letter/")).status_code == 302
    row = Letter.objects.get()
    printed = words(officer.get(url(case, f"letters/{row.pk}/")))
    assert row.number in printed
    assert "政府信息不予公开告知书" in printed
    assert "2024年3月6日" in printed
    assert Entry.objects.filter(action=Action.CASE_READ).count() == 2
    proof = {"channel": "mail", "on": "2024-03-06", "proof": "挂号XA00000000011"}
    assert officer.post(url(case, "steps/serve/"), proof).status_code == 302
    case.refresh_from_db()
    assert case.on_time is True


def test_a_returned_draft_is_mended_not_typed_again(world: World, case: Case) -> None:
    desk(world.handler).post(url(case), REFUSAL)
    deciding.send_back(case_id=case.pk, why="理由太短", by=world.leader, at=NOW)
    page = desk(world.handler).get(url(case), {"outcome": "no_process"})
    assert page.context["form"]["reason"].value() == REFUSAL["reason"]
    assert "拟办意见：" not in words(desk(world.leader).get(url(case, "")))


def test_a_letter_of_another_case_is_not_found(world: World, case: Case) -> None:
    other = letter(world, on=at(2024, 3, 4)).case
    desk(world.handler).post(url(case), REFUSAL)
    deciding.approve(case_id=case.pk, by=world.leader, at=NOW)
    row = deciding.issue_letter(case_id=case.pk, by=world.officer, at=NOW)
    assert desk(world.officer).get(url(other, f"letters/{row.pk}/")).status_code == 404
    assert desk(world.officer).get(url(other, "letters/0/")).status_code == 404


def test_a_leader_or_auditor_does_not_draft(world: World, case: Case) -> None:
    assert desk(world.leader).get(url(case)).status_code == 403
    assert desk(world.auditor).post(url(case), REFUSAL).status_code == 403
