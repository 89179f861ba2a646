"""Joint handling (会签): departments give their part of one reply, know nothing of who asks, and move no clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from gongkai.agencies import absences, actions, calendar
from gongkai.agencies.models import User
from gongkai.agencies.permissions import NotAllowed
from gongkai.agencies.roles import Role
from gongkai.casework import attachments, deciding, handling, joint, limits, log, reminders, statistics, verification
from gongkai.casework.errors import BadInternalLimit, Incomplete, NotPermitted, Unknown
from gongkai.casework.joint import Answer
from gongkai.casework.models import Case, JointRequest
from gongkai.casework.queries import sheet
from gongkai.casework.statistics import Period
from gongkai.casework.timeline import timeline
from tests.casework.desk import desk, stop_clock, words
from tests.factories import CITIZEN, DISCLOSED, START, WANTED, World, at, confirm, decide, make_district, online

pytestmark = pytest.mark.django_db
NOW, DUE = at(2023, 3, 6, 10), date(2023, 3, 29)
LIMIT = date(2023, 3, 14)
WHAT = "请提供立项批复，并说明可否公开"
OPEN = Answer("批复可以公开。", "open")
NAMED = replace(WANTED, description=f"{WANTED.description}，我是{CITIZEN.name}，电话{CITIZEN.telephone}")


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    stop_clock(monkeypatch, NOW)
    return make_district()


@pytest.fixture
def case(world: World) -> Case:
    return confirm(world, online(world, wanted=NAMED).case)


def asked(world: World, case: Case, on: date = LIMIT, by: User | None = None) -> list[JointRequest]:
    """The department and the township are asked by the office."""
    return joint.ask(
        case_id=case.pk,
        agencies=[world.department, world.other],
        what=WHAT,
        internal_on=on,
        by=by or world.officer,
        at=NOW,
    )


def test_two_departments_answer_and_no_clock_moves(world: World, case: Case) -> None:
    before = log.state_of(log.load(case))
    ours, theirs = asked(world, case)
    joint.sign(joint_id=ours.pk, by=world.handler, at=NOW)
    file = attachments.upload("批复全文。\n".encode(), "批复.txt", "evidence")
    joint.answer(joint_id=ours.pk, answer=replace(OPEN, uploads=[file]), by=world.handler, at=NOW)
    joint.give_back(joint_id=theirs.pk, why="不属于本镇业务", by=world.stranger, at=NOW)
    case.refresh_from_db()
    after = log.state_of(log.load(case))
    assert after == before, "the fold reads nothing of joint handling"
    assert case.due_on == DUE
    found = sheet(world.officer, case.number, today=NOW.date())
    names = {f"agency:{world.department.pk}": "发改局", f"agency:{world.other.pk}": "清溪镇"}
    told = [
        (entry.sentence, dict(entry.words)) for entry in timeline(found.events, found.texts, found.actors, names)[-5:]
    ]
    assert told == [
        ("请发改局会签，内部时限2023-03-14", {"": WHAT}),
        ("请清溪镇会签，内部时限2023-03-14", {"": WHAT}),
        ("发改局签收会签", {}),
        ("发改局答复会签：可以公开", {"": OPEN.words}),
        ("清溪镇退回会签", {"原因": "不属于本镇业务"}),
    ]
    # The file belongs to the answer, the ledger knows every step, and nothing was altered.
    ours.refresh_from_db()
    assert case.attachments.get().seq == ours.settled_seq
    assert list(verification.verify_case(case)) == []


def test_what_is_refused_leaves_nothing_behind(world: World, case: Case) -> None:
    far = make_district()

    def refused(error: type[Exception], match: str, **changes: object) -> None:
        given = {"agencies": [world.department], "what": WHAT, "internal_on": LIMIT} | changes
        with pytest.raises(error, match=match):
            joint.ask(case_id=case.pk, by=world.officer, at=NOW, **given)  # type: ignore[arg-type]

    refused(Incomplete, "办理什么", what=" ")
    refused(Incomplete, "选择会签单位", agencies=[])
    # Another district, the office that answers itself, and an agency where nobody could work on it.
    for agency in (far.department, world.office, world.government):
        refused(Incomplete, f"不能请{agency.short_name}会签", agencies=[agency])
    refused(BadInternalLimit, "晚于答复法定期限", internal_on=DUE + timedelta(days=1))
    assert not JointRequest.objects.exists()
    ours, theirs = asked(world, case)
    refused(NotPermitted, "还有会签没有答复")
    with pytest.raises(NotPermitted, match="请先签收"):
        joint.answer(joint_id=ours.pk, answer=OPEN, by=world.handler, at=NOW)
    joint.sign(joint_id=ours.pk, by=world.handler, at=NOW)
    for answer, match in (
        (Answer(" ", "open"), "写明会签意见"),
        (Answer("意见", "perhaps"), "选择可否公开"),
        (Answer("意见", "not"), "依据的条款"),
    ):
        with pytest.raises(Incomplete, match=match):
            joint.answer(joint_id=ours.pk, answer=answer, by=world.handler, at=NOW)
    seq = Case.objects.get(pk=case.pk).seq
    for verb, text in ((joint.give_back, "why"), (joint.sign, "")):
        with pytest.raises((Incomplete, NotPermitted)):
            verb(joint_id=ours.pk, by=world.handler, at=NOW, **({text: ""} if text else {}))
    # Whoever was not asked is not told that there is anything; who only looks on may do nothing.
    for user, error in ((world.stranger, Unknown), (world.officer, Unknown), (world.auditor, NotAllowed)):
        with pytest.raises(error):
            joint.give_back(joint_id=ours.pk, why="别人的", by=user, at=NOW)
    with pytest.raises(Unknown):
        joint.withdraw(joint_id=ours.pk, case_id=online(world).case.pk, why="别的件", by=world.officer, at=NOW)
    # Once the reply is decided nobody owes anything.
    decide(world, case, on=at(2023, 3, 7))
    with pytest.raises(NotPermitted, match="不再需要会签"):
        joint.sign(joint_id=theirs.pk, by=world.stranger, at=NOW)
    refused(NotPermitted, "不再需要会签")
    case.refresh_from_db()
    assert case.seq == seq + 2


def test_a_department_reads_the_request_and_never_who_asks(world: World, case: Case) -> None:
    ours, theirs = asked(world, case)
    client = desk(world.handler)
    pages: list[HttpResponse] = [client.get("/office/joint/"), client.get(f"/office/joint/{ours.pk}/")]
    client.post(f"/office/joint/{ours.pk}/", {"do": "sign"})
    file = SimpleUploadedFile("批复.txt", "批复全文。\n".encode())
    sent = {"do": "answer", "words": "部分可以公开", "disclosure": "partly", "uploaded": [file]}
    pages.append(client.post(f"/office/joint/{ours.pk}/", sent))
    assert "请写明依据的条款" in words(pages[-1])
    sent |= {"article": "条例第十五条", "uploaded": [SimpleUploadedFile("批复.txt", "批复全文。\n".encode())]}
    pages.append(client.post(f"/office/joint/{ours.pk}/", sent, follow=True))
    assert "已答复" in words(pages[-1])
    assert "批复.txt" in words(pages[-1])
    assert WANTED.description in words(pages[1])
    assert WHAT in words(pages[0])
    for page in pages:
        found = words(page)
        for personal in (CITIZEN.name, CITIZEN.identity_number, CITIZEN.telephone, CITIZEN.email, CITIZEN.address):
            assert personal not in found
    # Nothing else of the case opens to them, and nothing of another's part.
    for path in (f"/office/requests/{case.number}/", f"/office/joint/{theirs.pk}/"):
        assert client.get(path).status_code == 404
    assert desk(world.leader).get(f"/office/joint/{ours.pk}/").status_code == 404


def test_the_case_page_names_who_owes_and_the_decision_warns_without_blocking(world: World, case: Case) -> None:
    ours, theirs = asked(world, case)
    joint.sign(joint_id=ours.pk, by=world.handler, at=NOW)
    joint.answer(joint_id=ours.pk, answer=OPEN, by=world.handler, at=NOW)
    client = desk(world.officer)
    with CaptureQueriesContext(connection) as spent:
        page = client.get(f"/office/requests/{case.number}/")
    assert len(spent) <= 15, [query["sql"][:90] for query in spent]
    warning = f"还有会签没有答复： {world.other.short_name}（3月6日提出，内部时限3月14日，还有6个工作日）"
    draft = f"/office/requests/{case.number}/decision/"
    for each in (page, client.get(draft), client.get(f"{draft}?outcome=open"), client.get(f"{draft}several/")):
        assert warning.replace(" ", "") in words(each).replace(" ", "")
    assert f"{world.department.short_name}（3月6日" not in words(page)
    deciding.propose(case_id=case.pk, opinion=DISCLOSED, by=world.officer, at=NOW)
    # Withdrawn, with its reason, it is owed no more.
    path = f"/office/requests/{case.number}/joint/{theirs.pk}/withdraw/"
    assert "应当说明原因" in words(client.post(path, {"why": " "}, follow=True))
    assert "还有会签没有答复" not in words(client.post(path, {"why": "已经查到"}, follow=True))


def test_a_part_that_is_the_department_s_own_can_be_split_or_answered_with_its_contact(
    world: World, case: Case
) -> None:
    """One request of two authorities (条例第三十六条第（五）项)."""
    ours, _ = asked(world, case)
    joint.sign(joint_id=ours.pk, by=world.handler, at=NOW)
    joint.answer(joint_id=ours.pk, answer=Answer("立项批复由本局制作。", "own"), by=world.handler, at=NOW)
    client = desk(world.officer)
    page = client.get(f"/office/requests/{case.number}/").content.decode()
    assert f'href="/office/requests/{case.number}/split/"' in page
    assert "outcome=na_none&amp;variant=not_ours" in page
    contact = f"{world.department.name}，电话{world.department.telephone}"
    letter = client.get(f"/office/requests/{case.number}/decision/?outcome=na_none&variant=not_ours")
    assert words(letter).count(contact) >= 1
    assert f"联系方式：{contact}" in words(letter), "the preview of the letter says it"
    case.refresh_from_db()
    sent = {"parts": "道路改造的拆迁方案\n道路改造的立项批复", "seq": case.seq}
    assert "已拆分为2件" in words(client.post(f"/office/requests/{case.number}/split/", sent))
    part = Case.objects.get(split_from=case)
    assert (part.received_on, part.due_on) == (case.received_on, DUE), "the day of receipt is kept"
    given = handling.assign(case_id=part.pk, agency=world.department, by=world.officer, at=NOW)
    assert given.due_on == DUE


def test_reminders_go_to_who_owes_and_to_those_who_wait(world: World, case: Case) -> None:
    for name in ("officer", "leader", "handler", "stranger", "auditor"):
        user = getattr(world, name)
        user.email = f"{name}@example.invalid"
        user.save()
    ours, _ = asked(world, case)

    def told(day: int) -> dict[str, str]:
        mail.outbox.clear()
        moment = at(2023, 3, day)
        for user in reminders.look(at=moment).users:
            reminders.send_digest(user, made_at=moment, at=moment)
        return {letter.to[0].partition("@")[0]: letter.body for letter in mail.outbox}

    first = told(9)
    assert set(first) == {"handler", "stranger"}, "two departments with one day are two reminders"
    assert f"{world.department.short_name}会签的内部时限2023-03-14，剩余3个工作日" in first["handler"]
    assert told(9) == {}
    joint.sign(joint_id=ours.pk, by=world.handler, at=NOW)
    joint.answer(joint_id=ours.pk, answer=OPEN, by=world.handler, at=NOW)
    late = told(15)
    assert set(late) == {"officer", "stranger"}
    assert world.other.short_name in late["officer"]
    assert CITIZEN.name not in "".join((*first.values(), *late.values()))


def test_a_deputy_works_in_the_department_s_stead_and_the_log_names_both(world: World, case: Case) -> None:
    ours, _ = asked(world, case)
    deputy = User.objects.create_user("deputy", name="代办人")
    actions.give_post(user=deputy, agency=world.government, role=Role.AUDITOR, held_from=START.date(), at=START)
    day = NOW.date()
    with pytest.raises(NotAllowed):
        joint.sign(joint_id=ours.pk, by=deputy, at=NOW)
    absences.record(user=world.handler, substitute=deputy, away_from=day, away_until=day, by=world.handler, at=NOW)
    deputy = User.objects.get(pk=deputy.pk)
    assert f"/office/joint/{ours.pk}/" in desk(deputy).get("/office/joint/").content.decode()
    joint.sign(joint_id=ours.pk, by=deputy, at=NOW)
    event = case.events.order_by("seq").last()
    assert event is not None
    assert (event.actor, event.data["on_behalf_of"]) == (deputy.actor, world.handler.actor)


def test_it_is_counted_and_stands_on_the_calendar(world: World, case: Case) -> None:
    ours, theirs = asked(world, case)
    joint.sign(joint_id=ours.pk, by=world.handler, at=NOW)
    days = calendar.current()
    found = statistics.statistics([world.office.pk], Period.of(2023, 3), days=days, today=NOW.date())
    assert {share.label: share.joint for share in found.by_department if share.joint} == {
        world.department.short_name: 1,
        world.other.short_name: 1,
    }
    assert {share.label: share.joint for share in found.by_handler if share.joint} == {"吴办": 1}
    assert statistics.statistics([world.other.pk], Period.of(2023), days=days, today=NOW.date()).by_department == ()
    month = "/office/board/calendar/2023/3/"
    assert f"{world.other.short_name}会签" in words(desk(world.officer).get(month))
    owed = desk(world.stranger).get(month).content.decode()
    assert f'href="/office/joint/{theirs.pk}/"' in owed
    assert f"/office/joint/{ours.pk}/" not in owed
    assert [limit.part for limit in limits.near(LIMIT, days) if limit.part] == [ours, theirs]
