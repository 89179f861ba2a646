"""The real reports: exactly what their list says of them, and no other error."""

import time

import pytest

from gongkai.report.check import check
from gongkai.report.read import read
from tests.report.worded import brief, report

EXPECTED = {
    "dawukou-office-2023.txt": [("T1", "error", "11", "0"), ("T4", "warning", "2", "1")],
    "hongze-2023.pdf": [("C1", "error", "11", "0"), ("C1", "error", "5", "0")],
    "hongze-2024.pdf": [],
    "shuyang-2025.md": [("NAME", "warning", "沭阳", "沐阳")],
    "pingtan-2022.txt": [("T1", "warning", "75", "74")],
    "pingtan-2019-old-format.txt": [("SUM", "error", "2533", "2599")],
    "shuyang-ndrc-2023.html": [],
    "changchun-tuiyijunrenju-2023.partial.txt": [("T1", "error", "2", "3")],
    "zichang-shi-2023.partial.txt": [("SUM", "error", "3914", "3437")],
    "songmutang-zhen-2022.partial.txt": [("A3", "error", "0", "2"), ("A3", "error", "0", "2")],
    "qutongjiju-2023.partial.txt": [],
    "hanyang-zfbgs-2022.partial.txt": [],
}
NOTES = {
    "hongze-2024.pdf": ("T1", "note", "17", "95"),
    "shuyang-2025.md": ("T1", "note", "749", "713"),
    "qutongjiju-2023.partial.txt": ("A2", "note", "0", "空白、/"),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_real_report(corpus, name):
    findings = [f for f in check(read(corpus / name)) if not f.code.startswith("R-")]
    assert brief(findings) == EXPECTED[name]
    if name in NOTES:
        assert NOTES[name] in brief(findings, notes=True)


def test_every_report_of_the_corpus_is_expected(corpus):
    assert {path.name for path in corpus.iterdir()} - {"README.md"} == set(EXPECTED)


def test_evidence_quotes_the_file(corpus):
    text = (corpus / "dawukou-office-2023.txt").read_text(encoding="utf-8")
    found = next(f for f in check(read(corpus / "dawukou-office-2023.txt")) if f.code == "T1")
    assert found.evidence.rstrip("…") in text.replace("\n", "")


def test_two_years_of_one_district(corpus):
    findings = check(read(corpus / "hongze-2024.pdf"), previous=read(corpus / "hongze-2023.pdf"))
    years = [row for row in brief(findings, notes=True) if row[0].startswith("Y")]
    assert years == [("Y4", "note", "550", "9487")]


HOSTILE = {
    "a thousand claims": "全年共收到政府信息公开申请12件，其中线上8件，信函4件，占33.3%，未发生行政复议（含应诉。"
    * 1200,
    "brackets never closed": "（" * 30_000 + "其中1件，" * 6_000,
    "one sentence": "收到申请12件，" * 8_000,
    "denials": "未收到政府信息公开" * 7_000,
    "numerals": "一百" * 30_000,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_long_text_is_checked_in_well_under_a_second(kind):
    made = report(HOSTILE[kind])
    assert len(made.text) > 50_000
    before = time.process_time()
    check(made)
    assert time.process_time() - before < 1.0
