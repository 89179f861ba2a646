"""What files of other programs hold that generated ones had not: found in 1,900 of them (`bench.manuscripts`)."""

# ruff: noqa: E501 - markup stays in one piece

from __future__ import annotations

import pytest

from gongkai.hidden import Code, Unreadable
from gongkai.manuscripts import Left, numbering, signs
from gongkai.manuscripts.fields import Field, drawn
from gongkai.manuscripts.making import make
from tests.hidden.made import compound
from tests.manuscripts.made import FEATURES, TRANSITIONAL, cell, docx, p
from tests.manuscripts.test_reading import shown

NAMED = f'xmlns:w="{TRANSITIONAL}"'


def _level(depth: int, form: str, text: str, more: str = "") -> str:
    return f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'


def _family(number: int, *levels: str, more: str = "") -> str:
    return f'<w:abstractNum w:abstractNumId="{number}">{more}{"".join(levels)}</w:abstractNum>'


def _list(number: int, family: int, more: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{family}"/>{more}</w:num>'


def _entry(words: str, number: int, depth: int = 0, more: str = "") -> str:
    return p(words, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>{more}')


def _lines(body: str, lists: str, styles: str = "") -> list[str]:
    parts: dict[str, str | bytes] = {"word/numbering.xml": f"<w:numbering {NAMED}>{lists}</w:numbering>"}
    parts |= {"word/styles.xml": f"<w:styles {NAMED}>{styles}</w:styles>"}
    made = make(docx(body, **parts))
    assert made.lost == []
    return "".join(value if isinstance(value, str) else "" for _, value in made.blocks)[3:-4].split("</p><p>")


def test_lists_of_one_family_count_on_until_one_begins_anew() -> None:
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    lists = _family(0, _level(0, "decimal", "%1.")) + _list(1, 0) + _list(2, 0, anew)
    body = _entry("甲", 1) + _entry("乙", 2) + _entry("丙", 1) + _entry("", 1) + _entry("丁", 2)
    # an entry without words is counted, as Word counts it; one that only ends a section is not
    body += _entry("", 1, more="<w:sectPr/>") + _entry("戊", 1)
    assert _lines(body, lists) == ["1. 甲", "1. 乙", "2. 丙", "4. 丁", "5. 戊"]


def test_levels_count_by_what_stands_above_them() -> None:
    levels = (
        _level(0, "chineseCountingThousand", "第%1章"),
        _level(1, "decimal", "%1.%2", "<w:isLgl/>"),
        _level(2, "decimal", "（%3）", '<w:lvlRestart w:val="0"/>'),
    )
    lists = _family(0, *levels) + _list(1, 0)
    body = _entry("分则", 1, 1) + _entry("一项", 1, 2) + _entry("附则", 1) + _entry("又则", 1, 1) + _entry("二项", 1, 2)
    # a chapter that nobody wrote counts once its section is there; plain figures below, and a count that never restarts
    assert _lines(body, lists) == ["1.1 分则", "（1）一项", "第二章 附则", "2.1 又则", "（2）二项"]


def test_a_style_says_the_list_and_another_how_deep() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="A"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="C"><w:basedOn w:val="A"/><w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr>'
        "</w:style>"
    )
    levels = _level(0, "decimal", "%1、"), _level(1, "decimal", "%1.%2", '<w:pStyle w:val="B"/>')
    lists = _family(0, *levels, more='<w:styleLink w:val="L"/>') + _family(1, more='<w:numStyleLink w:val="L"/>')
    body = "".join(p(words, f'<w:pStyle w:val="{style}"/>') for words, style in (("甲", "A"), ("乙", "B"), ("丙", "C")))
    assert _lines(body, lists + _list(1, 1), styles) == ["1、甲", "1.1 乙", "1.2 丙"]


def test_forms_of_numbers() -> None:
    written = {
        "chineseLegalSimplified": "壹拾贰", "decimalEnclosedParen": "⑿", "decimalEnclosedFullstop": "⒓",
        "ordinal": "12th", "zeros 3": "012", "none": "", "numberInDash": "- 12 -", "koreanDigital2": "一二",
    }  # fmt: skip
    assert {form: numbering.written(12, form) for form in written} == written
    own = '<mc:AlternateContent xmlns:mc="m"><mc:Choice><w:numFmt w:val="custom" w:format="001, 002, ..."/></mc:Choice>'
    own += '<mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent>'
    level = f'<w:lvl w:ilvl="0"><w:start w:val="7"/>{own}<w:lvlText w:val="%1."/></w:lvl>'
    assert _lines(_entry("甲", 1), _family(0, level) + _list(1, 0)) == ["007. 甲"]
    lists = {
        "word/numbering.xml": f"<w:numbering {NAMED}>{_family(0, _level(0, 'hebrew1', '%1.'))}{_list(1, 0)}</w:numbering>"
    }
    made = make(docx(_entry("甲", 1), **lists))
    assert [found.text for found in made.dropped if found.kind is Left.NUMBER] == ["1.（hebrew1）"]


def test_tables_in_notes_are_lines_and_a_mark_in_a_table_loses_nothing() -> None:
    table = "<w:tbl><w:tr>" + cell("指标甲") + cell("三吨") + "</w:tr></w:tbl>"
    notes = f'<w:footnotes {NAMED}><w:footnote w:id="2">{p("见下表。")}{table}</w:footnote></w:footnotes>'
    made = make(
        docx(f"<w:tbl><w:tr><w:tc>{FEATURES['footnote'].xml}</w:tc></w:tr></w:tbl>", **{"word/footnotes.xml": notes})
    )
    assert made.blocks[-1] == ("notes", ["见下表。<br/>指标甲　三吨"])
    assert made.blocks[0][1]["rows"][0][0]["text"] == "见说明[1]和附件。"
    assert made.lost == []


def test_letters_are_pictures_only_in_fonts_of_pictures() -> None:
    assert list(signs.spelled("x", "宋体")) == [("x", False)]
    assert list(signs.spelled("a\uf0fcb", "宋体")) == [("a", False), ("√", True), ("b", False)]
    assert list(signs.spelled("甲þ0乙", "Wingdings")) == [("甲", False), ("☑", True), ("0乙", False)]
    assert list(signs.spelled("\uf021", "")) == [("", True)]


def test_fields_of_signs() -> None:
    orders = {
        "SYMBOL 254 \\f Wingdings": ("☑", None), "SYMBOL 0xB3 \\f Symbol": ("≥", None), "symbol 031 \\f 宋体": ("□", Left.SYMBOL),
        "eq \\o(○,3)": ("③", Left.FORMULA), "EQ \\o\\ac(○,77)": ("(77)", Left.FORMULA), "EQ \\f(甲,乙)": ("甲 乙", Left.FORMULA),
        "AUTONUM": ("", Left.FIELD), "PAGE": ("", None), "": ("", None),
    }  # fmt: skip
    assert {order: drawn(Field(order=order)) for order in orders} == orders
    assert drawn(Field(order="EQ \\f(甲,乙)", said=True)) == ("", None)
    made = make(docx('<w:p><w:r><w:sym w:font="宋体" w:char="不是数"/><w:t>后面的话。</w:t></w:r></w:p>'))
    assert made.blocks == [("paragraph", "<p>□后面的话。</p>")]


def test_every_body_is_read() -> None:
    made = make(docx(p("甲文。") + "</w:body><w:body>" + p("乙文。")))
    assert ("甲文。" in shown(made), "乙文。" in shown(made), made.lost) == (True, True, [])


def test_words_that_a_style_hides_are_told_and_not_published() -> None:
    styles = (
        '<w:style w:type="character" w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="I"><w:basedOn w:val="H"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Q"><w:rPr><w:vanish/></w:rPr></w:style>'
    )
    seen = '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>又见。</w:t></w:r>'
    body = p("不见甲。", run='<w:rStyle w:val="I"/>') + p("不见乙。", '<w:pStyle w:val="Q"/>').replace(
        "</w:p>", f"{seen}</w:p>"
    )
    made = make(docx(body + p("看见。"), **{"word/styles.xml": f"<w:styles {NAMED}>{styles}</w:styles>"}))
    assert made.blocks == [("paragraph", "<p>又见。</p><p>看见。</p>")]
    assert [found.text for found in made.dropped if found.kind is Left.HIDDEN] == ["不见甲。", "不见乙。"]
    assert made.lost == []


def test_the_proof_finds_a_field_whose_result_was_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    data = docx(FEATURES["order"].xml + FEATURES["boxes"].xml)
    assert make(data).lost == []
    monkeypatch.setattr("gongkai.manuscripts.fields.Fields.separate", lambda self: None)
    assert make(data).lost == ["结果是甲。"]


@pytest.mark.parametrize(("stream", "code"), [("EncryptedPackage", Code.ENCRYPTED), ("WordDocument", Code.UNKNOWN)])
def test_containers_of_the_old_kind_are_called_what_they_are(stream: str, code: Code) -> None:
    with pytest.raises(Unreadable) as refused:
        make(compound({stream: b"x"}))
    assert refused.value.code == code
