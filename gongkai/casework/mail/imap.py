"""A mailbox on a mail server, over TLS with the server's certificate verified. Standard library only."""

from __future__ import annotations

import base64
import imaplib
import re
import ssl
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.utils.timezone import get_current_timezone

from gongkai.casework.mail.addresses import Address
from gongkai.casework.mail.boxes import TAKEN, Lying, Trouble

SECONDS = 30
_FACTS = re.compile(rb"UID (\d+)")
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_DATE = re.compile(rb'INTERNALDATE "([^"]+)"')
AT_ONCE = 200
"""How many messages the server is asked about in one command."""


class Imap:
    """A folder of an account. Nothing is marked as read: the bytes are taken with PEEK."""

    def __init__(self, address: Address, password: str) -> None:
        self._name = address.name
        self._line = self._told(
            lambda: imaplib.IMAP4_SSL(
                address.host, address.port, timeout=SECONDS, ssl_context=ssl.create_default_context()
            )
        )
        try:
            self._enter(address, password)
        except Trouble:
            self._line.shutdown()
            raise

    def _enter(self, address: Address, password: str) -> None:
        self._told(lambda: self._line.login(address.user, password))
        # asked again: many servers say what they can only to who has signed in
        told = self._told(self._line.capability)
        self._can = frozenset(b" ".join(told).decode("ascii", "replace").upper().split())
        # some providers shut out programs that do not say who they are (RFC 2971)
        if "ID" in self._can:
            self._told(lambda: self._line.xatom("ID", '("name" "gongkai")'))
        # made when it is not there; that it is there already is no reason to stop
        self._told(lambda: ("OK", self._line.create(_quoted(TAKEN))))
        self._told(lambda: self._line.select(_quoted(address.path)))
        if not {"MOVE", "UIDPLUS"} & self._can:
            raise Trouble(f"{self._name}的邮件服务器既不支持MOVE也不支持UIDPLUS，不能安全地移走读过的邮件。")

    def lying(self) -> Iterator[Lying]:
        found = self._told(lambda: self._line.uid("SEARCH", "ALL"))[0] or b""
        numbers = [number.decode() for number in found.split()]
        for start in range(0, len(numbers), AT_ONCE):
            some = ",".join(numbers[start : start + AT_ONCE])
            answers = self._asked(some)
            yield from filter(None, (_lying(answer) for answer in answers))

    def _asked(self, numbers: str) -> list[Any]:
        answers: list[Any] = self._told(lambda: self._line.uid("FETCH", numbers, "(UID RFC822.SIZE INTERNALDATE)"))
        return answers

    def head(self, key: str) -> bytes | None:
        return self._read(key, "(BODY.PEEK[HEADER])")

    def fetch(self, key: str) -> bytes | None:
        return self._read(key, "(BODY.PEEK[])")

    def _read(self, key: str, what: str) -> bytes | None:
        answers = self._told(lambda: self._line.uid("FETCH", key, what))
        return next((bytes(answer[1]) for answer in answers if isinstance(answer, tuple)), None)

    def put_aside(self, key: str) -> None:
        if "MOVE" in self._can:
            self._told(lambda: self._line.uid("MOVE", key, _quoted(TAKEN)))
            return
        self._told(lambda: self._line.uid("COPY", key, _quoted(TAKEN)))
        self._told(lambda: self._line.uid("STORE", key, "+FLAGS.SILENT", r"(\Deleted)"))
        # of this message alone: a plain EXPUNGE would take what people marked themselves
        self._told(lambda: self._line.uid("EXPUNGE", key))

    def close(self) -> None:
        try:
            self._line.logout()
        except (imaplib.IMAP4.error, OSError):
            # everything was done by then
            return

    def _told(self, ask: Callable[[], Any]) -> Any:
        """What the server answered. Raises Trouble with what an operator can act on."""
        try:
            answer = ask()
        except ssl.SSLError as error:
            raise Trouble(
                f"{self._name}：邮件服务器的证书不能核实（{error.reason or type(error).__name__}）。"
            ) from error
        except imaplib.IMAP4.error as error:
            raise Trouble(f"{self._name}：邮件服务器不接受登录或者命令。请核对用户、口令和文件夹。") from error
        except OSError as error:
            raise Trouble(f"{self._name}：邮件服务器没有应答（{type(error).__name__}）。") from error
        if isinstance(answer, imaplib.IMAP4):
            return answer
        said, content = answer
        if said != "OK":
            raise Trouble(f"{self._name}：邮件服务器拒绝了命令，请核对文件夹是否存在。")
        return content


def _lying(answer: Any) -> Lying | None:
    """One line of an answer about many messages; unasked-for lines of the server are none."""
    line = answer[0] if isinstance(answer, tuple) else answer
    if not isinstance(line, bytes):
        return None
    number, size, told = _FACTS.search(line), _SIZE.search(line), _DATE.search(line)
    if number is None or size is None or told is None:
        return None
    arrived = datetime.strptime(told[1].decode().strip(), "%d-%b-%Y %H:%M:%S %z")
    return Lying(number[1].decode(), int(size[1]), arrived.astimezone(get_current_timezone()))


def _quoted(name: str) -> str:
    """A folder's name as IMAP writes it: its own form of UTF-7, in quotes."""
    pieces = re.split(r"([^\x20-\x7e]+)", name.replace("&", "&-"))
    for place in range(1, len(pieces), 2):
        coded = base64.b64encode(pieces[place].encode("utf-16-be")).rstrip(b"=").replace(b"/", b",")
        pieces[place] = f"&{coded.decode()}-"
    plain = "".join(pieces).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'
