"""What a verb of casework may refuse, with a sentence for the officer and a code for programs."""

from gongkai.typeset.errors import TypesetError


class CaseworkError(Exception):
    """Base; ``str(error)`` is the Chinese sentence, ``code`` is stable."""

    code = "CASEWORK"


class Conflict(CaseworkError):
    """Somebody else acted on the case since the screen was opened."""

    code = "CONFLICT"

    def __init__(self) -> None:
        super().__init__("此件刚刚由其他人员处理过，页面内容已经过时。请查看最新情况后再操作；您填写的内容没有保存。")


class NotPermitted(CaseworkError):
    """The law does not allow this step now."""

    code = "NOT_PERMITTED"

    def __init__(self, message: str, article: str = "") -> None:
        super().__init__(f"{message}（{article}）" if article else message)
        self.article = article


class BadDate(CaseworkError):
    """A day that cannot be: in the future, or before the request was received."""

    code = "BAD_DATE"


class Incomplete(CaseworkError):
    """A required element is missing; ``fields`` names them."""

    code = "INCOMPLETE"

    def __init__(self, message: str, fields: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.fields = fields


class BadInternalLimit(CaseworkError):
    """An internal limit on a day that is over, is not worked, or lies behind the limit of the law."""

    code = "BAD_INTERNAL_LIMIT"
    fields = ("internal_on",)


class Unprintable(CaseworkError):
    """A letter cannot be printed, for example because no font has some character; the sentence names it."""

    code = "UNPRINTABLE"

    def __init__(self, cause: TypesetError) -> None:
        super().__init__(str(cause))
        self.code = cause.code


class OwnWork(CaseworkError):
    """Nobody approves what they drafted."""

    code = "OWN_WORK"

    def __init__(self, message: str = "拟办人不得审批自己拟定的意见，请由其他审批领导办理。") -> None:
        super().__init__(message)


class Unknown(CaseworkError):
    """No such case, or not for this person. Both answers are the same on purpose."""

    code = "UNKNOWN"

    def __init__(self) -> None:
        super().__init__("没有找到此件，或者您无权查看。")


class CannotHandOver(CaseworkError):
    """Some cases cannot go to that person, so none goes; ``cases`` are their numbers with the reason."""

    code = "CANNOT_HAND_OVER"

    def __init__(self, cases: list[tuple[str, str]]) -> None:
        told = "；".join(f"{number}：{why}" for number, why in cases[:20])
        more = f"；另有{len(cases) - 20}件" if len(cases) > 20 else ""
        super().__init__(f"有{len(cases)}件不能移交，因此一件也没有移交。{told}{more}。")
        self.cases = cases
