"""Word files read without loss of a sentence: 2,500 of them in four dialects, any two features beside each other."""

from __future__ import annotations

import io
from itertools import combinations_with_replacement
from typing import Any

import docx as word
import pytest

from gongkai.hidden import Code, Unreadable
from gongkai.manuscripts import Left, Manuscript, numbering, read
from gongkai.manuscripts.making import make
from gongkai.manuscripts.reading import Reader
from tests.files.made import zipped
from tests.manuscripts.made import DIALECTS, FEATURES, cell, docx, p

FIRST = p("第一段说明来由。")
OUTSIDE = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
LAUGHS = '<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]>'
LAST = p("最后一段提出要求。")


def shown(made: Manuscript) -> str:
    """All that a reader of the result sees."""
    return "\n".join(_values(made.blocks)) + made.proposed.get("title", "")


def _values(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    entries = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
    return [text for entry in entries for text in _values(entry)]


@pytest.mark.sweep
@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_sentence_of_every_pair_is_kept(dialect: str) -> None:
    for one, other in combinations_with_replacement(FEATURES, 2):
        pair = [FEATURES[one], FEATURES[other]]
        data = docx(FIRST + p("中间。").join(feature.xml for feature in pair) + LAST, DIALECTS[dialect])
        made = make(data)
        text, told = shown(made), {found.kind.value for found in made.dropped}
        assert made.lost == [], (one, other)
        assert -1 < text.find("第一段说明来由。") < text.find("中间。") < text.find("最后一段提出要求。"), (one, other)
        for feature in pair:
            missing = [words for words in feature.kept if words not in text]
            assert missing == [], (one, other)
            assert [words for words in feature.gone if words in text] == [], (one, other)
            assert set(feature.told) <= told, (one, other)


def test_what_the_reader_forgets_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    data = docx(p("甲句在此。乙句在此。") + p("丙句在此。") + p("丙句在此。") + FEATURES["footnote"].xml)
    paragraph, note = Reader._paragraph, Reader.note
    calls = iter(range(100))
    # the third paragraph is forgotten: its sentence stands once where it should stand twice
    monkeypatch.setattr(Reader, "_paragraph", lambda self, item: [] if next(calls) == 2 else paragraph(self, item))
    assert make(data).lost == ["丙句在此。"]
    monkeypatch.setattr(Reader, "_paragraph", lambda self, item: [])
    assert {"甲句在此。", "乙句在此。", "丙句在此。", "见说明和附件。"} <= set(make(data).lost)
    monkeypatch.setattr(Reader, "_paragraph", paragraph)
    monkeypatch.setattr(Reader, "note", lambda self, place: note(self, ("footnote", "9")))
    assert make(data).lost == ["脚注里的话。"]


def test_merged_cells_stand_where_they_stood() -> None:
    made = make(docx(FEATURES["merged"].xml))
    ((name, grid),) = made.blocks
    assert (name, grid["head_rows"]) == ("grid", 2)
    shapes = [[(cell["text"], cell["across"], cell["down"]) for cell in row] for row in grid["rows"]]
    assert shapes == [
        [("项目", 1, 2), ("金额（万元）", 2, 1)],
        [("上年", 1, 1), ("本年", 1, 1)],
        [("供水<一期>", 1, 1), ("12", 1, 1), ("15", 1, 1)],
    ]
    # WPS and old Word merge across in another way; a row may begin further in, and a head may be named
    old = '<w:hMerge w:val="restart"/>', "<w:hMerge/>"
    head = (
        "<w:tr><w:trPr><w:tblHeader/></w:trPr>" + cell("合计", old[0]) + cell("在内", old[1]) + cell("三") + "</w:tr>"
    )
    body = (
        '<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>'
        + cell("一")
        + cell("二", '<w:gridSpan w:val="999999"/>')
        + "</w:tr>"
    )
    ((_, grid),) = make(docx(f"<w:tbl>{head}{body}</w:tbl>")).blocks
    assert grid["head_rows"] == 1
    assert [(c["text"], c["across"]) for c in grid["rows"][0]] == [("合计\n在内", 2), ("三", 1)]
    assert [(c["text"], c["across"]) for c in grid["rows"][1]] == [("", 1), ("一", 1), ("二", 1)]


def test_pictures_come_with_their_words_and_what_cannot_be_shown_is_told() -> None:
    made = make(docx(FEATURES["picture"].xml + FEATURES["picture"].xml))
    assert [(picture.name, picture.alt) for picture in made.pictures] == [("图1.png", "供水管网示意")]
    assert [value for name, value in made.blocks if name == "picture"] == [0, 0]
    parts: dict[str, str | bytes] = {"word/media/image1.png": b"\x01\x00\x00\x00EMF"}
    made = make(docx(FEATURES["picture"].xml, **parts))
    assert made.pictures == []
    assert [(found.kind, found.text) for found in made.dropped] == [(Left.PICTURE, "供水管网示意"), *_comment()]
    machine = FEATURES["picture"].xml.replace("供水管网示意", "图片 1")
    assert make(docx(machine)).pictures[0].alt == ""


def _comment() -> list[tuple[Left, str]]:
    return [(Left.COMMENT, "领导还没同意")]


def test_numbers_as_lists_write_them() -> None:
    written = {
        "chineseCounting": "二十一", "japaneseCounting": "二十一", "ideographDigital": "二一", "upperRoman": "XXI",
        "lowerLetter": "u", "decimalFullWidth": "２１", "decimalZero": "21", "ideographTraditional": "21", "?": "21",
        "decimalEnclosedCircle": "㉑",
    }  # fmt: skip
    assert {form: numbering.written(21, form) for form in written} == written
    numbers = (10, 11, 20, 101, 110, 1001, 12000)
    assert [numbering.chinese(n) for n in numbers] == [
        "十",
        "十一",
        "二十",
        "一百零一",
        "一百一十",
        "一千零一",
        "12000",
    ]
    assert numbering.written(3, "decimalEnclosedCircle") == "③"


def test_the_facts_of_a_document_are_proposed() -> None:
    made = word.Document()
    for text, place in (
        ("明湖区人民政府办公室文件", 1), ("明政办发[2026] 第05号", 1), ("明湖区人民政府办公室关于印发", 1),
        ("《供水管理办法》的通知（试行）", 1), ("各镇人民政府：", 0), ("现印发给你们。", 0),
        ("明湖区人民政府办公室", 2),
        ("二〇二六年三月五日", 2), ("（此件公开发布）", 0),
    ):  # fmt: skip
        made.add_paragraph(text).alignment = place
    out = io.BytesIO()
    made.save(out)
    read_here = make(out.getvalue())
    assert read_here.proposed == {
        "title": "明湖区人民政府办公室关于印发《供水管理办法》的通知（试行）",
        "document_number": "明政办发〔2026〕5号",
        "dated_on": "2026-03-05",
        "issued_by": "明湖区人民政府办公室",
    }
    # the page shows its title by itself, so it stands in the text no more; and nothing is lost by that
    assert "供水管理办法" not in "".join(_values(read_here.blocks))
    assert read_here.lost == []
    assert make(docx(p("没有标题的一段话。"))).proposed == {}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", Code.TRUNCATED),
        (b"PK\x03\x04 torn", Code.TRUNCATED),
        (zipped({"a.txt": "x"}), Code.UNKNOWN),
        (docx("<w:p>")[:-40], Code.TRUNCATED),
        (docx(p("甲") + "<w:p>"), Code.DAMAGED),
        (docx(p("甲"), **{"word/styles.xml": f"{OUTSIDE}<a>&b;</a>"}), Code.ENTITIES),
        (docx(p("甲"), **{"word/styles.xml": f"{LAUGHS}<a>&d;</a>"}), Code.ENTITIES),
        (docx("<w:sdt>" * 1500 + p("甲") + "</w:sdt>" * 1500), Code.TOO_COMPLEX),
    ],
)  # fmt: skip
def test_hostile_files_are_refused_with_a_sentence(data: bytes, code: Code) -> None:
    with pytest.raises(Unreadable) as refused:
        make(data)
    assert refused.value.code == code
    assert refused.value.sentence_zh


def test_it_is_read_in_a_process_apart() -> None:
    data = docx(FEATURES["picture"].xml + FEATURES["tracked"].xml)
    assert read(data) == make(data)
    with pytest.raises(Unreadable):
        read(b"no file")
