"""政策解读: its forms, whether a document needs one, and by when it should be public.

国办发〔2016〕80号: 解读方案、解读材料与文件同步组织、同步审签、同步部署. The number of days is a local rule (V1)
and warns only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gongkai.statute.parameters import Rules
from gongkai.statute.workdays import Calendar


class Form(StrEnum):
    """How a policy is explained; the value is the word that officers and citizens read."""

    TEXT = "文字解读"
    PICTURE = "图解"
    ANIMATION = "动漫"
    VIDEO = "视频"
    AUDIO = "音频"
    TALK = "政策公开讲"
    PRESS = "新闻发布会"
    ANSWERS = "问答"
    OFFICIAL = "负责人解读"

    @property
    def code(self) -> str:
        """How addresses name it."""
        return self.name.lower()


class Need(StrEnum):
    """What the drafter says with the document (解读方案)."""

    NEEDED = "需要解读"
    NOT_NEEDED = "不需要解读"


def form_of(code: str) -> Form | None:
    """The form that an address names; None for any other word."""
    return next((form for form in Form if form.code == code), None)


@dataclass(frozen=True, slots=True)
class Timing:
    """By when an interpretation should be public, and how many working days it is or was late."""

    due: date
    late: int


def limit(day: date, rules: Rules) -> int:
    """Working days after its document in which an interpretation should be public. Raises UnknownParameter for a day
    on which there was no such rule."""
    days: int = rules.value("interpretation_limit", day)
    return days


def timing(published: date, interpreted: date | None, today: date, calendar: Calendar, rules: Rules) -> Timing:
    """How an interpretation stands in time beside its document, which was made public on a day.

    One that is still to come is counted until today. One that came before its document is in time.
    """
    due = calendar.add(published, limit(published, rules))
    return Timing(due, calendar.workdays_between(due, interpreted or today))
