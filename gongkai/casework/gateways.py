"""The port for text messages and e-mail: what leaves the house goes through here (GONGKAI_SMS, GONGKAI_MAIL).

A gateway either takes a message or raises `NotSent` with a sentence that names nobody. Only a clear "taken" counts:
silence, an error, a redirect or an answer that is not understood does not.
"""

from __future__ import annotations

import hashlib
import json
import os
import smtplib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMessage

from gongkai.casework.http_sms import HttpSms
from gongkai.casework.outgoing import NotSent, Outgoing, Refused, Unreachable
from gongkai.casework.records import Message

FILE_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
NO_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
REFUSED_FOR_GOOD = range(550, 555)
"""SMTP codes that speak of the address or the message, so that trying again is of no use (RFC 5321)."""


class BadSetting(ValueError):
    """GONGKAI_SMS is written in a way that names no gateway."""


class Gateway(Protocol):
    """Anything that can take a message to somebody."""

    def send(self, message: Outgoing, *, at: datetime) -> None:
        """Return when the message was taken. Raises NotSent."""


@dataclass(frozen=True, slots=True)
class FileSms:
    """Writes text messages into a file that only the program's own user may read, one JSON object a line."""

    folder: Path

    def send(self, message: Outgoing, *, at: datetime) -> None:
        line = {"at": at.isoformat(), "id": message.key, "to": message.to, "text": message.text}
        data = (json.dumps(line, ensure_ascii=False) + "\n").encode()
        try:
            # One write with O_APPEND, so that the lines of two workers never mix.
            handle = os.open(own_folder(self.folder) / "sms.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                os.write(handle, data)
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as error:
            raise Unreachable(f"不能写入发件文件夹：{error.strerror}。") from error


@dataclass(frozen=True, slots=True)
class NoGateway:
    """What stands in place of a gateway that was turned off after messages had been written."""

    def send(self, message: Outgoing, *, at: datetime) -> None:  # noqa: ARG002 - the port's form
        raise Refused(f"没有配置发送{message.label}的网关。")


@dataclass(frozen=True, slots=True)
class Miswritten:
    """What stands in place of a gateway whose setting cannot be read: messages wait for the operator, and requests
    are taken in meanwhile."""

    def send(self, message: Outgoing, *, at: datetime) -> None:  # noqa: ARG002 - the port's form
        raise Unreachable(f"发送{message.label}的设置写法不对，请通知运维人员。")


@dataclass(frozen=True, slots=True)
class Mail:
    """E-mail through Django's backend: SMTP, or files in service without a mail server."""

    def send(self, message: Outgoing, *, at: datetime) -> None:  # noqa: ARG002 - Django dates its mail itself
        if settings.EMAIL_BACKEND == FILE_BACKEND:
            own_folder(Path(settings.GONGKAI_OUTBOX) / "mail")
        # The same identification each time, so that a mailbox knows a repeated message; and no answering machine
        # shall answer.
        name = hashlib.sha256(message.key.encode()).hexdigest()[:32]
        headers = {"Message-ID": f"<{name}@gongkai.invalid>", "Auto-Submitted": "auto-generated", **message.headers}
        letter = EmailMessage(message.subject, message.text, settings.DEFAULT_FROM_EMAIL, [message.to], headers=headers)
        try:
            letter.send()
        except smtplib.SMTPRecipientsRefused as error:
            raise _refusal(max((code for code, _ in error.recipients.values()), default=0)) from error
        except smtplib.SMTPAuthenticationError as error:
            raise Unreachable(f"邮件服务器不接受本系统的账号（{error.smtp_code}）。") from error
        except smtplib.SMTPResponseException as error:
            raise _refusal(error.smtp_code) from error
        except (OSError, smtplib.SMTPException) as error:
            raise Unreachable(f"邮件服务器没有应答（{type(error).__name__}）。") from error
        except (ValueError, UnicodeError) as error:
            raise Refused("邮箱地址不能使用。") from error


def _refusal(code: int) -> NotSent:
    if code in REFUSED_FOR_GOOD:
        return Refused(f"邮件服务器拒收（{code}）。")
    return NotSent(f"邮件服务器暂时拒收（{code}）。")


def own_folder(path: Path) -> Path:
    """A folder that only the program's own user may open; made when absent."""
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o700)
    return path


def offered() -> frozenset[Message.Means]:
    """The ways by which messages go out at all."""
    found = set()
    if settings.EMAIL_BACKEND != NO_BACKEND:
        found.add(Message.Means.EMAIL)
    if not isinstance(_sms_or_fault(), NoGateway):
        found.add(Message.Means.SMS)
    return frozenset(found)


def gateways() -> Mapping[str, Gateway]:
    """The gateway of each way."""
    mail: Gateway = NoGateway() if settings.EMAIL_BACKEND == NO_BACKEND else Mail()
    return {Message.Means.EMAIL: mail, Message.Means.SMS: _sms_or_fault()}


def _sms_or_fault() -> Gateway:
    try:
        return sms()
    except BadSetting:
        return Miswritten()


def sms() -> Gateway:
    """The gateway of the setting. Raises BadSetting."""
    written = settings.GONGKAI_SMS.strip()
    if written == "file":
        return FileSms(Path(settings.GONGKAI_OUTBOX))
    if written == "none":
        return NoGateway()
    if written.startswith(("https://", "http://")):
        try:
            return HttpSms.at(written, settings.GONGKAI_SMS_KEY)
        except ValueError as error:
            raise BadSetting(written) from error
    raise BadSetting(written)
