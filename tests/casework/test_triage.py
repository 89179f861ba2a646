"""What is looked at before a request is handled: earlier ones, like ones, and splitting one into several."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.casework import handling, intake, likeness, triage
from gongkai.casework.errors import Incomplete, NotPermitted
from gongkai.casework.intake import Wanted
from gongkai.casework.models import Case
from gongkai.casework.subjects import Person
from gongkai.reporting import counting
from tests.casework.desk import desk, stop_clock, words
from tests.factories import CITIZEN, World, at, confirm, make_district, online

OTHERS = [
    Person(name=f"某甲{n}", identity_kind="other", identity_number=f"P{n:07d}", telephone="00012345678")
    for n in range(4)
]
ROAD = Wanted("2022年明湖路道路改造工程的立项批复和概算")
SAME_ROAD = Wanted("申请公开明湖路道路改造工程2022年的立项批复和概算，谢谢")
SCHOOL = Wanted("2021年实验小学学区划分方案")


@pytest.fixture
def world(db: None) -> World:
    return make_district()


@pytest.fixture(autouse=True)
def one_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sketches are a matter of chance over keys; a test must not be."""
    monkeypatch.setattr(likeness, "master_key", lambda purpose: b"k" * 32)


def test_the_background_counts_the_applicants_requests_of_the_month_and_the_year(world: World) -> None:
    for day in (at(2023, 2, 1), at(2023, 3, 1), at(2023, 3, 2)):
        online(world, on=day, wanted=SCHOOL)
    case = online(world, on=at(2023, 3, 3), wanted=ROAD).case
    online(world, on=at(2023, 3, 4), person=OTHERS[0], wanted=SCHOOL)
    found = triage.background(case)
    assert (found.ordinal, found.this_month, found.this_year) == (3, 3, 4)
    assert found.alike == []
    assert [row.received_on.day for row in found.earlier] == [2, 1, 1]


def test_like_requests_are_found_and_told_apart_by_applicant(world: World) -> None:
    own = online(world, wanted=ROAD).case
    other = online(world, person=OTHERS[0], wanted=SAME_ROAD).case
    online(world, person=OTHERS[1], wanted=SCHOOL)
    case = online(world, wanted=SAME_ROAD).case
    found = triage.background(case)
    assert [entry.case for entry in found.repeated] == [own]
    assert [entry.case for entry in found.asked_by_others] == [other]
    assert not found.proposes_publication


def test_three_applicants_for_one_thing_propose_publication(world: World) -> None:
    for person in OTHERS[:2]:
        online(world, person=person, wanted=SAME_ROAD)
    assert triage.background(online(world, wanted=ROAD).case).proposes_publication


def test_another_agencys_cases_are_never_shown(world: World) -> None:
    online(world, agency=world.other, wanted=ROAD)
    assert triage.background(online(world, wanted=ROAD).case).alike == []


def test_an_erased_applicant_is_not_found_again(world: World) -> None:
    from gongkai.casework import subjects

    first = online(world, person=OTHERS[0], wanted=ROAD).case
    subjects.erase(subject=first.subject, stream="x", by=world.officer, at=at(2023, 4, 1), reason="到期")
    assert triage.background(online(world, wanted=ROAD).case).alike == []


@given(st.text(alphabet="湖滨路改造工程立项批复概算审计方案二〇一九年度", min_size=12, max_size=60), st.integers(0, 5))
def test_the_same_words_always_share_every_band_and_spaces_do_not_matter(text: str, at_: int) -> None:
    assert likeness.bands(text) == likeness.bands(f"{text[:at_]} ，{text[at_:]}")


def test_the_bands_find_nearly_all_that_share_half_over_any_key(monkeypatch: pytest.MonkeyPatch) -> None:
    from random import Random

    rng, hits = Random(5), 0
    letters = [chr(0x4E00 + n) for n in range(2000)]
    for n in range(400):
        monkeypatch.setattr(likeness, "master_key", lambda purpose, n=n: n.to_bytes(32, "big"))
        same, first, second = (rng.sample(letters, count) for count in (27, 13, 13))
        texts = ["".join(same + first), "".join(same + second)]
        assert 0.45 < likeness.share(*map(likeness.pairs, texts)) < 0.55
        hits += bool(set(likeness.bands(texts[0])) & set(likeness.bands(texts[1])))
    assert hits >= 390


def test_a_split_gives_each_part_a_case_with_the_day_of_receipt_of_the_whole(world: World) -> None:
    case = confirm(world, online(world, on=at(2023, 3, 1)).case)
    parts = ["明湖路立项批复", "明湖路征收补偿方案", "明湖路竣工决算"]
    first, made = triage.split(case_id=case.pk, parts=parts, by=world.officer, at=at(2023, 3, 6))
    rows = [first, *(receipt.case for receipt in made)]
    wanted = [intake.wanted_of(Case.objects.get(pk=row.pk)) for row in rows]
    assert [entry.description for entry in wanted if entry] == parts
    assert len({row.received_on for row in rows}) == len({row.due_on for row in rows}) == 1
    assert {row.split_from for row in rows[1:]} == {case}
    assert len({row.number for row in rows}) == 3
    assert counting.table_b([world.office.pk], 2023)["new"][-1] == 3


@pytest.mark.parametrize("parts", [["只有一件"], [], ["", "  "], [f"第{n}件" for n in range(51)]])
def test_a_split_needs_two_parts_and_not_too_many(parts: list[str], world: World) -> None:
    case = online(world).case
    with pytest.raises(Incomplete):
        triage.split(case_id=case.pk, parts=parts, by=world.officer, at=at(2023, 3, 6))
    assert Case.objects.count() == 1


def test_a_request_that_moved_on_or_was_split_is_not_split(world: World) -> None:
    case = confirm(world, online(world).case)
    triage.split(case_id=case.pk, parts=["甲事", "乙事"], by=world.officer, at=at(2023, 3, 6))
    with pytest.raises(NotPermitted):
        triage.split(case_id=case.pk, parts=["丙事", "丁事"], by=world.officer, at=at(2023, 3, 6))
    moved = confirm(world, online(world, person=replace(CITIZEN, name="甄又存")).case)
    handling.open_consultation(
        case_id=moved.pk,
        key="1",
        party="third_party",
        on=at(2023, 3, 6).date(),
        whom="某",
        by=world.officer,
        at=at(2023, 3, 6),
    )
    with pytest.raises(NotPermitted):
        triage.split(case_id=moved.pk, parts=["丙事", "丁事"], by=world.officer, at=at(2023, 3, 6))


def test_the_screen_splits_and_shows_the_codes_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch, at(2023, 3, 6))
    case = confirm(world, online(world).case)
    officer = desk(world.officer)
    page = officer.get(f"/office/requests/{case.number}/")
    assert "拆分为多件办理" in words(page)
    done = officer.post(
        f"/office/requests/{case.number}/split/", {"parts": "甲事的批复\n乙事的批复\n", "seq": case.seq}
    )
    assert "已拆分为2件" in words(done)
    (part,) = Case.objects.filter(split_from=case)
    assert part.number in words(done)
    assert "由 " + case.number in words(officer.get(f"/office/requests/{part.number}/"))
    refused = officer.post(f"/office/requests/{case.number}/split/", {"parts": "甲\n乙"})
    assert refused.status_code == 422
    assert desk(world.leader).get(f"/office/requests/{case.number}/split/").status_code == 403


def test_a_handler_sees_no_applicants_other_requests(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch, at(2023, 3, 6))
    online(world, wanted=SCHOOL)
    case = confirm(world, online(world, wanted=ROAD).case)
    handling.assign(case_id=case.pk, agency=world.department, by=world.officer, at=at(2023, 3, 2))
    page = words(desk(world.handler).get(f"/office/requests/{case.number}/"))
    assert "该申请人本年" not in page
