"""One reply to several items: each its outcome, its article and its facts; one row; the remedies of all of them."""

from __future__ import annotations

import pytest

from gongkai.casework import deciding
from gongkai.casework.errors import Incomplete
from gongkai.casework.models import Case
from gongkai.casework.opinions import Item, Opinion
from gongkai.reporting import counting
from tests.casework.desk import desk, stop_clock, words
from tests.factories import World, at, confirm, finish, make_district, online

NOW = at(2023, 3, 6, 10)
LATER = at(2024, 3, 6, 10)
OPEN = Item(
    "立项批复",
    "open",
    "provided",
    {"provided_content": "批复", "provided_form": "电子文档", "how_provided": "在线下载"},
)
NONE = Item("竣工决算", "na_none", "not_existing", {"search_done": "在档案室检索"})
SECRET = Item("涉密附件", "no_secret", None, {"classification_evidence": "机密，10年", "reason": "依法定密"})


@pytest.fixture
def world(db: None) -> World:
    return make_district()


@pytest.fixture
def case(world: World) -> Case:
    return confirm(world, online(world).case)


def test_the_letter_answers_item_by_item_and_the_request_counts_once(world: World, case: Case) -> None:
    opinion = Opinion.of_items([OPEN, NONE, SECRET])
    assert opinion.outcome == "partial"
    finish(world, case, on=NOW, opinion=opinion)
    case.refresh_from_db()
    letter = case.letters.get()
    text = "".join(deciding.read_letter(letter)[1])
    assert letter.title == "政府信息公开申请答复书"
    for words_ in (
        "一、关于“立项批复”",
        "二、关于“竣工决算”",
        "三、关于“涉密附件”",
        "第十四条",
        "第三十六条第（四）项",
    ):
        assert words_ in text
    assert (case.outcome, case.stage) == ("partial", "filed")
    table = counting.table_b([world.office.pk], 2023)
    assert (table["partial"][-1], table["total"][-1]) == (1, 1)
    decided = case.events.get(kind="decided")
    assert [item["outcome"] for item in decided.data["items"]] == ["open", "na_none", "no_secret"]


def test_a_refused_item_brings_reconsideration_first_since_2024(world: World) -> None:
    case = confirm(world, online(world, on=at(2024, 3, 1)).case, on=at(2024, 3, 1))
    finish(world, case, on=LATER, opinion=Opinion.of_items([OPEN, SECRET]))
    text = "".join(deciding.read_letter(case.letters.get())[1])
    assert "应当先自收到本告知书之日起60日内" in text
    assert "6个月" not in text


def test_an_item_without_its_facts_is_named(world: World, case: Case) -> None:
    opinion = Opinion.of_items([OPEN, Item("竣工决算", "na_none", "not_existing", {})])
    with pytest.raises(Incomplete) as caught:
        deciding.propose(case_id=case.pk, opinion=opinion, by=world.officer, at=NOW)
    assert "第二项的检索的范围、方法和结果" in str(caught.value)
    assert not case.events.filter(kind="decision_proposed").exists()


def test_the_screen_goes_from_the_items_to_their_facts_to_the_leader(
    world: World, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch, NOW)
    officer, place = desk(world.officer), f"/office/requests/{case.number}/decision/several/"
    assert "分项答复" in words(officer.get(f"/office/requests/{case.number}/decision/"))
    assert "第2项" in words(officer.get(place))
    typed = {
        "count": "2",
        "seq": str(case.seq),
        "item0-request": "立项批复",
        "item0-choice": "open:provided",
        "item1-request": "竣工决算",
        "item1-choice": "na_none:not_existing",
    }
    more = officer.post(place, typed | {"do": "more"})
    assert "第3项" in words(more)
    assert 'value="open:provided" selected' in more.content.decode()
    asked = officer.post(place, typed | {"do": "facts"})
    assert 'name="facts1-search_done"' in asked.content.decode()
    assert "只计“部分公开”" in words(asked)
    missing = officer.post(place, typed | {"do": "facts", "item1-choice": ""})
    assert missing.status_code == 422
    facts = {f"facts0-{name}": text for name, text in OPEN.facts.items()}
    facts |= {"facts1-search_done": "在档案室以“决算”检索，没有"}
    refused = officer.post(place, typed | {"do": "propose", "facts1-search_done": ""})
    assert "没有保存" in words(refused)
    previewed = officer.post(place, typed | facts | {"do": "preview"})
    assert "二、关于“竣工决算”" in words(previewed)
    done = officer.post(place, typed | facts | {"do": "propose"})
    assert done.status_code == 302
    page = words(desk(world.leader).get(f"/office/requests/{case.number}/"))
    assert "二、关于“竣工决算”" in page
    assert "第1项" in page
    assert desk(world.stranger).get(place).status_code == 404
    assert desk(world.auditor).get(place).status_code == 403
