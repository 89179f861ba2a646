"""The editor's screens: writing, files, handing in, taking back and down; and what stands in their headers."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.models import Collection

from gongkai.agencies import absences
from gongkai.disclosure import publishing
from gongkai.disclosure.models import Article, HomePage, Paper, Picture, Section
from gongkai.editorial import pages, reading
from gongkai.editorial.models import Round
from gongkai.files.errors import Refused
from tests.editorial.papers import Staff, sign_all
from tests.editorial.site import fresh, home, paper, png, reviewed, write, write_everything
from tests.editorial.test_reading import FILE
from tests.factories import World
from tests.files.made import docx_file, parts_of, with_parts

pytestmark = pytest.mark.django_db
ENCLOSED = {"enclosures-count": "0"}


@pytest.fixture
def author(staff: Staff) -> Client:
    client = Client()
    client.force_login(staff.author)
    return client


def form(**changes: str) -> dict[str, str]:
    said = {"title": "关于供水的消息", "attribute": "proactive", "attribute_reason": "", "source": "水务局"}
    text = {"body-count": "1", "body-0-deleted": "", "body-0-order": "0", "body-0-type": "heading", "body-0-id": ""}
    return said | text | {"body-0-value": "停水时间", "search_description": ""} | ENCLOSED | changes


def test_the_first_to_come_finds_a_place_and_no_one_elses(author: Client, world: World, staff: Staff) -> None:
    answer = author.get("/office/editor/pages/", follow=True)
    assert answer.status_code == 200
    assert HomePage.objects.get().agency == world.office
    author.get("/office/editor/")
    assert HomePage.objects.count() == 1
    shown = answer.content.decode()
    assert world.office.name in shown
    for word in ("发布", "Publish", "工作流", "用户管理"):
        assert f">{word}<" not in shown, word
    # addresses are flat, so no warning that pages here cannot be reached; and an empty list says so in Chinese
    assert "help-warning" not in shown
    assert "还没有内容" in shown
    # a handler drafts nothing public and stays outside; so do the auditor and who is not signed in
    for user in (world.handler, world.auditor):
        other = Client()
        other.force_login(user)
        assert other.get("/office/editor/").status_code == 403
    assert Client().get("/office/editor/")["Location"].startswith("/office/sign-in/?next=")


def test_from_the_form_to_the_round(author: Client, world: World, staff: Staff) -> None:
    section = write(Section, home(world.office), staff.author, "供水")
    add = f"/office/editor/pages/add/disclosure/article/{section.pk}/"
    assert "第1至1项，共1项" in author.get("/office/editor/pages/", follow=True).content.decode()
    opened = author.get(add)
    assert opened.status_code == 200
    shown = opened.content.decode()
    assert "保存并送审" in shown
    for name in ("action-publish", "action-submit", "go_live_at", "expire_at", "action-unpublish"):
        assert name not in shown, name
    answer = author.post(add, form(**{"action-review": "x"}))
    page = fresh(Article.objects.get())
    assert answer["Location"] == f"/office/content/{page.pk}/"
    assert (page.live, page.agency, page.under_id, page.owner) == (False, world.office, section.pk, staff.author)
    stands = author.get(answer["Location"]).content.decode()
    for sentence in ("没有公开", "没有初审", "没有保密审查"):
        assert sentence in stands
    done = author.post(answer["Location"], {"do": "submit", "words": "请审", "urgent": "on"}, follow=True)
    assert "已送审1项" in done.content.decode()
    assert Round.objects.get().urgent
    # while it runs the editor is locked, with the reason; taking it back opens it
    edit = f"/office/editor/pages/{page.pk}/edit/"
    locked = author.get(edit).content.decode()
    assert "撤回送审" in locked
    author.post(edit, form(title="锁着也改"))
    assert pages.newest(fresh(page)).title == "关于供水的消息"
    author.post(f"/office/content/{page.pk}/", {"do": "take_back"})
    assert author.post(edit, form(title="改过")).status_code == 302
    assert pages.newest(fresh(page)).title == "改过"
    # and the screen says what is wrong instead of saving half of it
    refused = author.post(f"/office/content/{page.pk}/", {"do": "take_back"})
    assert refused.status_code == 422
    assert "不需要再处理" in refused.content.decode()
    assert author.post(f"/office/content/{page.pk}/", {"do": "publish"}).status_code == 404


def test_a_reason_where_the_attribute_wants_one(author: Client, world: World, staff: Staff) -> None:
    section = write(Section, home(world.office), staff.author, "供水")
    add = f"/office/editor/pages/add/disclosure/article/{section.pk}/"
    answer = author.post(add, form(attribute="withheld"))
    assert answer.status_code == 200
    assert "应当说明理由" in answer.content.decode()
    assert not Article.objects.exists()


def test_companions_and_withdrawal_on_the_screen(author: Client, world: World, staff: Staff) -> None:
    written = write_everything(world, staff)
    where = f"/office/content/{written.policy.pk}/"
    assert "同步审签" in author.get(where).content.decode()
    alone = author.post(where, {"do": "submit"})
    assert alone.status_code == 422
    assert "同步审签" in alone.content.decode()
    assert author.post(where, {"do": "submit", "companions": [written.interpretation.gate_key]}).status_code == 302
    for row in Round.objects.all():
        sign_all(row, staff)
    assert publishing.public_address(written.policy.gate_key) in author.get(where).content.decode()
    assert author.post(where, {"do": "withdraw", "why": "有误"}).status_code == 422
    officer = Client()
    officer.force_login(world.officer)
    assert officer.post(where, {"do": "withdraw", "why": ""}).status_code == 422
    assert officer.post(where, {"do": "withdraw", "why": "有误"}).status_code == 302
    assert not fresh(written.policy).live


def test_a_deputy_writes_for_who_is_away(world: World, staff: Staff) -> None:
    from django.utils.timezone import localdate, now

    client = Client()
    client.force_login(world.leader)
    assert client.get("/office/editor/").status_code == 403
    absences.record(
        user=staff.author, substitute=world.leader, away_from=localdate(), away_until=localdate(), by=world.officer,
        at=now(),
    )  # fmt: skip
    assert client.get("/office/editor/", follow=True).status_code == 200


def test_the_policy_of_scripts_is_loosened_for_the_editor_alone(
    author: Client, client: Client, world: World, staff: Staff
) -> None:
    strict = client.get("/")["Content-Security-Policy"]
    assert "unsafe" not in strict
    inside = author.get("/office/editor/pages/", follow=True)["Content-Security-Policy"]
    assert "script-src" not in inside  # as everywhere: default-src 'self'
    assert "default-src 'self'" in inside
    assert "style-src 'self' 'unsafe-inline'" in inside
    assert "unsafe" not in author.get("/office/")["Content-Security-Policy"]
    # so a form that begins with a script in the page would be dead: there is none
    section = write(Section, home(world.office), staff.author, "供水")
    for kind in ("article", "policydocument", "interpretation", "section"):
        form = author.get(f"/office/editor/pages/add/disclosure/{kind}/{section.pk}/").content.decode()
        scripts = re.findall(r"<script([^>]*)>", form)
        assert [given for given in scripts if "src=" not in given and "application/json" not in given] == [], kind


def test_files_are_looked_into_and_cleaned(world: World, staff: Staff) -> None:
    from gongkai.disclosure import places

    (collection,) = places.collections([world.office])
    came = docx_file()
    assert "docProps/core.xml" in parts_of(came)
    row = Paper(title="方案", file=SimpleUploadedFile("方案.docx", came), collection=collection)
    row.save()
    assert row.shown_name == "方案.docx"
    assert "docProps/core.xml" not in parts_of(row.content())
    assert row.cleaned
    for name, data in (("x.docx", b"MZ\x90\x00" * 40), ("x.txt", b"")):
        bad = Paper(title="x", file=SimpleUploadedFile(name, data), collection=collection)
        with pytest.raises(ValidationError):
            bad.full_clean(exclude=["digest", "kind"])
        with pytest.raises(Refused):
            bad.save()
    # deleted words that anybody can bring back are no cleaning's affair: the author decides, then uploads again
    trace = '<w:p><w:del w:id="1" w:author="x"><w:r><w:delText>删去</w:delText></w:r></w:del></w:p></w:body>'
    traced = with_parts(came, {"word/document.xml": lambda text: text.replace(b"</w:body>", trace.encode())})
    with pytest.raises(Refused, match="修订痕迹"):
        Paper(title="x", file=SimpleUploadedFile("x.docx", traced), collection=collection).save()
    assert Paper.objects.count() == 1


def test_a_mark_that_cleaning_would_take_away_is_not_lost(
    world: World, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gongkai.disclosure import places

    monkeypatch.setattr(reading, "file", FILE)
    (collection,) = places.collections([world.office])
    for words, lost in (("秘密★10年", True), ("请核对数字", False)):
        noted = f"<dc:subject>{words}</dc:subject></cp:coreProperties>".encode()
        came = with_parts(
            docx_file(), {"docProps/core.xml": lambda text, noted=noted: text.replace(b"</cp:coreProperties>", noted)}
        )
        row = Paper(title="x", file=SimpleUploadedFile("x.docx", came), collection=collection)
        if not lost:
            row.save()
            continue
        with pytest.raises(Refused, match=words) as refused:
            row.save()
        assert refused.value.code == "MARKED"


def test_a_picture_and_a_file_come_in_through_the_screens(author: Client, world: World) -> None:
    author.get("/office/editor/")
    upload = SimpleUploadedFile("明湖.png", png(), content_type="image/png")
    collection = Collection.objects.get(depth=2)
    answer = author.post("/office/editor/images/add/", {"title": "明湖", "file": upload, "collection": collection.pk})
    assert answer.status_code == 302
    assert Picture.objects.get().shown_name == "明湖.png"
    bad = SimpleUploadedFile("名单.txt", b"\x00", content_type="text/plain")
    answer = author.post("/office/editor/documents/add/", {"title": "名单", "file": bad, "collection": collection.pk})
    assert answer.status_code == 200
    assert not Paper.objects.exists()
    listed = author.get("/office/editor/images/").content.decode()
    assert "/office/content/pictures/" in listed


def test_public_files_refuse_on_the_screen_too(author: Client, world: World, staff: Staff) -> None:
    written = write_everything(world, staff)
    reviewed(staff, written.article)
    edit = f"/office/editor/documents/edit/{written.paper.pk}/"
    answer = author.post(edit, {"title": "别名", "collection": written.paper.collection_id})
    assert answer.status_code == 200
    assert "不能更换或者改名" in answer.content.decode()
    unused = paper(world.office, staff.author, "x", "没有用")
    assert author.post(f"/office/editor/documents/delete/{unused.pk}/").status_code == 302
    assert author.post(f"/office/editor/documents/delete/{written.paper.pk}/").status_code == 409
    assert Paper.objects.filter(pk=written.paper.pk).exists()


def test_wagtails_own_preview_shows_the_portals_page(author: Client, world: World, staff: Staff) -> None:
    written = write_everything(world, staff)
    edit = f"/office/editor/pages/{written.article.pk}/edit/"
    assert author.post(f"{edit}preview/", form(title="预览的标题")).json()["is_valid"]
    answer = author.get(f"{edit}preview/")
    assert "预览的标题" in answer.content.decode()
    assert "公众看不到" in answer.content.decode()
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert author.get(f"/office/editor/pages/{written.article.pk}/view_draft/").status_code == 200
