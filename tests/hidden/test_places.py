"""Made files, through the process apart: every mark is found, what is unreadable is blocked, what is clean is not."""

from __future__ import annotations

import re
from itertools import cycle

import pytest

from gongkai.hidden import Code, Contents, Found, Unreadable, read, read_all, scan
from gongkai.hidden.errors import SENTENCES
from tests.hidden import made_office, made_pdf, made_pictures, made_texts  # noqa: F401 - they fill PLACES
from tests.hidden.made import PLACES, compound, doc_body, zipped
from tests.hidden.made_clean import clean
from tests.hidden.made_office import docx, para, run, xlsx
from tests.hidden.made_pdf import pdf, shown
from tests.hidden.made_pictures import jpeg
from tests.hidden.made_unreadable import UNREADABLE

_MARK = re.compile(r"[绝机秘]密★(?:\d+年|启用前)?")
MARKS = ("秘密★10年", "机密★启用前", "绝密★30年")
PROSE = "不涉及国家秘密、商业秘密和个人隐私"
ENDINGS = ("docx", "txt", "pdf", "jpg", "xlsx", "")
"""A file is judged by its bytes, so the names are wrong most of the time."""


def find(text: str) -> list[tuple[int, int, str]]:
    return [(found.start(), found.end(), "密级标志") for found in _MARK.finditer(text)]


def marked(contents: Contents | Unreadable) -> list[Found]:
    assert isinstance(contents, Contents), contents
    return scan(contents, find)


@pytest.fixture(scope="module")
def places() -> list[tuple[str, str, Contents | Unreadable, Contents | Unreadable]]:
    """Every place with a mark and with prose in it: 442 files."""
    names = [f"文件.{ending}" for ending, _ in zip(cycle(ENDINGS), PLACES, strict=False)]
    marks = [mark for mark, _ in zip(cycle(MARKS), PLACES, strict=False)]
    dirty = read_all((make(mark), name) for make, mark, name in zip(PLACES.values(), marks, names, strict=True))
    plain = read_all((make(PROSE), name) for make, name in zip(PLACES.values(), names, strict=True))
    return list(zip(PLACES, marks, dirty, plain, strict=True))


def test_every_mark_is_found_in_every_place(places: list[tuple[str, str, Contents, Contents]]) -> None:
    assert len(PLACES) > 200
    lost = [name for name, mark, dirty, _ in places if mark not in {found.quote for found in marked(dirty)}]
    assert lost == []


def test_prose_about_secrets_is_no_mark_in_any_place(places: list[tuple[str, str, Contents, Contents]]) -> None:
    assert [name for name, _, _, plain in places if marked(plain)] == []


def test_a_place_is_told_in_words_and_whether_people_see_it(places: list[tuple[str, str, Contents, Contents]]) -> None:
    by_name = {name: marked(dirty) for name, _, dirty, _ in places}
    told = {name: (found[0].place.label_zh, found[0].visible) for name, found in by_name.items()}
    assert told["docx 正文"] == ("正文", True)
    assert told["docx 修订删除"] == ("正文里修订中删除的文字", False)
    assert told["docx 隐藏的上级样式"] == ("正文里隐藏的文字", False)
    assert told["docx 批注"] == ("批注", False)
    assert told["docx 替代文字"] == ("正文里图形的替代文字", False)
    assert told["docx 嵌入的表格"] == ("“a.xlsx”内：工作表“一”A1", True)
    assert told["xlsx 深度隐藏的工作表"] == ("隐藏的工作表“一”A1", False)
    assert told["xlsx 隐藏的列"] == ("工作表“一”B1（隐藏的行或列）", False)
    assert told["xlsx 不用的字符串"] == ("表格里已经不用的文字", False)
    assert told["pptx 隐藏的幻灯片"] == ("隐藏的幻灯片", False)
    assert told["pdf 不可见的文字"][0] == "第1页"
    assert {"第1页里看不见的文字"} <= {found.place.label_zh for found in by_name["pdf 不可见的文字"]}
    assert {"第1页页面范围以外的文字"} <= {found.place.label_zh for found in by_name["pdf 页面以外"]}
    assert told["pdf 以前保存的版本"] == ("以前保存的版本里的第1页", False)
    assert told["pdf 附件"][0].endswith("“a.txt”内：正文")
    assert told["zip 文档，两层"][0] == "“b.zip”内：“a.docx”内：正文"
    assert told["jpg XMP"] == ("图片的 XMP 信息", False)


def test_what_nobody_can_read_is_blocked_with_its_sentence() -> None:
    results = read_all((make(), f"{name}.txt") for name, (_, make) in UNREADABLE.items())
    assert all(isinstance(result, Unreadable) for result in results)
    assert {name: result.code for name, result in zip(UNREADABLE, results, strict=True)} == {
        name: code for name, (code, _) in UNREADABLE.items()
    }
    for result in results:
        assert isinstance(result, Unreadable)
        assert result.sentence_zh.endswith(SENTENCES[result.code])
    nested = dict(zip(UNREADABLE, results, strict=True))["zip 里的 rar"]
    assert isinstance(nested, Unreadable)
    assert nested.within == ("附件.rar",)
    assert set(Code) - {code for code, _ in UNREADABLE.values()} == {Code.TOO_COMPLEX}


def test_five_hundred_clean_files_are_read_and_nothing_is_found_in_them() -> None:
    names = [clean(number)[1] for number in range(500)]
    results = read_all(clean(number) for number in range(500))
    assert [
        (name, str(result)) for name, result in zip(names, results, strict=True) if isinstance(result, Unreadable)
    ] == []
    assert [name for name, result in zip(names, results, strict=True) if marked(result)] == []


def test_what_no_program_read_is_for_a_person_to_look_at() -> None:
    def unread(data: bytes) -> list[str]:
        return [place.label_zh for place in read(data, "a").unread]

    assert unread(docx(para(run("甲")))) == []
    assert unread(pdf(content=shown("甲"))) == []
    assert unread(xlsx([["甲"]])) == []
    assert unread(jpeg()) == ["图片，里面的文字程序没有看"]
    assert unread(docx(more={"word/media/a.jpg": jpeg()})) == ["“a.jpg”内：图片，里面的文字程序没有看"]
    assert unread(docx(more={"word/media/a.mp4": b"\0\0\0\x18ftypmp42" + bytes(40)})) == [
        "“a.mp4”内：音频或者视频，程序没有看"
    ]
    assert unread(PLACES["pdf 照片的拍摄信息"]("甲")) == ["第1页上的图片，程序没有看"]
    assert unread(pdf(lambda made: made.pages[0].__setattr__("Contents", made.make_stream(b"0 0 9 9 re f")))) == [
        "第1页上没有文字，只有图形，程序没有看"
    ]
    assert unread(pdf(content=b"0 0 m 90 0 l 90 9 l s")) == []
    assert unread(pdf(content=b"0 0 m 1 2 3 4 5 6 c f")) == ["第1页上的图形，程序没有看"]
    assert unread(PLACES["ofd 页面"]("")) == ["只有字形、没有文字的内容，程序没有看"]
    assert unread(compound({"WordDocument": bytes(600), "Data": b"\xff\xd8\xff\xe0" + bytes(90)})) == [
        "文件里的图片，程序没有看"
    ]


def test_parts_of_prose_make_no_mark_together() -> None:
    ends = "任何单位和个人都应当保守在工作中知悉的国家机", "密★见图例，符号后的数字表示所在的页码"
    assert marked(read(docx("".join(para(run(end)) for end in ends)), "a")) == []
    assert (
        marked(read(docx(para(run("秘")) + para(run("一段不短的文字把这两个字隔开了")) + para(run("密★"))), "a")) == []
    )


def test_the_name_is_read_too() -> None:
    (found,) = marked(read(doc_body("甲"), "秘密★关于有关工作的通知.doc"))
    assert (found.place.label_zh, found.visible) == ("文件名", True)


def test_many_files_of_one_archive_cost_one_budget() -> None:
    inner = zipped({f"{n}.txt": "甲" for n in range(40)})
    assert marked(read(zipped({f"{n}.zip": inner for n in range(40)}), "a")) == []
    with pytest.raises(Unreadable) as caught:
        read(zipped({f"{n}.zip": zipped({f"{m}.txt": "甲" for m in range(400)}) for n in range(40)}), "a")
    assert caught.value.code == Code.TOO_LARGE
