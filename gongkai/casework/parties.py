"""Those whose opinion was asked answer online, with the number of the letter and its code (条例第三十二条至第三十四条).

They see what is asked of them and until when, never who applied.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from gongkai.agencies.roles import Permission
from gongkai.casework import attachments, deciding, log, numbers
from gongkai.casework.attachments import Upload
from gongkai.casework.errors import Incomplete, NotPermitted, Unknown
from gongkai.casework.log import Happening
from gongkai.casework.models import Letter, Party
from gongkai.statute.deadlines import Consultation
from gongkai.statute.events import EventKind

ANSWERS = (("consents", "同意公开"), ("objects", "不同意公开或者只同意部分公开"))


@dataclass(frozen=True, slots=True)
class Question:
    """What a party is asked: the letter as it was sent, and where the consultation stands."""

    letter: Letter
    addressee: str
    paragraphs: list[str]
    consultation: Consultation

    @property
    def limit_on(self) -> date:
        return self.consultation.limit_on

    @property
    def answered(self) -> bool:
        return self.consultation.closed_on is not None


def question(number: str, code: str) -> Question:
    """The consultation of a letter's number and code. Raises Unknown, the same for a wrong number and a wrong code."""
    party = _party(number, code)
    letter = party.letter
    state = log.state_of(log.load(letter.case))
    asked = next((entry for entry in state.consultations if entry.key == letter.key), None)
    if asked is None:
        raise Unknown
    addressee, paragraphs = deciding.read_letter(letter)
    return Question(letter, addressee, paragraphs, asked)


@transaction.atomic
def answer(*, number: str, code: str, opinion: str, words: str, uploads: Sequence[Upload] = (), at: datetime) -> None:
    """Record a party's opinion on the day it is given: the days of waiting end. An objection has to say why.

    Raises Unknown, Incomplete, NotPermitted when the opinion is in or the case has ended, files.Refused.
    """
    party = _party(number, code)
    if opinion not in dict(ANSWERS):
        raise Incomplete("请选择是否同意公开。", ("opinion",))
    if opinion == "objects" and not words.strip():
        raise Incomplete("不同意公开的，请说明理由（条例第三十二条）。", ("words",))
    dossier = log.lock(party.letter.case_id, by=None, at=at, permission=Permission.CASE_HANDLE)
    if party.answered_at is not None or _closed(dossier, party.letter.key):
        raise NotPermitted("意见已经收到，不能重复提交；需要更正的，请与本机关联系。")
    data = {"key": party.letter.key, "opinion": opinion}
    if uploads:
        data["evidence"] = [upload.digest for upload in uploads]  # type: ignore[assignment]
    voice = f"party:{party.pk}"
    happening = Happening(EventKind.CONSULTATION_CLOSED, localdate(at), data, {"words": words.strip()})
    log.write(dossier, [happening], by=None, at=at, voice=voice)
    attachments.keep(dossier.case, uploads, actor=voice, at=at)
    party.answered_at = at
    party.save(update_fields=["answered_at"])


def _closed(dossier: log.Dossier, key: str) -> bool:
    return any(entry.key == key and entry.closed_on is not None for entry in dossier.state.consultations)


def _party(number: str, code: str) -> Party:
    rows = Party.objects.select_related("letter__case__agency", "letter__case__subject")
    party = rows.filter(letter__number=number.strip()).first()
    if party is None:
        numbers.code_fits(number, code, "")
        raise Unknown
    if not numbers.code_fits(party.letter.number, code, party.code_hash):
        raise Unknown
    return party
