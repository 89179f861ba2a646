"""The gate: what it asks for, emergencies, withdrawal, rules of an agency."""

from __future__ import annotations

from datetime import date

import pytest

from gongkai.agencies.permissions import NotAllowed
from gongkai.agencies.roles import Role
from gongkai.editorial import attributes, gate, procedures, reviewing
from gongkai.editorial.errors import Changed, Incomplete, NotCleared, Overtaken, OwnWork
from gongkai.editorial.models import Release, Round
from gongkai.statute.documents import Attribute
from tests.editorial.conftest import Checks
from tests.editorial.papers import MONDAY, Desk, Staff, part, sign, sign_all
from tests.factories import World, _person, at


def submitted(desk: Desk, world: World, staff: Staff, **changes: object) -> Round:
    desk.write(world.office, staff.author, **changes)
    return reviewing.submit(keys=["paper:1"], by=staff.author, at=MONDAY)[0]


def test_everything_owed_is_said_at_once(world: World, staff: Staff, desk: Desk) -> None:
    desk.write(world.office, staff.author, attribute=None, parts=(part("名单.xlsx", b"x"),))
    said = [entry.sentence for entry in gate.owed(desk.papers["paper:1"])]
    assert said == [
        "没有标明公开属性",
        "没有初审",
        "没有复审",
        "没有保密审查",
        "附件“名单.xlsx”没有保密审查",
        "没有终审",
    ]
    for by in (world.officer, None):
        with pytest.raises(NotCleared, match="还不能公开：没有标明公开属性；没有初审"):
            gate.release(keys=["paper:1"], by=by, at=MONDAY)
    with pytest.raises(NotCleared):
        gate.guard("paper:1", desk.papers["paper:1"].digest)
    assert not Release.objects.exists()


def test_only_as_what_was_reviewed(world: World, staff: Staff, desk: Desk) -> None:
    row = sign_all(submitted(desk, world, staff, parts=(part("a", b"a"),)), staff)
    gate.guard("paper:1", row.digest)
    assert gate.is_public_part(row.parts["a"])
    edited = desk.edit("paper:1", title="改了标题")
    with pytest.raises(NotCleared):
        gate.guard("paper:1", edited.digest)
    with pytest.raises(NotCleared):
        gate.release(keys=["paper:1"], by=world.officer, at=MONDAY)
    # the edit goes its own way and replaces what was public
    again = reviewing.submit(keys=["paper:1"], by=staff.author, at=MONDAY)[0]
    sign_all(again, staff)
    assert desk.out == {"paper:1": edited.digest}
    assert list(Release.objects.order_by("pk").values_list("withdrawn_because", flat=True)) == [gate.REPLACED, ""]


def test_what_is_not_to_be_public_stays_so_with_every_signature(world: World, staff: Staff, desk: Desk) -> None:
    row = submitted(desk, world, staff, attribute=Attribute.ON_REQUEST, attribute_reason="含内部管理信息")
    assert sign_all(row, staff).state == Round.State.CLEARED
    assert desk.out == {}
    with pytest.raises(NotCleared, match="依申请公开"):
        gate.release(keys=["paper:1"], by=world.officer, at=MONDAY)


def test_emergency_needs_the_secrecy_review_and_a_reason(world: World, staff: Staff, desk: Desk) -> None:
    row = submitted(desk, world, staff)
    with pytest.raises(NotAllowed):
        gate.release_first(key="paper:1", why="汛情", by=world.officer, at=MONDAY)
    with pytest.raises(Incomplete):
        gate.release_first(key="paper:1", why=" ", by=staff.final, at=MONDAY)
    with pytest.raises(NotCleared, match="保密审查"):
        gate.release_first(key="paper:1", why="汛情", by=staff.final, at=MONDAY)
    row = sign(sign(row, staff), staff)
    row = sign(row, staff)
    release = gate.release_first(key="paper:1", why="汛情预警", by=staff.final, at=MONDAY)
    assert (release.review_by, release.emergency, release.round) == (date(2023, 3, 8), "汛情预警", None)
    assert gate.unreviewed() == [release]
    # the reviews are made good; who let it out first may not be the one who reviews it after the fact
    with pytest.raises(OwnWork, match="先发后审"):
        sign(row, staff)


def test_reviews_after_the_fact_close_an_emergency(world: World, staff: Staff, desk: Desk) -> None:
    row = submitted(desk, world, staff)
    for _ in range(3):
        row = sign(row, staff)
    release = gate.release_first(key="paper:1", why="汛情预警", by=staff.final, at=MONDAY)
    other = _person("leader2", world.office.pk, "另一", world.office, Role.APPROVING_LEADER)
    row = sign(row, staff, by=other)
    release.refresh_from_db()
    assert release.round == row
    assert gate.unreviewed() == []
    assert Release.objects.count() == 1


def test_withdrawn_at_once_with_a_reason_and_looked_at_again(world: World, staff: Staff, desk: Desk) -> None:
    sign_all(submitted(desk, world, staff), staff)
    with pytest.raises(Incomplete):
        gate.withdraw(key="paper:1", why="", by=world.officer, at=MONDAY)
    with pytest.raises(NotAllowed):
        gate.withdraw(key="paper:1", why="有误", by=staff.author, at=MONDAY)
    gate.withdraw(key="paper:1", why="数据有误", by=world.officer, at=at(2023, 3, 7))
    assert desk.out == {}
    with pytest.raises(Overtaken):
        gate.withdraw(key="paper:1", why="再撤", by=world.officer, at=MONDAY)
    with pytest.raises(NotCleared, match="没有初审"):
        gate.release(keys=["paper:1"], by=world.officer, at=at(2023, 3, 7))


def test_an_agency_adds_reviews_and_never_takes_the_floor_away(world: World, staff: Staff, desk: Desk) -> None:
    assert [stage.key for stage in procedures.of("reply", world.office).stages] == ["secrecy", "final_review"]
    rule = {"kind": "reply", "agency": world.office, "at_once": False, "by": world.officer, "at": MONDAY}
    for names in (
        ["final_review"],
        ["first_review", "final_review"],
        [],
        ["secrecy", "final_review", "magic"],
        ["final_review", "secrecy"],
        ["secrecy", "secrecy", "final_review"],
    ):
        with pytest.raises(Incomplete):
            procedures.set_rule(names=names, **rule)
    with pytest.raises(NotAllowed):
        procedures.set_rule(names=["secrecy", "final_review"], **(rule | {"by": staff.final}))
    procedures.set_rule(names=["second_review", "secrecy", "final_review"], **(rule | {"agency": world.office}))
    assert procedures.of("reply", world.office).stages[0].key == "second_review"
    assert len(procedures.of("reply", world.other).stages) == 2


def test_a_stricter_rule_counts_for_what_was_cleared_before(world: World, staff: Staff, desk: Desk) -> None:
    rule = {"kind": "paper", "agency": world.office, "by": world.officer, "at": MONDAY}
    procedures.set_rule(names=["secrecy", "final_review"], at_once=False, **rule)
    sign_all(submitted(desk, world, staff), staff)
    procedures.set_rule(names=["first_review", "secrecy", "final_review"], at_once=False, **rule)
    with pytest.raises(NotCleared, match="没有初审"):
        gate.release(keys=["paper:1"], by=world.officer, at=MONDAY)


def test_a_finding_after_clearance_shuts_the_gate(world: World, staff: Staff, desk: Desk, checks: Checks) -> None:
    procedures.set_rule(
        kind="paper", agency=world.office, names=["secrecy", "final_review"], at_once=False, by=world.officer, at=MONDAY
    )
    sign_all(submitted(desk, world, staff), staff)
    checks.version = "2"
    checks.find("工作方案")
    with pytest.raises(NotCleared, match="工作方案"):
        gate.release(keys=["paper:1"], by=world.officer, at=MONDAY)


def test_withholding_a_policy_document_goes_to_the_disclosure_office_first(
    world: World, staff: Staff, desk: Desk
) -> None:
    desk.write(world.office, staff.author, attribute=Attribute.WITHHELD, attribute_reason="涉及商业秘密", policy=True)
    with pytest.raises(Incomplete, match="公开工作机构"):
        reviewing.submit(keys=["paper:1"], by=staff.author, at=MONDAY)
    asked = attributes.propose(key="paper:1", by=staff.author, at=MONDAY)
    with pytest.raises(Overtaken):
        attributes.propose(key="paper:1", by=staff.author, at=MONDAY)
    with pytest.raises(NotAllowed):
        attributes.decide(decision_id=asked.pk, agreed=True, words="", by=staff.final, at=MONDAY)
    with pytest.raises(Incomplete):
        attributes.decide(decision_id=asked.pk, agreed=False, words="", by=world.officer, at=MONDAY)
    attributes.decide(decision_id=asked.pk, agreed=False, words="可以区分处理", by=world.officer, at=MONDAY)
    with pytest.raises(Incomplete, match="公开工作机构"):
        reviewing.submit(keys=["paper:1"], by=staff.author, at=MONDAY)
    again = attributes.propose(key="paper:1", by=staff.author, at=MONDAY)
    attributes.decide(decision_id=again.pk, agreed=True, words="", by=world.officer, at=MONDAY)
    reviewing.submit(keys=["paper:1"], by=staff.author, at=MONDAY)


def test_coverage_and_reassessment(world: World, staff: Staff, desk: Desk) -> None:
    desk.write(world.office, staff.author, "paper:1", attribute=None)
    desk.write(world.office, staff.author, "paper:2")
    desk.write(world.office, staff.author, "paper:3", attribute=Attribute.ON_REQUEST, attribute_reason="理由")
    found = attributes.coverage(world.office)
    assert (found.total, found.marked, found.unmarked) == (3, 2, (("paper:1", desk.papers["paper:1"].title),))
    assert [item.key for item, _ in attributes.due_for_reassessment(world.office, today=date(2023, 3, 6))] == [
        "paper:3"
    ]
    attributes.reassess(key="paper:3", words="仍含内部信息", by=world.officer, at=MONDAY)
    assert attributes.due_for_reassessment(world.office, today=date(2024, 3, 5)) == []
    assert len(attributes.due_for_reassessment(world.office, today=date(2024, 3, 6))) == 1


def test_what_is_saved_while_the_gate_is_at_work_does_not_go_out(world: World, staff: Staff, desk: Desk) -> None:
    row = submitted(desk, world, staff)
    desk.slips = True
    with pytest.raises(Changed):
        sign_all(row, staff)
    assert not Release.objects.exists()
