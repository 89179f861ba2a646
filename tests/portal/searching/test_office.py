"""The office's screen: words that found nothing, other names, recommended results; each change in the ledger."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils.timezone import localdate, now

from gongkai.agencies.permissions import NotAllowed
from gongkai.audit.models import Action
from gongkai.audit.models import Entry as LedgerEntry
from gongkai.editorial import gate
from gongkai.portal.searching import naming
from gongkai.portal.searching.models import Entry, OtherNames, Recommended, Unfound
from tests.portal.searching.conftest import Library, titles

pytestmark = pytest.mark.django_db
OFFICE = "/office/search/"


def said(client: Client, **fields: object) -> str:
    return client.post(OFFICE, fields, follow=True).content.decode()


def steps() -> list[str]:
    rows = LedgerEntry.objects.filter(action=Action.SEARCH_WORDS_SET).order_by("position")
    return [row.detail["step"] for row in rows]


def test_other_names_and_recommended_results_are_set_and_taken_away(client: Client, library: Library) -> None:
    Unfound.objects.create(day=localdate(), words="托育券", count=5)
    client.force_login(library.world.officer)
    assert "托育券" in client.get(OFFICE).content.decode()
    assert titles(client, "颐养天年") == []
    assert "会同时搜索其他的" in said(client, do="add-names", names="颐养天年＝养老服务")
    assert len(titles(client, "颐养天年")) == 4
    entry = Entry.objects.get(key=library.written.policy.gate_key)
    address = f"http://www.minghu.example{entry.address}?from=here"
    assert "排在最前面" in said(client, do="recommend", words=" 頤養 天年", address=address)
    page = client.get("/search/", {"q": "颐养天年"})
    assert [row.pk for row in page.context["found"].recommended] == [entry.pk]
    for row in (OtherNames.objects.get(), Recommended.objects.get()):
        do = "remove-names" if isinstance(row, OtherNames) else "unrecommend"
        assert "已经" in said(client, do=do, row=row.pk)
        assert "已经没有这一项" in said(client, do=do, row=row.pk)
    assert titles(client, "颐养天年") == []
    assert steps() == ["add-names", "recommend", "remove-names", "unrecommend"]


def test_what_is_recommended_goes_with_its_withdrawal(client: Client, library: Library) -> None:
    entry = Entry.objects.get(key=library.written.policy.gate_key)
    office, officer = library.world.office, library.world.officer
    naming.recommend(words="颐养", address=entry.address, agency=office, by=officer, at=now())
    assert len(naming.recommended("颐养", on=localdate())) == 1
    gate.withdraw(key=entry.key, why="内容有误", by=officer, at=now())
    assert naming.recommended("颐养", on=localdate()) == []
    client.force_login(officer)
    assert "已经撤下" in client.get(OFFICE).content.decode()


REFUSED: tuple[tuple[dict[str, str], str], ...] = (
    ({"do": "add-names", "names": "只有一个"}, "至少要写两个名称"),
    ({"do": "add-names", "names": "甲=最低生活保障"}, "太短或者太长"),
    ({"do": "add-names", "names": "="}, "至少要写两个名称"),
    ({"do": "add-names", "names": "=".join(f"名称{n}" * 4 for n in range(30))}, "不超过200个字"),
    ({"do": "recommend", "words": "", "address": "/"}, "1至40个字"),
    ({"do": "recommend", "words": "养老", "address": "/c/999999/1.html"}, "没有找到这个网址"),
    ({"do": "recommend", "words": "养老", "address": ""}, "没有找到这个网址"),
)


def test_what_is_wrong_is_said_and_nothing_is_kept(client: Client, library: Library) -> None:
    client.force_login(library.world.officer)
    for fields, words in REFUSED:
        answer = client.post(OFFICE, fields)
        assert answer.status_code == 422, fields
        assert words in answer.content.decode(), fields
        assert steps() == [], fields


def test_only_the_office_of_the_site_may(client: Client, library: Library) -> None:
    world = library.world
    for user in (world.stranger, world.handler, world.auditor, world.leader):
        client.force_login(user)
        assert client.get(OFFICE).status_code == 403
        assert OFFICE not in client.get("/office/").content.decode()
    with pytest.raises(NotAllowed):
        naming.add_names(line="甲乙=丙丁", agency=world.other, by=world.stranger, at=now())
    client.force_login(world.officer)
    assert OFFICE in client.get("/office/").content.decode()
    assert client.post(OFFICE, {"do": "else"}).status_code == 403
