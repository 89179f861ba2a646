"""What depends on the day on which the demo is made, and on what else stands in the database."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.core.management import call_command

from gongkai.agencies.models import Agency
from gongkai.casework.models import Case
from gongkai.demo import annual_report, present, seeding
from gongkai.demo.district import found
from gongkai.demo.management.commands.serve import port_number
from gongkai.demo.stage import play
from tests.factories import at, make_district


@pytest.mark.parametrize("now", [at(2026, 1, 4, 10), at(2026, 10, 8, 8), at(2026, 2, 23, 0, 10), at(2027, 3, 1, 9)])
def test_the_open_requests_can_be_made_on_any_day(db: None, now: datetime) -> None:
    play(present.stories(found(), now))
    cases = Case.objects.all()
    assert cases.count() == 4
    assert all(case.received_on <= now.date() for case in cases)
    assert all(case.closed_on is None and case.faults == 0 for case in cases)


def test_working_days_are_counted_back_over_holidays(db: None) -> None:
    # 2026-05-20 is a Wednesday; the Saturday 2026-05-09 was a shifted working day
    assert present.ago(at(2026, 5, 20), 1).isoformat() == "2026-05-19"
    assert present.ago(at(2026, 5, 20), 8).isoformat() == "2026-05-09"


def test_a_database_with_other_agencies_is_left_alone(db: None) -> None:
    make_district()
    with pytest.raises(seeding.NotEmpty):
        seeding.seed(at(2026, 5, 20))
    assert not Case.objects.exists()


def test_reset_never_throws_other_data_away(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    make_district()
    with pytest.raises(SystemExit) as refused:
        call_command("demo", no_serve=True, reset=True)
    assert refused.value.code == 2
    assert re.match(r"数据库里已经有别的机构数据|--reset 只能用于 SQLite", capsys.readouterr().err)
    assert Agency.objects.count() == 4


@pytest.mark.parametrize("text", ["0", "70000", "-1", "eight", ""])
def test_a_port_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(Exception, match="端口应为1至65535之间的整数"):
        port_number(text)


def test_every_figure_names_its_register() -> None:
    assert all(source for _, _, source in annual_report.FIGURES)


@pytest.mark.parametrize("number", ["-1", "17", "two", "１"])
def test_a_number_of_workers_that_is_none_is_refused(
    number: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GONGKAI_WORKERS", number)
    with pytest.raises(SystemExit) as refused:
        call_command("serve")
    assert refused.value.code == 2
    assert f"GONGKAI_WORKERS应为0至16之间的整数（0表示不带后台进程），不能是“{number}”。" in capsys.readouterr().err
