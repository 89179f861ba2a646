"""明湖区 and its year: eleven requests as designed, all in time, no dispute, a report without a finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from gongkai.agencies import calendar
from gongkai.agencies.models import Agency, User
from gongkai.audit import ledger
from gongkai.casework import projection, queries, subjects
from gongkai.casework.deciding import read_letter
from gongkai.casework.models import Case, Dispute, Letter
from gongkai.demo import applicants, seeding
from gongkai.demo.district import OFFICE, PASSWORD, PEOPLE
from gongkai.report.check import check
from gongkai.report.read import read_bytes
from gongkai.reporting import queries as reports
from gongkai.reporting.compiling import compile_annual
from gongkai.reporting.models import AnnualReport
from gongkai.statute.interpretations import Form
from gongkai.statute.letters import DECISION_LETTERS
from gongkai.statute.report_tables import RESULT_KEYS
from tests.factories import at

pytestmark = pytest.mark.sweep
NOW = at(2026, 5, 20, 11)
WATER = "关于印发明湖区城市供水管理办法（试行）的通知"


@pytest.fixture(scope="module")
def district(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """The district, made once for this file and taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        seeding.seed(NOW)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def report(district: None) -> Iterator[AnnualReport]:
    """The report of 2023; what a test does to its cases is undone."""
    with transaction.atomic():
        yield AnnualReport.objects.get(agency__code=OFFICE, year=2023)
        transaction.set_rollback(True)


def test_eleven_requests_by_the_channels_of_the_design(district: None) -> None:
    cases = Case.objects.filter(agency__code=OFFICE, year=2023)
    assert Counter(cases.values_list("channel", flat=True)) == {
        "web": 8,
        "signed_mail": 1,
        "ordinary_mail": 1,
        "counter": 1,
    }
    assert len(set(cases.values_list("outcome", flat=True))) >= 6


def test_all_were_answered_in_time_served_filed_and_lawful(district: None) -> None:
    for case in Case.objects.filter(year=2023):
        assert case.on_time is True, case.number
        assert case.faults == 0, case.number
        assert case.served_on is not None
        assert case.closed_on is not None
        assert case.decided_on <= case.due_on
        assert case.decided_on.year == 2023
    replies = Letter.objects.filter(case__year=2023, kind__in=DECISION_LETTERS)
    assert replies.count() == 11
    assert not Dispute.objects.exists()


def test_the_letter_named_in_the_repeated_request_is_the_earlier_reply(district: None) -> None:
    first, again = Case.objects.get(year=2023, serial=2), Case.objects.get(year=2023, serial=8)
    earlier = first.letters.get()
    assert (earlier.number, earlier.issued_on.isoformat()) == ("明湖政办公开〔2023〕2号", "2023-03-20")
    assert "明湖政办公开〔2023〕2号" in "".join(read_letter(again.letters.get())[1])


def test_the_published_report_passes_the_check_without_any_finding(district: None) -> None:
    published = reports.published_report(OFFICE, 2023)
    assert published is not None
    assert published.published_on.isoformat() == "2024-01-29"
    for name, content in (("r.html", published.html), ("r.json", published.json)):
        read = read_bytes(name, content.encode())
        assert check(read) == []
        assert read.table_b.value("new") == read.table_b.value("total") == 11
        assert sum(read.table_b.value(key) for key in RESULT_KEYS) == 11
        assert [read.table_c.value(group) for group in range(3)] == [0, 0, 0]
    assert seeding.summary().findings == ()


def test_the_narrative_has_the_numbers_of_the_design(district: None) -> None:
    published = reports.published_report(OFFICE, 2023)
    text = published.document.text
    for said in (
        "文件57件，其中行政规范性文件2件",
        "常务会议23次",
        "图文解读16篇、动漫解读2篇",
        "政策公开讲8期",
        "公报》6期",
        "收到政府信息公开申请11件，其中网上申请8件、信函申请2件、当面申请1件",
        "按期答复率100%",
        "未发生因政府信息公开申请引发的行政复议、行政诉讼",
        "12个行政村",
    ):
        assert said in text
    assert published.document.table_a.value("normative_issued") == 2


def test_removing_one_case_changes_the_compiled_report_everywhere_at_once(report: AnnualReport) -> None:
    gone = Case.objects.get(year=2023, serial=11)
    Case.objects.filter(pk=gone.pk).update(agency=Agency.objects.get(code="mhq"))
    now = compile_annual(report, published_on=report.published_on)
    assert now.document.table_b.value("new") == now.document.table_b.value("total") == 10
    assert now.document.table_b.value("np_pub") == 0
    assert "收到政府信息公开申请10件，其中网上申请7件" in now.document.text
    assert "不予处理2件" in now.document.text
    assert check(now.document) == []
    drift = reports.drift(report)
    assert {finding.code for finding in drift} == {"DRIFT", "PROVENANCE"}
    assert any(gone.number in finding.evidence for finding in drift)


def test_the_log_and_the_ledger_hold(district: None) -> None:
    assert list(ledger.verify()) == []
    assert list(projection.compare(Case.objects.all(), calendar.current())) == []


def test_the_second_time_nothing_is_made(district: None) -> None:
    before = (Case.objects.count(), Agency.objects.count(), User.objects.count())
    assert seeding.seed(NOW) is False
    assert (Case.objects.count(), Agency.objects.count(), User.objects.count()) == before


def test_officers_see_a_living_list(district: None) -> None:
    officer = User.objects.get(username="officer")
    page = queries.page(officer, queries.Filter(), today=NOW.date())
    stages = {row.case.stage: row.colour.value for row in page.rows}
    assert page.total == 4
    assert stages["in_consultation"] in {"green", "amber"}
    assert stages["decision_proposed"] == "amber"
    assert "awaiting_correction" in stages
    assert Case.objects.filter(closed_on__isnull=True, faults__gt=0).count() == 0


def test_made_up_identities_pass_the_check_digit_and_belong_to_nobody(district: None) -> None:
    for case in Case.objects.select_related("subject"):
        person = subjects.person(case.subject)
        assert subjects.identity_fault(person.identity_kind, person.identity_number) == ""
        assert person.identity_number.startswith(("99", "9199"))
        assert person.telephone.startswith("0000")
        assert not person.email or person.email.endswith(".invalid")
    assert applicants.identity_number("11010519491231002") == "11010519491231002X"


def test_everybody_can_sign_in_with_the_printed_password(district: None) -> None:
    for username, *_ in PEOPLE:
        assert User.objects.get(username=username).check_password(PASSWORD)


def test_what_was_published_stands_in_the_report_by_itself(district: None) -> None:
    from gongkai.disclosure import library, publishing
    from gongkai.disclosure.gazette import compiling, distribution
    from gongkai.disclosure.gazette.models import GazetteIssue
    from gongkai.disclosure.models import PublicPage
    from gongkai.editorial import gate
    from gongkai.reporting import records
    from gongkai.reporting.models import Figure

    office = Agency.objects.get(code=OFFICE)
    rows = PublicPage.objects.filter(kind="policy", at__year=2023, release__isnull=False)
    assert rows.count() == 57
    assert all(gate.is_released(f"page:{row.page_id}") for row in rows)
    found = library.normative([office.pk], 2023)[office.pk]
    assert [len(found.issued), len(found.repealed), len(found.in_force)] == [2, 0, 5]
    issues = list(GazetteIssue.objects.filter(released_at__isnull=False))
    assert [issue.number for issue in issues] == [6, 5, 4, 3, 2, 1]
    assert sum(issue.articles.count() for issue in issues) == 57
    assert all(one.same for issue in issues for one in compiling.compared(issue))
    assert distribution.year(office.pk, 2023) == distribution.Year(6, 2016)
    assert records.count(2023, [office])[office.pk, "meetings"].value == 23
    assert {row.kind for row in PublicPage.objects.all()} >= {page.item_kind for page in publishing.PAGES}
    typed = set(Figure.objects.filter(agency=office, year=2023).values_list("key", flat=True))
    assert typed.isdisjoint({"documents", "normative_issued", "gazette_issues", "gazette_copies", "meetings"})


def test_what_an_assessor_looks_for_is_there(district: None) -> None:
    """Each form of interpretation with its words, what ended and says so, what is open today, an opened answer."""
    from gongkai.casework import disclosing
    from gongkai.disclosure.models import Consultation, Interpretation, LibraryEntry, Survey, Topic
    from gongkai.statute.documents import Validity

    today, client = NOW.date(), Client()
    public = Interpretation.objects.filter(live=True)
    assert {page.how for page in public} == set(Form)
    heard = [block.value for page in public for block in page.recordings]
    assert {block["file"].kind for block in heard} == {"webm", "mp3"}
    assert all(block["transcript"] for block in heard)
    entries = {entry.page.title: entry for entry in LibraryEntry.objects.select_related("page")}
    old, water, gas = (entries[title] for title in ("明湖区城市养犬管理办法", WATER, "明湖区城镇燃气安全管理规定"))
    assert (old.state(today), gas.state(today)) == (Validity.REPEALED, Validity.AMENDED)
    assert water.last_day().isoformat() == "2027-03-31"
    shown = client.get(reverse("portal:page", kwargs=old.page.public.address_parts())).content.decode()
    assert "本文件已于2024年4月1日废止" in shown
    assert "《明湖区养犬管理办法》" in shown
    assert [topic.archived(today) for topic in Topic.objects.filter(live=True).order_by("approved_on")] == [True, False]
    running = {"opens_on__lte": today, "closes_on__gte": today, "live": True}
    (asked,), (survey,) = Consultation.objects.filter(**running), Survey.objects.filter(**running)
    assert client.get(reverse("portal:give_opinion", args=[asked.pk])).status_code == 200
    assert client.get(reverse("portal:survey", args=[survey.pk])).status_code == 200
    (answer,) = disclosing.public()
    told = client.get(reverse("portal:disclosed_entry", args=[answer.index_number])).content.decode()
    assert (answer.title in told, "遮盖件" in told, "沈工" in told) == (True, True, False)


def test_an_inspector_would_pass_the_site(district: None, tmp_path: Path, settings: Any) -> None:
    """Every indicator passes or says that nobody can test it here: no veto, no mark lost."""
    from gongkai.disclosure.models import SiteReport
    from gongkai.portal.searching import tasks
    from gongkai.portal.selfcheck import checking, walking
    from gongkai.portal.selfcheck.verdicts import Result

    settings.GONGKAI_SEARCH_DIR = tmp_path / "search"  # what another test left in the common one is not what is here
    tasks.follow.call()
    row = walking.walk(now=lambda: NOW)
    assert list(row.faults.values_list("page", "target", "what")) == []
    checked = checking.check(at=NOW)
    assert [(line.indicator.key, line.verdict) for line in checked.lines if line.result is Result.FAILED] == []
    assert {line.indicator.key for line in checked.lines if line.result is Result.PASSED} >= {
        "home", "columns", "overview", "functions", "leaders", "news", "policy", "interpretation", "links", "tags"
    }  # fmt: skip
    assert list(SiteReport.objects.filter(live=True).order_by("year").values_list("year", flat=True)) == [
        2023,
        2024,
        2025,
    ]
