"""Abuse: forged forms and numbers, replayed approvals, roles from extra fields, doubled parameters, refused access."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from gongkai.agencies.models import Post
from gongkai.audit.models import Action, Entry
from gongkai.casework import deciding, searching
from gongkai.casework.models import Case, IdentityAsking
from gongkai.casework.subjects import Person
from gongkai.portal import urls as portal
from tests.casework.desk import desk, stop_clock, words
from tests.factories import CITIZEN, DISCLOSED, World, at, letter, make_district, online
from tests.isolation.test_agencies import routes
from tests.portal.api.calling import Program
from tests.security.ways import filled, office_paths

pytestmark = pytest.mark.django_db
NOW = at(2023, 3, 6, 10)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    stop_clock(monkeypatch, NOW)
    return make_district()


@pytest.fixture
def case(world: World) -> Case:
    return online(world, on=at(2023, 3, 3)).case


# -- forged forms and numbers ------------------------------------------------------------------------


def test_every_office_address_refuses_a_form_without_its_token(world: World) -> None:
    """The addresses come from the resolver: a new screen that is exempt fails here."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.officer)
    for path in office_paths().values():
        for sent in ({}, {"csrfmiddlewaretoken": "a" * 64}):
            answer = client.post(path, sent)
            assert (answer.status_code, "页面已经过期" in words(answer)) == (403, True), path


def test_a_token_of_another_site_s_form_is_refused_by_its_origin(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.officer)
    page = client.get("/office/mailbox/").content.decode()
    token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    sent = {"csrfmiddlewaretoken": token, "email": "thief@example.invalid"}
    assert client.post("/office/mailbox/", sent, headers={"Origin": "https://example.invalid"}).status_code == 403
    world.officer.refresh_from_db()
    assert world.officer.email == ""
    assert client.post("/office/mailbox/", sent).status_code == 302


@pytest.mark.parametrize("number", ["NOWHERE-1", "1' OR '1'='1", "..", "９９", "-1"])
def test_made_up_numbers_are_answered_like_those_of_others(world: World, case: Case, number: str) -> None:
    client, stranger = desk(world.officer), desk(world.stranger)
    for route in office_paths():
        if "<str:number>" not in route or "steps" in route:
            continue
        invented = client.get(filled(route, number))
        foreign = stranger.get(filled(route, case.number))
        # 405: the address takes answers only, whoever asks
        assert invented.status_code == foreign.status_code, route
        assert invented.status_code in {404, 405}, route


# -- decisions ---------------------------------------------------------------------------------------


def test_an_approval_that_is_sent_twice_decides_once(world: World, case: Case) -> None:
    deciding.propose(case_id=case.pk, opinion=DISCLOSED, by=world.officer, at=NOW)
    client, path = desk(world.leader), f"/office/requests/{case.number}/steps/approve/"
    case.refresh_from_db()
    sent = {"seq": case.seq}
    assert client.post(path, sent).status_code == 302
    again = client.post(path, sent)
    assert again.status_code == 409
    assert case.events.filter(kind="decided").count() == 1
    deciding.issue_letter(case_id=case.pk, by=world.officer, at=NOW)
    assert client.post(path, sent).status_code == 409
    assert client.post(path, {}).status_code != 500
    assert case.events.filter(kind="decided").count() == 1


def test_an_approval_for_another_draft_than_was_read_is_refused(world: World, case: Case) -> None:
    deciding.propose(case_id=case.pk, opinion=DISCLOSED, by=world.officer, at=NOW)
    case.refresh_from_db()
    read = case.seq
    deciding.propose(case_id=case.pk, opinion=DISCLOSED, by=world.colleague, at=NOW)
    answer = desk(world.leader).post(f"/office/requests/{case.number}/steps/approve/", {"seq": read})
    assert answer.status_code == 409
    assert not case.events.filter(kind="decided").exists()


def test_extra_fields_decide_nothing(world: World, case: Case) -> None:
    """What a form does not offer is not read: who acts, for whom, when, with which result (5.1.2)."""
    sent = {
        "words": "已电话联系。",
        "seq": case.seq,
        "by": world.leader.pk,
        "actor": world.leader.actor,
        "on_behalf_of": world.leader.actor,
        "at": "2020-01-01T00:00",
        "kind": "decided",
        "case_id": 1,
        "outcome": "open",
        "handler": world.stranger.pk,
    }
    assert desk(world.officer).post(f"/office/requests/{case.number}/steps/note/", sent).status_code == 302
    event = case.events.latest("seq")
    assert (event.kind, event.actor, event.recorded_at) == ("note", world.officer.actor, NOW)
    assert "on_behalf_of" not in event.data
    case.refresh_from_db()
    assert (case.outcome, case.handler) == ("", None)


def test_nobody_raises_themselves(world: World) -> None:
    flags = {"is_superuser": "1", "is_staff": "1", "is_active": "1", "username": "root", "must_change_password": ""}
    desk(world.handler).post("/office/mailbox/", {"email": "h@example.invalid"} | flags)
    world.handler.refresh_from_db()
    assert (world.handler.email, world.handler.is_superuser, world.handler.is_staff) == (
        "h@example.invalid",
        False,
        False,
    )
    assert world.handler.username != "root"
    given = {"do": "give", "user": world.handler.pk, "agency": world.office.pk, "role": "approving_leader"}
    given |= {"held_from": "2023-03-01", "by": world.officer.pk}
    assert desk(world.handler).post("/office/people/", given).status_code == 403
    assert Post.objects.filter(user=world.handler).count() == 1


def test_doubled_parameters_are_one_value_and_never_two_powers(world: World, case: Case) -> None:
    """5.1.1: the last value counts, in the check as in the act, so that one cannot pass for the other."""
    client = desk(world.officer)
    answer = client.post("/office/requests/", {"status": ["all", "open"], "words": [CITIZEN.identity_number, ""]})
    assert answer.url == "/office/requests/?status=open"
    deciding.propose(case_id=case.pk, opinion=DISCLOSED, by=world.officer, at=NOW)
    case.refresh_from_db()
    twice = {"seq": [case.seq, case.seq + 1]}
    assert desk(world.leader).post(f"/office/requests/{case.number}/steps/approve/", twice).status_code == 409
    theirs = {"do": "give", "user": world.handler.pk, "role": "auditor", "held_from": "2023-03-01"}
    client.post("/office/people/", theirs | {"agency": [world.office.pk, world.other.pk]})
    assert not Post.objects.filter(user=world.handler, agency=world.other).exists()
    assert client.get("/office/requests/?status=all&status=closed").status_code == 200


# -- no numbers in addresses -------------------------------------------------------------------------


def test_a_number_that_is_searched_for_stands_in_no_address(
    world: World, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = desk(world.officer)
    letter(world, on=at(2023, 3, 3), person=Person("某公司", "other", "X-77", telephone="000-9999-9999"))
    answer = client.post("/office/requests/", {"words": CITIZEN.identity_number, "status": "all"})
    assert CITIZEN.identity_number not in answer.url
    page = client.get(answer.url)
    assert [row.case.number for row in page.context["page"].rows] == [case.number]
    other = desk(world.colleague).get(answer.url)
    assert "检索条件已经过期" in words(other), "it works for nobody else"
    assert CITIZEN.identity_number not in other.content.decode()
    stop_clock(monkeypatch, NOW + searching.LASTS - timedelta(minutes=1))
    client.get("/office/calendar/")
    stop_clock(monkeypatch, NOW + searching.LASTS + timedelta(seconds=1))
    assert "检索条件已经过期" in words(client.get(answer.url))
    for junk in ("x", "A" * 40, "A" * 2000, "%00", "é"):
        assert client.get("/office/requests/", {"found": junk}).status_code == 200
    assert client.get("/office/requests/", {"words": CITIZEN.identity_number}).context["chosen"]["words"] == ""


# -- refused access ----------------------------------------------------------------------------------


def refused() -> list[Entry]:
    return list(Entry.objects.filter(action=Action.ACCESS_REFUSED).order_by("id"))


def test_refused_access_is_recorded_once_an_hour(world: World, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    client = desk(world.stranger)
    for _ in range(3):
        client.get(f"/office/requests/{case.number}/")
    (entry,) = refused()
    assert (entry.actor, entry.detail["kind"]) == (world.stranger.actor, "not-theirs")
    assert entry.detail["route"] == "office/requests/<str:number>/"
    assert case.number not in str(entry.detail), "what was asked for is not repeated"
    desk(world.leader).get("/office/people/")
    assert refused()[1].detail["kind"] == "forbidden"
    Client(enforce_csrf_checks=True).post("/office/sign-in/", {})
    assert refused()[2].actor.startswith("visitor:")
    client.get("/office/no-such-page/")
    assert len(refused()) == 3, "what leads nowhere is nobody's"
    stop_clock(monkeypatch, NOW + timedelta(minutes=61))
    desk(world.stranger).get(f"/office/requests/{case.number}/")
    assert len(refused()) == 4


def test_refused_calls_of_programs_are_recorded_with_their_key(world: World, case: Case) -> None:
    program = Program(world.other, world.stranger)
    program.get(f"/requests/{case.number}")
    assert (refused()[0].actor, refused()[0].detail["kind"]) == (f"api-key:{program.key.prefix}", "not-theirs")
    Client().get("/api/v1/requests/X", headers={"Authorization": "Bearer nonsense"})
    assert refused()[1].detail["kind"] == "no-key"


# -- headers -----------------------------------------------------------------------------------------

POLICY = {
    "default-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
}
FOR_FILES = {"sandbox", "default-src 'none'"}


def policy(answer: object) -> set[str]:
    header = answer["Content-Security-Policy"]  # type: ignore[index]
    assert "unsafe" not in header
    return {part.strip() for part in header.split(";")}


def test_every_kind_of_page_carries_the_policy_and_is_kept_by_nobody(world: World, case: Case) -> None:
    """Portal, errors, API, files and every screen of the office, in one walk."""
    public = ["/" + route for route in routes(portal.urlpatterns) if "<" not in route and "api/v1" not in route]
    assert len(public) > 15
    anybody, officer = Client(raise_request_exception=False), desk(world.officer)
    outside = [anybody.get(path) for path in public]
    outside += [
        anybody.get(path) for path in ("/no-such-page/", "/api/v1/openapi.json", "/api/v1/no", "/api/v1/reports")
    ]
    office = [officer.get(path) for path in office_paths().values()]
    office += [officer.get(f"/office/requests/{case.number}/{rest}") for rest in ("", "receipt/", "person/")]
    office += [desk(world.leader).get("/office/people/"), anybody.get("/office/"), anybody.get("/office/sign-in/")]
    assert {answer.status_code for answer in outside + office} >= {200, 302, 403, 404, 405}
    for answer in outside + office:
        path = answer.request["PATH_INFO"]
        # a file is shut in more tightly than a page
        assert policy(answer) >= POLICY or policy(answer) == FOR_FILES, path
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "same-origin"
        assert "camera=()" in answer["Permissions-Policy"]
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
        shared = "Access-Control-Allow-Origin" in answer
        assert shared or answer["Cross-Origin-Resource-Policy"] == "same-origin", path
        if answer["Content-Type"].startswith("text/html"):
            assert scripts_of_its_own(answer.content.decode()) == [], path
    for answer in office:
        assert "no-store" in answer["Cache-Control"], answer.request["PATH_INFO"]
        assert "public" not in answer["Cache-Control"]


def scripts_of_its_own(text: str) -> list[str]:
    """What the policy would forbid in the browser; nobody should write it and wonder."""
    found = [word for word in (" onclick=", " style=", "javascript:") if word in text]
    starts = [part.partition(">")[0] for part in text.split("<script")[1:]]
    return found + [start for start in starts if " src=" not in start and start != ' type="application/ld+json"']


@pytest.mark.parametrize("path", ["/office/requests/%00/", "/office/requests/?stage=%00"])
def test_a_nul_in_an_address_is_refused_before_it_reaches_the_database(world: World, path: str) -> None:
    """PostgreSQL takes no such character in a text and would answer with a fault of ours."""
    answer = desk(world.officer).get(path)
    assert (answer.status_code, "请求无法处理" in words(answer)) == (400, True)


def test_a_nul_in_an_address_of_the_api_is_refused_in_its_shape() -> None:
    answer = Client().get("/api/v1/requests/%00")
    assert (answer.status_code, answer.json()["code"]) == (400, "BAD_REQUEST")


def test_a_nul_in_a_reason_is_left_out(world: World, case: Case) -> None:
    sent = {"why": "核\x00对", "do": "lock", "user": world.leader.pk}
    assert desk(world.officer).post(f"/office/requests/{case.number}/person/", sent).status_code == 200
    assert desk(world.officer).post("/office/people/accounts/", sent).status_code == 302
    assert Entry.objects.filter(detail__why="核对").count() == 2


def test_asking_for_an_identity_writes_nothing_for_a_forged_number(world: World) -> None:
    officer = desk(world.officer)
    for sent in ({"asking": "1", "do": "agree"}, {"asking": "9" * 17, "do": "agree"}, {"asking": "1", "do": "own"}, {}):
        assert officer.post("/office/identity/", sent).status_code in {302, 404}
    assert not IdentityAsking.objects.exists()
