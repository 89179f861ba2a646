"""The port for virus scanners (GONGKAI_SCANNER): ``""`` for none, ``clamd:…`` or ``command:…``.

It fails closed: only a positive "clean" opens a file. No answer, a late one, or one that is not understood is
`NoAnswer`, and the file waits.
"""

from __future__ import annotations

import re
import shlex
import socket
import subprocess
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings

CONNECT_SECONDS = 5
ANSWER_SECONDS = 60
_PIECE = 1 << 18
_LONGEST_ANSWER = 4096
_FOUND = re.compile(r"stream: (.+) FOUND")


class NoAnswer(Exception):
    """The scanner did not say whether the file is clean."""


class BadSetting(ValueError):
    """GONGKAI_SCANNER is written in a way that names no scanner."""


class Scanner(Protocol):
    """Anything that can judge bytes."""

    def scan(self, data: bytes) -> str:
        """Empty when clean, else the name of what was found. Raises NoAnswer."""


@dataclass(frozen=True, slots=True)
class Clamd:
    """clamd, by its INSTREAM command over a socket of the system or the network."""

    address: str | tuple[str, int]

    def scan(self, data: bytes) -> str:
        try:
            with self._connected() as line:
                line.settimeout(ANSWER_SECONDS)
                line.sendall(b"zINSTREAM\0")
                for at in range(0, len(data), _PIECE):
                    piece = data[at : at + _PIECE]
                    line.sendall(len(piece).to_bytes(4, "big") + piece)
                line.sendall(bytes(4))
                answer = _answer(line)
        except OSError as error:
            raise NoAnswer(f"clamd {self.address}: {error}") from error
        return _read(answer)

    def _connected(self) -> socket.socket:
        if isinstance(self.address, tuple):
            return socket.create_connection(self.address, CONNECT_SECONDS)
        line = socket.socket(socket.AF_UNIX)
        try:
            line.settimeout(CONNECT_SECONDS)
            line.connect(self.address)
        except OSError:
            line.close()
            raise
        return line


@dataclass(frozen=True, slots=True)
class Command:
    """A program that reads the file from its standard input: status 0 is clean, 1 is infected."""

    words: tuple[str, ...]

    def scan(self, data: bytes) -> str:
        try:
            done = subprocess.run(  # noqa: S603 - the operator's own setting, without a shell
                self.words, input=data, capture_output=True, timeout=ANSWER_SECONDS, check=False
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise NoAnswer(f"{self.words[0]}: {error}") from error
        if done.returncode == 0:
            return ""
        if done.returncode == 1:
            return _name_in(done.stdout.decode(errors="replace"))
        raise NoAnswer(f"{self.words[0]} ended with {done.returncode}")


def configured() -> bool:
    """Whether an operator attached a scanner, rightly or wrongly."""
    return bool(settings.GONGKAI_SCANNER.strip())


def scanner() -> Scanner:
    """The scanner of the setting. Raises BadSetting."""
    kind, _, rest = settings.GONGKAI_SCANNER.strip().partition(":")
    if kind == "clamd" and rest.startswith("/"):
        return Clamd(rest)
    if kind == "clamd" and (found := re.fullmatch(r"\[?([^\[\]\s]+)\]?:(\d{1,5})", rest)):
        return Clamd((found[1], int(found[2])))
    if kind == "command" and (words := _words(rest)):
        return Command(words)
    raise BadSetting(settings.GONGKAI_SCANNER)


def scan(data: bytes) -> str:
    """Empty when the scanner says clean, else the name of what it found. Raises NoAnswer."""
    try:
        return scanner().scan(data)
    except BadSetting as error:
        raise NoAnswer(f"GONGKAI_SCANNER: {error}") from error


def _words(line: str) -> tuple[str, ...]:
    try:
        return tuple(shlex.split(line))
    except ValueError:
        return ()


def _answer(line: socket.socket) -> str:
    answer = b""
    while len(answer) < _LONGEST_ANSWER and not answer.endswith(b"\0"):
        piece = line.recv(_LONGEST_ANSWER)
        if not piece:
            break
        answer += piece
    return answer.rstrip(b"\0\n").decode(errors="replace")


def _read(answer: str) -> str:
    """Only these two sentences are verdicts; an error, a limit, half a line or silence is none."""
    if answer == "stream: OK":
        return ""
    if found := _FOUND.fullmatch(answer):
        return found[1]
    raise NoAnswer(f"clamd said {answer[:200]!r}")


def _name_in(output: str) -> str:
    """What a command such as clamdscan found: ``stream: Eicar-Signature FOUND``; else its first line."""
    found = re.search(r"^.*?: (.+) FOUND\s*$", output, re.MULTILINE)
    lines = output.split("\n")
    return (found[1] if found else lines[0].strip()[:100]) or "未说明名称"
