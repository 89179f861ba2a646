"""Seats of the public at a meeting: signed up in time, drawn so that anybody can repeat it, told, and forgotten."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate, now

from gongkai.agencies.permissions import NotAllowed
from gongkai.audit.models import Entry
from gongkai.dialogue import queries, seats
from gongkai.dialogue.errors import Incomplete, NotNow, Unknown
from gongkai.dialogue.models import SeatChoice, SeatRequest
from gongkai.dialogue.seats import Asked
from gongkai.disclosure import publishing
from gongkai.disclosure.models import AgendaItem, ExecutiveMeeting, SeatCall, Section
from gongkai.editorial import gate
from tests.editorial.papers import Staff
from tests.editorial.site import reviewed, write
from tests.factories import World, at

pytestmark = pytest.mark.django_db
IN_TIME, AFTER, HELD = at(2023, 3, 20, 23, 59), at(2023, 3, 21), at(2023, 3, 30, 18)
PERSON = Asked("甄不存", "0000-1234567", "住在湖滨路，关心绿道。")


@pytest.fixture
def call(section: Section, staff: Staff) -> SeatCall:
    return announced(section, staff)


def announced(section: Section, staff: Staff, **changes: Any) -> SeatCall:
    fields = {
        "meets_on": "2023-03-30", "place": "区政府三楼会议室", "about": "湖滨绿道建设方案", "seats": 2,
        "conditions": "年满十八周岁的本区居民。", "opens_on": "2023-03-07", "closes_on": "2023-03-20",
    }  # fmt: skip
    page = write(SeatCall, section, staff.author, "邀请公众代表列席第5次常务会议", **(fields | changes))
    reviewed(staff, page)
    return SeatCall.objects.get(pk=page.pk, live=True)


def signed_up(call: SeatCall, count: int = 5) -> list[seats.Receipt]:
    return [
        seats.ask(call=call, asked=Asked(f"甄{place}", f"0000-900000{place}", "关心"), at=IN_TIME)
        for place in range(count)
    ]


def test_one_signs_up_once_and_in_time(call: SeatCall, world: World) -> None:
    receipt = seats.ask(call=call, asked=PERSON, at=IN_TIME)
    row = seats.for_asker(receipt.number.lower(), receipt.query_code)
    assert seats.asked_of(row) == PERSON
    stored = bytes(row.sealed) + bytes(row.key) + str(vars(row)).encode()
    assert "甄不存".encode() not in stored
    assert b"1234567" not in stored
    for written in ("0000 1234567", "+86 0000-1234567"):
        with pytest.raises(NotNow, match="已经报过名"):
            seats.ask(call=call, asked=Asked("别人", written, "x"), at=IN_TIME)
    for moment in (at(2023, 3, 6, 23, 59), AFTER):
        with pytest.raises(NotNow, match="现在不能报名"):
            seats.ask(call=call, asked=PERSON, at=moment)
    for name, bad in (("name", " "), ("telephone", "见网站"), ("why", "长" * 501)):
        said = {"name": "甲", "telephone": "0000-7654321", "why": "乙"} | {name: bad}
        with pytest.raises(Incomplete) as told:
            seats.ask(call=call, asked=Asked(**said), at=IN_TIME)
        assert told.value.fields == (name,)
    with pytest.raises(Unknown):
        seats.for_asker(receipt.number, "000000")
    gate.withdraw(key=call.gate_key, why="会议取消", by=world.officer, at=IN_TIME)
    with pytest.raises(NotNow):
        seats.ask(call=call, asked=Asked("乙", "0000-7654321", "丙"), at=IN_TIME)
    assert SeatRequest.objects.count() == 1


def test_a_draw_is_made_once_and_everybody_can_repeat_it(call: SeatCall, world: World, client: Client) -> None:
    who: dict[str, Any] = {"call_id": call.pk, "by": world.officer}
    with pytest.raises(NotNow, match="没有人报名"):
        seats.draw(**who, at=AFTER)
    signed_up(call)
    assert queries.seats_to_fill([world.office.pk], today=date(2023, 3, 20)) == []
    assert queries.seats_to_fill([world.office.pk], today=date(2023, 3, 21)) == [call]
    with pytest.raises(NotNow, match="截止以后"):
        seats.draw(**who, at=IN_TIME)
    with pytest.raises(NotAllowed):
        seats.draw(call_id=call.pk, by=world.stranger, at=AFTER)
    with pytest.raises(NotNow, match="不能人工确定"):
        seats.choose(chosen=[], reason="熟人", **who, at=AFTER)
    seats.draw(**who, at=AFTER)
    with pytest.raises(NotNow, match="不能重新产生"):
        seats.draw(**who, at=AFTER)
    assert queries.seats_to_fill([world.office.pk], today=date(2023, 3, 22)) == []
    text = unescape(client.get(publishing.public_address(call.gate_key)).content.decode())
    seed, digest = re.findall(r"<dd><code>([^<]+)</code></dd>", text)
    shown = re.findall(r'<th scope="row">([^<]+)</th><td><code>([0-9a-f]{64})</code>', text)
    listed = re.search(r'<ol class="agencies">(.*?)</ol>', text, re.DOTALL)
    assert listed is not None
    names = re.findall(r"<li>([^<]+)</li>", listed[1])
    lots = sorted((hashlib.sha256(f"{seed}\n{name}".encode()).hexdigest(), name) for name in names)
    assert [(name, lot) for lot, name in lots[:2]] == shown
    assert digest == hashlib.sha256("".join(f"{name}\n" for name in sorted(names)).encode()).hexdigest()
    assert "甄0" not in text, "nobody is named"
    kept = SeatRequest.objects.order_by("place").values_list("number", "outcome")
    assert [number for number, _ in kept] == [name for _, name in lots]
    assert [outcome for _, outcome in kept] == ["chosen"] * 2 + ["reserve"] * 3
    first, second, third = SeatRequest.objects.order_by("place")[:3]
    seats.tell(request_id=first.pk, by=world.officer, at=AFTER)
    moved = seats.give_up(request_id=second.pk, by=world.officer, at=AFTER)
    assert moved is not None
    assert (moved.pk, moved.outcome) == (third.pk, "chosen")
    with pytest.raises(NotNow):
        seats.tell(request_id=second.pk, by=world.officer, at=AFTER)
    actions = list(Entry.objects.filter(subject=f"seats:{call.pk}").values_list("action", flat=True))
    assert actions == ["seats:asked"] * 5 + ["seats:chosen", "seats:told", "seats:chosen"]


def test_a_choice_by_hand_has_a_reason_and_no_more_people_than_seats(
    section: Section, staff: Staff, world: World
) -> None:
    call = announced(section, staff, way="by_hand")
    signed_up(call, 4)
    keys = list(SeatRequest.objects.order_by("number").values_list("pk", flat=True))
    who: dict[str, Any] = {"call_id": call.pk, "by": world.officer, "at": AFTER}
    with pytest.raises(NotNow, match="不能改为抽签"):
        seats.draw(**who)
    for chosen, reason, field in ((keys[:3], "条件", "chosen"), ([], "条件", "chosen"), (keys[:1], " ", "reason")):
        with pytest.raises(Incomplete) as told:
            seats.choose(chosen=chosen, reason=reason, **who)
        assert told.value.fields == (field,)
    seats.choose(chosen=[keys[2], keys[1]], reason="住在绿道沿线", **who)
    outcomes = dict(SeatRequest.objects.values_list("pk", "outcome"))
    assert [outcomes[key] for key in keys] == ["reserve", "chosen", "chosen", "reserve"]


def test_the_office_chooses_tells_and_counts_and_the_page_says_how_many_came(
    call: SeatCall, section: Section, staff: Staff, world: World, client: Client
) -> None:
    receipt, *_ = signed_up(call)
    where = f"/office/dialogue/seats/{call.pk}/"
    client.force_login(world.officer)
    assert "甄4" in client.get(where).content.decode()
    assert Entry.objects.filter(action="seats:read", actor=world.officer.actor).count() == 1
    assert client.post(where, {"do": "draw"}).status_code == 302
    row = SeatRequest.objects.filter(outcome="chosen").first()
    assert row is not None
    assert client.post(where, {"do": "tell", "row": str(row.pk)}).status_code == 302
    assert client.post(where, {"do": "came", "came": "3"}).status_code == 422
    assert client.post(where, {"do": "came", "came": "2"}).status_code == 302
    meeting = write(
        ExecutiveMeeting, section, staff.author, "第5次常务会议", term=3, number=5, held_on=date(2023, 3, 30),
        chair="秦川", chair_post="区长", delegates=2, delegates_invited="公开报名，抽签确定", sign_up=call,
        agenda=[AgendaItem(subject="湖滨绿道建设方案")],
    )  # fmt: skip
    reviewed(staff, meeting)
    text = Client().get(publishing.public_address(call.gate_key)).content.decode()
    assert "到会公众代表<strong>2</strong>人" in text
    assert "第5次常务会议" in text
    assert call.title in client.get("/office/dialogue/consultations/").content.decode()
    asker = Client()
    asked = {"number": receipt.number, "code": receipt.query_code}
    told = asker.post("/questions/progress/", asked, follow=True).content.decode()
    assert any(word in told for word in ("确定列席", "候补，第"))


def test_what_people_told_of_themselves_goes_some_time_after_the_meeting(
    call: SeatCall, world: World, settings: Any
) -> None:
    settings.GONGKAI_SEAT_DAYS = 30
    receipt, *_ = signed_up(call, 2)
    seats.draw(call_id=call.pk, by=world.officer, at=AFTER)
    assert seats.forget(at=at(2023, 4, 29)) == 0
    assert seats.forget(at=at(2023, 4, 30)) == 2
    assert seats.forget(at=at(2023, 5, 1)) == 0
    row = seats.for_asker(receipt.number, receipt.query_code)
    assert (seats.asked_of(row), bytes(row.sealed), row.telephone_index, bool(row.outcome)) == (None, b"", "", True)
    assert Entry.objects.get(action="seats:erased").detail == {"count": 2}
    assert SeatChoice.objects.get().seed


def test_signing_up_needs_no_script_and_is_sent_once(section: Section, staff: Staff, client: Client) -> None:
    today = localdate(now())
    call = announced(section, staff, opens_on=today, closes_on=today, meets_on="2099-01-01")
    page = client.get("/meetings/").content.decode()
    assert call.title in page
    where = f"/seats/{call.pk}/"
    form = client.get(where).content.decode()
    token = re.search(r'name="token" value="([^"]+)"', form)
    assert token is not None
    said = {"token": token[1], "name": "甄不存", "telephone": "0000-1234567", "why": "关心"}
    assert "同意以后才能报名" in client.post(where, said).content.decode()
    sent = client.post(where, said | {"agrees": "on"}, follow=True)
    again = client.post(where, said | {"agrees": "on"}, follow=True)
    number = re.search(r'id="receipt-number">([^<]+)', sent.content.decode())
    assert number is not None
    assert number[1] in again.content.decode()
    assert 'id="receipt-code"' in sent.content.decode()
    assert SeatRequest.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_who_opens_the_list_is_noted_where_no_transaction_is_open_yet(call: SeatCall, world: World) -> None:
    """As in service: a test's own transaction would hide that the ledger refuses to be written without one."""
    client = Client()
    client.force_login(world.officer)
    assert client.get(f"/office/dialogue/seats/{call.pk}/").status_code == 200
    assert Entry.objects.filter(action="seats:read", actor=world.officer.actor).count() == 1
