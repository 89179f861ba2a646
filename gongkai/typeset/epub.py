"""EPUB 3 of several texts in one book: for phones, for e-paper, and for who reads with ears or fingers.

Written by the rules of EPUB 3.3 and EPUB Accessibility 1.1: each text is a file of its own in the spine, with its
headings, tables with their heads, pictures with their words; what helps or hinders a reader is said in the package. The
same book at the same moment gives the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from itertools import groupby

from gongkai.typeset.running import Block, Cell, Figure, Grid, Heading, Listing, Paragraph, Run

MEDIA_TYPE = "application/epub+zip"
PLAIN = "zh-CN"
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PICTURES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
_SIDES = {"center": "middle", "right": "end", "indent": "set-in"}
_CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
_STYLE = """body { line-height: 1.75; margin: 0 5%; }
h1 { font-size: 1.4em; text-align: center; line-height: 1.4; }
h2, h3, h4, h5, h6 { font-size: 1.1em; margin: 1.2em 0 0.4em; }
p { margin: 0.3em 0; text-indent: 2em; }
.middle { text-align: center; text-indent: 0; }
.end { text-align: right; text-indent: 0; }
.set-in { margin-left: 2em; }
.flush { text-indent: 0; }
.proof { font-size: 0.8em; text-indent: 0; overflow-wrap: anywhere; margin-top: 2em; }
table { border-collapse: collapse; width: 100%; }
caption { font-weight: bold; padding: 0.4em 0; }
th, td { border: 1px solid; padding: 0.2em 0.5em; text-align: left; vertical-align: top; }
figure { margin: 1em 0; text-align: center; }
img { max-width: 100%; }
nav ol { list-style: none; padding-left: 1em; }
"""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A text of the book. ``below`` stands under its title, ``signed`` at its end; ``source`` is where it is online."""

    column: str
    title: str
    blocks: tuple[Block, ...]
    below: str = ""
    signed: tuple[str, ...] = ()
    source: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Book:
    """What the book says of itself. ``identifier`` is a URI that no other book has."""

    identifier: str
    title: str
    publisher: str
    issued_on: str
    modified_at: datetime
    source: str
    imprint: tuple[str, ...]
    chapters: tuple[Chapter, ...]
    language: str = PLAIN


def epub(book: Book, convert: Callable[[str], str] = lambda page: page) -> bytes:
    """The book as a file. ``convert`` writes a page in another script, which ``book.language`` names."""

    def said(page: str) -> bytes:
        return convert(page).replace(f'xml:lang="{PLAIN}"', f'xml:lang="{book.language}"').encode()

    pictures = {
        block.sha256: block for chapter in book.chapters for block in chapter.blocks if isinstance(block, Figure)
    }
    files = {
        "META-INF/container.xml": _CONTAINER.encode(),
        "EPUB/package.opf": said(_package(book, list(pictures.values()))),
        "EPUB/nav.xhtml": said(_contents(book)),
        "EPUB/title.xhtml": said(_title_page(book)),
        "EPUB/style.css": _STYLE.encode(),
        **{f"EPUB/{_name(at)}": said(_chapter(one)) for at, one in enumerate(book.chapters, start=1)},
        **{f"EPUB/{_picture(one)}": one.content for one in pictures.values()},
    }
    return _zipped(files, book.modified_at)


def _zipped(files: dict[str, bytes], at: datetime) -> bytes:
    """The container: its type comes first and as it is, so that a reader knows it by its first bytes (OCF 3.3 §4.2)."""
    out, moment = io.BytesIO(), at.astimezone(UTC).timetuple()[:6]
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo("mimetype", moment), MEDIA_TYPE, zipfile.ZIP_STORED)
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, moment), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _name(place: int) -> str:
    return f"text-{place:03}.xhtml"


def _picture(one: Figure) -> str:
    return f"picture-{one.sha256[:16]}{one.ending.lower()}"


def _words(said: str) -> str:
    """Words as they may stand in XML."""
    return escape(_NOT_XML.sub("", said))


def _package(book: Book, pictures: Sequence[Figure]) -> str:
    texts = [_name(at) for at in range(1, len(book.chapters) + 1)]
    items = [
        '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>',
        '<item id="title" href="title.xhtml" media-type="application/xhtml+xml"/>',
        '<item id="style" href="style.css" media-type="text/css"/>',
        *(f'<item id="{name[:-6]}" href="{name}" media-type="application/xhtml+xml"/>' for name in texts),
        *(
            f'<item id="{_picture(one).partition(".")[0]}" href="{_picture(one)}" '
            f'media-type="{_PICTURES[one.ending.lower()]}"/>'
            for one in pictures
        ),
    ]
    spine = "".join(f'<itemref idref="{name}"/>' for name in ("title", "nav", *(name[:-6] for name in texts)))
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="{PLAIN}">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">{_words(book.identifier)}</dc:identifier>
<dc:title>{_words(book.title)}</dc:title>
<dc:language>{book.language}</dc:language>
<dc:publisher>{_words(book.publisher)}</dc:publisher>
<dc:date>{book.issued_on}</dc:date>
<dc:source>{_words(book.source)}</dc:source>
<meta property="dcterms:modified">{book.modified_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}</meta>
{"".join(_accessibility(bool(pictures)))}</metadata>
<manifest>{"".join(items)}</manifest>
<spine>{spine}</spine>
</package>
"""


def _accessibility(pictured: bool) -> Iterator[str]:
    """What a reader with a handicap needs to know before opening it (EPUB Accessibility 1.1 §2.2)."""
    features = ["tableOfContents", "structuralNavigation", "readingOrder", "displayTransformability"]
    told = [
        ("accessMode", "textual"),
        *([("accessMode", "visual")] if pictured else []),
        ("accessModeSufficient", "textual"),
        *(("accessibilityFeature", one) for one in (*features, *(["alternativeText"] if pictured else []))),
        ("accessibilityHazard", "none"),
        ("accessibilitySummary", "全文为可以朗读、放大、重排的文字，有目录、标题层次和表头；图片有替代文字。"),
    ]
    yield from (f'<meta property="schema:{name}">{value}</meta>\n' for name, value in told)


def _page(title: str, body: str, kind: str = "") -> str:
    sheet = '<link rel="stylesheet" type="text/css" href="style.css"/>'
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="{PLAIN}" xml:lang="{PLAIN}">
<head><meta charset="utf-8"/><title>{_words(title)}</title>{sheet}</head>
<body{f' epub:type="{kind}"' if kind else ""}>
{body}
</body>
</html>
"""


def _title_page(book: Book) -> str:
    lines = "".join(f'<p class="middle">{_words(line)}</p>' for line in book.imprint)
    online = f'<p class="middle">网络版：<a href="{_words(book.source)}">{_words(book.source)}</a></p>'
    return _page(book.title, f'<section epub:type="titlepage"><h1>{_words(book.title)}</h1>{lines}{online}</section>')


def _contents(book: Book) -> str:
    numbered = list(enumerate(book.chapters, start=1))
    parts = "".join(
        f"<li><span>{_words(column)}</span><ol>{''.join(_line(at, one) for at, one in rows)}</ol></li>"
        for column, rows in groupby(numbered, key=lambda pair: pair[1].column)
    )
    toc = f'<nav epub:type="toc" role="doc-toc" aria-labelledby="toc"><h1 id="toc">目录</h1><ol>{parts}</ol></nav>'
    marks = (
        '<nav epub:type="landmarks" hidden="hidden" aria-label="位置"><ol>'
        '<li><a epub:type="toc" href="#toc">目录</a></li>'
        f'<li><a epub:type="bodymatter" href="{_name(1)}">正文</a></li></ol></nav>'
    )
    return _page("目录", toc + (marks if numbered else ""), "frontmatter")


def _line(at: int, one: Chapter) -> str:
    return f'<li><a href="{_name(at)}">{_words(one.title)}</a></li>'


def _chapter(one: Chapter) -> str:
    parts = [
        '<section epub:type="chapter" role="doc-chapter" aria-labelledby="title">',
        f'<h1 id="title">{_words(one.title)}</h1>',
        *([f'<p class="middle">{_words(one.below)}</p>'] if one.below else []),
        *(_block(block) for block in one.blocks),
        *(f'<p class="end">{_words(line)}</p>' for line in one.signed if line),
        *([f'<p class="flush"><a href="{_words(one.source)}">在政策文件库中查看</a></p>'] if one.source else []),
        *([f'<p class="proof">正文校验值（SHA-256）：{one.digest}</p>'] if one.digest else []),
        "</section>",
    ]
    return _page(one.title, "\n".join(parts), "bodymatter")


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        level = min(max(block.level, 2), 6)
        return f"<h{level}>{_words(block.text)}</h{level}>"
    if isinstance(block, Paragraph):
        side = f' class="{_SIDES[block.side]}"' if block.side in _SIDES else ""
        return f"<p{side}>{_runs(block.runs)}</p>"
    if isinstance(block, Listing):
        return _listing(block)
    return _grid(block) if isinstance(block, Grid) else _figure(block)


def _listing(block: Listing) -> str:
    tag = "ol" if block.ordered else "ul"
    items = f"<{tag}>{''.join(f'<li>{_runs(item)}</li>' for item in block.items)}</{tag}>"
    return f'<section role="doc-endnotes" aria-label="注释">{items}</section>' if block.notes else items


def _figure(block: Figure) -> str:
    caption = f"<figcaption>{_words(block.caption)}</figcaption>" if block.caption else ""
    return f'<figure><img src="{_picture(block)}" alt="{_words(block.alt)}"/>{caption}</figure>'


def _grid(block: Grid) -> str:
    caption = f"<caption>{_words(block.caption)}</caption>" if block.caption else ""
    head = "".join(_row(row, "th") for row in block.rows[: block.headers])
    rest = "".join(_row(row, "td") for row in block.rows[block.headers :])
    above = f"<thead>{head}</thead>" if head else ""
    return f"<table>{caption}{above}{f'<tbody>{rest}</tbody>' if rest else ''}</table>"


def _row(row: Sequence[Cell], tag: str) -> str:
    return f"<tr>{''.join(_cell(cell, tag) for cell in row)}</tr>"


def _cell(cell: Cell, tag: str) -> str:
    scope = f' scope="{"colgroup" if cell.across > 1 else "col"}"' if tag == "th" else ""
    across = f' colspan="{cell.across}"' if cell.across > 1 else ""
    down = f' rowspan="{cell.down}"' if cell.down > 1 else ""
    return f"<{tag}{scope}{across}{down}>{_words(cell.text)}</{tag}>"


def _runs(runs: Sequence[Run]) -> str:
    return "".join(map(_run, runs))


def _run(run: Run) -> str:
    said = "<br/>".join(map(_words, run.text.split("\n")))
    for on, tag in (
        (run.raised, "sup"), (run.lowered, "sub"), (run.struck, "s"), (run.italic, "em"), (run.bold, "strong"),
    ):  # fmt: skip
        said = f"<{tag}>{said}</{tag}>" if on else said
    return f'<a href="{_words(run.href)}">{said}</a>' if run.href else said
