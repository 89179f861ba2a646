"""The letters on the way to the reply: composed from the case, numbered and recorded with their step, or not at all."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gongkai.agencies import calendar
from gongkai.casework import deciding, handling, log, notices, openings, queries, service
from gongkai.casework.deciding import Service
from gongkai.casework.errors import Incomplete, NotPermitted
from gongkai.casework.models import Case, Letter, Series
from tests.casework.desk import desk, stop_clock, words
from tests.factories import World, at, confirm, decide, make_district, online

pytestmark = pytest.mark.django_db
DAY = at(2023, 3, 3, 10)
PARTY = {
    "party": "third_party",
    "whom": "明湖石料有限公司",
    "requested_information": "石料场关闭补偿协议",
    "consultation_reason": "协议载有设备采购价格",
}
FACTS: dict[str, dict[str, Any]] = {
    "ask-correction": {"unclear": "没有写明道路名称", "how_to_correct": "请写明道路名称和年份"},
    "open-consultation": PARTY,
    "ask-reasons": {"excess": "本月已经提出申请41件", "limit_on": date(2023, 3, 17)},
    "set-delay": {"reason": "需要调阅三个年度的档案", "new_due_on": date(2023, 6, 30)},
    "notify-extension": {"extension_reason": "需要逐份核对"},
    "notice-fee": {"method": "per_item", "quantity": 31, "how_to_pay": "缴入明湖区财政非税收入专户"},
    "inform-third-party": {
        "key": "征1",
        "disclosed_content": "协议的补偿总额",
        "third_party_reason": "补偿资金来自财政，不公开将影响公众监督",
    },
    "answer-amendment": {
        "result": "amended",
        "record": "户籍登记的出生日期",
        "amendment_result": "本机关已将出生日期更正为1980年5月6日",
        "reason": "有出生证明为据",
    },
}


@pytest.fixture
def world() -> World:
    return make_district()


@pytest.fixture
def case(world: World) -> Case:
    return confirm(world, online(world).case)


def ready(world: World, case: Case, slug: str) -> None:
    """Bring a case to where a notice is lawful."""
    key: dict[str, Any] = {"case_id": case.pk, "by": world.officer, "at": DAY}
    if slug == "set-delay":
        handling.ask_reasons(on=DAY.date(), why="当月第40件", **key)
        handling.receive_reasons(on=DAY.date(), words="课题研究", **key)
    elif slug == "notify-extension":
        handling.request_extension(reason="需要逐份核对", **key)
        handling.approve_extension(case_id=case.pk, by=world.leader, at=DAY)
    elif slug == "inform-third-party":
        handling.open_consultation(key="征1", party="third_party", on=DAY.date(), whom="某公司", **key)
        handling.close_consultation(key="征1", opinion="objects", on=DAY.date(), **key)
    elif slug == "answer-amendment":
        handling.receive_amendment(on=DAY.date(), words="出生日期登记有误", **key)


def issue(world: World, case: Case, slug: str, **changes: Any) -> Letter:
    facts = FACTS[slug] | changes
    return notices.issue(case_id=case.pk, slug=slug, facts=facts, by=world.officer, at=DAY)


@pytest.mark.parametrize("slug", notices.NOTICES)
def test_a_notice_is_written_numbered_and_recorded_with_its_step(slug: str, world: World, case: Case) -> None:
    ready(world, case, slug)
    letter = issue(world, case, slug)
    addressee, paragraphs = deciding.read_letter(letter)
    text = "".join(paragraphs)
    assert letter.number.startswith(world.office.number_prefix)
    assert "＿" not in text
    assert "条例" in text
    events = {event.kind: event for event in case.events.all()}
    step = events[notices.NOTICES[slug].kind.value]
    assert step.data["letter"] == letter.number
    assert events["letter_issued"].occurred_on == step.occurred_on == DAY.date()
    if notices.NOTICES[slug].to == notices.PARTY:
        assert letter.to == "party"
        assert addressee in {"明湖石料有限公司", "某公司"}
        assert "甄不存" not in text, "a third party is not told who asks"


def test_the_dates_in_a_notice_are_those_the_law_derives(world: World, case: Case) -> None:
    ready(world, case, "notify-extension")
    letter = issue(world, case, "notify-extension")
    due = log.state_of(log.load(case)).due_on
    assert due == calendar.current().add(case.received_on, 40)
    assert f"{due.year}年{due.month}月{due.day}日" in deciding.read_letter(letter)[1][1]


def test_a_consultation_tells_the_applicant_that_the_time_is_not_counted_but_not_who(world: World, case: Case) -> None:
    issue(world, case, "open-consultation")
    (own,) = queries.letters_for_applicant(case)
    assert own.kind == "consultation_notice"
    text = "".join(deciding.read_letter(own)[1])
    assert "不计算在答复期限内" in text
    assert "石料" not in text
    assert case.letters.count() == 2


def test_a_notice_that_lacks_an_element_uses_no_number_and_records_nothing(world: World, case: Case) -> None:
    before = case.events.count()
    with pytest.raises(Incomplete) as caught:
        issue(world, case, "ask-correction", unclear=" ")
    assert "不明确之处" in str(caught.value)
    assert case.events.count() == before
    assert not Series.objects.filter(name="letter").exists()


def test_a_notice_that_the_law_does_not_allow_is_not_issued(world: World, case: Case) -> None:
    issue(world, case, "ask-correction")
    with pytest.raises(NotPermitted):
        issue(world, case, "ask-correction")
    assert case.letters.count() == 1
    assert Series.objects.get(name="letter").last == 1, "the number of the refused one is free again"


def test_the_service_of_a_notice_is_not_that_of_the_reply(world: World, case: Case) -> None:
    ready(world, case, "inform-third-party")
    decide(world, case, on=at(2023, 3, 3, 11))
    letter = issue(world, case, "inform-third-party")
    key: dict[str, Any] = {"case_id": case.pk, "by": world.officer, "at": at(2023, 3, 6)}
    deciding.serve(service=Service("mail", date(2023, 3, 6), "挂号XA1", letter.number), **key)
    case.refresh_from_db()
    assert case.served_on is None
    reply = deciding.issue_letter(**key)
    deciding.serve(service=Service("web", date(2023, 3, 6), "系统回执", reply.number), **key)
    case.refresh_from_db()
    assert case.served_on == date(2023, 3, 6)


def test_the_screen_shows_the_letter_before_it_is_issued(
    monkeypatch: pytest.MonkeyPatch, world: World, case: Case
) -> None:
    stop_clock(monkeypatch, DAY)
    officer = desk(world.officer)
    place = f"/office/requests/{case.number}/notices/ask-correction/"
    assert "尚缺" in words(officer.get(place))
    typed = {"unclear": "没有写明道路名称", "how_to_correct": "请写明道路名称", "limit_on": "", "seq": case.seq}
    page = officer.post(place, typed | {"do": "preview"})
    assert "没有写明道路名称" in words(page)
    assert case.letters.count() == 0
    done = officer.post(place, typed | {"do": "issue"})
    assert done.status_code == 302
    letter = case.letters.get()
    assert f"/letters/{letter.pk}/" in done["Location"]
    again = officer.post(place, typed | {"do": "issue"})
    assert again.status_code == 409
    assert "刚刚由其他人员处理过" in words(again)


def test_a_person_without_the_post_gets_no_notice_screen(world: World, case: Case) -> None:
    place = f"/office/requests/{case.number}/notices/ask-correction/"
    assert desk(world.leader).get(place).status_code == 403
    assert desk(world.stranger).get(place).status_code == 404
    assert desk(world.officer).get(place.replace("ask-correction", "nothing")).status_code == 404


def test_a_posted_fee_notice_stops_the_clock_when_it_was_signed_for(world: World, case: Case) -> None:
    due = Case.objects.get(pk=case.pk).due_on
    notice = issue(world, case, "notice-fee")
    client = desk(world.officer)
    for signed, stage, next_on in ((None, "open", due), (date(2023, 3, 8), "awaiting_fee", None)):
        page = queries.sheet(world.officer, case.number, today=date(2023, 3, 8))
        assert [letter.number for letter in openings.unserved(page)] == [notice.number]
        service.record(
            case_id=case.pk,
            service=Service("mail", DAY.date(), proof="收寄回执", number=notice.number, delivered_on=signed),
            by=world.officer,
            at=at(2023, 3, 8),
        )
        kept = Case.objects.get(pk=case.pk)
        assert (kept.stage, kept.due_on) == (stage, next_on)
    # The time for paying counts from then, too, whatever earlier day the letter names.
    assert kept.next_on == calendar.current().add(date(2023, 3, 8), 20)
    assert not openings.unserved(queries.sheet(world.officer, case.number, today=date(2023, 3, 8)))
    assert "送达收费通知，缴费期限至2023-04-06" in words(client.get(f"/office/requests/{case.number}/"))
