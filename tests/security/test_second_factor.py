"""The second factor: how it is set up, what it refuses, and that no address of the office gets around it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.test.utils import override_settings

from gongkai.agencies import account_checks, accounts, second_factor
from gongkai.agencies.errors import AccountRefused, FactorRefused
from gongkai.agencies.models import RecoveryCode, SecondFactor
from gongkai.agencies.permissions import NotAllowed
from gongkai.audit import ledger
from gongkai.audit.models import Action, Entry
from tests.casework.desk import desk, stop_clock, words
from tests.factories import PASSWORD, World, at, make_district
from tests.security.ways import code_of, office_paths, signed_in, with_factor

pytestmark = pytest.mark.django_db
NOW = at(2023, 3, 6, 10)
STEP = timedelta(seconds=30)
FACTOR = "/office/account/factor/"


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    stop_clock(monkeypatch, NOW)
    return make_district()


def given(world: World, code: str, moment: datetime) -> str:
    """What becomes of a code: how it passed, or the code of its refusal."""
    try:
        return second_factor.give(user=world.leader, code=code, at=moment)
    except FactorRefused as error:
        return error.code


def test_the_codes_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B, SHA-1, the last six digits."""
    secret = b"12345678901234567890"
    for seconds, code in ((59, "287082"), (1111111109, "081804"), (20000000000, "353130")):
        moment = datetime.fromtimestamp(seconds, tz=NOW.tzinfo)
        assert second_factor._step(secret, code, after=0, at=moment) == seconds // 30


def test_a_code_passes_one_step_early_or_late_and_never_twice(world: World) -> None:
    secret, _ = with_factor(world.leader, NOW)
    later = NOW + timedelta(minutes=5)
    assert given(world, code_of(secret, NOW), NOW) == "FACTOR_REFUSED", "the code that confirmed is used up"
    assert given(world, code_of(secret, later - 2 * STEP), later) == "FACTOR_REFUSED"
    assert given(world, code_of(secret, later + 2 * STEP), later) == "FACTOR_REFUSED"
    assert given(world, code_of(secret, later - STEP), later) == "code"
    assert given(world, code_of(secret, later - STEP), later) == "FACTOR_REFUSED", "replayed"
    assert given(world, code_of(secret, later + STEP), later) == "code"
    assert given(world, code_of(secret, later), later) == "FACTOR_REFUSED", "an earlier step than the last taken"


@pytest.mark.parametrize("junk", ["", " ", "12345", "1234567", "١٢٣٤٥٦", "-12345", "12345a", "1e5000"])
def test_junk_is_no_code(world: World, junk: str) -> None:
    with_factor(world.leader, NOW)
    assert given(world, junk, NOW) == "FACTOR_REFUSED"


def test_five_wrong_codes_mean_a_wait_whatever_comes_next(world: World) -> None:
    secret, codes = with_factor(world.leader, NOW)
    for _ in range(5):
        assert given(world, "000000", NOW) == "FACTOR_REFUSED"
    soon = NOW + timedelta(minutes=9)
    assert given(world, code_of(secret, soon), soon) == "FACTOR_REFUSED"
    assert given(world, codes[0], soon) == "FACTOR_REFUSED"
    assert Entry.objects.filter(action=Action.FACTOR_FAILED).count() == 5
    after = NOW + timedelta(minutes=11)
    assert given(world, code_of(secret, after), after) == "code"
    assert not list(ledger.verify())


def test_a_recovery_code_passes_once_and_only_its_owner(world: World) -> None:
    _, codes = with_factor(world.leader, NOW)
    with_factor(world.officer, NOW)
    assert len(set(codes)) == 10
    assert given(world, codes[3].lower().replace("-", " "), NOW) == "recovery"
    assert given(world, codes[3], NOW) == "FACTOR_REFUSED"
    assert second_factor.codes_left(world.leader) == 9
    with pytest.raises(FactorRefused):
        second_factor.give(user=world.officer, code=codes[4], at=NOW)


def test_nothing_that_makes_codes_lies_open_in_the_database(world: World) -> None:
    secret, codes = with_factor(world.leader, NOW)
    row = SecondFactor.objects.get(user=world.leader)
    opened = second_factor._open(world.leader, row.sealed_secret)
    assert opened not in bytes(row.sealed_secret)
    kept = set(RecoveryCode.objects.values_list("code_hash", flat=True))
    assert not kept & {text for code in codes for text in (code, code.replace("-", ""))}
    SecondFactor.objects.create(user=world.officer, sealed_secret=row.sealed_secret, confirmed_at=NOW)
    with pytest.raises(ValueError, match="does not open"):
        second_factor.give(user=world.officer, code=code_of(secret, NOW), at=NOW)


@override_settings(GONGKAI_SECOND_FACTOR="reviewers")
def test_every_address_is_closed_while_the_factor_is_owed(world: World) -> None:
    """Neither who has yet to enrol nor who has only given the password gets past one address, whatever is sent."""
    with_factor(world.leader, NOW)
    open_ones = {"office/sign-in/", "office/sign-out/", "office/account/factor/"}
    paths = {route: path for route, path in office_paths().items() if route not in open_ones}
    assert len(paths) > 50
    for user in (world.officer, world.leader):
        client = Client()
        client.force_login(user)
        for path in paths.values():
            for answer in (client.get(path), client.post(path, {"do": "approve"})):
                assert answer.status_code == 302, path
                assert answer.url.startswith(FACTOR), path
    assert not Entry.objects.filter(action=Action.CASE_READ).exists()


@pytest.mark.parametrize(
    ("setting", "asked"),
    [("off", set()), ("reviewers", {"officer", "leader"}), ("all", {"officer", "leader", "handler", "auditor"})],
)
def test_who_must_have_one(world: World, setting: str, asked: set[str]) -> None:
    with override_settings(GONGKAI_SECOND_FACTOR=setting):
        for name in ("officer", "leader", "handler", "auditor"):
            answer = desk(getattr(world, name)).get("/office/calendar/")
            assert (answer.status_code == 302) is (name in asked), name


@override_settings(GONGKAI_SECOND_FACTOR="reviewers")
def test_setting_it_up_and_signing_in_with_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(world.leader, PASSWORD)
    asked = client.get("/office/requests/", follow=True)
    assert "您的职务可以审批" in words(asked)
    assert "<svg" in asked.content.decode()
    assert "script" not in asked.content.decode().partition("<svg")[2].partition("</svg>")[0]
    secret = asked.context["secret"].replace(" ", "")
    assert client.get(FACTOR).context["secret"].replace(" ", "") == secret, "a second look shows the same secret"
    other = desk(world.leader)
    wrong = client.post(FACTOR, {"code": "000000", "next": "/office/requests/"})
    assert (wrong.status_code, "动态口令不对" in words(wrong)) == (422, True)
    before = client.session.session_key
    done = client.post(FACTOR, {"code": code_of(secret, NOW), "next": "https://example.invalid/"})
    codes = done.context["codes"]
    assert all(code in words(done) for code in codes)
    assert done.context["next"] == "/office/"
    assert client.session.session_key != before
    assert client.get("/office/requests/").status_code == 200
    assert other.get("/office/requests/").status_code == 302, "sessions from before end"
    assert codes[0] not in words(client.get("/office/account/"))

    later = NOW + timedelta(minutes=1)
    stop_clock(monkeypatch, later)
    again = signed_in(world.leader, PASSWORD)
    assert "输入动态口令" in words(again.get("/office/requests/?status=all", follow=True))
    answer = again.post(FACTOR, {"code": code_of(secret, later), "next": "/office/requests/?status=all"})
    assert answer.url == "/office/requests/?status=all"
    assert again.get(answer.url).status_code == 200
    actions = set(Entry.objects.filter(subject=f"factor:{world.leader.pk}").values_list("action", flat=True))
    assert actions == {Action.FACTOR_ENROLLED, Action.FACTOR_GIVEN, Action.FACTOR_FAILED}


def test_a_session_cannot_enrol_another_telephone_before_it_gave_a_code(world: World) -> None:
    """Who stole only the password must not be offered a new secret."""
    with_factor(world.leader, NOW)
    client = signed_in(world.leader, PASSWORD)
    page = client.get(FACTOR)
    assert "secret" not in page.context
    offered = second_factor.offer(user=world.leader)
    client.post(FACTOR, {"code": code_of(offered, NOW)})
    assert client.get("/office/requests/").status_code == 302


def test_only_who_keeps_the_staff_resets_it_with_a_reason_and_never_their_own(world: World) -> None:
    secret, _ = with_factor(world.leader, NOW)
    with_factor(world.officer, NOW)
    victim = signed_in(world.leader, PASSWORD)
    later = NOW + 2 * STEP
    second_factor.give(user=world.leader, code=code_of(secret, later), at=later)
    what: dict[str, Any] = {"why": "手机丢失", "at": NOW}
    for person in (world.stranger, world.handler, world.auditor, world.leader):
        with pytest.raises(NotAllowed):
            accounts.reset_factor(user_id=world.leader.pk, by=person, **what)
    with pytest.raises(AccountRefused):
        accounts.reset_factor(user_id=world.officer.pk, by=world.officer, **what)
    with pytest.raises(AccountRefused):
        accounts.reset_factor(user_id=world.leader.pk, by=world.officer, why=" ", at=NOW)
    accounts.reset_factor(user_id=world.leader.pk, by=world.officer, **what)
    assert not second_factor.enrolled(world.leader)
    assert not RecoveryCode.objects.filter(user=world.leader).exists()
    assert victim.get(FACTOR).url.startswith("/office/sign-in/"), "every session ends"
    entry = Entry.objects.get(action=Action.FACTOR_RESET)
    assert (entry.actor, entry.subject) == (world.officer.actor, world.leader.actor)
    assert entry.detail == {"why": "手机丢失", "sessions": 1}


def test_the_operator_s_command_is_the_last_way_back(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    with_factor(world.officer, NOW)
    call_command("reset_second_factor", world.officer.username, why="唯一的维护人员手机丢失")
    assert not second_factor.enrolled(world.officer)
    assert Entry.objects.get(action=Action.FACTOR_RESET).actor == ledger.SYSTEM
    for name, why in (("nobody", "x"), (world.officer.username, "没有启用"), (world.officer.username, " ")):
        with pytest.raises(SystemExit) as left:
            call_command("reset_second_factor", name, why=why)
        assert left.value.code == 2
    assert "没有用户名“nobody”。" in capsys.readouterr().err


@pytest.mark.parametrize(("setting", "faults"), [("off", 0), ("reviewers", 0), ("all", 0), ("on", 1), ("", 1)])
def test_a_misspelt_demand_is_found_at_the_start(setting: str, faults: int) -> None:
    with override_settings(GONGKAI_SECOND_FACTOR=setting):
        assert len(account_checks.second_factor_is_known()) == faults
    with override_settings(GONGKAI_IDLE_MINUTES=0):
        assert [fault.id for fault in account_checks.sessions_end()] == ["agencies.E002"]
