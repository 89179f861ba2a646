"""One agency offers a page, another takes it: reviewed there, bound to what was released, and never left behind."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.core import mail
from django.db import transaction
from django.test import Client

from gongkai.agencies.permissions import NotAllowed
from gongkai.audit.models import Entry
from gongkai.disclosure import publishing
from gongkai.disclosure.models import Offer, Paper, PolicyDocument, Reprint, Section
from gongkai.disclosure.reprints import following, offering, statistics
from gongkai.editorial import gate, pages, procedures, reviewing, verifying
from gongkai.editorial.errors import Incomplete, NotCleared, Overtaken, WrongWay
from gongkai.editorial.models import Release, Round
from tests.disclosure.desks import Other, other_desk
from tests.editorial.papers import MONDAY, Staff, sign, sign_all
from tests.editorial.site import body, fresh, home, reviewed, write
from tests.factories import World, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(world: World) -> Other:
    return other_desk(world)


def offered(other: Other, section: Section, **changes: Any) -> Offer:
    told = {"page_id": other.article.pk, "section_id": section.pk, "words": "全区关心", "at": at(2023, 3, 7)}
    return offering.offer(**(told | {"by": other.staff.author} | changes))


@pytest.fixture
def reprint(other: Other, section: Section, staff: Staff) -> Reprint:
    """A reprint that everybody can read."""
    made = offering.take(offer_id=offered(other, section).pk, by=staff.author, at=at(2023, 3, 8))
    reviewed(staff, made)
    return Reprint.objects.get(pk=made.pk)


def address(page: Any) -> str:
    return publishing.public_address(page.gate_key)


def corrected(other: Other, words: str = "湖滨绿道一期全长四公里。") -> None:
    page = pages.newest(fresh(other.article))
    page.body = body(words)  # type: ignore[attr-defined]
    page.save_revision(user=other.staff.author)
    reviewed(other.staff, other.article)


def test_what_is_offered_is_taken_once_and_goes_through_its_own_reviews(
    other: Other, section: Section, staff: Staff, world: World
) -> None:
    with pytest.raises(NotAllowed):
        offered(other, section, by=staff.author)
    row = offered(other, section)
    assert row.age(at(2023, 3, 10).date()) == 3
    with pytest.raises(Overtaken, match="已经向“政策文件”报送过"):
        offered(other, section)
    with pytest.raises(WrongWay, match="其他机关"):
        offered(other, other.section)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        offering.take(offer_id=row.pk, by=other.staff.author, at=MONDAY)
    made = offering.take(offer_id=row.pk, by=staff.author, at=at(2023, 3, 8))
    with pytest.raises(Overtaken, match="采用"):
        offering.decline(offer_id=row.pk, reason="重复", by=staff.author, at=MONDAY)
    with pytest.raises(WrongWay, match="已经转载"):
        offering.reprint(page_id=other.article.pk, section_id=section.pk, by=staff.author, at=MONDAY)
    made.live = True
    with pytest.raises(NotCleared):
        made.save()
    made.refresh_from_db()
    # a shorter way is a rule of the agency, and the floor of the procedures holds for it too
    with pytest.raises(Incomplete):
        procedures.set_rule(
            kind="reprint", agency=world.office, names=["final_review"], at_once=True, by=staff.second, at=MONDAY
        )
    names = ["secrecy", "final_review"]
    procedures.set_rule(kind="reprint", agency=world.office, names=names, at_once=True, by=staff.second, at=MONDAY)
    (row_,) = reviewing.submit(keys=[made.gate_key], by=staff.author, at=MONDAY)
    item = made.as_item()
    assert "湖滨绿道一期全长三公里。" in dict(item.texts)["正文"]
    assert [part.name for part in item.parts] == ["项目名单.txt"], "each file of the original has its secrecy review"
    last = sign(row_, staff)
    assert last.stage == "final_review"
    assert sign(last, staff).state == Round.State.CLEARED
    text = Client().get(address(made)).content.decode()
    assert "湖滨绿道一期全长三公里。" in text
    assert f'<a href="{address(other.article)}">湖滨绿道开工</a>' in text
    assert f'<meta name="ContentSource" content="{world.department.name}">' in text
    back = Client().get(address(other.article)).content.decode()
    assert f'<a href="{address(made)}">{world.office.name}“政策文件”</a>' in back
    told = Entry.objects.filter(subject=f"offer:{row.pk}").values_list("action", flat=True)
    assert list(told) == ["offer:made", "offer:answered"]


def test_a_correction_is_told_at_once_and_follows_by_one_button(
    other: Other, reprint: Reprint, staff: Staff, client: Client
) -> None:
    staff.author.email = "bianji@example.com"
    staff.author.save()
    assert following.waiting(staff.author, at=MONDAY).behind == []
    corrected(other)
    (one,) = following.waiting(staff.author, at=MONDAY).behind
    assert (one.corrected, one.reprint.pk) == (True, reprint.pk)
    assert [(letter.to, "原文已经更正" in letter.body) for letter in mail.outbox] == [(["bianji@example.com"], True)]
    text = client.get(address(reprint)).content.decode()
    assert "全长三公里" in text
    assert "原文已经更正，请以原文为准" in text
    client.force_login(staff.author)
    assert "原文已更正" in client.get("/office/").content.decode()
    with pytest.raises(NotAllowed):
        offering.follow(reprint_id=reprint.pk, by=other.staff.author, at=MONDAY)
    where = "/office/content/offers/"
    assert client.post(where, {"do": "follow", "row": reprint.pk}).status_code == 302
    assert "已经是原文现在公开的内容" in client.post(where, {"do": "follow", "row": reprint.pk}).content.decode()
    assert "全长三公里" in Client().get(address(reprint)).content.decode(), "a draft changes nothing"
    reviewed(staff, reprint)
    assert "全长四公里" in Client().get(address(reprint)).content.decode()
    assert following.behind([reprint.agency_id]) == []
    assert following.tell(reprint.pk, at=MONDAY) == 0
    assert verifying.strays() == []


def test_a_reprint_says_whether_the_document_still_applies(other: Other, section: Section, staff: Staff) -> None:
    policy = write(
        PolicyDocument, other.section, other.staff.author, "旧办法", issued_by="发展和改革局", dated_on="2021-06-01",
        valid_until="2022-01-01", body=body("供水按表计量。"),
    )  # fmt: skip
    reviewed(other.staff, policy)
    made = offering.reprint(page_id=policy.pk, section_id=section.pk, by=staff.author, at=MONDAY)
    reviewed(staff, made)
    text = Client().get(address(made)).content.decode()
    assert '<span class="state state--lapsed">' in text
    assert "本文件有效至2022年1月1日，现已失效。" in text
    assert "portal/library" in text
    gate.withdraw(key=policy.gate_key, why="有误", by=other.staff.second, at=at(2023, 3, 9))
    assert 'class="validity' not in Client().get(address(made)).content.decode()


def test_an_original_that_went_to_another_section_is_not_called_corrected(
    other: Other, reprint: Reprint, client: Client
) -> None:
    into = write(Section, home(other.agency), other.staff.author, "工作动态", introduction="动态")
    reviewed(other.staff, into)
    gate.withdraw(key=other.article.gate_key, why="栏目调整", by=other.staff.second, at=at(2023, 3, 9))
    fresh(other.article).move(fresh(into), pos="last-child")
    reviewed(other.staff, fresh(other.article))
    release = gate.standing(other.article.gate_key)
    assert release is not None
    assert release.digest != reprint.digest, "the section is part of what was signed"
    text = client.get(address(reprint)).content.decode()
    assert f'<a href="{address(other.article)}">湖滨绿道开工</a>' in text
    assert "原文已经" not in text
    corrected(other)
    assert "原文已经更正" in client.get(address(reprint)).content.decode()


def test_a_withdrawal_is_told_and_one_for_secrecy_takes_the_reprint_along(
    other: Other, reprint: Reprint, staff: Staff, client: Client, world: World
) -> None:
    file = f"/c/files/{Paper.objects.get(title='项目名单').pk}/x.txt"
    gate.withdraw(key=other.article.gate_key, why="数字有误", by=other.staff.second, at=at(2023, 3, 9))
    (one,) = following.behind([world.office.pk])
    assert (one.corrected, one.why) == (False, "数字有误")
    text = client.get(address(reprint)).content.decode()
    assert "原文已经撤下" in text
    assert "全长三公里" in text
    assert client.get(file).status_code == 200, "it stands with the reprint, as it was reviewed there"
    corrected(other, "湖滨绿道一期全长五公里。")
    client.force_login(other.staff.second)
    where, said = f"/office/content/{other.article.pk}/", {"do": "withdraw", "why": "涉及工作秘密", "everywhere": "on"}
    assert client.post(where, said | {"due_at": "2099-01-01T08:00"}).status_code == 422
    assert gate.standing(reprint.gate_key) is not None
    assert client.post(where, said).status_code == 302
    assert gate.standing(reprint.gate_key) is None
    assert [Client().get(path).status_code for path in (address(reprint), file)] == [404, 404]
    release = Release.objects.filter(key=reprint.gate_key).latest("pk")
    assert release.withdrawn_because == "原文已经撤下，转载一并撤下：涉及工作秘密"
    last = Entry.objects.filter(subject=reprint.gate_key).latest("pk")
    original = Release.objects.filter(key=other.article.gate_key).latest("pk")
    assert original.everywhere
    assert (last.action, last.actor) == ("content:withdrawn", other.staff.second.actor)
    assert last.detail["with"] == original.pk
    with pytest.raises(Incomplete, match="原文已经更正或者撤下"):
        pages.require_filled(reprint.gate_key)


def test_a_reprint_that_waits_for_its_last_signature_falls_with_its_original(
    other: Other, section: Section, staff: Staff
) -> None:
    made = offering.take(offer_id=offered(other, section).pk, by=staff.author, at=MONDAY)
    (row,) = reviewing.submit(keys=[made.gate_key], by=staff.author, at=MONDAY)
    gate.withdraw(key=other.article.gate_key, why="涉密", by=other.staff.second, at=MONDAY, everywhere=True)
    sign_all(row, staff)
    assert not fresh(made).live
    with pytest.raises(NotCleared, match="原文已经更正或者撤下"), transaction.atomic():
        gate.release(keys=[made.gate_key], by=staff.second, at=MONDAY)


def test_declining_needs_a_reason_and_everything_is_counted(
    other: Other, section: Section, staff: Staff, client: Client, reprint: Reprint
) -> None:
    client.force_login(staff.author)
    row, where = Offer.objects.get(), "/office/content/offers/"
    row.pk = None
    row.answer, row.answered_by, row.answered_at, row.reprint = "", None, None, None
    row.offered_at = at(2023, 4, 3)
    row.save()
    assert "湖滨绿道开工" in client.get("/office/").content.decode()
    refused = client.post(where, {"do": "decline", "row": row.pk, "reason": " "})
    assert refused.status_code == 422
    assert "请写明不采用的理由" in refused.content.decode()
    assert client.post(where, {"do": "decline", "row": row.pk, "reason": "与本区栏目无关"}).status_code == 302
    lines = statistics.lines([other.agency.pk], 2023)
    assert [(one.month, one.offered, one.taken, one.declined, one.share) for one in lines] == [
        ("2023-03", 1, 1, 0, "100%"),
        ("2023-04", 1, 0, 1, "0%"),
    ]
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{where}table.xlsx?year=2023").content))
    assert [cell.value for cell in book["全年合计"][2]] == [other.agency.name, "全年", 2, 1, 1, 0, "50%"]
    assert [client.get(f"{where}{key}/").status_code for key in (row.pk, 0)] == [302, 404]
    author = Client()
    author.force_login(other.staff.author)
    assert "与本区栏目无关" in author.get(where).content.decode()
    form = author.get(f"/office/content/{other.article.pk}/offer/").content.decode()
    assert f'<option value="{section.pk}">政策文件</option>' in form
    assert f'value="{other.section.pk}"' not in form
