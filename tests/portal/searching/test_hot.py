"""Hot words: counted without persons, shown when several days asked for them, kept out by officers; and the period of
what is recommended."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.timezone import localdate, now

from gongkai.editorial import gate
from gongkai.portal.searching import hot, naming, pace
from gongkai.portal.searching.models import Entry, Recommended, Searched, Stopped
from tests.portal.searching.conftest import Library

pytestmark = pytest.mark.django_db
OFFICE = "/office/search/"


def asked_for(words: str, *, days: int = hot.LEAST_DAYS, count: int = hot.LEAST) -> None:
    for back in range(days):
        Searched.objects.create(day=localdate() - timedelta(days=back), words=words, count=count)


def offered(client: Client) -> list[str]:
    found: list[str] = client.get("/search/suggestions/").json()["words"]
    return found


def test_what_found_something_is_counted_once_a_minute_and_nothing_personal(library: Library, client: Client) -> None:
    for words in ("养老服务", " 養老服務", "托育券", "养老 13800138000"):
        client.get("/search/", {"q": words})
    client.get("/search/", {"q": "养老服务", "kind": "政策文件"})
    client.get("/search/", {"q": "养老服务"}, REMOTE_ADDR="192.0.2.9")
    pace._counts.clear()  # the next minute
    client.get("/search/", {"q": "养老服务", "page": "1"})
    assert list(Searched.objects.values_list("words", "count", "day")) == [("养老服务", 3, localdate())]
    assert offered(client) == [], "three times on one day are no hot word"


def test_hot_words_are_asked_for_on_several_days_and_still_find_something(library: Library, client: Client) -> None:
    asked_for("养老服务")
    asked_for("通知养老", count=hot.LEAST + 1)
    asked_for("栏目养老", days=hot.LEAST_DAYS - 1)
    asked_for("消息养老", count=1)
    asked_for("托育券", count=99)
    assert offered(client) == ["通知养老", "养老服务"]
    shown = client.get("/search/").content.decode()
    assert "大家在搜" in shown
    assert "大家在搜" in client.get("/search/", {"q": "托育券"}).content.decode()
    assert "大家在搜" not in client.get("/search/", {"q": "养老服务"}).content.decode()
    assert client.get("/search/suggestions/", {"q": "yangl"}).json()["words"] != offered(client)
    assert hot.counted(today=localdate() + timedelta(days=hot.DAYS)) == []
    gate.withdraw(key=library.written.policy.gate_key, why="有误", by=library.world.officer, at=now())
    assert "通知养老" not in offered(client), "what finds nothing any more is not offered"
    assert hot.forget(before=localdate() + timedelta(days=1)) == Searched.objects.count() + 14


def test_an_officer_keeps_words_out_and_lets_them_in_again(library: Library, client: Client) -> None:
    asked_for("养老服务")
    client.force_login(library.world.officer)
    assert "养老服务" in client.get(OFFICE).content.decode()
    answer = client.post(OFFICE, {"do": "stop", "words": "养 老"}, follow=True).content.decode()
    assert "含有“养老”的热词不再显示" in answer
    assert offered(client) == []
    assert client.post(OFFICE, {"do": "stop", "words": "养老"}).status_code == 422
    assert client.post(OFFICE, {"do": "stop", "words": "长" * 21}).status_code == 422
    answer = client.post(OFFICE, {"do": "unstop", "row": Stopped.objects.get().pk}, follow=True).content.decode()
    assert "可以作为热词显示了" in answer
    assert offered(client) == ["养老服务"]


def test_a_recommendation_has_its_period_and_says_what_it_is(library: Library, client: Client) -> None:
    today, entry = localdate(), Entry.objects.get(key=library.written.policy.gate_key)
    client.force_login(library.world.officer)
    post = {"do": "recommend", "words": "颐养", "address": entry.address, "since": today, "until": today}
    assert client.post(OFFICE, post | {"until": today - timedelta(days=1)}).status_code == 422
    assert client.post(OFFICE, post | {"since": "明天"}).status_code == 422
    assert client.post(OFFICE, post).status_code == 302
    assert "人工推荐" in client.get("/search/", {"q": "颐养"}).content.decode()
    row = Recommended.objects.get()
    days = [today + timedelta(days=more) for more in (-1, 0, 1)]
    assert [len(naming.recommended("颐养", on=day)) for day in days] == [0, 1, 0]
    Recommended.objects.filter(pk=row.pk).update(since=date(2020, 1, 1), until=date(2020, 1, 2))
    assert client.post(OFFICE, post | {"since": "", "until": ""}).status_code == 302, "one that is over can be set anew"
    others = [Entry.objects.get(key=page.gate_key) for page in (library.written.section, library.written.article)]
    for other in others:
        assert client.post(OFFICE, post | {"address": other.address}).status_code == 302
    last = Entry.objects.get(key=library.written.interpretation.gate_key)
    assert "已经推荐了3项" in client.post(OFFICE, post | {"address": last.address}).content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        Recommended.objects.filter(pk__gt=row.pk).update(since=date(2020, 1, 2), until=date(2020, 1, 1))
