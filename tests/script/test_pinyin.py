"""Pinyin above characters: right in phrases, and nothing of a page is lost."""

from __future__ import annotations

from gongkai.script.pinyin import page_with_pinyin


def _plain(page: str) -> str:
    return page.replace('<rt aria-hidden="true">', "(").replace("</rt></ruby>", ")").replace("<ruby>", "")


def test_sounds_follow_the_phrase_and_only_text_changes() -> None:
    page = (
        '<html lang="zh-CN"><title>行政</title><p>行</p><main><p title="银行">银行行政，A1<b>重庆</b></p>'
        "<select><option>长者</select><textarea>长</textarea><code>行</code><script>行</script>"
        '<nav><a href="/行/">行</a></nav><i lang="en">行</i><i lang="zh-Hant">國</i>'
    )
    told = page_with_pinyin(page)
    assert told.startswith('<html lang="zh-CN"><title>行政</title><p>行</p><main><p title="银行"><ruby>银<rt')
    # the same character in two words, and a word over an inline tag
    assert _plain(told).count("行(háng)行(xíng)政(zhèng)，A1<b>重(chóng)庆(qìng)</b>") == 1
    rest = page[page.index("<select>") : page.index('<i lang="zh-Hant">')]
    assert rest in told
    assert told.endswith('<i lang="zh-Hant"><ruby>國<rt aria-hidden="true">guó</rt></ruby></i>')


def test_a_page_in_another_language_and_a_character_without_sound_stay() -> None:
    assert page_with_pinyin('<html lang="en"><main>行</main>') == '<html lang="en"><main>行</main>'
    assert (
        page_with_pinyin("<main>\U0003134a一</main>")
        == '<main>\U0003134a<ruby>一<rt aria-hidden="true">yī</rt></ruby></main>'
    )
