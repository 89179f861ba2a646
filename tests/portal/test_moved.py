"""Addresses of a former site go on leading to their pages; a table that cannot be right is refused whole."""

from __future__ import annotations

from html import unescape
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from gongkai.audit.models import Action, Entry
from gongkai.disclosure.models import PolicyDocument, PublicPage
from gongkai.editorial import gate
from gongkai.portal import moved
from gongkai.portal.models import OldAddress
from tests.casework.register_files import as_xlsx
from tests.disclosure.conftest import Publish, draft, publish, section, staff, world
from tests.editorial.site import body
from tests.factories import World, at

__all__ = ["draft", "publish", "section", "staff", "world"]

pytestmark = pytest.mark.django_db
NOW = at(2026, 3, 2)


@pytest.fixture
def page(publish: Publish) -> PolicyDocument:
    return publish(body=body("为了保障供水，制定本办法。"))


def place(page: PolicyDocument) -> str:
    return reverse("portal:page", kwargs=PublicPage.objects.get(page=page.pk).address_parts())


def taken(*rows: tuple[str, str], replace: bool = False) -> int:
    data = "\n".join(["旧网址,现在的网址", *(f"{old},{new}" for old, new in rows)])
    return moved.take_in(lines=moved.read(data.encode("gb18030")), at=NOW, replace=replace)


def test_old_addresses_lead_to_their_pages_for_ever(page: PolicyDocument, world: World, client: Client) -> None:
    assert page.index_number is not None
    rows = [
        ("http://old.example/art/2019/3/5/art_12_345.html", page.index_number),
        ("/show.asp?id=7", f"http://www.minghu.example{place(page)}"),
        ("/公开/目录.html", "/policies/"),
    ]
    assert taken(*rows) == 3
    assert taken(*rows) == 0
    for old in ("/art/2019/3/5/art_12_345.html", "/art/2019/3/5/art_12_345.html?from=app", "/show.asp?id=7"):
        answer = client.get(old)
        assert (answer.status_code, answer["Location"]) == (301, place(page)), old
    assert client.get("/公开/目录.html")["Location"] == "/policies/"
    assert client.get("/show.asp?id=8").status_code == 404
    assert client.post("/show.asp?id=7").status_code == 404
    assert Entry.objects.filter(action=Action.OLD_ADDRESSES).count() == 1
    newest = page.latest_revision.as_object()
    newest.title = "关于加强供水管理的通知（修订）"
    newest.save_revision()
    gate.withdraw(key=page.gate_key, why="改标题", by=world.officer, at=NOW)
    assert client.get("/show.asp?id=7")["Location"] == place(page), "a page that left keeps its address"


def test_what_cannot_be_right_is_refused_whole(page: PolicyDocument, tmp_path: Path) -> None:
    taken(("/a.html", "/policies/"))
    with pytest.raises(moved.BadLines) as refused:
        taken(
            ("/guide/", "/policies/"),
            ("/b.html", "/c/202301/999.html"),
            ("/c.html", "/b.html"),
            ("/d.html", "http://elsewhere.example/policies/"),
            ("/e.html", "/office/"),
            ("f.html", "/policies/"),
            ("/g.html", "/policies/"),
            ("/g.html", "/reports/"),
            ("/a.html", "/reports/"),
        )
    said = refused.value.sentences
    assert len(said) == 8
    for words in (
        "第2行的旧网址“/guide/”正由本网站使用",
        "第3行的“/c/202301/999.html”不是",
        "第9行",
        "已经指向 /policies/",
    ):
        assert any(words in sentence for sentence in said), words
    assert OldAddress.objects.count() == 1
    assert taken(("/a.html", "/reports/"), replace=True) == 1

    file, out = tmp_path / "old.csv", StringIO()
    file.write_text("/h.html,/map/\n", "utf-8-sig")
    call_command("import_redirects", str(file), stdout=out)
    call_command("import_redirects", "--list", stdout=out)
    assert out.getvalue().split() == ["共1行，新导入或者改变了1个旧网址。", "/a.html,/reports/", "/h.html,/map/"]
    file.write_text("/i.html\n")
    for arguments, words in (([str(file)], "1处问题"), ([str(tmp_path)], "读不了"), ([], "请写明CSV文件")):
        with pytest.raises(CommandError, match=words):
            call_command("import_redirects", *arguments, stderr=out)


def test_the_office_looks_at_every_row_before_it_takes_any(page: PolicyDocument, world: World, client: Client) -> None:
    office, where = "/office/moved/", place(page)
    for person in (world.handler, world.auditor, world.stranger):
        client.force_login(person)
        assert client.get(office).status_code == 403
        assert client.post(office, {"do": "add", "old": "/x.html", "new": where}).status_code == 403
    client.force_login(world.officer)
    assert "还没有登记" in client.get(office).content.decode()
    assert client.post(office, {"do": "add", "old": "/one.html", "new": where}).status_code == 302
    again = client.post(office, {"do": "add", "old": "/one.html", "new": "/policies/"})
    assert again.status_code == 422
    assert "已经指向" in again.content.decode()

    def look(*rows: tuple[str, str], **told: str) -> str:
        book = as_xlsx([["旧网址", "现在的网址"], *(list(row) for row in rows)])
        file = SimpleUploadedFile("旧网址.xlsx", book)
        return client.post(office, {"do": "look", "file": file} | told).content.decode()

    chain = look(
        ("/two.html", where), ("/three.html", "/two.html"), ("/four.html", "/four.html"), ("/one.html", "/map/")
    )
    assert chain.count("本身是旧网址，不能接力跳转") == 2, "neither a chain nor a loop"
    assert "共4行：新增1行　不能导入3行" in chain
    assert "确认导入" not in chain
    good = look(("/two.html", where), ("/one.html", "/map/"), replace="on")
    assert "共2行：新增1行　改变指向1行" in good
    assert OldAddress.objects.count() == 1, "looking writes nothing"
    lines = unescape(good.split('name="lines" hidden>')[1].split("</textarea>")[0])
    assert client.post(office, {"do": "take", "lines": lines}).status_code == 422, (
        "and changes none that was not allowed"
    )
    assert client.post(office, {"do": "take", "lines": lines, "replace": "on"}).status_code == 302
    assert dict(OldAddress.objects.values_list("address", "target")) == {"/one.html": "/map/", "/two.html": where}
    assert (Entry.objects.filter(action=Action.OLD_ADDRESSES).latest("pk").actor) == world.officer.actor

    assert "（1个，含“two”）" in client.get(office, {"words": "two"}).content.decode()
    row = OldAddress.objects.get(address="/two.html")
    assert client.post(office, {"do": "remove", "row": row.pk, "why": " "}).status_code == 422
    assert client.post(office, {"do": "remove", "row": row.pk, "why": "写错了"}).status_code == 302
    assert client.get("/two.html").status_code == 404
    entry = Entry.objects.get(action=Action.OLD_ADDRESS_REMOVED)
    assert entry.detail == {"address": "/two.html", "target": where, "why": "写错了"}
    for data in (b"", b"PK broken", b"/a.html\n", b"\xff\xfe\xff"):
        told = {"do": "look", "file": SimpleUploadedFile("a.csv", data or b" ")}
        assert client.post(office, told).status_code == 422, data
    assert client.post(office, {"do": "x"}).status_code == 403
