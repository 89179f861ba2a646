"""``gongkai proof``: what it reads, prints and returns."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from gongkai.cli import main

NUMBER = "110101199003071233"
PLAIN = f"通知\r\n张三，身份证号：{NUMBER}，依据国办发（2021）30号。\r\n2023年5月1日"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Any:
    def command(*words: object) -> tuple[int, str, str]:
        status = main(["proof", *map(str, words)])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return command


def found(output: str) -> list[dict[str, Any]]:
    return [entry for file in json.loads(output)["files"] for entry in file["findings"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_offsets_are_those_of_the_file(tmp_path: Path, run: Any, encoding: str) -> None:
    file = tmp_path / "通知.txt"
    file.write_bytes(PLAIN.encode(encoding))
    status, output, _ = run(file, "--format", "json")
    entries = found(output)
    assert status == 1
    assert [entry["code"] for entry in entries] == ["PII001", "DOCNO001"]
    assert PLAIN[entries[0]["start"] : entries[0]["end"]] == NUMBER
    assert (entries[0]["line"], entries[0]["column"]) == (2, 9)
    assert entries[1]["suggestions"] == ["〔2021〕30号"]
    assert entries[1]["clause"].startswith("GB/T 9704")
    assert set(entries[0]) >= {"severity", "message", "probability", "rule_version", "paragraph"}


def test_people_see_the_place_and_never_the_number(tmp_path: Path, run: Any) -> None:
    (tmp_path / "a.md").write_text(PLAIN, "utf-8")
    status, output, _ = run(tmp_path / "a.md")
    assert status == 1
    assert "第2行第9字　错误 PII001" in output
    assert "1份文稿，1处错误，1处警告，0处提示。" in output
    assert NUMBER[:10] not in output


def test_sarif_names_rules_regions_and_fingerprints(tmp_path: Path, run: Any) -> None:
    (tmp_path / "a.txt").write_text(PLAIN, "utf-8", newline="")
    _, output, _ = run(tmp_path / "a.txt", "--format", "sarif")
    document = json.loads(output)
    (one,) = document["runs"]
    assert (document["version"], one["columnKind"]) == ("2.1.0", "unicodeCodePoints")
    rules = one["tool"]["driver"]["rules"]
    for result in one["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"error", "warning", "note"}
        region = result["locations"][0]["physicalLocation"]["region"]
        line = PLAIN.splitlines()[region["startLine"] - 1]
        start = region["charOffset"]
        assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == PLAIN[start : start + region["charLength"]]
        assert result["partialFingerprints"]["paragraphAndRule/v1"].endswith(result["ruleId"])
    (fix,) = one["results"][1]["fixes"]
    assert fix["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"] == "〔2021〕30号"
    assert NUMBER not in output


def test_html_keeps_the_offsets_of_its_source(tmp_path: Path, run: Any) -> None:
    page = f"<!doctype html><html><body><p>身份证<b>{NUMBER[:6]}</b>{NUMBER[6:]}</p></body></html>"
    (tmp_path / "a.html").write_text(page, "utf-8")
    _, output, _ = run(tmp_path / "a.html", "--format", "json")
    (entry,) = found(output)
    assert page[entry["start"] : entry["end"]] == f"{NUMBER[:6]}</b>{NUMBER[6:]}"


def word_file() -> bytes:
    """A Word file with a roster, a mark in the head of its pages and a number in words that were struck out."""
    document = Document()
    document.add_paragraph("关于发放补贴的公示")
    table = document.add_table(rows=2, cols=2)
    for cell, words in zip(
        [*table.rows[0].cells, *table.rows[1].cells], ["姓名", "身份证号", "张三", NUMBER], strict=True
    ):
        cell.text = words
    document.sections[0].header.paragraphs[0].text = "内部资料　注意保存"
    whole = io.BytesIO()
    document.save(whole)
    struck = "<w:p><w:del><w:r><w:delText>手机13812345678</w:delText></w:r></w:del></w:p><w:sectPr"
    changed = io.BytesIO()
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "word/document.xml":
                part = part.replace(b"<w:sectPr", struck.encode(), 1)
            target.writestr(name, part)
    return changed.getvalue()


def test_a_word_file_is_read_with_its_tables_heads_and_struck_words(tmp_path: Path, run: Any) -> None:
    (tmp_path / "a.docx").write_bytes(word_file())
    status, output, _ = run(tmp_path / "a.docx", "--format", "json")
    assert status == 1
    assert {entry["code"] for entry in found(output)} == {"PII012", "MARK002", "PII004"}
    _, output, _ = run(tmp_path / "a.docx", "--format", "sarif")
    places = [result["locations"][0]["physicalLocation"] for result in json.loads(output)["runs"][0]["results"]]
    assert all("region" not in place for place in places), "a zip has no characters to point at"


def test_a_pdf_is_read_line_by_line(corpus: Path, run: Any) -> None:
    status, output, _ = run(corpus / "hongze-2023.pdf", "--format", "json", "--min-severity", "warning")
    assert (status, found(output)) == (0, [])


def test_a_file_that_cannot_be_read_keeps_no_other_from_being_checked(tmp_path: Path, run: Any) -> None:
    (tmp_path / "a.txt").write_text("秘密★10年", "utf-8")
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.4 broken")
    status, output, _ = run(tmp_path, "--format", "json")
    first, second = json.loads(output)["files"]
    assert (status, first["readable"], second["readable"]) == (2, True, False)
    assert second["error"]["code"] == "PDF_DAMAGED"
    assert [entry["code"] for entry in first["findings"]] == ["MARK001"]
    assert "无法读取" in run(tmp_path)[1]
    assert (
        json.loads(run(tmp_path, "--format", "sarif")[1])["runs"][0]["invocations"][0]["executionSuccessful"] is False
    )


def test_rules_are_chosen_and_explained(tmp_path: Path, run: Any) -> None:
    file = tmp_path / "a.txt"
    file.write_text(PLAIN, "utf-8")
    assert run(file, "--ignore", "PII")[0] == 0
    assert "PII001" not in run(file, "--select", "DOCNO,DATE")[1]
    assert "DOCNO001" not in run(file, "--domain", "general")[1]
    assert "DOCNO001" not in run(file, "--min-severity", "error")[1]
    status, output, _ = run("--explain", "mark001")
    assert status == 0
    assert "秘 密 ★ 1 0 年" in output
    assert "保守国家秘密法第二十二条" in output


def test_the_day_decides_which_laws_hold(tmp_path: Path, run: Any) -> None:
    file = tmp_path / "a.txt"
    file.write_text("依据《大气污染防治法》处罚。", "utf-8")
    assert "LAW001" not in run(file, "--on", "2026-08-14")[1]
    assert "LAW001" in run(file, "--on", "2026-08-15")[1]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ([], "ARGUMENTS"),
        (["a.txt", "--format", "xml"], "ARGUMENTS"),
        (["a.txt", "--select", "NOPE"], "UNKNOWN_RULE"),
        (["--explain", "NOPE001"], "UNKNOWN_RULE"),
        (["a.txt", "--min-severity", "loud"], "ARGUMENTS"),
        (["a.txt", "--domain", "poetry"], "ARGUMENTS"),
        (["a.txt", "--on", "2026-13-01"], "BAD_DATE"),
        (["a.txt", "--packs", "nowhere"], "PACK_FOLDER"),
        (["."], "EMPTY_DIRECTORY"),
    ],
)
def test_wrong_arguments_are_told(
    tmp_path: Path, run: Any, monkeypatch: pytest.MonkeyPatch, words: list[str], code: str
) -> None:
    monkeypatch.chdir(tmp_path)
    status, _, told = run(*words)
    assert status == 2
    assert f"错误［{code}］" in told


@pytest.mark.parametrize("data", [b"\x00\x01PK", bytes(range(256)) * 20, b"", b"\x00" * 500])
def test_what_is_no_text_is_never_called_clean(tmp_path: Path, run: Any, data: bytes) -> None:
    path = tmp_path / "x.docx"
    path.write_bytes(data)
    status, printed, told = run(path)
    assert status == 2
    assert "无法读取" in printed + told
