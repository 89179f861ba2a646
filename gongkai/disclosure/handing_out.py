"""A public policy document as data and as files: the same text in each, proven by the digest of its words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.timezone import localdate

from gongkai.disclosure.library import Change, LibraryEntry, changes
from gongkai.disclosure.models import PolicyDocument, PublicPage
from gongkai.disclosure.running import Text
from gongkai.statute.documents import Validity
from gongkai.typeset import running
from gongkai.typeset.document_pdf import DocumentSheet

ENDED = frozenset({Validity.REPEALED, Validity.LAPSED})


def font_dir() -> Path | None:
    """The folder of the faces that the operator has licensed."""
    return Path(settings.GONGKAI_FONT_DIR) if settings.GONGKAI_FONT_DIR else None


def day(value: date | None) -> str:
    """A day in words."""
    return f"{value.year}年{value.month}月{value.day}日" if value else ""


def said(change: Change, acting: str) -> str:
    """What another document does to this one, as a sentence."""
    when = f"自{day(change.on)}起" if change.on else ""
    verb = {
        "repeals": "废止",
        "lapses": "宣布失效",
        "amends": "修改",
        "prolongs": f"有效期延长至{day(change.until)}",
        "keeps": "继续有效",
    }[change.kind.value]
    return f"{when}{verb}（《{acting}》）" + (f"：{change.note}" if change.note else "")


def validity_sentence(entry: LibraryEntry, on: date) -> str:
    """What applies on a day, with the day on which it began or ends."""
    state = entry.state(on)
    if state is Validity.REPEALED:
        return f"本文件已于{day(entry.repealed_on)}废止。"
    if state is Validity.LAPSED:
        last = entry.last_day()
        return f"本文件有效至{day(last)}，现已失效。"
    if state is Validity.NOT_YET:
        return f"本文件自{day(entry.effective_on)}起施行，尚未施行。"
    words = f"本文件已于{day(entry.amended_on)}修改，现行有效" if state is Validity.AMENDED else "本文件现行有效"
    return f"{words}，有效期至{day(entry.valid_until)}。" if entry.valid_until else f"{words}。"


def sheet(page: PolicyDocument, row: PublicPage, attachments: Sequence[str], address: str, on: date) -> DocumentSheet:
    """A document to be set, with where it is from and what applies on the day."""
    text = Text(page, address)
    entry: LibraryEntry | None = LibraryEntry.objects.filter(page=page.pk).first()
    known = [f"索引号：{page.index_number}"] if page.index_number else []
    foot = ["　".join([*known, f"公开日期：{day(localdate(row.at))}"]), f"来源：{address}"]
    if entry:
        foot.append(f"截至{day(on)}：{validity_sentence(entry, on)}")
    foot.append(f"正文校验值（SHA-256）：{text.digest}")
    return DocumentSheet(
        title=page.title,
        blocks=text.blocks,
        below=(page.document_number,) if page.document_number else (),
        attachments=tuple(attachments),
        agency=page.issued_by,
        dated_on=day(page.dated_on),
        foot=tuple(foot),
    )


def mark(entry: LibraryEntry | None, on: date) -> str:
    """What stands behind the text of a document that no longer applies."""
    state = entry.state(on) if entry else None
    return {Validity.REPEALED: "已废止", Validity.LAPSED: "已失效"}.get(state, "") if state else ""


def as_data(page: PolicyDocument, row: PublicPage, address: str, on: date) -> dict[str, Any]:
    """A document for programs: its record, its validity with what changed it, its words."""
    text = Text(page, address)
    entry = LibraryEntry.objects.filter(page=page.pk).select_related("page__public", "agency").first()
    acting = titles(changes(page.pk))
    return {
        **(catalogue_row(entry, address, on) if entry else {}),
        "summary": page.summary,
        "changes": [
            {
                "kind": change.kind.value,
                "on": change.on.isoformat() if change.on else None,
                "until": change.until.isoformat() if change.until else None,
                "by": acting.get(change.by, ""),
                "note": change.note,
            }
            for change in changes(page.pk)
        ],
        "text": list(running.lines(text.blocks)),
        "text_sha256": text.digest,
        "published_at": row.at.isoformat(),
    }


def titles(found: Sequence[Change]) -> dict[int, str]:
    """The titles of the documents that changed another."""
    rows = PublicPage.objects.filter(page__in={change.by for change in found})
    return dict(rows.values_list("page_id", "title"))


def catalogue_row(entry: LibraryEntry, address: str, on: date) -> dict[str, Any]:
    """A line of the public catalogue (条例第十二条: 索引、名称、内容概述、生成日期), by its stable names."""
    public = entry.page.public
    return {
        "index_number": entry.index_number,
        "title": public.title,
        "document_number": entry.document_number,
        "issued_by": entry.page.issued_by,
        "agency": entry.agency.name,
        "genre": entry.genre,
        "subject": entry.subject,
        "dated_on": entry.dated_on.isoformat() if entry.dated_on else None,
        "effective_on": entry.effective_on.isoformat() if entry.effective_on else None,
        "valid_until": entry.valid_until.isoformat() if entry.valid_until else None,
        "published_on": localdate(public.at).isoformat(),
        "normative": entry.normative,
        "validity": entry.state(on).value,
        "validity_label": entry.state(on).label,
        "address": address,
    }
