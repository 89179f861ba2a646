"""A Word file becomes the draft of a page: looked into first, shown to its author, then taken in as a whole.

What the file hides (隐藏文字), and marks of secrecy in any corner of it, stop the import: both would vanish with it,
and nobody would ever decide about them (条例第十七条). The draft goes through the same reviews as any other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.timezone import localdate
from wagtail.models import Page

from gongkai import hidden, manuscripts
from gongkai.agencies.models import User
from gongkai.agencies.permissions import require
from gongkai.agencies.roles import Permission
from gongkai.disclosure import places
from gongkai.disclosure.blocks import Body
from gongkai.disclosure.models import Article, Picture, PolicyDocument, Section
from gongkai.editorial import uploads
from gongkai.editorial.errors import EditorialError, Incomplete
from gongkai.manuscripts import Manuscript

KINDS: dict[str, type[Article] | type[PolicyDocument]] = {"policy": PolicyDocument, "article": Article}
"""What a Word file can become. An interpretation is written for its document, in the editor."""
SHOWN = 20
_WORDS = re.compile(r"[^\W\d_]")


class NotTaken(EditorialError):
    """A Word file is not imported; the sentence says what to do, ``finds`` where to look."""

    code = "MANUSCRIPT"

    def __init__(self, code: str, sentence: str, finds: Sequence[str] = ()) -> None:
        super().__init__(sentence)
        self.code = code
        self.finds = tuple(finds)[:SHOWN]


@dataclass(frozen=True, slots=True)
class Facts:
    """What the author says of the page, after the file proposed it."""

    kind: str
    title: str
    attribute: str
    attribute_reason: str = ""
    document_number: str = ""
    issued_by: str = ""
    dated_on: date | None = None


def look_into(data: bytes, name: str) -> Manuscript:
    """What a Word file would become. The file has been checked before (`files.checking`).

    Raises NotTaken, and Refused for one that the virus scanner stops.
    """
    uploads.refuse_infected(data)
    try:
        contents = hidden.read(data, name)
        made = manuscripts.read(data)
    except hidden.Unreadable as error:
        raise NotTaken(f"MANUSCRIPT_{error.code}", error.sentence_zh) from error
    if concealed := list(dict.fromkeys(_concealed(contents))):
        sentence = "文件里有隐藏的文字，没有导入。请在 Word 或 WPS 里显示出来，删去或者取消隐藏，保存后再导入。"
        raise NotTaken("MANUSCRIPT_CONCEALING", sentence, concealed)
    if marks := sorted(uploads.marks(data, name)):
        sentence = "文件里有密级或者内部标志，没有导入。请先核实是否涉密；确实不涉密的，去掉标志后再导入。"
        raise NotTaken("MANUSCRIPT_MARKED", sentence, marks)
    if not made.blocks:
        raise NotTaken("MANUSCRIPT_EMPTY", "文件里没有文字。扫描件请先识别成文字，或者作为附件上传。")
    return made


def _concealed(contents: hidden.Contents) -> list[str]:
    """Hidden words; Word itself hides the figures of a table of contents, which say nothing."""
    pieces = [piece for piece in contents.pieces if piece.place.kind is hidden.Kind.CONCEALED]
    return [f"{piece.place.label_zh}：{piece.text}" for piece in pieces if _WORDS.search(piece.text)]


def title_from(made: Manuscript, name: str) -> str:
    """The title that is proposed: what the text says, else the file's name."""
    return made.proposed.get("title") or PurePath(name).stem


@transaction.atomic
def take_in(
    *, section: Section, made: Manuscript, facts: Facts, alts: Sequence[str], by: User, at: datetime
) -> Article | PolicyDocument:
    """Make the draft of a page from a manuscript, with its pictures: all of it or nothing.

    ``alts`` are the words for who cannot see them, one for each picture (GB/T 37668). Raises NotAllowed, Incomplete.
    """
    assert section.agency is not None
    require(by, Permission.CONTENT_DRAFT, section.agency, on=localdate(at))
    if len(alts) != len(made.pictures) or not all(alt.strip() for alt in alts):
        raise Incomplete("每张图片都要写替代文字，给看不到图片的人读。", "alt")
    pictures = _pictures(section, made, facts.title, by)
    page = KINDS[facts.kind](
        title=facts.title,
        owner=by,
        attribute=facts.attribute or None,
        attribute_reason=facts.attribute_reason,
        body=_body(made, pictures, alts),
        **_of_policy(facts),
    )
    Page.objects.select_for_update().get(pk=section.pk)
    section.add_child(instance=page)
    page.save_revision(user=by)
    return page


def _of_policy(facts: Facts) -> dict[str, Any]:
    if facts.kind != "policy":
        return {}
    return {
        "document_number": facts.document_number,
        "issued_by": facts.issued_by,
        "dated_on": facts.dated_on,
    }


def _pictures(section: Section, made: Manuscript, title: str, by: User) -> list[Picture]:
    (collection,) = places.collections([section.agency])  # type: ignore[list-item]
    rows = []
    for picture in made.pictures:
        file = ContentFile(picture.data, name=picture.name)
        row = Picture(
            title=f"{title[:200]} {PurePath(picture.name).stem}", file=file, collection=collection, uploaded_by_user=by
        )
        row.save()
        rows.append(row)
    return rows


def _body(made: Manuscript, pictures: Sequence[Picture], alts: Sequence[str]) -> Any:
    values = [
        {"type": name, "value": _picture(pictures[value], alts[value]) if name == "picture" else value}
        for name, value in made.blocks
    ]
    return Body().to_python(values)


def _picture(picture: Picture, alt: str) -> dict[str, Any]:
    return {"picture": picture.pk, "alt": alt.strip()[:200], "caption": ""}
