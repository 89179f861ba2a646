"""What the village part refuses, with a sentence for people and a code for programs."""

from __future__ import annotations

from gongkai.editorial.errors import EditorialError, Incomplete


class TooShort(Incomplete):
    """A posting period that the law does not allow."""

    code = "POSTED_TOO_SHORT"


class Unbalanced(Incomplete):
    """A finance table whose sums do not agree."""

    code = "TABLE_UNBALANCED"


class FaultyTable(Incomplete):
    """A table file with rows that cannot be taken in; ``faults`` says what is wrong with which row."""

    code = "TABLE_FAULTY"

    def __init__(self, faults: list[str]) -> None:
        shown = "；".join(faults[:8])
        more = f"；另有{len(faults) - 8}处" if len(faults) > 8 else ""
        super().__init__(f"没有导入任何一行：{shown}{more}。", "table")
        self.faults = tuple(faults)


class HasPersonalData(Incomplete):
    """Numbers of people that may stand on no board."""

    code = "PERSONAL_DATA"


class NotNow(EditorialError):
    """Something that cannot be done as things stand."""

    code = "NOT_NOW"


class Unknown(EditorialError):
    """There is no such thing, or it is not for who asks; the two are not told apart."""

    code = "UNKNOWN"

    def __init__(self, sentence: str = "没有找到。") -> None:
        super().__init__(sentence)
