"""What a verb of the oversight may refuse, with a sentence for people and a code for programs."""

from __future__ import annotations


class OversightError(Exception):
    """Base; ``str(error)`` is the Chinese sentence, ``code`` is stable.

    ::

        OversightError
        ├── Unknown       no such row, or not for this person
        ├── Incomplete    something has to be filled in
        ├── NotNow        too early, too late, or done already
        └── OwnWork       nobody confirms what they did themselves
    """

    code = "OVERSIGHT"
    fields: tuple[str, ...] = ()


class Unknown(OversightError):
    """No such row, or not for this person. Both answers are the same on purpose."""

    code = "UNKNOWN"

    def __init__(self) -> None:
        super().__init__("没有找到此件，或者您无权查看。")


class Incomplete(OversightError):
    """Something has to be filled in; ``fields`` names it."""

    code = "INCOMPLETE"

    def __init__(self, message: str, *fields: str) -> None:
        super().__init__(message)
        self.fields = fields


class NotNow(OversightError):
    """It is too early or too late for this, or somebody did it already."""

    code = "NOT_NOW"


class OwnWork(OversightError):
    """Nobody confirms what they mended themselves."""

    code = "OWN_WORK"

    def __init__(self) -> None:
        super().__init__("整改情况是您自己报的，请由另一人复核确认。")
