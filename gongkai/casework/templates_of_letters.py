"""Word templates of an agency: for one kind of letter, or for all of them.

A template changes the look of the Word file of a letter, never its words and never the PDF that was issued. One is
in use until another takes its place or it is retired; what was in use stays in the table, so that a letter of a
year ago can be explained.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import require
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.casework import samples
from gongkai.casework.errors import Incomplete, Unknown
from gongkai.casework.models import LetterTemplate
from gongkai.files import checking
from gongkai.files.kinds import Kind
from gongkai.statute.letters import SEVERAL, letter_rules
from gongkai.typeset import page
from gongkai.typeset.page import LetterPage

ALL = ""
"""The kind of a template that serves every letter without one of its own."""


@dataclass(frozen=True, slots=True)
class Line:
    """A kind of letter on the screen: what it is called and the template in use for it."""

    kind: str
    title: str
    template: LetterTemplate | None


def in_use(agency: Agency, kind: str) -> LetterTemplate | None:
    """The template for a kind of letter: its own, else the agency's for all kinds, else None for gongkai's."""
    rows = LetterTemplate.objects.filter(agency=agency, kind__in=[kind, ALL], retired_at__isnull=True)
    return max(rows, key=lambda row: row.kind != ALL, default=None)


def content_for(agency: Agency, kind: str) -> bytes | None:
    """The file of the template in use, None for the one that comes with gongkai."""
    row = in_use(agency, kind)
    return None if row is None else bytes(row.content)


def listed(agency: Agency) -> list[Line]:
    """Every kind of letter, first the template for all of them."""
    rows = LetterTemplate.objects.filter(agency=agency, retired_at__isnull=True).defer("content")
    used = {row.kind: row for row in rows}
    return [Line(kind, title, used.get(kind)) for kind, title in titles().items()]


def titles() -> dict[str, str]:
    """Every kind of letter that may have a template, with what it is called."""
    named = {kind: rule.title for kind, rule in letter_rules().items()}
    return {ALL: "所有文书（没有另设模板的）", **named, SEVERAL: "政府信息公开申请答复书（多项内容）"}


def retired(agency: Agency) -> QuerySet[LetterTemplate]:
    """What was in use before, the latest first."""
    return LetterTemplate.objects.filter(agency=agency, retired_at__isnull=False).defer("content").order_by("-pk")[:50]


@transaction.atomic
def upload(*, agency: Agency, kind: str, data: bytes, name: str, by: User, at: datetime) -> LetterTemplate:
    """Put a template into use; the one before it is retired. Letters that were issued stay as they are.

    Raises NotAllowed, Unknown for a kind that is not, files.Refused for what is no Word file, and
    typeset.errors.TemplateFault naming the field or the tag at fault: then the old one stays in use.
    """
    require(by, Permission.TEMPLATE_EDIT, agency, on=localdate(at))
    if kind not in titles():
        raise Unknown
    # here, because Word's libraries take a tenth of the start of every process and few of them need these
    from gongkai.typeset import word, word_check

    checking.check(data, name, kinds=frozenset({Kind.DOCX}), largest=word_check.LARGEST)
    word.check_template(data, page.LABELS)
    digest = hashlib.sha256(data).hexdigest()
    before = LetterTemplate.objects.select_for_update().filter(agency=agency, kind=kind, retired_at__isnull=True)
    if any(row.digest == digest for row in before):
        raise Incomplete("这份模板与正在使用的完全相同，没有更换。", ("uploaded",))
    before.update(retired_at=at)
    row = LetterTemplate.objects.create(
        agency=agency, kind=kind, content=data, digest=digest, uploaded_by=by.actor, uploaded_at=at
    )
    _record(row, Action.TEMPLATE_UPLOADED, by, at)
    return row


@transaction.atomic
def retire(*, template_id: int, by: User, at: datetime) -> LetterTemplate:
    """Take a template out of use: the agency's template for all kinds, or gongkai's, serves again.

    Raises Unknown for one that is not in use, NotAllowed.
    """
    rows = LetterTemplate.objects.select_for_update(of=("self",)).select_related("agency")
    row = rows.filter(pk=template_id, retired_at__isnull=True).first()
    if row is None:
        raise Unknown
    require(by, Permission.TEMPLATE_EDIT, row.agency, on=localdate(at))
    row.retired_at = at
    row.save(update_fields=["retired_at"])
    _record(row, Action.TEMPLATE_RETIRED, by, at)
    return row


def tried(agency: Agency, kind: str, template: bytes | None, *, at: datetime) -> bytes:
    """A made-up letter in a template, or in gongkai's own for None. Raises typeset.errors.TemplateFault, Unknown."""
    from gongkai.typeset.word import letter_docx  # as in upload

    return letter_docx(sample_page(agency, kind, at=at), template)


def sample_page(agency: Agency, kind: str, *, at: datetime) -> LetterPage:
    """A letter of a kind with its fields' names in their places; nobody's data. Raises Unknown."""
    if kind not in titles():
        raise Unknown
    return samples.page(agency, samples.USUAL if kind in {ALL, SEVERAL} else kind, on=localdate(at))


def _record(row: LetterTemplate, action: Action, by: User, at: datetime) -> None:
    act = ledger.Act(by.actor, action, f"template:{row.pk}", row.digest, {"kind": row.kind or "all"})
    ledger.record(row.agency.stream, [act], at=at)
