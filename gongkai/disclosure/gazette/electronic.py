"""An issue as an electronic book, from the text that the library shows.

An article goes in only while the library says just what was printed, by the digest of its words; of one that was
changed or taken down since, the book says so and names the page of the printed issue, which stays as it was reviewed.
"""

from __future__ import annotations

from django.urls import reverse

from gongkai.disclosure.gazette import compiling
from gongkai.disclosure.gazette.models import GazetteArticle, GazetteIssue
from gongkai.disclosure.handing_out import day
from gongkai.disclosure.record import PolicyRecord
from gongkai.disclosure.running import Text
from gongkai.editorial.errors import Incomplete
from gongkai.typeset.epub import PLAIN, Book, Chapter
from gongkai.typeset.running import Paragraph, Run


def has_book(issue: GazetteIssue) -> bool:
    """Whether there is a book of an issue: a former one was taken in as it was printed and has no text of its own."""
    return not issue.imported and issue.released_at is not None


def book(issue: GazetteIssue, base: str, language: str = PLAIN) -> Book:
    """The book of a public issue; ``base`` is the site's address."""
    gazette = issue.gazette
    place = reverse("portal:gazette_issue", args=[gazette.agency.code, issue.year, issue.number])
    assert issue.released_at is not None
    return Book(
        identifier=f"{base}{place}{'' if language == PLAIN else f'#{language}'}",
        title=str(issue),
        publisher=gazette.sponsor,
        issued_on=issue.dated_on.isoformat(),
        modified_at=issue.released_at,
        source=f"{base}{place}",
        imprint=(
            f"{gazette.sponsor}主办", *([f"{gazette.editor}编辑出版"] if gazette.editor else []),
            f"{day(issue.dated_on)}出版", "本书的文字与政策文件库一致，免费阅读。",
        ),
        chapters=tuple(_chapter(article, base) for article in issue.articles.all()),
        language=language,
    )  # fmt: skip


def _chapter(article: GazetteArticle, base: str) -> Chapter:
    try:
        found = compiling.source(article)
    except Incomplete:
        return _elsewhere(article)
    if found.text.digest != article.digest:
        return _elsewhere(article)
    page = found.page
    record = page if isinstance(page, PolicyRecord) else None
    return Chapter(
        column=article.column,
        title=page.title,
        blocks=Text(page, base).blocks,
        below=article.document_number,
        signed=(record.issued_by, day(record.dated_on)) if record else (),
        source=base + reverse("portal:page", kwargs=found.row.address_parts()),
        digest=article.digest,
    )


def _elsewhere(article: GazetteArticle) -> Chapter:
    """What stands in place of an article whose text is another by now."""
    said = f"本篇刊登以后，政策文件库的正文有变化或者不再公开，刊登时的文字请看全文PDF第{article.begins_on_page}页。"
    return Chapter(article.column, article.title, (Paragraph((Run(said),)),), article.document_number)
