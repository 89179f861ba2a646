"""The steps between a draft and its letter: who takes which, for exactly what, and what is asked again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from gongkai.agencies import absences, actions
from gongkai.agencies.models import User
from gongkai.agencies.permissions import NotAllowed
from gongkai.agencies.roles import Role
from gongkai.casework import attachments, chain_proof, deciding, handling, notices, queries, signing, verification
from gongkai.casework.chain_records import Turn
from gongkai.casework.errors import Conflict, Incomplete, NotPermitted, OwnWork, Unknown
from gongkai.casework.models import Case
from gongkai.casework.opinions import Item, Opinion
from gongkai.editorial import letter_procedures, procedures
from gongkai.editorial.errors import Incomplete as RuleIncomplete
from gongkai.editorial.models import ProcedureRule
from tests.casework.chains import ALL, appoint, demand, found, passes
from tests.factories import DISCLOSED, World, at, letter, make_district

pytestmark = pytest.mark.django_db
NOW = at(2023, 3, 6)
ON = localdate(NOW)
SECRET = Opinion("no_secret", None, {"classification_evidence": "机密，明密〔2020〕3号", "reason": "定密在有效期内"})


@pytest.fixture
def world() -> World:
    return make_district()


@pytest.fixture
def case(world: World) -> Case:
    """A case that the department drafts for."""
    made = letter(world).case
    return handling.assign(case_id=made.pk, agency=world.department, handler=world.handler, by=world.officer, at=NOW)


@pytest.fixture
def lawyer(world: World) -> User:
    return appoint(world, "法正", Role.LEGAL_REVIEWER, world.government)


def propose(case: Case, by: User, opinion: Opinion = DISCLOSED) -> Case:
    return deciding.propose(case_id=case.pk, opinion=opinion, by=by, at=NOW)


def turn(case: Case) -> tuple[str, User | None]:
    row = Turn.objects.get(case=case)
    return row.stage, row.drafter


def add_file(case: Case, by: User, words: str = "批复全文") -> None:
    upload = attachments.upload(f"{words}。\n".encode(), f"{words}.txt", "reply")
    attachments.add(case_id=case.pk, uploads=[upload], by=by, at=NOW)


# -- which steps are owed ---------------------------------------------------------------------------


def test_the_shipped_steps_follow_the_letter_and_the_posts_that_are_held(world: World) -> None:
    ProcedureRule.objects.all().delete()

    def owed(*outcomes: str, agency: object = world.office) -> list[str]:
        kinds = letter_procedures.kinds_of(outcomes)
        return [stage.key for stage in letter_procedures.owed(kinds, agency, on=ON)]

    assert owed("open") == owed("partial") == owed("no_secret") == ["secrecy", "sign"]
    assert owed("no_law") == owed("na_none") == ["sign"]
    assert owed("na_none", "partial") == ["secrecy", "sign"], "one item of several that discloses"
    assert owed("open", agency=world.department) == ["sign"], "nobody there or above it reviews"
    appoint(world, "密上", Role.SECRECY_REVIEWER, world.government)
    assert owed("open", agency=world.department) == ["secrecy", "sign"]
    assert [stage.key for stage in letter_procedures.owed(["fee_notice"], world.office, on=ON)] == []
    everything = {key for kind in letter_procedures.kinds().values() for key in kind.outcomes}
    assert everything == {"open", "partial", "no_secret"}


def test_an_agency_demands_more_or_less_but_never_without_a_signature(world: World) -> None:
    demand(world, ALL)
    assert tuple(stage.key for stage in letter_procedures.owed(["letter_disclosed"], world.office, on=ON)) == ALL
    for names in (["review"], ["sign", "review"], ["secrecy", "secrecy", "sign"], ["final_review", "sign"]):
        with pytest.raises(RuleIncomplete):
            demand(world, names)
    with pytest.raises(RuleIncomplete, match="保密审查"):
        procedures.set_rule(
            kind="paper", agency=world.office, names=["final_review"], at_once=False, by=world.officer, at=NOW
        )
    assert letter_procedures.vacant(world.office, on=ON) == [("予以公开、部分公开的答复", "合法性审核")]
    demand(world, [], kind="fee_notice")
    demand(world, ["review", "sign"], kind="fee_notice")


# -- the whole chain --------------------------------------------------------------------------------


def test_a_reply_goes_through_every_step_and_the_log_binds_them_to_what_left(
    world: World, case: Case, lawyer: User
) -> None:
    demand(world, ALL)
    due = Case.objects.get(pk=case.pk).due_on
    propose(case, world.handler)
    waits = []
    for person in (world.colleague, world.secrecy, lawyer):
        waits.append(turn(case))
        with pytest.raises(NotPermitted, match="还没有完成"):
            deciding.approve(case_id=case.pk, by=world.leader, at=NOW)
        passes(case, person, on=NOW, words="无异议")
    assert [stage for stage, _ in waits] == ["review", "secrecy", "legality"]
    assert turn(case) == ("sign", world.handler)
    digest = found(case).draft
    assert deciding.approve(case_id=case.pk, by=world.leader, at=NOW).outcome == "open"
    assert not Turn.objects.filter(case=case).exists()
    deciding.issue_letter(case_id=case.pk, by=world.officer, at=NOW)
    notes = case.events.filter(kind="note", data__has_key="facts").order_by("seq")
    told = [(row.data["facts"]["stage"], row.actor, row.data["evidence"]) for row in notes]
    people = zip(ALL, (world.colleague, world.secrecy, lawyer), strict=False)
    assert told == [(key, person.actor, [digest]) for key, person in people]
    for kind in ("decided", "letter_issued"):
        assert case.events.get(kind=kind).data["facts"]["draft"] == digest
    assert Case.objects.get(pk=case.pk).due_on == due


def test_a_step_is_for_exactly_what_was_read(world: World, case: Case) -> None:
    demand(world, ["review", "sign"])
    propose(case, world.handler)
    read = found(case).draft
    add_file(case, world.handler)
    key = {"case_id": case.pk, "letter": "reply", "by": world.colleague, "at": NOW}
    with pytest.raises(Conflict):
        signing.pass_step(draft=read, **key)
    with pytest.raises(Conflict):
        signing.return_draft(draft=read, place="全文", why="不对", **key)
    assert not found(case).passed
    with pytest.raises(Conflict):
        signing.pass_step(draft=found(case).draft, seq=1, **key)


def test_files_that_come_after_a_step_ask_all_steps_again(world: World, case: Case) -> None:
    demand(world, ["review", "secrecy", "sign"])
    propose(case, world.handler)
    passes(case, world.colleague, on=NOW)
    passes(case, world.secrecy, on=NOW)
    add_file(case, world.handler)
    assert turn(case)[0] == "review"
    assert {one.stage for one in found(case).asked_again} == {"review", "secrecy"}
    with pytest.raises(NotPermitted, match="提供给申请人的文件有变动"):
        deciding.approve(case_id=case.pk, by=world.leader, at=NOW)
    actions.give_post(user=world.secrecy, agency=world.office, role=Role.REVIEWER, held_from=ON, at=NOW)
    with pytest.raises(OwnWork, match="同一个人"):
        passes(case, world.secrecy, on=NOW)
    passes(case, world.colleague, on=NOW)
    passes(case, world.secrecy, on=NOW)
    deciding.approve(case_id=case.pk, by=world.leader, at=NOW)


def test_a_file_added_after_the_signature_is_signed_before_the_letter_leaves(world: World, case: Case) -> None:
    demand(world, ["secrecy", "sign"])
    propose(case, world.handler)
    passes(case, world.secrecy, on=NOW)
    deciding.approve(case_id=case.pk, by=world.leader, at=NOW)
    add_file(case, world.handler)
    with pytest.raises(NotPermitted, match="保密审查、签发"):
        deciding.issue_letter(case_id=case.pk, by=world.officer, at=NOW)
    assert turn(case)[0] == "secrecy"
    with pytest.raises(NotPermitted, match="不能退回"):
        signing.return_draft(
            case_id=case.pk, letter="reply", draft=found(case).draft, place="全文", why="缺页", by=world.secrecy, at=NOW
        )
    passes(case, world.secrecy, on=NOW)
    passes(case, world.leader, on=NOW)
    assert deciding.issue_letter(case_id=case.pk, by=world.officer, at=NOW).number
    assert not Turn.objects.filter(case=case).exists()


def test_a_draft_written_anew_asks_all_steps_again_under_the_rules_of_its_day(world: World, case: Case) -> None:
    demand(world, ["review", "secrecy", "sign"])
    propose(case, world.handler)
    passes(case, world.colleague, on=NOW)
    demand(world, ["secrecy", "sign"], on=NOW)
    assert [stage.key for stage in found(case).stages] == ["review", "secrecy", "sign"], "begun under the old rule"
    propose(case, world.handler)
    assert [stage.key for stage in found(case).missing] == ["secrecy", "sign"]
    assert [one.stage for one in found(case).earlier] == ["review"]


# -- four eyes --------------------------------------------------------------------------------------


def test_nobody_signs_what_they_drafted_or_added_nor_two_steps(world: World, case: Case) -> None:
    demand(world, ["review", "secrecy", "sign"])
    propose(case, world.officer)
    with pytest.raises(OwnWork):
        passes(case, world.officer, on=NOW)
    add_file(case, world.colleague)
    with pytest.raises(OwnWork, match="添加的文件"):
        passes(case, world.colleague, on=NOW)
    head = appoint(world, "科长", Role.REVIEWER, world.department)
    passes(case, head, on=NOW)
    for role in (Role.SECRECY_REVIEWER, Role.APPROVING_LEADER):
        actions.give_post(user=head, agency=world.office, role=role, held_from=ON, at=NOW)
    with pytest.raises(OwnWork):
        passes(case, head, on=NOW)
    passes(case, world.secrecy, on=NOW)
    with pytest.raises(OwnWork, match="同一个人"):
        deciding.approve(case_id=case.pk, by=User.objects.get(pk=head.pk), at=NOW)


def test_a_substitute_counts_as_both(world: World, case: Case) -> None:
    demand(world, ["secrecy", "sign"])
    propose(case, world.handler)
    absences.record(user=world.secrecy, substitute=world.handler, away_from=ON, away_until=ON, by=world.secrecy, at=NOW)
    with pytest.raises(OwnWork):
        passes(case, world.handler, on=NOW)
    absences.record(user=world.leader, substitute=world.colleague, away_from=ON, away_until=ON, by=world.leader, at=NOW)
    absences.cancel(absence=world.secrecy.absences.get(), by=world.secrecy, at=NOW)
    passes(case, world.secrecy, on=NOW)
    event = case.events.latest("seq")
    assert "on_behalf_of" not in event.data
    decided = deciding.approve(case_id=case.pk, by=User.objects.get(pk=world.colleague.pk), at=NOW)
    assert decided.events.get(kind="decided").data["on_behalf_of"] == world.leader.actor


def test_who_may_take_a_step_and_who_is_not_even_told(world: World, case: Case, lawyer: User) -> None:
    demand(world, ["secrecy", "legality", "sign"])
    propose(case, world.handler)
    for person in (world.officer, world.leader, world.auditor, world.handler):
        with pytest.raises(NotAllowed):
            passes(case, person, on=NOW)
    world.stranger.is_superuser = True
    world.stranger.save()
    for person in (world.stranger, lawyer):
        with pytest.raises(Unknown):
            passes(case, person, on=NOW)

    def sees(person: User) -> bool:
        return queries.visible(User.objects.get(pk=person.pk), on=ON).filter(pk=case.pk).exists()

    assert (sees(world.secrecy), sees(lawyer)) == (True, False)
    passes(case, world.secrecy, on=NOW)
    assert (sees(world.secrecy), sees(lawyer)) == (False, True), "a case is seen while one's step waits"


# -- sending back -----------------------------------------------------------------------------------


def test_a_draft_goes_back_to_its_drafter_with_place_and_reason(world: World, case: Case) -> None:
    demand(world, ["review", "sign"])
    propose(case, world.handler)
    key = {"case_id": case.pk, "letter": "reply", "draft": found(case).draft, "by": world.colleague, "at": NOW}
    for place, why in (("", "缺依据"), ("理由", " ")):
        with pytest.raises(Incomplete):
            signing.return_draft(place=place, why=why, **key)
    signing.return_draft(place="提供的内容", why="缺附图", **key)
    assert turn(case) == (Turn.RETURNED, world.handler)
    assert found(case).due is None
    with pytest.raises(NotPermitted):
        passes(case, world.colleague, on=NOW)
    with pytest.raises(NotPermitted):
        deciding.approve(case_id=case.pk, by=world.leader, at=NOW)
    propose(case, world.handler)
    assert turn(case)[0] == "review"


def test_what_ends_otherwise_waits_for_nobody_and_several_items_owe_the_steps_of_each(world: World, case: Case) -> None:
    demand(world, ["secrecy", "sign"])
    propose(case, world.handler)
    handling.withdraw(case_id=case.pk, on=ON, by=world.officer, at=NOW)
    assert not queries.visible(world.secrecy, on=ON).filter(pk=case.pk).exists()
    with pytest.raises(NotPermitted):
        signing.pass_step(
            case_id=case.pk, letter="reply", draft=found(case).draft, by=world.officer, at=NOW + timedelta(minutes=1)
        )
    demand(world, ["secrecy", "sign"], kind="letter_secret")
    older = letter(world).case
    propose(older, world.officer, SECRET)
    assert [stage.key for stage in found(older).stages] == ["secrecy", "sign"]
    assert found(older).due is not None
    several = Opinion.of_items(
        [Item("预算", "open", "provided", DISCLOSED.facts), Item("密件", "no_secret", None, SECRET.facts)]
    )
    third = letter(world).case
    propose(third, world.officer, several)
    assert [stage.key for stage in found(third).stages] == ["secrecy", "sign"]


# -- fee notices ------------------------------------------------------------------------------------


FEE = {"method": "per_page", "quantity": 68, "how_to_pay": "缴入明湖区财政非税收入专户"}


def test_a_fee_notice_leaves_as_what_was_passed_by_two(world: World, case: Case) -> None:
    demand(world, ["review", "sign"], kind="fee_notice")
    key = {"case_id": case.pk, "by": world.officer, "at": NOW}
    with pytest.raises(NotPermitted, match="先报批，经审核、签发"):
        notices.issue(slug="notice-fee", facts=FEE, **key)
    with pytest.raises(NotPermitted, match="先报批"):
        handling.notice_fee(method="per_page", quantity=68, on=ON, **key)
    with pytest.raises(Incomplete):
        notices.hand_in(facts={"method": "per_page", "quantity": 68}, **key)
    due = Case.objects.get(pk=case.pk).due_on
    notices.hand_in(facts=FEE, **key)
    with pytest.raises(OwnWork):
        passes(case, world.officer, on=NOW, letter="fee_notice")
    passes(case, world.colleague, on=NOW, letter="fee_notice")
    signing.return_draft(
        case_id=case.pk,
        letter="fee_notice",
        draft=found(case, "fee_notice").draft,
        place="缴费期限",
        why="写明日期",
        by=world.leader,
        at=NOW,
    )
    assert turn(case) == (Turn.RETURNED, world.officer)
    with pytest.raises(NotPermitted, match="先报批"):
        notices.issue(slug="notice-fee", facts=FEE, **key)
    notices.hand_in(facts=FEE, **key)
    passes(case, world.colleague, on=NOW, letter="fee_notice")
    with pytest.raises(NotPermitted, match="没有完成签发"):
        notices.issue(slug="notice-fee", facts=FEE, **key)
    passes(case, world.leader, on=NOW, letter="fee_notice")
    assert turn(case)[0] == Turn.ISSUE
    assert Case.objects.get(pk=case.pk).due_on == due
    with pytest.raises(NotPermitted, match="不一致"):
        notices.issue(slug="notice-fee", facts=FEE | {"quantity": 680}, **key)
    draft = found(case, "fee_notice").draft
    assert notices.issue(slug="notice-fee", facts=FEE, **key).number
    assert case.events.get(kind="fee_noticed").data["facts"] == {"draft": draft}
    assert not Turn.objects.filter(case=case).exists()
    assert not list(verification.verify_case(Case.objects.get(pk=case.pk)))


def test_without_a_rule_a_fee_notice_is_issued_as_ever(world: World, case: Case) -> None:
    with pytest.raises(NotPermitted, match="不需要审签"):
        notices.hand_in(case_id=case.pk, facts=FEE, by=world.officer, at=NOW)
    assert notices.issue(case_id=case.pk, slug="notice-fee", facts=FEE, by=world.officer, at=NOW).number


# -- the ledger proves it ---------------------------------------------------------------------------


def _issued(world: World, case: Case, steps: list[str]) -> Case:
    demand(world, steps)
    propose(case, world.handler)
    for person in (world.colleague, world.secrecy)[: len(steps) - 1]:
        passes(case, person, on=NOW)
    deciding.approve(case_id=case.pk, by=world.leader, at=NOW)
    deciding.issue_letter(case_id=case.pk, by=world.officer, at=NOW)
    return Case.objects.get(pk=case.pk)


def proved(case: Case, world: World) -> list[str]:
    """What the logs alone say against the steps of a case."""
    events = list(case.events.order_by("seq"))
    return [message for _, message in chain_proof.faults(events, world.office.line, chain_proof.Rules())]


def test_verifying_names_a_letter_that_left_without_its_steps(
    world: World, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert proved(_issued(world, case, ["review", "secrecy", "sign"]), world) == []
    assert not list(verification.verify_case(Case.objects.get(pk=case.pk)))
    # A program that forgot to ask: the draft owes what the ledger's rule says, whatever it says itself.
    with monkeypatch.context() as forgetful:
        forgetful.setattr(signing, "require_done", lambda *_, **__: None)
        other = letter(world).case
        deciding.propose(case_id=other.pk, opinion=DISCLOSED, by=world.officer, at=NOW)
        passes(other, world.colleague, on=NOW)
        deciding.approve(case_id=other.pk, by=world.leader, at=NOW)
        deciding.issue_letter(case_id=other.pk, by=world.colleague, at=NOW)
    told = [str(fault) for fault in verification.verify_case(Case.objects.get(pk=other.pk))]
    assert any("作出决定时没有完成保密审查" in line for line in told)
    assert any("制发时没有完成保密审查" in line for line in told)


def test_the_proof_trusts_neither_the_draft_nor_one_person_in_two_places(world: World, case: Case) -> None:
    _issued(world, case, ["review", "secrecy", "sign"])
    events = list(case.events.order_by("seq"))
    rules = chain_proof.Rules()

    def wrong(**changes: object) -> list[str]:
        """The faults after a change to one event's row, in memory."""
        rows = list(case.events.order_by("seq"))
        for place, change in changes.items():
            next(row for row in rows if place in (row.kind, f"s{row.seq}")).__dict__.update(change)
        return [message for _, message in chain_proof.faults(rows, world.office.line, rules)]

    proposal = next(row for row in events if row.kind == "decision_proposed")
    first, second = (row for row in events if "stage" in row.data.get("facts", {}))
    unsaid = {key: value for key, value in proposal.data.items() if key != "facts"}
    assert wrong(decision_proposed={"data": unsaid}) == [], "the ledger's rule says what was owed, and it was done"
    stripped = [row for row in events if row.seq != second.seq]
    assert any("没有完成保密审查" in said for _, said in chain_proof.faults(stripped, world.office.line, rules))
    assert any("同一人" in said for said in wrong(**{f"s{second.seq}": {"actor": first.actor}}))
    assert any("自己" in said for said in wrong(**{f"s{first.seq}": {"actor": proposal.actor}}))
    moved = second.data | {"evidence": ["0" * 64]}
    assert any("没有完成保密审查" in said for said in wrong(**{f"s{second.seq}": {"data": moved}}))
