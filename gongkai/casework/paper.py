"""Letters on paper: a letter of the law as the page that is printed, as PDF and as a Word file.

What leaves is typeset once, when it is issued, and kept sealed; a Word file is made anew whenever somebody asks
for it, from the same words and the template in use.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.timezone import make_aware

from gongkai.casework import correspondence, log, subjects
from gongkai.casework.errors import Incomplete, Unknown, Unprintable
from gongkai.casework.models import Case, Letter
from gongkai.files import store
from gongkai.statute import letters
from gongkai.statute.errors import StatuteError
from gongkai.statute.events import EventKind
from gongkai.typeset.errors import TypesetError
from gongkai.typeset.letter_pdf import letter_pdf
from gongkai.typeset.page import LetterPage
from gongkai.typeset.sealed import Box, box_around

PREVIEW = "预览"
REPLY_FORM = "third_party_reply_form"
RECEIPT = "registration_receipt"
WITH_REPLY_FORM = frozenset({"third_party_consultation"})
"""Letters that carry a form to be filled in and sent back."""


@dataclass(frozen=True, slots=True)
class Written:
    """The words of a letter, and those of what is sent along with it."""

    letter: letters.Letter
    form: letters.Letter | None = None

    @property
    def content(self) -> dict[str, Any]:
        """What is sealed of it: everything that a page made later needs and the row does not say."""
        said: dict[str, Any] = {"addressee": self.letter.addressee, "paragraphs": list(self.letter.paragraphs)}
        said |= {"agency": self.letter.agency, "seal": self.letter.seal}
        if self.letter.attachments:
            said["attachments"] = list(self.letter.attachments)
        if self.form is not None:
            said["form"] = {"title": self.form.title, "paragraphs": list(self.form.paragraphs)}
        return said


def font_dir() -> Path | None:
    """The folder with the operator's own fonts."""
    return Path(settings.GONGKAI_FONT_DIR) if settings.GONGKAI_FONT_DIR else None


def written(letter: letters.Letter, facts: Mapping[str, Any] | None = None) -> Written:
    """A letter with what goes along with it: a consultation of a third party brings the form for its answer
    (条例第三十二条)."""
    if letter.kind not in WITH_REPLY_FORM or facts is None:
        return Written(letter)
    return Written(letter, letters.draft(REPLY_FORM, {**facts, "agency": letter.agency, "addressee": letter.agency}))


def pages(title: str, number: str, dated_on: str, content: Mapping[str, Any]) -> list[LetterPage]:
    """The pages of a letter from its sealed words. Raises Unprintable for what no page can hold."""
    agency = content["agency"]
    try:
        first = LetterPage(
            head=agency,
            title=title,
            number=number,
            addressee=lines(content["addressee"])[0],
            paragraphs=tuple(line for paragraph in content["paragraphs"] for line in lines(paragraph)),
            attachments=tuple(lines(name)[0] for name in content.get("attachments", ())),
            agency=agency,
            seal=content["seal"],
            dated_on=dated_on,
        )
        return [first, *_form(agency, content.get("form"))]
    except TypesetError as error:
        raise Unprintable(error) from error


def _form(agency: str, form: Mapping[str, Any] | None) -> list[LetterPage]:
    """A form is signed by whoever fills it in, so it bears neither signature nor date of the agency."""
    if form is None:
        return []
    paragraphs = tuple(line for paragraph in form["paragraphs"] for line in lines(_roomy(paragraph)))
    return [
        LetterPage(
            head=agency, title=form["title"], addressee=agency, paragraphs=paragraphs, agency="", seal="", dated_on=""
        )
    ]


def _roomy(paragraph: str) -> str:
    """A line of a form with room to write: a long answer has a line of its own, and so has each short one."""
    return re.sub(r"：＿{8}$", "：\n" + "＿" * 26, paragraph).replace("　　", "\n")


def lines(text: str) -> list[str]:
    """A text as the paragraphs it is made of; a tab becomes a space."""
    found = [" ".join(line.split("\t")).strip() for line in text.splitlines()]
    return [line for line in found if line] or [""]


def pdf_of(sheets: Sequence[LetterPage], *, at: datetime, mark: str = "") -> bytes:
    """Typeset the pages of a letter. Raises Unprintable with a sentence that names the character at fault."""
    first, *along = sheets
    try:
        return letter_pdf(first, made_at=at, font_dir=font_dir(), along=along, mark=mark)
    except TypesetError as error:
        raise Unprintable(error) from error


def pdf_for_seal(sheets: Sequence[LetterPage], *, at: datetime) -> tuple[bytes, Box]:
    """A letter that goes to the seal system: without the words that stand where the seal goes, and with the place.
    Raises Unprintable."""
    first, *along = sheets
    box = box_around(pdf_of(sheets, at=at), first.seal)
    assert box is not None, "every letter says where its seal goes"
    # A space as wide as one character: the layout is that of a letter with a seal, and nothing is printed.
    return pdf_of([replace(first, seal="\u3000"), *along], at=at), box


def draft_pdf(draft: letters.Letter, *, at: datetime, facts: Mapping[str, Any] | None = None) -> bytes:
    """A letter that is not issued yet, marked as such on every page. Raises Unprintable."""
    number = draft.number or "（文号待编）"
    return pdf_of(pages(draft.title, number, draft.dated_on, written(draft, facts).content), at=at, mark=PREVIEW)


def issued_pages(row: Letter) -> list[LetterPage] | None:
    """The pages of an issued letter; None when its applicant was erased. Raises Unprintable."""
    content = subjects.open_for(row.case.subject, row.sealed, f"letter:{row.number}")
    if content is None:
        return None
    # Letters of earlier versions hold no agency.
    known = {"agency": row.case.agency.name, "seal": letters.SEAL} | content
    return pages(row.title, row.number, letters.chinese_date(row.issued_on), known)


def issued_pdf(row: Letter, *, at: datetime) -> bytes | None:
    """The PDF as it was issued; for a letter of an earlier version, typeset from its words. None when the
    applicant was erased. Raises what `files.store.read` raises, and Unprintable."""
    if not bytes(row.case.subject.key):
        return None
    if row.pdf is not None:
        return store.read(row.pdf, subjects.key_of(row.case.subject), at=at)
    sheets = issued_pages(row)
    return None if sheets is None else pdf_of(sheets, at=_morning(row.issued_on))


def issued_docx(row: Letter, template: bytes | None, *, form: bool = False) -> bytes | None:
    """An issued letter as a Word file, or the form that goes along with it. None when the applicant was erased.

    Raises typeset.errors.TemplateFault, and Unknown where no form goes along.
    """
    sheets = issued_pages(row)
    if sheets is None:
        return None
    if form and len(sheets) == 1:
        raise Unknown
    # here, because Word's libraries take a tenth of the start of every process and only this needs them
    from gongkai.typeset.word import letter_docx

    return letter_docx(sheets[-1 if form else 0], template)


def receipt_letter(case: Case) -> letters.Letter:
    """The receipt of registration, as of the registration: later events change other letters, not this one.

    Raises Incomplete naming what it lacks.
    """
    events = log.load(case)
    registered = next((place for place, event in enumerate(events) if event.kind is EventKind.REGISTERED), 0)
    on = events[registered].occurred_on
    facts = correspondence.facts(case, log.state_of(events[: registered + 1]), number="", on=on)
    try:
        return letters.compose(RECEIPT, facts)
    except StatuteError as error:
        raise Incomplete(str(error)) from error


def receipt_pdf(case: Case) -> bytes:
    """The receipt of registration as PDF, the same bytes each time. Raises Incomplete, Unprintable."""
    letter = receipt_letter(case)
    registered = case.events.filter(kind=EventKind.REGISTERED.value).order_by("seq")[0]
    sheets = pages(letter.title, "", letter.dated_on, Written(letter).content)
    return pdf_of(sheets, at=registered.recorded_at)


def _morning(day: date) -> datetime:
    return make_aware(datetime.combine(day, time(0)))
