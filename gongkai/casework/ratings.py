"""What applicants think of the handling: one mark from 1 to 5 and a few words, once the reply was served."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from gongkai.casework import subjects
from gongkai.casework.errors import Incomplete, NotPermitted
from gongkai.casework.models import Case, Rating

MARKS = ((5, "很满意"), (4, "满意"), (3, "一般"), (2, "不满意"), (1, "很不满意"))
LONGEST = 1000


@transaction.atomic
def rate(*, case: Case, score: int, words: str, at: datetime) -> Rating:
    """Keep an applicant's rating; a second one replaces the first. It moves nothing else and is shown to officers
    without changing the case. Raises Incomplete, NotPermitted before the reply was served."""
    if score not in dict(MARKS):
        raise Incomplete("请选择评价。", ("score",))
    if case.served_on is None and case.closed_on is None:
        raise NotPermitted("答复送达以后才能评价。")
    if len(words) > LONGEST:
        raise Incomplete(f"意见请不超过{LONGEST}字。", ("words",))
    sealed = subjects.seal_for(case.subject, words.strip(), _place(case)) if words.strip() else b""
    rating, _ = Rating.objects.update_or_create(case=case, defaults={"score": score, "sealed": sealed, "made_at": at})
    return rating


def words_of(rating: Rating) -> str:
    """The words of a rating; empty when there are none, a sentence when the applicant was erased."""
    if not bytes(rating.sealed):
        return ""
    opened: Any = subjects.open_for(rating.case.subject, rating.sealed, _place(rating.case))
    return subjects.ERASED if opened is None else str(opened)


def _place(case: Case) -> str:
    return f"rating:{case.number}"
