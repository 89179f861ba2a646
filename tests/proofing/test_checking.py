"""The engine: total on every string, offsets of the original, memory, configuration, waivers."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gongkai.proofing import (
    BlockKind,
    Config,
    Memory,
    Role,
    Severity,
    SourceKind,
    Waiver,
    built_in,
    check,
    plain,
    read_html,
    waive,
)
from gongkai.proofing.shadow import shadow_of

ON = date(2026, 11, 26)
NUMBER = "110101199003071233"
SIGNS = (
    "0123456789Xx０１９Ｘ年月日号第（）()《》〈〉“”〔〕[]【】秘密绝机★*内部资料不公开身份证号手机住姓名患者张三王芳男"
    "，。：；、|\t\n\r \u3000\u200b\u00a0\x00\ud800\U0001d7ce-.<>&;/abp"
)
strings = st.one_of(st.text(alphabet=SIGNS, max_size=120), st.text(max_size=60))


@given(strings, st.sampled_from(list(SourceKind)))
@example("\ud800\x00" + NUMBER, SourceKind.EDITOR)
@example("<td>姓名<td>身份证号<tr><td>张三<td>" + NUMBER, SourceKind.CRAWL)
def test_every_string_can_be_checked_and_findings_stand_in_it(content: str, source: SourceKind) -> None:
    for text in (plain(content, source=source), read_html(content)):
        found = check(text, on=ON)
        assert all(0 <= item.start < item.end <= len(content) for item in found)
        assert all(item.message and "{" not in item.message.replace("“{", "") for item in found)
        assert [item.start for item in found] == sorted(item.start for item in found)


@given(strings)
def test_the_shadow_leads_back_to_the_original(content: str) -> None:
    shadow = shadow_of(content)
    for at, char in enumerate(shadow.text):
        start, end = shadow.span(at, at + 1)
        assert end == start + 1
        assert shadow_of(content[start:end]).text == char


@given(
    st.lists(
        st.sampled_from([f"张三{NUMBER}。", "2023年2月30日。", "依据《合同法》。", "（内部资料）", "平常的话。"]),
        max_size=8,
    )
)
def test_what_is_remembered_is_what_is_found(paragraphs: list[str]) -> None:
    memory = Memory(most=3)
    text = plain("\n\n".join(paragraphs))
    assert check(text, on=ON, memory=memory) == check(text, on=ON) == check(text, on=ON, memory=memory)


def test_memory_spares_all_but_the_edited_paragraph(monkeypatch: pytest.MonkeyPatch) -> None:
    from gongkai.proofing import checking

    read: list[str] = []
    honest = checking._read
    monkeypatch.setattr(checking, "_read", lambda block, rules: read.append(block.text) or honest(block, rules))
    memory, paragraphs = Memory(), [f"第{n}段，电话13812345678。" for n in range(50)]
    check(plain("\n\n".join(paragraphs)), on=ON, memory=memory)
    paragraphs[7] += "改了。"
    read.clear()
    check(plain("\n\n".join(paragraphs)), on=ON, memory=memory)
    assert read == [paragraphs[7]]
    check(plain(paragraphs[7]), on=ON, memory=memory, config=Config(select=("DATE",)))
    assert len(read) == 2, "other rules, other findings"


def test_of_findings_that_overlap_the_strongest_stays() -> None:
    found = check(plain(f"身份证号{NUMBER}"), on=ON)
    assert [item.code for item in found] == ["PII001"]
    behind = check(plain(f"zhang.{NUMBER}@qq.com"), on=ON)
    assert [item.code for item in behind] == ["PII001"], "the stronger may begin later"
    both = check(plain("国办发（2023）2月30日"), on=ON)
    assert [item.code for item in both] == ["DATE001"]


def test_a_site_chooses_rules_and_weights() -> None:
    text = plain(f"张三{NUMBER}，2023年2月30日，邮箱zhangsan@qq.com，国办发（2021）30号")
    assert {item.code for item in check(text, on=ON)} == {"PII001", "DATE001", "PII010", "DOCNO001"}
    only = Config(select=("PII",), ignore=("PII010",))
    assert [item.code for item in check(text, on=ON, config=only)] == ["PII001"]
    grave = Config(least=Severity.ERROR)
    assert [item.code for item in check(text, on=ON, config=grave)] == ["PII001", "DATE001"]
    raised = Config(severities={"DOCNO001": Severity.ERROR}, least=Severity.ERROR)
    assert "DOCNO001" in {item.code for item in check(text, on=ON, config=raised)}
    assert "DOCNO001" not in {item.code for item in check(text, on=ON, config=Config(domain="general"))}


def test_waivers_hold_for_a_paragraph_and_a_rule_and_not_for_what_an_author_may_not_waive() -> None:
    text = plain(f"张三{NUMBER}。\n\n发文字号为国办发（2021）30号。")
    pii, docno = check(text, on=ON)
    good = Waiver(docno.paragraph, "DOCNO001", "王五", "引用原文", Role.AUTHOR, date(2026, 12, 31))
    own = Waiver(pii.paragraph, "PII001", "王五", "已征得同意", Role.AUTHOR)
    idle = replace(good, paragraph="0" * 24)
    late = replace(good, until=date(2026, 11, 25))
    silent = replace(good, reason=" ")
    done = waive([pii, docno], [good, own, idle, late, silent], on=ON)
    assert done.findings == (pii,)
    assert done.waived == ((docno, good),)
    assert set(done.refused) == {own, silent}
    assert done.expired == (late,)
    assert done.unused == (idle,)
    reviewed = waive([pii, docno], [replace(own, role=Role.SECRECY_REVIEW)], on=ON)
    assert reviewed.findings == (docno,)
    moved = check(plain(f"加一段。\n\n张三{NUMBER}。"), on=ON)
    assert moved[0].paragraph == pii.paragraph, "a waiver survives edits elsewhere"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("（一）报送材料（一式两份，\n逾期不候）。\n（二）其他", []),
        ("他说：“第一段。\n“第二段。”", []),
        ("a) 项；b) 项", []),
        ("《甲》、《乙", ["《"]),
        ("〔甲（乙〕丙）", ["（", "）"]),
        ("甲（乙）丙）", ["）"]),
    ],
)
def test_pairs_close_within_their_neighbourhood(content: str, found: list[str]) -> None:
    pairs = [item for item in check(plain(content), on=ON) if item.code == "PAIR001"]
    assert [content[item.start : item.end] for item in pairs] == found
    crawled = check(plain(content, source=SourceKind.CRAWL), on=ON)
    assert all(item.severity is Severity.HINT for item in crawled if item.code == "PAIR001")


@pytest.mark.parametrize(
    ("kind", "words", "blocks"),
    [
        (BlockKind.PARAGRAPH, "秘密", True),
        (BlockKind.CELL, "秘密", False),
        (BlockKind.CELL, "秘密★10年", True),
        (BlockKind.PARAGRAPH, "本办法所称工作秘密，是指不属于国家秘密、但泄露后会造成不利影响的信息。", False),
        (BlockKind.PARAGRAPH, "该文件属于国家秘密的，不予公开。", False),
        (BlockKind.PARAGRAPH, "本文件不属于国家秘密。", False),
        (BlockKind.PARAGRAPH, "公开属性：不予公开", True),
        (BlockKind.PARAGRAPH, "不予公开", False),
        (BlockKind.PARAGRAPH, "停车场（内部使用）在一楼，" + "请来访群众按照工作人员引导在东门停车。" * 2, False),
        (BlockKind.PARAGRAPH, "涉密文件标注为“秘密★10年”的，保密期限为十年。", False),
    ],
)
def test_a_mark_is_a_fact_of_the_layout(kind: BlockKind, words: str, *, blocks: bool) -> None:
    text = plain(words)
    text = replace(text, blocks=tuple(replace(block, kind=kind) for block in text.blocks))
    assert any(item.severity is Severity.ERROR for item in check(text, on=ON)) is blocks


def words_of_rules() -> list[str]:
    """Pieces that the patterns ask for, alone and beside their neighbours."""
    bits = {
        "身份证",
        "1",
        "12",
        "110101",
        "1 ",
        "1-",
        "住址",
        "家住明湖区",
        "3栋",
        "患者张",
        "张三患",
        "秘密",
        "机 ",
        "★",
        "内部资料 ",
    }
    bits |= {
        "《",
        "》",
        "（",
        "“",
        "2023年",
        "2月3",
        "〔2023〕",
        "国办发",
        "第",
        "号",
        "a@",
        "a.",
        "*",
        "1*",
        "微信",
        "Q",
        "<p",
        "<!--",
    }
    bits |= {
        "<script",
        "&nbsp",
        "|",
        "\t",
        "\n",
        "姓名 ",
        "户名",
        "依据《",
        "合同法",
        "至",
        "—",
        "\u200b",
        "1\u200b",
        "苏A",
        "单元",
        "室",
    }
    ordered = sorted(bits)
    return [*ordered, *(first + second for first, second in pairwise(ordered))]


@pytest.mark.parametrize("bunch", range(8))
def test_a_word_said_thousands_of_times_costs_no_more_than_its_length(bunch: int) -> None:
    for word in words_of_rules()[bunch::8]:
        content = "身份证号" + (word * (12_000 // len(word))).replace("\n\n", "\n")
        start = time.process_time()
        check(read_html(content) if "<" in word or "&" in word else plain(content), on=ON)
        assert time.process_time() - start < 1.5, repr(word)


def test_rules_name_their_version() -> None:
    found = check(plain(NUMBER), on=ON)[0]
    assert found.rule_version == f"pii-cn@{built_in()[0].version}"
