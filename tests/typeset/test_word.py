"""A letter as a Word file: every field in its place, GB/T 9704—2012 in the layout, nothing executed."""

import io
import zipfile

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2.exceptions import SecurityError, UndefinedError

from gongkai.typeset.errors import TemplateFault
from gongkai.typeset.page import LABELS
from gongkai.typeset.word import check_template, default_template, letter_docx
from gongkai.typeset.word_check import REQUIRED, sandbox
from tests.typeset.papers import PARAGRAPHS, letter
from tests.typeset.test_word_check import template


def opened(data: bytes):
    return docx.Document(io.BytesIO(data))


def texts(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in opened(data).paragraphs if paragraph.text]


def test_every_field_arrives_in_order():
    page = letter(
        addressee="张䶮㛃𬱖",
        attachments=("纪要", "清单"),
        notes="（此件依申请公开）",
        copies_to=("区政府办公室", "区司法局"),
        footer=("联系人：李四",),
    )
    assert texts(letter_docx(page)) == [
        "明教公开〔2023〕5号",
        "政府信息公开申请答复书",
        "张䶮㛃𬱖：",
        *PARAGRAPHS,
        "附件：1.纪要",
        "　　　2.清单",
        "明湖区教育局",
        "（印章）",
        "2023年5月6日",
        "（此件依申请公开）",
        "抄送：区政府办公室、区司法局。",
        "联系人：李四",
    ]
    assert opened(letter_docx(page)).sections[0].first_page_header.paragraphs[0].text == "明湖区教育局"


def test_what_is_not_there_leaves_nothing_behind():
    found = texts(letter_docx(letter(seal="", attachments=("纪要",))))
    assert found[-3:] == ["附件：纪要", "明湖区教育局", "2023年5月6日"]


@settings(deadline=None, max_examples=25)
@given(st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), min_size=1))
def test_any_writing_arrives_as_it_is(words):
    assert f"始{words}终" in texts(letter_docx(letter(paragraphs=(f"始{words}终",))))


@pytest.mark.parametrize(
    "words", ["{{ title }}", "{_{ 甲 }_}", "{% if x %}", "{_% 乙 %_}", "<w:br/>&amp;", "\"'", "a_b"]
)
def test_what_an_applicant_writes_is_never_a_tag(words):
    assert words in texts(letter_docx(letter(paragraphs=(words,))))


def test_the_title_is_the_documents_title_as_well():
    assert opened(letter_docx(letter(title="甲<乙>&丙"))).core_properties.title == "甲<乙>&丙"


def test_the_same_letter_gives_the_same_bytes():
    assert letter_docx(letter()) == letter_docx(letter())
    with zipfile.ZipFile(io.BytesIO(letter_docx(letter()))) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


# ------------------------------------------------------------------------------- the default template


def test_the_default_template_passes_its_own_check_and_is_made_once():
    check_template(default_template(), LABELS)
    assert default_template() is default_template()


def test_the_sheet_is_that_of_the_standard():
    section = opened(letter_docx(letter())).sections[0]
    assert [round(side.mm) for side in (section.page_width, section.page_height)] == [210, 297]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(margin.mm) for margin in margins] == [37, 35, 28, 26]
    assert round(section.header_distance.mm) == 30
    assert section.different_first_page_header_footer


def test_22_lines_of_28_characters_fit():
    document = opened(default_template())
    normal = document.styles["Normal"]
    pitch = normal.paragraph_format.line_spacing
    assert 22 * pitch <= Mm(225) < 23 * pitch
    closer = int(normal.element.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
    assert 28 * (normal.font.size.pt + closer) <= Mm(156).pt < 29 * (normal.font.size.pt + closer)


@pytest.mark.parametrize(
    ("words", "face", "size"),
    [("{{ title }}", "方正小标宋简体", 22), ("{{ paragraph }}", "仿宋", 16), ("抄送：", "仿宋", 14)],
)
def test_faces_are_set_for_chinese_too(words, face, size):
    document = opened(default_template())
    run = next(run for paragraph in document.paragraphs for run in paragraph.runs if words in run.text)
    assert run._r.rPr.rFonts.get(qn("w:eastAsia")) == face
    assert run.font.size == Pt(size)


def test_pages_are_numbered_outside_but_for_the_first():
    section = opened(default_template()).sections[0]
    for footer, side in ((section.footer, "RIGHT"), (section.even_page_footer, "LEFT")):
        paragraph = footer.paragraphs[0]
        assert paragraph.alignment.name == side
        assert " PAGE " in paragraph._p.xml
        assert paragraph.text.startswith("— ")
    assert "PAGE" not in section.first_page_footer.paragraphs[0]._p.xml


# ------------------------------------------------------------------------------- an office's own


def test_an_offices_template_is_filled():
    own = template(*(f"{{{{ {name} }}}}" for name in REQUIRED if name != "paragraphs"), "{{ paragraphs|join('；') }}")
    assert texts(letter_docx(letter(paragraphs=("甲", "乙")), own))[-1] == "甲；乙"


def test_a_template_that_reaches_into_the_program_is_refused_when_used():
    with pytest.raises(TemplateFault, match=r"title\.__class__") as caught:
        letter_docx(letter(), template("{{ title.__class__.__mro__ }}"))
    assert caught.value.code == "TEMPLATE_FORBIDDEN"


def test_the_sandbox_stands_behind_the_check():
    with pytest.raises(SecurityError):
        sandbox().from_string("{{ x.__class__.__mro__ }}").render(x="")
    with pytest.raises(UndefinedError):
        sandbox().from_string("{{ range(9) }}").render()
    assert sandbox().from_string("{{ x }}").render(x="<b>") == "&lt;b&gt;"
