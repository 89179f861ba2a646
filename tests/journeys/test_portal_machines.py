"""What machines and inspectors read: tags, footer, headers, ledger, visits, the catalogue by another platform's names,
and one process on a fresh folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from django.test import override_settings
from django.utils.timezone import localdate, now
from playwright.sync_api import Browser, Page, Response, expect
from python_calamine import CalamineWorkbook

from bench import _front
from gongkai.disclosure.publishing import public_address
from gongkai.editorial import gate
from gongkai.portal.visiting.models import DayVisits, PageViews
from tests import template
from tests.editorial.papers import hire
from tests.editorial.site import Written, reviewed, write_everything
from tests.factories import World
from tests.journeys.conftest import DESKTOP, PHONE, Open
from tests.journeys.looking import assert_accessible
from tests.journeys.walking import from_menu

pytestmark = pytest.mark.sweep
ROOT = Path(__file__).resolve().parents[2]
Desk = Callable[..., Page]
SITE = ("SiteName", "SiteDomain", "SiteIDCode")
COLUMN = ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType")
ARTICLE = ("ArticleTitle", "PubDate", "ContentSource")
HEADERS = {
    "content-security-policy": "default-src 'self'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=()",
    "cross-origin-opener-policy": "same-origin",
}
FOOTER = {
    "GONGKAI_SITE_CODE": "3301060099",
    "GONGKAI_SITE_ICP": "浙ICP备00000000号",
    "GONGKAI_SITE_POLICE": "浙公网安备00000000号",
    "GONGKAI_SITE_HOST": "明湖区人民政府",
    "GONGKAI_SITE_TELEPHONE": "0000-54321",
}


@pytest.fixture
def written(world: World, tmp_path: Path) -> Iterator[Written]:
    staff = hire(world)
    made = write_everything(world, staff, word="养老服务")
    with override_settings(GONGKAI_SEARCH_DIR=tmp_path / "search"):
        reviewed(staff, made.section)
        reviewed(staff, made.article)
        reviewed(staff, made.policy, made.interpretation)
        yield made


def tags(page: Page) -> dict[str, str]:
    read = "all => Object.fromEntries(all.map(one => [one.name, one.content.trim()]))"
    found: dict[str, str] = page.locator("head meta[name]").evaluate_all(read)
    return found


@pytest.mark.django_db(transaction=True)
def test_portal_row_02_03_45_a_page_says_whose_it_is_and_loads_nothing_of_others(
    written: Written, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in FOOTER.items():
        monkeypatch.setenv(name, value)
    page, answers = open_page(DESKTOP), list[Response]()

    def keep(answer: Response) -> None:
        answers.append(answer)

    page.on("response", keep)
    wanted = {"/": SITE, public_address(written.section.gate_key): SITE + COLUMN}
    wanted[public_address(written.article.gate_key)] = SITE + COLUMN + ARTICLE
    wanted[public_address(written.policy.gate_key)] = SITE + COLUMN + ARTICLE
    for place, names in wanted.items():
        page.goto(place)
        found = tags(page)
        assert [name for name in names if found.get(name, "") in {"", "null", "None"}] == [], place
        assert found["SiteIDCode"] == FOOTER["GONGKAI_SITE_CODE"]
        footer = page.get_by_role("contentinfo")
        for words in FOOTER.values():
            expect(footer).to_contain_text(words)
        expect(footer.get_by_role("link", name="我为政府网站找错")).to_be_visible()
    assert found["ArticleTitle"] == written.policy.title
    page.get_by_role("contentinfo").get_by_role("link", name="我为政府网站找错").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("找错")
    root = page.evaluate("location.origin")
    assert {answer.url.split("/")[2] for answer in answers if not answer.url.startswith("data:")} == {
        root.split("//")[1]
    }
    made_by_us = [answer for answer in answers if "/static/" not in answer.url]  # a test server hands those out itself
    assert len(made_by_us) > len(wanted)
    for answer in made_by_us:
        told = answer.headers
        lacking = {name for name, words in HEADERS.items() if words not in told.get(name, "")}
        # what scripts a picture may run is no question
        assert lacking <= ({"content-security-policy"} if told["content-type"].startswith("image/") else set()), (
            answer.url
        )


@pytest.mark.django_db(transaction=True)
def test_portal_row_22_42_43_an_inspector_reads_the_ledger_the_visits_and_the_catalogue(
    written: Written, world: World, office: Desk
) -> None:
    day, address = localdate(), public_address(written.policy.gate_key)
    PageViews.objects.bulk_create([PageViews(day=day, path=address, views=41), PageViews(day=day, path="/", views=7)])
    DayVisits.objects.create(day=day, views=48, visitors=12)
    gate.withdraw(key=written.article.gate_key, why="内容有误", by=world.officer, at=now())
    page = office("auditor")
    from_menu(page, "管理", "审计账本")
    page.get_by_label("事项").select_option(label="撤下公开内容")
    page.get_by_label("操作者").fill("林知行")
    page.get_by_role("button", name="查找").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_contain_text(written.article.gate_key)
    assert_accessible(page)
    page.get_by_role("button", name="核验账本").click()
    expect(page.get_by_role("status")).to_contain_text("核验通过")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert_accessible(page)
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]

    page.goto("/office/site/visits/")
    expect(page.get_by_role("row", name=world.office.name)).to_contain_text("41")
    assert_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 Excel").click()
    book = CalamineWorkbook.from_filelike(BytesIO(Path(download.value.path()).read_bytes()))
    rows = {(row[0], row[1]): row for row in book.get_sheet_by_index(0).to_python() if len(row) > 1}
    assert rows[world.office.name, "浏览次数"][day.month + 1] == 41
    assert rows["全站共用的网页", "浏览次数"][-1] == 7

    page.goto("/office/site/")
    with page.expect_download() as download:
        page.get_by_role("link", name="省级集约化平台信息资源库").first.click()
    theirs = json.loads(Path(download.value.path()).read_text("utf-8"))["infoList"]
    ours = page.request.get("/policies/catalogue.json").json()["documents"]
    assert [(one["indexNo"], one["articleTitle"], one["docNo"]) for one in theirs] == [
        (one["index_number"], one["title"], one["document_number"]) for one in ours
    ]
    assert len(theirs) == 1


def test_portal_row_49_a_fresh_folder_one_command_one_process(tmp_path: Path, browser: Browser) -> None:
    (port,) = _front.ports(1)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GONGKAI_")}
    environment |= {"GONGKAI_DATA": str(template.installation(tmp_path)), "GONGKAI_WORKERS": "0"}
    command = [sys.executable, "-m", "gongkai", "serve", "--port", str(port)]
    with _front.running(command, port, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL) as process:
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{port}/")
        expect(page.get_by_role("link", name="公开指南").first).to_be_visible()
        below = _below(process.pid)
        assert {Path(f"/proc/{one}/exe").resolve() for one in below} == {Path(sys.executable).resolve()}
        assert len(below) <= 2, "the worker of the server itself and who cleans up after it, and nothing beside them"
        assert {path.name for path in tmp_path.iterdir()} >= {template.NAME, "keys"}
        page.close()


def _below(parent: int) -> list[int]:
    """The processes that a process started."""
    told = Path(f"/proc/{parent}/task/{parent}/children").read_text("ascii")
    return [int(number) for number in told.split()]
