"""Published annual reports: the list, the page with its tables, the downloads."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date

import pytest
from django.test import Client

from gongkai.portal import home as front
from gongkai.portal.views import reports, site_pages
from gongkai.report.model import Report, Section, TableB
from gongkai.report.read import read_bytes
from gongkai.report.write.cells import of_number
from gongkai.report.write.html import write_html
from gongkai.report.write.json_report import write_json
from gongkai.statute.report_tables import COLUMNS_B, COLUMNS_C, GROUPS_C, HEADINGS, KEYS_A, KEYS_B

pytestmark = pytest.mark.django_db


def _document(agency: str, year: int) -> Report:
    """A report with a different figure in each cell of table A, and 3 requests, all answered."""
    document = Report(file="", title=f"{agency}{year}年政府信息公开工作年度报告", agency=agency, year=year)
    document.published_on = date(year + 1, 1, 29)
    document.sections = [Section(0, "", "根据<条例>编制。")]
    document.sections += [Section(number, heading, "本年度情况。") for number, heading in enumerate(HEADINGS, 1)]
    document.table_a.present = document.table_b.present = document.table_c.present = True
    document.table_a.cells = {key: of_number(place) for place, key in enumerate(KEYS_A)}
    document.table_b = TableB(present=True)
    for key in KEYS_B:
        full = 3 if key in ("new", "open", "total") else 0
        document.table_b.rows[key] = [of_number(full if column in (0, 6) else 0) for column in range(len(COLUMNS_B))]
    document.table_c.groups = [[of_number(0) for _ in COLUMNS_C] for _ in GROUPS_C]
    return document


@dataclass
class Frozen:
    """What the reporting room gives the portal."""

    agency_code: str
    agency_name: str
    year: int
    document: Report = field(init=False)

    def __post_init__(self) -> None:
        self.document = _document(self.agency_name, self.year)
        self.title = self.document.title
        self.published_on = self.document.published_on
        self.html, self.json = write_html(self.document), write_json(self.document)


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> list[Frozen]:
    found = [
        Frozen("mhb", "明湖区人民政府办公室", 2023),
        Frozen("mhb", "明湖区人民政府办公室", 2022),
        Frozen("cz", "明湖区财政局", 2023),
    ]
    monkeypatch.setattr(reports, "published", lambda: found)
    monkeypatch.setattr(site_pages, "published", lambda: found)
    monkeypatch.setattr(front, "published", lambda: found)
    monkeypatch.setattr(
        reports,
        "published_report",
        lambda code, year: next((one for one in found if (one.agency_code, one.year) == (code, year)), None),
    )
    return found


def test_the_list_by_year_and_by_agency(client: Client, kept: list[Frozen]) -> None:
    text = client.get("/reports/").content.decode()
    assert text.index("2023年度") < text.index("2022年度")
    assert all(one.title in text for one in kept)
    chosen = client.get("/reports/", {"agency": "cz"}).content.decode()
    assert "/reports/cz/2023/" in chosen
    assert "/reports/mhb/2023/" not in chosen
    for junk in ("nobody", "\x00", "x" * 5000):
        assert "还没有这个机关公布的年度报告" in client.get("/reports/", {"agency": junk}).content.decode()


def test_the_newest_stand_on_the_home_page(client: Client, kept: list[Frozen]) -> None:
    assert kept[0].title in client.get("/").content.decode()


def test_the_page_is_read_back_cell_by_cell(client: Client, kept: list[Frozen]) -> None:
    """Our own reader takes the public page for the report that it is."""
    response = client.get("/reports/mhb/2023/")
    found = read_bytes("page.html", response.content)
    wanted = {name: cell.value for name, cell in kept[0].document.cells()}
    assert {name: cell.value for name, cell in found.cells()} == wanted
    assert "根据&lt;条例&gt;编制" in response.content.decode()


def test_the_page_is_an_article_of_the_site(client: Client, kept: list[Frozen]) -> None:
    text = client.get("/reports/mhb/2023/").content.decode()
    assert f'<meta name="ArticleTitle" content="{kept[0].title}">' in text
    assert '<meta name="PubDate" content="2024-01-29 00:00">' in text
    assert '<meta name="ContentSource" content="明湖区人民政府办公室">' in text
    assert text.count("<h1") == 1
    assert text.count("<caption>") == 3


def test_the_downloads_are_the_frozen_files(client: Client, kept: list[Frozen]) -> None:
    page, data = client.get("/reports/mhb/2023/report.html"), client.get("/reports/mhb/2023/report.json")
    assert page.content.decode() == kept[0].html
    assert json.loads(data.content) == json.loads(kept[0].json)
    assert data["Content-Disposition"] == 'attachment; filename="mhb-2023.json"'


@pytest.mark.parametrize("place", ["mhb/2021/", "mhb/99999999999999999999/", "mhb/0/report.json", "nobody/2023/"])
def test_a_report_that_is_not_there(client: Client, kept: list[Frozen], place: str) -> None:
    assert client.get(f"/reports/{place}").status_code == 404


def test_the_limits_of_article_49_are_told(client: Client, kept: list[Frozen]) -> None:
    text = client.get("/reports/").content.decode()
    assert "每年1月31日前" in text
    assert "3月31日前公布" in text
