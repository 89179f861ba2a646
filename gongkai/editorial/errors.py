"""What the reviews and the gate may refuse, with a sentence for people and a code for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class EditorialError(Exception):
    """Base; ``str(error)`` is the Chinese sentence, ``code`` is stable."""

    code = "EDITORIAL"


class Gone(EditorialError):
    """There is no such item (any more)."""

    code = "GONE"

    def __init__(self, key: str) -> None:
        super().__init__(f"没有找到要审核的内容（{key}），可能已经删除。")
        self.key = key


class Overtaken(EditorialError):
    """Somebody decided first; the sentence tells the second what happened."""

    code = "OVERTAKEN"


class Changed(EditorialError):
    """The content was edited since it was handed in or since the screen was opened."""

    code = "CHANGED"

    def __init__(self, title: str) -> None:
        super().__init__(
            f"《{title}》在送审后作过修改，先前的审核意见不再有效。请看过修改后的内容再审，或者由起草人重新送审。"
        )


class OwnWork(EditorialError):
    """Nobody reviews what they wrote, nor twice in one round."""

    code = "OWN_WORK"


class Incomplete(EditorialError):
    """Something has to be filled in; ``field`` names it."""

    code = "INCOMPLETE"

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class WrongWay(EditorialError):
    """Somebody tried to publish, withdraw or replace something beside the gate; the sentence says which way is open."""

    code = "WRONG_WAY"


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing that an item still owes before it may be public."""

    code: str
    sentence: str
    part: str = ""


class NotCleared(EditorialError):
    """The gate stays shut; ``owed`` says for what."""

    code = "NOT_CLEARED"

    def __init__(self, title: str, owed: Sequence[Owed]) -> None:
        reasons = "；".join(dict.fromkeys(item.sentence for item in owed))
        super().__init__(f"《{title}》还不能公开：{reasons}。")
        self.owed = tuple(owed)
