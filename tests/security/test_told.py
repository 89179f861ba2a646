"""What applicants are told of their data, and that nothing of it is sent to anybody."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from gongkai.casework.gateways import Mail
from gongkai.casework.outgoing import Outgoing, Refused
from tests.casework.desk import desk, words
from tests.factories import World, at, finish, make_district, online
from tests.portal.filled import place
from tests.security.ways import office_paths

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_district()


def test_whoever_is_asked_for_data_is_told_who_takes_them_why_and_what_becomes_of_them(world: World) -> None:
    """个人信息保护法第十七条: name and contact of the handler, purpose and way, kinds and period, one's rights."""
    said = words(Client().get(place(world)))
    notice = said.partition("个人信息怎样处理")[2]
    for point in (
        f"处理者：{world.office.name}",
        "0000-12345",
        "姓名或者名称、身份证明用来确认申请人",
        "联系方式用来补正、答复和送达",
        "不收集用途",
        "加密保存",
        "期限届满后销毁",
        "查阅、更正",
    ):
        assert point in notice, point


def test_a_case_from_receipt_to_file_connects_to_nobody(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """12.6.1: without a scanner, a mail server, a gateway or a hook that the operator named, nothing is asked."""
    asked: list[Any] = []

    def note(_: socket.socket, address: Any) -> None:
        asked.append(address)
        raise OSError("this test lets nobody out")

    monkeypatch.setattr(socket.socket, "connect", note)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *names, **_: asked.append(names[:1]) or [])
    case = online(world, on=at(2023, 3, 1)).case
    finish(world, case, on=at(2023, 3, 10))
    officer = desk(world.officer)
    for path in [*office_paths().values(), f"/office/requests/{case.number}/", "/", "/guide/", "/progress/"]:
        officer.get(path)
    assert asked == []
    with socket.socket() as probe, pytest.raises(OSError, match="lets nobody out"):
        probe.connect(("127.0.0.1", 9))


@pytest.mark.parametrize(
    ("to", "subject"),
    [("a@example.invalid\nBcc: b@example.invalid", "通知"), ("a@example.invalid", "通知\r\nBcc: b@example.invalid")],
)
def test_no_line_break_becomes_a_header_of_a_letter(world: World, to: str, subject: str) -> None:
    with pytest.raises(Refused):
        Mail().send(Outgoing("key", to, "内容", subject, "电子邮件"), at=at(2023, 3, 6))
    assert mail.outbox == []
    page = desk(world.officer).post("/office/mailbox/", {"email": to.replace("a@", "x@")})
    assert (page.status_code == 422) is ("\n" in to)
