"""Words are found in all cases of a list through sealed sketches: none is missed, none is shown that only looks like
it, and a copy of the database tells nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.casework import finding_cases, handling, queries, retention, word_sketches
from gongkai.casework.attachments import upload
from gongkai.casework.intake import Wanted
from gongkai.casework.likeness import pairs
from gongkai.casework.models import Case, Subject, WordSketch
from tests.factories import CITIZEN, World, at, confirm, decide, finish, make_district, online

TODAY = at(2023, 12, 1).date()
NOW = at(2023, 12, 1, 9)
chinese = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=120)


@pytest.fixture
def world(db: None) -> World:
    return make_district()


def sketch() -> int:
    return word_sketches.bring_up_to_date(clock=lambda: NOW, until=NOW + timedelta(minutes=1))


def found(world: World, words: str) -> list[str]:
    page = queries.page(world.officer, queries.Filter(status="all", words=words), today=TODAY)
    return sorted(row.case.number for row in page.rows)


@given(chinese, st.data())
def test_no_part_of_a_text_is_missed_by_its_sketch(text: str, data: st.DataObject) -> None:
    begin = data.draw(st.integers(0, len(text) - 2))
    part = text[begin : data.draw(st.integers(begin + 2, len(text)))]
    whole = word_sketches._bits(1, pairs(text))
    wanted = word_sketches._bits(1, pairs(part))
    if pairs(part) <= pairs(text):  # courtesies may be cut out of one and not of the other
        assert whole & wanted == wanted
    assert whole < 1 << word_sketches.BITS


def test_words_are_found_in_all_cases_also_in_letters_and_names_of_files(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    # whoever is opened is one of few, so that only the sketches can find the others
    monkeypatch.setattr(finding_cases, "OPENED", 2)
    bridge = Wanted("青石桥加固工程的竣工验收报告")
    first = online(
        world, wanted=bridge, person=replace(CITIZEN, name="阮无"), uploads=[upload(b"a", "养护台账.txt")]
    ).case
    for number in range(4):
        online(world, wanted=Wanted(f"第{number}号地块控制性详细规划"))
    finish(world, confirm(world, Case.objects.get(pk=first.pk)))
    assert sketch() == 5
    assert sketch() == 0
    assert found(world, "青石桥加固") == [first.number]
    assert found(world, "养护台账") == [first.number]
    assert found(world, "阮无") == [first.number]
    assert found(world, "阮某") == []
    letter = Case.objects.get(pk=first.pk).letters.get()
    assert found(world, letter.title) == [first.number]
    assert len(found(world, "控制性详细规划")) == 2, "no more are opened than the limit says"
    assert found(world, "跨海大桥") == []


def test_what_moved_since_its_sketch_is_opened_and_sketched_anew(world: World) -> None:
    case = confirm(world, online(world).case)
    sketch()
    decide(world, case)
    assert list(word_sketches.stale(Case.objects.all())) == [case]
    assert found(world, "立项批复") == [case.number]
    assert sketch() == 1
    handling.write_note(case_id=case.pk, words="核对", by=world.officer, at=NOW)
    assert sketch() == 1
    assert WordSketch.objects.get().seq == Case.objects.get(pk=case.pk).seq


def test_a_copy_of_the_database_tells_nothing_and_erasing_takes_the_sketch(world: World) -> None:
    cases = [online(world, wanted=Wanted("青石桥加固工程")).case for _ in range(2)]
    online(world, wanted=Wanted("桥" * 500))
    sketch()
    rows = list(WordSketch.objects.order_by("case"))
    # neither how much was asked nor that two asked for the same can be told from the rows
    assert len({len(bytes(row.sealed)) for row in rows}) == 1
    assert bytes(rows[0].sealed) != bytes(rows[1].sealed)
    # a row that was put in another's place, or spoiled, is looked at and not believed
    WordSketch.objects.filter(case=cases[0]).update(sealed=rows[2].sealed)
    assert found(world, "青石桥加固") == sorted(case.number for case in cases)
    retention._destroy(Case.objects.get(pk=cases[0].pk), NOW)
    Subject.objects.filter(pk=cases[0].subject_id).update(key=b"")
    assert not WordSketch.objects.filter(case=cases[0]).exists()
    # with the key gone nothing is sketched again
    cases[1].subject.key = b""
    cases[1].subject.save()
    WordSketch.objects.filter(case=cases[1]).update(seq=0)
    assert cases[1] not in word_sketches.stale(Case.objects.all())
    assert found(world, "青石桥加固") == []


def test_only_ones_own_list_is_searched(world: World) -> None:
    mine = online(world, wanted=Wanted("青石桥加固工程")).case
    online(world, wanted=Wanted("青石桥加固工程"), agency=world.other)
    sketch()
    assert found(world, "青石桥加固") == [mine.number]
