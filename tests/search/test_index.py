"""The index: everything that stands in a document is found, counted exactly, and survives what may happen to files."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from gongkai.search import asking, suggest, text
from gongkai.search.asking import Filters, Order, ask, moment_of
from gongkai.search.document import Document
from gongkai.search.errors import Busy, Damaged
from gongkai.search.index import CURRENT, Index, State
from gongkai.search.query import parse
from gongkai.search.synonyms import names
from tests.search.library import TITLES, document, library

NONE = names([])


def keys(index: Index, typed: str, **more: object) -> list[str]:
    return [hit.key for hit in ask(index, parse(typed), **more).hits]  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return library(tmp_path_factory.mktemp("index"))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("老服", {"page:2", "page:3"}),
        ("养老服务 通知", {"page:2"}),
        ("养老服务 -通知", {"page:3"}),
        ("政府信息", {"page:4"}),
        ("府信", {"page:4"}),
        ("“政府，信息”", {"page:4"}),
        ("低保", {"page:1"}),
        ("“低保”", set()),
        ("公租房", {"page:3", "page:5"}),
        ("台湾", {"page:5"}),
        ("2023年", {"page:3"}),
        ("9704", {"page:3"}),
        ("gb", {"page:3"}),
        ("停放点", {"page:3"}),
        ("名单", {"page:3"}),
        ("号", {"page:2"}),
        ("第0局", {"page:2", "page:4"}),
        ("国办发2020年109号", {"page:2"}),
        ("明政办发[2023]5号", {"page:2"}),
        ("没有这个", set()),
        ("-养老", {"page:1", "page:4", "page:5"}),
    ],
)
def test_what_is_there_is_found(index: Index, typed: str, found: set[str]) -> None:
    answer = ask(index, parse(typed))
    assert {hit.key for hit in answer.hits} == found
    assert answer.total == len(found)


def test_a_title_a_number_and_a_day_decide_the_order(index: Index) -> None:
    assert keys(index, "国办发")[0] == "page:5"  # in the title, in the other only in the text
    assert keys(index, "养老", order=Order.NEWEST) == ["page:2", "page:3"]
    assert keys(index, "明政办发2023年5号")[0] == "page:2"
    assert keys(index, "养老", order=Order.NEWEST, first=1, size=1) == ["page:3"]


def test_hits_are_divided_and_narrowed(index: Index) -> None:
    answer = ask(index, parse("养老"))
    assert dict(answer.facets["agency"]) == {"第0局": 1, "第1局": 1}
    assert dict(answer.facets["year"]) == {"2022": 1, "2020": 1}
    assert keys(index, "养老", filters=Filters({"agency": "第1局"})) == ["page:3"]
    assert keys(index, "养老", filters=Filters({"agency": "没有"})) == []
    day = document("page:2", "", "").day
    assert keys(index, "养老", filters=Filters(since=moment_of(day), until=moment_of(day, end=True))) == ["page:2"]


def test_every_part_of_every_text_is_found(tmp_path: Path) -> None:
    """Random parts of two to six characters, and single ones: none is missed, and none is found where it is not."""
    chance = random.Random(7)
    characters = "政府信息公开条例申请养老服务低保年度报告台账号" * 2 + "，。\n"
    texts = ["".join(chance.choices(characters, k=200)) for _ in range(300)]
    index = library(tmp_path, *(document(f"page:{n}", "题", body) for n, body in enumerate(texts, start=10)))
    whole = {f"page:{n}": text.normalise(f"题\n{body}") for n, body in enumerate(texts, start=10)}
    whole |= {key: " ".join(both) for key, both in TITLES.items()}
    for _ in range(400):
        body = chance.choice(texts)
        size = chance.randint(1, 6)
        start = chance.randrange(len(body) - size)
        part = body[start : start + size]
        if not all(map(text.is_han, part)):
            continue
        answer = ask(index, parse(part, names=NONE), size=400)
        there = {key for key, words in whole.items() if part in words}
        found = {hit.key for hit in answer.hits}
        assert there <= found
        assert len(found - there - {"page:1", "page:2", "page:3", "page:4", "page:5"}) == 0
        assert answer.total == len(found)


def test_a_change_is_there_after_the_commit_and_not_before(tmp_path: Path) -> None:
    index, reader = library(tmp_path), Index(tmp_path)
    with index.writing() as writer:
        writer.put(document("page:2", "新的题目", "新的文字"))
        writer.drop("page:3")
        assert keys(reader, "养老") != []
        with pytest.raises(Busy), Index(tmp_path).writing():
            pass
        writer.commit(State("one", 2))
    assert keys(reader, "养老") == []
    assert keys(reader, "新的题目") == ["page:2"]
    assert reader.state() == State("one", 2)
    with index.writing() as writer:
        writer.put(document("page:9", "没有写完", ""))
    assert keys(reader, "没有写完") == []
    assert reader.state() == State("one", 2)


def test_it_is_made_anew_under_its_readers(tmp_path: Path) -> None:
    reader = library(tmp_path)
    assert len(keys(reader, "养老")) == 2
    Index(tmp_path).make_anew([document("page:7", "养老机构", "")], State("two", 9), threads=1)
    assert keys(reader, "养老") == ["page:7"]
    assert reader.state() == State("two", 9)
    assert len([folder for folder in tmp_path.iterdir() if folder.is_dir()]) == 1


@pytest.mark.parametrize(
    "harm", ["nothing there", "no pointer", "another version", "segment cut", "segments gone", "no folder"]
)
def test_damage_is_known_and_mended_by_making_it_anew(tmp_path: Path, harm: str) -> None:
    folder = tmp_path / "index"
    if harm != "nothing there":
        library(folder)
        place = folder / (folder / CURRENT).read_text()
        parts = [file for file in place.iterdir() if file.suffix in {".idx", ".store", ".term", ".pos", ".fast"}]
        match harm:
            case "no pointer":
                (folder / CURRENT).unlink()
            case "another version":
                (folder / CURRENT).write_text("0-abc")
            case "segment cut":
                for file in parts:
                    aside = file.with_suffix(".aside")
                    aside.write_bytes(file.read_bytes()[: file.stat().st_size // 3])
                    aside.replace(file)
            case "segments gone":
                for file in parts:
                    file.unlink()
            case "no folder":
                shutil.rmtree(folder)
    with pytest.raises(Damaged):
        ask(Index(folder), parse("养老"))
    with pytest.raises(Damaged):
        Index(folder).state()
    assert len(keys(library(folder), "养老")) == 2


def test_completions_come_by_characters_sound_and_initials(index: Index) -> None:
    assert "养老服务" in suggest.completions(index, "养老")
    assert "养老服务" in suggest.completions(index, "yanglaof")
    assert "养老服务" in suggest.completions(index, "ylf")
    assert suggest.completions(index, "zzzz") == suggest.completions(index, "") == []
    assert suggest.completions(index, "\x00”*(") == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("养劳服务", "养老服务"),
        ("yanglaofuwu", "养老服务"),
        ("养老服物", "养老服务"),
        ("政府信息公开年渡报告", "政府信息公开年度报告"),
    ],
)
def test_what_was_meant_is_guessed(index: Index, typed: str, meant: str) -> None:
    asked = parse(typed)
    assert asking.how_many(index, asked) == 0
    assert suggest.instead(index, asked).replace(" ", "") == meant


def test_nothing_is_guessed_that_is_not_there(tmp_path: Path) -> None:
    index = library(tmp_path)
    assert suggest.instead(index, parse("养劳服务")) == "养老服务"
    with index.writing() as writer:
        for key in TITLES:
            writer.drop(key)
        writer.put(Document("page:8", 8, "别的", "", "", 0, document("page:8", "", "").day))
        writer.commit(State("one", 3))
    assert suggest.instead(index, parse("养劳服务")) == ""
    assert suggest.completions(index, "养老") == []


@pytest.mark.parametrize("typed", ['"', "a:b", "AND OR NOT", "*?~^[]{}\\", "政" * 10000, "😀", "\x00", "〔〕号"])
def test_hostile_words_find_something_or_nothing(index: Index, typed: str) -> None:
    asked = parse(typed)
    for order in Order:
        assert ask(index, asked, order=order).total >= 0
    suggest.instead(index, asked)
    suggest.completions(index, typed)
