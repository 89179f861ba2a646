"""By when a policy is explained, counted on the real calendar."""

from __future__ import annotations

from datetime import date

import pytest

from gongkai.statute.errors import UnknownParameter
from gongkai.statute.interpretations import Form, Timing, form_of, timing
from gongkai.statute.parameters import rules
from gongkai.statute.workdays import calendar


def stands(published: str, interpreted: str | None, today: str = "2023-12-29") -> Timing:
    days = [date.fromisoformat(day) if day else None for day in (published, interpreted, today)]
    assert days[0]
    assert days[2]
    return timing(days[0], days[1], days[2], calendar(), rules())


def test_three_working_days_after_the_document() -> None:
    # 2023-04-27 is a Thursday; Friday is the first, Labour Day is off until the 3rd, the 6th (Saturday) is worked
    assert stands("2023-04-27", "2023-05-05") == Timing(date(2023, 5, 5), 0)
    assert stands("2023-04-27", "2023-05-06") == Timing(date(2023, 5, 5), 1)
    assert stands("2023-04-27", "2023-05-08") == Timing(date(2023, 5, 5), 2)
    assert stands("2023-04-27", "2023-04-20").late == 0, "before its document"
    assert stands("2023-04-27", None, "2023-05-10") == Timing(date(2023, 5, 5), 4), "none yet: until today"
    with pytest.raises(UnknownParameter):
        stands("2016-11-09", None)  # before there was such a rule


def test_the_number_is_a_local_rule() -> None:
    known = rules().get("interpretation_limit", date(2023, 1, 1))
    assert (known.value, known.unit, known.verified) == (3, "工作日", "V1")


def test_each_form_has_its_word_and_its_address() -> None:
    assert [form.value for form in Form] == [
        "文字解读", "图解", "动漫", "视频", "音频", "政策公开讲", "新闻发布会", "问答", "负责人解读",
    ]  # fmt: skip
    assert {form_of(form.code) for form in Form} == set(Form)
    assert form_of("图解") is None
