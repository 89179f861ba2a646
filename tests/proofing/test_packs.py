"""Packs: every rule's own examples, the rows of repealed laws, and what is refused on loading."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from gongkai.proofing import Config, PackError, Rule, Severity, built_in, check, folder, plain

LATE = date(2026, 11, 26)
RULES = [rule for pack in built_in() for rule in pack.rules]
PACK = """
pack: {id: local, version: "1", source: 本单位用语}
rules:
- code: LOC001
  name: old-name
  kind: lexicon
  data: words.tsv
  severity: warning
  message: “{found}”应为“{right}”。
  clause: 本单位用语
  verified: V1
  bad: [明湖县人民政府, 区机管局]
  good: [明湖区人民政府, 区机关事务管理局]
- code: LOC002
  name: percent
  kind: pattern
  pattern: '(?<![0-9.])([0-9]+)~([0-9]+)%'
  suggest: '\\1%~\\2%'
  severity: hint
  message: 数值范围的百分号不能省略。
  clause: GB/T 15835—2011
  verified: V1
  bad: [增长5~10%, 3～5％]
  good: [增长5%~10%, 5~10个]
"""
WORDS = "# 用语\nwrong\tright\tfrom\n明湖县\t明湖区\t2010-01-01\n区机管局\t区机关事务管理局\t\n"


def spoken(rule: Rule, text: str, on: date | None) -> list[Severity]:
    """How grave the rule finds a text."""
    return [found.severity for found in check(plain(text), on=on or LATE) if found.code == rule.code]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_speaks_of_its_bad_examples_and_is_silent_on_its_good_ones(rule: Rule) -> None:
    for example in rule.bad:
        found = spoken(rule, example.text, example.on)
        assert found, example.text
        assert min(found, key=lambda entry: entry.rank).rank <= max(rule.severity.rank, Severity.WARNING.rank), example
    for example in rule.good:
        assert set(spoken(rule, example.text, example.on)) <= {Severity.HINT}, example.text


def test_a_repealed_law_is_found_from_its_day_on_and_not_where_the_text_says_so_itself() -> None:
    rule = next(rule for rule in RULES if rule.code == "LAW001")
    assert len(rule.table.rows) == 62
    for row in rule.table.rows:
        day = date.fromisoformat(row["repealed_on"])
        title = (
            row["title"] if row["title"].startswith(("全国", "最高", "中国人民")) else f"中华人民共和国{row['title']}"
        )
        assert spoken(rule, f"根据《{title}》的规定", day), title
        assert not spoken(rule, f"根据《{title}》的规定", day - timedelta(days=1)), title
        for past in (f"原《{title}》", f"《{title}》同时废止", f"行为发生时的《{title}》已废止"):
            assert not spoken(rule, past, day), past


def test_the_document_bears_its_own_day() -> None:
    old = "关于处理意见的通知\n依据《合同法》第五十二条，现通知如下。\n2019年5月6日"
    assert not [found for found in check(plain(old), on=LATE) if found.code == "LAW001"]
    assert [found for found in check(plain(old.replace("2019", "2022")), on=LATE) if found.code == "LAW001"]
    repealing = "关于废止部分规范性文件的决定\n一、《中华人民共和国合同法》\n二、其他"
    assert not [found for found in check(plain(repealing), on=LATE) if found.code == "LAW001"]


@pytest.fixture
def local(tmp_path: Path) -> Path:
    (tmp_path / "local.yaml").write_text(PACK, "utf-8")
    (tmp_path / "words.tsv").write_text(WORDS, "utf-8")
    return tmp_path


def test_an_operator_adds_words_and_patterns(local: Path) -> None:
    packs = folder(local)
    for rule in packs[0].rules:
        for example in rule.bad:
            found = check(plain(example.text), on=LATE, packs=packs)
            assert [item.code for item in found] == [rule.code], example.text
            assert found[0].suggestions
            assert "{" not in found[0].message
        for example in rule.good:
            assert check(plain(example.text), on=LATE, packs=packs) == []
    assert check(plain("明湖县"), on=date(2009, 12, 31), packs=packs) == []
    assert check(plain("明湖县"), on=LATE, packs=packs, config=Config(ignore=("LOC",))) == []


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("rules:", "rulez:", "PACK_FORM"),
        ("id: local", "name: local", "PACK_FORM"),
        ("code: LOC001", "code: loc1", "PACK_RULE"),
        ("severity: hint", "severity: fatal", "PACK_RULE"),
        ("verified: V1\n  bad: [增", "verified: UNVERIFIED\n  oddly: 1\n  bad: [增", "PACK_RULE"),
        ("[增长5~10%, 3～5％]", "[增长5~10%]", "PACK_RULE"),
        ("clause: GB/T 15835—2011", "clause: ''", "PACK_RULE"),
        ("code: LOC002", "code: LOC001", "PACK_TWICE"),
        ("'(?<![0-9.])([0-9]+)~", "'(?<![0-9.])([0-9]+~", "PACK_PATTERN"),
        ("kind: pattern", "kind: detector\n  detector: mobile", "PACK_KIND"),
        ("data: words.tsv", "data: ../words.tsv", "PACK_RULE"),
        ("data: words.tsv", "data: none.tsv", "PACK_UNREADABLE"),
        ("pack:", "pack: [", "PACK_YAML"),
        ("bad: [明湖县人民政府, 区机管局]", "bad: [1, {a: 2}]", "PACK_EXAMPLE"),
    ],
)
def test_a_pack_that_cannot_be_used_says_what_to_put_right(local: Path, old: str, new: str, code: str) -> None:
    assert old in PACK
    (local / "local.yaml").write_text(PACK.replace(old, new), "utf-8")
    with pytest.raises(PackError) as refused:
        folder(local)
    assert refused.value.code == code
    assert "规则" in str(refused.value)


def test_a_table_with_a_torn_row_is_refused(local: Path) -> None:
    (local / "words.tsv").write_text(WORDS + "多\t一\t\t列\n", "utf-8")
    with pytest.raises(PackError, match="第3行"):
        folder(local)
    with pytest.raises(PackError, match="不存在"):
        folder(local / "nowhere")


def test_every_rule_that_blocks_has_a_source_and_the_author_may_not_waive_personal_data_or_secrets() -> None:
    for rule in RULES:
        assert rule.clause
        if rule.severity is Severity.ERROR:
            assert rule.verified != "UNVERIFIED"
        if rule.code.startswith(("PII", "MARK")) and rule.severity is not Severity.HINT:
            assert rule.protected, rule.code
