"""Visits: counted without a query, without an address, each file once; programs and private pages do not count."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from django.utils.timezone import localdate, now

from gongkai.portal.selfcheck import annual
from gongkai.portal.visiting import by_agency, counts, folding, recording, tasks
from gongkai.portal.visiting.models import DayVisits, Folded, PageViews, Visitor
from tests.factories import World, at, make_district

pytestmark = pytest.mark.django_db
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36"
LINE = '{address} - - [06/Mar/2023:09:00:00 +0800] "GET {path} HTTP/1.1" {status} 512 "-" "{agent}"\n'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Iterator[Path]:
    with override_settings(GONGKAI_VISITS_DIR=tmp_path / "visits"):
        yield tmp_path / "visits"


@pytest.fixture
def world() -> World:
    return make_district()


def visit(client: Client, path: str, address: str = "192.0.2.1", agent: str = BROWSER) -> Any:
    return client.get(path, headers={"user-agent": agent}, REMOTE_ADDR=address)


def counted() -> dict[str, int]:
    folding.fold(at=now())
    return dict(PageViews.objects.values_list("path", "views"))


def test_pages_are_counted_and_people_told_apart_for_a_day_only(client: Client, world: World, folder: Path) -> None:
    for path in ("/guide/", "/hant/guide/", "/guide/?x=1"):
        visit(client, path)
    visit(client, "/guide/", "192.0.2.2")
    for path in ("/progress/", "/receipt/", "/nowhere/", "/robots.txt", "/feed.atom", "/office/", "/api/calendar/due"):
        visit(client, path)
    for agent in ("", "Baiduspider/2.0", "curl/8", "gongkai-selfcheck/1", "HeadlessChrome/120"):
        visit(client, "/guide/", agent=agent)
    client.post("/guide/", headers={"user-agent": BROWSER})
    (log,) = folder.glob("*.log")
    assert "192.0.2" not in log.read_text()
    assert counted() == {"/guide/": 4}
    assert list(folder.iterdir()) == []
    day = DayVisits.objects.get()
    assert (day.day, day.views, day.visitors) == (localdate(), 4, 2)
    visit(client, "/guide/")
    assert counted() == {"/guide/": 5}
    assert DayVisits.objects.get().visitors == 2
    assert recording.mark_of("192.0.2.1", date(2023, 3, 6)) != recording.mark_of("192.0.2.1", date(2023, 3, 7))
    assert folding.forget(at=now()) == 0
    assert folding.forget(at=now() + timedelta(days=2)) == 2
    assert not Visitor.objects.exists()
    assert DayVisits.objects.get().visitors == 2


def test_a_visit_costs_no_query_and_a_full_disk_keeps_nobody_from_reading(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    visit(client, "/calculator/", agent="")
    with django_assert_num_queries(0):
        visit(client, "/calculator/")
    monkeypatch.setattr(recording.os, "open", _full)
    assert visit(client, "/calculator/").status_code == 200
    monkeypatch.undo()
    with override_settings(GONGKAI_VISITS="log"):
        visit(client, "/calculator/")
    assert counted() == {"/calculator/": 1}


def _full(*_: object) -> int:
    raise OSError(28, "No space left on device")


def test_a_file_counts_once_whenever_the_worker_dies(client: Client, world: World, folder: Path) -> None:
    visit(client, "/")
    counted()
    name = Folded.objects.get().name
    # killed after the counts were kept and before the file was gone
    (folder / name).write_text(f"/\t{'0' * 32}\n")
    assert counted() == {"/": 1}
    # killed before: what was moved aside is counted by the next
    (folder / f"{localdate()}.1.log.5.folding").write_text(f"/\t{'0' * 32}\nrubbish\n/\tshort\n")
    (folder / "other.folding").write_text("x")
    assert counted() == {"/": 2}
    assert tasks.fold.func() == 0


def test_the_log_of_a_server_is_counted_by_the_same_rules(world: World, tmp_path: Path) -> None:
    log = tmp_path / "access.log.1"
    visits = [
        ("192.0.2.1", "/guide/", 200, BROWSER),
        ("192.0.2.1", "/hant/guide/?a=b", 200, BROWSER),
        ("192.0.2.2", "/c/202303/7.html", 200, BROWSER),
        ("192.0.2.3", "/guide/", 200, "Googlebot/2.1"),
        ("192.0.2.3", "/guide/", 200, "-"),
        ("192.0.2.3", "/guide/", 404, BROWSER),
        ("192.0.2.3", "/progress/case/", 200, BROWSER),
        ("192.0.2.3", "/wp-login/", 200, BROWSER),
        ("192.0.2.3", "/c/202303/7.pdf", 200, BROWSER),
    ]
    lines = [LINE.format(address=a, path=p, status=s, agent=g) for a, p, s, g in visits]
    log.write_text("".join([*lines, "no log at all\n"]))
    out = StringIO()
    for _ in range(2):
        call_command("import_visits", str(log), stdout=out)
    assert "计入3次浏览" in out.getvalue()
    assert "已经计过" in out.getvalue()
    assert dict(PageViews.objects.values_list("path", "views")) == {"/guide/": 2, "/c/202303/7.html": 1}
    assert (counts.views_of(2023), counts.visitors_of(2023), counts.views_of(2022)) == (3, 2, None)
    (shared,) = by_agency.of_year(2023)
    assert (shared.name, shared.views[3], shared.views.total()) == (by_agency.SHARED, 3, 3)
    assert ("全站共用的网页", "浏览次数", 0, 0, 3, *[0] * 9, 3) in list(by_agency.rows([shared]))
    assert by_agency.as_workbook(2023, [shared]).startswith(b"PK")
    assert by_agency.years() == [2023]
    by_key = {row.field.key: row for row in annual.rows(world.office, 2023)}
    assert (by_key["visits"].value, by_key["visits"].by_hand) == (3, False)
    assert {row.field.key: row.by_hand for row in annual.rows(world.office, 2022)}["visits"]
    with pytest.raises(CommandError, match="读不到日志"):
        call_command("import_visits", str(tmp_path / "none"), stdout=StringIO())
    assert folding.forget(at=at(2027, 1, 1)) > 0


def test_officers_see_the_last_days(client: Client, world: World) -> None:
    visit(client, "/guide/")
    counted()
    client.force_login(world.officer)
    text = client.get("/office/site/visits/").content.decode()
    assert f"{localdate()}" in text
    assert '<a href="/guide/">' in text
    client.force_login(world.handler)
    assert client.get("/office/site/visits/").status_code == 403
