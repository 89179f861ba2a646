"""Internal limits: a day for the department, shown and reminded, that no clock of the law ever reads."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from django.core import mail

from gongkai.agencies import calendar
from gongkai.casework import claiming, handling, internal_limits, limits, log, queries, reminders
from gongkai.casework.errors import BadInternalLimit, NotPermitted
from gongkai.casework.limits import Kind
from gongkai.casework.models import Case
from gongkai.casework.queries import Filter
from gongkai.statute import explanation, procedure
from gongkai.statute.events import Event
from gongkai.statute.parameters import rules
from tests.casework.desk import desk, stop_clock, words
from tests.factories import World, at, confirm, make_district, online

pytestmark = pytest.mark.django_db
NOW, DUE = at(2023, 3, 6, 10), date(2023, 3, 29)
TUESDAY = date(2023, 3, 14)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    stop_clock(monkeypatch, NOW)
    return make_district()


@pytest.fixture
def case(world: World) -> Case:
    return confirm(world, online(world).case)


def given(world: World, case: Case, on: date | None = TUESDAY) -> Case:
    return handling.assign(case_id=case.pk, agency=world.department, internal_on=on, by=world.officer, at=NOW)


@pytest.mark.parametrize(
    ("on", "why"),
    [
        (date(2023, 3, 3), "已经过去"),
        (date(2023, 3, 18), "不是工作日（周末）"),
        (date(2023, 4, 5), "不是工作日（清明节放假）"),
        (DUE + timedelta(days=1), "晚于答复法定期限2023-03-29"),
    ],
)
def test_a_day_that_cannot_be_kept_is_refused_and_nothing_is_written(
    world: World, case: Case, on: date, why: str
) -> None:
    seq = case.seq
    with pytest.raises(BadInternalLimit, match=why) as refused:
        given(world, case, on)
    assert refused.value.code == "BAD_INTERNAL_LIMIT"
    case.refresh_from_db()
    assert (case.seq, case.internal_on, case.assigned_agency) == (seq, None, None)


def test_no_clock_of_the_law_reads_it(world: World, case: Case) -> None:
    """Guiding case 26: every result of the law is the same with internal limits, without them, and with others."""
    with pytest.raises(NotPermitted, match="没有交给其他单位"):
        handling.limit_internally(case_id=case.pk, internal_on=TUESDAY, by=world.officer, at=NOW)
    given(world, case)
    claiming.claim(case_id=case.pk, by=world.handler, at=NOW)
    case = handling.limit_internally(case_id=case.pk, internal_on=DUE, by=world.officer, at=NOW)
    assert (case.internal_on, case.handler, case.due_on) == (DUE, world.handler, DUE)
    events = log.load(case)
    assert [event.data["internal_on"] for event in events if "internal_on" in event.data] == [TUESDAY, DUE]

    def without(event: Event) -> Event:
        data = {key: value for key, value in event.data.items() if key != "internal_on"}
        return Event(event.kind, event.occurred_on, event.seq, event.recorded_at, data, event.version)

    plain = tuple(without(event) for event in events)
    days, law = calendar.current(), rules()
    for today in (NOW.date(), TUESDAY, DUE, DUE + timedelta(days=1)):
        state = procedure.derive(events, rules=law, calendar=days, today=today)
        assert state == procedure.derive(plain, rules=law, calendar=days, today=today)
        assert procedure.permitted(state, days, today) == procedure.permitted(
            procedure.derive(plain, rules=law, calendar=days, today=today), days, today
        )
        told = [explanation.explain(each, rules=law, calendar=days, today=today).tree for each in (events, plain)]
        assert told[0] == told[1]


def test_it_stands_on_the_list_the_page_and_the_calendar(world: World, case: Case) -> None:
    given(world, case)
    client, said = desk(world.handler), "内部时限3月14日（还有6个工作日）"
    assert f"{said}，答复法定期限3月29日" in words(client.get("/office/requests/"))
    page = words(client.get(f"/office/requests/{case.number}/"))
    assert said in page
    assert "承办，期限不变，内部时限2023-03-14" in page
    assert "内部时限" in words(client.get("/office/board/calendar/2023/3/"))
    # What the department gives back it owes nobody any more.
    claiming.give_back(case_id=case.pk, why="不属于本局", by=world.handler, at=NOW)
    case.refresh_from_db()
    assert case.internal_on is None


def test_it_is_said_when_the_limit_of_the_law_comes_to_lie_before_it(world: World, case: Case) -> None:
    given(world, case, DUE)
    Case.objects.filter(pk=case.pk).update(due_on=DUE - timedelta(days=1))
    (row,) = queries.page(world.handler, Filter(status="assigned"), today=NOW.date()).rows
    assert row.internal is not None
    assert row.internal.behind
    assert "已晚于答复法定期限，请调整" in str(row.internal)
    near = limits.near(DUE, calendar.current())
    assert [limit.what for limit in near if limit.kind is Kind.INTERNAL] == [
        "承办单位办理的内部时限（已晚于答复法定期限，请调整）"
    ]


def test_the_department_is_reminded_and_the_office_when_the_day_has_passed(world: World, case: Case) -> None:
    for name in ("officer", "leader", "handler", "stranger"):
        user = getattr(world, name)
        user.email = f"{name}@example.invalid"
        user.save()
    given(world, case)

    def told(day: int) -> dict[str, str]:
        mail.outbox.clear()
        moment = at(2023, 3, day)
        for user in reminders.look(at=moment).users:
            reminders.send_digest(user, made_at=moment, at=moment)
        return {letter.to[0].partition("@")[0]: letter.body for letter in mail.outbox}

    assert set(told(13)) == {"handler"}
    assert told(13) == {}, "once"
    late = told(15)
    assert set(late) == {"officer", "handler"}
    assert "内部时限2023-03-14，已超过1个工作日" in late["officer"]


def test_the_form_proposes_a_day_before_the_limit(world: World, settings: pytest.FixtureRequest) -> None:
    days, today = calendar.current(), NOW.date()
    assert internal_limits.proposed(DUE, today=today, days=days) == date(2023, 3, 22)
    settings.GONGKAI_INTERNAL_DAYS = 0  # type: ignore[attr-defined]
    assert internal_limits.proposed(DUE, today=today, days=days) == DUE
    assert internal_limits.proposed(NOW.date() - timedelta(days=3), today=today, days=days) is None
    assert internal_limits.proposed(None, today=today, days=days) is None


def test_going_back_undoes_going_on() -> None:
    days, dice = calendar.current(), random.Random(26)
    for _ in range(300):
        day, count = date(2020, 1, 1) + timedelta(days=dice.randrange(2000)), dice.randrange(1, 40)
        if days.is_workday(day):
            assert days.back(days.add(day, count), count) == day
