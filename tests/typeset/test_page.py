"""A letter's fields are writing, or the letter is not made."""

import pytest

from gongkai.typeset.errors import TextMissing, UnprintableText
from tests.typeset.papers import letter


@pytest.mark.parametrize(
    ("field", "value", "label", "point"),
    [
        ("title", "答复\n书", "标题", "U+000A"),
        ("paragraphs", ("好", "坏\x00"), "正文", "U+0000"),
        ("attachments", ("一\u2028二",), "附件", "U+2028"),
        ("addressee", "\ud800", "主送", "U+D800"),
        ("agency", "局\uffff", "发文机关署名", "U+FFFF"),
    ],
)
def test_what_is_not_writing_is_refused_by_field_and_name(field, value, label, point):
    with pytest.raises(UnprintableText, match=f"“{label}”.*{point.replace('+', '[+]')}") as caught:
        letter(**{field: value})
    assert caught.value.code == "TEXT_UNPRINTABLE"


@pytest.mark.parametrize("notes", ["此件依申请公开", "（此件依申请公开）"])
def test_a_note_is_kept_without_its_brackets(notes):
    assert letter(notes=notes).note == "此件依申请公开"


@pytest.mark.parametrize("title", ["", "　 "])
def test_a_letter_has_a_title(title):
    with pytest.raises(TextMissing, match="“标题”不能为空"):
        letter(title=title)
