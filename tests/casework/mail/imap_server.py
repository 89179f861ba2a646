"""A small mail server for tests: one account, folders in memory, TLS with a certificate of its own."""

from __future__ import annotations

import re
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PASSWORD = "geheim"


class Server:
    """What lies in the account, and what was asked."""

    def __init__(self, *messages: bytes, capabilities: str = "IMAP4rev1 ID MOVE") -> None:
        self.inbox = {str(number): message for number, message in enumerate(messages, start=7)}
        self.aside: dict[str, bytes] = {}
        self.capabilities, self.asked, self.port = capabilities, list[str](), 0

    def answer(self, verb: str, rest: str) -> tuple[list[bytes], str]:
        """The lines before the last, and the last without its tag."""
        self.asked.append(f"{verb} {rest}".strip())
        if verb == "CAPABILITY":
            # like many servers, it says little before somebody has signed in
            known = self.capabilities if any(asked.startswith("LOGIN") for asked in self.asked) else "IMAP4rev1"
            return [f"* CAPABILITY {known}\r\n".encode()], "OK"
        if verb == "LOGIN":
            return [], "OK" if rest == f'gk "{PASSWORD}"' else "NO"
        if verb == "SELECT":
            return [b"* %d EXISTS\r\n" % len(self.inbox)], "OK" if rest == '"INBOX"' else "NO"
        if verb == "UID":
            return self._by_uid(*rest.split(" ", 1))
        return [], "OK"

    def _by_uid(self, verb: str, rest: str) -> tuple[list[bytes], str]:
        keys = rest.split(" ", maxsplit=1)[0].split(",")
        if verb == "SEARCH":
            return [f"* SEARCH {' '.join(self.inbox)}\r\n".encode()], "OK"
        if verb == "FETCH" and "SIZE" in rest:
            date = "01-Mar-2023 02:00:00 +0000"
            line = '* 1 FETCH (UID {} RFC822.SIZE {} INTERNALDATE "{}")\r\n'
            return [line.format(key, len(self.inbox[key]), date).encode() for key in keys], "OK"
        if verb == "FETCH":
            raw = self.inbox[keys[0]]
            return [b"* 1 FETCH (UID %s BODY[] {%d}\r\n%s)\r\n" % (keys[0].encode(), len(raw), raw)], "OK"
        if verb in {"MOVE", "EXPUNGE"}:
            raw = self.inbox.pop(keys[0])
            self.aside[keys[0]] = raw
        return [], "OK"


@contextmanager
def serving(server: Server, folder: Path) -> Iterator[Path]:
    """Serve on a free port; gives the certificate that must be trusted."""
    certificate = _certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    class Line(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            try:
                with context.wrap_socket(self.request, server_side=True) as line:
                    _talk(server, line.makefile("rwb"))
            except (OSError, ValueError):
                return

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Line) as listening:
        server.port = listening.server_address[1]
        thread = threading.Thread(target=listening.serve_forever, daemon=True)
        thread.start()
        yield certificate
        listening.shutdown()
        thread.join()


def _talk(server: Server, line: Any) -> None:
    with line:
        line.write(b"* OK\r\n")
        line.flush()
        for said in line:
            tag, verb, rest = re.match(r"(\S+) (\S+) ?(.*)", said.decode().strip()).groups()  # type: ignore[union-attr]
            lines, last = server.answer(verb, rest)
            line.write(b"".join(lines) + f"{tag} {last} done\r\n".encode())
            line.flush()
            if verb == "LOGOUT":
                return


def _certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    path = folder / "certificate.pem"
    path.write_bytes(pem + made.public_bytes(serialization.Encoding.PEM))
    return path
