"""Leaders by their order, agencies with what belongs to them; nothing of a person that is not of the office."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client

from gongkai.disclosure.models import AgencyProfile, Leader, OfficeUnit, Section
from gongkai.disclosure.organisation import WORK_TELEPHONE
from gongkai.editorial import gate
from gongkai.editorial.errors import WrongWay
from tests.editorial.papers import Staff
from tests.editorial.site import body, picture, reviewed, write
from tests.factories import World, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def leaders(world: World, section: Section, staff: Staff) -> list[Any]:
    face = [("picture", {"picture": picture(world.office, staff.author), "alt": "秦川的照片"})]
    first = write(Leader, section, staff.author, "秦川", post="主任", duties="主持全面工作。", place=1, portrait=face)
    second = write(Leader, section, staff.author, "安平", post="副主任", duties="分管政务公开。", place=2)
    reviewed(staff, second, first)
    return [first, second]


def test_leaders_stand_in_their_order_and_leave_with_their_office(world: World, leaders: list[Any]) -> None:
    client = Client()
    text = client.get("/leaders/").content.decode()
    assert text.index("秦川") < text.index("安平")
    source = text.partition('class="leader__picture" src="')[2].partition('"')[0]
    assert client.get(source).status_code == 200
    gate.withdraw(key=leaders[0].gate_key, why="任期届满", by=world.leader, at=at(2023, 3, 8))
    text = client.get("/leaders/").content.decode()
    assert "秦川" not in text
    assert "安平" in text
    assert client.get(source).status_code == 404


@pytest.mark.parametrize(
    ("number", "fits"), [("0000-2023001", True), ("0351-1234567转8", True), ("13800000000", False), ("见网站", False)]
)
def test_only_the_telephone_of_the_office_is_disclosed(number: str, fits: bool) -> None:
    if fits:
        WORK_TELEPHONE(number)
    else:
        with pytest.raises(ValidationError):
            WORK_TELEPHONE(number)


def test_an_agency_shows_what_it_does_and_what_it_published(
    world: World, section: Section, staff: Staff, leaders: list[Any], publish: Any
) -> None:
    client, where = Client(), f"/agencies/{world.office.code}/"
    assert "本机关还没有公开机构职能" in client.get(where).content.decode()
    fields: dict[str, Any] = {"in_charge": "秦川", "in_charge_post": "主任", "body": body("负责政务公开。")}
    page = write(
        AgencyProfile, section, staff.author, "机构职能", units=[OfficeUnit(name="政务公开股", duties="办理申请。")],
        **fields,
    )  # fmt: skip
    document = publish()
    assert "政务公开股" not in client.get(where).content.decode()
    reviewed(staff, page)
    text = client.get(where).content.decode()
    for words in ("负责政务公开。", "政务公开股", "秦川（主任）", document.title, f"/guide/{world.office.code}/"):
        assert words in text
    assert client.get(f"/agencies/{world.other.code}/").status_code == 200
    assert client.get("/agencies/nowhere/").status_code == 404
    assert where in client.get("/agencies/").content.decode()
    # one for each agency
    with pytest.raises(WrongWay, match="本机关已经有机构职能页"), transaction.atomic():
        write(AgencyProfile, section, staff.author, "又一页", **fields)
    # a row that was changed by hand is not shown
    AgencyProfile.objects.filter(pk=page.pk).update(in_charge="别人")
    assert "别人" not in client.get(where).content.decode()


def test_a_copy_of_what_an_agency_has_once_is_refused_in_words(
    world: World, section: Section, staff: Staff, client: Client
) -> None:
    fields: dict[str, Any] = {"in_charge": "秦川", "in_charge_post": "主任", "body": body("负责政务公开。")}
    page = write(AgencyProfile, section, staff.author, "机构职能", **fields)
    client.force_login(staff.author)
    form = {"new_title": "机构职能二", "new_slug": "two", "new_parent_page": str(section.pk)}
    answer = client.post(f"/office/editor/pages/{page.pk}/copy/", form)
    assert answer.status_code == 409
    assert "本机关已经有机构职能页" in answer.content.decode()
    assert AgencyProfile.objects.count() == 1
