"""From the clerk's draft to the board: who signs, what is refused, corrections, and the gate's lock."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from gongkai.agencies import actions
from gongkai.agencies.errors import PostRefused
from gongkai.agencies.models import Post
from gongkai.agencies.permissions import NotAllowed
from gongkai.agencies.roles import Role
from gongkai.editorial import gate, items, procedures
from gongkai.editorial.errors import EditorialError, Incomplete, NotCleared, OwnWork
from gongkai.village import clock, posting, queries
from gongkai.village.errors import HasPersonalData, NotNow, TooShort, Unbalanced, Unknown
from gongkai.village.models import FinanceRow, Posting
from gongkai.village.money import Line
from gongkai.village.posting import Correction
from tests.village.conftest import OCTOBER, Hamlet

pytestmark = pytest.mark.django_db


def test_finance_goes_from_the_clerk_over_the_committee_and_the_township_to_the_board(hamlet: Hamlet) -> None:
    row = hamlet.draft()
    posting.hand_in(posting_id=row.pk, by=hamlet.clerk, at=OCTOBER)
    for wrong in (hamlet.clerk, hamlet.reviewer, hamlet.world.officer):
        with pytest.raises((NotAllowed, OwnWork)):
            hamlet.sign(row, wrong)
    hamlet.sign(row, hamlet.overseer)
    assert not queries.public().exists()
    with pytest.raises((NotAllowed, OwnWork)):
        hamlet.sign(row, hamlet.overseer)
    hamlet.sign(row, hamlet.reviewer)
    row.refresh_from_db()
    assert row.is_public
    assert (row.posted_from, row.posted_until) == (date(2026, 10, 8), date(2026, 10, 23))
    assert (row.period_start, row.period_end) == (date(2026, 7, 1), date(2026, 9, 30))
    assert gate.is_public(row.gate_key, items.load(row.gate_key).digest)
    assert [board.kind.value for board in queries.boards(hamlet.village, date(2026, 10, 9)) if board.postings] == [
        "finance"
    ]
    assert not any(board.postings for board in queries.boards(hamlet.village, date(2026, 10, 24)))


@pytest.mark.parametrize(
    ("changes", "error", "field", "said"),
    [
        ({"days": 14}, TooShort, "days", "15日（村委会组织法第三十五条）"),
        ({"days": None}, Incomplete, "days", "长期公开"),
        ({"title": " "}, Incomplete, "title", "标题"),
        ({"lines": (), "opening_fen": None, "closing_fen": None}, Incomplete, "text", "内容"),
        ({"day": date(2026, 10, 9)}, Incomplete, "day", "以后"),
        ({"duty": "nothing"}, Incomplete, "duty", "事项"),
        ({"also": ("resolutions",)}, Incomplete, "also", "同一公开栏"),
        ({"also": ("land_compensation",)}, Incomplete, "also", "专项公开"),
        ({"closing_fen": 4_063_951}, Unbalanced, "closing", "相差0.01元"),
        ({"opening_fen": None, "closing_fen": None}, Unbalanced, "opening", "期初余额"),
    ],
)
def test_a_draft_that_cannot_be_posted_is_refused_and_nothing_is_kept(
    hamlet: Hamlet, changes: dict[str, object], error: type[Incomplete], field: str, said: str
) -> None:
    with pytest.raises(error) as refused:
        hamlet.draft(hamlet.content(**changes))
    assert refused.value.field == field
    assert said in str(refused.value)
    assert not Posting.objects.exists()


def test_names_may_stand_on_a_board_and_numbers_of_people_may_not(hamlet: Hamlet) -> None:
    named = hamlet.affairs(
        duty="aid_recipients", day=date(2026, 10, 7), title="新增低保对象公示", text="甄不存，二组，每月补助620元。"
    )
    assert hamlet.public(named).is_public
    numbers = ("身份证号码110101199001010015", "手机13912345678", "银行卡号6222021234567890128", "家住柳溪村二组18号")
    for words in numbers:
        row = hamlet.draft(hamlet.affairs(text=f"甄不存，{words}。"))
        with pytest.raises(HasPersonalData):
            posting.hand_in(posting_id=row.pk, by=hamlet.clerk, at=OCTOBER)
        assert posting.stage_of(row) is None
    lines = (Line("income", f"甄不存{numbers[0]}", 5), Line("expenditure", "电费", 5))
    row = hamlet.draft(hamlet.content(lines=lines, closing_fen=3_000_000))
    with pytest.raises(HasPersonalData):
        posting.hand_in(posting_id=row.pk, by=hamlet.clerk, at=OCTOBER)
    call = hamlet.draft(hamlet.affairs(text="对本次公示有异议的，请联系村委会，监督电话：13912345678。"))
    assert posting.hand_in(posting_id=call.pk, by=hamlet.clerk, at=OCTOBER).key == call.gate_key, "an office's own"
    office = hamlet.affairs(duty="service_telephones", days=None, title="便民电话", text="村卫生室13912345678")
    assert hamlet.public(office).posted_until is None


def test_nobody_signs_for_the_oversight_committee_who_sits_on_the_village_committee(hamlet: Hamlet) -> None:
    for role in (Role.VILLAGE_CLERK, Role.VILLAGE_COMMITTEE):
        with pytest.raises(PostRefused, match="第三十七条"):
            actions.give_post(
                user=hamlet.overseer, agency=hamlet.agency, role=role, held_from=OCTOBER.date(), at=OCTOBER
            )
    row = hamlet.draft()
    posting.hand_in(posting_id=row.pk, by=hamlet.clerk, at=OCTOBER)
    # a post that came into the table by another way does not help
    Post.objects.create(
        user=hamlet.overseer, agency=hamlet.agency, role=Role.VILLAGE_COMMITTEE, held_from=date(2026, 1, 1)
    )
    hamlet.overseer.__dict__.pop("_posts_held", None)
    with pytest.raises(OwnWork, match="第三十七条"):
        hamlet.sign(row, hamlet.overseer)
    with pytest.raises(Incomplete, match="村务监督委员会审查不能取消"):
        procedures._check("posting_finance", ["township"])
    procedures._check("posting_affairs", ["township"])


def test_what_is_public_is_written_by_the_gate_only_and_corrected_by_another_posting(hamlet: Hamlet) -> None:
    row = hamlet.public()
    line = row.rows.first()
    assert line is not None
    fresh = Posting(village=hamlet.village, board="party", duty="party_goals", title="绕开", drafted_at=OCTOBER,
                    published_at=OCTOBER, posted_from=OCTOBER.date())  # fmt: skip
    ways = [
        lambda: Posting.objects.filter(pk=row.pk).update(title="改"),
        lambda: Posting.objects.filter(pk=row.pk).delete(),
        lambda: Posting.objects.bulk_create([fresh]),
        fresh.save,
        lambda: setattr(row, "text", "改") or row.save(),
        lambda: setattr(line, "amount_fen", 1) or line.save(),
        line.delete,
        lambda: FinanceRow(posting=row, place=9, finance_class="income", item="多", amount_fen=1).save(),
        lambda: FinanceRow.objects.filter(posting=row).delete(),
    ]
    for way in ways:
        with pytest.raises(NotCleared), transaction.atomic():
            way()
    with pytest.raises(NotNow, match="更正"):
        hamlet.draft(hamlet.content(title="改"), posting_id=row.pk)
    with pytest.raises(Incomplete, match="更正的原因"):
        hamlet.draft(hamlet.content(), correction=Correction(row.pk, " "))
    later = OCTOBER + timedelta(days=20)
    new = hamlet.public(hamlet.content(title="更正后的收支"), on=later, correction=Correction(row.pk, "漏记一笔电费"))
    row.refresh_from_db()
    assert (row.is_public, new.is_public) == (False, True)
    assert "漏记一笔电费" in row.withdrawn_because
    assert queries.successor(hamlet.agency.code, row.pk) == new
    told = {line.duty.code: line for line in clock.owed([hamlet.village], since=date(2026, 7, 1), today=later.date())}
    assert told["income"].posted_on == date(2026, 10, 8), "a correction keeps the day of what it corrects"
    assert told["income"].standing.value == "on_time"


def test_withdrawing_takes_a_reason_and_the_township(hamlet: Hamlet) -> None:
    row = hamlet.public(hamlet.affairs())
    with pytest.raises(NotAllowed):
        posting.withdraw(posting_id=row.pk, why="错", by=hamlet.clerk, at=OCTOBER)
    with pytest.raises(Incomplete):
        posting.withdraw(posting_id=row.pk, why=" ", by=hamlet.reviewer, at=OCTOBER)
    posting.withdraw(posting_id=row.pk, why="会议记录有误", by=hamlet.reviewer, at=OCTOBER)
    assert queries.posting(hamlet.agency.code, row.pk) is None
    with pytest.raises(IntegrityError), transaction.atomic():
        posting.Village.objects.filter(pk=hamlet.village.pk).update(counted_from=None)


def test_strangers_do_nothing_here(hamlet: Hamlet) -> None:
    row = hamlet.draft()
    for by in (hamlet.world.officer, hamlet.world.stranger, hamlet.world.auditor, hamlet.overseer, hamlet.reviewer):
        with pytest.raises(NotAllowed):
            posting.draft(village_id=hamlet.village.pk, content=hamlet.content(), by=by, at=OCTOBER)
        with pytest.raises(NotAllowed):
            posting.hand_in(posting_id=row.pk, by=by, at=OCTOBER)
    for by in (hamlet.clerk, hamlet.overseer, hamlet.world.officer):
        with pytest.raises(NotAllowed):
            posting.register(village=hamlet.village, by=by, at=OCTOBER)
    with pytest.raises(EditorialError):
        hamlet.sign(hamlet.draft(), hamlet.reviewer) if posting.stage_of(row) else posting.send_back(
            posting_id=row.pk, seen=posting.Seen(0, ""), words="x", by=hamlet.reviewer, at=OCTOBER
        )
    with pytest.raises(Unknown):
        posting.hand_in(posting_id=0, by=hamlet.clerk, at=OCTOBER)
