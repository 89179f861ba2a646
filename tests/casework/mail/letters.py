"""Messages for tests: as bytes, as a mailbox holds them."""

from __future__ import annotations

import base64
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

from gongkai.casework.mail.boxes import Lying

TEXT = "请公开明湖路道路改造工程的立项批复。\n申请人：甄不存，电话00012345678。"
ATTACHED = "附件一：补充说明。\n"


def letter(subject: str = "政府信息公开申请", text: str = TEXT, *, serial: int = 1, **headers: str) -> EmailMessage:
    """An ordinary message."""
    message = EmailMessage()
    told = {"From": "甄不存 <nobody@example.invalid>", "To": "gk@minghu.example", "Message-ID": f"<{serial}@example>"}
    for name, value in {**told, "Subject": subject, "Date": "Wed, 01 Mar 2023 10:00:00 +0800", **headers}.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


def with_files() -> bytes:
    """A message with a good file, one that is refused, and an Outlook wrapping."""
    message = letter()
    message.add_attachment(ATTACHED.encode(), maintype="text", subtype="plain", filename="补充说明.txt")
    message.add_attachment(b"MZ\x90\x00" + b"\0" * 200, maintype="application", subtype="zip", filename="资料.exe")
    message.add_attachment(b"\x78\x9f\x3e\x22", maintype="application", subtype="ms-tnef", filename="winmail.dat")
    return message.as_bytes()


def raw(charset: str, body: bytes, *, declared: str | None = None, kind: str = "text/plain") -> bytes:
    """A message of one part with bytes that may not fit what is declared."""
    named = charset if declared is None else declared
    head = f"From: a@example.invalid\nMessage-ID: <{charset}@example>\nContent-Type: {kind}; charset={named}\n"
    coded = base64.encodebytes(body).decode()
    return f"{head}Content-Transfer-Encoding: base64\n\n{coded}".encode()


def maildir(path: Path) -> Path:
    """An empty maildir."""
    for folder in ("new", "cur", "tmp"):
        (path / folder).mkdir(parents=True)
    return path


class Killed(BaseException):
    """Stands for the end of the process: nothing catches it."""


class Pile:
    """A mailbox in memory. ``kill`` ends the process at the first call of that name."""

    def __init__(self, *messages: bytes, arrived_at: datetime, kill: str = "") -> None:
        self.messages = {str(number): message for number, message in enumerate(messages)}
        self.aside: list[str] = []
        self._arrived_at, self.kill = arrived_at, kill

    def lying(self):  # type: ignore[no-untyped-def]
        for key in [key for key in self.messages if key not in self.aside]:
            yield Lying(key, len(self.messages[key]), self._arrived_at)

    def head(self, key: str) -> bytes | None:
        return self.messages[key]

    def fetch(self, key: str) -> bytes | None:
        return self.messages[key]

    def put_aside(self, key: str) -> None:
        if self.kill == "put_aside":
            raise Killed
        self.aside.append(key)

    def close(self) -> None:
        pass
