"""Pages in traditional characters: words change, and nothing else does."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gongkai.script import names as naming
from gongkai.script.characters import Variant, converted, simplified
from gongkai.script.names import Names, usual_form
from gongkai.script.traditional import page_in
from tests.script.hostile import FRAGMENTS, WORDS, kept, masked, page

NAMES = Names({"萧后": "蕭后", "后街村": "后街村"})


def body(text: str, variant: Variant = Variant.HANT) -> str:
    return page_in(text, variant, NAMES)


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<p>头发</p>", "<p>頭髮</p>"),
        # a phrase runs across inline tags and ends at a block
        ("头<b>发</b>", "頭<b>髮</b>"),
        ("<p>头</p><p>发</p>", "<p>頭</p><p>發</p>"),
        # words of official writing in which OpenCC sees others
        ("申请复议，会签后编发", "申請復議，會簽後編發"),
        ("向明湖区申请，向<b>明</b>确的单位，向往", "向明湖區申請，向<b>明</b>確的單位，嚮往"),
        # a phrase does not begin in one word and end in the next
        ("五十余人参加，足额发放，没有采纳", "五十餘人參加，足額發放，沒有採納"),
        ("清单<b>于</b>每年公布，已经发出征求意见书", "清單<b>於</b>每年公佈，已經發出徵求意見書"),
        ("在公开<a>指南</a>里查到，一个旧网址，犬只登记", "在公開<a>指南</a>裏查到，一個舊網址，犬隻登記"),
        # names are put in whole, across tags, too
        ("萧<i>后</i>在后街村以后", "蕭<i>后</i>在后街村以後"),
        # what people read or hear
        ('<img alt="头发" src="/头发.png">', '<img alt="頭髮" src="/头发.png">'),
        ("<input placeholder=头发 value=头发 name=发>", "<input placeholder=頭髮 value=头发 name=发>"),
        ('<meta NAME="Description" content="头发">', '<meta NAME="Description" content="頭髮">'),
        ('<meta name="Column" content="头发">', '<meta name="Column" content="头发">'),
        ("<title>头发</title>", "<title>頭髮</title>"),
        # an option without a value sends its words
        ('<option>发<option value="发">发</option>', '<option>发<option value="发">發</option>'),
        # who says so is left alone
        ("<p translate=no>发<b>发</b></p>发", "<p translate=no>发<b>发</b></p>發"),
        ("<p translate=no>发<p>发", "<p translate=no>发<p>發"),
        ('<a lang="zh-Hans" title="简体">简体</a>', '<a lang="zh-Hans" title="简体">简体</a>'),
        ('<i lang="en">发</i><i lang="zh">发</i>', '<i lang="en">发</i><i lang="zh">發</i>'),
        ('头<i translate="no">X</i>发', '頭<i translate="no">X</i>發'),
        ("<pre>发<b>发</b></pre><code>发</code>", "<pre>发<b>发</b></pre><code>发</code>"),
        ("<script>'发'</script><style>/*发*/</style>", "<script>'发'</script><style>/*发*/</style>"),
        ("<textarea>发</textarea><!-- 发 -->", "<textarea>发</textarea><!-- 发 -->"),
        ("1 < 2 发 &#21457;", "1 < 2 發 &#21457;"),
        ("头\0发", "頭髮"),
        # the language that a page says it is in
        ("<html><p>发", '<html lang="zh-Hant"><p>發'),
        ("<html lang='zh-CN'>发", "<html lang='zh-Hant'>發"),
        ("<html lang=en>发", "<html lang=en>发"),
        ("<html lang=zh-TW>发", "<html lang=zh-TW>发"),
    ],
)
def test_what_changes_and_what_does_not(page: str, expected: str) -> None:
    assert body(page) == expected


def test_each_region_has_its_own_characters() -> None:
    assert [body("<html>里面的台", one) for one in Variant] == [
        '<html lang="zh-Hant">裏面的臺',
        '<html lang="zh-Hant-TW">裡面的臺',
        '<html lang="zh-Hant-HK">裏面的台',
    ]
    # what nobody writes any more is written by nobody: OpenCC's own standard has 爲, 喫, 覈 and 衆
    assert [converted("为何吃，审核公众", one) for one in Variant] == ["為何吃，審核公眾"] * 3


def test_one_character_becomes_one_character() -> None:
    """What the way back rests on, for every character there is and for phrases."""
    every = "".join(chr(point) for point in range(0x3400, 0x33480) if not 0xD800 <= point < 0xE000)
    for variant in Variant:
        assert len(converted(every, variant)) == len(every)
        for words in WORDS:
            assert len(converted(words, variant)) == len(words)


def test_text_that_grows_stays_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table that writes a word longer, as those with regional phrases do, must not move anything."""
    monkeypatch.setattr("gongkai.script.traditional.converted", lambda words, _: words.replace("发", "發發"))
    assert page_in("<a href='/发'>发</a>头") == "<a href='/发'>发</a>头"


def test_traditional_words_find_what_is_simplified() -> None:
    assert simplified("湖濱路改造工程\0的房屋徵收補償方案") == "湖滨路改造工程的房屋征收补偿方案"


def test_forms_of_names_that_nobody_has_looked_at() -> None:
    form = {name: usual_form(name, Variant.HANT, keeps=True) for name in ("萧后", "后街村村民委员会", "范长江")}
    assert form == {"萧后": "蕭后", "后街村村民委员会": "后街村村民委員會", "范长江": "范長江"}
    assert usual_form("机关后勤服务中心", Variant.HANT, keeps=False) == "機關後勤服務中心"
    assert naming.doubtful("萧后")
    assert not naming.doubtful("王伟")
    assert naming.fault("后街村", "后街村") == ""
    for name, form_given in (("后", "后"), ("后街村", "後街"), ("后<村", "后<村"), ("后\x07村", "后\x07村")):
        assert naming.fault(name, form_given)


def assert_nothing_else_changed(before: str, variant: Variant = Variant.HANT) -> None:
    after = body(before, variant)
    assert masked(after) == masked(before.replace("\0", ""))
    assert kept(after) == kept(before)


@pytest.mark.sweep
def test_eight_hundred_hostile_pages_keep_everything_that_is_not_for_people() -> None:
    variants = list(Variant)
    for seed in range(800):
        assert_nothing_else_changed(page(seed), variants[seed % 3])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(FRAGMENTS + tuple(WORDS)), st.text(max_size=6)), max_size=16).map("".join))
@example("<a title=发'发\"发>头发")
@example("<svg><style><a title=\"</style><b title='发' href='/发'>")
@example("<noscript><p title=\"</noscript><a href='/发'>\">")
def test_no_page_at_all_loses_anything(text: str) -> None:
    assert_nothing_else_changed(text.replace("\r", ""))
