"""What a verb of reporting may refuse, with a sentence for the officer and a code for programs."""

from collections.abc import Mapping, Sequence

from gongkai.report.model import Finding


class ReportingError(Exception):
    """Base; ``str(error)`` is the Chinese sentence, ``code`` is stable."""

    code = "REPORTING"


class BadFigure(ReportingError):
    """A figure that cannot be stored; ``field`` is the input it belongs to."""

    code = "BAD_FIGURE"

    def __init__(self, message: str, field: str = "value") -> None:
        super().__init__(message)
        self.field = field


class BadFigures(ReportingError):
    """Some of the figures cannot be stored, so none was; ``errors`` is key to sentence and field."""

    code = "BAD_FIGURES"

    def __init__(self, errors: Mapping[str, tuple[str, str]]) -> None:
        super().__init__("；".join(dict.fromkeys(message.rstrip("。") for message, _ in errors.values())) + "。")
        self.errors = dict(errors)


class WrongStage(ReportingError):
    """The report stands where this step is not possible."""

    code = "WRONG_STAGE"


class Conflict(ReportingError):
    """Somebody else saved the report since the screen was opened."""

    code = "CONFLICT"

    def __init__(self) -> None:
        super().__init__("这份报告刚刚由其他人员改动过。您填写的内容还在页面上，请先查看最新内容再保存。")


class OwnWork(ReportingError):
    """Nobody approves what they wrote."""

    code = "OWN_WORK"

    def __init__(self) -> None:
        super().__init__("参与编写的人员不得批准这份报告，请由其他审批领导批准。")


class Exists(ReportingError):
    """There is a living report of this agency and year already."""

    code = "EXISTS"


class NotPublishable(ReportingError):
    """The check finds errors; ``findings`` are they."""

    code = "NOT_PUBLISHABLE"

    def __init__(self, findings: Sequence[Finding]) -> None:
        listed = "；".join(finding.message.rstrip("。") for finding in findings[:5])
        more = f"；等共{len(findings)}处" if len(findings) > 5 else ""
        super().__init__(f"报告还有错误，不能继续：{listed}{more}。")
        self.findings = tuple(findings)


class Unknown(ReportingError):
    """No such report."""

    code = "UNKNOWN"

    def __init__(self) -> None:
        super().__init__("没有找到这份报告。")
