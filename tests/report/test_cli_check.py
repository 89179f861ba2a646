"""`gongkai check`: what it prints, in three formats, and how it exits."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from gongkai.cli.check import main
from gongkai.report.check.codes import BY_CODE, RULES
from gongkai.statute.report_tables import KEYS_A, KEYS_B

ROOT = Path(__file__).parents[2]
GOOD = """某县财政局2023年政府信息公开工作年度报告
统计期限自2023年1月1日至2023年12月31日。
一、总体情况
主动公开、依申请公开、信息管理、平台建设、监督保障均有进展。共收到政府信息公开申请{received}件。
二、主动公开政府信息情况
| 规章 | 0 | 0 | 0 |
| 行政规范性文件 | 1 | 0 | 3 |
| 行政许可 | 5 |
| 行政处罚 | 0 |
| 行政强制 | 0 |
| 行政事业性收费 | 12.5 |
三、收到和处理政府信息公开申请情况
| 一、本年新收政府信息公开申请数量 | 2 | 0 | 0 | 0 | 0 | 0 | 2 |
| 二、上年结转政府信息公开申请数量 | 0 | 0 | 0 | 0 | 0 | 0 | 0 |
五、存在的主要问题及改进情况
解读形式单一，将予改进。
六、其他需要报告的事项
未收取信息处理费。
"""


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "好.txt"
    path.write_text(GOOD.format(received=2), encoding="utf-8")
    return path


@pytest.fixture
def bad(tmp_path):
    path = tmp_path / "坏.txt"
    path.write_text(GOOD.format(received=3), encoding="utf-8")
    return path


def run_json(capsys, *words):
    status = main([*map(str, words), "--format", "json"])
    return status, json.loads(capsys.readouterr().out)


def test_json_has_the_promised_keys(capsys, good):
    status, document = run_json(capsys, good)
    assert status == 0
    (told,) = document["reports"]
    assert list(told) == ["file", "agency", "year", "readable", "tables", "findings"]
    assert (told["file"], told["agency"], told["year"], told["readable"]) == (str(good), "某县财政局", 2023, True)
    assert list(told["tables"]["A"]) == list(KEYS_A)
    assert list(told["tables"]["B"]) == list(KEYS_B)
    assert told["tables"]["A"]["fees"] == 12.5
    assert told["tables"]["B"]["new"] == [2, 0, 0, 0, 0, 0, 2]
    assert told["tables"]["C"] == [[None] * 5] * 3


def test_errors_exit_with_1_and_give_both_sides(capsys, good, bad):
    status, document = run_json(capsys, good, bad)
    assert status == 1
    findings = document["reports"][1]["findings"]
    error = next(f for f in findings if f["severity"] == "error")
    assert list(error) == ["code", "severity", "message", "expected", "found", "where", "evidence"]
    assert (error["code"], error["expected"], error["found"]) == ("T1", "3", "2")
    assert "共收到政府信息公开申请3件" in error["evidence"]


def test_unreadable_file_exits_with_2_and_the_others_are_checked(capsys, tmp_path, bad):
    empty = tmp_path / "空.txt"
    empty.write_bytes(b"")
    status, document = run_json(capsys, empty, bad, tmp_path / "没有.html")
    assert status == 2
    first, second, third = document["reports"]
    assert [first["readable"], second["readable"], third["readable"]] == [False, True, False]
    assert [f["code"] for f in first["findings"]] == ["EMPTY"]
    assert first["tables"]["B"]["new"] == [None] * 7
    assert any(f["code"] == "T1" for f in second["findings"])


def test_directory_is_walked_in_a_fixed_order(capsys, good, bad):
    (good.parent / "README.md").write_text("# not a report", encoding="utf-8")
    (good.parent / ".hidden.txt").write_text("x", encoding="utf-8")
    inner = good.parent / "inner"
    inner.mkdir()
    (inner / "又.txt").write_text(GOOD.format(received=2), encoding="utf-8")
    _, document = run_json(capsys, good.parent)
    assert [Path(told["file"]).name for told in document["reports"]] == ["坏.txt", "好.txt", "又.txt"]


def test_text_is_for_people(capsys, bad):
    assert main([str(bad)]) == 1
    out = capsys.readouterr().out
    assert "错误 T1" in out
    assert "依据：" in out
    assert out.splitlines()[-1].startswith("1份报告，1处错误，")


def test_sarif(capsys, bad):
    assert main([str(bad), "--format", "sarif"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["version"] == "2.1.0"
    (run,) = document["runs"]
    ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    for result in run["results"]:
        assert ids[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert uri.startswith("file:///")
        assert uri.isascii()
    assert run["invocations"] == [{"executionSuccessful": True}]


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--format", "xml", "x"],
        ["x", "--previous", "没有.pdf"],
        ["x", "--children", "没有"],
        ["--unknown"],
    ],
)
def test_bad_arguments_exit_with_2_and_a_chinese_sentence(capsys, words):
    assert main(words) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert re.search(r"[一-龥]", told.err)
    assert "Traceback" not in told.err


def test_bad_arguments_are_json_where_json_was_asked_for(capsys):
    assert main(["--format", "json"]) == 2
    assert set(json.loads(capsys.readouterr().out)) == {"error"}


def test_previous_year_and_children(capsys, tmp_path, good):
    before = tmp_path / "前.txt"
    before.write_text(GOOD.format(received=2).replace("2023", "2022"), encoding="utf-8")
    folder = tmp_path / "下级"
    folder.mkdir()
    (folder / "a.txt").write_text(GOOD.format(received=2).replace("财政", "教育"), encoding="utf-8")
    status, document = run_json(capsys, good, "--previous", before, "--children", folder)
    assert status == 0
    assert {f["code"] for f in document["reports"][0]["findings"]} & {"Y1", "P1"} == set()
    (folder / "b.txt").write_text(GOOD.format(received=2).replace("财政", "民政"), encoding="utf-8")
    status, document = run_json(capsys, good, "--children", folder)
    assert status == 1
    assert "P1" in {f["code"] for f in document["reports"][0]["findings"]}


def test_prints_chinese_under_the_c_locale_and_is_quiet_when_nobody_reads(bad):
    code = "import sys; from gongkai.cli.check import main; sys.exit(main(sys.argv[1:]))"
    environment = {**os.environ, "LANG": "C", "LC_ALL": "C", "PYTHONPATH": str(ROOT), "PYTHONUTF8": "0"}
    done = subprocess.run([sys.executable, "-c", code, str(bad)], env=environment, capture_output=True, check=False)
    assert done.returncode == 1
    assert "份报告" in done.stdout.decode("utf-8")
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as closed:
        done = subprocess.run(
            [sys.executable, "-c", code, *[str(bad)] * 20],
            env=environment,
            stdout=closed,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.stderr == b""


def test_every_code_of_the_source_is_in_the_table_and_in_the_documentation():
    text = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    documented = re.findall(r"^\| ([A-Z]+[0-9]*) \|", text, flags=re.MULTILINE)
    assert documented == [rule.code for rule in RULES]
    used = set()
    for path in (ROOT / "gongkai" / "report" / "check").glob("*.py"):
        if path.name != "codes.py":
            used |= set(re.findall(r"\"((?:[ABCPTY]\d{1,2})|[A-Z]{3,8}5?)\"", path.read_text(encoding="utf-8")))
    used -= {"APP"}
    assert used == set(BY_CODE)
    for rule in RULES:
        assert f"| {rule.code} | {rule.title} | {rule.severities} | {rule.source} |" in text
