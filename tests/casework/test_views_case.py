"""The case page: facts, the clock explained, what the law allows next, and every step from its card."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongkai.audit.models import Action, Entry
from gongkai.casework import deciding, handling
from gongkai.casework.models import Case, CaseEvent, Channel
from gongkai.casework.steps import STEPS
from gongkai.statute.events import EventKind
from tests.casework.desk import desk, panel, stop_clock, words
from tests.factories import CITIZEN, DISCLOSED, World, at, confirm, decide, finish, letter, make_district, online

pytestmark = pytest.mark.django_db
NOW = at(2023, 3, 6, 10)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    stop_clock(monkeypatch, NOW)
    return make_district()


@pytest.fixture
def case(world: World) -> Case:
    return letter(world, on=at(2023, 3, 1)).case


def url(case: Case, rest: str = "") -> str:
    return f"/office/requests/{case.number}/{rest}"


def kinds(case: Case) -> list[str]:
    return list(case.events.order_by("seq").values_list("kind", flat=True))


# -- reading -----------------------------------------------------------------------------------------


def test_the_page_explains_the_clock_day_by_day(world: World, case: Case) -> None:
    page = desk(world.officer).get(url(case))
    said = words(page)
    assert "答复期限至2023-03-29。" in said
    assert "需要签收的邮寄，以行政机关签收之日为收到日。 （条例第三十一条第（二）项）" in said
    assert "答复期限届满之日，第20个工作日" in said
    assert "2023-03-04（周六） 不计入：周末" in said
    assert '<td class="due"><span class="day-n">29</span>' in page.content.decode()
    assert '<td class="counted today">' in page.content.decode()


def test_it_costs_at_most_fifteen_queries(world: World, case: Case) -> None:
    handling.assign(case_id=case.pk, agency=world.department, handler=world.handler, by=world.officer, at=NOW)
    handling.log_search(
        case_id=case.pk, on=date(2023, 3, 6), where="档案室", keywords="立项", result="一份", by=world.handler, at=NOW
    )
    handling.request_extension(case_id=case.pk, reason="检索量大", by=world.officer, at=NOW)
    deciding.propose(case_id=case.pk, opinion=DISCLOSED, by=world.handler, at=NOW)
    for user in (world.officer, world.leader, world.handler):
        client = desk(user)
        with CaptureQueriesContext(connection) as spent:
            assert client.get(url(case)).status_code == 200
        assert len(spent) <= 15, "\n".join(query["sql"][:150] for query in spent)


def test_a_date_beyond_the_known_notices_is_provisional(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    moment = at(2026, 12, 10, 10)
    stop_clock(monkeypatch, moment)
    case = letter(world, on=moment).case
    said = words(desk(world.officer).get(url(case)))
    assert "期限暂定" in said
    assert "《国务院办公厅关于2027年部分节假日安排的通知》尚未发布或者导入" in said


def test_who_asks_is_masked_and_each_full_view_stands_in_the_ledger(world: World, case: Case) -> None:
    client = desk(world.officer)
    plain = words(client.get(url(case)))
    assert "甄＊＊" in plain
    assert not any(value in plain for value in (CITIZEN.name, CITIZEN.identity_number, CITIZEN.telephone))
    assert not Entry.objects.filter(action=Action.CASE_READ).exists()
    assert "请写明查看身份信息的原因" in words(client.post(url(case, "person/"), {"why": " "}))
    assert not Entry.objects.filter(action=Action.CASE_READ).exists()
    shown = words(client.post(url(case, "person/"), {"why": "电话核对"}))
    assert all(value in shown for value in (CITIZEN.name, CITIZEN.identity_number, CITIZEN.telephone))
    entry = Entry.objects.get(action=Action.CASE_READ)
    assert (entry.actor, entry.subject) == (world.officer.actor, f"case:{case.number}")
    assert entry.detail == {"what": "identity", "why": "电话核对"}


def test_a_handler_sees_the_case_but_not_who_asks(world: World, case: Case) -> None:
    client = desk(world.handler)
    assert client.get(url(case)).status_code == 404
    handling.assign(case_id=case.pk, agency=world.department, by=world.officer, at=NOW)
    assert client.get(url(case)).status_code == 200
    assert client.post(url(case, "person/")).status_code == 403
    assert client.get(url(case, "receipt/")).status_code == 403
    assert not Entry.objects.filter(action=Action.CASE_READ).exists()


@pytest.mark.parametrize(
    "rest", ["", "receipt/", "decision/", "fee/", "ledger/", "letters/0/", "letters/1/", "person/"]
)
def test_a_case_that_is_not_there_and_one_of_others_look_the_same(world: World, case: Case, rest: str) -> None:
    client = desk(world.stranger)
    method = client.post if rest == "person/" else client.get
    ours, none = method(url(case, rest)), method(f"/office/requests/NOWHERE-1/{rest}")
    assert ours.status_code == none.status_code == 404


def test_the_timeline_tells_who_did_what_when_under_which_article(world: World, case: Case) -> None:
    handling.ask_correction(
        case_id=case.pk, on=date(2023, 3, 6), what="请写明文号", by=world.officer, at=NOW, limit_on=date(2023, 3, 27)
    )
    said = words(desk(world.officer).get(url(case)))
    assert "告知补正 一次性告知需要补正的内容；期限至2023-03-27" in said
    assert "请写明文号" in said
    assert "林知行，2023-03-06 10:00记录 条例第三十条" in said


def test_findings_of_the_kernel_are_shown_with_their_article(
    monkeypatch: pytest.MonkeyPatch, world: World, case: Case
) -> None:
    stop_clock(monkeypatch, at(2023, 4, 10, 10))
    decide(world, case, on=at(2023, 4, 10, 10))
    page = desk(world.officer).get(url(case))
    assert re.search(
        r'<p class="banner error">答复期限为2023-03-29，决定于2023-04-10作出，已经逾期。', page.content.decode()
    )


# -- what is offered ---------------------------------------------------------------------------------


def test_blocked_steps_are_listed_with_the_reason(monkeypatch: pytest.MonkeyPatch, world: World, case: Case) -> None:
    stop_clock(monkeypatch, at(2023, 4, 3, 10))
    offered = panel(desk(world.officer).get(url(case)))
    assert "<b>提请延期</b>答复期限已于2023-03-29届满，届满后不能再延长。（条例第三十三条第二款）" in offered
    assert 'id="step-request-extension"' not in offered
    assert 'id="step-propose"' in offered


def test_each_role_is_offered_its_own_steps(world: World, case: Case) -> None:
    handling.assign(case_id=case.pk, agency=world.department, by=world.officer, at=NOW)
    deciding.propose(case_id=case.pk, opinion=DISCLOSED, by=world.handler, at=NOW)
    offered = {
        name: set(re.findall(r'id="step-([a-z-]+)"', panel(desk(getattr(world, name)).get(url(case)))))
        for name in ("officer", "leader", "handler", "auditor")
    }
    assert offered["leader"] == {"approve", "send-back"}
    assert offered["handler"] == {"propose", "log-search", "note", "claim", "give-back"}
    assert offered["auditor"] == set()
    assert {"propose", "ask-correction", "withdraw", "amend"} <= offered["officer"]
    assert not {"approve", "send-back"} & offered["officer"]


def test_every_step_has_a_card_in_some_state() -> None:
    slugs = [step.slug for step in STEPS]
    assert len(slugs) == len(set(slugs))
    silent = {EventKind.SUBMITTED, EventKind.REGISTERED, EventKind.CLOSED}
    assert not silent & {step.kind for step in STEPS}


def test_ids_on_the_page_are_unique(world: World, case: Case) -> None:
    ids = re.findall(r'\sid="([^"]+)"', desk(world.officer).get(url(case)).content.decode())
    assert len(ids) == len(set(ids))


# -- taking steps ------------------------------------------------------------------------------------


def take(user: Any, case: Case, slug: str, **data: Any) -> Any:
    """Send the form of a card as the browser does: with the last event the page showed."""
    case.refresh_from_db()
    return desk(user).post(url(case, f"steps/{slug}/"), {"seq": case.seq, **data})


def test_every_step_from_receipt_to_file(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    stop_clock(monkeypatch, at(2023, 3, 1, 10))
    case = online(world, on=at(2023, 3, 1)).case
    officer, leader, handler = world.officer, world.leader, world.handler

    def on(day: int, month: int = 3) -> str:
        stop_clock(monkeypatch, at(2023, month, day, 10))
        return f"2023-{month:02d}-{day:02d}"

    journey = [
        (officer, "confirm-receipt", {"on": on(2), "means": "phone"}),
        (officer, "assign", {"agency": world.department.pk, "handler": handler.pk}),
        (officer, "ask-correction", {"on": on(3), "what": "请写明文号"}),
        (officer, "correction-received", {"on": on(8), "what": "明发改〔2022〕15号"}),
        (officer, "open-consultation", {"on": on(9), "party": "third_party", "key": "征1", "whom": "某公司"}),
        (officer, "close-consultation", {"on": on(13), "key": "征1", "opinion": "objects", "words": "涉及报价"}),
        (officer, "request-extension", {"reason": "检索量大"}),
        (leader, "approve-extension", {}),
        (officer, "notify-extension", {"on": on(14)}),
        (handler, "log-search", {"on": on(14), "where": "档案室", "keywords": "立项", "result": "一份"}),
        (officer, "ask-reasons", {"on": on(15), "why": "当月第40件"}),
        (officer, "reasons-given", {"on": on(16), "words": "课题研究"}),
        (officer, "set-delay", {"on": on(16), "limit_on": "2023-06-30"}),
        (officer, "notice-fee", {"on": on(17), "method": "per_item", "quantity": 31}),
        (officer, "fee-paid", {"on": on(20)}),
        (officer, "inform-third-party", {"on": on(20), "key": "征1", "why": "涉及公共利益"}),
        (officer, "ask-amendment", {"on": on(20), "words": "姓名登记有误"}),
        (officer, "answer-amendment", {"on": on(20), "result": "refused", "words": "经核实登记无误"}),
        (officer, "note", {"words": "电话说明过"}),
        (officer, "amend", {"amends": 3, "occurred_on": "2023-03-01", "reason": "记错一天"}),
    ]
    stop_clock(monkeypatch, at(2023, 3, 20, 10))
    for user, slug, data in journey:
        before = case.events.count()
        response = take(user, case, slug, **data)
        assert response.status_code == 302, (slug, words(response))
        assert case.events.count() > before, slug
    deciding.propose(case_id=case.pk, opinion=DISCLOSED, by=handler, at=at(2023, 3, 20, 11))
    for user, slug, data in [
        (leader, "send-back", {"why": "写明提供方式"}),
        (None, "", {}),
        (leader, "approve", {}),
        (officer, "issue-letter", {}),
        (officer, "serve", {"channel": "mail", "on": "2023-03-20", "proof": "挂号XA00000000011"}),
        (officer, "file-away", {}),
        (officer, "convert", {"on": "2023-03-20"}),
        (
            officer,
            "file-dispute",
            {"key": "明政复〔2023〕1号", "kind": "reconsideration", "procedure": "ordinary"}
            | {"on": "2023-03-20", "copy_received_on": "2023-03-20"},
        ),
        (officer, "answer-dispute", {"key": "明政复〔2023〕1号", "on": "2023-03-20", "words": "证据目录"}),
        (officer, "decide-dispute", {"key": "明政复〔2023〕1号", "result": "upheld", "on": "2023-03-20"}),
    ]:
        if not slug:
            deciding.propose(case_id=case.pk, opinion=DISCLOSED, by=handler, at=at(2023, 3, 20, 12))
            continue
        response = take(user, case, slug, **data)
        assert response.status_code == 302, (slug, words(response))
    case.refresh_from_db()
    assert case.outcome == "open"
    assert case.stage == "filed"
    assert case.on_time is True
    done = {step.kind.value for step in STEPS} - set(kinds(case))
    untaken = {"correction_lapsed", "fee_lapsed", "withdrawn", "transferred_internally", "returned"}
    assert done == untaken | {"delivered", "mail_returned"}


@pytest.mark.parametrize(
    ("slug", "until"), [("lapse-correction", "correction"), ("lapse-fee", "fee"), ("withdraw", "none")]
)
def test_steps_that_end_a_case_without_a_reply(
    monkeypatch: pytest.MonkeyPatch, world: World, case: Case, slug: str, until: str
) -> None:
    if until == "correction":
        handling.ask_correction(case_id=case.pk, on=date(2023, 3, 6), what="文号", by=world.officer, at=NOW)
    elif until == "fee":
        handling.notice_fee(
            case_id=case.pk, method="per_page", quantity=50, on=date(2023, 3, 6), by=world.officer, at=NOW
        )
    stop_clock(monkeypatch, at(2023, 5, 8, 10))
    assert take(world.officer, case, slug, on="2023-05-08").status_code == 302
    case.refresh_from_db()
    assert case.outcome in {"ot_nocorrect", "ot_nopay", "ot_other"}


def test_what_the_law_refuses_is_said_at_the_card_and_nothing_typed_is_lost(world: World, case: Case) -> None:
    handling.ask_correction(case_id=case.pk, on=date(2023, 3, 6), what="文号", by=world.officer, at=NOW)
    before = kinds(case)
    response = take(world.officer, case, "ask-correction", on="2023-03-06", what="再写一点我刚刚想到的")
    said = words(response)
    assert "补正只能一次性告知，已经告知过补正，不能再次要求补正。（条例第三十条）" in said
    assert "再写一点我刚刚想到的" in said
    assert re.search(r'id="step-ask-correction" open', response.content.decode())
    assert kinds(case) == before


def test_a_day_in_the_future_is_refused_beside_the_field(world: World, case: Case) -> None:
    response = take(world.officer, case, "ask-correction", on="2023-03-31", what="文号")
    assert re.search(r'id="ask-correction-on_error">“告知补正”的日期2023-03-31晚于今天', response.content.decode())
    assert "correction_asked" not in kinds(case)


def test_what_is_missing_is_named(world: World, case: Case) -> None:
    said = words(take(world.officer, case, "open-consultation", party="third_party", on="昨天"))
    assert "请填写被征求意见人。" in said
    assert "请按2026-01-05的样式填写日期。" in said


def test_two_people_at_once(world: World, case: Case) -> None:
    seen = case.seq
    handling.write_note(case_id=case.pk, words="先到", by=world.colleague, at=NOW)
    response = desk(world.officer).post(
        url(case, "steps/withdraw/"), {"seq": seen, "on": "2023-03-06", "words": "来电"}
    )
    assert response.status_code == 409
    assert "此件刚刚由其他人员处理过" in words(response)
    case.refresh_from_db()
    assert f'name="seq" value="{case.seq}"' in response.content.decode()
    assert "withdrawn" not in kinds(case)


def test_nobody_approves_their_own(world: World, case: Case) -> None:
    deciding.propose(case_id=case.pk, opinion=DISCLOSED, by=world.officer, at=NOW)
    from gongkai.agencies import actions
    from gongkai.agencies.roles import Role

    actions.give_post(
        user=world.officer, agency=world.office, role=Role.APPROVING_LEADER, held_from=date(2023, 1, 1), at=NOW
    )
    offered = panel(desk(world.officer).get(url(case)))
    assert "<b>批准答复</b>拟办意见由您拟定，应当由其他审批领导审批。" in offered
    response = take(world.officer, case, "approve")
    assert "拟办人不得审批自己拟定的意见" in words(response)
    assert "decided" not in kinds(case)


@pytest.mark.parametrize("role", ["leader", "auditor", "handler"])
def test_a_step_of_another_role_is_forbidden(world: World, case: Case, role: str) -> None:
    handling.assign(case_id=case.pk, agency=world.department, by=world.officer, at=NOW)
    before = kinds(case)
    assert take(getattr(world, role), case, "withdraw", on="2023-03-06").status_code == 403
    assert kinds(case) == before


def test_forms_carry_a_token_and_get_changes_nothing(world: World, case: Case) -> None:
    before = CaseEvent.objects.count()
    guarded = desk(world.officer, enforce_csrf_checks=True)
    assert guarded.post(url(case, "steps/withdraw/"), {"on": "2023-03-06"}).status_code == 403
    for step in STEPS:
        assert desk(world.officer).get(url(case, f"steps/{step.slug}/")).status_code == 302
    assert desk(world.officer).post(url(case, "steps/nonsense/")).status_code == 404
    assert CaseEvent.objects.count() == before


# -- fee, ledger -------------------------------------------------------------------------------------


def test_the_fee_is_computed_tier_by_tier_and_never_charged_by_looking(world: World, case: Case) -> None:
    before = kinds(case)
    said = words(desk(world.officer).get(url(case, "fee/?method=per_page&quantity=260&on=2023-03-06")))
    assert "金额：5100元" in said
    assert "第31至100页：70页×10元＝700元" in said
    assert "登记已送达收费通知（5100元）" in said
    assert kinds(case) == before


def test_no_fee_is_offered_where_none_is_due(world: World, case: Case) -> None:
    said = words(desk(world.officer).get(url(case, "fee/?method=per_item&quantity=3&on=2023-03-06")))
    assert "金额：0元" in said
    assert "按此数量不收费" in said


def test_the_ledger_page_shows_the_chain_and_verifies_it(world: World, case: Case) -> None:
    finish(world, case, on=NOW)
    client = desk(world.auditor)
    said = words(client.get(url(case, "ledger/")))
    assert "办件事项：作出决定 周审" in said
    assert "验证通过" in words(client.post(url(case, "ledger/")))
    assert desk(world.officer).get(url(case, "ledger/")).status_code == 403


def test_ordinary_mail_waits_for_confirmation(world: World) -> None:
    case = letter(world, on=at(2023, 3, 3), channel=Channel.ORDINARY_MAIL).case
    offered = panel(desk(world.officer).get(url(case)))
    assert 'class="step first" id="step-confirm-receipt"' in offered
    confirm(world, case, on=NOW)
    assert 'id="step-confirm-receipt"' not in panel(desk(world.officer).get(url(case)))
