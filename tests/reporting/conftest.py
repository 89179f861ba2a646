"""A small district, and a report of 2023 that needs only its last step."""

from __future__ import annotations

import pytest

from gongkai.reporting import actions
from gongkai.reporting.models import AnnualReport
from gongkai.reporting.narrative import Words
from gongkai.reporting.register import OF_TABLE_A
from gongkai.reporting.wording import default_words
from gongkai.statute.crossfooting import RULE_CELLS
from tests.factories import World, at, make_district, sign_secrecy


@pytest.fixture
def world(db: None) -> World:
    return make_district()


def enter_table_a(world: World, agency=None, year: int = 2023, **values: str) -> None:
    """All figures of table A that may be entered, 0 unless given."""
    agency = agency or world.office
    for kind in OF_TABLE_A:
        if kind.key not in RULE_CELLS:
            actions.enter_figure(
                agency=agency,
                year=year,
                key=kind.key,
                value=values.get(kind.key, "0"),
                source="登记簿",
                by=world.officer,
                at=at(year + 1, 1, 8),
            )


def written(world: World) -> Words:
    """Words without anything left to fill in."""
    words = default_words(world.office)
    return Words(
        words.opening,
        words.overview.partition("【请填写")[0] + "组织业务培训，接受工作考核和社会评议。",
        "存在的主要问题：解读材料不够直观。\n改进措施：多用图表。",
        words.other_matters,
    )


@pytest.fixture
def draft(world: World) -> AnnualReport:
    """A draft in which nothing is missing."""
    enter_table_a(world, normative_issued="2", normative_in_force="5")
    report = actions.draft(agency=world.office, year=2023, by=world.officer, at=at(2024, 1, 9))
    return actions.save_words(report_id=report.pk, words=written(world), by=world.officer, at=at(2024, 1, 10))


def approved(world: World, report: AnnualReport) -> AnnualReport:
    actions.submit(report_id=report.pk, by=world.officer, at=at(2024, 1, 22))
    sign_secrecy(world, f"annual_report:{report.pk}", on=at(2024, 1, 23))
    return actions.approve(report_id=report.pk, by=world.leader, at=at(2024, 1, 25))


def published(world: World, report: AnnualReport) -> AnnualReport:
    approved(world, report)
    return actions.publish(report_id=report.pk, by=world.officer, at=at(2024, 1, 29))
