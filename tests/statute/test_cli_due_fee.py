"""The command line: one JSON document, stable exit status, Chinese sentences for mistakes."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import yaml

from gongkai.cli import main
from gongkai.cli.due import main as due
from gongkai.cli.fee import main as fee

LAW = Path(__file__).resolve().parents[1] / "law"
JANUARY = ["--received", "2026-01-05", "--channel", "counter"]


@pytest.fixture
def ask(capsys):
    def run(command, *words):
        status = command([*words, "--format", "json"])
        printed = capsys.readouterr()
        assert printed.err == ""
        return status, json.loads(printed.out)

    return run


def vectors():
    found = yaml.safe_load((LAW / "deadlines.yaml").read_text(encoding="utf-8"))
    return [(case["received"], case["vectors"]) for case in found if "vectors" in case]


@pytest.mark.parametrize(("received", "days"), vectors())
def test_the_nine_rows(ask, received, days):
    question = ["--received", received.isoformat(), "--channel", "post"]
    status, found = ask(due, *question)
    assert status == 0
    assert found["received_on"] == received.isoformat()
    assert found["due_on"] == days[20].isoformat()
    assert found["correction_notice_by"] == days[7].isoformat()
    assert found["provisional"] is False
    _, extended = ask(due, *question, "--event", f"extended:{days[20]}")
    assert extended["due_on"] == days[40].isoformat()
    assert extended["original_due_on"] == days[20].isoformat()


def test_the_third_party_example(ask):
    status, found = ask(due, *JANUARY, "--event", "consult-opened:2026-01-12", "--event", "consult-closed:2026-01-26")
    assert (status, found["due_on"], found["findings"]) == (0, "2026-02-14", [])
    assert date.fromisoformat(found["due_on"]).weekday() == 5
    for step in found["steps"]:
        assert set(step) == {"on", "what", "article", "counted", "n"}
    assert sum(1 for step in found["steps"] if step["counted"]) == 20


def test_an_opinion_that_has_not_come_is_counted_to_its_limit(ask, capsys):
    status, found = ask(due, *JANUARY, "--event", "consult-opened:2026-01-12")
    assert (status, found["due_on"]) == (0, "2026-02-28")
    due([*JANUARY, "--event", "consult-opened:2026-01-12"])
    assert "提前收到意见的，答复期限相应提前" in capsys.readouterr().out


def test_two_consultations_close_in_their_order(ask):
    words = ["consult-opened:2026-01-12", "consult-opened:2026-01-13", "consult-closed:2026-01-20"]
    words.append("consult-closed:2026-01-26")
    _, found = ask(due, *JANUARY, *(part for word in words for part in ("--event", word)))
    assert found["due_on"] == "2026-02-14"


def test_correction_and_payment(ask):
    status, found = ask(due, *JANUARY, "--event", "correction-asked:2026-01-08")
    assert (status, found["due_on"], found["waiting_for"]) == (0, None, "correction")
    assert found["correction_limit_on"] == "2026-01-29"
    _, found = ask(due, *JANUARY, "--event", "correction-asked:2026-01-08", "--event", "corrected:2026-01-15")
    assert (found["due_on"], found["clock_started_on"]) == ("2026-02-12", "2026-01-15")
    _, found = ask(due, *JANUARY, "--event", "fee-noticed:2026-01-08", "--event", "fee-paid:2026-01-15")
    assert found["due_on"] == "2026-02-12"


def test_a_provisional_day(ask, capsys):
    question = ["--received", "2026-12-10", "--channel", "web"]
    status, found = ask(due, *question)
    assert (status, found["due_on"], found["provisional"]) == (0, "2027-01-07", True)
    assert found["missing_notices"] == ["《国务院办公厅关于2027年部分节假日安排的通知》"]
    due(question)
    printed = capsys.readouterr().out
    assert "2027-01-07（暂定）" in printed
    assert "《国务院办公厅关于2027年部分节假日安排的通知》尚未导入" in printed
    status, found = ask(due, *question, "--strict")
    assert (status, found["error"]["code"]) == (2, "CALENDAR_UNKNOWN")
    assert "2027年" in found["error"]["message"]
    assert due([*question, "--strict"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("错误［CALENDAR_UNKNOWN］：")


def test_a_notice_makes_the_day_certain(ask, tmp_path):
    notice = tmp_path / "2027.txt"
    notice.write_bytes(
        "国务院办公厅关于2027年部分节假日安排的通知\n一、元旦：1月1日（周五）至3日（周日）放假，共3天。".encode(
            "gb18030"
        )
    )
    question = ["--received", "2026-12-10", "--channel", "web", "--strict", "--notice", str(notice)]
    status, found = ask(due, *question)
    assert (status, found["due_on"], found["provisional"]) == (0, "2027-01-08", False)


def test_an_unlawful_history_is_told(ask, capsys):
    status, found = ask(due, *JANUARY, "--event", "extended:2026-02-03")
    assert status == 1
    assert found["due_on"] == "2026-02-02"
    assert [(entry["code"], entry["severity"]) for entry in found["findings"]] == [("EXTENSION_LATE", "error")]
    assert due([*JANUARY, "--event", "extended:2026-02-03"]) == 1
    assert "错误［EXTENSION_LATE］" in capsys.readouterr().out


def test_a_doubt_is_no_error(ask):
    status, found = ask(due, *JANUARY, "--event", "corrected:2026-01-08")
    assert (status, found["due_on"]) == (0, "2026-02-02")
    assert [entry["severity"] for entry in found["findings"]] == ["warning"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ([], "ARGUMENTS"),
        (["--received", "2026-01-05"], "ARGUMENTS"),
        (["--received", "--channel", "web"], "ARGUMENTS"),
        (["--received", "2026-02-30", "--channel", "web"], "BAD_DATE"),
        (["--received", "20260105", "--channel", "web"], "BAD_DATE"),
        (["--received", "2026-W01-1", "--channel", "web"], "BAD_DATE"),
        (["--received", "９９９９-01-01", "--channel", "web"], "BAD_DATE"),
        (["--received", "1999-01-05", "--channel", "web"], "BAD_DATE"),
        (["--received", "2100-12-01", "--channel", "web"], "BAD_DATE"),
        (["--received", "2018-12-20", "--channel", "web"], "CALENDAR_UNKNOWN"),
        (["--received", "2026-01-05", "--channel", "pigeon"], "ARGUMENTS"),
        ([*JANUARY, "--event", "extended"], "ARGUMENTS"),
        ([*JANUARY, "--event", "decided:2026-01-08"], "ARGUMENTS"),
        ([*JANUARY, "--event", "extended:soon"], "BAD_DATE"),
        ([*JANUARY, "--event", "extended:2026-01-04"], "EVENT_BEFORE_RECEIPT"),
        ([*JANUARY, "--notice", "/nowhere/2027.txt"], "FILE_UNREADABLE"),
        ([*JANUARY, "--notice", "."], "FILE_UNREADABLE"),
        ([*JANUARY, "--nonsense"], "ARGUMENTS"),
        ([*JANUARY, "surplus"], "ARGUMENTS"),
    ],
)
def test_wrong_questions(ask, capsys, words, code):
    status, found = ask(due, *words)
    assert (status, found["error"]["code"]) == (2, code)
    assert found["error"]["message"].endswith("。")
    assert due(words) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == f"错误［{code}］：{found['error']['message']}\n"


def test_an_unknown_format_is_refused(capsys):
    assert due([*JANUARY, "--format", "xml"]) == 2
    assert "xml" in capsys.readouterr().err


def test_the_text_can_be_read_by_a_newcomer(capsys):
    assert due([*JANUARY, "--event", "consult-opened:2026-01-12", "--event", "consult-closed:2026-01-26"]) == 0
    printed = capsys.readouterr().out
    for expected in (
        "答复期限至2026-02-14。",
        "2026-01-14（含）前一次性告知补正（条例第三十条）",
        "2026-01-06 至 01-09    第1—4个工作日",
        "不计入（征求第三方意见期间）",
        "第20个工作日（调休上班），答复期限届满",
    ):
        assert expected in printed


@pytest.mark.parametrize(
    ("words", "amount"), [(["--items", "35"], 3000), (["--pages", "68"], 380), (["--pages", "0"], 0)]
)
def test_fees(ask, capsys, words, amount):
    status, found = ask(fee, *words)
    assert (status, found["amount"]) == (0, amount)
    assert found["method"] == ("per_item" if "--items" in words else "per_page")
    assert sum(step["amount"] for step in found["steps"]) == amount
    assert fee(words) == 0
    assert f"{amount}元" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--items", "1", "--pages", "1"],
        ["--items", "-1"],
        ["--items=-1"],
        ["--pages", "1.5"],
        ["--pages", "九"],
        ["--pages", "999999999"],
        ["--items", "40", "--on", "2020-12-31"],
        ["--pages"],
    ],
)
def test_impossible_fees(ask, capsys, words):
    status, found = ask(fee, *words)
    assert status == 2
    assert found["error"]["message"].endswith("。")
    assert fee(words) == 2
    assert capsys.readouterr().out == ""


def test_the_command_dispatches(capsys):
    assert main(["fee", "--pages", "68"]) == 0
    assert main(["due", *JANUARY]) == 0
    assert main(["--help"]) == 0
    assert main(["--version"]) == 0
    assert "用法：gongkai" in capsys.readouterr().out


def test_help_is_chinese(capsys):
    for command in (due, fee):
        with pytest.raises(SystemExit) as leaving:
            command(["--help"])
        assert leaving.value.code == 0
    printed = capsys.readouterr().out
    assert "用法：gongkai due" in printed
    assert "显示本说明" in printed


def test_django_commands_are_handed_over(monkeypatch):
    seen = []
    monkeypatch.setattr("django.core.management.execute_from_command_line", seen.append)
    assert main(["verify-ledger", "--quick"]) == 0
    assert main(["import-notice", "2027.txt"]) == 0
    assert seen == [["gongkai", "verify_ledger", "--quick"], ["gongkai", "import_notice", "2027.txt"]]


@pytest.mark.parametrize(("leaving", "status"), [(3, 3), (None, 0), ("出错了", 1)])
def test_the_status_of_a_django_command_is_kept(monkeypatch, capsys, leaving, status):
    def leave(words):
        raise SystemExit(leaving)

    monkeypatch.setattr("django.core.management.execute_from_command_line", leave)
    assert main(["migrate"]) == status
    assert capsys.readouterr().err == ("出错了\n" if status == 1 else "")


def test_chinese_is_printed_in_the_c_locale():
    root = Path(__file__).resolve().parents[2]
    code = "import sys; from gongkai.cli import main; sys.exit(main(['due', '--received', 'x', '--channel', 'web']))"
    ran = subprocess.run(
        [sys.executable, "-X", "utf8=0", "-c", code],
        cwd=root,
        env={"LC_ALL": "C", "PATH": "/usr/bin:/bin", "PYTHONCOERCECLOCALE": "0"},
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 2
    assert ran.stderr.decode("utf-8").startswith("错误［BAD_DATE］：")


def test_a_reader_that_leaves_is_no_error(monkeypatch):
    class Gone(io.StringIO):
        def write(self, text):
            raise BrokenPipeError

        def fileno(self):
            raise OSError

    monkeypatch.setattr(sys, "stdout", Gone())
    assert main(["fee", "--pages", "68"]) == 0
