"""The ways out: what counts as taken, what is refused for good, what is tried again, and what is never followed."""

from __future__ import annotations

import json
import smtplib
import socket
import stat
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from gongkai.casework import gateways
from gongkai.casework import message_checks as checks
from gongkai.casework.http_sms import HttpSms
from gongkai.casework.outgoing import NotSent, Outgoing, Refused, Unreachable
from gongkai.config.mail import mail as described
from tests.casework.sms_gateway import Desk, open_desk
from tests.factories import at

NOW = at(2023, 3, 1)
SMS = Outgoing("MHB-2023-00001:2:receipt:sms", "10000000000", "您的申请已收到", label="短信")
LETTER = Outgoing("MHB-2023-00001:2:receipt:email", "nobody@example.invalid", "您的申请已收到", "主题", "电子邮件")


@pytest.fixture
def desk() -> Iterator[Desk]:
    with open_desk() as found:
        yield found


def gateway(desk: Desk, **changes: Any) -> HttpSms:
    return replace(HttpSms.at(desk.address, "shared-key"), **changes)


def test_a_message_is_posted_with_the_key_and_the_same_id_each_time(desk: Desk) -> None:
    for _ in range(2):
        gateway(desk).send(SMS, at=NOW)
    (headers, told), again = desk.heard
    assert told == {"id": SMS.key, "to": SMS.to, "text": SMS.text, "at": "2023-03-01T09:00:00+08:00"}
    assert headers["Authorization"] == "Bearer shared-key"
    assert headers["Idempotency-Key"] == again[0]["Idempotency-Key"] == SMS.key


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, b'{"accepted": false}', Refused),
        (400, b"", Refused),
        (422, b"{}", Refused),
        (200, b"<html>please sign in</html>", NotSent),
        (200, b'{"accepted": "true"}', NotSent),
        (200, b"[]", NotSent),
        (200, b"\xff\xfe\x00", NotSent),
        (200, b"[" * 60_000, NotSent),
        (200, b"", NotSent),
        (401, b"", NotSent),
        (404, b"", NotSent),
        (429, b"", NotSent),
        (500, b'{"accepted": true}', NotSent),
        (503, b"", NotSent),
    ],
)
def test_only_a_clear_yes_counts(desk: Desk, status: int, body: bytes, expected: type[NotSent]) -> None:
    desk.status, desk.body = status, body
    with pytest.raises(NotSent) as refused:
        gateway(desk).send(SMS, at=NOW)
    assert type(refused.value) is expected
    assert SMS.to not in str(refused.value)
    assert "短信网关" in str(refused.value)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_number_and_key_do_not_follow_a_redirect(desk: Desk, status: int) -> None:
    with open_desk() as elsewhere:
        desk.status, desk.headers = status, {"Location": elsewhere.address}
        with pytest.raises(NotSent, match="没有跟随"):
            gateway(desk).send(SMS, at=NOW)
        assert elsewhere.heard == []


def test_a_gateway_that_does_not_answer_is_not_waited_for(desk: Desk) -> None:
    desk.pause = 1.5
    with pytest.raises(Unreachable, match="没有按时应答"):
        gateway(desk, patience=0.2).send(SMS, at=NOW)


def test_a_gateway_that_is_not_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(Unreachable, match="连接不上"):
        HttpSms.at(f"http://127.0.0.1:{port}/", "k").send(SMS, at=NOW)


@pytest.mark.parametrize("said", [b"", b"not http\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"])
def test_a_line_that_breaks_off_is_no_yes(said: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            line, _ = server.accept()
            with line:
                line.recv(65536)
                line.sendall(said)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        with pytest.raises(NotSent):
            HttpSms.at(f"http://127.0.0.1:{server.getsockname()[1]}/", "k").send(SMS, at=NOW)
        thread.join(5)


def test_a_gateway_that_dribbles_is_given_up() -> None:
    """Each piece comes in time, all of them together do not."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            line, _ = server.accept()
            with line, suppress(OSError):
                line.recv(65536)
                line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
                for _ in range(1000):
                    line.sendall(b" ")
                    time.sleep(0.02)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        address = f"http://127.0.0.1:{server.getsockname()[1]}/"
        with pytest.raises(Unreachable, match="没有按时应答"):
            replace(HttpSms.at(address, "k"), patience=0.3).send(SMS, at=NOW)
        thread.join(5)


# ------------------------------------------------------------------------------- files


def test_the_file_gateway_writes_lines_that_only_its_owner_reads(tmp_path: Path) -> None:
    folder = tmp_path / "outbox"
    for text in ("甲", "乙\n丙"):
        gateways.FileSms(folder).send(replace(SMS, text=text), at=NOW)
    lines = (folder / "sms.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["text"] for line in lines] == ["甲", "乙\n丙"]
    assert json.loads(lines[0]) == {"at": NOW.isoformat(), "id": SMS.key, "to": SMS.to, "text": "甲"}
    assert stat.S_IMODE((folder / "sms.jsonl").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_folder_that_cannot_be_written_is_unreachable(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("a file")
    with pytest.raises(Unreachable, match="发件文件夹"):
        gateways.FileSms(tmp_path / "outbox").send(SMS, at=NOW)


def test_mail_goes_into_files_when_nothing_is_set(tmp_path: Path, settings: LazySettings) -> None:
    settings.GONGKAI_OUTBOX = tmp_path
    for name, value in described("file", tmp_path).items():
        setattr(settings, name, value)
    gateways.Mail().send(LETTER, at=NOW)
    (found,) = (tmp_path / "mail").iterdir()
    assert "nobody@example.invalid" in found.read_text("utf-8")
    assert stat.S_IMODE((tmp_path / "mail").stat().st_mode) == 0o700


# ------------------------------------------------------------------------------- mail


def test_a_letter_has_the_same_identification_each_time_and_asks_for_no_answer() -> None:
    for _ in range(2):
        gateways.Mail().send(LETTER, at=NOW)
    first, second = mail.outbox
    assert (first.subject, first.body, first.to) == ("主题", "您的申请已收到", ["nobody@example.invalid"])
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
    assert first.extra_headers["Auto-Submitted"] == "auto-generated"
    assert "MHB" not in first.extra_headers["Message-ID"]


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (smtplib.SMTPRecipientsRefused({"nobody@example.invalid": (550, b"no such user nobody")}), Refused),
        (smtplib.SMTPRecipientsRefused({"nobody@example.invalid": (451, b"later")}), NotSent),
        (smtplib.SMTPDataError(554, b"spam"), Refused),
        (smtplib.SMTPDataError(421, b"busy"), NotSent),
        (smtplib.SMTPAuthenticationError(535, b"who are you"), Unreachable),
        (smtplib.SMTPServerDisconnected("gone"), Unreachable),
        (TimeoutError("slow"), Unreachable),
        (ConnectionRefusedError(111, "refused"), Unreachable),
        (UnicodeEncodeError("ascii", "甄", 0, 1, "nobody@example.invalid"), Refused),
    ],
)
def test_what_a_mail_server_says(monkeypatch: pytest.MonkeyPatch, error: Exception, expected: type[NotSent]) -> None:
    def refuse(*_: object) -> int:
        raise error

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    with pytest.raises(NotSent) as refused:
        gateways.Mail().send(LETTER, at=NOW)
    assert type(refused.value) is expected
    assert "nobody" not in str(refused.value)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("smtp://mail.example:2525", {"EMAIL_HOST": "mail.example", "EMAIL_PORT": 2525, "EMAIL_USE_TLS": True}),
        ("smtps://u%40x:p%2Fw@mail.example", {"EMAIL_PORT": 465, "EMAIL_USE_SSL": True, "EMAIL_HOST_USER": "u@x"}),
        ("smtp+plain://mail.example", {"EMAIL_PORT": 25, "EMAIL_USE_TLS": False, "EMAIL_USE_SSL": False}),
        ("none", {"EMAIL_BACKEND": gateways.NO_BACKEND}),
        ("file", {"EMAIL_BACKEND": gateways.FILE_BACKEND, "EMAIL_FILE_PATH": "/o/mail"}),
    ],
)
def test_a_mail_server_from_one_address(address: str, expected: dict[str, Any]) -> None:
    found = described(address, Path("/o"))
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize("address", ["", "mail.example", "http://mail.example", "smtp://"])
def test_a_mail_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="GONGKAI_MAIL"):
        described(address, Path("/o"))


# ------------------------------------------------------------------------------- settings


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("GONGKAI_SMS", "ftp://x", checks.SMS),
        ("GONGKAI_SMS", "https://", checks.SMS),
        ("GONGKAI_SMS", "https://name:word@sms.example/", checks.SMS),
        ("GONGKAI_SMS", "https://sms.example/", checks.SMS),  # without a key
        ("GONGKAI_QUIET", "9pm-8am", checks.QUIET),
        ("GONGKAI_QUIET", "25:00-08:00", checks.QUIET),
    ],
)
def test_a_setting_that_cannot_work_is_found_at_the_start(
    settings: LazySettings, name: str, value: str, code: str
) -> None:
    assert checks.messages_can_be_sent() == []
    setattr(settings, name, value)
    (found,) = checks.messages_can_be_sent()
    assert found.id == code


def test_numbers_in_the_open_are_warned_of(settings: LazySettings) -> None:
    settings.GONGKAI_SMS, settings.GONGKAI_SMS_KEY = "http://sms.example/send", "k"
    assert [found.id for found in checks.messages_can_be_sent()] == [checks.OPEN]
    settings.GONGKAI_SMS = "http://127.0.0.1:9000/send"
    assert checks.messages_can_be_sent() == []


def test_a_miswritten_setting_stops_messages_and_not_the_office(settings: LazySettings) -> None:
    settings.GONGKAI_SMS = "ftp://x"
    assert "sms" in gateways.offered()
    with pytest.raises(Unreachable, match="写法不对"):
        gateways.gateways()["sms"].send(SMS, at=NOW)


def test_a_way_that_was_turned_off_refuses(settings: LazySettings) -> None:
    settings.GONGKAI_SMS, settings.EMAIL_BACKEND = "none", gateways.NO_BACKEND
    for means, message in (("sms", SMS), ("email", LETTER)):
        with pytest.raises(Refused, match=f"没有配置发送{message.label}的网关"):
            gateways.gateways()[means].send(message, at=NOW)
    assert gateways.offered() == frozenset()
