"""Putting an issue together from what the library shows, setting it, and taking in old ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

import pypdfium2
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.timezone import localdate

from gongkai.agencies.models import User
from gongkai.agencies.permissions import require
from gongkai.agencies.roles import Permission
from gongkai.disclosure import places
from gongkai.disclosure.gazette.models import Gazette, GazetteArticle, GazetteIssue
from gongkai.disclosure.handing_out import day, font_dir
from gongkai.disclosure.models import Paper, PublicPage
from gongkai.disclosure.record import PolicyRecord
from gongkai.disclosure.running import Text
from gongkai.editorial import gate, reviewing
from gongkai.editorial.errors import Incomplete, WrongWay
from gongkai.editorial.pages import GatedPage
from gongkai.files.kinds import Kind
from gongkai.typeset.document_pdf import DocumentSheet
from gongkai.typeset.gazette_pdf import GazetteArticle as Set
from gongkai.typeset.gazette_pdf import GazetteSheet, Printed, gazette_pdf

MOST_ARTICLES = 200


@transaction.atomic
def open_issue(
    *, gazette: Gazette, year: int, number: int, dated_on: date, by: User, at: datetime, total: int | None = None
) -> GazetteIssue:
    """Begin an issue. Raises NotAllowed, Incomplete when its number is taken."""
    require(by, Permission.CONTENT_DRAFT, gazette.agency, on=localdate(at))
    taken = GazetteIssue.objects.filter(gazette=gazette)
    if taken.filter(year=year, number=number).exists():
        raise Incomplete(f"{year}年第{number}期已经建立。", "number")
    if total is not None and taken.filter(total=total).exists():
        raise Incomplete(f"总第{total}期已经建立。", "total")
    return GazetteIssue.objects.create(
        gazette=gazette, year=year, number=number, total=total, dated_on=dated_on, opened_by=by, opened_at=at
    )


def next_number(gazette: Gazette, year: int) -> tuple[int, int | None]:
    """The number and the running number that come next."""
    issues = GazetteIssue.objects.filter(gazette=gazette)
    number = issues.filter(year=year).aggregate(last=Max("number"))["last"] or 0
    total = issues.aggregate(last=Max("total"))["last"]
    return number + 1, total + 1 if total else None


def may_enter(issue: GazetteIssue) -> list[PublicPage]:
    """Public documents of the agency and those below that stand in no issue yet, the oldest first. Documents of
    agencies above are not reprinted (政府公报不刊登上级文件)."""
    agency = issue.gazette.agency
    root = agency.parent or agency
    printed = GazetteArticle.objects.filter(issue__gazette=issue.gazette, page__isnull=False).values("page")
    rows = PublicPage.objects.filter(kind="policy", release__isnull=False, release__withdrawn_at=None)
    rows = rows.filter(agency__path__startswith=root.path).exclude(page__in=printed)
    return list(rows.select_related("agency", "release").order_by("at", "pk")[:500])


@transaction.atomic
def add(*, issue_id: int, pages: Sequence[int], column: str, by: User, at: datetime) -> list[GazetteArticle]:
    """Take public documents into a column of an issue, each once. Raises NotAllowed, WrongWay, Incomplete."""
    issue = _open(issue_id, by, at)
    if not column.strip():
        raise Incomplete("请写明栏目，如“区政府文件”。", "column")
    rows = {row.page_id: row for row in may_enter(issue) if row.page_id in set(pages)}
    if not rows or set(pages) - set(rows):
        raise Incomplete("只能选入已经公开、还没有刊登过的文件。", "pages")
    last = issue.articles.aggregate(last=Max("place"))["last"] or 0
    if last + len(rows) > MOST_ARTICLES:
        raise Incomplete(f"一期至多刊登{MOST_ARTICLES}件。", "pages")
    made = [
        GazetteArticle(issue=issue, place=last + place, column=column.strip()[:40], page_id=number, title=row.title)
        for place, (number, row) in enumerate(((number, rows[number]) for number in pages), start=1)
    ]
    GazetteArticle.objects.bulk_create(made)
    _unset(issue, at)
    return made


@transaction.atomic
def arrange(
    *, issue_id: int, order: Sequence[int], columns: dict[int, str], by: User, at: datetime
) -> list[GazetteArticle]:
    """Put the articles in an order and into columns; those that are not named leave the issue.

    Raises NotAllowed, WrongWay, Incomplete for an article of another issue.
    """
    issue = _open(issue_id, by, at)
    articles = {article.pk: article for article in issue.articles.all()}
    if len(set(order)) != len(order) or set(order) - set(articles):
        raise Incomplete("目录已经变化，请重新打开这一期。", "order")
    for place, number in enumerate(order, start=1):
        article = articles[number]
        article.place, article.column = place, (columns.get(number) or article.column).strip()[:40] or article.column
    GazetteArticle.objects.bulk_update([articles[number] for number in order], ["place", "column"])
    issue.articles.exclude(pk__in=order).delete()
    _unset(issue, at)
    return list(issue.articles.all())


@transaction.atomic
def set_in_type(*, issue_id: int, by: User, at: datetime, print_run: int | None = None) -> GazetteIssue:
    """Set the issue as a file: the words that the library shows now, each article with the digest of its text.

    Raises NotAllowed, WrongWay, Incomplete when there is nothing to set or a document is no longer public, and what
    `gazette_pdf` raises.
    """
    issue = _open(issue_id, by, at)
    articles = list(issue.articles.all())
    if not articles:
        raise Incomplete("这一期还没有选入文件。", "pages")
    if print_run is not None:
        issue.print_run = print_run
    sources = [source(article) for article in articles]
    printed = gazette_pdf(_sheet(issue, articles, sources), made_at=at, font_dir=font_dir())
    _note(articles, sources, printed)
    issue.paper, issue.pages = _kept(issue, printed.pdf, by), printed.pages
    issue.save()
    reviewing.notice_edit(issue.gate_key, at=at)
    return issue


@dataclass(frozen=True, slots=True)
class Source:
    """A document as the library shows it now."""

    page: GatedPage
    row: PublicPage
    text: Text


def source(article: GazetteArticle) -> Source:
    """The document of an article. Raises Incomplete when it is no longer public as a release of just this content."""
    row = PublicPage.objects.filter(page=article.page_id, release__withdrawn_at=None).exclude(release=None).first()
    page = row.page.specific if row else None
    if row is None or not isinstance(page, GatedPage) or not page.live:
        raise Incomplete(f"《{article.title}》已经不再公开，不能刊登，请移出这一期。", "pages")
    if row.release is None or page.as_item(whole=False).digest != row.release.digest:
        raise Incomplete(f"《{article.title}》公开的内容与审核通过的不一致，不能刊登。", "pages")
    return Source(page, row, Text(page))


@dataclass(frozen=True, slots=True)
class Compared:
    """An article, and whether the library says the same today."""

    article: GazetteArticle
    same: bool | None
    """None for an old issue's article, and for a document that is no longer public."""


def compared(issue: GazetteIssue) -> list[Compared]:
    """Whether each article still is what the library shows, by the digest of the words."""
    found = []
    for article in issue.articles.all():
        try:
            same = source(article).text.digest == article.digest if article.page_id else None
        except Incomplete:
            same = None
        found.append(Compared(article, same))
    return found


@transaction.atomic
def take_in_old(
    *, gazette: Gazette, year: int, number: int, dated_on: date, file: UploadedFile[bytes], contents: str, by: User,
    at: datetime, total: int | None = None,
) -> GazetteIssue:  # fmt: skip
    """Take in an issue of former years as it was printed: its PDF, and its contents line by line, “页码 标题”.

    Raises NotAllowed, Incomplete, and Refused for a file that is not taken.
    """
    issue = open_issue(gazette=gazette, year=year, number=number, dated_on=dated_on, by=by, at=at, total=total)
    lines = [_line(line, place) for place, line in enumerate(filter(str.strip, contents.splitlines()), start=1)]
    (collection,) = places.collections([gazette.agency])
    paper = Paper(title=str(issue), file=file, collection=collection, uploaded_by_user=by)
    paper.save()
    if paper.kind != Kind.PDF:
        raise Incomplete("请上传PDF文件。", "file")
    with pypdfium2.PdfDocument(paper.content()) as book:
        issue.pages = len(book)
    wrong = next((title for page, title in lines if page > issue.pages), None)
    if wrong is not None:
        raise Incomplete(f"“{wrong}”的页码超出全文（共{issue.pages}页）。", "contents")
    issue.paper, issue.imported = paper, True
    issue.save()
    GazetteArticle.objects.bulk_create(
        GazetteArticle(issue=issue, place=place, column="目录", title=title[:255], begins_on_page=page)
        for place, (page, title) in enumerate(lines, start=1)
    )
    return issue


def _line(line: str, place: int) -> tuple[int, str]:
    page, _, title = line.strip().partition(" ")
    if not (page.isascii() and page.isdecimal() and title.strip() and 1 <= int(page[:5]) <= 9999):
        raise Incomplete(f"目录第{place}行应写成“页码 标题”，如“12 关于印发供水办法的通知”。", "contents")
    return int(page), title.strip()


def _open(issue_id: int, by: User, at: datetime) -> GazetteIssue:
    """An issue that is being compiled, held until the transaction ends."""
    issue = GazetteIssue.objects.select_for_update(of=("self",)).select_related("gazette__agency").get(pk=issue_id)
    require(by, Permission.CONTENT_DRAFT, issue.gazette.agency, on=localdate(at))
    if issue.imported:
        raise WrongWay("这一期由原有刊物数字化，目录和全文不能改动；有误的，请撤下后重新导入。")
    if gate.is_released(issue.gate_key):
        raise WrongWay("这一期已经公开，不能改动。有误的，请撤下后改正，重新送审。")
    return issue


def _unset(issue: GazetteIssue, at: datetime) -> None:
    """What was set is no longer what the issue holds."""
    issue.paper, issue.pages = None, 0
    issue.save()
    reviewing.notice_edit(issue.gate_key, at=at)


def _note(articles: Sequence[GazetteArticle], sources: Sequence[Source], printed: Printed) -> None:
    """Keep where each article stands and what its text is, in the order of the print."""
    columns = list(dict.fromkeys(article.column for article in articles))
    in_print = sorted(zip(articles, sources, strict=True), key=lambda pair: columns.index(pair[0].column))
    for place, ((article, found), start) in enumerate(zip(in_print, printed.starts, strict=True), start=1):
        article.place, article.begins_on_page, article.digest = place, start, found.text.digest
        article.title = found.page.title[:255]
        article.document_number = getattr(found.page, "document_number", "")
    fields = ["place", "begins_on_page", "digest", "title", "document_number"]
    GazetteArticle.objects.bulk_update([article for article, _ in in_print], fields)


def _sheet(issue: GazetteIssue, articles: Sequence[GazetteArticle], sources: Sequence[Source]) -> GazetteSheet:
    gazette = issue.gazette
    made = [f"编辑出版：{gazette.editor}"] if gazette.editor else []
    numbers = [gazette.licence] if gazette.licence else []
    run = [f"印数：{issue.print_run}册"] if issue.print_run else []
    address = reverse("portal:gazette_issue", args=[gazette.agency.code, issue.year, issue.number])
    return GazetteSheet(
        masthead=gazette.name,
        year=issue.year,
        number=issue.number,
        total=issue.total,
        articles=tuple(Set(article.column, _article(found)) for article, found in zip(articles, sources, strict=True)),
        imprint_top=(f"{gazette.sponsor}主办", f"{day(issue.dated_on)}出版"),
        imprint=tuple(
            filter(
                None,
                [
                    "　".join([f"主办：{gazette.sponsor}", *made]),
                    "　".join([*numbers, *run, "免费赠阅"]),
                    gazette.contact,
                    f"本刊所登文件与政策文件库一致；网络版：{address}",
                ],
            )
        ),
    )


def _article(found: Source) -> DocumentSheet:
    page = found.page
    record = page if isinstance(page, PolicyRecord) else None
    parts = {part.key: part.name for part in page.as_item(whole=False).parts}
    keys = [block.value.part_key for block in getattr(page, "enclosures", ()) if block.value]
    return DocumentSheet(
        title=page.title,
        blocks=found.text.blocks,
        below=(record.document_number,) if record and record.document_number else (),
        attachments=tuple(parts[key].rpartition(".")[0] or parts[key] for key in keys if key in parts),
        agency=record.issued_by if record else "",
        dated_on=day(record.dated_on) if record else "",
    )


def _kept(issue: GazetteIssue, pdf: bytes, by: User) -> Paper:
    """The file as a paper of the office. It was made from nothing and holds nothing to be cleaned, and cleaning would
    take from it what makes it an archive's file."""
    (collection,) = places.collections([issue.gazette.agency])
    file = ContentFile(pdf, name=f"gazette-{issue.year}-{issue.number}.pdf")
    file.taken_in = True  # type: ignore[attr-defined]
    paper = Paper(title=str(issue), file=file, collection=collection, uploaded_by_user=by)
    paper.digest, paper.kind, paper.file_size = sha256(pdf).hexdigest(), Kind.PDF.value, len(pdf)
    paper.save()
    return paper
