"""Bytes of a message as text: whatever the charset says, and whatever it says wrongly."""

from __future__ import annotations

import re
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message

from selectolax.lexbor import LexborHTMLParser

_ALIASES = dict.fromkeys(("gb2312", "gbk", "gb_2312-80", "x-gbk", "cp936"), "gb18030")
"""Smaller sets that name a larger one: programs say GB 2312 and write characters that only GB 18030 has."""
_AFTER = re.compile(r"</(?:p|div|tr|li|h[1-6]|table|ul|ol|blockquote)\s*>", re.IGNORECASE)
_BLOCKS = frozenset({"p", "div", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "br", "hr", "blockquote"})
_NOT_SHOWN = "script, style, head, title, template, noscript, object, iframe"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")


def decoded(data: bytes, charset: str = "") -> tuple[str, bool]:
    """The text, and whether every byte could be read. A charset that does not fit is not believed: GB 18030 and
    UTF-8 are told apart by trying, as senders in China often name neither."""
    named = _ALIASES.get(charset.lower().strip("\"' "), charset.strip("\"' "))
    for encoding in dict.fromkeys(name for name in (named, "utf-8", "gb18030") if name):
        try:
            return data.decode(encoding), True
        except (LookupError, UnicodeError, ValueError):
            continue
    broken = [data.decode(encoding, errors="replace") for encoding in ("utf-8", "gb18030")]
    return min(broken, key=lambda text: text.count("�")), False


def header(message: Message, name: str) -> str:
    """A header as people read it, on one line; empty when it is not there."""
    value = next((each for key, each in message.raw_items() if key.lower() == name.lower()), None)
    if value is None:
        return ""
    # bytes outside ASCII stand in the parsed string as lone surrogates
    plain = value.encode("utf-8", "surrogateescape")
    try:
        pieces = decode_header(decoded(plain)[0])
    except (HeaderParseError, ValueError):
        pieces = [(plain, None)]
    read = (piece if isinstance(piece, str) else decoded(piece, charset or "")[0] for piece, charset in pieces)
    return visible(" ".join("".join(read).split()))


def visible(text: str) -> str:
    """Text without control characters and without marks that turn its direction around."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def text_of_html(html: str) -> str:
    """What a page of HTML says, as plain text: nothing of it is ever rendered, loaded or run."""
    tree = LexborHTMLParser(_AFTER.sub(r"\g<0><br>", html))
    for node in tree.css(_NOT_SHOWN):
        node.decompose()
    if tree.body is None:
        return ""
    pieces: list[str] = []
    for node in tree.body.traverse(include_text=True):
        if node.tag == "-text":
            pieces.append(re.sub(r"\s+", " ", node.text_content or ""))
        elif node.tag in _BLOCKS:
            pieces.append("\n")
        elif node.tag in {"td", "th"}:
            pieces.append(" ")
    lines = (line.strip() for line in "".join(pieces).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
