"""Names in traditional script: what the site knows by itself, and what officers give."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils.timezone import localdate

from gongkai.agencies.models import Agency, Kind
from gongkai.agencies.permissions import NotAllowed
from gongkai.audit.models import Action, Entry
from gongkai.portal import names_kept
from gongkai.portal.models import KeptName
from gongkai.script.characters import Variant
from tests.factories import World, at, make_district

pytestmark = pytest.mark.django_db
NOW = at(2023, 3, 3, 10)


@pytest.fixture
def world() -> World:
    cache.clear()
    return make_district()


def forms(*names: str) -> list[str | None]:
    cache.clear()
    known = names_kept.current(Variant.HANT).forms
    return [known.get(name) for name in names]


def test_the_tree_and_the_roster_are_known_without_anybody_s_doing(world: World) -> None:
    for kind, name in (
        (Kind.VILLAGE, "后街村村民委员会"),
        (Kind.GOVERNMENT, "台江区人民政府"),
        (Kind.SUBDISTRICT, "谷里街道办事处"),
        (Kind.DEPARTMENT, "台江区机关后勤服务中心"),
    ):
        Agency.objects.create(kind=kind, name=name, short_name=name[:8], code=f"n-{kind}", number_prefix="x")
    world.officer.name = "萧后"
    world.officer.save()
    assert forms("后街村", "台江区", "谷里街道", "萧后") == ["后街村", "台江區", "谷里街道", "蕭后"]
    # an agency is named in words, and the place within it as it is written
    assert forms("台江区机关后勤服务中心") == ["台江區機關後勤服務中心"]
    assert forms(world.department.name) == [None], "nothing about it is doubtful"
    assert "后街村" in {one.name for one in names_kept.doubtful_ones(localdate())}


def test_an_officer_s_form_counts_on_the_page_at_once_and_stands_in_the_ledger(
    world: World, client: Client, django_capture_on_commit_callbacks: object
) -> None:
    assert "明湖區" in client.get("/hant/guide/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        row = names_kept.set_form(name=" 明湖区 ", form="明湖区", by=world.officer, at=NOW)
    assert "明湖区" in client.get("/hant/guide/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert names_kept.remove(key=row.pk, by=world.officer, at=NOW) == "明湖区"
    assert "明湖区" not in client.get("/hant/guide/").content.decode().partition("<body>")[2]
    assert names_kept.remove(key=row.pk, by=world.officer, at=NOW) == ""
    acts = Entry.objects.filter(action__in=(Action.NAME_SET, Action.NAME_REMOVED)).order_by("pk")
    assert [(one.action, one.actor) for one in acts] == [
        (Action.NAME_SET, world.officer.actor),
        (Action.NAME_REMOVED, world.officer.actor),
    ]


def test_who_may_and_what_cannot_be_a_form(world: World) -> None:
    for who in (world.handler, world.leader, world.auditor):
        with pytest.raises(NotAllowed):
            names_kept.set_form(name="萧后", form="蕭后", by=who, at=NOW)
        with pytest.raises(NotAllowed):
            names_kept.remove(key=1, by=who, at=NOW)
    for name, form in (("后", "后"), ("后街村", "後街"), ("后<村", "后<村"), ("长" * 41, "長" * 41)):
        with pytest.raises(names_kept.BadName):
            names_kept.set_form(name=name, form=form, by=world.officer, at=NOW)
    assert not KeptName.objects.exists()


def test_the_screen_lists_gives_and_removes(world: World, client: Client) -> None:
    client.force_login(world.handler)
    assert client.get("/office/names/").status_code == 403
    Agency.objects.create(kind=Kind.VILLAGE, name="后街村", short_name="后街村", code="hj", number_prefix="x")
    client.force_login(world.officer)
    assert "“后街村”的繁体写法" in client.get("/office/names/").content.decode()
    wrong = client.post("/office/names/", {"name": "后街村", "form": "后街"})
    assert wrong.status_code == 422
    assert "逐字对应" in wrong.content.decode()
    text = client.post("/office/names/", {"name": "后街村", "form": "后街村"}, follow=True).content.decode()
    assert "“后街村”在繁体页面上写作“后街村”。" in text
    assert "“后街村”的繁体写法" not in text
    assert client.post("/office/names/", {"remove": "x"}).status_code == 404
    row = KeptName.objects.get()
    assert "已经删除" in client.post("/office/names/", {"remove": row.pk}, follow=True).content.decode()
    assert client.post("/office/names/", {"remove": row.pk}).status_code == 404


def test_a_broken_database_is_told_in_the_same_script(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*_: object) -> None:
        raise RuntimeError

    cache.clear()
    monkeypatch.setattr("gongkai.portal.home.published", break_down)
    monkeypatch.setattr("gongkai.portal.names_kept.living", break_down)
    client.raise_request_exception = False
    assert "系統出了問題" in client.get("/hant/").content.decode()
