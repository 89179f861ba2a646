"""An electronic book keeps the rules of EPUB 3.3 and says for whom it can be read, in either script."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from posixpath import dirname, join, normpath
from urllib.parse import urldefrag

import pytest
from lxml import etree

from gongkai.script.traditional import page_in
from gongkai.typeset.epub import MEDIA_TYPE, Book, Chapter, epub
from gongkai.typeset.running import Cell, Figure, Grid, Heading, Listing, Paragraph, Run

NS = {
    "c": "urn:oasis:names:tc:opendocument:xmlns:container",
    "o": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "h": "http://www.w3.org/1999/xhtml",
    "e": "http://www.idpf.org/2007/ops",
}
PICTURE = Figure("供水<示意>图", "图一", b"\x89PNG\r\n", ".png", "ab" * 32)
BLOCKS = (
    Heading("一、总则"),
    Paragraph(
        (
            Run("供水\x0b“条件” & <标签>", bold=True),
            Run("2", raised=True),
            Run("见", href="https://x.example/?a=1&b=2"),
            Run("一\n二"),
        )
    ),
    Paragraph((Run("落款"),), "right"),
    Listing(((Run("甲"),), (Run("乙"),)), ordered=True),
    Grid(
        ((Cell("单位", 1, 2), Cell("事项", 2)), (Cell("甲"), Cell("乙")), (Cell("水务局"), Cell("一"), Cell("二"))),
        "分工", 2,
    ),
    PICTURE,
    Listing(((Run("注"),),), ordered=True, notes=True),
)  # fmt: skip
BOOK = Book(
    identifier="https://www.minghu.example/gazette/mh/2023/1/",
    title="明湖区人民政府公报2023年第1期",
    publisher="明湖区人民政府",
    issued_on="2023-03-05",
    modified_at=datetime(2023, 3, 6, 1, 2, 3, tzinfo=UTC),
    source="https://www.minghu.example/gazette/mh/2023/1/",
    imprint=("明湖区人民政府主办",),
    chapters=(
        Chapter("区政府文件", "供水办法", BLOCKS, "明政发〔2023〕1号", ("明湖区人民政府", "2023年3月1日"), digest="d1"),
        Chapter("区政府文件", "用水办法", BLOCKS[:2]),
        Chapter("办公室文件", "通知", (PICTURE,)),
    ),
)


def opened(data: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(data))


def assert_sound(data: bytes) -> None:
    """The rules of EPUB 3.3 that every reading system relies on."""
    archive = opened(data)
    first = archive.infolist()[0]
    assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
    assert data[30:58] == b"mimetype" + MEDIA_TYPE.encode(), "OCF §4.2: known by its first bytes"
    names = archive.namelist()
    assert len(names) == len(set(names))
    container = etree.fromstring(archive.read("META-INF/container.xml"))
    (root,) = container.xpath("//c:rootfile/@full-path", namespaces=NS)
    package = etree.fromstring(archive.read(root))
    assert package.get("version") == "3.0"
    for wanted in ("identifier", "title", "language"):
        assert package.xpath(f"normalize-space(//dc:{wanted})", namespaces=NS)
    assert package.xpath("//dc:identifier/@id", namespaces=NS) == [package.get("unique-identifier")]
    assert len(package.xpath("//o:meta[@property='dcterms:modified']", namespaces=NS)) == 1
    told = set(package.xpath("//o:meta/@property", namespaces=NS))
    accessible = ("accessMode", "accessModeSufficient", "accessibilityFeature", "accessibilityHazard")
    assert {f"schema:{name}" for name in accessible} <= told
    items = {item.get("id"): item for item in package.xpath("//o:manifest/o:item", namespaces=NS)}
    hrefs = [join(dirname(root), item.get("href")) for item in items.values()]
    assert sorted([*hrefs, root, "mimetype", "META-INF/container.xml"]) == sorted(names), "each file once, none besides"
    spine = package.xpath("//o:spine/o:itemref/@idref", namespaces=NS)
    assert len(spine) == len(set(spine))
    assert all(items[one].get("media-type") == "application/xhtml+xml" for one in spine)
    (nav,) = [item for item in items.values() if "nav" in (item.get("properties") or "").split()]
    assert_linked(archive, dirname(root), [items[one].get("href") for one in spine], nav.get("href"))


def assert_linked(archive: zipfile.ZipFile, folder: str, spine: list[str], nav: str) -> None:
    """Every page is well formed, its ids its own, and what it names is there; the contents lead to every text."""
    pages = {name: etree.fromstring(archive.read(join(folder, name))) for name in spine}
    ids = {name: page.xpath("//@id") for name, page in pages.items()}
    for name, page in pages.items():
        assert page.xpath("/h:html/h:head/h:title/text()", namespaces=NS)
        assert len(ids[name]) == len(set(ids[name]))
        assert not page.xpath("//h:img[not(@alt)]", namespaces=NS)
        for link in page.xpath("//@href | //@src"):
            place, mark = urldefrag(link)
            if "://" in place:
                continue
            target = normpath(join(folder, place or name))
            assert target in archive.namelist(), link
            assert not mark or mark in ids[place or name]
    toc = pages[nav].xpath("//h:nav[@e:type='toc']//h:a/@href", namespaces=NS)
    assert [one for one in spine if one.startswith("text-")] == toc


def test_the_book_is_sound_and_the_same_each_time() -> None:
    data = epub(BOOK)
    assert_sound(data)
    assert data == epub(BOOK)
    assert_sound(epub(replace(BOOK, chapters=BOOK.chapters[:1])))
    page = opened(data).read("EPUB/text-001.xhtml").decode()
    for words in (
        "<strong>供水“条件” &amp; &lt;标签&gt;</strong><sup>2</sup>", "a=1&amp;b=2", "一<br/>二", "<ol><li>甲</li>",
        'alt="供水&lt;示意&gt;图"', '<th scope="colgroup" colspan="2">事项</th>',
        '<th scope="col" rowspan="2">单位</th>',
        "明政发〔2023〕1号", "正文校验值（SHA-256）：d1",
    ):  # fmt: skip
        assert words in page
    assert [one for one in opened(data).namelist() if one.endswith(".png")] == ["EPUB/picture-abababababababab.png"]


def test_the_book_in_traditional_script_says_so_everywhere() -> None:
    data = epub(replace(BOOK, language="zh-Hant"), page_in)
    assert_sound(data)
    archive = opened(data)
    for name in archive.namelist():
        if name.endswith((".xhtml", ".opf")):
            words = archive.read(name).decode()
            assert "zh-CN" not in words
            assert "zh-Hant" in words
    assert "供水辦法" in archive.read("EPUB/text-001.xhtml").decode()
    assert "明湖區人民政府公報" in archive.read("EPUB/package.opf").decode()


@pytest.mark.parametrize("broken", ["EPUB/text-002.xhtml", "EPUB/nav.xhtml", "EPUB/style.css"])
def test_a_book_that_lacks_a_file_is_not_sound(broken: str) -> None:
    out = io.BytesIO()
    with opened(epub(BOOK)) as whole, zipfile.ZipFile(out, "w") as less:
        for info in whole.infolist():
            if info.filename != broken:
                less.writestr(info, whole.read(info))
    with pytest.raises((AssertionError, KeyError)):
        assert_sound(out.getvalue())
