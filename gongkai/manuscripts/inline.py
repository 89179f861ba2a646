"""The words of a paragraph: runs with their looks, links, notes; and what hangs on it, pictures and text boxes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from lxml.etree import _Element as Element

from gongkai.hidden.markup import local
from gongkai.manuscripts.elements import child, choice, on, value, within
from gongkai.manuscripts.model import Dropped, Figure, Left, Run

_SKIPPED = frozenset({"del", "moveFrom", "pPr", "rPr", "instrText", "delText", "delInstrText", "rt"})
_SIGNS = {"tab": "　", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "　"}
_SYMBOLS = {"f0fe": "☑", "f052": "☑", "f0a8": "□", "f06f": "□", "f0a3": "□", "f0fc": "√", "f050": "√", "f0b7": "•",
            "f06c": "●", "f0d8": "➢", "f0e0": "→", "f0b0": "°", "f0b4": "×", "f0b1": "±", "f0a9": "♥"}  # fmt: skip
"""Signs of Wingdings and Symbol that stand in official tables: boxes, ticks, dots."""
_SAFE = ("http://", "https://", "mailto:")
Links = dict[str, tuple[str, str, bool]]


@dataclass(slots=True)
class Line:
    """What one paragraph holds, while it is read."""

    links: Links
    notes: list[tuple[str, str]]
    dropped: list[Dropped]
    runs: list[Run] = field(default_factory=list)
    boxes: list[Element | Figure] = field(default_factory=list)

    def take(self, item: Element, base: Run) -> None:
        """Everything below an element, with a look."""
        for part in item:
            self._one(part, base)

    def _one(self, part: Element, base: Run) -> None:
        name = local(part)
        if name in {"del", "moveFrom"}:
            self._drop(Left.DELETED, _said(part, "delText", "t"))
        elif name in _SKIPPED:
            return
        elif name in {"ins", "moveTo"}:
            self._drop(Left.INSERTED, _said(part, "t"))
            self.take(part, base)
        elif name == "r":
            self.take(part, self._looked(child(part, "rPr"), base))
        elif name == "hyperlink":
            self.take(part, replace(base, link=self._address(value(part, "id")) or base.link))
        elif name in {"oMath", "oMathPara"}:
            self._formula(part, base)
        elif name == "ruby":
            self._ruby(part, base)
        elif name == "AlternateContent":
            way = choice(part)
            if way is not None:
                self.take(way, base)
        else:
            self._small(name, part, base)

    def _small(self, name: str, part: Element, base: Run) -> None:
        """What stands inside a run."""
        if name == "t":
            self._say(part.text or "", base)
        elif name in _SIGNS:
            if not (name == "br" and value(part, "type") in {"page", "column"}):
                self._say(_SIGNS[name], base)
        elif name == "sym":
            self._symbol(part, base)
        elif name in {"footnoteReference", "endnoteReference"}:
            self.notes.append((name.removesuffix("Reference"), value(part, "id")))
            self.runs.append(Run(f"[{len(self.notes)}]", raised=True, note=len(self.notes)))
        elif name in {"drawing", "pict", "object"}:
            self._drawn(part)
        else:
            self.take(part, base)

    def _say(self, text: str, base: Run) -> None:
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
        return target if outside and target.lower().startswith(_SAFE) else ""

    def _symbol(self, part: Element, base: Run) -> None:
        code = value(part, "char").lower()
        sign = _SYMBOLS.get(code if code.startswith("f") else f"f0{code[-2:]}")
        if sign is None:
            self._drop(Left.SYMBOL, f"{value(part, 'font')} {code}".strip())
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
        for box in within(part, "txbxContent"):
            if not _is_inner(box, part):
                self.boxes.append(box)
        alt = next((value(item, "descr") or value(item, "title") for item in within(part, "docPr")), "")
        for item in part.iter():
            name = local(item)
            if name in {"blip", "imagedata"} and not _is_inner(item, part):
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
        if local(above) in {"txbxContent", "Fallback"}:
            return True
    return False


def _said(item: Element | None, *names: str) -> str:
    return "".join(found.text or "" for found in item.iter() if local(found) in names) if item is not None else ""


def _linear(part: Element) -> str:
    """A formula in one line: fractions with a stroke, powers with a roof."""
    name = local(part)
    if name == "t":
        return part.text or ""
    inner = {local(item): _linear(item) for item in part}
    if name == "f":
        return f"({inner.get('num', '')})/({inner.get('den', '')})"
    if name == "sSup":
        return f"{inner.get('e', '')}^{inner.get('sup', '')}"
    if name == "sSub":
        return f"{inner.get('e', '')}_{inner.get('sub', '')}"
    if name == "rad":
        return f"{inner.get('deg', '')}√({inner.get('e', '')})"
    return "".join(_linear(item) for item in part)
