"""A file bound for a court: cover, index with hashes, every paper, bookmarks, running numbers, in one PDF."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pikepdf

from gongkai.typeset.errors import TypesettingFailed
from gongkai.typeset.page import check_present, check_writing
from gongkai.typeset.parts import Opened, Part, opened
from gongkai.typeset.press import press

__all__ = ["Part", "bind"]

_MM = 72 / 25.4
_FOOT = 8 * _MM
"""How far above the lower edge the running number stands."""
_NUMBER = "/RunningNumber"
_CLAIMS = ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part")


def bind(
    parts: Sequence[Part],
    *,
    title: str,
    lines: Sequence[str],
    made_at: datetime,
    font_dir: Path | None = None,
) -> bytes:
    """Bind papers into one PDF; the same papers and time give the same bytes.

    A paper that is damaged, encrypted or of another kind is represented by a page that says so.

    :raises GlyphMissing: when no font has a character of the cover or the index.
    :raises TextMissing, UnprintableText: for a title that is empty, or holds what is not writing.
    :raises TypesettingFailed: when there is nothing to bind.
    """
    if not parts:
        raise TypesettingFailed("卷内没有任何材料，不能成卷。")
    for label, text in [("案卷标题", title), *(("封面", line) for line in lines)]:
        check_writing(label, text)
    check_present("案卷标题", title)
    papers = [opened(number, part, made_at=made_at, font_dir=font_dir) for number, part in enumerate(parts, start=1)]
    front, starts = _front(papers, title, lines, made_at, font_dir)
    book = pikepdf.open(io.BytesIO(front))
    ahead = len(book.pages)
    for paper in papers:
        for pdf in paper.pages:
            book.add_pages_from(pdf, outlines="ignore")
    _number(book, ahead, made_at, font_dir)
    _bookmark(book, papers, starts)
    return _saved(book)


def _front(
    papers: Sequence[Opened], title: str, lines: Sequence[str], made_at: datetime, font_dir: Path | None
) -> tuple[bytes, list[int]]:
    """Cover and index. The index tells pages that its own length moves, so it is set until both agree."""
    ahead = 2
    for _ in range(3):
        starts = _starts(papers, ahead)
        data = {"name": title, "lines": list(lines), "rows": _rows(papers, starts), "total": starts[-1] - 1}
        front = press("binder.typ", data, made_at=made_at, font_dir=font_dir)
        with pikepdf.open(io.BytesIO(front)) as pdf:
            found = len(pdf.pages)
        if found == ahead:
            return front, starts
        ahead = found
    raise TypesettingFailed(detail="the length of the index does not settle")


def _starts(papers: Sequence[Opened], ahead: int) -> list[int]:
    """The first page of each paper, counted from one, and the page after the last."""
    starts = [ahead + 1]
    for paper in papers:
        starts.append(starts[-1] + paper.count)
    return starts


def _rows(papers: Sequence[Opened], starts: Sequence[int]) -> list[dict[str, Any]]:
    return [
        {
            "title": paper.part.title,
            "dated_on": paper.part.dated_on,
            "pages": str(start) if paper.count == 1 else f"{start}—{start + paper.count - 1}",
            "digest": paper.digest,
            "problem": paper.problem,
        }
        for paper, start in zip(papers, starts, strict=False)
    ]


def _number(book: pikepdf.Pdf, ahead: int, made_at: datetime, font_dir: Path | None) -> None:
    """Stamp 第3页 共40页 on every page, over whatever stands there and without hiding it."""
    total = len(book.pages)
    slips = pikepdf.open(io.BytesIO(press("numbers.typ", {"total": total}, made_at=made_at, font_dir=font_dir)))
    for place, (page, slip) in enumerate(zip(book.pages, slips.pages, strict=True)):
        stamp = book.copy_foreign(slip.as_form_xobject())
        # Our own pages are tagged, and tags point into the page's content: it stays where it is.
        if place < ahead or not _wrapped(book, page, stamp):
            page.add_resource(stamp, pikepdf.Name.XObject, pikepdf.Name(_NUMBER))
            page.contents_add(b"q\n", prepend=True)
            page.contents_add(b"\nQ\n" + _placed(page))


def _wrapped(book: pikepdf.Pdf, page: pikepdf.Page, stamp: pikepdf.Object) -> bool:
    """Set the stamp beside a delivered page made into one object: what it does to the paper's axes ends there.

    False for a page whose content is damaged; its part says so, and whatever a reader can show of it stays.
    """
    drawn = page.as_form_xobject(handle_transformations=False)
    try:
        # Read now: the object is a promise to read the page's content, which is about to be another.
        content = drawn.read_bytes()
    except (pikepdf.PdfError, pikepdf.DataDecodingError):
        return False
    whole = book.make_stream(content, dict(drawn.stream_dict) | {"/BBox": page.mediabox})
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary({"/Page": whole, _NUMBER: stamp}))
    page.obj.Contents = book.make_stream(b"q /Page Do Q\n" + _placed(page))
    return True


def _placed(page: pikepdf.Page) -> bytes:
    """The order that draws the slip in the middle above the lower edge, smaller on a very narrow page."""
    left, low, right, high = _visible(page)
    unit = float(page.obj.get("/UserUnit", 1))
    width = 70 * _MM
    scale = min(1 / unit, (right - left) / width, (high - low) / (6 * _FOOT))
    x, y = (left + right - width * scale) / 2, low + _FOOT * scale
    return f"q {scale:.5f} 0 0 {scale:.5f} {x:.3f} {y:.3f} cm {_NUMBER} Do Q\n".encode()


def _visible(page: pikepdf.Page) -> tuple[float, float, float, float]:
    box = [float(number) for number in page.cropbox.as_list()]
    return min(box[0], box[2]), min(box[1], box[3]), max(box[0], box[2]), max(box[1], box[3])


def _bookmark(book: pikepdf.Pdf, papers: Sequence[Opened], starts: Sequence[int]) -> None:
    with book.open_outline() as outline:
        outline.root.clear()
        outline.root += [pikepdf.OutlineItem("封面", 0), pikepdf.OutlineItem("卷内目录", 1)]
        for number, (paper, start) in enumerate(zip(papers, starts, strict=False), start=1):
            outline.root.append(pikepdf.OutlineItem(f"{number}. {paper.part.title}", start - 1))


def _saved(book: pikepdf.Pdf) -> bytes:
    """The bytes of the book, which claims none of the standards that its foreign pages may not keep."""
    with book.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as known:
        for claim in _CLAIMS:
            if claim in known:
                del known[claim]
    book.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    book.Root.PageMode = pikepdf.Name.UseOutlines
    file = io.BytesIO()
    book.save(file, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return file.getvalue()
