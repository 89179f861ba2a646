"""A message from its bytes. Never raises: what cannot be read is said, and the bytes are kept.

Nothing here believes a sender: names, charsets and kinds are claims, the day of arrival comes from the mailbox.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.utils import parseaddr
from enum import StrEnum

from gongkai.casework.mail import words

DEEPEST, MOST_PARTS, MOST_FILES, LONGEST = 20, 200, 50, 100_000
"""Levels of nesting, parts, files and letters of text that are looked at; what lies beyond stays in the original."""
_AUTOMATIC_SUBJECT = re.compile(r"\s*(?:自动回复|自动答复|自動回覆|Auto(?:matic)?[ -]?reply)\s*[:：]", re.IGNORECASE)
_TO_NOBODY = re.compile(r"mailer-daemon@|postmaster@", re.IGNORECASE)
_PGP = "-----BEGIN PGP MESSAGE-----"
BEYOND = "（文字过长，其余部分见原始邮件。）"


class Sort(StrEnum):
    """What a message is, by its own marks."""

    LETTER = "letter"
    """Somebody wrote it, as far as one can tell."""
    REPLY = "reply"
    """An answering machine wrote it (RFC 3834)."""
    BOUNCE = "bounce"
    """A mail server says what became of another message (RFC 3464)."""
    UNREADABLE = "unreadable"
    """The bytes are no message that can be taken apart."""


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that came with a message, unchecked."""

    name: str
    data: bytes


@dataclass(slots=True)
class Letter:
    """A message taken apart. ``notes`` are sentences for officers on what could not be shown."""

    sort: Sort = Sort.LETTER
    name: str = ""
    address: str = ""
    subject: str = ""
    dated: str = ""
    text: str = ""
    files: list[Enclosed] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def mark_of(raw: bytes) -> str:
    """What makes a message itself: its Message-ID, who, what about, when, and its content. The stamps that each
    server adds on the way are not among them, so the same message is known when it is read again."""
    head, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    unfolded = re.sub(rb"\n[ \t]+", b" ", head)
    told = dict.fromkeys((b"message-id", b"from", b"subject", b"date"), b"")
    for line in unfolded.split(b"\n"):
        name, _, value = line.partition(b":")
        if name.lower() in told:
            told[name.lower()] = value.strip()
    parts = [*told.values(), body.rstrip()]
    return hashlib.sha256(b"\0".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def read(raw: bytes) -> Letter:
    """Take a message apart."""
    try:
        message = message_from_bytes(raw)
        if not message.keys():
            raise ValueError("no header at all")
        return _read(message)
    except Exception:  # noqa: BLE001 - the parser raises what it likes on hostile input; the message must not be lost
        return Letter(Sort.UNREADABLE, text=bytes_shown(raw), notes=["这封邮件的结构无法辨认，下面是它的原始内容。"])


def bytes_shown(raw: bytes) -> str:
    """Bytes as far as they are text, for a message that is none."""
    return words.visible(words.decoded(raw[:LONGEST])[0])


def _read(message: Message) -> Letter:
    name, address = parseaddr(words.header(message, "From"))
    letter = Letter(
        sort=_sort(message),
        name=name[:200],
        address=address[:254],
        subject=words.header(message, "Subject")[:300],
        dated=words.header(message, "Date")[:80],
    )
    texts: list[str] = []
    for part in _leaves(message, letter):
        _take(part, letter, texts)
    text = "\n\n".join(text for text in texts if text).strip()
    letter.text = text if len(text) <= LONGEST else f"{text[:LONGEST]}\n{BEYOND}"
    if _PGP in text:
        letter.notes.append("邮件正文经PGP加密，无法阅读；请与来信人联系，以不加密的方式重发。")
    return letter


def _sort(message: Message) -> Sort:
    sender = f"{words.header(message, 'From')} {words.header(message, 'Return-Path')}"
    is_report = message.get_content_type() == "multipart/report"
    if is_report or _TO_NOBODY.search(sender) or message.get("X-Failed-Recipients"):
        return Sort.BOUNCE
    # "auto-generated" is no reason: online forms of other bodies send real letters of people with it
    if words.header(message, "Auto-Submitted").lower().startswith("auto-replied"):
        return Sort.REPLY
    marked = any(message.get(name) for name in ("X-Autoreply", "X-Autorespond", "X-QQ-Auto-Forward-Reply"))
    if marked or words.header(message, "Precedence").lower() == "auto_reply":
        return Sort.REPLY
    return Sort.REPLY if _AUTOMATIC_SUBJECT.match(words.header(message, "Subject")) else Sort.LETTER


def _leaves(message: Message, letter: Letter) -> Iterator[Message]:
    """The parts that hold something, in order; of alternatives the plainest that says anything."""
    waiting, seen = [(message, 0)], 0
    while waiting:
        part, depth = waiting.pop(0)
        seen += 1
        if seen > MOST_PARTS or depth > DEEPEST:
            letter.notes.append("邮件的组成部分过多或者嵌套过深，没有全部列出；其余部分见原始邮件。")
            return
        kind = part.get_content_type()
        if kind == "multipart/encrypted":
            letter.notes.append("邮件经过加密，无法阅读；请与来信人联系，以不加密的方式重发。")
        if not part.is_multipart():
            yield part
            continue
        inner = [each for each in part.get_payload() if isinstance(each, Message)]
        if kind == "multipart/alternative":
            inner = _plainest(inner)
        waiting[:0] = [(each, depth + 1) for each in inner]


def _plainest(parts: list[Message]) -> list[Message]:
    plain = [part for part in parts if part.get_content_type() == "text/plain" and _text(part)[0].strip()]
    others = [part for part in parts if not part.get_content_type().startswith("text/")]
    pages = [part for part in parts if part.get_content_type() == "text/html"]
    return [*(plain or pages or parts)[:1], *(other for other in others if plain or pages)]


def _take(part: Message, letter: Letter, texts: list[str]) -> None:
    """One part: into the text, or among the files."""
    kind, name = part.get_content_type(), _name(part)
    attached = part.get_content_disposition() == "attachment" or bool(name)
    if kind in {"text/plain", "text/html", "message/delivery-status", "text/rfc822-headers"} and not attached:
        text, whole = _text(part)
        texts.append(words.text_of_html(text) if kind == "text/html" else words.visible(text).strip())
        if not whole:
            letter.notes.append("正文里有无法辨认的字符，以“�”代替；原样见原始邮件。")
        return
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes) or not (data or attached):
        return
    if len(letter.files) == MOST_FILES:
        note = f"附件超过{MOST_FILES}个，只列出前{MOST_FILES}个；其余的见原始邮件。"
        letter.notes += [] if note in letter.notes else [note]
    else:
        letter.files.append(Enclosed(name or f"未命名附件{len(letter.files) + 1}", data))


def _text(part: Message) -> tuple[str, bool]:
    data = part.get_payload(decode=True)
    return words.decoded(data, part.get_content_charset() or "") if isinstance(data, bytes) else ("", True)


def _name(part: Message) -> str:
    """The name of a file, however it is written: RFC 2231, RFC 2047 in quotes, or bare bytes."""
    found = part.get_filename()
    if found is None:
        return ""
    holder = Message()
    holder["Name"] = found.replace("\n", " ").replace("\r", " ")
    return words.header(holder, "Name")[:150]
