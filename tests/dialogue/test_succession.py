"""An agency ends: letters and reports that nobody has answered go to its successor with their clocks, and come back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.agencies import actions
from gongkai.agencies.models import User
from gongkai.agencies.roles import Role
from gongkai.audit import ledger
from gongkai.audit.models import Entry
from gongkai.casework import succession
from gongkai.dialogue import answering, corrections, letters, moving, notices, opinions, queries
from gongkai.dialogue.corrections import Found
from gongkai.dialogue.models import CitizenLetter, Opinion, SiteError
from gongkai.dialogue.opinions import Said
from gongkai.disclosure import publishing
from gongkai.disclosure.models import Consultation, SeatCall, Section, Survey, SurveyQuestion
from tests.dialogue.conftest import MARCH, Consult, Write
from tests.editorial.papers import Staff
from tests.editorial.site import home, reviewed, write
from tests.factories import START, World, at

pytestmark = pytest.mark.django_db
NOW = at(2023, 3, 15)


def shown(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


@pytest.fixture
def keeper(world: World) -> User:
    user = User.objects.create_user("keeper", name="管编制")
    given: dict[str, Any] = {"role": Role.DISCLOSURE_OFFICER, "held_from": START.date(), "at": START}
    actions.give_post(user=user, agency=world.government, **given)
    return user


def test_open_letters_go_along_with_their_clocks_and_come_back(
    letter: Write, world: World, keeper: User, client: Client
) -> None:
    told, receipt = letter()
    answered, _ = letter()
    answering.draft(letter_id=answered.pk, words="二十二时关门。", by=world.officer, at=MARCH)
    answering.approve(letter_id=answered.pk, by=world.leader, at=MARCH)
    elsewhere, _ = letter(agency=world.other)
    CitizenLetter.objects.filter(pk=elsewhere.pk).update(department=world.office)
    corrections.report(place="/", kind="broken", found=Found("打不开"), at=MARCH)
    SiteError.objects.update(agency=world.office)
    plan: dict[str, Any] = {"agency": world.office, "successor": world.other, "by": keeper, "at": NOW}
    seen = succession.plan(**plan)
    assert {("没有答复的来信", 1), ("交来拟定答复的来信", 1), ("没有办理的网站找错", 1)} <= set(seen.counts)
    row = succession.end(**plan, on=date(2023, 3, 14), basis="明编〔2023〕3号", seen=seen.digest)

    moved = CitizenLetter.objects.get(pk=told.pk)
    assert (moved.agency, moved.number, moved.due_on) == (world.other, told.number, told.due_on)
    assert CitizenLetter.objects.get(pk=elsewhere.pk).department == world.other
    assert CitizenLetter.objects.get(pk=answered.pk).agency == world.office, "what was answered stays"
    assert SiteError.objects.get().agency == world.other
    officer = User.objects.get(pk=world.officer.pk)
    waiting = queries.waiting(officer, today=NOW.date())
    assert {one.row.pk for one in waiting.letters} == {told.pk, elsewhere.pk}
    assert [one.row for one in waiting.errors] == [SiteError.objects.get()]
    read = {one.row.pk for one in queries.letters(officer, today=NOW.date(), closed=True)}
    assert answered.pk in read, "the successor reads the history"
    assert letters.for_writer(receipt.number, receipt.query_code).agency == world.other
    assert [one.label for one in notices.listed(moved)] == ["改由其他机关办理", "已经收到"]
    (step,) = moving.way(f"letter:{told.number}")
    assert (step.of, step.to, step.part) == (world.office.name, world.other.name, "agency")
    assert [one.part for one in moving.way(f"letter:{elsewhere.number}")] == ["department"]
    for agency in (world.office, world.other):
        assert Entry.objects.filter(stream=agency.stream, action="dialogue:moved").count() == 3
    client.force_login(officer)
    assert f"由{world.office.name}移交{world.other.name}接着办理" in shown(
        client, f"/office/dialogue/letters/{told.number}/"
    )
    client.force_login(keeper)
    assert "没有答复的来信1项" in shown(client, "/office/succession/")
    client.post("/questions/progress/", {"number": receipt.number, "code": receipt.query_code})
    assert f"由{world.other.name}接着办理" in shown(client, "/questions/letter/")

    answering.draft(letter_id=told.pk, words="二十二时关门。", by=officer, at=NOW)
    answering.approve(letter_id=told.pk, by=User.objects.get(pk=world.leader.pk), at=NOW)
    succession.undo(succession_id=row.pk, why="误办", by=User.objects.get(pk=keeper.pk), at=NOW)
    assert CitizenLetter.objects.get(pk=told.pk).agency == world.other, "answered there, so it stays there"
    assert CitizenLetter.objects.get(pk=elsewhere.pk).department == world.office
    assert SiteError.objects.get().agency == world.office
    assert list(ledger.verify()) == []


def test_what_the_public_was_asked_is_carried_on_and_its_result_told_by_the_successor(
    consult: Consult, section: Section, staff: Staff, world: World, keeper: User, client: Client
) -> None:
    page = consult()
    survey = write_survey(section, staff)
    days = {"opens_on": "2023-03-07", "closes_on": "2023-04-07", "meets_on": "2023-04-20"}
    about = {"place": "区政府", "about": "停车", "seats": 3, "conditions": "年满十八周岁"}
    settled = write(SeatCall, section, staff.author, "没有公开的公告", **days, **about)
    opinions.give(consultation=page, said=Said("夜间也应当收费。"), at=NOW)
    plan: dict[str, Any] = {"agency": world.office, "successor": world.other, "by": keeper, "at": NOW}
    seen = succession.plan(**plan)
    counts = dict(seen.counts)
    assert (counts["没有了结的意见征集"], counts["没有了结的网上调查"], counts["没有了结的公众代表列席"]) == (1, 1, 0)
    row = succession.end(**plan, on=date(2023, 3, 14), basis="明编〔2023〕3号", seen=seen.digest)
    page = Consultation.objects.get(pk=page.pk)
    assert (page.agency, opinions.answering_for(page)) == (world.office, world.other)
    assert settled.live is False
    number = opinions.give(consultation=page, said=Said("太贵。"), at=NOW)
    assert number.startswith(world.office.code.upper()), "numbers go on"
    assert corrections.answering_for(publishing.public_address(page.gate_key)) == world.other
    officer = User.objects.get(pk=world.officer.pk)
    group = opinions.group(
        consultation=page, opinions=Opinion.objects.values_list("pk", flat=True), gist="收费", by=officer, at=NOW
    )
    opinions.judge(group_id=group.pk, verdict="adopted", reason="", by=officer, at=NOW)
    place = write(Section, home(world.other), staff.author, "互动交流")
    hired = User.objects.get(pk=staff.author.pk)
    told = opinions.draft_result(consultation=page, section=place, by=hired, at=at(2023, 4, 10))
    assert told.agency == world.other
    client.force_login(hired)
    assert client.get(reverse("wagtailadmin_pages:edit", args=[told.pk])).status_code == 200
    form = type(told).get_edit_handler().get_form_class()(instance=told, for_user=hired)
    assert page in form.fields["about"].queryset, "the editor knows what the result is about"
    client.force_login(officer)
    for path in (f"consultations/{page.pk}", f"surveys/{survey.pk}"):
        assert f"移交{world.other.name}" in shown(client, f"/office/dialogue/{path}/")
    assert f"{world.other.name}（{world.office.name}已撤并）" in shown(client, publishing.public_address(page.gate_key))
    succession.undo(succession_id=row.pk, why="误办", by=User.objects.get(pk=keeper.pk), at=NOW)
    page = Consultation.objects.get(pk=page.pk)
    assert opinions.answering_for(page) == world.office
    steps = moving.way(f"consultation:{page.pk}")
    assert [(one.of, one.to) for one in steps] == [
        (world.office.name, world.other.name), (world.other.name, world.office.name),
    ]  # fmt: skip


def write_survey(section: Section, staff: Staff) -> Survey:
    page = Survey(title="夜间开放", owner=staff.author, attribute="proactive", introduction="听听。",
                  opens_on="2023-03-07", closes_on="2023-04-07")  # fmt: skip
    page.questions = [SurveyQuestion(words="多久来一次", form="single", choices="每周\n每月")]
    section.add_child(instance=page)
    page.save_revision(user=staff.author)
    reviewed(staff, page)
    return page
