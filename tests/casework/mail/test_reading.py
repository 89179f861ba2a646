"""Messages as senders in China write them, and as nobody should: each is read or kept, none raises."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.casework.mail import reading
from gongkai.casework.mail.reading import Sort
from tests.casework.mail.letters import letter, raw, with_files

SAID = "申请公开〇二三年度预算，㐀"


@pytest.mark.parametrize(
    ("charset", "declared"),
    [
        ("gbk", "gb2312"),
        ("gb18030", "gb2312"),
        ("gb18030", "utf-8"),
        ("utf-8", "gb2312"),
        ("utf-8", "x-unknown"),
        ("gb18030", ""),
    ],
)
def test_charsets_are_found_out_even_where_the_header_is_wrong(charset: str, declared: str) -> None:
    said = SAID if charset != "gbk" else SAID.removesuffix("㐀")
    found = reading.read(raw(charset, said.encode(charset), declared=declared))
    assert found.text == said
    assert found.notes == []


def test_what_cannot_be_decoded_is_marked_and_the_rest_is_shown() -> None:
    found = reading.read(raw("utf-8", "申请".encode() + b"\xff\xfe" + "公开".encode()))
    assert found.text.startswith("申请")
    assert found.text.endswith("公开")
    assert "无法辨认的字符" in found.notes[0]


def test_headers_are_read_in_every_spelling() -> None:
    plain = b"From: \xd5\xe7 <a@example.invalid>\nSubject: =?gb2312?B?yerH67mrv6o=?=\n =?gb2312?B?yerH67mrv6o=?=\n\nx"
    found = reading.read(plain)
    assert (found.name, found.subject) == ("甄", "申请公开申请公开")


def test_html_is_text_only_and_the_plain_alternative_is_preferred() -> None:
    page = "<head><style>p{}</style></head><p>申请<b>公开</b></p><script>alert(1)</script><div>批复<br>全文</div>末尾"
    found = reading.read(raw("utf-8", page.encode(), kind="text/html"))
    assert found.text.split() == ["申请公开", "批复", "全文", "末尾"]
    both = letter(text="平文")
    both.add_alternative("<p>网页</p>", subtype="html")
    assert reading.read(both.as_bytes()).text == "平文"


def test_a_forwarded_message_is_read_with_its_files() -> None:
    outer = letter("转发", "请看下面")
    outer.add_attachment(__import__("email").message_from_bytes(with_files(), policy=outer.policy))
    found = reading.read(outer.as_bytes())
    assert "请看下面" in found.text
    assert "立项批复" in found.text
    assert [file.name for file in found.files] == ["补充说明.txt", "资料.exe", "winmail.dat"]


@pytest.mark.parametrize(
    ("headers", "sort"),
    [
        ({}, Sort.LETTER),
        ({"Auto_Submitted": "auto-generated"}, Sort.LETTER),
        ({"Auto_Submitted": "auto-replied"}, Sort.REPLY),
        ({"Subject": "自动回复：我在休假"}, Sort.REPLY),
        ({"Subject": "申请公开自动回复系统的采购合同"}, Sort.LETTER),
        ({"From": "MAILER-DAEMON@example.invalid"}, Sort.BOUNCE),
    ],
)
def test_automatic_mail_is_told_from_letters(headers: dict[str, str], sort: Sort) -> None:
    subject = headers.pop("Subject", "政府信息公开申请")
    assert reading.read(letter(subject, **headers).as_bytes()).sort is sort


def test_encrypted_mail_says_so() -> None:
    head = b"From: a@example.invalid\nContent-Type: multipart/encrypted; boundary=b\n\n"
    found = reading.read(head + b"--b\nContent-Type: application/octet-stream\n\nxx\n--b--\n")
    assert "加密" in found.notes[0]
    assert "PGP" in reading.read(letter(text="-----BEGIN PGP MESSAGE-----\nxx").as_bytes()).notes[0]


def test_hostile_structures_end_in_a_message_that_is_kept() -> None:
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3000))
    assert reading.read(b"From: a@example.invalid\n" + nested).notes
    assert reading.read(b"\x00\xff\xfe no message").sort is Sort.UNREADABLE
    many = (
        b"From: a@b\nContent-Type: multipart/mixed; boundary=b\n\n"
        + b"--b\nContent-Type: image/png; name=a.png\n\nx\n" * 500
    )
    found = reading.read(many)
    assert len(found.files) == reading.MOST_FILES
    assert len(found.notes) == 2


@given(st.binary(max_size=400), st.booleans())
def test_nothing_raises(data: bytes, headed: bool) -> None:
    start = b"From: a@b\nContent-Type: multipart/mixed; boundary=b\nSubject: =?x?B?" if headed else b""
    assert reading.read(start + data).sort in Sort
    assert len(reading.mark_of(data)) == 64


def test_the_mark_ignores_the_stamps_of_servers_and_nothing_else() -> None:
    plain = letter().as_bytes()
    assert reading.mark_of(
        b"Received: from x by y; now\nX-Spam: no\n" + plain.replace(b"\n", b"\r\n")
    ) == reading.mark_of(plain)
    assert reading.mark_of(letter(text="别的").as_bytes()) != reading.mark_of(plain)
    assert reading.mark_of(letter(serial=2).as_bytes()) != reading.mark_of(plain)
