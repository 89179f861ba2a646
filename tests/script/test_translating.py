"""Pages in other languages, message by message."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from django.core.management import call_command

from gongkai.portal import checks
from gongkai.script import catalogue
from gongkai.script.catalogue import BUILT_IN, BadLanguage, Catalogue, Language, compiled, findings
from gongkai.script.translating import page_in
from tests.script.hostile import HAN, kept, page

SOURCE = {
    "home": "首页",
    "late": "最晚在<1>{day}</1>向{body}申请。",
    "none": "没有名称里含有“<1/>”的机关。<2>查看</2>",
    "steps": "第{n}步，共4步。",
    "why": "不需要<1>说明</1>用途。",
    "fault": "{label}：{words}",
    "month": "{month}",
    "date": "为什么是{date}",
    "name": "姓名",
    "missing": "没有译文",
}
MESSAGES = {
    "home": "Home",
    "late": "Apply to {body} by <1>{day}</1>.",
    "none": "No agency has “<1/>”. <2>Show</2>",
    "steps": "Step {n} of 4.",
    "why": 'You need <1>not say</1> "why" & more.',
    "fault": "{label}: {words}",
    "month": "{month}",
    "date": "Why {date}",
    "name": "Name",
}
MONTHS = tuple(f"M{number}" for number in range(1, 13))
FORMS = {"day": "{day} {month} {year}", "month": "{month} {year}", "date": "{day} {month}"}


def english(direction: str = "ltr") -> Catalogue:
    language = Language("en", "English", direction, FORMS, MONTHS, MESSAGES, {"明湖区政府": "Minghu"})
    return compiled(language, SOURCE)


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<li><a href=/>首页</a></li>", "<li><a href=/>Home</a></li>"),
        ("<p>  首页\n</p>", "<p>Home</p>"),
        # places, names of the site, and tags in another order
        (
            "<p>最晚在<time a>2026年2月13日</time>向明湖区政府申请。</p>",
            "<p>Apply to Minghu by <time a>13 M2 2026</time>.</p>",
        ),
        ("<p>向甲区政府</p>", '<p><span lang="zh-Hans">向甲区政府</span></p>'),
        ("<h2>为什么是12月5日</h2><td>2026年3月</td>", "<h2>Why 5 M12</h2><td>M3 2026</td>"),
        # what was typed is put back whole
        (
            '<p>没有名称里含有“<span translate="no">首页<b>甲</b></span>”的机关。<a>查看</a></p>',
            '<p>No agency has “<span translate="no">首页<b>甲</b></span>”. <a>Show</a></p>',
        ),
        ('<dd translate="no">首页</dd>', '<dd translate="no">首页</dd>'),
        # sentence by sentence, tags numbered anew; quotes and & of a message are no markup
        (
            "<p>第1步，共4步。不需要<b>说明</b>用途。别的<i>话</i>。</p>",
            '<p>Step 1 of 4. You need <b>not say</b> "why" &amp; more. <span lang="zh-Hans">别的</span><i>话</i>。</p>'
            .replace("话", '<span lang="zh-Hans">话</span>'),
        ),
        # a message within a message
        ("<li><a>姓名：首页</a></li>", "<li><a>Name: Home</a></li>"),
        # elements side by side are messages of their own, and a number runs with its sentence
        ("<p><b>首页</b><b>姓名</b></p>", "<p><b>Home</b><b>Name</b></p>"),
        ("<p>姓名<span>首页</span></p>", "<p>Name<span>Home</span></p>"),
        # where no tag can stand nothing is marked
        ("<title>首页</title><img alt='首页'>", "<title>Home</title><img alt='Home'>"),
        ("<title>别的</title><img alt='别的'>", "<title>别的</title><img alt='别的'>"),
        ("<a title='首页'>姓名</a>", "<a title='Home'>Name</a>"),
        ("<p><a title='首页'>X</a>名</p>", "<p><a title='Home'>X</a><span lang=\"zh-Hans\">名</span></p>"),
        # nothing is put into a drawing or a list of choices
        ("<svg><text>首页</text><text>别的</text></svg>", "<svg><text>Home</text><text>别的</text></svg>"),
        ("<select><option value=1>首页<option value=2>别的", "<select><option value=1>Home<option value=2>别的"),
        ("<script>'首页'</script><textarea>首页</textarea>", "<script>'首页'</script><textarea>首页</textarea>"),
        ("<html lang=zh-CN><p>首页", "<html lang=en><p>Home"),
        ("<html lang=bo><p>首页", "<html lang=bo><p>首页"),
    ],
)  # fmt: skip
def test_what_is_said(page: str, expected: str) -> None:
    assert page_in(page, english()) == expected


def test_a_language_from_right_to_left_turns_the_page() -> None:
    assert page_in("<html class=a><p>首页", english("rtl")) == '<html lang="en" class=a dir="rtl"><p>Home'


def test_a_message_that_a_pack_lacks_stays_chinese_and_says_so() -> None:
    assert page_in("<p>没有译文</p>", english()) == '<p><span lang="zh-Hans">没有译文</span></p>'


def test_four_hundred_hostile_pages_keep_their_scripts_and_fields() -> None:
    for seed in range(400):
        before = page(seed)
        after = page_in(before, english())
        held = [one for one in kept(before) if isinstance(one, str)]
        assert [one for one in kept(after) if isinstance(one, str)] == held


def test_the_pack_that_comes_with_the_program_is_whole() -> None:
    language = catalogue.read(BUILT_IN / "en")
    assert findings(language) == []
    assert [key for key, words in language.messages.items() if HAN.search(words)] == []


def pack(folder: Path, about: dict[str, object] | None = None, messages: object = None) -> Path:
    folder.mkdir(exist_ok=True)
    usual = {"code": "ug", "name": "ئۇيغۇرچە", "direction": "rtl", "months": list(range(1, 13))}
    (folder / "language.yaml").write_text(yaml.safe_dump({**usual, **(about or {})}, allow_unicode=True), "utf-8")
    (folder / "messages.yaml").write_text(yaml.safe_dump(messages or {"nav.home": "باش"}), "utf-8")
    return folder


def test_the_command_lists_what_is_missing_surplus_and_different(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = pack(tmp_path / "ug", messages={"fault.long": "x {n}", "home.submit": "y", "no.such": "z"})
    with pytest.raises(SystemExit) as left:
        call_command("check_language", str(broken), "--format", "json")
    assert left.value.code == 1
    told = json.loads(capsys.readouterr().out)
    assert told["language"] == "ug"
    codes = {(one["code"], one["key"]) for one in told["findings"]}
    assert {("PLACES", "fault.long"), ("TAGS", "home.submit"), ("SURPLUS", "no.such"), ("MISSING", "nav.home")} >= {
        pair for pair in codes if pair[0] != "MISSING"
    }
    assert ("MISSING", "nav.home") in codes
    with pytest.raises(SystemExit) as left:
        call_command("check_language")
    assert left.value.code == 0
    assert "发现0处问题" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("about", "messages", "said"),
    [
        ({"code": "zh"}, None, "code"),
        ({"code": "../x"}, None, "code"),
        ({"direction": "up"}, None, "direction"),
        ({"months": ["一"]}, None, "months"),
        ({"day": "{day} {clock}"}, None, "day"),
        ({}, ["not a mapping"], "键: 文字"),
        ({}, {"nav.home": True}, "引号"),
    ],
)
def test_a_pack_that_cannot_be_read_is_found_at_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, about: dict[str, object], messages: object, said: str
) -> None:
    folder = pack(tmp_path / "ug", about, messages)
    with pytest.raises(BadLanguage, match=re.escape(said)):
        catalogue.read(folder)
    assert checks.languages_can_be_read() == []
    monkeypatch.setenv("GONGKAI_LANGUAGE_DIR", str(tmp_path))
    assert [one.id for one in checks.languages_can_be_read()] == ["portal.E003"]
    monkeypatch.setenv("GONGKAI_TRADITIONAL", "cantonese")
    assert [one.id for one in checks.languages_can_be_read()] == ["portal.E002"]


def test_an_operator_s_folder_adds_languages_and_names(tmp_path: Path) -> None:
    pack(tmp_path / "ug")
    pack(tmp_path / "en", {"code": "en", "name": "English", "direction": "ltr", "names": {"明湖区": "Minghu District"}})
    found = catalogue.languages(str(tmp_path))
    assert set(found) == {"en", "ug"}
    assert page_in("<p>首页</p>", found["ug"]) == "<p>باش</p>"
    assert page_in("<p>明湖区政府信息公开平台</p>", found["en"]) == (
        "<p>Open Government Information Platform of Minghu District</p>"
    )
    assert findings(found["en"].language) == []
