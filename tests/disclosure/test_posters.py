"""Posters of public pages: the whole text, the way to the page, and nothing that is not public."""

from __future__ import annotations

import pypdfium2
import pytest
from django.test import Client

from gongkai.disclosure.models import PublicPage
from gongkai.typeset.poster_pdf import Poster
from tests.disclosure.conftest import Publish

pytestmark = pytest.mark.django_db


def words(data: bytes) -> str:
    with pypdfium2.PdfDocument(data) as book:
        return "\n".join(page.get_textpage().get_text_range() for page in book).replace("\r", "").replace("\n", "")


def test_a_page_and_its_section_hang_on_a_board(client: Client, publish: Publish) -> None:
    page = publish()
    row = PublicPage.objects.get(page=page.pk)
    small = client.get(f"/c/{row.month}/{page.pk}.poster.pdf")
    text = words(small.content)
    assert "关于加强城市供水管理的通知" in text
    assert f"http://testserver/c/{row.month}/{page.pk}.html" in text
    assert "打印日期" in text
    assert b"/MarkInfo" in small.content
    large = client.get(f"/c/{row.month}/{page.pk}.poster.pdf?paper=a3").content
    with pypdfium2.PdfDocument(large) as book:
        assert [round(side) for side in book[0].get_size()] == [842, 1191]
        picture = book[0].render(scale=1).to_pil()
    code = picture.crop((60, 980, 210, 1150)).convert("1")
    assert 0.2 < code.histogram()[0] / (code.width * code.height) < 0.8
    section = PublicPage.objects.get(kind="section")
    listed = words(client.get(f"/c/{section.month}/{section.page_id}.poster.pdf").content)
    assert "关于加强城市供水管理的通知" in listed
    assert "更新日期" in listed
    shown = client.get(f"/c/{row.month}/{page.pk}.html").content.decode()
    assert f'href="/c/{row.month}/{page.pk}.poster.pdf?paper=a3"' in shown
    assert '<meta property="og:type" content="article">' in shown


def test_a_draft_has_no_poster_and_there_are_two_papers(client: Client, draft: Publish, publish: Publish) -> None:
    row = PublicPage.objects.get(page=publish().pk)
    hidden = draft("关于还没有公开的事项的通知")
    assert client.get(f"/c/{row.month}/{hidden.pk}.poster.pdf").status_code == 404
    assert client.get(f"/c/{row.month}/{row.page_id}.poster.pdf?paper=a0").status_code == 404


def test_what_is_no_writing_is_told_before_it_is_set() -> None:
    with pytest.raises(ValueError, match="海报"):
        Poster(title="甲", site="乙", address="http://a/", updated="", rows=(("丙\x07", ""),))
