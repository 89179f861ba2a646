"""The limits of a person for their calendar program: RFC 5545 to the letter, nothing personal, gone with the post."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from gongkai.audit.models import Action, Entry
from gongkai.casework import calendar_feed, disputes, handling, ical, joint
from gongkai.casework.errors import NotPermitted
from gongkai.casework.ical import DueDay
from gongkai.casework.models import CalendarFeed, Case, Dispute
from tests.casework.desk import desk, stop_clock
from tests.factories import CITIZEN, WANTED, World, at, confirm, make_district, online

pytestmark = pytest.mark.django_db
NOW = at(2023, 3, 6, 10)
Component = dict[str, list[str]]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    stop_clock(monkeypatch, NOW)
    return make_district()


@pytest.fixture
def case(world: World) -> Case:
    return confirm(world, online(world).case)


def parsed(content: bytes) -> list[tuple[Component, list[Component]]]:
    """The events of a file with their alarms, by the rules of RFC 5545 (3.1, 3.3.11, 3.6), with nothing of ours."""
    assert content.endswith(b"\r\n")
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", content), "every line ends in CRLF"
    lines = content[:-2].split(b"\r\n")
    assert all(0 < len(line) <= 75 for line in lines)
    assert all(line.decode("utf-8") for line in lines), "no fold cuts a character"
    unfolded: list[str] = []
    for line in (line.decode() for line in lines):
        if line[0] in " \t":
            unfolded[-1] += line[1:]
        else:
            unfolded.append(line)
    stack: list[str] = []
    events: list[tuple[Component, list[Component]]] = []
    for line in unfolded:
        found = re.fullmatch(r"([A-Z-]+)((?:;[A-Z-]+=[^;:]+)*):(.*)", line, re.DOTALL)
        assert found, line
        name, parameters, value = found.groups()
        if name == "BEGIN":
            stack.append(value)
            if value == "VEVENT":
                events.append(({}, []))
            elif value == "VALARM":
                events[-1][1].append({})
        elif name == "END":
            assert stack.pop() == value
        elif stack[-1] != "VCALENDAR":
            holder = events[-1][0] if stack[-1] == "VEVENT" else events[-1][1][-1]
            holder.setdefault(name + parameters, []).append(
                re.sub(r"\\(.)", lambda m: {"n": "\n", "N": "\n"}.get(m[1], m[1]), value)
            )
    assert stack == []
    assert {"VERSION:2.0", "METHOD:PUBLISH"} < set(unfolded)
    assert sum(line.startswith("PRODID:") for line in unfolded) == 1
    for event, alarms in events:
        assert all(len(values) == 1 for values in event.values())
        assert {"UID", "DTSTAMP", "DTSTART;VALUE=DATE", "SUMMARY"} <= set(event)
        assert all({"ACTION", "DESCRIPTION", "TRIGGER;VALUE=DATE-TIME"} == set(alarm) for alarm in alarms)
    uids = [event["UID"][0] for event, _ in events]
    assert len(set(uids)) == len(uids)
    return events


def test_what_is_written_can_be_read_by_others() -> None:
    summary = "期限；甲,乙;丙\\丁\n第二行\x07" + "政府信息公开" * 20 + "🗓"
    due = DueDay("x-1@example", date(2023, 12, 31), summary, datetime(2023, 12, 29, 1, tzinfo=UTC))
    ((event, (alarm,)),) = parsed(ical.written([due], name="期限,日历", at=NOW))
    assert event["SUMMARY"] == [summary.replace("\x07", "")]
    assert event["DTSTART;VALUE=DATE"] == ["20231231"]
    assert event["DTEND;VALUE=DATE"] == ["20240101"]
    assert event["DTSTAMP"] == ["20230306T020000Z"]
    assert alarm["TRIGGER;VALUE=DATE-TIME"] == ["20231229T010000Z"]


def test_all_kinds_of_limits_are_in_it_and_nothing_personal(world: World, case: Case) -> None:
    handling.assign(case_id=case.pk, agency=world.department, internal_on=date(2023, 3, 20), by=world.officer, at=NOW)
    joint.ask(
        case_id=case.pk, agencies=[world.other], what="请提供", internal_on=date(2023, 3, 16), by=world.officer, at=NOW
    )
    quarrel = confirm(world, online(world).case)
    kind = Dispute.Kind.RECONSIDERATION
    disputes.file(case_id=quarrel.pk, key="明复〔2023〕1号", kind=kind, on=NOW.date(), by=world.officer, at=NOW)
    answer = desk(world.officer).get("/office/limits.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    found = {event["UID"][0].partition("-")[0]: (event, alarms) for event, alarms in parsed(answer.content)}
    assert set(found) == {"case", "internal", "joint", "answer"}
    event, (alarm,) = found["internal"]
    assert event["SUMMARY"] == [f"{case.number} 承办单位办理的内部时限"]
    assert event["DTSTART;VALUE=DATE"] == ["20230320"]
    # Two working days before Monday 20 March is Thursday the 16th, at nine in Shanghai.
    assert alarm["TRIGGER;VALUE=DATE-TIME"] == ["20230316T010000Z"]
    text = "".join(value for event, _ in found.values() for values in event.values() for value in values)
    for personal in (CITIZEN.name, CITIZEN.telephone, WANTED.description, "明湖路", "明复", "请提供"):
        assert personal not in text
    # Each reads their own: the department its case, the township its part, the leader what the office sees.
    assert parsed(calendar_feed.file(world.auditor, at=NOW)) == [], "who only looks on keeps no limit"
    with pytest.raises(NotPermitted):
        calendar_feed.make(user=world.auditor, at=NOW)
    kinds = {}
    for name in ("handler", "stranger", "leader"):
        events = parsed(calendar_feed.file(getattr(world, name), at=NOW))
        kinds[name] = sorted(event["UID"][0].partition("-")[0] for event, _ in events)
    assert kinds["handler"] == ["case", "internal", "joint"]
    assert kinds["stranger"] == ["joint"]
    assert kinds["leader"] == sorted(event["UID"][0].partition("-")[0] for event, _ in parsed(answer.content))


def test_an_event_keeps_its_name_when_its_day_moves_and_says_what_is_provisional(world: World, case: Case) -> None:
    def only() -> Component:
        ((event, _),) = parsed(calendar_feed.file(world.officer, at=NOW))
        return event

    before = only()
    Case.objects.filter(pk=case.pk).update(next_on=date(2023, 4, 26), provisional=True)
    after = only()
    assert after["UID"] == before["UID"]
    assert after["DTSTART;VALUE=DATE"] != before["DTSTART;VALUE=DATE"]
    assert after["SUMMARY"] == [f"{case.number} 答复期限（暂定）"]


def test_an_address_is_shown_once_and_ends_with_revocation_or_the_post(
    world: World, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, anybody = desk(world.officer), Client()

    def made() -> str:
        page = client.post("/office/limits/", {"do": "make"}).content.decode()
        found = re.search(r"http://testserver(/office/limits/[\w-]{43}/limits\.ics)", page)
        assert found
        return found[1]

    first = made()
    assert "limits.ics</textarea>" not in client.get("/office/limits/").content.decode()
    assert case.number in anybody.get(first).content.decode()
    assert not CalendarFeed.objects.filter(token_hash__in=first.split("/")).exists(), "only a keyed hash is stored"
    second = made()
    assert anybody.get(first).status_code == 404
    assert anybody.get(second).status_code == 200
    # A post that ended yesterday reads nothing today, and reads again when it is held again.
    post = world.officer.posts.get()
    post.held_until = NOW.date() - timedelta(days=1)
    post.save()
    assert anybody.get(second).status_code == 404
    post.held_until = None
    post.save()
    assert anybody.get(second).status_code == 200
    world.officer.is_active = False
    world.officer.save()
    assert anybody.get(second).status_code == 404
    world.officer.is_active = True
    world.officer.save()
    client.post("/office/limits/", {"do": "revoke"})
    assert anybody.get(second).status_code == 404
    entries = Entry.objects.filter(action__in=[Action.FEED_MADE, Action.FEED_REVOKED]).order_by("position")
    assert [entry.action for entry in entries] == [
        Action.FEED_MADE,
        Action.FEED_REVOKED,
        Action.FEED_MADE,
        Action.FEED_REVOKED,
    ]


def test_an_address_is_read_at_most_sixty_times_an_hour(world: World, case: Case) -> None:
    token = calendar_feed.make(user=world.officer, at=NOW)
    CalendarFeed.objects.update(window_from=NOW, fetches=calendar_feed.PER_HOUR - 1)
    path = f"/office/limits/{token}/limits.ics"
    assert [Client().get(path).status_code for _ in range(2)] == [200, 429]
    assert Client().get(path)["Retry-After"] == "3600"
    assert calendar_feed.fetch(token=token, at=NOW + timedelta(hours=1)) is not None
