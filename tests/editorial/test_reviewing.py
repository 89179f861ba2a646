"""Handing in, signing, returning, taking back: who may, in which order, and what an edit does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from gongkai.agencies.actions import end_post, give_post
from gongkai.agencies.models import Absence, Post
from gongkai.agencies.permissions import NotAllowed
from gongkai.agencies.roles import Role
from gongkai.audit import ledger
from gongkai.audit.models import Action, Entry
from gongkai.editorial import releasing, reviewing, scanning
from gongkai.editorial.errors import Changed, Incomplete, NotCleared, Overtaken, OwnWork
from gongkai.editorial.models import Release, Round, Signature
from gongkai.editorial.reviewing import Return, Seen, Wish
from tests.editorial.conftest import Checks
from tests.editorial.papers import MONDAY, Desk, Staff, part, seen, sign, sign_all
from tests.factories import World, at

BACK = Return("words", "第二段“截止”改为“截至”。", ({"field": "正文", "start": 3, "end": 5},))


@pytest.fixture
def row(world: World, staff: Staff, desk: Desk) -> Round:
    files = (part("附件1.docx", b"one"), part("附件2.xlsx", b"two"))
    desk.write(world.office, staff.author, parts=files)
    return reviewing.submit(keys=["paper:1"], by=staff.author, at=MONDAY)[0]


def test_four_stages_in_their_order_and_then_it_is_public(row: Round, staff: Staff, desk: Desk) -> None:
    way = []
    while row.state == Round.State.OPEN:
        assert "paper:1" not in desk.out
        way.append((row.stage, row.due_on))
        row = sign(row, staff)
    stages = ["first_review", "second_review", "secrecy", "final_review"]
    assert way == [(stage, date(2023, 3, 7)) for stage in stages]
    assert desk.out == {"paper:1": row.digest}
    release = Release.objects.get()
    assert (release.round, release.digest, release.withdrawn_at) == (row, row.digest, None)
    signed = list(row.signatures.values_list("stage", "part"))
    assert signed[2:5] == [("secrecy", ""), ("secrecy", "附件1.docx"), ("secrecy", "附件2.xlsx")]
    assert [one.checked["pass"] for one in row.signatures.all() if one.part == ""] == [1, 2, 0, 3]
    actions = list(Entry.objects.filter(subject="paper:1").order_by("position").values_list("action", flat=True))
    assert actions == [Action.REVIEW_SUBMITTED, *[Action.REVIEW_APPROVED] * 6, Action.RELEASED]
    assert not list(ledger.verify())


def test_each_file_has_its_own_secrecy_review(row: Round, staff: Staff, desk: Desk) -> None:
    for _ in range(2):
        row = sign(row, staff)
    for name in ("附件1.docx", ""):
        row = reviewing.approve(
            round_id=row.pk, stage="secrecy", seen=seen(row), by=staff.secrecy, at=MONDAY, part=name
        )
        assert row.stage == "secrecy"
    with pytest.raises(Overtaken, match="已经有人签过"):
        reviewing.approve(round_id=row.pk, stage="secrecy", seen=seen(row), by=staff.secrecy, at=MONDAY)
    row = reviewing.approve(
        round_id=row.pk, stage="secrecy", seen=seen(row), by=staff.secrecy, at=MONDAY, part="附件2.xlsx"
    )
    assert row.stage == "final_review"


def test_nobody_without_the_post_signs(row: Round, world: World, staff: Staff) -> None:
    for person in (staff.second, staff.secrecy, staff.final, world.handler, world.auditor, world.stranger):
        with pytest.raises(NotAllowed):
            sign(row, staff, by=person)
    world.stranger.is_superuser = True
    world.stranger.save()
    with pytest.raises(NotAllowed):
        sign(row, staff, by=world.stranger)
    assert not Signature.objects.exists()


def test_nobody_reviews_their_own_work(world: World, staff: Staff, desk: Desk) -> None:
    desk.write(world.office, staff.first)
    mine = reviewing.submit(keys=["paper:1"], by=staff.first, at=MONDAY)[0]
    with pytest.raises(OwnWork, match="由他人审核"):
        sign(mine, staff)
    # who edited it is an author as much as who handed it in
    desk.write(world.office, staff.author, "paper:2", authors=frozenset({staff.author.actor, staff.first.actor}))
    other = reviewing.submit(keys=["paper:2"], by=staff.author, at=MONDAY)[0]
    with pytest.raises(OwnWork):
        sign(other, staff)


def test_nobody_signs_two_stages(row: Round, world: World, staff: Staff) -> None:
    give_post(
        user=staff.first, agency=world.office, role=Role.DISCLOSURE_OFFICER, held_from=date(2022, 1, 1), at=MONDAY
    )
    row = sign(row, staff)
    with pytest.raises(OwnWork, match="两个环节"):
        sign(row, staff, by=staff.first)


def test_a_deputy_signs_for_the_absent_and_counts_as_both(row: Round, world: World, staff: Staff) -> None:
    Absence.objects.create(
        user=staff.first, substitute=world.colleague, away_from=MONDAY.date(), away_until=MONDAY.date(), recorded_by="x"
    )
    row = sign(row, staff, by=world.colleague)
    given = row.signatures.get()
    assert (given.by, given.on_behalf) == (world.colleague, staff.first)
    with pytest.raises(OwnWork, match="两个环节"):
        sign(row, staff, by=world.colleague)


def test_a_deputy_of_the_author_is_not_a_second_pair_of_eyes(row: Round, world: World, staff: Staff) -> None:
    give_post(user=staff.author, agency=world.office, role=Role.REVIEWER, held_from=date(2022, 1, 1), at=MONDAY)
    Absence.objects.create(
        user=staff.author,
        substitute=world.colleague,
        away_from=MONDAY.date(),
        away_until=MONDAY.date(),
        recorded_by="x",
    )
    with pytest.raises(OwnWork):
        sign(row, staff, by=world.colleague)


def test_an_edit_asks_again(row: Round, staff: Staff, desk: Desk) -> None:
    row = sign(row, staff)
    desk.edit("paper:1", texts=(("正文", "改过的正文。"),))
    with pytest.raises(Changed, match="作过修改"):
        sign(row, staff)
    reviewing.notice_edit("paper:1", at=MONDAY)
    row.refresh_from_db()
    assert (row.state, row.stage) == (Round.State.CHANGED, "")
    with pytest.raises(Overtaken, match="送审后有修改"):
        sign(row, staff, stage="second_review")
    again = reviewing.submit(keys=["paper:1"], by=staff.author, at=MONDAY)[0]
    assert again.stage == "first_review"
    assert not again.signatures.exists()


def test_an_edit_that_changes_nothing_ends_nothing(row: Round, desk: Desk) -> None:
    desk.edit("paper:1", texts=desk.papers["paper:1"].texts)
    reviewing.notice_edit("paper:1", at=MONDAY)
    row.refresh_from_db()
    assert row.state == Round.State.OPEN


def test_a_replaced_file_asks_again(row: Round, staff: Staff, desk: Desk) -> None:
    desk.edit("paper:1", parts=(part("附件1.docx", b"another"), part("附件2.xlsx", b"two")))
    with pytest.raises(Changed):
        sign(row, staff)


def test_of_two_deciding_at_once_the_second_is_told(row: Round, world: World, staff: Staff) -> None:
    opened = seen(row)
    sign(row, staff)
    give_post(user=world.colleague, agency=world.office, role=Role.REVIEWER, held_from=date(2022, 1, 1), at=MONDAY)
    for act in (
        lambda: reviewing.approve(round_id=row.pk, stage="first_review", seen=opened, by=world.colleague, at=MONDAY),
        lambda: reviewing.send_back(
            round_id=row.pk, stage="first_review", seen=opened, reason=BACK, by=world.colleague, at=MONDAY
        ),
    ):
        with pytest.raises(Overtaken, match="刚刚由其他人员处理过，现在到了复审"):
            act()
    assert row.signatures.count() == 1


def test_a_role_taken_away_in_between(row: Round, staff: Staff) -> None:
    opened = seen(row)
    post = Post.objects.get(user=staff.first)
    end_post(post=post, held_until=date(2023, 3, 5), at=MONDAY)
    staff.first.__dict__.pop("_posts_held", None)
    with pytest.raises(NotAllowed):
        reviewing.approve(round_id=row.pk, stage="first_review", seen=opened, by=staff.first, at=MONDAY)


def test_sent_back_with_a_reason_and_places(row: Round, staff: Staff, desk: Desk) -> None:
    row = sign(row, staff)
    for reason in (replace(BACK, why=""), replace(BACK, why="mood"), replace(BACK, words=" ")):
        with pytest.raises(Incomplete):
            reviewing.send_back(
                round_id=row.pk, stage="second_review", seen=seen(row), reason=reason, by=staff.second, at=MONDAY
            )
    row = reviewing.send_back(
        round_id=row.pk, stage="second_review", seen=seen(row), reason=BACK, by=staff.second, at=MONDAY
    )
    assert row.state == Round.State.RETURNED
    last = row.signatures.last()
    assert last is not None
    assert (last.decision, last.why, last.places) == ("returned", "words", list(BACK.places))
    # what was signed before it went back counts for nothing, although not a letter was changed
    again = reviewing.submit(keys=["paper:1"], by=staff.author, at=MONDAY)[0]
    assert again.stage == "first_review"


def test_replayed_and_forged_approvals(row: Round, staff: Staff) -> None:
    first = seen(row)
    sign(row, staff)
    with pytest.raises(Overtaken):
        reviewing.approve(round_id=row.pk, stage="first_review", seen=first, by=staff.first, at=MONDAY)
    with pytest.raises(Overtaken):
        reviewing.approve(round_id=row.pk, stage="final_review", seen=seen(row), by=staff.final, at=MONDAY)
    with pytest.raises(Changed):
        reviewing.approve(
            round_id=row.pk, stage="second_review", seen=Seen(seen(row).seq, "0" * 64), by=staff.second, at=MONDAY
        )
    with pytest.raises(Round.DoesNotExist):
        reviewing.approve(round_id=row.pk + 999, stage="second_review", seen=first, by=staff.second, at=MONDAY)


def test_taken_back_by_its_author_or_the_office_only(row: Round, world: World, staff: Staff) -> None:
    with pytest.raises(NotAllowed):
        reviewing.take_back(round_id=row.pk, by=staff.first, at=MONDAY)
    reviewing.take_back(round_id=row.pk, by=staff.author, at=MONDAY)
    with pytest.raises(Overtaken, match="已撤回送审"):
        reviewing.take_back(round_id=row.pk, by=world.officer, at=MONDAY)


def test_handed_in_once_and_with_its_attribute(row: Round, world: World, staff: Staff, desk: Desk) -> None:
    with pytest.raises(Overtaken, match="已经在审核中"):
        reviewing.submit(keys=["paper:1"], by=staff.author, at=MONDAY)
    desk.write(world.office, staff.author, "paper:2", attribute=None)
    with pytest.raises(Incomplete, match="公开属性"):
        reviewing.submit(keys=["paper:2"], by=staff.author, at=MONDAY)
    with pytest.raises(NotAllowed):
        reviewing.submit(keys=["paper:2"], by=staff.final, at=MONDAY)


def test_document_and_interpretation_go_together(world: World, staff: Staff, desk: Desk) -> None:
    desk.write(world.office, staff.author, "paper:1", together=("paper:2",))
    desk.write(world.office, staff.author, "paper:2", together=("paper:1",))
    with pytest.raises(Incomplete, match="一起送审"):
        reviewing.submit(keys=["paper:1"], by=staff.author, at=MONDAY)
    one, two = reviewing.submit(keys=["paper:1", "paper:2"], by=staff.author, at=MONDAY)
    sign_all(one, staff)
    assert desk.out == {}, "the document waits for its interpretation"
    sign_all(two, staff)
    assert set(desk.out) == {"paper:1", "paper:2"}


def test_what_goes_back_takes_its_companion_along(world: World, staff: Staff, desk: Desk) -> None:
    desk.write(world.office, staff.author, "paper:1", together=("paper:2",))
    desk.write(world.office, staff.author, "paper:2", together=("paper:1",))
    one, two = reviewing.submit(keys=["paper:1", "paper:2"], by=staff.author, at=MONDAY)
    reviewing.send_back(round_id=one.pk, stage="first_review", seen=seen(one), reason=BACK, by=staff.first, at=MONDAY)
    two.refresh_from_db()
    assert two.state == Round.State.RETURNED


def test_a_finding_stops_the_signature_until_it_is_answered(
    world: World, staff: Staff, desk: Desk, checks: Checks
) -> None:
    checks.find("机密★", protected=True)
    checks.find("截止", code="SPELL", protected=False)
    desk.write(world.office, staff.author, texts=(("正文", "机密★的来历。截止今天。"),), parts=(part("a.txt", b"a"),))
    row = reviewing.submit(keys=["paper:1"], by=staff.author, at=MONDAY)[0]
    with pytest.raises(NotCleared, match="机密★"):
        sign(row, staff)
    for person in (staff.author, staff.first, staff.final):
        with pytest.raises((NotAllowed, OwnWork)):
            scanning.rule(key="paper:1", part="", fingerprint="f-机密★", reason="讲解", by=person, at=MONDAY)
    with pytest.raises(Incomplete):
        scanning.rule(key="paper:1", part="", fingerprint="f-机密★", reason=" ", by=staff.secrecy, at=MONDAY)
    scanning.rule(key="paper:1", part="", fingerprint="f-机密★", reason="讲解标志", by=staff.secrecy, at=MONDAY)
    with pytest.raises(Overtaken, match="已经有人认定"):
        scanning.rule(key="paper:1", part="", fingerprint="f-机密★", reason="再来", by=staff.secrecy, at=MONDAY)
    with pytest.raises(NotCleared, match="截止"):
        sign(row, staff)
    scanning.rule(key="paper:1", part="", fingerprint="f-截止", reason="引文", by=staff.first, at=MONDAY)
    row = sign(row, staff)
    assert row.stage == "second_review"
    assert row.signatures.get().checked["ruled"] == 2
    assert Entry.objects.filter(action=Action.FINDING_OVERRULED).count() == 2


def test_the_secrecy_reviewer_who_wrote_it_overrules_nothing(
    world: World, staff: Staff, desk: Desk, checks: Checks
) -> None:
    checks.find("秘密★")
    desk.write(world.office, staff.secrecy, texts=(("正文", "秘密★"),))
    with pytest.raises(OwnWork):
        scanning.rule(key="paper:1", part="", fingerprint="f-秘密★", reason="误报", by=staff.secrecy, at=MONDAY)


def test_an_unreadable_file_cannot_be_waved_through(world: World, staff: Staff, desk: Desk, checks: Checks) -> None:
    checks.unreadable.add(b"locked")
    desk.write(world.office, staff.author, parts=(part("名单.docx", b"locked"),))
    row = reviewing.submit(keys=["paper:1"], by=staff.author, at=MONDAY)[0]
    with pytest.raises(NotCleared, match="打开密码"):
        sign(row, staff)
    with pytest.raises(Incomplete, match="不能放行"):
        scanning.rule(key="paper:1", part="名单.docx", fingerprint="x", reason="看过了", by=staff.secrecy, at=MONDAY)


def test_new_rules_ask_again(row: Round, staff: Staff, checks: Checks) -> None:
    row = sign(row, staff)
    checks.find("工作方案")
    row = sign(row, staff)  # read once under the old rules
    checks.version = "2"
    with pytest.raises(NotCleared, match="工作方案"):
        sign(row, staff)


def test_what_is_timed_waits_for_its_moment(world: World, staff: Staff, desk: Desk) -> None:
    desk.write(world.office, staff.author)
    when = at(2023, 3, 8, 8)
    row = reviewing.submit(keys=["paper:1"], by=staff.author, at=MONDAY, wish=Wish(release_at=when))[0]
    assert sign_all(row, staff).state == Round.State.CLEARED
    assert desk.out == {}
    releasing.release_due(at=at(2023, 3, 8, 7, 59))
    assert desk.out == {}
    assert [release.key for release in releasing.release_due(at=when)] == ["paper:1"]
    assert releasing.release_due(at=when) == []


def test_a_failure_while_putting_out_leaves_nothing_behind(row: Round, staff: Staff, desk: Desk) -> None:
    for _ in range(3):
        row = sign(row, staff)
    desk.fails = True
    with pytest.raises(RuntimeError):
        sign(row, staff)
    row.refresh_from_db()
    assert (row.state, row.stage) == (Round.State.OPEN, "final_review")
    assert not Release.objects.exists()
    desk.fails = False
    sign(row, staff)
    assert desk.out
