"""What the library and the gazette hold stands in the annual report by itself, and cannot be contradicted."""

from __future__ import annotations

import pytest
from django.utils.timezone import localdate, now

from gongkai.disclosure.gazette import distribution
from gongkai.disclosure.gazette.models import GazettePoint
from gongkai.reporting import actions, compiling
from gongkai.reporting.facts import gather
from gongkai.reporting.register import OF_TABLE_A
from gongkai.statute.crossfooting import RULE_CELLS
from tests.disclosure.conftest import RECORD, Publish
from tests.disclosure.gazettes import printed
from tests.editorial.papers import MONDAY, Staff
from tests.factories import World, at


def enter(world: World, key: str, value: str) -> None:
    actions.enter_figure(
        agency=world.office, year=2023, key=key, value=value, source="登记簿", by=world.officer, at=at(2024, 1, 8)
    )


def test_normative_documents_are_counted_from_the_library(world: World, publish: Publish) -> None:
    publish("供水办法", document_number="明政规〔2023〕1号", **RECORD)
    publish("停水办法（试行）", document_number="明政规〔2023〕2号", **(RECORD | {"valid_until": "2023-11-30"}))
    facts = gather(world.office, 2023, [world.office])
    assert [facts.figure(key) for key in ("normative_issued", "normative_repealed", "normative_in_force")] == [2, 0, 1]
    assert "明政规〔2023〕1号" in facts.entries["normative_issued"][0].source
    assert "normative_issued" not in facts.missing
    assert facts.figure("documents") == 2
    # of an agency that keeps no register here nothing is known, which is not nothing
    assert "normative_issued" in gather(world.other, 2023, [world.other]).missing


def test_a_figure_smaller_than_the_records_is_an_error_and_a_greater_one_is_kept(
    world: World, publish: Publish
) -> None:
    publish("供水办法", document_number="明政规〔2023〕1号", **RECORD)
    for kind in OF_TABLE_A:
        if kind.key not in RULE_CELLS:
            enter(world, kind.key, "0")
    report = actions.draft(agency=world.office, year=2023, by=world.officer, at=at(2024, 1, 9))
    told = [finding.message for finding in compiling.compile_annual(report).problems if finding.code == "FIGURE"]
    assert any("本年制发件数" in message and "记录有1" in message for message in told)
    enter(world, "normative_issued", "1")
    enter(world, "normative_in_force", "12")
    compiled = compiling.compile_annual(report)
    assert not [one for one in compiled.problems if one.where.startswith("A.normative")]
    assert compiled.facts.figure("normative_in_force") == 12


@pytest.mark.parametrize("word", ["gazette_issues", "gazette_copies"])
def test_gazettes_and_their_copies_are_counted(word: str, world: World, staff: Staff, publish: Publish) -> None:
    issue = printed(world, staff, publish())
    point = GazettePoint.objects.create(gazette=issue.gazette, name="图书馆")
    distribution.hand_out(issue_id=issue.pk, copies={point.pk: 350}, on=localdate(MONDAY), by=staff.author, at=MONDAY)
    facts = gather(world.office, 2023, [world.office])
    assert facts.figure(word) == {"gazette_issues": 1, "gazette_copies": 350}[word]
    assert gather(world.office, localdate(now()).year, [world.office]).figure(word) is None
