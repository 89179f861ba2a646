"""Pinyin above characters: right in phrases, and nothing of a page is lost."""

from __future__ import annotations

from gongkai.script.pinyin import page_with_pinyin


def test_sounds_follow_the_phrase_and_only_text_changes() -> None:
    page = (
        '<html lang="zh-CN"><title>行政</title><p title="银行">银行行政，A1<b>重庆</b></p>'
        "<select><option>长者</select><textarea>长</textarea><code>行</code><script>行</script>"
        '<nav><a href="/行/">行</a></nav><i lang="en">行</i><i lang="zh-Hant">國</i>'
    )
    told = page_with_pinyin(page)
    assert told.startswith(
        '<html lang="zh-CN"><title>行政</title><p title="银行"><ruby>银<rt>yín</rt></ruby><ruby>行<rt>háng'
    )
    assert "<ruby>行<rt>xíng</rt></ruby><ruby>政<rt>zhèng</rt></ruby>，A1<b><ruby>重<rt>chóng</rt></ruby>" in told
    rest = page[page.index("<select>") : page.index('<i lang="zh-Hant">')]
    assert rest in told
    assert told.endswith('<i lang="zh-Hant"><ruby>國<rt>guó</rt></ruby></i>')


def test_a_page_in_another_language_and_a_character_without_sound_stay() -> None:
    assert page_with_pinyin('<html lang="en"><p>行</p>') == '<html lang="en"><p>行</p>'
    assert page_with_pinyin("<p>\U0003134a一</p>") == "<p>\U0003134a<ruby>一<rt>yī</rt></ruby></p>"
