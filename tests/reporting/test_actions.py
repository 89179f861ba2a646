"""The way of a report: who may do what, what is refused, what stays frozen."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction

from gongkai.agencies.permissions import NotAllowed
from gongkai.audit.models import Action, Entry
from gongkai.casework import disputes
from gongkai.casework.models import Case, Dispute
from gongkai.report.check import check
from gongkai.report.read import read_bytes
from gongkai.report.write import as_json
from gongkai.reporting import actions, queries
from gongkai.reporting.compiling import compile_annual, compile_report, findings
from gongkai.reporting.errors import (
    BadFigure,
    BadFigures,
    Conflict,
    Exists,
    NotPublishable,
    OwnWork,
    ReportingError,
    Unknown,
    WrongStage,
)
from gongkai.reporting.models import AnnualReport, Figure, Stage
from gongkai.reporting.narrative import UnknownField
from tests.factories import World, at, by_hand, finish, letter, online
from tests.reporting.conftest import approved, enter_table_a, published, written

# ------------------------------------------------------------------------------------- figures


def test_a_figure_keeps_its_source_and_every_value_stands_in_the_ledger(world: World) -> None:
    for value in ("2", "3"):
        actions.enter_figure(
            agency=world.office,
            year=2023,
            key="normative_issued",
            value=value,
            source=" 备案登记簿 ",
            by=world.officer,
            at=at(2024, 1, 8),
        )
    row = Figure.objects.get()
    assert (row.value, row.source, row.entered_by) == (3, "备案登记簿", world.officer)
    entries = Entry.objects.filter(action=Action.FIGURE_ENTERED).order_by("position")
    assert [entry.detail["value"] for entry in entries] == ["2", "3"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"value": "-1"}, "value"),
        ({"value": "两件"}, "value"),
        ({"value": ""}, "value"),
        ({"value": "1.5"}, "value"),
        ({"value": "NaN"}, "value"),
        ({"value": "Infinity"}, "value"),
        ({"value": "1e30"}, "value"),
        ({"source": "  "}, "source"),
        ({"source": "长" * 201}, "source"),
        ({"year": 2025}, "year"),
        ({"year": 1999}, "year"),
        ({"key": "weather"}, "key"),
        ({"key": "rules_issued", "value": "1"}, "value"),
        ({"key": "fees", "value": "0.00001"}, "value"),
    ],
)
def test_an_impossible_figure_is_refused_beside_its_field(world: World, changed: dict, field: str) -> None:
    entry = {"agency": world.office, "year": 2023, "key": "licences", "value": "1", "source": "台账"}
    with pytest.raises(BadFigure) as refused:
        actions.enter_figure(**{**entry, **changed}, by=world.officer, at=at(2024, 1, 8))
    assert refused.value.field == field
    assert not Figure.objects.exists()


def test_fees_are_in_ten_thousand_yuan_with_four_places(world: World) -> None:
    row = actions.enter_figure(
        agency=world.office,
        year=2023,
        key="fees",
        value="5,933.2449",
        source="非税系统",
        by=world.officer,
        at=at(2024, 1, 8),
    )
    assert str(row.value) == "5933.2449"


def test_several_figures_are_stored_together_or_not_at_all(world: World) -> None:
    entries = {"licences": ("3", "台账"), "penalties": ("x", "台账"), "coercions": ("1", "")}
    with pytest.raises(BadFigures) as refused:
        actions.enter_figures(agency=world.office, year=2023, entries=entries, by=world.officer, at=at(2024, 1, 8))
    assert {key: field for key, (_, field) in refused.value.errors.items()} == {
        "penalties": "value",
        "coercions": "source",
    }
    assert not Figure.objects.exists()


def test_only_the_office_itself_enters_its_figures(world: World) -> None:
    for person in (world.leader, world.handler, world.auditor, world.stranger):
        with pytest.raises(NotAllowed):
            enter_table_a(replace(world, officer=person))


# ------------------------------------------------------------------------------------ the way


def test_the_whole_way_is_in_the_ledger(world: World, draft: AnnualReport) -> None:
    report = published(world, draft)
    assert report.stage == Stage.PUBLISHED
    assert report.published_on.isoformat() == "2024-01-29"
    assert report.approved_by == world.leader
    steps = Entry.objects.filter(subject=f"report:{report.pk}").order_by("position")
    assert [entry.detail["step"] for entry in steps] == ["draft", "save", "submit", "approve", "publish"]
    assert steps.last().digest == report.digest


def test_each_step_asks_for_its_permission(world: World, draft: AnnualReport) -> None:
    with pytest.raises(NotAllowed):
        actions.submit(report_id=draft.pk, by=world.leader, at=at(2024, 1, 22))
    actions.submit(report_id=draft.pk, by=world.officer, at=at(2024, 1, 22))
    with pytest.raises(NotAllowed):
        actions.approve(report_id=draft.pk, by=world.officer, at=at(2024, 1, 23))
    with pytest.raises(NotAllowed):
        actions.approve(report_id=draft.pk, by=world.auditor, at=at(2024, 1, 23))
    with pytest.raises(NotAllowed):
        actions.draft(agency=world.other, year=2022, by=world.officer, at=at(2024, 1, 9))


def test_nobody_approves_what_they_wrote_even_long_ago(world: World, draft: AnnualReport) -> None:
    from gongkai.agencies.actions import give_post
    from gongkai.agencies.roles import Role

    give_post(
        user=world.officer,
        agency=world.office,
        role=Role.APPROVING_LEADER,
        held_from=at(2023, 1, 1).date(),
        at=at(2023, 1, 1),
    )
    officer = type(world.officer).objects.get(pk=world.officer.pk)
    actions.save_words(report_id=draft.pk, words=written(world), by=world.colleague, at=at(2024, 1, 11))
    actions.submit(report_id=draft.pk, by=world.colleague, at=at(2024, 1, 22))
    with pytest.raises(OwnWork):
        actions.approve(report_id=draft.pk, by=officer, at=at(2024, 1, 25))


def test_a_step_out_of_turn_is_refused(world: World, draft: AnnualReport) -> None:
    with pytest.raises(WrongStage):
        actions.publish(report_id=draft.pk, by=world.officer, at=at(2024, 1, 29))
    with pytest.raises(WrongStage):
        actions.withdraw(report_id=draft.pk, why="误", by=world.leader, at=at(2024, 1, 29))
    published(world, draft)
    with pytest.raises(WrongStage):
        actions.save_words(report_id=draft.pk, words=written(world), by=world.officer, at=at(2024, 2, 1))
    with pytest.raises(Unknown):
        actions.submit(report_id=0, by=world.officer, at=at(2024, 2, 1))


def test_a_year_that_has_not_ended_is_not_submitted(world: World) -> None:
    enter_table_a(world, year=2023)
    report = actions.draft(agency=world.office, year=2023, by=world.officer, at=at(2023, 11, 9))
    actions.save_words(report_id=report.pk, words=written(world), by=world.officer, at=at(2023, 11, 9))
    with pytest.raises(WrongStage, match="还没有结束"):
        actions.submit(report_id=report.pk, by=world.officer, at=at(2023, 12, 31, 23))
    actions.submit(report_id=report.pk, by=world.officer, at=at(2024, 1, 1, 0))


def test_two_people_do_not_overwrite_each_other(world: World, draft: AnnualReport) -> None:
    version = draft.version
    actions.save_words(
        report_id=draft.pk, words=written(world), by=world.colleague, at=at(2024, 1, 11), version=version
    )
    with pytest.raises(Conflict):
        actions.save_words(
            report_id=draft.pk, words=written(world), by=world.officer, at=at(2024, 1, 11), version=version
        )


def test_an_unknown_name_is_not_saved(world: World, draft: AnnualReport) -> None:
    with pytest.raises(UnknownField):
        actions.save_words(
            report_id=draft.pk,
            words=replace(written(world), overview="收到{{ 申请数 }}件"),
            by=world.officer,
            at=at(2024, 1, 11),
        )


def test_there_is_one_living_report_of_a_year(world: World, draft: AnnualReport) -> None:
    with pytest.raises(Exists):
        actions.draft(agency=world.office, year=2023, by=world.officer, at=at(2024, 1, 9))
    published(world, draft)
    actions.withdraw(report_id=draft.pk, why="附件有误", by=world.leader, at=at(2024, 2, 1))
    assert queries.published(world.office.code) == []
    again = actions.draft(agency=world.office, year=2023, by=world.officer, at=at(2024, 2, 2))
    assert again.stage == Stage.DRAFT
    draft.refresh_from_db()
    assert draft.document is not None
    assert draft.withdrawn_because == "附件有误"


def test_sending_back_needs_a_reason_and_opens_the_words(world: World, draft: AnnualReport) -> None:
    approved(world, draft)
    with pytest.raises(ReportingError):
        actions.send_back(report_id=draft.pk, why=" ", by=world.leader, at=at(2024, 1, 26))
    report = actions.send_back(report_id=draft.pk, why="请补充改进措施", by=world.leader, at=at(2024, 1, 26))
    assert (report.stage, report.approved_by, report.approved_digest) == (Stage.DRAFT, None, "")
    actions.save_words(report_id=draft.pk, words=written(world), by=world.officer, at=at(2024, 1, 26))


def test_what_is_missing_or_contradictory_is_not_submitted(world: World, draft: AnnualReport) -> None:
    finish(world, online(world).case)
    words = replace(written(world), overview="（一）主动公开。\n（二）依申请公开。全年共收到政府信息公开申请7件。")
    actions.save_words(report_id=draft.pk, words=words, by=world.officer, at=at(2024, 1, 11))
    with pytest.raises(NotPublishable) as refused:
        actions.submit(report_id=draft.pk, by=world.officer, at=at(2024, 1, 22))
    found = refused.value.findings
    assert [(finding.code, finding.found, finding.expected) for finding in found] == [("T1", "1", "7")]
    Figure.objects.filter(key="licences").delete()
    with pytest.raises(NotPublishable, match="行政许可"):
        actions.submit(report_id=draft.pk, by=world.officer, at=at(2024, 1, 22))


def test_not_entered_is_not_zero(world: World) -> None:
    report = actions.draft(agency=world.office, year=2023, by=world.officer, at=at(2024, 1, 9))
    compiled = compile_annual(report)
    assert compiled.document.table_a.value("licences") is None
    assert compiled.document.table_a.value("rules_issued") == 0
    codes = {finding.code for finding in compiled.problems}
    assert codes == {"FIGURE", "TO_FILL"}


def test_numbers_that_moved_after_approval_must_be_approved_again(world: World, draft: AnnualReport) -> None:
    approved(world, draft)
    finish(world, letter(world).case)
    with pytest.raises(WrongStage, match="批准之后"):
        actions.publish(report_id=draft.pk, by=world.officer, at=at(2024, 1, 29))
    actions.send_back(report_id=draft.pk, why="数字有变", by=world.leader, at=at(2024, 1, 29))
    report = published(world, draft)
    assert queries.frozen_document(report).table_b.value("total") == 1


# ------------------------------------------------------------------------------------- frozen


def test_published_html_and_json_pass_the_check_without_a_finding(world: World, draft: AnnualReport) -> None:
    world.office.name = "明湖区人民政府办公室"
    world.office.save()
    for receipt in (online(world), letter(world)):
        finish(world, receipt.case)
    published(world, draft)
    found = queries.published_report(world.office.code, 2023)
    assert found is not None
    assert found.document.table_b.value("new") == 2
    for name, content in (("a.html", found.html), ("a.json", found.json)):
        assert check(read_bytes(name, content.encode())) == []


def test_a_case_that_disappears_changes_the_draft_everywhere_at_once(world: World, draft: AnnualReport) -> None:
    cases = [finish(world, online(world).case) for _ in range(3)]
    before = compile_annual(draft)
    assert "收到政府信息公开申请3件" in before.document.text
    _lose(cases[0])
    after = compile_annual(draft)
    assert after.document.table_b.value("new") == after.document.table_b.value("open") == 2
    assert "收到政府信息公开申请2件" in after.document.text
    assert as_json(after.document)["tables"]["B"]["total"]["natural_person"] == 2
    assert cases[0].number not in str(after.provenance)
    assert [finding for finding in findings(after) if finding.severity.value == "error"] == []


def test_a_frozen_report_stays_and_says_that_the_records_moved(world: World, draft: AnnualReport) -> None:
    cases = [finish(world, online(world).case) for _ in range(3)]
    report = published(world, draft)
    assert queries.drift(report) == []
    _lose(cases[0])
    assert queries.frozen_document(report).table_b.value("new") == 3
    found = queries.drift(report)
    assert {finding.code for finding in found} == {"DRIFT", "PROVENANCE"}
    lost = [finding for finding in found if finding.code == "PROVENANCE"]
    assert {finding.where for finding in lost} == {"B.new.natural_person", "B.open.natural_person"}
    assert all(cases[0].number in finding.evidence for finding in lost)


def test_a_frozen_report_that_was_edited_by_hand_is_found_out(world: World, draft: AnnualReport) -> None:
    report = published(world, draft)
    document = copy.deepcopy(report.document)
    document["tables"]["B"]["new"]["total"] = 5
    by_hand(AnnualReport).filter(pk=report.pk).update(document=document)
    report.refresh_from_db()
    assert "FROZEN" in {finding.code for finding in queries.drift(report)}


def test_each_cell_lists_its_records_before_and_after(world: World, draft: AnnualReport) -> None:
    case = finish(world, online(world).case)
    disputes.file(
        case_id=case.pk,
        key="复〔2023〕7号",
        kind=Dispute.Kind.RECONSIDERATION,
        on=at(2023, 4, 3).date(),
        by=world.officer,
        at=at(2023, 4, 3),
    )
    assert queries.behind(draft, "B.total.total").records == [case.number]
    assert queries.behind(draft, "C.reconsideration.total").records == [f"{case.number} 复〔2023〕7号"]
    assert queries.behind(draft, "C.reconsideration.upheld").records == []
    report = published(world, draft)
    assert queries.behind(report, "B.open.natural_person").records == [case.number]
    (entry,) = queries.behind(report, "A.normative_issued").entries
    assert (entry["value"], entry["source"], entry["entered_by"]) == ("2", "登记簿", str(world.officer))
    with pytest.raises(Unknown):
        queries.behind(report, "B.weather.total")


def test_the_government_report_is_the_sum_of_its_parts(world: World) -> None:
    finish(world, online(world).case)
    agencies = [world.government, world.office, world.department, world.other]
    words = written(world)
    whole = compile_report(world.government, 2023, scope=agencies, words=words)
    parts = [compile_report(agency, 2023, scope=[agency], words=words) for agency in agencies]
    for name, cell in whole.document.cells():
        if name.startswith("A."):
            continue
        assert cell.value == sum(dict(part.document.cells())[name].value for part in parts)
    assert [member["name"] for member in whole.provenance["scope"]] == [agency.name for agency in agencies]


def test_a_sum_is_unknown_while_one_member_has_not_entered_its_part(world: World) -> None:
    enter_table_a(world, licences="70")
    whole = compile_report(world.government, 2023, scope=[world.office, world.department], words=written(world))
    assert whole.facts.figure("licences") is None
    assert whole.document.table_a.value("licences") is None
    (missing,) = [finding for finding in whole.problems if finding.where == "A.licences"]
    assert world.department.short_name in missing.message
    assert world.office.short_name not in missing.message
    alone = compile_report(world.government, 2023, scope=[world.office], words=written(world))
    assert alone.document.table_a.value("licences") == 70
    assert alone.provenance["A"]["licences"][0]["value"] == "70"


def test_the_scope_reaches_down_only(world: World) -> None:
    with pytest.raises(ReportingError, match="统计范围"):
        actions.draft(
            agency=world.office, year=2023, by=world.officer, at=at(2024, 1, 9), scope=[world.office, world.other]
        )


def test_compiling_costs_a_fixed_number_of_queries(world: World, draft: AnnualReport) -> None:
    agency = draft.agency
    for _ in range(2):
        finish(world, online(world).case)
    with transaction.atomic():
        before = len(connection.queries_log)
        connection.force_debug_cursor = True
        compile_report(agency, 2023, scope=[agency], words=written(world))
        cost = len(connection.queries_log) - before
        connection.force_debug_cursor = False
    assert cost <= 19


def test_the_database_itself_keeps_the_promises(world: World, draft: AnnualReport) -> None:
    rows = by_hand(AnnualReport).filter(pk=draft.pk)
    for broken in (
        {"stage": Stage.PUBLISHED},
        {"published_on": at(2024, 1, 1).date()},
        {"stage": Stage.APPROVED, "approved_by": world.officer},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**broken)


def test_limits_are_those_of_the_article(world: World) -> None:
    today = at(2024, 1, 30).date()
    assert queries.due(world.government, 2023, today=today).on.isoformat() == "2024-03-31"
    assert queries.due(world.office, 2023, today=today).words == "应于2024年1月31日前发布，还有1天"
    late = queries.due(world.other, 2023, today=at(2024, 2, 2).date())
    assert late.words == "应于2024年1月31日前发布，已逾期2天"


def _lose(case: Case) -> None:
    """Take a case out of the database behind everybody's back (its log is append-only, so by force)."""
    rows = Case.objects.filter(pk=case.pk)
    rows.update(agency=_elsewhere(case))


def _elsewhere(case: Case):
    from gongkai.agencies.models import Agency

    return Agency.objects.exclude(pk=case.agency_id).first()
