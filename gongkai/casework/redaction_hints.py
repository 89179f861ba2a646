"""What an officer may want to cover in a file: numbers that look personal, and the names that the case knows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gongkai.casework import redaction_form
from gongkai.casework.queries import Sheet
from gongkai.files import redacting
from gongkai.files.errors import Refused
from gongkai.files.kinds import Kind
from gongkai.files.redacting import NotRedacted
from gongkai.redaction import Box
from gongkai.statute.events import EventKind

MOST = 200
AT_ONCE = 10
"""Pages that are searched without being asked; a longer file is searched when somebody says so."""


@dataclass(frozen=True, slots=True)
class Hint:
    """One thing to cover, with all its places."""

    label: str
    text: str
    boxes: tuple[Box, ...]

    @property
    def value(self) -> str:
        return redaction_form.tick_of(self.boxes)

    @property
    def where(self) -> str:
        """第1、3页，共4处."""
        pages = "、".join(str(page) for page in sorted({box.page for box in self.boxes}))
        return f"第{pages}页，共{len(self.boxes)}处"


def hints(data: bytes, kind: Kind, sheet: Sheet, covered: Sequence[Box], *, sees_person: bool) -> list[Hint]:
    """What is proposed and not covered yet. A department that does not see who asks is not told the name by its
    place. What the engine refuses to read gives no proposals."""
    try:
        found = [*_numbers(data, kind), *_names(data, kind, sheet, sees_person=sees_person)]
    except (NotRedacted, Refused):
        return []
    open_ones = (Hint(hint.label, hint.text, _open(hint.boxes, covered)) for hint in found)
    return [hint for hint in open_ones if hint.boxes][:MOST]


def _numbers(data: bytes, kind: Kind) -> Iterable[Hint]:
    together: dict[tuple[str, str], list[Box]] = {}
    for item in redacting.suggest(data, kind):
        together.setdefault((item.kind.label, item.text), []).extend(item.boxes)
    return [Hint(label, text, tuple(dict.fromkeys(boxes))) for (label, text), boxes in together.items()]


def _names(data: bytes, kind: Kind, sheet: Sheet, *, sees_person: bool) -> Iterable[Hint]:
    wanted = {}
    if sees_person and bytes(sheet.case.subject.key):
        wanted[sheet.person.name] = "申请人"
    for event in sheet.events:
        whom = str(sheet.texts.get(event.seq, {}).get("whom", "")).strip()
        if event.kind == EventKind.CONSULTATION_OPENED and whom:
            wanted.setdefault(whom, "被征求意见人")
    return [Hint(label, name, tuple(redacting.find(data, kind, [name]))) for name, label in wanted.items() if name]


def _open(boxes: Iterable[Box], covered: Sequence[Box]) -> tuple[Box, ...]:
    return tuple(box for box in boxes if not any(_covers(other, box) for other in covered))


def _covers(other: Box, box: Box) -> bool:
    grown = other.area.grown(1e-5, 1e-5)
    corners = ((box.left, box.top), (box.right, box.bottom))
    return other.page == box.page and all(grown.holds(corner) for corner in corners)
