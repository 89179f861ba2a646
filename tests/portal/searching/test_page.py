"""The page of results: what is found, marked, narrowed, suggested; and what anybody may send to it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate, now

from gongkai.editorial import gate
from gongkai.portal.searching import finding, following, pace, unfound
from gongkai.portal.searching.models import Unfound
from gongkai.search.query import parse
from tests.portal.searching.conftest import Library, titles

pytestmark = pytest.mark.django_db


def test_a_search_shows_hits_with_marks_facts_and_ways_of_narrowing(client: Client, library: Library) -> None:
    answer = client.get("/search/", {"q": "养老服务"})
    text = answer.content.decode()
    assert "找到4项" in text
    assert "<mark>养老服务</mark>" in text
    assert "明政办发〔2023〕5号" in text
    assert {facet.label for facet in answer.context["found"].facets} == {"栏目", "类型", "主题", "有效性"}
    assert answer["Cache-Control"] == "no-store, private"
    assert titles(client, "养老服务", kind="政策文件") == ["通知养老服务"]
    narrowed = client.get("/search/", {"q": "养老服务", "kind": "政策文件"})
    assert "?q=%E5%85%BB%E8%80%81%E6%9C%8D%E5%8A%A1" in narrowed.content.decode()
    assert titles(client, "", kind="政策文件") == ["通知养老服务"]
    assert titles(client, "养老服务", since="2999-01-01") == []
    assert len(titles(client, "养老服务", order="newest", since="2000-01-01", until="2999-12-31")) == 4
    assert titles(client, "明政办发[2023]5号")[0] == "通知养老服务"


def test_a_search_costs_few_queries(client: Client, library: Library, django_assert_max_num_queries: Any) -> None:
    titles(client, "养老服务")
    with django_assert_max_num_queries(5):
        titles(client, "养老服务")


def test_pages_of_results_follow_each_other(client: Client, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "A_PAGE", 1)
    seen = [titles(client, "养老服务", page=str(number)) for number in (1, 2, 3, 4)]
    assert len({title for page in seen for title in page}) == 4
    text = client.get("/search/", {"q": "养老服务", "page": "2"}).content.decode()
    assert 'start="2"' in text
    assert "page=3" in text
    assert titles(client, "养老服务", page="9") == []


@pytest.mark.parametrize(
    ("typed", "offered"),
    [("养劳服务", "养老服务"), ("yanglaofuwu", "养老服务"), ("通知关于养老服务", "通知 关于 养老 服务")],
)
def test_who_finds_nothing_is_helped(client: Client, library: Library, typed: str, offered: str) -> None:
    answer = client.get("/search/", {"q": typed})
    text = answer.content.decode()
    assert "没有找到" in text
    assert "申请公开" in text
    found = answer.context["found"]
    assert offered in (found.instead, found.parts) or found.instead == "通知养老服务"
    assert "?q=" in text


def test_words_are_offered_while_somebody_types(client: Client, library: Library) -> None:
    assert "养老服务" in client.get("/search/suggestions/", {"q": "yangl"}).json()["words"]
    assert client.get("/search/suggestions/", {"q": ""}).json() == {"words": []}
    assert client.get("/search/suggestions/").json() == {"words": []}


def test_nothing_withdrawn_is_offered_while_somebody_else_writes_the_copy(client: Client, library: Library) -> None:
    """Making it anew takes a minute, in which nobody can bring it up to date; its words are those of an hour ago."""
    offered = "/search/suggestions/"
    assert client.get(offered, {"q": "消息"}).json()["words"] != []
    with following.index().held():
        gate.withdraw(key=library.written.article.gate_key, why="有误", by=library.world.officer, at=now())
        assert client.get(offered, {"q": "消息"}).json()["words"] == []
        assert client.get("/search/", {"q": "消吸养老服务"}).context["found"].instead == ""
        assert titles(client, "消息养老服务") == []
    assert client.get(offered, {"q": "yangl"}).json()["words"] != []
    assert "消息" not in str(client.get(offered, {"q": "消"}).json())


TYPED = (
    "", " ", '"', "'; DROP TABLE", "AND OR", "*", "a:b", "政" * 10_000, "😀", "\x00", "<script>", "%", "-", "“",
    "\ud7ff",
)  # fmt: skip


def test_whatever_is_sent_gets_a_page(client: Client, library: Library) -> None:
    """One library for all that is typed: it takes ten times as long to make as to ask."""
    for typed in TYPED:
        pace._counts.clear()
        for more in ({}, {"order": "newest"}, {"page": "-1"}, {"page": "99999"}, {"since": "2023-02-31", "until": "x"}):
            others = {"agency": "\x00", "year": "'", **more} if more else {}
            answer = client.get("/search/", {"q": typed, **others})
            assert answer.status_code == 200, (typed[:20], more)
            assert "<script>" not in answer.content.decode(), (typed[:20], more)
        assert client.get("/search/suggestions/", {"q": typed}).status_code == 200, typed[:20]
    assert client.post("/search/").status_code == 405


def test_a_long_question_is_cut_and_the_page_says_so(client: Client, library: Library) -> None:
    assert "只搜索了前面的部分" in client.get("/search/", {"q": "养老服务" * 100}).content.decode()


def test_what_cannot_be_read_is_said_and_mended(
    client: Client, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    titles(client, "养老服务")
    place = following.index()
    for file in (place.folder / (place.folder / "current").read_text()).glob("*.store"):
        # another file under its name: to cut one that is open kills whoever reads it, whatever the program
        aside = file.with_suffix(".aside")
        aside.write_bytes(b"x" * 40)
        aside.replace(file)
    following._index.cache_clear()
    for _ in range(3):
        answer = client.get("/search/", {"q": "养老服务"})
        assert answer.status_code == 200
    assert len(titles(client, "养老服务")) == 4


def test_who_searches_too_fast_gets_a_sentence(
    client: Client, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "SEARCHES", 2)
    monkeypatch.setattr(pace, "SUGGESTIONS", 1)
    codes = [client.get("/search/", {"q": "养老"}).status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    client.get("/search/suggestions/")
    assert client.get("/search/suggestions/").json()["error"]["code"] == "TOO_FAST"
    assert client.get("/search/", {"q": "养老"}, REMOTE_ADDR="192.0.2.9").status_code == 200
    assert not pace.is_too_fast("search", "192.0.2.9", limit=1, seconds=0)


def test_words_without_a_result_are_counted_and_nothing_that_tells_of_a_person(
    library: Library, client: Client
) -> None:
    today = localdate()
    for words in ["托育券", "托育券 ", "託育券", "王某13800138000", "a@b.cn", "110101199003070011", "一" * 21, "单"]:
        client.get("/search/", {"q": words})
    client.get("/search/", {"q": "托育券", "page": "2"})
    client.get("/search/", {"q": "托育券", "kind": "政策文件"})
    assert list(Unfound.objects.values_list("words", "count", "day")) == [("托育券", 3, today)]
    assert [(row.words, row.count) for row in unfound.listed(today=today)] == [("托育券", 3)]
    unfound.note(parse("问一次"), on=today)
    assert len(unfound.listed(today=today)) == 1
    assert unfound.listed(today=today + timedelta(days=31)) == []
    unfound.note(parse("很久以前"), on=date(2020, 1, 1))
    assert unfound.forget(before=today - timedelta(days=unfound.DAYS), single=today) == 1
    assert unfound.forget(before=today - timedelta(days=unfound.DAYS), single=today + timedelta(days=1)) == 1
    assert Unfound.objects.get().words == "托育券"


def test_only_so_many_words_are_kept_a_day(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unfound, "MOST_A_DAY", 2)
    for words in ("第一个", "第二个", "第三个", "第一个"):
        unfound.note(parse(words), on=localdate())
    assert dict(Unfound.objects.values_list("words", "count")) == {"第一个": 2, "第二个": 1}


def test_every_page_has_the_box_and_the_search_page_only_its_own(client: Client, library: Library) -> None:
    assert client.get("/").content.decode().count('type="search"') == 1
    assert client.get("/search/").content.decode().count('type="search"') == 1
