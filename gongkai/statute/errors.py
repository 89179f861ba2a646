"""What can go wrong when the law is asked a question it cannot answer.

StatuteError
 ├── UnknownLaw          a citation names a law that data/laws.yaml does not hold
 ├── UnknownParameter    no such number, or none in force on that day
 ├── CalendarUnknown     the day lies in a year whose holiday notice has not been imported
 └── BadInput            a date, amount or name that cannot be read

Every error carries a ``code`` for programs and a Chinese sentence for people.
"""


class StatuteError(ValueError):
    """Base of the family; ``str(error)`` is the Chinese sentence, ``error.code`` is stable."""

    code = "STATUTE"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        if code is not None:
            self.code = code


class UnknownLaw(StatuteError):
    """A citation names a law nobody has entered."""

    code = "LAW_UNKNOWN"


class UnknownParameter(StatuteError):
    """No such number, or none in force on the day asked for."""

    code = "PARAMETER_UNKNOWN"


class CalendarUnknown(StatuteError):
    """A day was asked for in a year without a holiday notice, and guessing was not allowed."""

    code = "CALENDAR_UNKNOWN"

    def __init__(self, year: int) -> None:
        super().__init__(
            f"尚未导入国务院办公厅关于{year}年部分节假日安排的通知，无法确定该年的工作日；"
            f"请先运行 gongkai import-notice 导入{year}年通知。"
        )
        self.year = year


class BadInput(StatuteError):
    """A date, an amount or a name that cannot be read."""

    code = "BAD_INPUT"
