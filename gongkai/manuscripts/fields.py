"""Fields: what a program computes into a text. Their orders are not published, their results are.

A field begins, gives its order, and shows a result; one may stand in the order of another. Some have no result in the
file because every program draws them itself: boxes to tick, lists to choose from, signs, characters in circles.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from gongkai.manuscripts import signs
from gongkai.manuscripts.elements import child, on, value, within
from gongkai.manuscripts.model import Left

SAFE = ("http://", "https://", "mailto:")
_DRAWN_ONLY = frozenset({"AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "LISTNUM", "MACROBUTTON", "BARCODE", "DISPLAYBARCODE",
                         "INCLUDETEXT", "INCLUDEPICTURE"})  # fmt: skip
"""Fields that show something although the file holds no result of theirs."""
_ADDRESS = re.compile(r'^\s*HYPERLINK\s+"([^"\\]+)"', re.IGNORECASE)
_SYMBOL = re.compile(r'^\s*SYMBOL\s+(0x[0-9a-f]{1,6}|[0-9]{1,6})(?:.*\\f\s+"?([^"\\]+))?', re.IGNORECASE)
_SWITCH = re.compile(r"\\[a-z]+(?:\s*-?\d+)?|^\s*eq\b", re.IGNORECASE)
_CIRCLED = re.compile(r"^\s*eq\s*\\o(?:\\a[clrd])?\s*\(\s*[○〇]\s*[,，;；]\s*(\d{1,2})\s*\)\s*$", re.IGNORECASE)


@dataclass(slots=True)
class Field:
    """One field: its order, whether its result has begun, and whether that says anything."""

    form: Element | None = None
    order: str = ""
    shown: bool = False
    said: bool = False


@dataclass(slots=True)
class Fields:
    """The fields that are open at a place of the text, the outermost first."""

    open: list[Field] = field(default_factory=list)

    def begin(self, mark: Element) -> None:
        """A field begins."""
        self.open.append(Field(child(mark, "ffData")))

    def separate(self) -> None:
        """From here on stands the result."""
        if self.open:
            self.open[-1].shown = True

    def end(self) -> Field | None:
        """The innermost field ends. What it says where it is shown, and has no result, `drawn` tells."""
        return self.open.pop() if self.open else None

    def order(self, words: str) -> None:
        """Words of an order."""
        if self.open:
            self.open[-1].order += words

    @property
    def ordering(self) -> bool:
        """Whether words that come now belong to an order and are not shown."""
        return any(not one.shown for one in self.open)

    @property
    def link(self) -> str:
        """Where words that come now lead to."""
        found = (_ADDRESS.match(one.order) for one in reversed(self.open) if one.shown)
        address = next((match[1].strip() for match in found if match), "")
        return address if address.lower().startswith(SAFE) else ""

    def said(self) -> None:
        """The results that are open say something."""
        for one in self.open:
            one.said = True

    def paragraph_ends(self) -> str:
        """An order does not go beyond its paragraph: one that was never ended does not take the rest of the text
        with it. Returns such orders."""
        broken = [one for one in self.open if not one.shown]
        self.open = [one for one in self.open if one.shown]
        return " ".join(one.order.strip() for one in broken if one.order.strip())


def drawn(one: Field) -> tuple[str, Left | None]:
    """What programs draw for a field without a result, and what its author is to be told."""
    if one.said:
        return "", None
    name = one.order.split()[0].upper() if one.order.split() else ""
    if name in {"FORMCHECKBOX", "FORMDROPDOWN"}:
        return _chosen(one.form, name), None
    if match := _SYMBOL.match(one.order):
        code = int(match[1], 16 if match[1].lower().startswith("0x") else 10)
        sign = signs.sign(code, (match[2] or "").strip())
        return sign or "□", None if sign else Left.SYMBOL
    if match := _CIRCLED.match(one.order):
        return signs.circled(int(match[1])) or f"({int(match[1])})", Left.FORMULA
    if name.startswith("EQ") and name[2:3] in {"", "\\"}:
        return _bare(one.order), Left.FORMULA
    return "", Left.FIELD if name in _DRAWN_ONLY else None


def _chosen(form: Element | None, name: str) -> str:
    """A box with its tick, or the entry that was chosen."""
    if name == "FORMCHECKBOX":
        box = child(form, "checkBox")
        ticked = on(box, "checked") if child(box, "checked") is not None else on(box, "default")
        return "☑" if box is not None and ticked else "□"
    entries = [value(item, "val") for item in within(form, "listEntry")] if form is not None else []
    choices = child(form, "ddList")
    number = value(child(choices, "result"), "val") or value(child(choices, "default"), "val") or "0"
    return entries[int(number)] if number.isdecimal() and int(number) < len(entries) else ""


def _bare(order: str) -> str:
    """The words of a drawn formula without the orders how to draw it."""
    return re.sub(r"\s*[(),，;]\s*", " ", _SWITCH.sub("", order)).strip()
