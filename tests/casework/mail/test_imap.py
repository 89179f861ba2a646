"""A mailbox on a server: over verified TLS, nothing marked as read, moved aside one by one."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongkai.casework.mail.addresses import Address
from gongkai.casework.mail.boxes import Trouble
from gongkai.casework.mail.imap import Imap
from tests.casework.mail.imap_server import PASSWORD, Server, serving
from tests.factories import at

MESSAGE = b"Subject: a\r\n\r\n\xc9\xea\xc7\xeb\r\n"


def address(server: Server, *, host: str = "localhost", path: str = "INBOX") -> Address:
    return Address("mhb", "imaps", path, "gk", host, server.port)


@pytest.mark.parametrize("capabilities", ["IMAP4rev1 ID MOVE", "IMAP4rev1 UIDPLUS"])
def test_messages_are_listed_fetched_as_they_are_and_moved(
    capabilities: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = Server(MESSAGE, MESSAGE + b"x", capabilities=capabilities)
    with serving(server, tmp_path) as certificate:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        box = Imap(address(server), PASSWORD)
        lying = list(box.lying())
        assert [(one.key, one.size, one.arrived_at) for one in lying] == [
            ("7", len(MESSAGE), at(2023, 3, 1, 10)),
            ("8", len(MESSAGE) + 1, at(2023, 3, 1, 10)),
        ]
        assert box.fetch("7") == MESSAGE
        box.put_aside("7")
        assert [one.key for one in box.lying()] == ["8"]
        box.close()
    assert list(server.aside) == ["7"]
    assert not any("BODY[" in asked or "Seen" in asked for asked in server.asked)


def test_what_is_in_the_way_is_said_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server = Server(capabilities="IMAP4rev1")
    with serving(server, tmp_path) as certificate:
        with pytest.raises(Trouble, match="证书不能核实"):
            Imap(address(server), PASSWORD)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        with pytest.raises(Trouble, match="证书不能核实"):
            Imap(address(server, host="127.0.0.1"), PASSWORD)
        with pytest.raises(Trouble, match="不接受登录"):
            Imap(address(server), "wrong")
        with pytest.raises(Trouble, match="文件夹是否存在"):
            Imap(address(server, path="没有"), PASSWORD)
        assert '"&bKFnCQ-"' in server.asked[-1]
        with pytest.raises(Trouble, match="MOVE"):
            Imap(address(server), PASSWORD)
    with pytest.raises(Trouble, match="没有应答"):
        Imap(address(server), PASSWORD)
