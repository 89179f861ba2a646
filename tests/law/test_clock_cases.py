"""Runs the cases of the clock: deadlines, receipt, procedure and fees."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from gongkai.statute.citation import cite
from gongkai.statute.events import read_event
from gongkai.statute.fees import MonthlyRequest, month_total, per_item, per_item_total, per_page
from gongkai.statute.parameters import rules
from gongkai.statute.procedure import derive
from gongkai.statute.receipt import receipt_day
from gongkai.statute.workdays import calendar

pytestmark = pytest.mark.law
FEE_DAY = date(2026, 1, 5)


def cases(name, key):
    """The cases of a file that have a key, by their names; every case names a real article."""
    found = yaml.safe_load((Path(__file__).parent / f"{name}.yaml").read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["name"]) for case in found if key in case and cite(case["article"])]


def history(case):
    """The events of a case; `kind_of` stands for a datum that is itself called kind."""
    found = []
    for seq, entry in enumerate(case["events"], start=1):
        data = {("kind" if key == "kind_of" else key): value for key, value in entry.items()}
        del data["day"]
        if "kind_of" not in entry:
            del data["kind"]
        found.append(read_event(entry["kind"], entry["day"], data, seq=seq))
    return found


@pytest.mark.parametrize("case", cases("deadlines", "vectors"))
def test_working_days_after_receipt(case):
    found = {count: calendar().add(case["received"], count) for count in case["vectors"]}
    assert found == case["vectors"]


@pytest.mark.parametrize("case", cases("deadlines", "events") + cases("procedure", "events"))
def test_history(case):
    state = derive(history(case), rules=rules(), calendar=calendar(), today=case.get("today"))
    expected = dict(case["expect"])
    assert [finding.code for finding in state.findings] == expected.pop("findings")
    if "missing_years" in expected:
        expected["missing_years"] = tuple(expected["missing_years"])
    assert {key: getattr(state, key) for key in expected} == expected


@pytest.mark.parametrize("case", cases("receipt", "channel"))
def test_receipt(case):
    found = receipt_day(
        case["channel"],
        case["arrived"],
        case.get("confirmed"),
        unreachable=case.get("unreachable", False),
        basis=case.get("basis", "earliest"),
    )
    assert {
        "day": found.on,
        "confirmed": found.confirmed,
        "alternatives": [entry.on for entry in found.alternatives],
        "ground": found.citation.key,
    } == case["expect"]
    assert found.why.endswith("。")


@pytest.mark.parametrize("case", cases("fees", "items"))
def test_fee_by_item(case):
    found = {count: per_item_total(count, rules=rules(), on=FEE_DAY).amount for count in case["items"]}
    assert found == case["items"]


@pytest.mark.parametrize("case", cases("fees", "ordinals"))
def test_fee_of_one_request(case):
    found = {ordinal: per_item(ordinal, rules=rules(), on=FEE_DAY).amount for ordinal in case["ordinals"]}
    assert found == case["ordinals"]


@pytest.mark.parametrize("case", cases("fees", "pages"))
def test_fee_by_page(case):
    found = {pages: per_page(pages, rules=rules(), on=FEE_DAY).amount for pages in case["pages"]}
    assert found == case["pages"]


@pytest.mark.parametrize("case", cases("fees", "month"))
def test_fee_of_a_mixed_month(case):
    free = [MonthlyRequest(ordinal) for ordinal in range(1, case["free"] + 1)]
    charged = [MonthlyRequest(ordinal, pages) for ordinal, pages in case["month"].items()]
    assert month_total(free + charged, rules=rules(), on=FEE_DAY).amount == case["amount"]
