"""A letter as it goes to the printer: plain strings, each with its place in the layout of GB/T 9704—2012."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields

from gongkai.typeset.errors import TextMissing, UnprintableText

LABELS: Mapping[str, str] = {
    "head": "发文机关标志",
    "number": "发文字号",
    "title": "标题",
    "addressee": "主送",
    "paragraphs": "正文",
    "attachments": "附件",
    "agency": "发文机关署名",
    "seal": "印章位置",
    "dated_on": "成文日期",
    "notes": "附注",
    "copies_to": "抄送",
    "footer": "页末说明",
}
"""What each field is called in the standard; the same names serve Word templates."""

LISTS = frozenset({"paragraphs", "attachments", "copies_to", "footer"})
"""Fields that hold several texts."""

# Controls, halves of surrogate pairs, separators of lines and paragraphs: none of them is writing.
_NOT_WRITING = frozenset({"Cc", "Cs", "Zl", "Zp"})
# XML cannot hold these two, though Unicode gives them no category of their own.
_NOT_XML = frozenset({"\ufffe", "\uffff"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPage:
    """One letter, ready to be set.

    ``addressee`` comes without its colon, ``notes`` with or without its brackets. ``seal`` is （印章） where a
    seal will stand, and empty for a letter that bears none: the two are signed in different places.

    :raises TextMissing: when the title is empty.
    :raises UnprintableText: when a field holds what is not writing, such as a line break.
    """

    head: str
    title: str
    addressee: str
    paragraphs: tuple[str, ...]
    agency: str
    dated_on: str
    number: str = ""
    attachments: tuple[str, ...] = ()
    seal: str = ""
    notes: str = ""
    copies_to: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name, text in self._texts():
            check_writing(LABELS[name], text)
        check_present(LABELS["title"], self.title)

    @property
    def note(self) -> str:
        """The 附注 without its brackets, which the layout puts round it."""
        return self.notes.removeprefix("（").removesuffix("）")

    def _texts(self) -> Iterator[tuple[str, str]]:
        for name in (field.name for field in fields(self)):
            value: str | tuple[str, ...] = getattr(self, name)
            yield from ((name, text) for text in ([value] if isinstance(value, str) else value))


def check_writing(label: str, text: str) -> None:
    """Raises UnprintableText, naming the field and the character, for what no page can hold."""
    for character in text:
        if character in _NOT_XML or unicodedata.category(character) in _NOT_WRITING:
            raise UnprintableText(label, character)


def check_present(label: str, text: str) -> None:
    """Raises TextMissing for nothing but white space."""
    if not text.strip():
        raise TextMissing(label)
