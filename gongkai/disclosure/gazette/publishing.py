"""An issue of the gazette at the one gate: what reviewers see of it, and how it goes out."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from gongkai.agencies.models import Agency
from gongkai.disclosure.gazette import compiling
from gongkai.disclosure.gazette.models import GazetteIssue
from gongkai.editorial.errors import Gone, NotCleared, Owed
from gongkai.editorial.items import Item, Kind, Part
from gongkai.editorial.models import Round
from gongkai.statute.documents import Attribute

NAME = GazetteIssue.gate_name


def load(key: str) -> Item:
    """An issue as it would be read: its contents and its file. Raises Gone."""
    issue = issue_of(key)
    paper = issue.paper
    lines = [
        f"{article.column}：{article.title}（{article.document_number}，第{article.begins_on_page}页，{article.digest}）"
        for article in issue.articles.all()
    ]
    facts = (
        ("出版日期", issue.dated_on.isoformat()),
        ("总期号", str(issue.total or "")),
        ("页数", str(issue.pages)),
        ("目录", "\n".join(lines)),
    )
    return Item(
        kind=NAME,
        key=key,
        agency=issue.gazette.agency,
        title=str(issue),
        attribute=Attribute.PROACTIVE,
        texts=(("目录", "\n".join(article.title for article in issue.articles.all())),),
        facts=facts,
        parts=(Part(paper.part_key, paper.shown_name, paper.digest, paper.content),) if paper else (),
        authors=_authors(issue),
    )


def _authors(issue: GazetteIssue) -> frozenset[str]:
    """Who opened it, who set it, and who handed it in: none of them reviews it."""
    people = {issue.opened_by_id, issue.paper.uploaded_by_user_id if issue.paper else None}
    people |= set(Round.objects.filter(key=issue.gate_key).values_list("submitted_by", flat=True))
    return frozenset(f"user:{number}" for number in people if number)


def issue_of(key: str) -> GazetteIssue:
    """The issue of a key. Raises Gone."""
    number = key.rpartition(":")[2]
    rows = GazetteIssue.objects.select_related("gazette__agency", "paper")
    row = rows.filter(pk=number).first() if number.isdecimal() else None
    if row is None:
        raise Gone(key)
    return row


def lacking(issue: GazetteIssue) -> list[str]:
    """What keeps an issue from being handed in, in words."""
    found = [] if issue.paper_id else ["还没有排版，请先生成全文PDF"]
    changed = [one.article.title for one in compiling.compared(issue) if one.article.page_id and not one.same]
    return found + [f"《{title}》与政策文件库现在公开的正文不一致，请重新排版" for title in changed if issue.paper_id]


def _put_out(key: str, at: datetime) -> None:
    issue = issue_of(key)
    if found := lacking(issue):
        raise NotCleared(str(issue), [Owed("INCOMPLETE", sentence) for sentence in found])
    issue.released_at = at
    issue.save()


def _take_in(key: str, _at: datetime) -> None:
    issue = issue_of(key)
    issue.released_at = None
    issue.save()


def _public_address(key: str) -> str:
    issue = issue_of(key)
    return reverse("portal:gazette_issue", args=[issue.gazette.agency.code, issue.year, issue.number])


def _keys(agency: Agency) -> list[str]:
    rows = GazetteIssue.objects.filter(gazette__agency=agency).order_by("pk")
    return [f"{NAME}:{number}" for number in rows.values_list("pk", flat=True)]


def _public_keys() -> list[str]:
    rows = GazetteIssue.objects.filter(released_at__isnull=False)
    return [f"{NAME}:{number}" for number in rows.values_list("pk", flat=True)]


KIND = Kind(
    name=NAME,
    label="政府公报",
    load=load,
    put_out=_put_out,
    take_in=_take_in,
    edit_address=lambda key: reverse("content:gazette_issue", args=[issue_of(key).pk]),
    public_address=_public_address,
    keys=_keys,
    public_keys=_public_keys,
    intact=lambda key, digest: load(key).digest == digest,
)
