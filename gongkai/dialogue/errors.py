"""What a verb of the dialogue may refuse, with a sentence for people and a code for programs."""


class DialogueError(Exception):
    """Base; ``str(error)`` is the Chinese sentence, ``code`` is stable."""

    code = "DIALOGUE"
    fields: tuple[str, ...] = ()


class Unknown(DialogueError):
    """No such letter, opinion or report, or not for this person. Both answers are the same on purpose."""

    code = "UNKNOWN"

    def __init__(self) -> None:
        super().__init__("没有找到此件，或者您无权查看。")


class Incomplete(DialogueError):
    """Something has to be filled in; ``fields`` names it."""

    code = "INCOMPLETE"

    def __init__(self, message: str, *fields: str) -> None:
        super().__init__(message)
        self.fields = fields


class NotNow(DialogueError):
    """It is too early or too late for this, or somebody did it already."""

    code = "NOT_NOW"


class OwnWork(DialogueError):
    """Nobody approves what they drafted."""

    code = "OWN_WORK"

    def __init__(self) -> None:
        super().__init__("拟稿人不能审定自己拟的答复，请由另一人审定。")


class TooMany(DialogueError):
    """As many ballots as one network address has on one day."""

    code = "TOO_MANY"

    def __init__(self) -> None:
        super().__init__("同一网络地址今天参加这项调查的次数已满，请明天再来，或者换一个网络。")
