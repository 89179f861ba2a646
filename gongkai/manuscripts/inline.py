"""The words of a paragraph: runs with their looks, links, notes; and what hangs on it, pictures and text boxes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from lxml.etree import _Element as Element

from gongkai.hidden.markup import local
from gongkai.manuscripts import signs
from gongkai.manuscripts.elements import child, choice, on, value, within
from gongkai.manuscripts.fields import SAFE, Field, Fields, drawn
from gongkai.manuscripts.model import Dropped, Figure, Left, Run

_SKIPPED = frozenset({"del", "moveFrom", "pPr", "rPr", "delText", "delInstrText", "rt", "sdtPr", "ffData"})
_SIGNS = {"tab": "　", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "　"}
_BOXES = frozenset({"txbxContent", "txBody"})
"""What holds the words of a shape: Word's own, and drawing programs'."""
_HEX = re.compile(r"[0-9A-Fa-f]{1,6}")
_LINE_ENDS = str.maketrans("\r\n\t", "   ")
Links = dict[str, tuple[str, str, bool]]


@dataclass(slots=True)
class Line:
    """What one paragraph holds, while it is read. ``unseen`` says of the properties of a run that they hide it."""

    links: Links
    notes: list[tuple[str, str]]
    dropped: list[Dropped]
    fields: Fields
    unseen: Callable[[Element | None], bool]
    runs: list[Run] = field(default_factory=list)
    boxes: list[Element | Figure] = field(default_factory=list)
    _font: str = ""

    def take(self, item: Element, base: Run) -> None:
        """Everything below an element, with a look."""
        for part in item:
            self._one(part, base)

    def _one(self, part: Element, base: Run) -> None:
        name = local(part)
        if name in {"del", "moveFrom"}:
            self._drop(Left.DELETED, _said(part, "delText", "t"))
        elif name in {"ins", "moveTo"}:
            self._drop(Left.INSERTED, _said(part, "t"))
            self.take(part, base)
        elif name not in _SKIPPED:
            self._standing(name, part, base)

    def _standing(self, name: str, part: Element, base: Run) -> None:
        """What stands in the text whatever became of changes."""
        if name == "r":
            self._run(part, base)
        elif name == "hyperlink":
            self.take(part, replace(base, link=self._address(value(part, "id")) or base.link))
        elif name in {"fldChar", "fldSimple", "instrText"}:
            self._field(name, part, base)
        elif name in {"oMath", "oMathPara"}:
            self._formula(part, base)
        elif name == "ruby":
            self._ruby(part, base)
        elif name == "sdt":
            if on(child(part, "sdtPr"), "showingPlcHdr"):
                self._drop(Left.PROMPT, _said(part, "t"))
            self.take(part, base)
        elif name == "AlternateContent":
            way = choice(part)
            if way is not None:
                self.take(way, base)
        else:
            self._small(name, part, base)

    def _run(self, part: Element, base: Run) -> None:
        look = child(part, "rPr")
        if self.unseen(look):
            self._drop(Left.HIDDEN, _said(part, "t"))
            for mark in part:
                if local(mark) in {"fldChar", "instrText"}:
                    self._field(local(mark), mark, base)
            return
        fonts = child(look, "rFonts")
        self._font = value(fonts, "ascii") or value(fonts, "hAnsi")
        self.take(part, self._looked(look, base))
        self._font = ""

    def _field(self, name: str, part: Element, base: Run) -> None:
        """The marks of a field, its order, or a whole small one."""
        if name == "instrText":
            self.fields.order(part.text or "")
        elif name == "fldSimple":
            self.fields.open.append(Field(child(part, "ffData"), value(part, "instr"), shown=True))
            self.take(part, base)
            self._ended(self.fields.end(), base)
        elif (mark := value(part, "fldCharType")) == "begin":
            self.fields.begin(part)
        elif mark == "separate":
            self.fields.separate()
        elif mark == "end":
            self._ended(self.fields.end(), base)

    def _ended(self, one: Field | None, base: Run) -> None:
        """Say what programs draw for a field that has no result; within another's order nobody sees it."""
        if one is None or self.fields.ordering:
            return
        words, told = drawn(one)
        if told:
            self._drop(told, words if told is Left.FORMULA else one.order)
        self._say(words, replace(base, added=True))

    def _small(self, name: str, part: Element, base: Run) -> None:
        """What stands inside a run."""
        if name == "t":
            self._spell(_text(part), base)
        elif name in _SIGNS:
            if not (name == "br" and value(part, "type") in {"page", "column"}):
                self._say(_SIGNS[name], base)
        elif name == "sym":
            self._symbol(value(part, "char"), value(part, "font"), base)
        elif name in {"footnoteReference", "endnoteReference"}:
            self.notes.append((name.removesuffix("Reference"), value(part, "id")))
            self.runs.append(Run(f"[{len(self.notes)}]", raised=True, note=len(self.notes)))
        elif name in {"drawing", "pict", "object"}:
            self._drawn(part)
        else:
            self.take(part, base)

    def _spell(self, text: str, base: Run) -> None:
        """Words; what stands in the order of a field is told, not said."""
        if self.fields.ordering:
            self._drop(Left.FIELD, text)
            return
        base = replace(base, link=base.link or self.fields.link)
        for words, is_sign in signs.spelled(text, self._font):
            if not words:
                self._drop(Left.SYMBOL, f"{self._font} {text.strip()}".strip())
            self._say(words or "□", replace(base, added=True) if is_sign else base)

    def _say(self, text: str, base: Run) -> None:
        if text.strip():
            self.fields.said()
        if text and self.runs and replace(self.runs[-1], text="") == replace(base, text=""):
            self.runs[-1] = replace(base, text=self.runs[-1].text + text)
        elif text:
            self.runs.append(replace(base, text=text))

    def _looked(self, properties: Element | None, base: Run) -> Run:
        if properties is None:
            return base
        height = value(child(properties, "vertAlign"), "val")
        return replace(
            base,
            bold=on(properties, "b"),
            italic=on(properties, "i"),
            struck=on(properties, "strike") or on(properties, "dstrike"),
            raised=height == "superscript",
            lowered=height == "subscript",
        )

    def _address(self, number: str) -> str:
        _, target, outside = self.links.get(number, ("", "", False))
        return target if outside and target.lower().startswith(SAFE) else ""

    def _symbol(self, char: str, font: str, base: Run) -> None:
        sign = signs.sign(int(char, 16), font) if _HEX.fullmatch(char) else ""
        if not sign:
            self._drop(Left.SYMBOL, f"{font} {char.lower()}".strip() or "?")
        self._say(sign or "□", replace(base, added=True))

    def _formula(self, part: Element, base: Run) -> None:
        text = _linear(part)
        self._drop(Left.FORMULA, text)
        self._say(text, replace(base, added=True))

    def _ruby(self, part: Element, base: Run) -> None:
        for item in part:
            if local(item) == "rubyBase":
                self.take(item, base)
        read = _said(child(part, "rt"), "t")
        if read:
            self._say(f"（{read}）", replace(base, added=True))

    def _drawn(self, part: Element) -> None:
        """A picture, a text box, a chart: they stand behind the paragraph on which they hang."""
        for box in part.iter():
            if local(box) in _BOXES and not _is_inner(box, part):
                self.boxes.append(box)
        alt = next((value(item, "descr") or value(item, "title") for item in within(part, "docPr")), "")
        for item in part.iter():
            name = local(item)
            if name in {"blip", "imagedata"} and not _is_inner(item, part):
                self.fields.said()
                self.boxes.append(Figure(value(item, "embed") or value(item, "id"), alt))
            elif name == "textpath" and value(item, "string"):
                self._say(value(item, "string"), Run("", added=True))
            elif name in {"chart", "relIds"}:
                self._drop(Left.CHART, self.links.get(value(item, "id") or value(item, "dm"), ("", "", False))[1])

    def _drop(self, kind: Left, text: str) -> None:
        if text.strip():
            self.dropped.append(Dropped(kind, text.strip()))


def _is_inner(item: Element, drawing: Element) -> bool:
    """Whether something in a drawing belongs to a text box there, or to the old way of showing the same."""
    for above in item.iterancestors():
        if above is drawing:
            return False
        if local(above) in {*_BOXES, "Fallback"}:
            return True
    return False


def _text(part: Element) -> str:
    """The words of a run. Line ends in the file are spaces, and spaces at its edges count only where it says so."""
    text = (part.text or "").translate(_LINE_ENDS)
    return text if value(part, "space") == "preserve" else text.strip(" ")


def _said(item: Element | None, *names: str) -> str:
    return "".join(found.text or "" for found in item.iter() if local(found) in names) if item is not None else ""


def _linear(part: Element) -> str:
    """A formula in one line: fractions with a stroke, powers with a roof."""
    name = local(part)
    if name == "t":
        return part.text or ""
    inner = {local(item): _linear(item) for item in part}
    over, below, words = (inner.get(key, "") for key in ("sup", "sub", "e"))
    if name == "f":
        return f"({inner.get('num', '')})/({inner.get('den', '')})"
    if name in {"sSup", "sSub", "sSubSup", "nary"}:
        sign = _drawn_as(part, "chr", "∫") if name == "nary" else ""
        scripts = (f"_{below}" if below else "") + (f"^{over}" if over else "")
        return f"{sign}{scripts} {words}" if sign else f"{words}{scripts}"
    if name == "rad":
        return f"{inner.get('deg', '')}√({words})"
    if name == "d":
        parts = _drawn_as(part, "sepChr", "|").join(_linear(item) for item in part if local(item) == "e")
        return _drawn_as(part, "begChr", "(") + parts + _drawn_as(part, "endChr", ")")
    return "".join(_linear(item) for item in part)


def _drawn_as(part: Element, name: str, otherwise: str) -> str:
    """A sign that a formula's properties name: a bracket, a sum; an empty one is none."""
    mark = next((item for look in part if local(look).endswith("Pr") for item in look if local(item) == name), None)
    return otherwise if mark is None else value(mark, "val")
