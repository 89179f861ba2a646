"""Standing in for the absent, handing over, and that nobody both drafts and approves."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils.timezone import localdate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.agencies import absences, actions
from gongkai.agencies.errors import AbsenceRefused
from gongkai.agencies.models import User
from gongkai.agencies.permissions import NotAllowed
from gongkai.agencies.roles import Role
from gongkai.audit.models import Action, Entry
from gongkai.casework import chain_proof, deciding, handling, handover, signing, verification
from gongkai.casework import handover_tasks as tasks
from gongkai.casework.errors import CannotHandOver, CaseworkError, Incomplete, OwnWork
from gongkai.casework.models import Case, CaseEvent
from gongkai.jobs.errors import JobFailed
from gongkai.statute.events import EventKind
from tests.casework.chains import demand, passes
from tests.casework.desk import desk, stop_clock, words
from tests.factories import DISCLOSED, World, at, letter, make_district

pytestmark = pytest.mark.django_db
ON, NOW = date(2023, 3, 6), at(2023, 3, 6)


@pytest.fixture
def world() -> World:
    return make_district()


@pytest.fixture
def case(world: World) -> Case:
    return letter(world).case


def away(user: User, substitute: User) -> None:
    absences.record(user=user, substitute=substitute, away_from=ON, away_until=ON, by=user, at=NOW)
    substitute.__dict__.pop("_posts_held", None)


def last(case: Case, kind: EventKind) -> CaseEvent:
    return case.events.filter(kind=kind.value).latest("seq")


def test_the_log_names_who_acted_and_in_whose_stead(world: World, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    deciding.propose(case_id=case.pk, opinion=DISCLOSED, by=world.officer, at=NOW)
    away(world.leader, world.colleague)
    deciding.approve(case_id=case.pk, by=world.colleague, at=NOW)
    event = last(case, EventKind.DECIDED)
    assert event.actor == world.colleague.actor
    assert event.data["on_behalf_of"] == world.leader.actor
    assert "on_behalf_of" not in last(case, EventKind.DECISION_PROPOSED).data
    assert not list(verification.verify_case(case))
    browser = desk(world.officer)
    stop_clock(monkeypatch, NOW)
    assert "何其（代周审）" in words(browser.get(f"/office/requests/{case.number}/"))


def test_the_drafter_who_stands_in_for_the_leader_does_not_approve(
    world: World, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    deciding.propose(case_id=case.pk, opinion=DISCLOSED, by=world.officer, at=NOW)
    away(world.leader, world.officer)
    with pytest.raises(OwnWork):
        deciding.approve(case_id=case.pk, by=world.officer, at=NOW)
    browser = desk(world.officer)
    stop_clock(monkeypatch, NOW)
    assert "应当由其他审批领导审批" in words(browser.get(f"/office/requests/{case.number}/"))


def test_who_asked_for_the_extension_does_not_grant_it_as_a_substitute(world: World, case: Case) -> None:
    handling.request_extension(case_id=case.pk, reason="资料较多", by=world.officer, at=NOW)
    away(world.leader, world.officer)
    with pytest.raises(OwnWork):
        handling.approve_extension(case_id=case.pk, by=world.officer, at=NOW)


def test_what_was_drafted_in_somebodys_stead_is_not_approved_by_them(world: World, case: Case) -> None:
    """The absent officer became the leader meanwhile: the draft bears their post's name."""
    away(world.officer, world.handler)
    deciding.propose(case_id=case.pk, opinion=DISCLOSED, by=world.handler, at=NOW)
    assert last(case, EventKind.DECISION_PROPOSED).data["on_behalf_of"] == world.officer.actor
    actions.give_post(user=world.officer, agency=world.office, role=Role.APPROVING_LEADER, held_from=ON, at=NOW)
    officer = User.objects.get(pk=world.officer.pk)
    with pytest.raises(OwnWork):
        deciding.approve(case_id=case.pk, by=officer, at=NOW)


def test_a_leaders_own_draft_is_not_approved_in_the_leaders_stead(world: World, case: Case) -> None:
    actions.give_post(user=world.leader, agency=world.office, role=Role.DISCLOSURE_OFFICER, held_from=ON, at=NOW)
    leader = User.objects.get(pk=world.leader.pk)
    deciding.propose(case_id=case.pk, opinion=DISCLOSED, by=leader, at=NOW)
    away(leader, world.handler)
    with pytest.raises(OwnWork):
        deciding.approve(case_id=case.pk, by=world.handler, at=NOW)


PEOPLE = ("officer", "colleague", "leader", "handler")
Step = tuple[str, str, str, int]


def _round(drawn: tuple[tuple[str, str], str, str, bool, list[str]]) -> list[Step]:
    """Somebody drafts, people take steps, somebody else or one of them approves, perhaps a day later."""
    (first, second), who, whom, waits, passers = drawn
    between = [("tomorrow", "", "", 0)] if waits else []
    passing = [("pass", passer, "", 0) for passer in passers] if first == "propose" else []
    return [(first, who, "", 0), *passing, *between, (second, whom, "", 0)]


def _alone(step: Step) -> list[Step]:
    return [step]


OFFICE = (Role.DISCLOSURE_OFFICER, Role.APPROVING_LEADER, Role.SECRECY_REVIEWER)
CHAINS = (("sign",), ("secrecy", "sign"), ("review", "secrecy", "sign"))
anybody = st.sampled_from(PEOPLE)
absence = st.tuples(st.just("away"), anybody, anybody, st.integers(0, 3))
post = st.tuples(st.just("post"), anybody, st.sampled_from(OFFICE), st.just(0))
round_of = st.tuples(
    st.sampled_from((("propose", "approve"), ("extend", "grant"))),
    anybody,
    anybody,
    st.booleans(),
    st.lists(anybody, max_size=3),
).map(_round)
steps = st.tuples(
    st.lists(post, min_size=1, max_size=5),
    st.lists(absence, max_size=2),
    st.lists(st.one_of(round_of, round_of, absence.map(_alone), post.map(_alone)), min_size=2, max_size=6),
).map(lambda parts: [*parts[0], *parts[1], *(step for group in parts[2] for step in group)])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(CHAINS), steps)
def test_no_sequence_of_posts_absences_and_acts_lets_one_person_draft_and_approve(
    world: World, case: Case, chain: tuple[str, ...], acts: list[Step]
) -> None:
    """Nor take two steps of one draft; and nothing is decided without the steps that were demanded."""
    with transaction.atomic():
        now = NOW
        demand(world, chain)
        for what, who, other, days in acts:
            now += timedelta(days=1) if what == "tomorrow" else timedelta(minutes=1)
            _try(world, case, what, who, other, days, now)
        drafted: set[str] = set()
        asked: set[str] = set()
        passed: dict[str, set[str]] = {}
        for event in case.events.order_by("seq"):
            people = {event.actor, event.data.get("on_behalf_of", event.actor)}
            if event.kind == EventKind.DECISION_PROPOSED:
                drafted, passed = people, {}
            elif event.kind == EventKind.NOTE and "chain" in event.data.get("facts", {}):
                stage = event.data["facts"]["stage"]
                assert not people & drafted
                assert not any(people & others for key, others in passed.items() if key != stage)
                passed[stage] = people
            elif event.kind == EventKind.EXTENSION_REQUESTED:
                asked = people
            elif event.kind == EventKind.DECIDED:
                assert drafted
                assert not drafted & people
                assert {*passed, "sign"} == set(chain)
                assert not any(people & others for others in passed.values())
            elif event.kind == EventKind.EXTENDED:
                assert asked
                assert not asked & people
        said = chain_proof.faults(list(case.events.order_by("seq")), world.office.line, chain_proof.Rules())
        assert not list(said)
        transaction.set_rollback(True)


def _try(world: World, case: Case, what: str, who: str, other: str, days: int, now: object) -> None:
    """Do one thing, or be refused. Whoever acts is read anew, as with each request."""
    user = User.objects.get(pk=getattr(world, who).pk) if who else None
    moment: object = now
    try:
        if what == "away":
            absences.record(
                user=user,
                substitute=User.objects.get(pk=getattr(world, other).pk),
                away_from=localdate(moment),
                away_until=localdate(moment) + timedelta(days=days),
                by=user,
                at=moment,
            )
        elif what == "post" and not user.posts.filter(agency=world.office, role=other).exists():
            actions.give_post(user=user, agency=world.office, role=Role(other), held_from=localdate(moment), at=moment)
        elif what == "propose":
            deciding.propose(case_id=case.pk, opinion=DISCLOSED, by=user, at=moment)
        elif what == "extend":
            handling.request_extension(case_id=case.pk, reason="资料较多", by=user, at=moment)
        elif what == "back":
            deciding.send_back(case_id=case.pk, why="依据不足", by=user, at=moment)
        elif what == "pass" and signing.of_case(case, "reply") is not None:
            passes(case, user, on=moment)
        elif what == "approve":
            deciding.approve(case_id=case.pk, by=user, at=moment)
        elif what == "grant":
            handling.approve_extension(case_id=case.pk, by=user, at=moment)
    except (CaseworkError, NotAllowed, AbsenceRefused):
        pass


# -- handing over ------------------------------------------------------------------------------------


@pytest.fixture
def successor(world: World) -> User:
    user = User.objects.create_user(f"successor{world.office.pk}", name="钱接")
    actions.give_post(user=user, agency=world.department, role=Role.HANDLER, held_from=date(2023, 1, 1), at=NOW)
    return user


@pytest.fixture
def assigned(world: World) -> list[Case]:
    cases = [letter(world).case for _ in range(3)]
    for case in cases:
        handling.assign(case_id=case.pk, agency=world.department, handler=world.handler, by=world.officer, at=NOW)
    return cases


def test_all_open_cases_change_hands_in_one_act(
    world: World, assigned: list[Case], successor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    due = {case.pk: Case.objects.get(pk=case.pk).due_on for case in assigned}
    moved = handover.hand_over(leaving=world.handler, to=successor, why="调离", by=world.officer, at=NOW)
    assert {case.pk for case in moved} == {case.pk for case in assigned}
    for case in Case.objects.filter(pk__in=due):
        assert case.handler == successor
        assert case.due_on == due[case.pk]
        event = last(case, EventKind.TRANSFERRED_INTERNALLY)
        assert event.data["to"] == f"agency:{world.department.pk}/{successor.actor}"
        assert not list(verification.verify_case(case))
    entry = Entry.objects.get(action=Action.HANDED_OVER)
    assert entry.detail == {"to": successor.actor, "cases": 3}
    browser = desk(world.officer)
    stop_clock(monkeypatch, NOW)
    assert "钱接承办，期限不变" in words(browser.get(f"/office/requests/{assigned[0].number}/"))


def test_while_one_case_cannot_move_none_moves(world: World, assigned: list[Case], successor: User) -> None:
    elsewhere = letter(world).case
    handling.assign(case_id=elsewhere.pk, agency=world.other, handler=world.handler, by=world.officer, at=NOW)
    with pytest.raises(CannotHandOver, match=elsewhere.number) as refused:
        handover.hand_over(leaving=world.handler, to=successor, why="调离", by=world.officer, at=NOW)
    assert [number for number, _ in refused.value.cases] == [elsewhere.number]
    assert not Case.objects.filter(handler=successor).exists()
    assert not Entry.objects.filter(action=Action.HANDED_OVER).exists()


def test_who_may_hand_over_and_what_is_needed(world: World, assigned: list[Case], successor: User) -> None:
    for by in (world.leader, world.handler, world.auditor):
        with pytest.raises(NotAllowed):
            handover.hand_over(leaving=world.handler, to=successor, why="调离", by=by, at=NOW)
    with pytest.raises(CannotHandOver, match="无权移交"):
        handover.hand_over(leaving=world.handler, to=successor, why="调离", by=world.stranger, at=NOW)
    with pytest.raises(Incomplete, match="原因"):
        handover.hand_over(leaving=world.handler, to=successor, why=" ", by=world.officer, at=NOW)
    with pytest.raises(Incomplete, match="同一个人"):
        handover.hand_over(leaving=world.handler, to=world.handler, why="调离", by=world.officer, at=NOW)


def test_a_case_left_to_nobody_is_found_and_the_daily_check_fails(
    world: World, assigned: list[Case], successor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert tasks.look(on=ON) == 0
    actions.end_post(post=world.handler.posts.get(), held_until=ON, at=NOW)
    assert tasks.look(on=ON) == 0
    soon = handover.leaving_soon(world.officer, on=ON, until=ON + timedelta(days=30))
    assert [(entry.user, entry.last_day, entry.cases) for entry in soon] == [(world.handler, ON, 3)]
    later = ON + timedelta(days=1)
    with pytest.raises(JobFailed, match="3件在办申请") as failed:
        tasks.look(on=later)
    assert failed.value.code == "CASES_WITHOUT_HANDLER"
    assert assigned[0].number in str(failed.value)
    browser = desk(world.officer)
    stop_clock(monkeypatch, at(2023, 3, 7))
    page = words(browser.get("/office/handover/"))
    assert "已于2023-03-06（周一）离任" in page
    assert assigned[0].number in page
    given = {"leaving": world.handler.pk, "to": successor.pk, "why": "退休"}
    assert "已将3件在办申请由吴办移交钱接" in words(browser.post("/office/handover/", given))
    assert tasks.look(on=later) == 0


def test_an_agency_without_an_officer_leaves_its_cases_to_nobody(world: World, case: Case) -> None:
    for officer in (world.officer, world.colleague):
        actions.end_post(post=officer.posts.get(), held_until=ON, at=NOW)
    assert not handover.left_to_nobody(on=ON).exists()
    assert handover.left_to_nobody(on=ON + timedelta(days=1)).get() == case


def test_a_substitute_sees_what_waits_for_the_absent_handler(
    world: World, assigned: list[Case], successor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    away(world.handler, successor)
    browser = desk(User.objects.get(pk=successor.pk))
    stop_clock(monkeypatch, NOW)
    assert "交您承办，待拟定答复" in words(browser.get("/office/"))


def test_only_those_who_handle_see_the_screen(world: World) -> None:
    assert desk(world.handler).get("/office/handover/").status_code == 403
