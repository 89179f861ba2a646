"""Why a job failed, in words that name no applicant.

An exception's own text may quote what an applicant wrote, so it is not kept. What is kept: the sentence of a
``JobFailed`` that the task raised on purpose, the system's word for an error of the system, and otherwise the
exception's class with the place in the program.
"""

from __future__ import annotations

import re
import traceback
from dataclasses import dataclass

from django.db import DatabaseError

LONGEST = 300
_CODE = re.compile(r"[A-Z][A-Z0-9_]{1,39}")


class JobFailed(Exception):
    """A task says what went wrong, with a stable code and a sentence for officers that names no applicant.

    ``final`` means that trying again is of no use.
    """

    def __init__(self, code: str, sentence: str, *, final: bool = False) -> None:
        super().__init__(sentence)
        self.code, self.final = code, final


class BadArgument(ValueError):
    """An argument or a result of a task that may not be stored in a job. ``code`` is stable."""

    code = "JOB_ARGUMENT"


class UnknownTask(Exception):
    """The program has no task of that name; perhaps another version enqueued the job."""

    code = "JOB_UNKNOWN_TASK"


class LeaseLost(Exception):
    """Another worker holds the job now, so what this one did must not count."""

    code = "JOB_LEASE_LOST"


class NotRetried(Exception):
    """The job cannot be done again. ``code`` is stable, ``str()`` is for the screen."""

    code = "JOB_NOT_RETRIED"


@dataclass(frozen=True, slots=True)
class Reason:
    """What stays of an error."""

    code: str
    text: str
    final: bool = False


ABANDONED = Reason("JOB_ABANDONED", "执行这项任务的进程中途停止（断电、重启或者被系统终止），任务没有完成。")
"""Said of a job whose worker died."""


def reason_of(error: BaseException) -> Reason:
    """Return what may be kept of an exception."""
    if isinstance(error, JobFailed):
        return Reason(_code(error), str(error)[:LONGEST], error.final)
    if isinstance(error, UnknownTask):
        return Reason(error.code, "程序里没有这个任务，可能由另一个版本的程序入队。请检查各进程版本是否一致。")
    if isinstance(error, BadArgument):
        return Reason(error.code, f"任务的参数或者结果不能保存（{place(error)}）。这是程序错误，请报告。", final=True)
    if isinstance(error, DatabaseError):
        return Reason("JOB_DATABASE", f"数据库拒绝了操作：{type(error).__name__}（{place(error)}）。")
    if isinstance(error, OSError) and error.strerror:
        return Reason("JOB_SYSTEM", f"系统错误：{error.strerror}（{place(error)}）。"[:LONGEST])
    return Reason(_code(error), f"程序出错：{type(error).__name__}（{place(error)}）。"[:LONGEST])


def place(error: BaseException) -> str:
    """Where an exception was raised: the last line of ours, or the last line at all."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return "位置不明"
    ours = [frame for frame in frames if "/gongkai/" in frame.filename and "/gongkai/jobs/" not in frame.filename]
    last = (ours or list(frames))[-1]
    return f"{'/'.join(last.filename.split('/')[-2:])} 第{last.lineno}行"


def _code(error: BaseException) -> str:
    code = getattr(error, "code", "")
    return code if isinstance(code, str) and _CODE.fullmatch(code) else "JOB_ERROR"
